/* The words of a campaign made ready once, so that no mail folds and splits
 * them again. Made by recogniser_new(), read-only from then on. Pure.
 */
#pragma once

#include "base/config_campaign.h"
#include "recognise/document_kind.h"
#include "recognise/lexicon.h"
#include "recognise/subject_format.h"

typedef struct {
    const char *text; /* as configured */
    guint number;     /* in the lexicon */
    char *line;       /* words_line() */
    char *first;      /* its first word, "" if it has none */
} KeywordWords;

/* The letters by which the first word of a title, "formateur", is told from
 * that of another role, and a NUL. */
#define CAMPAIGN_STEM_BYTES 6

typedef struct {
    const ConfigPosition *config;
    KeywordWords *keywords; /* as many and in the order as configured */
    gsize n_keywords;
    KeywordWords id;
    gboolean uai;      /* the id is a code that people write */
    KeywordWords town; /* behind the last comma of the title, where no other
                          title has it; else its text is NULL */
    GArray *kinds;     /* guint: keywords of the campaign that stand in this
                          title alone */
    char stem[CAMPAIGN_STEM_BYTES]; /* of the first word of the title; ""
                                       without any */
    gboolean tells_role; /* that word is long enough for a role's name */
    guint role;          /* its number */
} PositionWords;

typedef struct {
    const ConfigCampaign *config;
    const Lexicon *lexicon; /* of all campaigns */
    const Lexicon *labels;  /* of file names, of all campaigns */
    SubjectFormat *format;  /* NULL: none was asked for */
    char **format_words;    /* of its fixed text */
    GArray *mark_numbers;   /* guint: words of it that only it has: "RS2026" */
    KeywordWords title;
    KeywordWords *keywords; /* as many and in the order as configured */
    gsize n_keywords;
    PositionWords *positions; /* in the order as configured */
    gsize n_positions;
    DocumentWords *documents; /* in the order as configured */
    gsize n_documents;

    /* Sets of the lexicon. */
    guint64 *own;    /* its keywords */
    guint64 *marks;  /* of mark_numbers */
    guint64 *named;  /* keywords of positions */
    guint64 *codes;  /* ids of positions that are codes */
    guint64 *places; /* all that may name a position */
    guint64 *told;   /* and kinds that one position has alone */

    GArray **bearers;      /* of each number of the lexicon, the positions
                              (guint) that it may name; NULL: none */
    GHashTable *roles;     /* their stems to their numbers, less than
                              n_positions */
    GHashTable *addresses; /* char* to GArray of guint: of positions */

    /* Words that are nobody's name. */
    Lexicon *vocabulary; /* of title and keywords, of positions as well */
    Lexicon *titles;     /* of the titles of positions */
} CampaignWords;

/* The words of a position of the campaign. */
const PositionWords *campaign_words_of(const CampaignWords *words,
                                       const ConfigPosition *position);

/* All campaigns share both lexicons: the first adds the keywords to them, the
 * second wants them sealed. `campaign` must outlive the words. */
void campaign_words_init(CampaignWords *words, const ConfigCampaign *campaign,
                         Lexicon *lexicon, Lexicon *labels);
void campaign_words_seal(CampaignWords *words);
void campaign_words_clear(CampaignWords *words);

/* The positions (guint, ascending) that keywords of the set may name; new
 * array. */
GArray *campaign_words_bearers(const CampaignWords *words, const guint64 *set);

/* The positions (guint, ascending) that have one of the addresses (lower case,
 * NULL-terminated), or whose code stands before its "@"; new array. */
GArray *campaign_words_addressed(const CampaignWords *words,
                                 const char *const *addresses);
