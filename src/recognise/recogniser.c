#include "recognise/recogniser.h"

/* The keywords of a campaign may be mistyped, whatever else names it may not:
 * of a hundred thousand other mails some have a word near to a school's. */
static void
add_mentions(Recogniser *recogniser, const CampaignWords *words)
{
    lexicon_set_add(recogniser->mentions_exact, words->title.number);
    for (gsize i = 0; i < words->n_positions; i++)
        lexicon_set_add(recogniser->mentions_exact,
                        words->positions[i].id.number);
    for (guint i = 0; i < lexicon_set_words(recogniser->lexicon); i++) {
        recogniser->mentions_near[i] |= words->own[i];
        recogniser->mentions_exact[i] |= words->named[i];
    }
}

Recogniser *
recogniser_new(const Config *config)
{
    Recogniser *recogniser = g_new0(Recogniser, 1);
    recogniser->config = config;
    recogniser->lexicon = lexicon_new();
    recogniser->labels = lexicon_new();
    recogniser->campaigns = g_new0(CampaignWords, config->n_campaigns);
    for (gsize i = 0; i < config->n_campaigns; i++)
        campaign_words_init(&recogniser->campaigns[i], &config->campaigns[i],
                            recogniser->lexicon, recogniser->labels);
    lexicon_seal(recogniser->lexicon);
    lexicon_seal(recogniser->labels);
    recogniser->mentions_near = lexicon_set_new(recogniser->lexicon);
    recogniser->mentions_exact = lexicon_set_new(recogniser->lexicon);
    for (gsize i = 0; i < config->n_campaigns; i++) {
        campaign_words_seal(&recogniser->campaigns[i]);
        add_mentions(recogniser, &recogniser->campaigns[i]);
    }
    return recogniser;
}

void
recogniser_free(Recogniser *recogniser)
{
    if (!recogniser)
        return;
    for (gsize i = 0; i < recogniser->config->n_campaigns; i++)
        campaign_words_clear(&recogniser->campaigns[i]);
    g_free(recogniser->campaigns);
    lexicon_free(recogniser->lexicon);
    lexicon_free(recogniser->labels);
    g_free(recogniser->mentions_near);
    g_free(recogniser->mentions_exact);
    g_free(recogniser);
}

const CampaignWords *
recogniser_words(const Recogniser *recogniser, const ConfigCampaign *campaign)
{
    return &recogniser->campaigns[campaign - recogniser->config->campaigns];
}

gboolean
recogniser_is_mentioned(const Recogniser *recogniser, const char *line)
{
    const Lexicon *lexicon = recogniser->lexicon;
    g_auto(LexiconHits) hits = {0};
    lexicon_look(&hits, lexicon, line, TRUE);
    return lexicon_sets_meet(lexicon, hits.near, recogniser->mentions_near) ||
           lexicon_sets_meet(lexicon, hits.exact, recogniser->mentions_exact);
}

gboolean
recogniser_is_meant(const Recogniser *recogniser, const SubjectCore *core)
{
    for (gsize i = 0; i < recogniser->config->n_campaigns; i++) {
        if (subject_similarity(&recogniser->campaigns[i], core) >=
            SUBJECT_SIMILARITY)
            return TRUE;
    }
    return FALSE;
}
