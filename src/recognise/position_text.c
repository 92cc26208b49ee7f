#include "recognise/position_text.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

/* Words before the name of a school that tell whether the sentence is about
 * the post applied for or about where somebody works. */
#define WINDOW_WORDS 20

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

const char *
position_keyword(const char *line, const ConfigPosition *position,
                 const PersonName *name, gboolean fuzzy)
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
    return text_is_uai(position->id) && words_has_keyword(line, position->id)
               ? position->id
               : NULL;
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

/* Looks back from the school's name: the nearest word that tells decides. */
static gboolean
window_is_about_post(char **words, guint at)
{
    for (guint back = 1; back <= WINDOW_WORDS && back <= at; back++) {
        if (is_about_post(words[at - back]))
            return TRUE;
        if (is_about_work(words[at - back]))
            return FALSE;
    }
    /* "Micro-lycée Artaud", and nothing else in the sentence. */
    return (at >= 2 && strcmp(words[at - 2], "micro") == 0) ||
           (at >= 1 && g_str_has_prefix(words[at - 1], "micro"));
}

static void
read_sentence(GPtrArray *found, const char *sentence,
              const ConfigCampaign *campaign, const PersonName *name)
{
    g_autofree char *line = words_line(sentence);
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const ConfigPosition *position = &campaign->positions[i];
        const char *keyword = position_keyword(line, position, name, FALSE);
        g_auto(GStrv) first = text_words(keyword ? keyword : "");
        if (!first[0])
            continue;
        g_auto(GStrv) words = text_words(sentence);
        for (guint k = 0; words[k]; k++) {
            if (g_str_has_prefix(words[k], first[0]) &&
                window_is_about_post(words, k))
                position_add(found, position);
        }
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

/* Full stops and empty lines end a sentence; a line break does not. */
static void
read_text(GPtrArray *found, const char *text, const ConfigCampaign *campaign,
          const PersonName *name)
{
    g_autofree char *flat = g_strdup(text ? text : "");
    for (char *p = strstr(flat, "\n\n"); p; p = strstr(p + 1, "\n\n"))
        *p = '.';
    for (char *p = flat; *p; p++) {
        /* "l.e.p. Daumier", "M. Puget": a stop ends before a capital only
         * where a blank follows. */
        if ((*p == '.' && ((!g_ascii_isspace(p[1]) && p[1] != '\0') ||
                           is_numbering(flat, p))) ||
            (*p != '.' && *p != '!' && *p != '?' && *p != ';'))
            continue;
        *p = '\x1f';
    }
    g_auto(GStrv) sentences = g_strsplit(flat, "\x1f", -1);
    for (char **sentence = sentences; *sentence; sentence++)
        read_sentence(found, *sentence, campaign, name);
}

void
position_read_texts(GPtrArray *found, const MailCase *mail,
                    const ConfigCampaign *campaign, const PersonName *name)
{
    read_text(found, mail->text, campaign, name);
    for (guint i = 0; i < mail->message->parts->len; i++) {
        const MessagePart *part = mail->message->parts->pdata[i];
        for (char **page = part->pages; page && *page; page++)
            read_text(found, *page, campaign, name);
    }
}
