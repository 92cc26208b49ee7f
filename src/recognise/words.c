#include "recognise/words.h"

#include "base/text.h"

#include <string.h>

#define LINE_BYTES (64 * 1024)
#define KEYWORD_WORDS 8

static void
append_words(GString *line, const char *text)
{
    g_autofree char *cut = NULL;
    if (strlen(text) > LINE_BYTES) {
        cut = g_strndup(text, LINE_BYTES);
        text = cut;
    }
    g_auto(GStrv) words = text_words(text);
    for (char **word = words; *word; word++) {
        g_string_append(line, *word);
        g_string_append_c(line, ' ');
    }
}

char *
words_line(const char *text)
{
    GString *line = g_string_new(" ");
    append_words(line, text ? text : "");
    return g_string_free(line, FALSE);
}

char *
words_line_join(const char *const *texts)
{
    GString *line = g_string_new(" ");
    for (; *texts; texts++)
        append_words(line, *texts);
    return g_string_free(line, FALSE);
}

gboolean
words_similar(const char *folded_a, const char *folded_b)
{
    if (strcmp(folded_a, folded_b) == 0)
        return TRUE;
    glong n = g_utf8_strlen(folded_a, -1), m = g_utf8_strlen(folded_b, -1);
    if (MIN(n, m) < WORDS_SIMILAR_CHARS || ABS(n - m) > 3)
        return FALSE;
    return text_similarity(folded_a, folded_b) >= WORDS_SIMILARITY;
}

/* The keyword's letters without spaces, and how many words it has. */
static char *
join_keyword(const char *keyword, guint *n_words)
{
    g_auto(GStrv) words = text_words(keyword);
    *n_words = g_strv_length(words);
    return g_strjoinv("", words);
}

static gboolean
same_word(const char *word, const char *joined, gboolean fuzzy)
{
    if (strcmp(word, joined) == 0)
        return TRUE;
    /* A plural is the same word, but not of an abbreviation. */
    gsize n = strlen(joined);
    if (n >= 4 && strncmp(word, joined, n) == 0 && strcmp(word + n, "s") == 0)
        return TRUE;
    return fuzzy && words_similar(word, joined);
}

/* Joins 1 to n + 1 words from each place on and compares without spaces. */
static gboolean
find_joined(const char *line, const char *keyword, gboolean fuzzy)
{
    guint n;
    g_autofree char *joined = join_keyword(keyword, &n);
    if (!*joined || n > KEYWORD_WORDS)
        return FALSE;
    g_auto(GStrv) words = g_strsplit(line + 1, " ", -1);
    for (char **start = words; *start && **start; start++) {
        g_autoptr(GString) window = g_string_new(NULL);
        for (guint k = 0; k <= n && start[k] && *start[k]; k++) {
            g_string_append(window, start[k]);
            if (same_word(window->str, joined, fuzzy))
                return TRUE;
        }
    }
    return FALSE;
}

gboolean
words_has_keyword(const char *line, const char *keyword)
{
    return find_joined(line, keyword, FALSE);
}

gboolean
words_resembles_keyword(const char *line, const char *keyword)
{
    return find_joined(line, keyword, TRUE);
}

const char *
words_find_keyword(const char *line, const char *const *keywords)
{
    for (; keywords && *keywords; keywords++) {
        if (words_has_keyword(line, *keywords))
            return *keywords;
    }
    return NULL;
}
