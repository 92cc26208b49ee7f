/* What the mail wants: an application, an answer within a thread, an opinion
 * alone, a withdrawal, or none of our business. Pure. */
#pragma once

#include "recognise/campaign.h"
#include "recognise/candidate.h"

typedef enum {
    INTENT_NONE,
    INTENT_MAYBE, /* resembles an application to this campaign */
    INTENT_APPLICATION,
    INTENT_THREAD,  /* goes on with an application */
    INTENT_OPINION, /* a superior's opinion alone */
    INTENT_WITHDRAWAL,
} Intent;

/* `documents` as document_find() gave them; `in_thread` where a dossier of the
 * thread is known. The key of the reason [reason] goes to `reason`. */
Intent intent_judge(const MailCase *mail, const CampaignEvidence *evidence,
                    const CandidateFinding *candidate,
                    const GPtrArray *documents, gboolean in_thread,
                    const char **reason);

/* TRUE for a subject that announces something else: another post, a
 * colleague's business, a question. */
gboolean intent_is_foreign_subject(const char *subject_line);

/* The singular: one person's application. */
gboolean intent_has_application_word(const char *line);
