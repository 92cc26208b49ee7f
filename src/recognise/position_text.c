#include "recognise/position_text.h"

#include "recognise/words.h"

#include <string.h>

/* Words before the name of a school that tell whether the sentence is about
 * the post applied for or about where somebody works. */
#define WINDOW_WORDS 20
/* And before such a word, those that say it was once. */
#define PAST_WORDS 4

void
position_add(GPtrArray *positions, const ConfigPosition *position)
{
    if (!g_ptr_array_find(positions, position, NULL))
        g_ptr_array_add(positions, (gpointer)position);
}

/* "clg Puget" is the school even where the candidate is called Puget. */
static gboolean
has_school_word(const char *line, const char *keyword)
{
    static const char *const schools[] = {"lycee", "college", "clg",   "lgt",
                                          "lpo",   "lp",      "ecole", NULL};
    for (guint i = 0; schools[i]; i++) {
        g_autofree char *phrase = g_strconcat(schools[i], " ", keyword, NULL);
        if (words_has_keyword(line, phrase))
            return TRUE;
    }
    return FALSE;
}

/* "Le micro-lycée d'Aix": a kind of the campaign at the town that only this
 * position has. */
static gboolean
names_town(const char *line, const CampaignWords *words, const char *town)
{
    static const char *const joints[] = {"d", "de", "a", NULL};
    for (gsize k = 0; k < words->n_keywords; k++) {
        for (guint i = 0; joints[i]; i++) {
            g_autofree char *phrase = g_strconcat(
                words->keywords[k].line, joints[i], " ", town, " ", NULL);
            if (strstr(line, phrase))
                return TRUE;
        }
    }
    return FALSE;
}

const KeywordWords *
position_keyword(const char *line, const LexiconHits *hits,
                 const CampaignWords *words, const PositionWords *position,
                 char **name)
{
    const guint64 *found = hits->near ? hits->near : hits->exact;
    for (gsize k = 0; k < position->n_keywords; k++) {
        const KeywordWords *keyword = &position->keywords[k];
        if (!lexicon_set_has(found, keyword->number) ||
            (person_words_touch(keyword->line, name) &&
             !has_school_word(line, keyword->text)))
            continue;
        return keyword;
    }
    if (position->uai && lexicon_set_has(hits->exact, position->id.number))
        return &position->id;
    if (lexicon_set_has(hits->exact, position->town.number) &&
        names_town(line, words, position->town.first))
        return &position->town;
    return NULL;
}

const KeywordWords *
position_own_kind(const LexiconHits *hits, const CampaignWords *words,
                  const PositionWords *position)
{
    for (guint i = 0; i < position->kinds->len; i++) {
        const KeywordWords *keyword =
            &words->keywords[g_array_index(position->kinds, guint, i)];
        if (lexicon_set_has(hits->exact, keyword->number))
            return keyword;
    }
    return NULL;
}

/* "Coordonnateur" and the like name the post, or what somebody was. */
static gboolean
is_role(const char *word)
{
    return g_str_has_prefix(word, "coord") || g_str_has_prefix(word, "format");
}

/* "J'ai été coordonnatrice au collège Puget" */
static gboolean
is_past(char **words, guint at)
{
    for (guint back = 1; back <= PAST_WORDS && back <= at; back++) {
        if (words_is(words[at - back], WORDS_PAST))
            return TRUE;
    }
    return FALSE;
}

/* ---- sentences ---- */

/* What stands before a word. */
typedef enum {
    TELLS_POST = 1,   /* that the post is meant: "je postule au lycée …" */
    TELLS_BARE = 2,   /* "micro", and nothing about where somebody works */
    TELLS_SCHOOL = 4, /* "lycée" */
} Tells;

typedef struct {
    char *line;       /* words_line() */
    LexiconHits hits; /* mistyped ones, too, where there is a school's kind */
    char *split;      /* the same with its words cut apart */
    char **words;     /* into `split`, NULL-terminated */
    guint8 *tells;    /* Tells of each word */
} Sentence;

/* Cuts the words apart. */
static void
split_words(Sentence *sentence)
{
    sentence->split = g_strdup(sentence->line);
    GPtrArray *words = g_ptr_array_new();
    char *word = sentence->split + 1;
    for (char *end = strchr(word, ' '); end; end = strchr(word, ' ')) {
        *end = '\0';
        g_ptr_array_add(words, word);
        word = end + 1;
    }
    sentence->tells = g_new0(guint8, words->len + 1);
    g_ptr_array_add(words, NULL);
    sentence->words = (char **)g_ptr_array_free(words, FALSE);
}

static void
sentence_free(gpointer pointer)
{
    Sentence *sentence = pointer;
    lexicon_hits_clear(&sentence->hits);
    g_free(sentence->line);
    g_free(sentence->split);
    g_free(sentence->words);
    g_free(sentence->tells);
    g_free(sentence);
}

/* "Micro-lycée Artaud" */
static gboolean
is_behind_micro(char **words, guint at)
{
    return (at >= 2 && strcmp(words[at - 2], "micro") == 0) ||
           (at >= 1 && g_str_has_prefix(words[at - 1], "micro"));
}

/* Notes what stands before each word: of the words that tell, the nearest
 * decides. FALSE if nothing tells anywhere. */
static gboolean
read_tells(Sentence *sentence)
{
    char **words = sentence->words;
    guint8 all = 0;
    gboolean post = FALSE;
    guint told = 0, worked = 0; /* the place behind such a word, 0: none */
    for (guint at = 0; words[at]; at++) {
        guint8 *tells = &sentence->tells[at];
        if (told && at - told < WINDOW_WORDS && post)
            *tells |= TELLS_POST;
        if (is_behind_micro(words, at) &&
            (!worked || at - worked >= WINDOW_WORDS))
            *tells |= TELLS_BARE;
        all |= *tells;
        if (words_is(words[at], WORDS_SCHOOL))
            tells[1] |= TELLS_SCHOOL;
        gboolean work = words_is(words[at], WORDS_ABOUT_WORK);
        gboolean about = words_is(words[at], WORDS_ABOUT_POST);
        if (work)
            worked = at + 1;
        if (!work && !about)
            continue;
        told = at + 1;
        post = about && (!is_role(words[at]) || !is_past(words, at));
    }
    return (all & (TELLS_POST | TELLS_BARE)) != 0;
}

/* NULL where the sentence tells nothing of a position. What is cheap to see is
 * looked at first. */
static Sentence *
sentence_new(const char *text, const CampaignWords *words)
{
    Sentence *sentence = g_new0(Sentence, 1);
    const Lexicon *lexicon = words->lexicon;
    sentence->line = words_line(text);
    gboolean fuzzy = words_find(sentence->line, WORDS_SCHOOL) != NULL;
    lexicon_look(&sentence->hits, lexicon, sentence->line, FALSE);
    if (fuzzy ||
        lexicon_sets_meet(lexicon, sentence->hits.exact, words->told)) {
        split_words(sentence);
        if (read_tells(sentence)) {
            if (fuzzy)
                lexicon_look_near(&sentence->hits, lexicon, sentence->line);
            return sentence;
        }
    }
    sentence_free(sentence);
    return NULL;
}

/* The keyword as it is written, or, behind "lycée", with a typing error. */
static gboolean
stands_at(const Sentence *sentence, guint at, const char *first)
{
    const char *word = sentence->words[at];
    return g_str_has_prefix(word, first) ||
           ((sentence->tells[at] & TELLS_SCHOOL) && words_similar(word, first));
}

static gboolean
tells_of(const Sentence *sentence, const KeywordWords *keyword, Tells tells)
{
    for (guint k = 0; sentence->words[k]; k++) {
        if ((sentence->tells[k] & tells) &&
            stands_at(sentence, k, keyword->first))
            return TRUE;
    }
    return FALSE;
}

/* "Je candidate au micro-lycée Artaud" to `told`, "micro-lycée Artaud" to
 * `bare`. */
static void
find_keywords(GPtrArray *told, GPtrArray *bare, const Sentence *sentence,
              const CampaignWords *words, char **name)
{
    const LexiconHits *hits = &sentence->hits;
    g_autoptr(GArray) bearers =
        campaign_words_bearers(words, hits->near ? hits->near : hits->exact);
    for (guint i = 0; i < bearers->len; i++) {
        const PositionWords *position =
            &words->positions[g_array_index(bearers, guint, i)];
        const KeywordWords *keyword =
            position_keyword(sentence->line, hits, words, position, name);
        if (!keyword)
            continue;
        if (tells_of(sentence, keyword, TELLS_POST))
            position_add(told, position->config);
        if (tells_of(sentence, keyword, TELLS_BARE))
            position_add(bare, position->config);
    }
}

/* "Je candidate au micro-collège", where there is but one. */
static void
find_kinds(GPtrArray *found, const Sentence *sentence,
           const CampaignWords *words)
{
    for (gsize i = 0; i < words->n_positions; i++) {
        const PositionWords *position = &words->positions[i];
        const KeywordWords *keyword =
            position_own_kind(&sentence->hits, words, position);
        if (keyword && tells_of(sentence, keyword, TELLS_POST))
            position_add(found, position->config);
    }
}

/* "1. Daumier": the number of a line, no end of a sentence. */
static gboolean
is_numbering(const char *text, const char *stop)
{
    const char *p = stop;
    while (p > text && g_ascii_isdigit(p[-1]))
        p--;
    if (p == stop)
        return FALSE;
    while (p > text && p[-1] == ' ')
        p--;
    return p == text || p[-1] == '\n' || p[-1] == '\x1f';
}

/* "H. Daumier", "l.e.p. Daumier", "M. Puget" */
static gboolean
is_abbreviation(const char *text, const char *stop)
{
    if (!g_ascii_isspace(stop[1]) && stop[1] != '\0')
        return TRUE;
    return stop > text && g_ascii_isupper(stop[-1]) &&
           (stop - 1 == text || !g_ascii_isalnum(stop[-2]));
}

/* Full stops and empty lines end a sentence; a line break does not, nor a
 * semicolon in a list. */
static char **
split_sentences(const char *text)
{
    g_autofree char *flat = g_strdup(text ? text : "");
    for (char *p = strstr(flat, "\n\n"); p; p = strstr(p + 1, "\n\n"))
        *p = '\x1f';
    for (char *p = flat; *p; p++) {
        if (*p == '.' && (is_abbreviation(flat, p) || is_numbering(flat, p)))
            continue;
        if (*p == '.' || *p == '!' || *p == '?')
            *p = '\x1f';
    }
    return g_strsplit(flat, "\x1f", -1);
}

static void
add_sentences(GPtrArray *sentences, const char *text,
              const CampaignWords *words)
{
    g_auto(GStrv) split = split_sentences(text);
    for (char **part = split; *part; part++) {
        Sentence *sentence = sentence_new(*part, words);
        if (sentence)
            g_ptr_array_add(sentences, sentence);
    }
}

/* Of the body and of all pages, Sentence; those where nothing tells of a
 * position are left out. */
static GPtrArray *
list_sentences(const MailCase *mail, const CampaignWords *words)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(sentence_free);
    add_sentences(sentences, mail->text, words);
    for (guint i = 0; i < mail->message->parts->len; i++) {
        const MessagePart *part = mail->message->parts->pdata[i];
        for (char **page = part->pages; page && *page; page++)
            add_sentences(sentences, *page, words);
    }
    return sentences;
}

void
position_read_texts(GPtrArray *found, const MailCase *mail,
                    const CampaignWords *words, char **name)
{
    g_autoptr(GPtrArray) sentences = list_sentences(mail, words);
    g_autoptr(GPtrArray) kinds = g_ptr_array_new();
    g_autoptr(GPtrArray) bare = g_ptr_array_new();
    for (guint i = 0; i < sentences->len; i++)
        find_keywords(found, bare, sentences->pdata[i], words, name);
    if (found->len > 0)
        return;
    for (guint i = 0; i < sentences->len; i++)
        find_kinds(kinds, sentences->pdata[i], words);
    g_ptr_array_extend(found, kinds->len > 0 ? kinds : bare, NULL, NULL);
}
