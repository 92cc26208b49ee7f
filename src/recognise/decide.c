/* What a person decided about a mail under review, with the ordinary rules for
 * all that the decision leaves open. */
#include "recognise/decide.h"

#include "recognise/answer.h"
#include "recognise/candidate.h"
#include "recognise/document.h"
#include "recognise/explain.h"
#include "recognise/recognition.h"

static void
decide_names(Recognition *recognition, const CandidateFinding *found,
             const RecogniseDecision *decision)
{
    const char *family = decision->family_name;
    const char *given = decision->given_name;
    if (!found->several && !family)
        family = found->name.family;
    if (!found->several && !given)
        given = found->name.given;
    recognition->family_name = family ? g_utf8_strup(family, -1) : NULL;
    recognition->given_name = g_strdup(given);
    recognition->email = g_strdup(found->email);
    recognition->forwarded = found->forwarded;
    recognition->forwarder = g_strdup(found->forwarder);
}

static void
decide_documents(Recognition *recognition, const MailCase *mail,
                 const RecogniseInput *input, const CampaignWords *words)
{
    g_ptr_array_unref(recognition->documents);
    recognition->documents = document_find(mail, words, input->phrases);
    g_ptr_array_unref(recognition->missing);
    recognition->missing =
        document_missing(words->config, recognition->documents);
    g_strfreev(recognition->links);
    recognition->links = document_cloud_links(mail->message);
}

static void
say_positions(Recognition *recognition, const Phrases *phrases)
{
    for (guint i = 0; i < recognition->positions->len; i++) {
        const ConfigPosition *position = recognition->positions->pdata[i];
        recognition_say(recognition, phrases, "decided", position->id);
    }
}

Recognition *
recognise_decided(const RecogniseInput *input,
                  const RecogniseDecision *decision)
{
    g_autoptr(MailCase) mail = mail_case_new(input);
    g_autoptr(CampaignEvidence) evidence =
        campaign_weigh(mail, decision->campaign);
    g_autoptr(CandidateFinding) candidate = candidate_find(mail, evidence);
    Recognition *recognition = recognition_new();
    recognition->verdict =
        decision->dossiers ? VERDICT_SUPPLEMENT : VERDICT_APPLICATION;
    if (decision->dossiers) {
        g_ptr_array_unref(recognition->dossiers);
        recognition->dossiers = g_ptr_array_ref(decision->dossiers);
    }
    recognition->campaign = decision->campaign;
    recognition->subject = g_strdup(input->message->subject);
    recognition->conformity = evidence->subject.conformity;
    g_ptr_array_extend(recognition->positions, decision->positions, NULL, NULL);
    decide_names(recognition, candidate, decision);
    decide_documents(recognition, mail, input, evidence->words);
    recognition->reply_to = recognition->forwarded
                                ? answer_to_candidate(mail, recognition->email)
                                : answer_to_sender(mail);
    explain_subject(recognition, input->phrases, evidence);
    explain_documents(recognition, recognition->documents);
    say_positions(recognition, input->phrases);
    return recognition;
}
