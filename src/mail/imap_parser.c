#include "mail/imap_parser_private.h"

#include <string.h>

typedef enum { IN_LINE, IN_KEPT, IN_STREAM, IN_SKIP } Place;

/* Memory above this is given back by imap_parser_trim(). */
#define IDLE_BYTES 256

struct ImapParser {
    ImapParserHandler handler;
    Place place;
    GString *line; /* the physical line under way, until its CRLF */
    GString *text; /* the texts of the nodes, each with its NUL */
    GArray *nodes; /* ImapNode */
    guint32 open[IMAP_PARSER_MAX_DEPTH]; /* the lists not closed yet */
    guint depth;      /* may exceed the cap: the surplus is only counted */
    guint64 left;     /* bytes of the literal still to come */
    gboolean started; /* the head of the response was read */
    ImapResponse response;
    char name[24];
};

G_DEFINE_QUARK(imap - parser - error - quark, imap_parser_error)

static gboolean
fail(GError **error, ImapParserError code, const char *what)
{
    g_set_error_literal(error, IMAP_PARSER_ERROR, (gint)code, what);
    return FALSE;
}

static gboolean
syntax(GError **error, const char *what)
{
    return fail(error, IMAP_PARSER_ERROR_SYNTAX, what);
}

static void
make_buffers(ImapParser *parser)
{
    parser->line = g_string_sized_new(IDLE_BYTES);
    parser->text = g_string_sized_new(IDLE_BYTES);
    parser->nodes = g_array_new(FALSE, FALSE, sizeof(ImapNode));
}

static void
drop_buffers(ImapParser *parser)
{
    g_string_free(parser->line, TRUE);
    g_string_free(parser->text, TRUE);
    g_array_unref(parser->nodes);
}

ImapParser *
imap_parser_new(const ImapParserHandler *handler)
{
    ImapParser *parser = g_new0(ImapParser, 1);

    parser->handler = *handler;
    make_buffers(parser);
    return parser;
}

void
imap_parser_free(ImapParser *parser)
{
    if (parser == NULL)
        return;
    drop_buffers(parser);
    g_free(parser);
}

void
imap_parser_trim(ImapParser *parser)
{
    if (parser->started || parser->line->len > 0 || parser->place != IN_LINE)
        return;
    drop_buffers(parser);
    make_buffers(parser);
}

static void
start_afresh(ImapParser *parser)
{
    parser->started = FALSE;
    parser->depth = 0;
    memset(&parser->response, 0, sizeof parser->response);
    g_array_set_size(parser->nodes, 0);
    g_string_truncate(parser->text, 0);
}

static ImapNode *
last_node(ImapParser *parser)
{
    return &g_array_index(parser->nodes, ImapNode, parser->nodes->len - 1);
}

/* FALSE where a cap leaves the node out. */
static gboolean
add_node(ImapParser *parser, ImapNodeKind kind)
{
    if (parser->nodes->len >= IMAP_PARSER_MAX_NODES ||
        parser->depth > IMAP_PARSER_MAX_DEPTH) {
        parser->response.cut = TRUE;
        return FALSE;
    }
    ImapNode node = {
        .kind = kind,
        .next = parser->nodes->len + 1,
        .offset = parser->text->len,
    };

    g_array_append_val(parser->nodes, node);
    return TRUE;
}

/* Gives the last node `length` more bytes, as far as the caps allow. */
static void
add_bytes(ImapParser *parser, const char *bytes, gsize length)
{
    ImapNode *node = last_node(parser);
    gsize room = IMAP_PARSER_MAX_KEPT - node->length;

    if (parser->text->len > IMAP_PARSER_MAX_TEXT)
        room = 0;
    if (length > room) {
        parser->response.cut = TRUE;
        length = room;
    }
    g_string_append_len(parser->text, bytes, (gssize)length);
    node->length += length;
}

static void
end_text(ImapParser *parser)
{
    g_string_append_c(parser->text, '\0');
}

static void
open_list(ImapParser *parser)
{
    guint32 index = parser->nodes->len;

    if (!add_node(parser, IMAP_LIST))
        index = G_MAXUINT32;
    else
        end_text(parser);
    if (parser->depth < IMAP_PARSER_MAX_DEPTH)
        parser->open[parser->depth] = index;
    parser->depth++;
}

static gboolean
close_list(ImapParser *parser, GError **error)
{
    if (parser->depth == 0)
        return syntax(error, "a parenthesis too many");
    parser->depth--;
    if (parser->depth >= IMAP_PARSER_MAX_DEPTH)
        return TRUE;
    guint32 index = parser->open[parser->depth];

    if (index != G_MAXUINT32)
        g_array_index(parser->nodes, ImapNode, index).next = parser->nodes->len;
    return TRUE;
}

/* `at` is behind the opening quote; returns what follows the closing one. */
static const char *
scan_quoted(ImapParser *parser, const char *at, const char *end, GError **error)
{
    gboolean kept = add_node(parser, IMAP_STRING);

    while (at < end && *at != '"') {
        gsize run = strcspn(at, "\"\\");

        if (run == 0) { /* a backslash and what it quotes */
            at++;
            run = at < end ? 1 : 0;
        }
        if (kept)
            add_bytes(parser, at, run);
        at += run;
    }
    if (at >= end) {
        syntax(error, "a quoted string without end");
        return NULL;
    }
    if (kept)
        end_text(parser);
    return at + 1;
}

/* The end of an atom; blanks and parentheses belong to it inside the brackets
 * of BODY[HEADER.FIELDS (…)]. */
static const char *
atom_end(const char *at, const char *end)
{
    while (at < end && strchr(" ()\"{", *at) == NULL) {
        const char *bracket =
            *at == '[' ? memchr(at, ']', (gsize)(end - at)) : NULL;

        at = bracket != NULL ? bracket + 1 : at + 1;
    }
    return at;
}

static const char *
scan_atom(ImapParser *parser, const char *at, const char *end, GError **error)
{
    const char *stop = atom_end(at, end);
    gsize length = (gsize)(stop - at);

    if (length == 0) {
        syntax(error, "a character where none may stand");
        return NULL;
    }
    gboolean nil = length == 3 && g_ascii_strncasecmp(at, "NIL", 3) == 0;

    if (!add_node(parser, nil ? IMAP_NIL : IMAP_ATOM))
        return stop;
    if (!nil)
        add_bytes(parser, at, length);
    end_text(parser);
    return stop;
}

/* "{123}" or "{123+}" (RFC 7888) at the very end of a line. */
static gboolean
scan_size(const char *at, const char *end, guint64 *size, GError **error)
{
    guint64 value = 0;
    const char *start = ++at;

    for (; at < end && g_ascii_isdigit(*at); at++) {
        value = value * 10 + (guint64)(*at - '0');
        if (value > IMAP_PARSER_MAX_LITERAL)
            return fail(error, IMAP_PARSER_ERROR_LIMIT,
                        "a literal of absurd size");
    }
    if (at == start)
        return syntax(error, "a literal without size");
    if (at < end && *at == '+')
        at++;
    if (at + 1 != end || *at != '}')
        return syntax(error, "a literal that does not end its line");
    *size = value;
    return TRUE;
}

static gboolean
is_body(ImapParser *parser)
{
    if (parser->depth != 1 || parser->nodes->len < 2 ||
        strcmp(parser->name, "FETCH") != 0)
        return FALSE;
    ImapNode *node = last_node(parser);
    const char *item = parser->text->str + node->offset;

    return node->kind == IMAP_ATOM &&
           (g_ascii_strcasecmp(item, "BODY[]") == 0 ||
            g_ascii_strcasecmp(item, "RFC822") == 0);
}

static gboolean
begin_literal(ImapParser *parser, const char *at, const char *end,
              GError **error)
{
    guint64 size;

    if (!scan_size(at, end, &size, error))
        return FALSE;
    gboolean body = is_body(parser);

    parser->left = size;
    parser->place = body ? IN_STREAM : IN_KEPT;
    if (!add_node(parser, body ? IMAP_STREAMED : IMAP_STRING)) {
        parser->place = IN_SKIP;
        return TRUE;
    }
    if (!body)
        return TRUE;
    last_node(parser)->length = (gsize)size;
    end_text(parser);
    return parser->handler.begin(parser->handler.data, size, error);
}

static gboolean
scan(ImapParser *parser, const char *at, const char *end, GError **error)
{
    while (at != NULL && at < end) {
        switch (*at) {
        case ' ':
            at++;
            break;
        case '(':
            open_list(parser);
            at++;
            break;
        case ')':
            if (!close_list(parser, error))
                return FALSE;
            at++;
            break;
        case '"':
            at = scan_quoted(parser, at + 1, end, error);
            break;
        case '{':
            return begin_literal(parser, at, end, error);
        default:
            if (at[0] == '~' && at + 1 < end && at[1] == '{')
                at++;
            else
                at = scan_atom(parser, at, end, error);
        }
    }
    return at != NULL;
}

/* The tag and the name of data outlive the line they came with. */
static gboolean
scan_data(ImapParser *parser, char *rest, GError **error)
{
    parser->response.tag = "*";
    parser->response.name = parser->name;
    /* A mailbox may hold a million mails: numbers are not made nodes. */
    if (g_str_has_suffix(parser->name, "SEARCH")) {
        parser->response.text = rest;
        return TRUE;
    }
    return scan(parser, rest, parser->line->str + parser->line->len, error);
}

static gboolean
hand_out(ImapParser *parser, GError **error)
{
    if (parser->depth > 0)
        return syntax(error, "a parenthesis that is not closed");
    for (guint i = 0; i < parser->nodes->len; i++) {
        ImapNode *node = &g_array_index(parser->nodes, ImapNode, i);

        node->text = parser->text->str + node->offset;
    }
    parser->response.nodes = (const ImapNode *)(gpointer)parser->nodes->data;
    parser->response.n_nodes = parser->nodes->len;
    gboolean good = parser->handler.response(parser->handler.data,
                                             &parser->response, error);

    start_afresh(parser);
    return good;
}

/* A physical line is whole: a response, or a part of one up to a literal. */
static gboolean
take_line(ImapParser *parser, GError **error)
{
    GString *line = parser->line;
    GError *fault = NULL;

    if (memchr(line->str, '\0', line->len) != NULL)
        return syntax(error, "a NUL outside of a literal");
    if (!parser->started && line->len == 0)
        return TRUE;
    gboolean good = TRUE;

    if (parser->started) {
        good = scan(parser, line->str, line->str + line->len, error);
    } else {
        char *rest =
            imap_parser_read_head(parser->line->str, &parser->response,
                                  parser->name, sizeof parser->name, &fault);

        parser->started = TRUE;

        if (fault != NULL) {
            g_propagate_error(error, fault);
            return FALSE;
        }
        if (rest != NULL)
            good = scan_data(parser, rest, error);
    }
    if (good && parser->place == IN_LINE)
        good = hand_out(parser, error);
    g_string_truncate(line, 0);
    return good;
}

/* Appends up to the next CRLF; returns the number of bytes used, 0 with an
 * error. A lone LF is no end of line: senders could smuggle one in. */
static gsize
feed_line(ImapParser *parser, const char *bytes, gsize length, GError **error)
{
    const char *feed = memchr(bytes, '\n', length);
    gsize used = feed != NULL ? (gsize)(feed - bytes) + 1 : length;
    GString *line = parser->line;

    if (line->len + used > IMAP_PARSER_MAX_LINE) {
        fail(error, IMAP_PARSER_ERROR_LIMIT, "a line of absurd length");
        return 0;
    }
    g_string_append_len(line, bytes, (gssize)used);
    if (feed == NULL || line->len < 2 || line->str[line->len - 2] != '\r')
        return used;
    g_string_truncate(line, line->len - 2);
    return take_line(parser, error) ? used : 0;
}

static gsize
feed_literal(ImapParser *parser, const char *bytes, gsize length,
             GError **error)
{
    gsize used = (gsize)MIN(parser->left, (guint64)length);

    if (parser->place == IN_KEPT)
        add_bytes(parser, bytes, used);
    if (parser->place == IN_STREAM &&
        !parser->handler.stream(parser->handler.data, bytes, used, error))
        return 0;
    parser->left -= used;
    return used;
}

static void
end_literal(ImapParser *parser)
{
    if (parser->place == IN_KEPT)
        end_text(parser);
    parser->place = IN_LINE;
}

gboolean
imap_parser_feed(ImapParser *parser, const char *bytes, gsize length,
                 GError **error)
{
    while (length > 0) {
        gsize used = parser->place == IN_LINE
                         ? feed_line(parser, bytes, length, error)
                         : feed_literal(parser, bytes, length, error);

        if (used == 0)
            return FALSE;
        if (parser->place != IN_LINE && parser->left == 0)
            end_literal(parser);
        bytes += used;
        length -= used;
    }
    return TRUE;
}
