#include "mail/imap_client_fetch.h"

#include "base/file.h"
#include "mail/imap_client_private.h"
#include "mail/imap_response.h"

#include <string.h>
#include <unistd.h>

/* All that the rules on machine mail, the positions and the subject ask for,
 * and nothing of the text. */
#define HEADER_FIELDS                                                          \
    "FROM SENDER REPLY-TO TO CC SUBJECT DATE MESSAGE-ID IN-REPLY-TO "          \
    "REFERENCES RETURN-PATH DELIVERED-TO X-ORIGINAL-TO RESENT-TO "             \
    "AUTO-SUBMITTED PRECEDENCE LIST-ID LIST-UNSUBSCRIBE LIST-POST "            \
    "LIST-HELP LIST-SUBSCRIBE LIST-OWNER LIST-ARCHIVE "                        \
    "X-AUTO-RESPONSE-SUPPRESS X-FAILED-RECIPIENTS X-AUTOREPLY "                \
    "X-AUTORESPOND X-DOSSIERD CONTENT-TYPE RECEIVED"

/* What src/recognise/glance.h looks at. */
#define GLANCE_FIELDS                                                          \
    "FROM SUBJECT IN-REPLY-TO REFERENCES CONTENT-TYPE X-FAILED-RECIPIENTS "    \
    "X-DOSSIERD"
/* Mails of one command; some milliseconds of the server's time. */
#define GLANCE_MAILS 4096

/* Commands under way at once: enough to keep a slow line busy, few enough
 * that they fit the socket while the server is not reading. */
#define WINDOW 4
/* What is lost when the connection breaks, since mails count only once their
 * command has ended. */
#define GROUP_BYTES (16 * 1024 * 1024)
#define GROUP_MAILS 128

/* Header fields that come with a date were asked for by fetch_headers(). Flags
 * that changed come as FETCH too, at any time. */
static ImapFetchKind
kind_of(const ImapResponse *response, const ImapNode **node)
{
    *node = imap_response_item(response, "BODY[HEADER");
    if (*node != NULL)
        return imap_response_item(response, "INTERNALDATE") != NULL
                   ? IMAP_FETCH_HEADER
                   : IMAP_FETCH_GLANCE;
    *node = imap_response_item(response, "BODY[]");
    if (*node != NULL)
        return IMAP_FETCH_BODY;
    *node = imap_response_item(response, "BODYSTRUCTURE");
    return *node != NULL ? IMAP_FETCH_STRUCTURE : IMAP_FETCH_KINDS;
}

/* The path of the body that is complete; NULL if it was not kept. */
static char *
close_sink(ImapSink *sink)
{
    if (sink->fd >= 0)
        close(sink->fd);
    sink->fd = -1;
    return g_steal_pointer(&sink->file);
}

static void
drop_sink(ImapSink *sink)
{
    g_autofree char *file = close_sink(sink);

    if (file != NULL)
        unlink(file);
}

gboolean
imap_client_take_fetch(ImapClient *client, const ImapResponse *response,
                       GError **error)
{
    const ImapNode *node;
    ImapFetchKind kind = kind_of(response, &node);
    guint32 uid = 0;

    imap_node_number(imap_response_item(response, "UID"), &uid);
    if (client->sink != NULL && (kind != IMAP_FETCH_BODY || uid == 0))
        drop_sink(client->sink);
    if (kind == IMAP_FETCH_KINDS || uid == 0)
        return TRUE;
    const ImapFetchTaker *taker = &client->takers[kind];

    return taker->take == NULL ||
           taker->take(taker->data, uid, response, node, error);
}

typedef struct {
    ImapHeaderFunc found;
    gpointer data;
} HeaderFetch;

static gboolean
take_header(gpointer data, guint32 uid, const ImapResponse *response,
            const ImapNode *node, GError **error)
{
    HeaderFetch *fetch = data;
    ImapHeader header = {.uid = uid};

    imap_node_size(imap_response_item(response, "RFC822.SIZE"), &header.size);
    header.internal_date =
        imap_node_date(imap_response_item(response, "INTERNALDATE"));
    g_autoptr(GBytes) bytes = g_bytes_new(node->text, node->length);

    header.header = bytes;
    return fetch->found(fetch->data, &header, error);
}

gboolean
imap_client_fetch_headers(ImapClient *client, const char *set,
                          ImapHeaderFunc found, gpointer data, GError **refusal,
                          GError **error)
{
    g_auto(ImapCommand) command = {0};
    HeaderFetch fetch = {found, data};
    ImapFetchTaker *taker = &client->takers[IMAP_FETCH_HEADER];

    *taker = (ImapFetchTaker){take_header, &fetch};
    gboolean good =
        imap_client_start(client, &command, error,
                          "UID FETCH %s (UID INTERNALDATE RFC822.SIZE "
                          "BODY.PEEK[HEADER.FIELDS (" HEADER_FIELDS ")])",
                          set) &&
        imap_client_finish(client, &command, refusal, error);

    *taker = (ImapFetchTaker){0};
    return good;
}

/* UIDs that are asked for with one command. */
typedef struct {
    guint first, end; /* positions in the caller's array */
    ImapSet *set;
    ImapCommand command;
} Group;

static void
group_free(Group *group)
{
    imap_command_clear(&group->command);
    imap_set_free(group->set);
    g_free(group);
}

static Group *
add_group(GPtrArray *groups, guint first)
{
    Group *group = g_new0(Group, 1);

    group->first = group->end = first;
    group->set = imap_set_new();
    g_ptr_array_add(groups, group);
    return group;
}

/* Without `bodies` nothing but the length of the command limits a group. */
static GPtrArray *
make_groups(const GArray *wanted, gboolean bodies)
{
    GPtrArray *groups =
        g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    Group *group = NULL;
    gint64 bytes = 0;

    for (guint i = 0; i < wanted->len; i++) {
        const ImapWanted *mail = &g_array_index(wanted, ImapWanted, i);
        gboolean full =
            group != NULL &&
            (group->set->len >= IMAP_SET_MAX_RANGES ||
             (bodies && (bytes + mail->size > GROUP_BYTES ||
                         group->end - group->first >= GROUP_MAILS)));

        if (group == NULL || full) {
            group = add_group(groups, i);
            bytes = 0;
        }
        imap_set_add(group->set, mail->uid);
        group->end = i + 1;
        bytes += mail->size;
    }
    return groups;
}

static gboolean
start_group(ImapClient *client, Group *group, const char *items, GError **error)
{
    g_autofree char *set = imap_set_format(group->set);

    return imap_client_start(client, &group->command, error,
                             "UID FETCH %s (UID %s)", set, items);
}

typedef gboolean (*GroupEnded)(gpointer data, const Group *group,
                               const GError *refusal, GError **error);

static gboolean
run_groups(ImapClient *client, GPtrArray *groups, const char *items,
           GroupEnded ended, gpointer data, GError **error)
{
    for (guint done = 0, sent = 0; done < groups->len; done++) {
        Group *group = groups->pdata[done];
        g_autoptr(GError) refusal = NULL;

        for (; sent < groups->len && sent < done + WINDOW; sent++)
            if (!start_group(client, groups->pdata[sent], items, error))
                return FALSE;
        if (!imap_client_finish(client, &group->command, &refusal, error) ||
            !ended(data, group, refusal, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
take_glance(gpointer data, guint32 uid, const ImapResponse *response,
            const ImapNode *node, GError **error)
{
    const ImapGlances *glances = data;

    (void)response;
    (void)error;
    glances->found(glances->data, uid, node->text, node->length);
    return TRUE;
}

/* What the server did not give is not passed over, so its refusal is no
 * matter. */
static gboolean
glances_ended(gpointer data, const Group *group, const GError *refusal,
              GError **error)
{
    const ImapGlances *glances = data;

    (void)refusal;
    return glances->ended(glances->data, group->set, error);
}

static GPtrArray *
make_slices(const ImapSet *uids)
{
    GPtrArray *groups =
        g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    g_autoptr(GArray) rest = g_array_copy((GArray *)uids);

    while (rest->len > 0) {
        Group *group = g_new0(Group, 1);

        group->set = imap_set_take(rest, GLANCE_MAILS);
        g_ptr_array_add(groups, group);
    }
    return groups;
}

gboolean
imap_client_fetch_glances(ImapClient *client, const ImapSet *uids,
                          const ImapGlances *glances, GError **error)
{
    g_autoptr(GPtrArray) groups = make_slices(uids);
    ImapFetchTaker *taker = &client->takers[IMAP_FETCH_GLANCE];

    *taker = (ImapFetchTaker){take_glance, (gpointer)glances};
    gboolean good = run_groups(client, groups,
                               "BODY.PEEK[HEADER.FIELDS (" GLANCE_FIELDS ")]",
                               glances_ended, (gpointer)glances, error);

    *taker = (ImapFetchTaker){0};
    return good;
}

typedef struct {
    ImapStructureFunc found;
    gpointer data;
} StructureFetch;

static gboolean
take_structure(gpointer data, guint32 uid, const ImapResponse *response,
               const ImapNode *node, GError **error)
{
    StructureFetch *fetch = data;
    g_autoptr(GPtrArray) parts = imap_structure_parse(response->nodes, node);

    return fetch->found(fetch->data, uid, parts, error);
}

/* A structure that the server cannot give is no obstacle: the caller sees
 * that it did not come. */
static gboolean
structures_ended(gpointer data, const Group *group, const GError *refusal,
                 GError **error)
{
    (void)data;
    (void)group;
    (void)refusal;
    (void)error;
    return TRUE;
}

gboolean
imap_client_fetch_structures(ImapClient *client, const GArray *wanted,
                             ImapStructureFunc found, gpointer data,
                             GError **error)
{
    g_autoptr(GPtrArray) groups = make_groups(wanted, FALSE);
    StructureFetch fetch = {found, data};

    ImapFetchTaker *taker = &client->takers[IMAP_FETCH_STRUCTURE];

    *taker = (ImapFetchTaker){take_structure, &fetch};
    gboolean good = run_groups(client, groups, "BODYSTRUCTURE",
                               structures_ended, NULL, error);

    *taker = (ImapFetchTaker){0};
    return good;
}

gboolean
imap_sink_begin(gpointer data, guint64 size, GError **error)
{
    ImapClient *client = data;
    ImapSink *sink = client->sink;

    if (sink == NULL || size > (guint64)sink->max_bytes)
        return TRUE;
    if (sink->fd >= 0) /* a server that sends two bodies in one FETCH */
        return TRUE;
    sink->fd = file_create_temporary(sink->spool, &sink->file, error);
    return sink->fd >= 0;
}

gboolean
imap_sink_stream(gpointer data, const char *bytes, gsize length, GError **error)
{
    ImapClient *client = data;
    ImapSink *sink = client->sink;

    return sink == NULL || sink->fd < 0 ||
           file_write_all(sink->fd, bytes, length, error);
}

typedef struct {
    ImapClient *client;
    const ImapBodies *bodies;
    ImapSink sink;
} BodyFetch;

/* NIL or a quoted string: some servers send tiny mails like this. */
static gboolean
write_body(BodyFetch *fetch, const ImapNode *node, GError **error)
{
    return imap_sink_begin(fetch->client, node->length, error) &&
           imap_sink_stream(fetch->client, node->text, node->length, error);
}

static gboolean
take_body(gpointer data, guint32 uid, const ImapResponse *response,
          const ImapNode *node, GError **error)
{
    BodyFetch *fetch = data;

    (void)response;
    if (node->kind != IMAP_STREAMED && !write_body(fetch, node, error))
        return FALSE;
    if (fetch->sink.fd >= 0)
        file_start_writing(fetch->sink.fd);
    return fetch->bodies->found(fetch->bodies->data, uid,
                                close_sink(&fetch->sink), (gint64)node->length,
                                error);
}

static gboolean
bodies_ended(gpointer data, const Group *group, const GError *refusal,
             GError **error)
{
    BodyFetch *fetch = data;

    return fetch->bodies->ended(fetch->bodies->data, group->first, group->end,
                                refusal, error);
}

gboolean
imap_client_fetch_bodies(ImapClient *client, const GArray *wanted,
                         const ImapBodies *bodies, GError **error)
{
    g_autoptr(GPtrArray) groups = make_groups(wanted, TRUE);
    BodyFetch fetch = {
        .client = client,
        .bodies = bodies,
        .sink = {.spool = bodies->spool,
                 .max_bytes = bodies->max_bytes,
                 .fd = -1},
    };

    ImapFetchTaker *taker = &client->takers[IMAP_FETCH_BODY];

    *taker = (ImapFetchTaker){take_body, &fetch};
    client->sink = &fetch.sink;
    gboolean good =
        run_groups(client, groups, "BODY.PEEK[]", bodies_ended, &fetch, error);

    *taker = (ImapFetchTaker){0};
    client->sink = NULL;
    drop_sink(&fetch.sink);
    return good;
}
