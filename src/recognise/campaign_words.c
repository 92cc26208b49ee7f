#include "recognise/campaign_words.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

/* Words of a format with a digit and so many letters are its own. */
#define MARK_LETTERS 4
#define TOWN_LETTERS 3

/* ---- keywords ---- */

static char *
first_word(const char *line)
{
    return *line ? g_strndup(line + 1, strcspn(line + 1, " ")) : g_strdup("");
}

static void
keyword_init(KeywordWords *keyword, const char *text, Lexicon *lexicon,
             gboolean near)
{
    keyword->text = text;
    keyword->number = lexicon_add(lexicon, text, near);
    keyword->line = words_line(text);
    keyword->first = first_word(keyword->line);
}

static void
keyword_clear(KeywordWords *keyword)
{
    g_free(keyword->line);
    g_free(keyword->first);
}

static KeywordWords *
keywords_new(const char *const *texts, gsize *n, Lexicon *lexicon)
{
    *n = texts ? g_strv_length((char **)texts) : 0;
    KeywordWords *keywords = g_new0(KeywordWords, *n);
    for (gsize i = 0; i < *n; i++)
        keyword_init(&keywords[i], texts[i], lexicon, TRUE);
    return keywords;
}

static void
keywords_free(KeywordWords *keywords, gsize n)
{
    for (gsize i = 0; i < n; i++)
        keyword_clear(&keywords[i]);
    g_free(keywords);
}

/* ---- positions ---- */

static void
init_town(PositionWords *position, Lexicon *lexicon)
{
    const char *title = position->config->title;
    const char *comma = title ? strrchr(title, ',') : NULL;
    g_autofree char *line = words_line(comma);
    g_autofree char *town = first_word(line);
    if (strlen(town) < TOWN_LETTERS || words_is(town, WORDS_PARTICLE))
        return;
    position->town.text = comma + 1;
    position->town.number = lexicon_add(lexicon, town, FALSE);
    position->town.line = g_steal_pointer(&line);
    position->town.first = g_steal_pointer(&town);
}

static void
init_position(PositionWords *position, const ConfigPosition *config,
              Lexicon *lexicon)
{
    position->config = config;
    position->keywords =
        keywords_new(config->keywords, &position->n_keywords, lexicon);
    keyword_init(&position->id, config->id, lexicon, FALSE);
    position->uai = text_is_uai(config->id);
    position->kinds = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autofree char *title = words_line(config->title);
    g_autofree char *first = first_word(title);
    g_strlcpy(position->stem, first, sizeof position->stem);
    position->tells_role = strlen(first) >= sizeof position->stem;
    init_town(position, lexicon);
}

static void
position_clear(PositionWords *position)
{
    keywords_free(position->keywords, position->n_keywords);
    keyword_clear(&position->id);
    keyword_clear(&position->town);
    g_array_unref(position->kinds);
}

static void
add_address(CampaignWords *words, const char *address, guint index)
{
    GArray *bearers = g_hash_table_lookup(words->addresses, address);
    if (!bearers) {
        bearers = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(words->addresses, g_strdup(address), bearers);
    }
    g_array_append_val(bearers, index);
}

/* Positions whose titles begin alike have one role. */
static void
init_role(CampaignWords *words, guint index)
{
    PositionWords *position = &words->positions[index];
    gpointer role;
    if (!position->tells_role)
        return;
    gboolean known =
        g_hash_table_lookup_extended(words->roles, position->stem, NULL, &role);
    position->role = known ? GPOINTER_TO_UINT(role) : index;
    if (!known)
        g_hash_table_insert(words->roles, position->stem,
                            GUINT_TO_POINTER(index));
}

static void
init_positions(CampaignWords *words, Lexicon *lexicon)
{
    const ConfigCampaign *campaign = words->config;
    words->n_positions = campaign->n_positions;
    words->positions = g_new0(PositionWords, words->n_positions);
    words->addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify)g_array_unref);
    words->roles = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < words->n_positions; i++) {
        const ConfigPosition *config = &campaign->positions[i];
        init_position(&words->positions[i], config, lexicon);
        init_role(words, i);
        for (const char *const *p = config->addresses; p && *p; p++)
            add_address(words, *p, i);
    }
}

/* ---- vocabulary ---- */

static void
add_words(Lexicon *vocabulary, const char *text)
{
    g_auto(GStrv) split = text_words(text ? text : "");
    for (char **word = split; *word; word++)
        lexicon_add(vocabulary, *word, TRUE);
}

static void
init_vocabulary(CampaignWords *words)
{
    const ConfigCampaign *campaign = words->config;
    words->vocabulary = lexicon_new();
    words->titles = lexicon_new();
    add_words(words->vocabulary, campaign->title);
    for (const char *const *p = campaign->keywords; p && *p; p++)
        add_words(words->vocabulary, *p);
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const ConfigPosition *position = &campaign->positions[i];
        for (const char *const *p = position->keywords; p && *p; p++)
            add_words(words->vocabulary, *p);
        add_words(words->titles, position->title);
    }
    lexicon_seal(words->vocabulary);
    lexicon_seal(words->titles);
}

/* ---- the campaign ---- */

static void
init_documents(CampaignWords *words, Lexicon *labels)
{
    const ConfigCampaign *campaign = words->config;
    words->n_documents = campaign->n_documents;
    words->documents = g_new0(DocumentWords, words->n_documents);
    for (gsize i = 0; i < words->n_documents; i++)
        document_words_init(&words->documents[i], &campaign->documents[i],
                            labels);
}

static void
add_mark(CampaignWords *words, guint number)
{
    g_array_append_val(words->mark_numbers, number);
}

static void
init_format(CampaignWords *words, Lexicon *lexicon)
{
    const char *subject = words->config->subject;
    if (!subject)
        return;
    words->format = g_new0(SubjectFormat, 1);
    subject_format_read(words->format, subject);
    const char *fixed[] = {words->format->before, words->format->after, NULL};
    g_autofree char *line = words_line_join(fixed);
    words->format_words = text_words(line);
    g_auto(GStrv) split = text_words(subject);
    for (char **word = split; *word; word++) {
        if (strlen(*word) >= MARK_LETTERS && strpbrk(*word, "0123456789"))
            add_mark(words, lexicon_add(lexicon, *word, FALSE));
    }
}

void
campaign_words_init(CampaignWords *words, const ConfigCampaign *campaign,
                    Lexicon *lexicon, Lexicon *labels)
{
    words->config = campaign;
    words->lexicon = lexicon;
    words->labels = labels;
    words->mark_numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    keyword_init(&words->title, campaign->title, lexicon, TRUE);
    words->keywords =
        keywords_new(campaign->keywords, &words->n_keywords, lexicon);
    init_format(words, lexicon);
    init_positions(words, lexicon);
    init_documents(words, labels);
    init_vocabulary(words);
}

/* ---- what the whole of the positions tells ---- */

static void
drop_town(PositionWords *position)
{
    keyword_clear(&position->town);
    memset(&position->town, 0, sizeof position->town);
    position->town.number = LEXICON_NONE;
}

/* Adds to `counts` (of each number) in how many titles it stands, and to
 * `last` in which. */
static void
count_in_titles(const CampaignWords *words, guint *counts, guint *last)
{
    for (guint i = 0; i < words->n_positions; i++) {
        g_autofree char *line = words_line(words->positions[i].config->title);
        g_auto(LexiconHits) hits = {0};
        lexicon_look(&hits, words->lexicon, line, FALSE);
        for (guint w = 0; w < lexicon_set_words(words->lexicon); w++) {
            for (guint64 left = hits.exact[w]; left; left &= left - 1) {
                guint number = w * 64 + (guint)__builtin_ctzll(left);
                counts[number]++;
                last[number] = i;
            }
        }
    }
}

static void
add_kind(CampaignWords *words, guint position, guint keyword)
{
    g_array_append_val(words->positions[position].kinds, keyword);
    lexicon_set_add(words->told, words->keywords[keyword].number);
}

/* Towns and kinds that one title has alone. */
static void
find_own_words(CampaignWords *words)
{
    g_autofree guint *counts = g_new0(guint, lexicon_size(words->lexicon) + 1);
    g_autofree guint *last = g_new0(guint, lexicon_size(words->lexicon) + 1);
    count_in_titles(words, counts, last);
    for (gsize i = 0; i < words->n_positions; i++) {
        PositionWords *position = &words->positions[i];
        guint number =
            position->town.text ? position->town.number : LEXICON_NONE;
        if (number == LEXICON_NONE || counts[number] != 1)
            drop_town(position);
    }
    for (guint k = 0; k < words->n_keywords; k++) {
        guint number = words->keywords[k].number;
        if (number != LEXICON_NONE && counts[number] == 1)
            add_kind(words, last[number], k);
    }
}

static void
add_bearer(CampaignWords *words, guint number, guint index)
{
    if (number == LEXICON_NONE)
        return;
    if (!words->bearers[number])
        words->bearers[number] = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(words->bearers[number], index);
    lexicon_set_add(words->places, number);
    lexicon_set_add(words->told, number);
}

static void
seal_position(CampaignWords *words, guint index)
{
    const PositionWords *position = &words->positions[index];
    for (gsize k = 0; k < position->n_keywords; k++) {
        lexicon_set_add(words->named, position->keywords[k].number);
        add_bearer(words, position->keywords[k].number, index);
    }
    if (position->uai) {
        lexicon_set_add(words->codes, position->id.number);
        add_bearer(words, position->id.number, index);
    }
    add_bearer(words, position->town.number, index);
}

void
campaign_words_seal(CampaignWords *words)
{
    guint64 **sets[] = {&words->own,   &words->marks,  &words->named,
                        &words->codes, &words->places, &words->told};
    for (gsize i = 0; i < G_N_ELEMENTS(sets); i++)
        *sets[i] = lexicon_set_new(words->lexicon);
    words->bearers = g_new0(GArray *, lexicon_size(words->lexicon) + 1);
    find_own_words(words);
    for (gsize k = 0; k < words->n_keywords; k++)
        lexicon_set_add(words->own, words->keywords[k].number);
    for (guint i = 0; i < words->mark_numbers->len; i++)
        lexicon_set_add(words->marks,
                        g_array_index(words->mark_numbers, guint, i));
    for (guint i = 0; i < words->n_positions; i++)
        seal_position(words, i);
    for (gsize i = 0; i < words->n_documents; i++)
        document_words_seal(&words->documents[i], words->labels);
}

void
campaign_words_clear(CampaignWords *words)
{
    for (guint i = 0; i < lexicon_size(words->lexicon); i++)
        g_clear_pointer(&words->bearers[i], g_array_unref);
    for (gsize i = 0; i < words->n_positions; i++)
        position_clear(&words->positions[i]);
    for (gsize i = 0; i < words->n_documents; i++)
        document_words_clear(&words->documents[i]);
    if (words->format)
        subject_format_clear(words->format);
    keyword_clear(&words->title);
    keywords_free(words->keywords, words->n_keywords);
    gpointer owned[] = {words->format, words->documents, words->positions,
                        words->own,    words->marks,     words->named,
                        words->codes,  words->places,    words->bearers,
                        words->told};
    for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_strfreev(words->format_words);
    g_array_unref(words->mark_numbers);
    g_hash_table_unref(words->addresses);
    g_hash_table_unref(words->roles);
    lexicon_free(words->vocabulary);
    lexicon_free(words->titles);
}

/* ---- looking for positions ---- */

const PositionWords *
campaign_words_of(const CampaignWords *words, const ConfigPosition *position)
{
    return &words->positions[position - words->config->positions];
}

static void
mark_all(gboolean *marked, const GArray *indices)
{
    for (guint i = 0; indices && i < indices->len; i++)
        marked[g_array_index(indices, guint, i)] = TRUE;
}

static void
mark_bearers(gboolean *marked, const CampaignWords *words, const guint64 *set)
{
    for (guint w = 0; w < lexicon_set_words(words->lexicon); w++) {
        for (guint64 left = set[w] & words->places[w]; left; left &= left - 1)
            mark_all(marked,
                     words->bearers[w * 64 + (guint)__builtin_ctzll(left)]);
    }
}

static void
mark_coded(gboolean *marked, const CampaignWords *words, const guint64 *set)
{
    if (!lexicon_sets_meet(words->lexicon, set, words->codes))
        return;
    for (guint i = 0; i < words->n_positions; i++) {
        const PositionWords *position = &words->positions[i];
        marked[i] |= position->uai && lexicon_set_has(set, position->id.number);
    }
}

static GArray *
list_marked(const CampaignWords *words, const gboolean *marked)
{
    GArray *indices = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < words->n_positions; i++) {
        if (marked[i])
            g_array_append_val(indices, i);
    }
    return indices;
}

GArray *
campaign_words_bearers(const CampaignWords *words, const guint64 *set)
{
    if (!lexicon_sets_meet(words->lexicon, set, words->places))
        return g_array_new(FALSE, FALSE, sizeof(guint));
    g_autofree gboolean *marked = g_new0(gboolean, words->n_positions);
    mark_bearers(marked, words, set);
    return list_marked(words, marked);
}

GArray *
campaign_words_addressed(const CampaignWords *words,
                         const char *const *addresses)
{
    g_autofree gboolean *marked = g_new0(gboolean, words->n_positions);
    for (; *addresses; addresses++) {
        g_auto(LexiconHits) hits = {0};
        g_autofree char *local =
            g_strndup(*addresses, strcspn(*addresses, "@"));
        g_autofree char *line = words_line(local);
        lexicon_look(&hits, words->lexicon, line, FALSE);
        mark_all(marked, g_hash_table_lookup(words->addresses, *addresses));
        mark_coded(marked, words, hits.exact);
    }
    return list_marked(words, marked);
}
