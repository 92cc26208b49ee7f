#include "base/text.h"

#include <string.h>

/* windows-1252 where it differs from ISO-8859-1; 0: unassigned. */
static const gunichar windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static gunichar
decode_windows_1252(guchar byte)
{
    if (byte < 0x80 || byte >= 0xA0)
        return byte;
    gunichar c = windows_1252[byte - 0x80];
    return c != 0 ? c : 0xFFFD;
}

char *
text_from_bytes(const char *bytes, gssize length)
{
    if (!bytes)
        return g_strdup("");
    const char *end = bytes + (length < 0 ? (gssize)strlen(bytes) : length);
    GString *text = g_string_sized_new((gsize)(end - bytes));
    while (bytes < end) {
        const char *bad;
        if (g_utf8_validate_len(bytes, (gsize)(end - bytes), &bad)) {
            g_string_append_len(text, bytes, end - bytes);
            break;
        }
        g_string_append_len(text, bytes, bad - bytes);
        guchar byte = (guchar)*bad;
        g_string_append_unichar(text,
                                byte == 0 ? 0xFFFD : decode_windows_1252(byte));
        bytes = bad + 1;
    }
    return g_string_free(text, FALSE);
}

static gboolean
is_space(gunichar c)
{
    return g_unichar_isspace(c) || c == '\v' || c == 0x85;
}

static gboolean
is_dash(gunichar c)
{
    return g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212;
}

static gboolean
is_apostrophe(gunichar c)
{
    switch (c) {
    case '\'':
    case '`':
    case 0x00B4: /* acute accent: would decompose to a space and a mark */
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x02C8:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0x2035:
    case 0xFF07:
        return TRUE;
    default:
        return FALSE;
    }
}

/* Letters whose stroke or ligature Unicode does not decompose. */
static const char *
spell_out(gunichar c)
{
    switch (c) {
    case 0x00E6:
    case 0x00C6:
        return "ae";
    case 0x0153:
    case 0x0152:
        return "oe";
    case 0x00F8:
    case 0x00D8:
        return "o";
    case 0x0111:
    case 0x0110:
        return "d";
    case 0x0142:
    case 0x0141:
        return "l";
    case 0x0131:
        return "i";
    default:
        return NULL;
    }
}

static gboolean
is_invisible(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT;
}

static gboolean
is_mark(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return type == G_UNICODE_NON_SPACING_MARK ||
           type == G_UNICODE_ENCLOSING_MARK;
}

/* Apostrophes go first, too: decomposition would turn some into spaces. So do
 * marks: GLib sorts a run of marks in quadratic time. */
static char *
prepare(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!is_mark(c))
            g_string_append_unichar(out, is_apostrophe(c) ? '\'' : c);
    }
    return g_string_free(out, FALSE);
}

static void
append_folded(GString *out, gunichar c)
{
    if (is_space(c)) {
        if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
        return;
    }
    if (is_mark(c) || is_invisible(c))
        return;
    const char *spelt = spell_out(c);
    if (spelt)
        g_string_append(out, spelt);
    else if (is_dash(c))
        g_string_append_c(out, '-');
    else
        g_string_append_unichar(out, is_apostrophe(c) ? '\'' : c);
}

/* What fold_slowly() makes of U+00C0 to U+00FF. */
static const char *const latin_1[64] = {
    "a", "a", "a", "a",  "a",  "a",  "ae", "c", "e", "e",  "e",  "e", "i",
    "i", "i", "i", NULL, "n",  "o",  "o",  "o", "o", "o",  NULL, "o", "u",
    "u", "u", "u", "y",  NULL, "ss", "a",  "a", "a", "a",  "a",  "a", "ae",
    "c", "e", "e", "e",  "e",  "i",  "i",  "i", "i", NULL, "n",  "o", "o",
    "o", "o", "o", NULL, "o",  "u",  "u",  "u", "u", "y",  NULL, "y",
};

/* Appends the folded form of the character at `*text`, which is moved on, and
 * is never longer than it; FALSE where it is none of those that French is
 * written with. */
static gboolean
fold_common(const char **text, char **out)
{
    const guchar *at = (const guchar *)*text;
    if (at[0] < 0x80) {
        (*text)++;
        if (g_ascii_isspace((char)at[0]) || at[0] == '\v')
            *(*out)++ = ' ';
        else if (at[0] >= 0x20 && at[0] != 0x7F)
            *(*out)++ =
                at[0] == '`' ? '\'' : (char)g_ascii_tolower((char)at[0]);
        return TRUE;
    }
    if (at[0] == 0xC3 && at[1] >= 0x80 && at[1] <= 0xBF) {
        const char *folded = latin_1[at[1] - 0x80];
        *text += 2;
        for (; folded && *folded; folded++)
            *(*out)++ = *folded;
        return folded != NULL;
    }
    if (at[0] == 0xC2 && at[1] == 0xA0) {
        *text += 2;
        *(*out)++ = ' ';
        return TRUE;
    }
    if (at[0] != 0xE2 || at[1] != 0x80 || at[2] < 0x93 || at[2] > 0x99 ||
        (at[2] > 0x94 && at[2] < 0x98))
        return FALSE;
    *text += 3;
    *(*out)++ = at[2] <= 0x94 ? '-' : '\'';
    return TRUE;
}

/* Nearly all that is folded is French: one pass instead of five. NULL where
 * it takes more than that. */
static char *
fold_quickly(const char *text)
{
    g_autofree char *folded = g_malloc(strlen(text) + 1);
    char *out = folded;
    while (*text) {
        char *last = out;
        if (!fold_common(&text, &out))
            return NULL;
        if (out > last && *last == ' ' && (last == folded || last[-1] == ' '))
            out = last;
    }
    if (out > folded && out[-1] == ' ')
        out--;
    *out = '\0';
    return g_steal_pointer(&folded);
}

static char *
fold_slowly(const char *text)
{
    g_autofree char *valid = text_from_bytes(text, -1);
    g_autofree char *plain = prepare(valid);
    g_autofree char *cased = g_utf8_casefold(plain, -1);
    g_autofree char *decomposed = g_utf8_normalize(cased, -1, G_NORMALIZE_NFKD);
    /* Decomposition brings out capitals again ("℡" gives "TEL"). */
    g_autofree char *lower = g_utf8_casefold(decomposed, -1);
    GString *out = g_string_sized_new(strlen(lower));
    for (const char *p = lower; *p; p = g_utf8_next_char(p))
        append_folded(out, g_utf8_get_char(p));
    if (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

char *
text_fold(const char *text)
{
    char *folded = text ? fold_quickly(text) : NULL;
    return folded ? folded : fold_slowly(text);
}

char *
text_words_line(const char *text)
{
    g_autofree char *folded = text_fold(text);
    char *line = g_malloc(strlen(folded) + 3), *out = line;
    *out++ = ' ';
    for (const char *p = folded; *p;) {
        const char *next = g_utf8_next_char(p);
        gboolean inside = (guchar)*p < 0x80
                              ? g_ascii_isalnum(*p)
                              : g_unichar_isalnum(g_utf8_get_char(p));
        if (!inside && out[-1] != ' ')
            *out++ = ' ';
        for (; inside && p < next; p++)
            *out++ = *p;
        p = next;
    }
    if (out[-1] != ' ')
        *out++ = ' ';
    *out = '\0';
    return line;
}

char **
text_words(const char *text)
{
    g_autofree char *line = text_words_line(text);
    GPtrArray *words = g_ptr_array_new();
    const char *start = line + 1;
    for (const char *end; (end = strchr(start, ' ')); start = end + 1)
        g_ptr_array_add(words, g_strndup(start, (gsize)(end - start)));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

static gboolean
words_begin_with(const char *const *words, char **phrase)
{
    for (gsize i = 0; phrase[i]; i++) {
        if (!words[i] || strcmp(words[i], phrase[i]) != 0)
            return FALSE;
    }
    return TRUE;
}

gboolean
text_words_have_phrase(const char *const *words, const char *phrase)
{
    g_auto(GStrv) wanted = text_words(phrase);
    if (!wanted[0])
        return FALSE;
    for (; *words; words++) {
        if (words_begin_with(words, wanted))
            return TRUE;
    }
    return FALSE;
}

gboolean
text_has_phrase(const char *text, const char *phrase)
{
    g_auto(GStrv) words = text_words(text);
    return text_words_have_phrase((const char *const *)words, phrase);
}
