/* The server's bytes: framing, structures, words, dates, sets. The first byte
 * says how the rest is cut into pieces. */
#include "mail/imap_parser.h"
#include "mail/imap_response.h"
#include "mail/imap_set.h"
#include "mail/imap_structure.h"
#include "mail/imap_words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes that a body still has to get. */
typedef struct {
    guint64 left;
} Body;

static gboolean
begin(gpointer data, guint64 size, GError **error)
{
    Body *body = data;

    (void)error;
    body->left = size;
    return TRUE;
}

static gboolean
stream(gpointer data, const char *bytes, gsize length, GError **error)
{
    Body *body = data;

    (void)bytes;
    (void)error;
    if (length > body->left)
        abort(); /* beyond the announced size */
    body->left -= length;
    return TRUE;
}

static void
check_nodes(const ImapNode *nodes, guint32 from, guint32 to)
{
    for (guint32 i = from; i < to; i = nodes[i].next) {
        if (nodes[i].next <= i || nodes[i].next > to)
            abort();
        if (nodes[i].kind == IMAP_STREAMED)
            continue;
        if (nodes[i].text[nodes[i].length] != '\0')
            abort();
        if (nodes[i].kind == IMAP_LIST)
            check_nodes(nodes, i + 1, nodes[i].next);
    }
}

static void
check_structure(const ImapResponse *response)
{
    const ImapNode *node = imap_response_item(response, "BODYSTRUCTURE");

    if (node == NULL)
        return;
    g_autoptr(GPtrArray) parts = imap_structure_parse(response->nodes, node);

    for (guint i = 0; i < parts->len; i++) {
        const ImapPart *part = parts->pdata[i];

        if (part->name != NULL && !g_utf8_validate(part->name, -1, NULL))
            abort();
    }
}

static gboolean
respond(gpointer data, const ImapResponse *response, GError **error)
{
    gint64 number;
    guint32 uid;
    g_autoptr(GArray) set = imap_set_new();

    (void)data;
    (void)error;
    check_nodes(response->nodes, 0, (guint32)response->n_nodes);
    check_structure(response);
    imap_node_number(imap_response_item(response, "UID"), &uid);
    imap_node_size(imap_response_item(response, "RFC822.SIZE"), &number);
    imap_node_date(imap_response_item(response, "INTERNALDATE"));
    imap_set_parse(set, response->text);
    g_autofree char *text = imap_words_decode(response->text);

    if (!g_utf8_validate(text, -1, NULL))
        abort();
    return TRUE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Body body = {0};
    ImapParserHandler handler = {&body, begin, stream, respond};
    g_autoptr(ImapParser) parser = imap_parser_new(&handler);

    if (size == 0)
        return 0;
    size_t piece = data[0] > 0 ? data[0] : size;

    for (size_t at = 1; at < size; at += piece) {
        size_t length = MIN(piece, size - at);

        if (!imap_parser_feed(parser, (const char *)data + at, length, NULL))
            break;
    }
    imap_parser_trim(parser);
    return 0;
}
