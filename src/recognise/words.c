#include "recognise/words.h"

#include "base/text.h"

#include <string.h>

#define LINE_BYTES (64 * 1024)
#define KEYWORD_BYTES WORDS_KEYWORD_BYTES

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

static guint64
letters_of(const char *text, gsize length)
{
    guint64 letters = 0;
    for (gsize i = 0; i < length; i++)
        letters |= G_GUINT64_CONSTANT(1) << ((guchar)text[i] % 64);
    return letters;
}

gboolean
words_keyword_init(WordsKeyword *keyword, const char *text)
{
    keyword->length = join_keyword(text, keyword->text);
    keyword->letters = letters_of(keyword->text, keyword->length);
    return keyword->length > 0;
}

gboolean
words_keyword_may_match(const WordsKeyword *keyword, const WordsWindow *window,
                        gboolean fuzzy)
{
    gsize n = window->length, m = keyword->length;
    gsize longer = MAX(n, m), shorter = MIN(n, m);
    guint64 difference = keyword->letters ^ window->letters;
    /* A plural brings one letter more. */
    if ((n == m ? difference == 0 : n == m + 1 && window->start[m] == 's') &&
        memcmp(window->start, keyword->text, m) == 0)
        return TRUE;
    if (!fuzzy || longer - shorter > 3 || shorter < WORDS_SIMILAR_CHARS)
        return FALSE;
    /* As may_be_similar(), of sets instead of counts. */
    if (__builtin_popcountll(difference) >
        2 * (int)((1 - WORDS_SIMILARITY) * (double)longer + 1))
        return FALSE;
    char text[KEYWORD_BYTES + 4];
    memcpy(text, window->start, n);
    text[n] = '\0';
    return words_similar(text, keyword->text);
}

/* The windows that begin at word `first` of the ends in `ends`. */
static void
add_windows(GArray *windows, const GString *joined, const GArray *ends,
            guint first, gsize max_length)
{
    gsize start = first == 0 ? 0 : g_array_index(ends, gsize, first - 1);
    WordsWindow window = {.start = joined->str + start};
    for (guint i = first; i < ends->len; i++) {
        gsize end = g_array_index(ends, gsize, i) - start;
        if (end > max_length)
            return;
        window.letters |=
            letters_of(window.start + window.length, end - window.length);
        window.length = end;
        g_array_append_val(windows, window);
    }
}

GArray *
words_windows(const char *line, gsize max_length, GString *joined)
{
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize));
    for (const char *p = line + 1; *p; p++) {
        if (*p != ' ')
            g_string_append_c(joined, *p);
        else if (p[-1] != ' ')
            g_array_append_val(ends, joined->len);
    }
    GArray *windows = g_array_new(FALSE, FALSE, sizeof(WordsWindow));
    for (guint i = 0; i < ends->len; i++)
        add_windows(windows, joined, ends, i, max_length);
    return windows;
}

static gboolean
same_word(const char *word, gsize n, const char *joined, gsize m,
          gboolean fuzzy)
{
    if (n == m && memcmp(word, joined, n) == 0)
        return TRUE;
    /* A plural is the same word, but not of an abbreviation. */
    /* NOLINTNEXTLINE(*-core.UndefinedBinaryOperatorResult): n > m there */
    if (m >= 4 && n == m + 1 && word[m] == 's' && memcmp(word, joined, m) == 0)
        return TRUE;
    return fuzzy && words_similar(word, joined);
}

/* Joins words from each place on and compares without the spaces. */
static gboolean
find_joined(const char *line, const char *keyword, gboolean fuzzy)
{
    char joined[KEYWORD_BYTES], window[KEYWORD_BYTES + 8];
    gsize length = join_keyword(keyword, joined);
    if (length == 0)
        return FALSE;
    for (const char *start = line; *start; start++) {
        if (*start != ' ' || (!fuzzy && start[1] != joined[0]))
            continue;
        gsize n = 0;
        for (const char *p = start + 1; *p && n < length + 4; p++) {
            if (*p != ' ') {
                window[n++] = *p;
                continue;
            }
            window[n] = '\0';
            if (same_word(window, n, joined, length, fuzzy))
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
