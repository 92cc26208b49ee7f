/* What Recogniser (recognise.h) holds; for the rules alone. */
#pragma once

#include "recognise/campaign_words.h"
#include "recognise/recognise.h"

struct Recogniser {
    const Config *config;
    Lexicon *lexicon;         /* keywords of all campaigns */
    Lexicon *labels;          /* what file names tell of their documents */
    CampaignWords *campaigns; /* as many and in the order as config's */
    /* Those that speak of some campaign, mistyped or as they are written. */
    guint64 *mentions_near, *mentions_exact;
};

/* TRUE if the line speaks of some campaign, by its words or a position's. */
gboolean recogniser_is_mentioned(const Recogniser *recogniser,
                                 const char *line);
/* TRUE if the subject is meant for the format of some campaign. */
gboolean recogniser_is_meant(const Recogniser *recogniser,
                             const SubjectCore *core);

/* The words of a campaign of the configuration. */
const CampaignWords *recogniser_words(const Recogniser *recogniser,
                                      const ConfigCampaign *campaign);
