/* Which campaign a mail belongs to. Pure. */
#pragma once

#include "recognise/mail_case.h"

typedef struct {
    const ConfigCampaign *campaign;
    const CampaignWords *words;
    SubjectMatch subject;
    char *rest_line;           /* words of the subject without the name */
    LexiconHits rest_hits;     /* mistyped ones, too */
    gboolean subject_words;    /* its words stand in the subject */
    gboolean text_words;       /* in body, file names or attachments */
    gboolean position_named;   /* a code or school of its in the subject */
    gboolean addressed;        /* one of its addresses is a recipient */
    gboolean addressed_office; /* the referent or a mailbox that serves this
                                  campaign alone, not a school */
    gboolean in_time;          /* between publication and closing */
    int score;
} CampaignEvidence;

void campaign_evidence_free(CampaignEvidence *evidence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CampaignEvidence, campaign_evidence_free)

/* What one campaign has to say for itself. */
CampaignEvidence *campaign_weigh(const MailCase *mail,
                                 const ConfigCampaign *campaign);

/* TRUE if the mail speaks of the campaign, by words, codes or format. */
gboolean campaign_is_mentioned(const CampaignEvidence *evidence);

/* The campaign with the most to say; NULL if none has anything. `rival` is
 * set where a second one says as much: then neither may be chosen. */
CampaignEvidence *campaign_choose(const MailCase *mail,
                                  const ConfigCampaign **rival);
