/* The rules together, in the order a careful secretary asks: is it a machine,
 * is it one of our own people, what does it want, which campaign, who, for
 * which position, with which pieces. */
#include "recognise/recognise.h"

#include "base/text.h"
#include "recognise/answer.h"
#include "recognise/candidate.h"
#include "recognise/document.h"
#include "recognise/explain.h"
#include "recognise/intent.h"
#include "recognise/known.h"
#include "recognise/machine.h"
#include "recognise/position.h"
#include "recognise/recognition.h"

/* What the rules found about one mail. */
typedef struct {
    const RecogniseInput *input;
    const MailCase *mail;
    Machine machine;
    const CampaignEvidence *evidence;
    const ConfigCampaign *rival;
    CandidateFinding *candidate;
    PositionFinding *position;
    KnownFinding *thread;
    KnownFinding *person;
    GPtrArray *documents;
    Intent intent;
    const char *intent_reason;
} Case;

static void
case_clear(Case *found)
{
    candidate_finding_free(found->candidate);
    position_finding_free(found->position);
    known_finding_free(found->thread);
    known_finding_free(found->person);
    g_clear_pointer(&found->documents, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

static void
say(Recognition *recognition, const Case *found, const char *key,
    const char *value)
{
    recognition_say(recognition, found->input->phrases, key, value);
}

/* ---- automatic ---- */

static gboolean
is_bulk_application(const Case *found)
{
    return found->evidence &&
           (found->intent == INTENT_APPLICATION ||
            found->intent == INTENT_MAYBE) &&
           document_count_kinds(found->documents) > 0;
}

static void
make_automatic(Recognition *recognition, const Case *found)
{
    const MessageMachine *machine = &found->mail->message->machine;
    recognition->verdict = VERDICT_AUTOMATIC;
    recognition->reported_id = g_strdup(machine->reported_id);
    if (found->machine.kind == MACHINE_BOUNCE)
        recognition->failed = g_strdupv(machine->failed);
    say(recognition, found, found->machine.sign, NULL);
    say(recognition, found, "conclude_automatic", NULL);
}

/* ---- filed or reviewed ---- */

static void
fill_candidate(Recognition *recognition, const Case *found)
{
    const CandidateFinding *candidate = found->candidate;
    if (!candidate->several) {
        recognition->family_name = g_strdup(candidate->name.family);
        recognition->given_name = g_strdup(candidate->name.given);
    }
    recognition->email = g_strdup(candidate->email);
    recognition->forwarded = candidate->forwarded;
    recognition->forwarder = g_strdup(candidate->forwarder);
}

/* The school got it, the referent did not: said in the answer. */
static gboolean
is_referent_absent(const Case *found)
{
    const ConfigCampaign *campaign = found->evidence->campaign;
    const GPtrArray *addressed = found->position->found[POSITION_ADDRESS];
    return addressed->len > 0 && campaign->referent.address &&
           !mail_case_is_to(found->mail, campaign->referent.address);
}

static void
fill(Recognition *recognition, Case *found)
{
    const CampaignEvidence *evidence = found->evidence;
    recognition->campaign = evidence->campaign;
    recognition->conformity = evidence->subject.conformity;
    g_ptr_array_extend(recognition->positions, found->position->positions, NULL,
                       NULL);
    fill_candidate(recognition, found);
    recognition->missing =
        (g_ptr_array_unref(recognition->missing),
         document_missing(evidence->campaign, found->documents));
    g_ptr_array_unref(recognition->documents);
    recognition->documents = g_steal_pointer(&found->documents);
    g_strfreev(recognition->links);
    recognition->links = document_cloud_links(found->mail->message);
    recognition->referent_absent = is_referent_absent(found);
    recognition->withdrawal = found->intent == INTENT_WITHDRAWAL;
}

static void
set_reply(Recognition *recognition, const Case *found)
{
    recognition->reply_to =
        recognition->forwarded
            ? answer_to_candidate(found->mail, recognition->email)
            : answer_to_sender(found->mail);
}

static gboolean
has_dossier(const Case *found)
{
    if (found->thread->dossiers->len > 0)
        return TRUE;
    if (found->person->link != KNOWN_CANDIDATE)
        return FALSE;
    const GPtrArray *positions = found->position->positions;
    for (guint i = 0; i < positions->len; i++) {
        const ConfigPosition *position = positions->pdata[i];
        if (!known_has_position(found->person, position->id))
            return FALSE;
    }
    return TRUE;
}

/* Something about the mail that only a person may settle; NULL if nothing. */
static const char *
doubt(const Case *found)
{
    if (found->intent == INTENT_WITHDRAWAL)
        return "review_withdrawal";
    if (found->rival)
        return "review_rival";
    if (found->candidate->several)
        return "review_several";
    if (found->person->link == KNOWN_NAMESAKE &&
        found->thread->dossiers->len == 0)
        return "review_namesake";
    if (found->position->contradiction)
        return "review_contradiction";
    if (explain_names_other(found->mail, found->evidence->words,
                            found->candidate, found->documents))
        return "review_other_name";
    return NULL;
}

static const char *
uncertain(const Case *found)
{
    if (!found->candidate->certain)
        return "review_candidate";
    if (found->position->ambiguous)
        return "review_ambiguous";
    if (!found->position->certain)
        return "review_position";
    if (found->intent == INTENT_MAYBE)
        return "review_maybe";
    return NULL;
}

static gboolean
is_supplement(const Case *found)
{
    if (has_dossier(found))
        return TRUE;
    /* Without anything known of it an answer to somebody else's dossier
     * cannot be told from one to ours: only explain takes its word. */
    if (found->intent == INTENT_THREAD || found->intent == INTENT_OPINION)
        return found->input->known == NULL || !found->candidate->certain ||
               !found->position->certain || found->intent == INTENT_OPINION;
    return FALSE;
}

static void
take_dossiers(Recognition *recognition, Case *found)
{
    KnownFinding *source =
        found->thread->dossiers->len > 0 ? found->thread : found->person;
    if (source->link == KNOWN_NAMESAKE)
        return;
    GPtrArray *swap = recognition->dossiers;
    recognition->dossiers = source->dossiers;
    source->dossiers = swap;
}

/* A superior's mail seldom names the candidate's address; the dossier does. */
static void
fill_known_address(Recognition *recognition)
{
    if (recognition->email || recognition->dossiers->len == 0)
        return;
    const KnownDossier *dossier = recognition->dossiers->pdata[0];
    recognition->email = g_strdup(dossier->email);
}

static void
conclude(Recognition *recognition, Case *found)
{
    const char *reason = doubt(found);
    if (!reason && is_supplement(found)) {
        recognition->verdict = VERDICT_SUPPLEMENT;
        take_dossiers(recognition, found);
        reason = "conclude_supplement";
        if (found->input->known && recognition->dossiers->len == 0) {
            recognition->verdict = VERDICT_REVIEW;
            reason = "review_no_dossier";
        }
    } else if (!reason) {
        reason = uncertain(found);
        recognition->verdict = reason ? VERDICT_REVIEW : VERDICT_APPLICATION;
        reason = reason ? reason : "conclude_application";
    } else {
        recognition->verdict = VERDICT_REVIEW;
    }
    fill(recognition, found);
    fill_known_address(recognition);
    if (found->rival) {
        recognition->campaign = NULL;
        recognition->conformity = SUBJECT_NONE;
        g_ptr_array_set_size(recognition->positions, 0);
        g_ptr_array_set_size(recognition->missing, 0);
    }
    set_reply(recognition, found);
    say(recognition, found, reason, NULL);
}

/* Our people's answers to candidates, and what they write to each other. */
static gboolean
is_own_talk(const Case *found)
{
    const MailCase *mail = found->mail;
    if (!mail->from_own || mail->origin)
        return FALSE;
    for (guint i = 0; i < mail->recipients->len; i++) {
        if (!config_is_own_address(mail->config, mail->recipients->pdata[i]))
            return TRUE;
    }
    return document_count_kinds(found->documents) == 0;
}

static void
gather(Case *found)
{
    const RecogniseInput *input = found->input;
    const ConfigCampaign *campaign = found->evidence->campaign;
    found->candidate = candidate_find(found->mail, found->evidence);
    found->position = position_find(found->mail, found->evidence);
    found->documents =
        document_find(found->mail, found->evidence->words, input->phrases);
    found->person = known_by_candidate(found->mail, campaign, found->candidate,
                                       input->known);
    found->intent = intent_judge(
        found->mail, found->evidence, found->candidate, found->documents,
        found->thread->dossiers->len > 0, &found->intent_reason);
}

/* A thread that is known names its campaign, whatever the words say. */
static CampaignEvidence *
choose_campaign(Case *found)
{
    if (found->thread->dossiers->len > 0) {
        const KnownDossier *dossier = found->thread->dossiers->pdata[0];
        const ConfigCampaign *campaign =
            config_find_campaign(found->mail->config, dossier->campaign);
        if (campaign)
            return campaign_weigh(found->mail, campaign);
    }
    return campaign_choose(found->mail, &found->rival);
}

static void
explain(Recognition *recognition, const Case *found)
{
    const Phrases *phrases = found->input->phrases;
    explain_campaign(recognition, phrases, found->evidence);
    explain_subject(recognition, phrases, found->evidence);
    explain_candidate(recognition, phrases, found->candidate);
    explain_sender(recognition, phrases, found->input->message);
    explain_position(recognition, phrases, found->position);
    explain_documents(recognition, found->documents);
    explain_links(recognition, phrases, found->mail->message);
    say(recognition, found, found->intent_reason, NULL);
}

static Recognition *
judge(Case *found)
{
    Recognition *recognition = recognition_new();
    const Message *message = found->mail->message;
    recognition->subject = g_strdup(message->subject);
    found->machine = machine_look(found->mail->config, message);
    if (found->machine.kind != MACHINE_NONE &&
        found->machine.kind != MACHINE_BULK) {
        make_automatic(recognition, found);
        return recognition;
    }
    found->thread = known_by_thread(found->mail, found->input->known);
    g_autoptr(CampaignEvidence) evidence = choose_campaign(found);
    found->evidence = evidence;
    if (evidence)
        gather(found);
    if (found->machine.kind == MACHINE_BULK && !is_bulk_application(found)) {
        make_automatic(recognition, found);
        return recognition;
    }
    if (!evidence) {
        say(recognition, found, "campaign_none", NULL);
        say(recognition, found, "conclude_unrelated", NULL);
        return recognition;
    }
    if (is_own_talk(found)) {
        say(recognition, found, "own_people", NULL);
        say(recognition, found, "conclude_unrelated", NULL);
        return recognition;
    }
    explain(recognition, found);
    if (found->intent == INTENT_NONE)
        say(recognition, found, "conclude_unrelated", NULL);
    else
        conclude(recognition, found);
    return recognition;
}

Recognition *
recognise(const RecogniseInput *input)
{
    g_autoptr(MailCase) mail = mail_case_new(input);
    g_auto(Case) found = {.input = input, .mail = mail};
    return judge(&found);
}

Recognition *
recognise_unreadable(const RecogniseInput *input, const char *reason_key)
{
    Recognition *recognition = recognition_new();
    gboolean too_large = g_strcmp0(reason_key, "too_large") == 0;
    recognition->verdict = too_large ? VERDICT_REVIEW : VERDICT_QUARANTINED;
    if (input->message) {
        g_autoptr(MailCase) mail = mail_case_new(input);
        const ConfigCampaign *rival = NULL;
        g_autoptr(CampaignEvidence) evidence = campaign_choose(mail, &rival);
        recognition->subject = g_strdup(input->message->subject);
        if (evidence && !rival && campaign_is_mentioned(evidence))
            recognition->campaign = evidence->campaign;
        if (too_large)
            recognition->reply_to = answer_to_sender(mail);
    }
    recognition_say(recognition, input->phrases, reason_key, NULL);
    return recognition;
}
