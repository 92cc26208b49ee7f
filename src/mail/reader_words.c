/* Encoded words. GMime decodes the regular ones; here also those that were
 * cut inside a character, carry blanks, or name the wrong charset. */
#include "mail/reader_charset.h"

#include "base/text.h"

#include <gmime/gmime.h>
#include <string.h>

typedef struct {
    char *charset;
    char encoding;
    const char *text, *end; /* encoded */
    const char *next;       /* behind "?=" */
} Word;

/* Reads "=?charset[*language]?B|Q?text?=" (RFC 2047, RFC 2231 section 5). */
static gboolean
read_word(const char *at, Word *word)
{
    if (at[0] != '=' || at[1] != '?')
        return FALSE;
    const char *charset = at + 2;
    gsize length = strcspn(charset, "?* \t\r\n=");
    const char *mark = charset + length;
    if (*mark == '*')
        mark += strcspn(mark, "? \t\r\n=");
    if (length == 0 || mark[0] != '?' || mark[1] == '\0' || mark[2] != '?')
        return FALSE;
    word->encoding = g_ascii_toupper(mark[1]);
    word->text = mark + 3;
    /* "?=" may follow a "=" of base64 or be part of "?=C3" in Q. */
    word->end = strstr(word->text, "?=");
    if (word->end == NULL || strchr("BQ", word->encoding) == NULL)
        return FALSE;
    word->next = word->end + 2;
    word->charset = g_strndup(charset, length);
    return TRUE;
}

/* Bytes of a run of words under way. */
typedef struct {
    GString *bytes;
    GString *base64; /* not yet decoded: a word may end within a quantum */
} Run;

static void
decode(GString *bytes, GMimeContentEncoding encoding, const char *text,
       gsize length)
{
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, encoding);
    g_autofree char *out = g_malloc(g_mime_encoding_outlen(&state, length) + 1);
    gsize n = g_mime_encoding_flush(&state, text, length, out);
    g_string_append_len(bytes, out, (gssize)n);
}

static void
flush_base64(Run *run)
{
    decode(run->bytes, GMIME_CONTENT_ENCODING_BASE64, run->base64->str,
           run->base64->len);
    g_string_truncate(run->base64, 0);
}

static void
append_decoded(Run *run, const Word *word)
{
    gsize length = (gsize)(word->end - word->text);
    if (word->encoding == 'B') {
        g_string_append_len(run->base64, word->text, (gssize)length);
        if (length > 0 && word->text[length - 1] == '=')
            flush_base64(run);
        return;
    }
    flush_base64(run);
    g_autofree char *text = g_strndup(word->text, length);
    decode(run->bytes, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
           g_strdelimit(text, "_", ' '), length);
}

/* Takes the words after `next` that share the charset; gives what follows
 * them. Blanks between encoded words are none (RFC 2047 section 6.2). */
static const char *
append_neighbours(Run *run, const char *charset, const char *next)
{
    Word word;
    while (read_word(next + strspn(next, " \t\r\n"), &word)) {
        gboolean same = g_ascii_strcasecmp(word.charset, charset) == 0;
        g_free(word.charset);
        if (!same)
            return next + strspn(next, " \t\r\n");
        append_decoded(run, &word);
        next = word.next;
    }
    return next;
}

/* Decodes a run of neighbours that share a charset, starting at `word`; gives
 * what follows it. */
static const char *
append_run(GString *text, Word *word)
{
    g_autofree char *charset = word->charset;
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autoptr(GString) base64 = g_string_new(NULL);
    Run run = {.bytes = bytes, .base64 = base64};
    append_decoded(&run, word);
    const char *next = append_neighbours(&run, charset, word->next);
    flush_base64(&run);
    g_autofree char *decoded =
        reader_charset_decode(charset, bytes->str, bytes->len);
    g_string_append(text, decoded);
    return next;
}

static const char *
append_raw(GString *text, const char *at)
{
    const char *next = strstr(at + 1, "=?");
    gssize length = next == NULL ? -1 : next - at;
    g_autofree char *raw = text_from_bytes(at, length);
    g_string_append(text, raw);
    return next == NULL ? at + strlen(at) : next;
}

/* Line ends and what they are folded with become one blank, the rest of the
 * spaces stay as written. */
static char *
unfold(GString *text)
{
    GString *line = g_string_sized_new(text->len);
    for (const char *at = text->str; *at != '\0'; at++) {
        if (*at != '\r' && *at != '\n') {
            g_string_append_c(line, *at == '\t' ? ' ' : *at);
            continue;
        }
        at += strspn(at, "\r\n \t") - 1;
        g_string_append_c(line, ' ');
    }
    g_string_free(text, TRUE);
    return g_strstrip(g_string_free(line, FALSE));
}

char *
reader_words_decode(const char *value)
{
    GString *text = g_string_new(NULL);
    Word word;
    while (*value != '\0')
        value = read_word(value, &word) ? append_run(text, &word)
                                        : append_raw(text, value);
    return unfold(text);
}
