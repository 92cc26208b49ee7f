#include "recognise/candidate.h"

#include "base/text.h"
#include "recognise/cited.h"
#include "recognise/words.h"

#include <string.h>

void
candidate_finding_free(CandidateFinding *finding)
{
    if (!finding)
        return;
    person_name_clear(&finding->name);
    g_free(finding->email);
    g_free(finding->forwarder);
    g_free(finding);
}

static gboolean
is_whole(const PersonName *name)
{
    return name->family && name->given && g_utf8_strlen(name->family, -1) > 1 &&
           g_utf8_strlen(name->given, -1) > 1 && !strchr(name->given, '.');
}

static void
take(CandidateFinding *finding, const PersonName *name, CandidateSource source)
{
    person_name_clear(&finding->name);
    finding->name.family = g_strdup(name->family);
    finding->name.given = g_strdup(name->given);
    finding->name.certain = name->certain;
    finding->source = source;
}

/* Broken decoding leaves replacement characters or "Ã©": the sender's own name
 * is the better source. */
static gboolean
is_broken(const PersonName *name)
{
    static const char *const marks[] = {"\uFFFD", "Ã", "Â", "?", NULL};
    for (guint i = 0; marks[i]; i++) {
        if ((name->family && strstr(name->family, marks[i])) ||
            (name->given && strstr(name->given, marks[i])))
            return TRUE;
    }
    return FALSE;
}

/* The family name stands in the body, a file name or a piece. */
static gboolean
is_borne_out(const MailCase *mail, const PersonName *name)
{
    return person_name_touches(mail->text_line, name->family, NULL) ||
           person_name_touches(mail->names_line, name->family, NULL) ||
           person_name_touches(mail->pages_line, name->family, NULL);
}

/* Words left over in a free subject are a name only if capitals or the author
 * say so, or nothing contradicts: neither "PAIP Bar" nor anybody whom no other
 * place knows, where the author's own name is known. */
static gboolean
is_trusted(const SubjectMatch *match, const SenderName *author,
           const MailCase *mail)
{
    const PersonName *name = &match->name;
    if (match->conformity == SUBJECT_EXACT ||
        match->conformity == SUBJECT_EQUIVALENT)
        return TRUE;
    if (!name->family && !name->given)
        return FALSE;
    if (person_name_touches(author->line, name->family, name->given))
        return TRUE;
    if (!match->meant && is_whole(&author->display) &&
        !is_borne_out(mail, name))
        return FALSE;
    return is_whole(name) && (name->certain || match->meant);
}

/* A part that the subject lacks, from a name that agrees with the other. */
static void
complete(PersonName *name, const PersonName *from)
{
    if (!from->family || !from->given)
        return;
    if (name->family && !name->given &&
        person_name_agrees(name->family, NULL, from->family, NULL)) {
        name->given = g_strdup(from->given);
    } else if (name->given && !name->family &&
               person_name_agrees("x", name->given, "x", from->given)) {
        name->family = g_strdup(from->family);
    } else if (name->family && name->given && from->certain &&
               !is_whole(name) &&
               person_name_agrees(name->family, name->given, from->family,
                                  from->given)) {
        g_free(name->given);
        name->given = g_strdup(from->given);
    }
}

/* "Professeure de mathématiques", "Dossier complet": no name. */
static gboolean
is_something_else(char **words)
{
    for (char **word = words; *word; word++) {
        if (!words_is(*word, WORDS_PARTICLE) &&
            (words_is(*word, WORDS_FILLER) || words_is(*word, WORDS_JOB)))
            return TRUE;
    }
    return FALSE;
}

/* A signature: one of the last lines that holds nothing but a name. */
static gboolean
read_signature(PersonName *name, const char *text, const SenderName *author)
{
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    guint n = g_strv_length(lines);
    for (guint i = n; i-- > 0 && n - i <= 14;) {
        g_strstrip(lines[i]);
        g_auto(GStrv) words = text_words(lines[i]);
        guint count = g_strv_length(words);
        PersonName found = {0};
        if (count >= 2 && count <= 5 &&
            person_name_parse(&found, lines[i], author, TRUE) &&
            is_whole(&found) && !is_something_else(words) &&
            (found.certain ||
             person_name_touches(author->line, found.family, found.given))) {
            person_name_clear(name);
            *name = found;
            return TRUE;
        }
        person_name_clear(&found);
    }
    return FALSE;
}

gboolean
candidate_read_label(PersonName *name, const char *label,
                     const CampaignWords *words, const SenderName *hint)
{
    g_autofree char *text = words_split_label(label);
    g_strdelimit(text, "_.+", ' ');
    g_autofree char *dashed = g_strdelimit(g_strdup(text), "-", ' ');
    g_auto(SubjectMatch) match = {0};
    subject_match_free(&match, words, text, hint);
    if (!is_whole(&match.name)) {
        subject_match_clear(&match);
        subject_match_free(&match, words, dashed, hint);
    }
    if (!is_whole(&match.name))
        return FALSE;
    person_name_clear(name);
    *name = match.name;
    memset(&match.name, 0, sizeof match.name);
    return TRUE;
}

static gboolean
read_labels(PersonName *name, const MailCase *mail, const CampaignWords *words,
            const SenderName *author)
{
    for (guint i = 0; i < mail->message->parts->len; i++) {
        const MessagePart *part = mail->message->parts->pdata[i];
        if (part->label &&
            candidate_read_label(name, part->label, words, author) &&
            (name->certain ||
             person_name_touches(author->line, name->family, name->given)))
            return TRUE;
    }
    return FALSE;
}

/* An address has no accents and no blanks ("nadege.le-bihan@"), some display
 * names neither: the signature has. */
static void
take_spelled(CandidateFinding *finding, const PersonName *name,
             CandidateSource source, const MailCase *mail)
{
    g_auto(PersonName) signature = {0};
    take(finding, name, source);
    if (!read_signature(&signature, mail->text, mail_case_author(mail)))
        return;
    g_autofree char *a = words_squeeze(name->family);
    g_autofree char *b = words_squeeze(signature.family);
    g_autofree char *c = words_squeeze(name->given);
    g_autofree char *d = words_squeeze(signature.given);
    if (strcmp(a, b) != 0 || strcmp(c, d) != 0)
        return;
    gboolean plain =
        g_str_is_ascii(name->family) && g_str_is_ascii(name->given);
    if (plain)
        take(finding, &signature, source);
}

/* A mail whose subject is the opinion, not sent on: by a superior, then, or by
 * the candidate. */
static gboolean
speaks_of_opinion(const MailCase *mail)
{
    return !mail->origin && words_find(mail->subject_line, WORDS_OPINION);
}

static void
find_name(CandidateFinding *finding, const MailCase *mail,
          const CampaignEvidence *evidence)
{
    const SenderName *author = mail_case_author(mail);
    const SubjectMatch *match = &evidence->subject;
    gboolean person = !author->function;
    if (is_trusted(match, author, mail) && !is_broken(&match->name)) {
        take(finding, &match->name, CANDIDATE_SUBJECT);
        complete(&finding->name, &author->display);
        complete(&finding->name, &author->local);
    }
    if (is_whole(&finding->name))
        return;
    g_auto(PersonName) other = {0};
    if (speaks_of_opinion(mail) && cited_person(&other, mail)) {
        take(finding, &other,
             person_name_touches(author->line, other.family, other.given)
                 ? CANDIDATE_TEXT
                 : CANDIDATE_CITED);
        return;
    }
    if (person && is_whole(&author->display))
        take_spelled(finding, &author->display, CANDIDATE_DISPLAY, mail);
    else if (person && is_whole(&author->local))
        take_spelled(finding, &author->local, CANDIDATE_ADDRESS, mail);
    else if (read_signature(&other, mail->text, author))
        take(finding, &other, CANDIDATE_TEXT);
    else if (read_labels(&other, mail, evidence->words, author))
        take(finding, &other, CANDIDATE_FILES);
    else if (is_trusted(match, author, mail) && is_whole(&match->name))
        take(finding, &match->name, CANDIDATE_SUBJECT);
}

/* An address among the recipients that is the candidate's: superiors send a
 * copy to whom they send on. */
static const char *
address_in_copy(const CandidateFinding *finding, const MailCase *mail)
{
    const GPtrArray *lists[] = {mail->message->to, mail->message->cc};
    for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
        for (guint i = 0; i < lists[k]->len; i++) {
            const MessageAddress *to = lists[k]->pdata[i];
            if (!to->address ||
                config_is_own_address(mail->config, to->address))
                continue;
            g_auto(SenderName) owner = {0};
            sender_name_read(&owner, to->name, to->address);
            const PersonName *name = &finding->name;
            if (person_name_agrees(name->family, name->given,
                                   owner.display.family, owner.display.given) ||
                person_name_agrees(name->family, name->given,
                                   owner.local.family, owner.local.given))
                return to->address;
        }
    }
    return NULL;
}

/* Does the sender act for the candidate without sending a mail on? An office,
 * or somebody else who says so. */
static gboolean
acts_for_another(const CandidateFinding *finding, const MailCase *mail)
{
    const PersonName *name = &finding->name;
    if (mail->from_own)
        return TRUE;
    if (finding->source == CANDIDATE_CITED)
        return TRUE;
    if (finding->source != CANDIDATE_SUBJECT &&
        finding->source != CANDIDATE_FILES)
        return FALSE;
    if (person_name_touches(mail->sender.line, name->family, name->given))
        return FALSE;
    if (mail->sender.function || address_in_copy(finding, mail))
        return TRUE;
    /* Nobody gives an opinion on their own application. */
    if (words_find(mail->subject_line, WORDS_OPINION))
        return TRUE;
    return words_find(mail->text_line, WORDS_TRANSMITTAL) != NULL &&
           !strstr(mail->text_line, " ma candidature ");
}

static void
find_channel(CandidateFinding *finding, const MailCase *mail)
{
    const char *from = mail->from ? mail->from->address : NULL;
    finding->forwarded = mail->origin || acts_for_another(finding, mail);
    if (!finding->forwarded) {
        finding->email = g_strdup(from);
        return;
    }
    finding->forwarder = g_strdup(from);
    const char *email = mail->origin ? mail->origin->address : NULL;
    finding->email = g_strdup(email ? email : address_in_copy(finding, mail));
}

CandidateFinding *
candidate_find(const MailCase *mail, const CampaignEvidence *evidence)
{
    CandidateFinding *finding = g_new0(CandidateFinding, 1);
    find_name(finding, mail, evidence);
    find_channel(finding, mail);
    finding->several = evidence->subject.people > 1 || mail->several_origins;
    finding->certain = is_whole(&finding->name) && !finding->several;
    return finding;
}
