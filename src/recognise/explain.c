#include "recognise/explain.h"

#include "recognise/document.h"
#include "recognise/words.h"

#include <string.h>

void
explain_campaign(Recognition *recognition, const Phrases *phrases,
                 const CampaignEvidence *evidence)
{
    const char *title = evidence->campaign->title;
    const char *key = "campaign_text";
    if (evidence->subject.meant)
        key = "campaign_format";
    else if (evidence->subject_words || evidence->position_named)
        key = "campaign_subject";
    else if (!evidence->text_words)
        key = "campaign_address";
    recognition_say(recognition, phrases, key, title);
}

void
explain_subject(Recognition *recognition, const Phrases *phrases,
                const CampaignEvidence *evidence)
{
    static const char *const keys[] = {"subject_none", "subject_exact",
                                       "subject_equivalent", "subject_deviant"};
    recognition_say(recognition, phrases, keys[evidence->subject.conformity],
                    evidence->campaign->subject);
}

void
explain_candidate(Recognition *recognition, const Phrases *phrases,
                  const CandidateFinding *candidate)
{
    static const char *const keys[] = {
        [CANDIDATE_NOWHERE] = "candidate_none",
        [CANDIDATE_SUBJECT] = "candidate_subject",
        [CANDIDATE_DISPLAY] = "candidate_display",
        [CANDIDATE_ADDRESS] = "candidate_address",
        [CANDIDATE_TEXT] = "candidate_text",
        [CANDIDATE_CITED] = "candidate_cited",
        [CANDIDATE_FILES] = "candidate_files",
    };
    g_autofree char *name = g_strdup_printf(
        "%s %s", candidate->name.family ? candidate->name.family : "?",
        candidate->name.given ? candidate->name.given : "?");
    recognition_say(recognition, phrases, keys[candidate->source], name);
    if (candidate->forwarded)
        recognition_say(recognition, phrases, "channel_forwarded",
                        candidate->forwarder ? candidate->forwarder : "?");
    else
        recognition_say(recognition, phrases, "channel_direct", NULL);
}

void
explain_sender(Recognition *recognition, const Phrases *phrases,
               const Message *message)
{
    if (message->authentication_results)
        recognition_say(recognition, phrases, "sender_checked",
                        message->authentication_results);
}

static char *
join_titles(const GPtrArray *positions)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < positions->len; i++) {
        const ConfigPosition *position = positions->pdata[i];
        if (i > 0)
            g_string_append(text, " ; ");
        g_string_append(text, position->title ? position->title : position->id);
    }
    return g_string_free(text, FALSE);
}

void
explain_position(Recognition *recognition, const Phrases *phrases,
                 const PositionFinding *position)
{
    static const char *const keys[] = {"position_address", "position_subject",
                                       "position_files", "position_text"};
    if (position->single) {
        recognition_say(recognition, phrases, "position_single", NULL);
        return;
    }
    for (int s = 0; s < POSITION_N_SOURCES; s++) {
        if (position->found[s]->len == 0)
            continue;
        g_autofree char *titles = join_titles(position->found[s]);
        recognition_say(recognition, phrases, keys[s], titles);
    }
    if (position->positions->len == 0)
        recognition_say(recognition, phrases, "position_none", NULL);
}

void
explain_documents(Recognition *recognition, const GPtrArray *documents)
{
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = documents->pdata[i];
        if (document->reason)
            g_ptr_array_add(recognition->reasons, g_strdup(document->reason));
    }
}

void
explain_links(Recognition *recognition, const Phrases *phrases,
              const Message *message)
{
    g_auto(GStrv) links = document_cloud_links(message);
    const char *host = links[0] ? strstr(links[0], "://") : NULL;
    if (!host)
        return;
    g_autofree char *name = g_strndup(host + 3, strcspn(host + 3, "/?#"));
    recognition_say(recognition, phrases, "document_link", name);
}

static gboolean
is_personal(const RecogniseDocument *document)
{
    for (guint i = 0; i < document->kinds->len; i++) {
        const ConfigDocument *kind = document->kinds->pdata[i];
        if (strcmp(kind->id, "letter") == 0 || strcmp(kind->id, "cv") == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean
explain_names_other(const MailCase *mail, const CampaignWords *words,
                    const CandidateFinding *candidate,
                    const GPtrArray *documents)
{
    const SenderName *author = mail_case_author(mail);
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = documents->pdata[i];
        g_auto(PersonName) other = {0};
        if (!document->name || !is_personal(document) ||
            !candidate_read_label(&other, document->name, words, author) ||
            !other.certain)
            continue;
        g_autofree char *line =
            g_strconcat(" ", other.family, " ", other.given, " ", NULL);
        g_autofree char *folded = words_line(line);
        if (!person_name_touches(folded, candidate->name.family,
                                 candidate->name.given) &&
            !person_name_touches(author->line, other.family, other.given))
            return TRUE;
    }
    return FALSE;
}
