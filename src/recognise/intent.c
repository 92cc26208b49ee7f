#include "recognise/intent.h"

#include "recognise/document.h"
#include "recognise/other_post.h"
#include "recognise/words.h"

#include <string.h>

gboolean
intent_has_application_word(const char *line)
{
    if (words_find(line, WORDS_APPLICATION))
        return TRUE;
    for (const char *p = line + 1; *p; p += strcspn(p, " ") + 1) {
        char word[16];
        gsize length = strcspn(p, " ");
        if (length >= sizeof word)
            continue;
        memcpy(word, p, length);
        word[length] = '\0';
        if (strcmp(word, "candidatures") != 0 &&
            words_similar(word, "candidature"))
            return TRUE;
    }
    return FALSE;
}

gboolean
intent_is_foreign_subject(const char *line)
{
    return other_post_in_subject(line) ||
           words_find(line, WORDS_ADMINISTRATION) ||
           words_find(line, WORDS_QUESTION);
}

/* The format with names in it: nobody writes that by chance, except colleagues
 * ("Candidatures micro-structure : tableau de suivi"). "Rappel : …" with the
 * author's own name is the author's. */
static gboolean
is_by_format(const MailCase *mail, const CampaignEvidence *evidence)
{
    const SubjectMatch *subject = &evidence->subject;
    const SenderName *author = mail_case_author(mail);
    if (!subject->meant || !subject->name.family)
        return FALSE;
    return subject->conformity != SUBJECT_DEVIANT ||
           !words_find(mail->subject_line, WORDS_ADMINISTRATION) ||
           person_name_touches(author->line, subject->name.family, NULL);
}

static gboolean
is_withdrawal(const MailCase *mail)
{
    return words_find(mail->subject_line, WORDS_WITHDRAWAL) ||
           words_find(mail->text_line, WORDS_WITHDRAWAL);
}

static gboolean
is_in_reply(const MailCase *mail)
{
    return mail->message->in_reply_to || mail->message->references[0];
}

/* An id that our outbox made: "….dossierd@domain". */
static gboolean
answers_us(const MailCase *mail)
{
    if (mail->message->in_reply_to &&
        strstr(mail->message->in_reply_to, ".dossierd@"))
        return TRUE;
    for (char **id = mail->message->references; *id; id++) {
        if (strstr(*id, ".dossierd@"))
            return TRUE;
    }
    return FALSE;
}

/* An answer on the thread of an application, as far as the mail itself tells.
 * Who answers to the call ("RE: Appel à candidatures") applies for the first
 * time. */
static gboolean
is_in_thread(const MailCase *mail, const CampaignEvidence *evidence)
{
    if (answers_us(mail))
        return TRUE;
    if (!is_in_reply(mail) || !mail->subject.reply || mail->subject.forward ||
        words_find(mail->subject_line, WORDS_ADMINISTRATION))
        return FALSE;
    return evidence->subject.meant ||
           (intent_has_application_word(mail->subject_line) &&
            !intent_is_foreign_subject(mail->subject_line));
}

/* Every piece that came is an opinion or a report, nothing the candidate
 * writes. */
static gboolean
only_superior_pieces(const MailCase *mail, const GPtrArray *documents)
{
    guint pieces = 0;
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = documents->pdata[i];
        for (guint k = 0; k < document->kinds->len; k++) {
            const ConfigDocument *kind = document->kinds->pdata[k];
            g_autofree char *line = words_line(kind->title);
            if (strcmp(kind->id, "opinion") != 0 &&
                strcmp(kind->id, "inspection") != 0 && !strstr(line, " avis "))
                return FALSE;
            pieces++;
        }
    }
    return pieces > 0 || (words_find(mail->subject_line, WORDS_OPINION) &&
                          words_find(mail->note_line, WORDS_OPINION));
}

static gboolean
is_opinion(const MailCase *mail, const CampaignEvidence *evidence,
           const CandidateFinding *candidate, const GPtrArray *documents)
{
    if (!only_superior_pieces(mail, documents))
        return FALSE;
    gboolean ours = campaign_is_mentioned(evidence) || evidence->addressed;
    gboolean said = words_find(mail->subject_line, WORDS_OPINION) != NULL;
    if (!candidate->forwarded || !ours || mail->inner->len > 0)
        return FALSE;
    return said || evidence->subject.meant ||
           (campaign_is_mentioned(evidence) &&
            intent_has_application_word(mail->subject_line));
}

/* How many pieces point to an application: kinds found, and what may be one. */
static guint
count_pieces(const GPtrArray *documents)
{
    guint count = document_count_kinds(documents);
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = documents->pdata[i];
        count += document->to_check ? 1 : 0;
    }
    return count;
}

/* Files that are a piece each, be it twice the same. */
static guint
count_told_pieces(const GPtrArray *documents)
{
    guint count = 0;
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = documents->pdata[i];
        count += document->kinds->len > 0 ? 1 : 0;
    }
    return count;
}

/* "Question sur le poste": with pieces it is an application all the same, if
 * the text says so. */
static gboolean
applies_in_text(const MailCase *mail)
{
    static const char *const phrases[] = {" ma candidature ",
                                          " je postule ",
                                          " je candidate ",
                                          " acte de candidature ",
                                          " faire acte de candidature ",
                                          " dossier de candidature ",
                                          " je souhaite candidater ",
                                          " je souhaite postuler ",
                                          " je me porte candidat ",
                                          " je me porte candidate ",
                                          " candidature au poste ",
                                          " candidature pour le poste ",
                                          " lettre de motivation ",
                                          NULL};
    const char *lines[] = {mail->text_line, mail->pages_line};
    for (guint k = 0; k < G_N_ELEMENTS(lines); k++) {
        for (guint i = 0; phrases[i]; i++) {
            if (strstr(lines[k], phrases[i]))
                return TRUE;
        }
    }
    return FALSE;
}

/* No attachment holds a text that could name the call: scans and photos. */
static gboolean
is_without_text(const MailCase *mail)
{
    return strlen(mail->pages_line) <= 1;
}

/* A subject without the format: the words of subject and text, the pieces and
 * the addressee must come together. */
static Intent
judge_words(const MailCase *mail, const CampaignEvidence *evidence,
            const GPtrArray *documents, const char **reason)
{
    gboolean office = evidence->addressed_office;
    gboolean mentioned = campaign_is_mentioned(evidence);
    gboolean subject_applies = intent_has_application_word(mail->subject_line);
    /* The name of a school is no call: many write to apply there. */
    gboolean subject_mentions =
        evidence->subject.meant || evidence->subject_words ||
        (evidence->position_named && (mentioned || office));
    gboolean applies = subject_applies || applies_in_text(mail);
    guint pieces = count_pieces(documents);
    guint kinds = document_count_kinds(documents);
    gboolean other_work = !evidence->subject.meant &&
                          !evidence->subject_words &&
                          words_find(mail->subject_line, WORDS_OTHER_WORK);
    /* An office gets applications to whatever it fills: there a subject that
     * says something, but nothing of this call, is about something else. */
    gboolean foreign =
        office && !evidence->position_named &&
        other_post_count_unknown(mail, evidence->subject.rest) >= 2;
    if (((other_work || foreign) && !mentioned) || other_post_is_pupil(mail)) {
        *reason = "intent_other_post";
        return INTENT_NONE;
    }
    if (subject_applies && subject_mentions && !other_work) {
        *reason = "intent_subject";
        return INTENT_APPLICATION;
    }
    if (other_post_in_text(mail, mentioned) && !subject_mentions) {
        *reason = "intent_other_post";
        return INTENT_NONE;
    }
    if (mentioned && kinds > 0 && (applies || kinds > 1) && !other_work) {
        *reason = "intent_pieces";
        return INTENT_APPLICATION;
    }
    if (office && kinds > 0 && applies && !other_work) {
        *reason = "intent_office";
        return INTENT_APPLICATION;
    }
    if (pieces > 0 && applies &&
        (mentioned || office ||
         (evidence->position_named && is_without_text(mail)))) {
        *reason = "intent_maybe";
        return INTENT_MAYBE;
    }
    *reason = pieces > 0 ? "intent_none_pieces" : "intent_none";
    return INTENT_NONE;
}

/* Without a piece, a subject that asks is a question. */
static gboolean
is_question(const MailCase *mail)
{
    const char *subject = mail->subject.text ? mail->subject.text : "";
    return words_find(mail->subject_line, WORDS_QUESTION) ||
           g_str_has_suffix(subject, "?");
}

Intent
intent_judge(const MailCase *mail, const CampaignEvidence *evidence,
             const CandidateFinding *candidate, const GPtrArray *documents,
             gboolean in_thread, const char **reason)
{
    gboolean ours =
        in_thread || campaign_is_mentioned(evidence) || evidence->addressed;
    if (is_withdrawal(mail) && ours &&
        !other_post_in_subject(mail->subject_line)) {
        *reason = "intent_withdrawal";
        return INTENT_WITHDRAWAL;
    }
    if (in_thread || is_in_thread(mail, evidence)) {
        *reason = "intent_thread";
        return INTENT_THREAD;
    }
    if (is_opinion(mail, evidence, candidate, documents)) {
        *reason = "intent_opinion";
        return INTENT_OPINION;
    }
    if (is_by_format(mail, evidence)) {
        *reason = "intent_format";
        return INTENT_APPLICATION;
    }
    if (other_post_in_subject(mail->subject_line)) {
        *reason = "intent_other_post";
        return INTENT_NONE;
    }
    if (words_find(mail->subject_line, WORDS_ADMINISTRATION) ||
        strstr(mail->subject_line, " candidatures ")) {
        /* Several people's pieces at once: a person sorts them out. */
        if (count_told_pieces(documents) >= 2 &&
            strstr(mail->subject_line, " candidatures ") &&
            !strstr(mail->subject_line, " appel a candidatures ") &&
            campaign_is_mentioned(evidence)) {
            *reason = "intent_maybe";
            return INTENT_MAYBE;
        }
        if (!applies_in_text(mail) || document_count_kinds(documents) < 2) {
            *reason = "intent_administration";
            return INTENT_NONE;
        }
    }
    if (is_question(mail) && document_count_kinds(documents) == 0) {
        *reason = "intent_question";
        return INTENT_NONE;
    }
    return judge_words(mail, evidence, documents, reason);
}
