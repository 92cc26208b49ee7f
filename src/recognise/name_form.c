/* How names are filed and compared. */
#include "base/text.h"
#include "recognise/name.h"
#include "recognise/words.h"

#include <string.h>

static char *
compose(const char *text)
{
    g_autofree char *label = text_label(text, 100);
    GString *out = g_string_new(NULL);
    for (const char *p = label ? label : ""; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION)
            g_string_append_c(out, '-');
        else if (c == 0x2019 || c == 0x2018 || c == '`' || c == 0x00B4)
            g_string_append_c(out, '\'');
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* "ép." between two names stays as it is: "MARTIN ép. BERNARD". */
static const char *
marriage_form(const char *word)
{
    g_autofree char *folded = text_fold(word);
    if (strcmp(folded, "ep") == 0 || strcmp(folded, "ep.") == 0)
        return "ép.";
    if (strcmp(folded, "epouse") == 0)
        return "épouse";
    if (strcmp(folded, "nee") == 0)
        return "née";
    return NULL;
}

char *
person_name_family_form(const char *text)
{
    g_autofree char *plain = compose(text);
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);
    for (guint i = 0; words[i]; i++) {
        const char *kept =
            i > 0 && words[i + 1] ? marriage_form(words[i]) : NULL;
        char *form = kept ? g_strdup(kept) : g_utf8_strup(words[i], -1);
        g_free(words[i]);
        words[i] = form;
    }
    return g_strjoinv(" ", words);
}

char *
person_name_given_form(const char *text)
{
    g_autofree char *plain = compose(text);
    GString *out = g_string_new(NULL);
    gboolean start = TRUE;
    for (const char *p = plain; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(out, start ? g_unichar_toupper(c)
                                           : g_unichar_tolower(c));
        start = !g_unichar_isalnum(c) && !g_unichar_ismark(c);
    }
    return g_string_free(out, FALSE);
}

/* One part against another: equal, one within the other ("MARTIN" and "MARTIN
 * ép. BERNARD", "M" and "Marie"), or a typing error apart. */
static gboolean
parts_agree(const char *a, const char *b)
{
    g_autofree char *x = words_squeeze(a);
    g_autofree char *y = words_squeeze(b);
    if (!*x || !*y || strcmp(x, y) == 0)
        return TRUE;
    if (strlen(x) == 1 || strlen(y) == 1)
        return *x == *y;
    g_autofree char *line_a = words_line(a);
    g_autofree char *line_b = words_line(b);
    return strstr(line_a, line_b) || strstr(line_b, line_a) ||
           g_str_has_prefix(x, y) || g_str_has_prefix(y, x) ||
           words_similar(x, y);
}

gboolean
person_name_agrees(const char *family_a, const char *given_a,
                   const char *family_b, const char *given_b)
{
    return family_a && family_b && parts_agree(family_a, family_b) &&
           parts_agree(given_a, given_b);
}

static void
add_words(GPtrArray *words, const char *name)
{
    g_auto(GStrv) split = text_words(name ? name : "");
    for (char **word = split; *word; word++) {
        if (strlen(*word) >= 2 && !words_is(*word, WORDS_PARTICLE))
            g_ptr_array_add(words, g_strconcat(" ", *word, " ", NULL));
    }
}

char **
person_words(const char *family, const char *given)
{
    GPtrArray *words = g_ptr_array_new();
    add_words(words, family);
    add_words(words, given);
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

gboolean
person_words_touch(const char *line, char **words)
{
    for (; *words; words++) {
        if (strstr(line, *words))
            return TRUE;
    }
    return FALSE;
}

gboolean
person_name_touches(const char *line, const char *family, const char *given)
{
    g_auto(GStrv) words = person_words(family, given);
    return person_words_touch(line, words);
}
