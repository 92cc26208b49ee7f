#include "recognise/glance.h"

#include "recognise/glance_header.h"
#include "recognise/intent.h"
#include "recognise/subject.h"
#include "recognise/words.h"

#include <string.h>

/* Of the letters of a subject; longer ones are left to the reader. */
#define MAX_LINE_BYTES 300
/* As screen.c has them: a subject of few words may hide anything, one that is
 * nothing but the sender's name as well. */
#define NEUTRAL_WORDS 3
#define NAME_WORDS 4
/* Longer words of the sender's name are looked for in what he is called. */
#define NAME_LETTERS 2

/* Keywords, each once, in the order of their lengths. */
typedef struct {
    GArray *keywords;                     /* WordsKeyword */
    guint first[WORDS_KEYWORD_BYTES + 1]; /* of that length or more */
} Keywords;

struct Glance {
    const Config *config;
    Keywords exact, fuzzy; /* of campaigns and positions */
    Keywords applying;     /* fuzzy as well */
    gsize max_length;
};

static gboolean
has_keyword(const Keywords *keywords, const char *text)
{
    for (guint i = 0; i < keywords->keywords->len; i++)
        if (strcmp(g_array_index(keywords->keywords, WordsKeyword, i).text,
                   text) == 0)
            return TRUE;
    return FALSE;
}

static void
add_keyword(Glance *glance, Keywords *keywords, const char *text)
{
    WordsKeyword keyword;
    if (!text || !words_keyword_init(&keyword, text) ||
        has_keyword(keywords, keyword.text))
        return;
    g_array_append_val(keywords->keywords, keyword);
    glance->max_length = MAX(glance->max_length, keyword.length + 3);
}

static void
add_keywords(Glance *glance, Keywords *keywords, const char *const *texts)
{
    for (; texts && *texts; texts++)
        add_keyword(glance, keywords, *texts);
}

static gint
compare_lengths(gconstpointer a, gconstpointer b)
{
    gsize left = ((const WordsKeyword *)a)->length;
    gsize right = ((const WordsKeyword *)b)->length;
    return (left > right) - (left < right);
}

static void
order_keywords(Keywords *keywords)
{
    guint at = 0;
    g_array_sort(keywords->keywords, compare_lengths);
    for (guint length = 0; length <= WORDS_KEYWORD_BYTES; length++) {
        while (at < keywords->keywords->len &&
               g_array_index(keywords->keywords, WordsKeyword, at).length <
                   length)
            at++;
        keywords->first[length] = at;
    }
}

static void
add_campaign(Glance *glance, const ConfigCampaign *campaign)
{
    add_keywords(glance, &glance->fuzzy, campaign->keywords);
    add_keyword(glance, &glance->exact, campaign->title);
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const ConfigPosition *position = &campaign->positions[i];
        add_keyword(glance, &glance->exact, position->id);
        add_keywords(glance, &glance->exact, position->keywords);
    }
}

Glance *
glance_new(const Config *config)
{
    Glance *glance = g_new0(Glance, 1);
    Keywords *all[] = {&glance->exact, &glance->fuzzy, &glance->applying};
    glance->config = config;
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        all[i]->keywords = g_array_new(FALSE, FALSE, sizeof(WordsKeyword));
    add_keyword(glance, &glance->applying, "candidature");
    for (gsize i = 0; i < config->n_campaigns; i++)
        add_campaign(glance, &config->campaigns[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        order_keywords(all[i]);
    return glance;
}

void
glance_free(Glance *glance)
{
    if (!glance)
        return;
    g_array_unref(glance->exact.keywords);
    g_array_unref(glance->fuzzy.keywords);
    g_array_unref(glance->applying.keywords);
    g_free(glance);
}

/* Of those from `shorter` letters fewer than the window to `longer` more. */
static gboolean
any_may_match(const Keywords *keywords, const WordsWindow *window,
              gsize shorter, gsize longer, gboolean fuzzy)
{
    gsize low = window->length - MIN(shorter, window->length);
    gsize high = MIN(window->length + longer + 1, WORDS_KEYWORD_BYTES);
    if (low > WORDS_KEYWORD_BYTES)
        return FALSE;
    for (guint i = keywords->first[low]; i < keywords->first[high]; i++)
        if (words_keyword_may_match(
                &g_array_index(keywords->keywords, WordsKeyword, i), window,
                fuzzy))
            return TRUE;
    return FALSE;
}

/* What the words of a subject are near to. */
typedef struct {
    gboolean ours, applies;
} Nearness;

static Nearness
look_for_keywords(const Glance *glance, const char *line)
{
    g_autoptr(GString) joined = g_string_sized_new(strlen(line));
    g_autoptr(GArray) windows = words_windows(line, glance->max_length, joined);
    Nearness near = {FALSE, FALSE};
    for (guint i = 0; i < windows->len && !near.ours; i++) {
        const WordsWindow *window = &g_array_index(windows, WordsWindow, i);
        near.ours = any_may_match(&glance->exact, window, 1, 0, FALSE) ||
                    any_may_match(&glance->fuzzy, window, 3, 3, TRUE);
        near.applies = near.applies ||
                       any_may_match(&glance->applying, window, 3, 3, TRUE);
    }
    return near;
}

/* "Candidature service civique" speaks of an application, but of none of ours,
 * as the screen tells by the same words. */
static gboolean
is_foreign(const Glance *glance, const char *line, const SubjectCore *core)
{
    if (!intent_is_foreign_subject(line))
        return FALSE;
    const Config *config = glance->config;
    for (gsize i = 0; i < config->n_campaigns; i++)
        if (subject_similarity(&config->campaigns[i], core) >=
            SUBJECT_SIMILARITY)
            return FALSE;
    return TRUE;
}

/* Speaks of a campaign, or of an application, or nearly so. */
static gboolean
may_be_meant(const Glance *glance, const char *line, const SubjectCore *core)
{
    Nearness near = look_for_keywords(glance, line);
    if (near.ours)
        return TRUE;
    near.applies = near.applies || words_find(line, WORDS_APPLICATION) ||
                   words_find(line, WORDS_OPINION) ||
                   words_find(line, WORDS_WITHDRAWAL);
    return near.applies && !is_foreign(glance, line, core);
}

static gboolean
is_common_word(const char *word)
{
    return words_is(word, WORDS_FILLER) || words_is(word, WORDS_CIVILITY) ||
           words_is(word, WORDS_PARTICLE);
}

/* words_squeeze() by way of words_line(), which is quick with plain text. */
static char *
squeeze(const char *text)
{
    char *line = words_line(text), *end = line;
    for (const char *p = line; *p; p++)
        if (*p != ' ')
            *end++ = *p;
    *end = '\0';
    return line;
}

/* A word that is no part of what the sender is called. */
static gboolean
has_strange_word(char *const *words, guint n, const GlanceHeader *header)
{
    g_autofree char *name = squeeze(header->name);
    g_autofree char *address = squeeze(header->address);
    for (guint i = 0; i < n; i++)
        if (strlen(words[i]) > NAME_LETTERS && !strstr(name, words[i]) &&
            !strstr(address, words[i]))
            return TRUE;
    return FALSE;
}

/* FALSE only if the subject has words that are neither common nor the
 * sender's name, and enough of them. */
static gboolean
may_be_neutral(const char *line, const GlanceHeader *header)
{
    g_auto(GStrv) words = g_strsplit(line + 1, " ", -1);
    char *foreign[NAME_WORDS];
    guint count = 0, n = 0;
    for (char **word = words; *word && **word; word++, count++) {
        if (is_common_word(*word))
            continue;
        if (n == NAME_WORDS)
            return FALSE;
        foreign[n++] = *word;
    }
    if (n == 0 || (count <= NEUTRAL_WORDS && n <= 1))
        return TRUE;
    return !has_strange_word(foreign, n, header);
}

static gboolean
is_daemon(const GlanceHeader *header)
{
    return strstr(header->address, "daemon") ||
           strstr(header->address, "postmaster");
}

/* Somebody whose dossier there is, or who answers a mail about one. */
static gboolean
is_known(const GlanceHeader *header, const KnownLookup *known)
{
    for (char **id = header->ids; *id; id++)
        if (strstr(*id, ".dossierd@"))
            return TRUE;
    if (!known)
        return FALSE;
    if (header->ids[0]) {
        g_autoptr(GPtrArray) cited = known->by_message_ids(
            known->data, (const char *const *)header->ids);
        if (cited->len > 0)
            return TRUE;
    }
    return known->has_address(known->data, header->address);
}

gboolean
glance_passes(const Glance *glance, const char *bytes, gsize length,
              const KnownLookup *known)
{
    g_auto(GlanceHeader) header = {0};
    if (!glance_header_read(&header, bytes, length) || is_daemon(&header))
        return FALSE;
    g_auto(SubjectCore) core = {0};
    subject_strip(&core, header.subject);
    g_autofree char *line = words_line(core.text);
    return strlen(line) <= MAX_LINE_BYTES && !may_be_neutral(line, &header) &&
           !may_be_meant(glance, line, &core) && !is_known(&header, known);
}
