#include "mail/imap_structure.h"

#include "mail/imap_response.h"
#include "mail/imap_words.h"

#include <string.h>

/* Body fields of one part by position (body-type-1part). */
enum { TYPE, SUBTYPE, PARAMETERS, ID, DESCRIPTION, ENCODING, OCTETS, MORE };

void
imap_part_free(ImapPart *part)
{
    if (part == NULL)
        return;
    g_free(part->type);
    g_free(part->disposition);
    g_free(part->name);
    g_free(part);
}

/* The index of the n-th child of `list`, 0 if there are fewer. */
static guint32
child(const ImapNode *nodes, guint32 list, guint n)
{
    guint32 i = list + 1;

    while (n > 0 && i < nodes[list].next) {
        i = nodes[i].next;
        n--;
    }
    return i < nodes[list].next ? i : 0;
}

static const char *
text_of(const ImapNode *nodes, guint32 index)
{
    gboolean is_text = index != 0 && (nodes[index].kind == IMAP_STRING ||
                                      nodes[index].kind == IMAP_ATOM);

    return is_text ? nodes[index].text : NULL;
}

static gboolean
is_message(const ImapPart *part)
{
    return strcmp(part->type, "message/rfc822") == 0 ||
           strcmp(part->type, "message/global") == 0;
}

/* The extension fields begin behind what the type adds: an envelope, a body
 * and lines for messages, lines for texts; then the MD5, the disposition. */
static guint
disposition_position(const ImapPart *part)
{
    if (is_message(part))
        return MORE + 4;
    return g_str_has_prefix(part->type, "text/") ? MORE + 2 : MORE + 1;
}

static void
read_disposition(ImapPart *part, const ImapNode *nodes, guint32 body)
{
    guint32 list = child(nodes, body, disposition_position(part));

    if (list == 0 || nodes[list].kind != IMAP_LIST)
        return;
    const char *kind = text_of(nodes, child(nodes, list, 0));
    guint32 parameters = child(nodes, list, 1);

    if (kind != NULL)
        part->disposition = g_ascii_strdown(kind, -1);
    if (parameters != 0)
        part->name = imap_words_parameter(nodes, parameters, "filename");
}

static ImapPart *
read_part(const ImapNode *nodes, guint32 body, guint depth)
{
    const char *type = text_of(nodes, child(nodes, body, TYPE));
    const char *subtype = text_of(nodes, child(nodes, body, SUBTYPE));
    guint32 parameters = child(nodes, body, PARAMETERS);
    guint32 octets = child(nodes, body, OCTETS);

    if (type == NULL || subtype == NULL)
        return NULL;
    ImapPart *part = g_new0(ImapPart, 1);
    g_autofree char *joined = g_strconcat(type, "/", subtype, NULL);

    part->type = g_ascii_strdown(joined, -1);
    part->depth = depth;
    if (octets != 0)
        imap_node_size(&nodes[octets], &part->size);
    read_disposition(part, nodes, body);
    if (part->name == NULL && parameters != 0)
        part->name = imap_words_parameter(nodes, parameters, "name");
    return part;
}

/* The parser's cap on nesting bounds the recursion. */
static void
walk(GPtrArray *parts, const ImapNode *nodes, guint32 body, guint depth)
{
    guint32 i = child(nodes, body, 0);

    if (nodes[body].kind != IMAP_LIST || i == 0 ||
        parts->len >= IMAP_STRUCTURE_MAX_PARTS)
        return;
    if (nodes[i].kind == IMAP_LIST) {
        for (; i < nodes[body].next && nodes[i].kind == IMAP_LIST;
             i = nodes[i].next)
            walk(parts, nodes, i, depth + 1);
        return;
    }
    ImapPart *part = read_part(nodes, body, depth);

    if (part == NULL)
        return;
    g_ptr_array_add(parts, part);
    guint32 inner = is_message(part) ? child(nodes, body, MORE + 1) : 0;

    if (inner != 0)
        walk(parts, nodes, inner, depth + 1);
}

GPtrArray *
imap_structure_parse(const ImapNode *nodes, const ImapNode *node)
{
    GPtrArray *parts =
        g_ptr_array_new_with_free_func((GDestroyNotify)imap_part_free);

    walk(parts, nodes, (guint32)(node - nodes), 0);
    return parts;
}

gboolean
imap_part_is_attachment(const ImapPart *part)
{
    gboolean text = strcmp(part->type, "text/plain") == 0 ||
                    strcmp(part->type, "text/html") == 0;

    return !text || part->name != NULL ||
           g_strcmp0(part->disposition, "attachment") == 0;
}
