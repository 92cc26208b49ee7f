#include "mail/imap_words.h"

#include "base/text.h"

#include <string.h>

#define MAX_PIECES 64
#define MAX_CHARSET 40

/* Only plain names: iconv gives '/' a meaning of its own. */
static gboolean
is_charset(const char *name)
{
    gsize length = strlen(name);

    if (length == 0 || length > MAX_CHARSET)
        return FALSE;
    for (; *name != '\0'; name++)
        if (!g_ascii_isalnum(*name) && strchr("-_.:+", *name) == NULL)
            return FALSE;
    return TRUE;
}

/* Bytes that are not what their charset says are read as text_from_bytes()
 * does. */
static char *
convert(const char *bytes, gsize length, const char *charset)
{
    g_autofree char *converted = NULL;
    gsize written = 0;

    if (is_charset(charset))
        converted = g_convert(bytes, (gssize)length, "UTF-8", charset, NULL,
                              &written, NULL);
    if (converted == NULL)
        return text_from_bytes(bytes, (gssize)length);
    return text_from_bytes(converted, (gssize)written);
}

/* "%E9" and "=E9" differ in their sign only. */
static void
append_escaped(GString *out, const char *text, gsize length, char sign)
{
    for (gsize i = 0; i < length; i++) {
        if (text[i] == sign && i + 2 < length &&
            g_ascii_isxdigit(text[i + 1]) && g_ascii_isxdigit(text[i + 2])) {
            int value = g_ascii_xdigit_value(text[i + 1]) * 16 +
                        g_ascii_xdigit_value(text[i + 2]);

            g_string_append_c(out, (char)value);
            i += 2;
        } else {
            gboolean blank = sign == '=' && text[i] == '_';

            g_string_append_c(out, blank ? ' ' : text[i]);
        }
    }
}

static void
append_base64(GString *out, const char *text, gsize length)
{
    g_autofree char *copy = g_strndup(text, length);
    gsize decoded = 0;

    if (length >= 2) {
        g_base64_decode_inplace(copy, &decoded);
        g_string_append_len(out, copy, (gssize)decoded);
    }
}

/* One "=?charset?B?text?=". */
typedef struct {
    char charset[MAX_CHARSET + 1];
    char encoding; /* 'B' or 'Q' */
    const char *text;
    gsize length;
    const char *end; /* behind it */
} Word;

static gboolean
parse_word(const char *at, Word *word)
{
    if (at[0] != '=' || at[1] != '?')
        return FALSE;
    gsize charset = strcspn(at + 2, "?* ");
    const char *mark = at + 2 + strcspn(at + 2, "? ");

    if (charset == 0 || charset > MAX_CHARSET || mark[0] != '?' ||
        strchr("BbQq", mark[1]) == NULL || mark[1] == '\0' || mark[2] != '?')
        return FALSE;
    /* A blank inside is wrong but seen; "?=" alone ends the word. */
    const char *end = strstr(mark + 3, "?=");

    if (end == NULL)
        return FALSE;
    memcpy(word->charset, at + 2, charset);
    word->charset[charset] = '\0';
    word->encoding = g_ascii_toupper(mark[1]);
    word->text = mark + 3;
    word->length = (gsize)(end - word->text);
    word->end = end + 2;
    return TRUE;
}

static void
append_word(GString *bytes, const Word *word)
{
    if (word->encoding == 'B')
        append_base64(bytes, word->text, word->length);
    else
        append_escaped(bytes, word->text, word->length, '=');
}

/* The run of encoded words that begins with `word`; returns what follows. */
static const char *
append_run(GString *out, Word *word)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    char charset[MAX_CHARSET + 1];
    const char *end;

    g_strlcpy(charset, word->charset, sizeof charset);
    do {
        append_word(bytes, word);
        end = word->end;
        word->end += strspn(end, " \t\r\n");
    } while (parse_word(word->end, word) &&
             g_ascii_strcasecmp(charset, word->charset) == 0);
    g_autofree char *text = convert(bytes->str, bytes->len, charset);

    g_string_append(out, text);
    return end;
}

char *
imap_words_decode(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const char *at = text;

    while (*at != '\0') {
        Word word;
        const char *next = strstr(at, "=?");

        if (next == NULL)
            next = at + strlen(at);
        /* White space between two encoded words is not shown. */
        gboolean gap =
            at != text && strspn(at, " \t\r\n") == (gsize)(next - at);
        gboolean found = parse_word(next, &word);

        if (!found && *next != '\0')
            next += 2;
        if (!found || !gap || out->len == 0)
            g_string_append_len(out, at, next - at);
        at = found ? append_run(out, &word) : next;
    }
    return text_from_bytes(out->str, (gssize)out->len);
}

/* One piece of a parameter that RFC 2231 cut up. */
typedef struct {
    const char *text;
    gboolean encoded;
} Piece;

typedef struct {
    const char *plain; /* "name" without any star */
    Piece pieces[MAX_PIECES];
    guint n; /* one beyond the highest piece seen */
} Parameter;

/* `rest` is what follows the name: "", "*", "*0", "*0*". */
static void
add_piece(Parameter *parameter, const char *rest, const char *value)
{
    if (rest[0] == '\0') {
        parameter->plain = value;
        return;
    }
    if (rest[0] != '*')
        return;
    char *end;
    guint64 index = g_ascii_strtoull(rest + 1, &end, 10);

    if (index >= MAX_PIECES)
        return;
    gboolean whole = end == rest + 1; /* "name*" */

    parameter->pieces[index].text = value;
    parameter->pieces[index].encoded = whole || end[0] == '*';
    parameter->n = MAX(parameter->n, (guint)index + 1);
}

static char *
join_pieces(const Parameter *parameter)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *charset = g_strdup("UTF-8");

    for (guint i = 0; i < parameter->n; i++) {
        const Piece *piece = &parameter->pieces[i];

        if (piece->text == NULL)
            break; /* a gap: what follows cannot be placed */
        const char *text = piece->text;
        const char *quote = strchr(text, '\'');
        const char *second = quote != NULL ? strchr(quote + 1, '\'') : NULL;

        if (i == 0 && piece->encoded && second != NULL) {
            g_free(charset);
            charset = g_strndup(text, (gsize)(quote - text));
            text = second + 1;
        }
        if (piece->encoded)
            append_escaped(bytes, text, strlen(text), '%');
        else
            g_string_append(bytes, text);
    }
    return convert(bytes->str, bytes->len, charset);
}

char *
imap_words_parameter(const ImapNode *nodes, guint32 list, const char *name)
{
    g_autofree Parameter *parameter = g_new0(Parameter, 1);
    gsize length = strlen(name);

    if (nodes[list].kind != IMAP_LIST)
        return NULL;
    for (guint32 i = list + 1; i + 1 < nodes[list].next; i += 2) {
        if (nodes[i].kind == IMAP_LIST || nodes[i + 1].kind == IMAP_LIST)
            break;
        if (g_ascii_strncasecmp(nodes[i].text, name, length) == 0)
            add_piece(parameter, nodes[i].text + length, nodes[i + 1].text);
    }
    if (parameter->n > 0 && parameter->pieces[0].text != NULL)
        return join_pieces(parameter);
    return parameter->plain != NULL ? imap_words_decode(parameter->plain)
                                    : NULL;
}
