#include "recognise/words.h"

#include "base/text.h"

#include <string.h>

#define LINE_BYTES (64 * 1024)
#define KEYWORD_BYTES 128

char *
words_line(const char *text)
{
    g_autofree char *cut = NULL;
    if (text && strlen(text) > LINE_BYTES)
        text = cut = g_strndup(text, LINE_BYTES);
    return text_words_line(text ? text : "");
}

char *
words_line_join(const char *const *texts)
{
    GString *line = g_string_new(" ");
    for (; *texts; texts++) {
        g_autofree char *one = words_line(*texts);
        g_string_append(line, one + 1);
    }
    return g_string_free(line, FALSE);
}

gboolean
words_line_has(const char *line, const char *phrase)
{
    gsize length = strlen(phrase);
    for (const char *at = strstr(line, phrase); at; at = strstr(at + 1, phrase))
        if (at > line && at[-1] == ' ' && at[length] == ' ')
            return TRUE;
    return FALSE;
}

/* An edit changes the count of at most two letters: a bound that spares the
 * quadratic comparison nearly always. */
static gboolean
may_be_similar(const char *a, gsize n, const char *b, gsize m)
{
    int counts[64] = {0};
    for (gsize i = 0; i < n; i++)
        counts[(guchar)a[i] % 64]++;
    for (gsize i = 0; i < m; i++)
        counts[(guchar)b[i] % 64]--;
    int difference = 0;
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        difference += ABS(counts[i]);
    gsize longer = MAX(n, m);
    return difference <= 2 * (int)((1 - WORDS_SIMILARITY) * (double)longer + 1);
}

gboolean
words_similar(const char *folded_a, const char *folded_b)
{
    if (strcmp(folded_a, folded_b) == 0)
        return TRUE;
    gsize n = strlen(folded_a), m = strlen(folded_b);
    if (MIN(n, m) < WORDS_SIMILAR_CHARS || MAX(n, m) - MIN(n, m) > 3 ||
        !may_be_similar(folded_a, n, folded_b, m))
        return FALSE;
    return text_similarity(folded_a, folded_b) >= WORDS_SIMILARITY;
}

/* The keyword's letters without spaces; 0 if it has none or too many. */
static gsize
join_keyword(const char *keyword, char joined[KEYWORD_BYTES])
{
    g_autofree char *line = words_line(keyword);
    gsize length = 0;
    for (const char *p = line; *p; p++) {
        if (*p == ' ')
            continue;
        if (length + 1 >= KEYWORD_BYTES)
            return 0;
        joined[length++] = *p;
    }
    joined[length] = '\0';
    return length;
}

/* A plural is the same word, but not of an abbreviation. */
static gboolean
same_word(const char *word, gsize n, const char *joined, gsize m)
{
    if (n == m)
        return memcmp(word, joined, n) == 0;
    /* NOLINTNEXTLINE(*-core.UndefinedBinaryOperatorResult): n > m there */
    return m >= 4 && n == m + 1 && word[m] == 's' &&
           memcmp(word, joined, m) == 0;
}

/* Joins words from each place on and compares without the spaces. */
gboolean
words_has_keyword(const char *line, const char *keyword)
{
    char joined[KEYWORD_BYTES], window[KEYWORD_BYTES + 8];
    gsize length = join_keyword(keyword, joined);
    if (length == 0)
        return FALSE;
    for (const char *start = line; *start; start++) {
        if (*start != ' ' || start[1] != joined[0])
            continue;
        gsize n = 0;
        for (const char *p = start + 1; *p && n < length + 4; p++) {
            if (*p != ' ')
                window[n++] = *p;
            else if (same_word(window, n, joined, length))
                return TRUE;
        }
    }
    return FALSE;
}

char *
words_squeeze(const char *text)
{
    g_auto(GStrv) words = text_words(text ? text : "");
    return g_strjoinv("", words);
}

char *
words_split_label(const char *label)
{
    const char *dot = strrchr(label, '.');
    gsize length =
        dot && strlen(dot) <= 5 ? (gsize)(dot - label) : strlen(label);
    g_autofree char *base = g_strndup(label, length);
    GString *out = g_string_new(NULL);
    gunichar last = ' ';
    for (const char *p = base; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if ((g_unichar_isupper(c) && g_unichar_islower(last)) ||
            (g_unichar_isdigit(c) != g_unichar_isdigit(last) &&
             g_unichar_isalnum(last) && g_unichar_isalnum(c)))
            g_string_append_c(out, ' ');
        g_string_append_unichar(out, c);
        last = c;
    }
    return g_string_free(out, FALSE);
}
