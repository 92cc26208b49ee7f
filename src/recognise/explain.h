/* What each rule saw and concluded, in the words of conf/phrases.ini. */
#pragma once

#include "recognise/candidate.h"
#include "recognise/position.h"
#include "recognise/recognition.h"

void explain_campaign(Recognition *recognition, const Phrases *phrases,
                      const CampaignEvidence *evidence);
void explain_subject(Recognition *recognition, const Phrases *phrases,
                     const CampaignEvidence *evidence);
void explain_candidate(Recognition *recognition, const Phrases *phrases,
                       const CandidateFinding *candidate);
void explain_position(Recognition *recognition, const Phrases *phrases,
                      const PositionFinding *position);
/* What the receiving server noted about the sender, if it did. */
void explain_sender(Recognition *recognition, const Phrases *phrases,
                    const Message *message);
void explain_documents(Recognition *recognition, const GPtrArray *documents);
/* Names the first server of files that the mail links to. */
void explain_links(Recognition *recognition, const Phrases *phrases,
                   const Message *message);

/* TRUE if a letter or CV bears another person's name than the candidate's. */
gboolean explain_names_other(const MailCase *mail, const CampaignWords *words,
                             const CandidateFinding *candidate,
                             const GPtrArray *documents);
