#include "recognise/letter.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

static guint
count_phrases(const char *line, const char *const *phrases)
{
    guint count = 0;
    for (; *phrases; phrases++)
        count += words_line_has(line, *phrases) ? 1 : 0;
    return count;
}

static const char *const salutations[] = {"madame",    "monsieur", "mesdames",
                                          "messieurs", "bonjour",  NULL};

static const char *const first_person[] = {"je",  "j ai", "mon", "ma",
                                           "mes", "m",    NULL};

static const char *const purposes[] = {
    "candidature", "motivation", "motive",      "motivee", "postule",
    "poste",       "experience", "competences", "eleves",  "decrochage",
    "projet",      "parcours",   "enseigne",    "equipe",  "convaincu",
    "convaincue",  NULL};

static const char *const closings[] = {
    "salutations",      "consideration", "sentiments", "cordialement",
    "respectueusement", "respectueux",   "agreer",     "devouement",
    "remerciements",    "bien a vous",   NULL};

gboolean
letter_is_letter(const char *text)
{
    g_autofree char *line = words_line(text);
    g_auto(GStrv) words = g_strsplit(line + 1, " ", -1);
    return g_strv_length(words) > LETTER_WORDS &&
           count_phrases(line, salutations) >= 1 &&
           count_phrases(line, first_person) >= 2 &&
           count_phrases(line, purposes) >= 4 &&
           count_phrases(line, closings) >= 1;
}
