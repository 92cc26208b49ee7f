#include "recognise/position_text.h"

#include "base/text.h"
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

static gboolean
other_title_has(const ConfigCampaign *campaign, const ConfigPosition *position,
                const char *keyword)
{
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const ConfigPosition *other = &campaign->positions[i];
        g_autofree char *title = words_line(other->title);
        if (other != position && words_has_keyword(title, keyword))
            return TRUE;
    }
    return FALSE;
}

/* The town in the title of this position only ("Micro-lycée Georges Duby,
 * Aix-en-Provence"), where the line has it; NULL if there is none. All titles
 * are looked at last: a call may have hundreds. */
static const char *
own_town(const char *line, const ConfigCampaign *campaign,
         const ConfigPosition *position)
{
    const char *comma = position->title ? strrchr(position->title, ',') : NULL;
    g_auto(GStrv) town = text_words(comma ? comma : "");
    if (!town[0] || strlen(town[0]) < 3 || words_is(town[0], WORDS_PARTICLE) ||
        !strstr(line, town[0]) || other_title_has(campaign, position, town[0]))
        return NULL;
    return comma + 1;
}

/* "Le micro-lycée d'Aix": a kind of the campaign at the town that only this
 * position has. */
static gboolean
names_town(const char *line, const ConfigCampaign *campaign, const char *town)
{
    static const char *const joints[] = {"d", "de", "a", NULL};
    g_auto(GStrv) words = text_words(town);
    for (const char *const *p = campaign->keywords; p && *p; p++) {
        g_autofree char *kind = words_line(*p);
        for (guint i = 0; joints[i]; i++) {
            g_autofree char *phrase =
                g_strconcat(kind, joints[i], " ", words[0], " ", NULL);
            if (strstr(line, phrase))
                return TRUE;
        }
    }
    return FALSE;
}

const char *
position_keyword(const char *line, const ConfigCampaign *campaign,
                 const ConfigPosition *position, const PersonName *name,
                 gboolean fuzzy)
{
    for (const char *const *p = position->keywords; p && *p; p++) {
        gboolean has = fuzzy ? words_resembles_keyword(line, *p)
                             : words_has_keyword(line, *p);
        if (!has)
            continue;
        g_autofree char *own = words_line(*p);
        if (person_name_touches(own, name->family, name->given) &&
            !has_school_word(line, *p))
            continue;
        return *p;
    }
    if (text_is_uai(position->id) && words_has_keyword(line, position->id))
        return position->id;
    const char *town = own_town(line, campaign, position);
    return town && names_town(line, campaign, town) ? town : NULL;
}

const char *
position_own_kind(const char *line, const ConfigCampaign *campaign,
                  const ConfigPosition *position)
{
    for (const char *const *p = campaign->keywords; p && *p; p++) {
        if (!words_has_keyword(line, *p))
            continue;
        g_autofree char *title = words_line(position->title);
        if (words_has_keyword(title, *p) &&
            !other_title_has(campaign, position, *p))
            return *p;
    }
    return NULL;
}

static gboolean
is_about_post(const char *word)
{
    static const char *const words[] = {
        "poste",        "postes",        "dossier",       "dossiers",
        "candidature",  "candidatures",  "postule",       "postuler",
        "candidater",   "candidate",     "candidat",      "voeu",
        "voeux",        "souhaite",      "rejoindre",     "integrer",
        "objet",        "sollicite",     "coordonnateur", "coordonnatrice",
        "coordinateur", "coordinatrice", "coordination",  "interesse",
        "interessee",   "formateur",     "formatrice",    NULL};
    return g_strv_contains(words, word);
}

static gboolean
is_about_work(const char *word)
{
    static const char *const words[] = {"enseignant",
                                        "enseignante",
                                        "enseigne",
                                        "professeur",
                                        "professeure",
                                        "prof",
                                        "exerce",
                                        "exercant",
                                        "affecte",
                                        "affectee",
                                        "actuellement",
                                        "actuel",
                                        "actuelle",
                                        "titulaire",
                                        "nomme",
                                        "nommee",
                                        "cpe",
                                        "plp",
                                        "certifie",
                                        "certifiee",
                                        "agrege",
                                        "agregee",
                                        "depuis",
                                        "travaille",
                                        "travaillant",
                                        "etablissement",
                                        "remplacement",
                                        "tzr",
                                        "aed",
                                        "chef",
                                        "principal",
                                        "principale",
                                        "proviseur",
                                        "proviseure",
                                        "documentaliste",
                                        "documentation",
                                        "fonction",
                                        "fonctions",
                                        NULL};
    return g_strv_contains(words, word);
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
    static const char *const past[] = {
        "ete",    "etais",  "fus",      "exerce",       "exercais", "travaille",
        "ancien", "occupe", "occupais", "ancienne",     "pendant",  "durant",
        "depuis", "actuel", "actuelle", "actuellement", NULL};
    for (guint back = 1; back <= PAST_WORDS && back <= at; back++) {
        if (g_strv_contains(past, words[at - back]))
            return TRUE;
    }
    return FALSE;
}

/* Looks back from the school's name: the nearest word that tells decides. */
static gboolean
window_is_about_post(char **words, guint at)
{
    for (guint back = 1; back <= WINDOW_WORDS && back <= at; back++) {
        const char *word = words[at - back];
        if (is_about_post(word))
            return !is_role(word) || !is_past(words, at - back);
        if (is_about_work(word))
            return FALSE;
    }
    return FALSE;
}

/* "Micro-lycée Artaud", and nothing else in the sentence. */
static gboolean
window_is_bare(char **words, guint at)
{
    for (guint back = 1; back <= WINDOW_WORDS && back <= at; back++) {
        if (is_about_work(words[at - back]))
            return FALSE;
    }
    return (at >= 2 && strcmp(words[at - 2], "micro") == 0) ||
           (at >= 1 && g_str_has_prefix(words[at - 1], "micro"));
}

static const char *const schools[] = {"lycee", "college",    "clg", "lgt",
                                      "lpo",   "microlycee", NULL};

/* A name may be mistyped where a school's kind stands before it. */
static gboolean
has_school(char **words)
{
    for (char **word = words; *word; word++) {
        if (g_strv_contains(schools, *word))
            return TRUE;
    }
    return FALSE;
}

/* The keyword as it is written, or, behind "lycée", with a typing error. */
static gboolean
stands_at(char **words, guint at, const char *first)
{
    return g_str_has_prefix(words[at], first) ||
           (at > 0 && g_strv_contains(schools, words[at - 1]) &&
            words_similar(words[at], first));
}

typedef struct {
    char *line;   /* words_line() */
    char **words; /* the same words */
    gboolean fuzzy;
} Sentence;

static Sentence *
sentence_new(const char *text)
{
    Sentence *sentence = g_new0(Sentence, 1);
    sentence->line = words_line(text);
    sentence->words = text_words(text);
    sentence->fuzzy = has_school(sentence->words);
    return sentence;
}

static void
sentence_free(gpointer pointer)
{
    Sentence *sentence = pointer;
    g_free(sentence->line);
    g_strfreev(sentence->words);
    g_free(sentence);
}

/* Whether what stands before the keyword tells. */
typedef gboolean (*WindowTells)(char **words, guint at);

static gboolean
tells_of(const Sentence *sentence, const char *keyword, WindowTells tells)
{
    g_auto(GStrv) first = text_words(keyword);
    for (guint k = 0; first[0] && sentence->words[k]; k++) {
        if (stands_at(sentence->words, k, first[0]) &&
            tells(sentence->words, k))
            return TRUE;
    }
    return FALSE;
}

/* "Je candidate au micro-lycée Artaud" to `told`, "micro-lycée Artaud" to
 * `bare`. */
static void
find_keywords(GPtrArray *told, GPtrArray *bare, const Sentence *sentence,
              const ConfigCampaign *campaign, const PersonName *name)
{
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const ConfigPosition *position = &campaign->positions[i];
        const char *keyword = position_keyword(sentence->line, campaign,
                                               position, name, sentence->fuzzy);
        if (!keyword)
            continue;
        if (tells_of(sentence, keyword, window_is_about_post))
            position_add(told, position);
        if (tells_of(sentence, keyword, window_is_bare))
            position_add(bare, position);
    }
}

/* "Je candidate au micro-collège", where there is but one. */
static void
find_kinds(GPtrArray *found, const Sentence *sentence,
           const ConfigCampaign *campaign)
{
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const ConfigPosition *position = &campaign->positions[i];
        const char *keyword =
            position_own_kind(sentence->line, campaign, position);
        if (keyword && tells_of(sentence, keyword, window_is_about_post))
            position_add(found, position);
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
add_sentences(GPtrArray *sentences, const char *text)
{
    g_auto(GStrv) split = split_sentences(text);
    for (char **sentence = split; *sentence; sentence++)
        g_ptr_array_add(sentences, sentence_new(*sentence));
}

/* Of the body and of all pages, Sentence. */
static GPtrArray *
list_sentences(const MailCase *mail)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(sentence_free);
    add_sentences(sentences, mail->text);
    for (guint i = 0; i < mail->message->parts->len; i++) {
        const MessagePart *part = mail->message->parts->pdata[i];
        for (char **page = part->pages; page && *page; page++)
            add_sentences(sentences, *page);
    }
    return sentences;
}

void
position_read_texts(GPtrArray *found, const MailCase *mail,
                    const ConfigCampaign *campaign, const PersonName *name)
{
    g_autoptr(GPtrArray) sentences = list_sentences(mail);
    g_autoptr(GPtrArray) kinds = g_ptr_array_new();
    g_autoptr(GPtrArray) bare = g_ptr_array_new();
    for (guint i = 0; i < sentences->len; i++)
        find_keywords(found, bare, sentences->pdata[i], campaign, name);
    if (found->len > 0)
        return;
    for (guint i = 0; i < sentences->len; i++)
        find_kinds(kinds, sentences->pdata[i], campaign);
    g_ptr_array_extend(found, kinds->len > 0 ? kinds : bare, NULL, NULL);
}
