#include "recognise/subject_format.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

/* Longer subjects are compared by their beginning. */
#define SUBJECT_WORDS 24

void
subject_format_clear(SubjectFormat *format)
{
    g_free(format->before);
    g_free(format->between);
    g_free(format->after);
    g_free(format->letters);
    memset(format, 0, sizeof *format);
}

static void
read_parts(SubjectFormat *format, const char *text)
{
    static const char family_field[] = "{family_name}";
    static const char given_field[] = "{given_name}";
    const char *family = strstr(text, family_field);
    const char *given = strstr(text, given_field);
    format->given_first = family && given && given < family;
    format->one_field = !family || !given;
    const char *first = format->given_first || !family ? given : family;
    const char *last = format->given_first || !given ? family : given;
    if (!first) {
        format->before = g_strdup(text);
        format->between = g_strdup("");
        format->after = g_strdup("");
        return;
    }
    const char *first_end = strchr(first, '}') + 1;
    const char *last_end = strchr(last, '}') + 1;
    format->before = g_strndup(text, (gsize)(first - text));
    format->between = last > first
                          ? g_strndup(first_end, (gsize)(last - first_end))
                          : g_strdup("");
    format->after = g_strdup(last_end);
}

/* One character in folded form, NULL for what makes no difference: spaces,
 * dashes, invisible characters, marks. ASCII without allocation: a screen
 * compares every subject of a mailbox. */
static gboolean
fold_char(gunichar c, char folded[8])
{
    if (c < 0x80) {
        folded[0] = g_ascii_tolower((char)c);
        folded[1] = '\0';
        return g_ascii_isgraph(folded[0]) && c != '-';
    }
    char utf8[8];
    utf8[g_unichar_to_utf8(c, utf8)] = '\0';
    g_autofree char *text = text_fold(utf8);
    g_strlcpy(folded, text, 8);
    return *folded != '\0' && strcmp(folded, "-") != 0;
}

/* Folded letters of a text, one stream; the offset behind each of them. */
typedef struct {
    const char *next;
    char pending[8];
    const char *at;
} Stream;

static char
stream_next(Stream *stream)
{
    while (!stream->at || !*stream->at) {
        if (!*stream->next)
            return '\0';
        gunichar c = g_utf8_get_char(stream->next);
        stream->next = g_utf8_next_char(stream->next);
        stream->at = fold_char(c, stream->pending) ? stream->pending : NULL;
    }
    return *stream->at++;
}

/* The rest of `text` behind the folded letters of `fixed`, NULL if it does not
 * begin with them. */
static const char *
skip_fixed(const char *text, const char *fixed)
{
    Stream wanted = {.next = fixed}, given = {.next = text};
    const char *end = text;
    for (char c = stream_next(&wanted); c; c = stream_next(&wanted)) {
        if (stream_next(&given) != c)
            return NULL;
        end = given.next;
    }
    /* A letter with two folded ones ("œ") must not be cut. */
    return given.at && *given.at ? NULL : end;
}

static gboolean
is_separator(gunichar c)
{
    return g_unichar_isspace(c) ||
           g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION || c == 0x2212 ||
           g_unichar_type(c) == G_UNICODE_FORMAT ||
           (c < 0x80 && c != 0 && strchr(":;,/|_.>*=~", (int)c)) || c == 0xB7 ||
           c == 0x2022;
}

/* What separates: 'd' for dashes, other punctuation once each, spaces not at
 * all. " – " and "--" give "d", " : " gives ":". */
static char *
separator_shape(const char *text, gsize length)
{
    GString *shape = g_string_new(NULL);
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        char kind = c < 0x80 ? (char)c : 'd';
        if (c == '-')
            kind = 'd';
        if (g_unichar_isspace(c) || g_unichar_type(c) == G_UNICODE_FORMAT ||
            (shape->len > 0 && shape->str[shape->len - 1] == kind))
            continue;
        g_string_append_c(shape, kind);
    }
    return g_string_free(shape, FALSE);
}

/* The length of the fixed text without the separator that ends it. */
static gsize
core_length(const char *fixed)
{
    gsize length = strlen(fixed);
    while (length > 0) {
        const char *last = g_utf8_find_prev_char(fixed, fixed + length);
        if (!last || !is_separator(g_utf8_get_char(last)))
            break;
        length = (gsize)(last - fixed);
    }
    return length;
}

static const char *
skip_separator(const char *text)
{
    while (*text && is_separator(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

/* Behind the fixed text and its separator; NULL where either is missing. */
static const char *
match_before(const char *subject, const char *fixed)
{
    gsize core = core_length(fixed);
    g_autofree char *words = g_strndup(fixed, core);
    const char *rest = skip_fixed(subject, words);
    if (!rest || (core > 0 && g_unichar_isalnum(g_utf8_get_char(rest))))
        return NULL;
    const char *name = skip_separator(rest);
    g_autofree char *wanted =
        separator_shape(fixed + core, strlen(fixed + core));
    g_autofree char *found = separator_shape(rest, (gsize)(name - rest));
    return strcmp(wanted, found) == 0 ? name : NULL;
}

/* Where the fixed text behind the names begins; NULL where it is missing. */
static const char *
match_after(const char *text, const char *fixed)
{
    if (!*fixed)
        return text + strlen(text);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        const char *rest = match_before(p, fixed);
        if (rest && !*rest)
            return p;
    }
    return NULL;
}

gboolean
subject_format_locate(const SubjectFormat *format, const char *subject,
                      SubjectZone *zone)
{
    const char *start = match_before(subject, format->before);
    const char *end = start ? match_after(start, format->after) : NULL;
    if (!end)
        return FALSE;
    zone->loose = TRUE;
    zone->zone = g_strndup(start, (gsize)(end - start));
    zone->exact =
        strncmp(subject, format->before, (gsize)(start - subject)) == 0 &&
        strlen(format->before) == (gsize)(start - subject) &&
        strcmp(end, format->after) == 0;
    return TRUE;
}

/* Byte offsets of the words of a text. */
static GArray *
word_bounds(const char *text)
{
    GArray *bounds = g_array_new(FALSE, FALSE, sizeof(gsize));
    gboolean inside = FALSE;
    const char *p = text;
    for (; *p; p = g_utf8_next_char(p)) {
        gboolean now = g_unichar_isalnum(g_utf8_get_char(p)) ||
                       g_unichar_ismark(g_utf8_get_char(p));
        if (now != inside) {
            gsize at = (gsize)(p - text);
            g_array_append_val(bounds, at);
            inside = now;
        }
    }
    if (inside) {
        gsize at = (gsize)(p - text);
        g_array_append_val(bounds, at);
    }
    return bounds;
}

void
subject_format_read(SubjectFormat *format, const char *text)
{
    memset(format, 0, sizeof *format);
    read_parts(format, text);
    format->letters = words_squeeze(
        core_length(format->before) > 0 ? format->before : format->after);
}

/* The letters of a subject, joined, and how many there are before each of
 * `bounds`. */
static char *
join_letters(const char *subject, const GArray *bounds, gsize *before)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < bounds->len; i++) {
        gsize from = g_array_index(bounds, gsize, i);
        before[i] = joined->len;
        if (i + 1 == bounds->len)
            break;
        g_autofree char *part = g_strndup(
            subject + from, g_array_index(bounds, gsize, i + 1) - from);
        g_autofree char *letters = words_squeeze(part);
        g_string_append(joined, letters);
    }
    return g_string_free(joined, FALSE);
}

double
subject_format_resemble(const SubjectFormat *format, const char *subject,
                        gsize *from, gsize *to)
{
    g_autoptr(GArray) bounds = word_bounds(subject);
    g_array_set_size(bounds, MIN(bounds->len, 2 * SUBJECT_WORDS));
    gsize before[2 * SUBJECT_WORDS];
    g_autofree char *joined = join_letters(subject, bounds, before);
    gsize length = strlen(format->letters);
    double best = 0;
    for (guint i = 0; i < bounds->len; i += 2) {
        for (guint k = i + 1; k < bounds->len; k += 2) {
            gsize size = before[k] - before[i];
            if (size * 10 > length * 13)
                break;
            if (size * 10 < length * 7)
                continue;
            g_autofree char *part = g_strndup(joined + before[i], size);
            double similarity = text_similarity(part, format->letters);
            /* On a tie the shorter: the rest is the name. */
            if (similarity > best) {
                best = similarity;
                *from = g_array_index(bounds, gsize, i);
                *to = g_array_index(bounds, gsize, k);
            }
        }
    }
    return best;
}
