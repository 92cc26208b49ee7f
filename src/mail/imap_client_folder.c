#include "mail/imap_client_folder.h"

#include "mail/imap_client_private.h"

/* LITERAL- (RFC 7888 section 5) takes no more without asking. */
#define LITERAL_MINUS_BYTES 4096

static gboolean
run(ImapClient *client, const char *verb, const char *arguments, GError **error)
{
    g_auto(ImapCommand) command = {0};

    return imap_client_start(client, &command, error, "%s %s", verb,
                             arguments) &&
           imap_client_finish(client, &command, NULL, error);
}

/* `try` sends one command; it is tried once more after a CREATE where the
 * server says that this would help (RFC 3501 section 6.3.11). */
typedef gboolean (*Try)(ImapClient *client, ImapCommand *command,
                        const char *name, gpointer data, GError **error);

static gboolean
try_creating(ImapClient *client, const char *name, Try try, gpointer data,
             GError **error)
{
    g_auto(ImapCommand) command = {0};
    g_autoptr(GError) refusal = NULL;

    if (!try(client, &command, name, data, error) ||
        !imap_client_finish(client, &command, &refusal, error))
        return FALSE;
    if (refusal == NULL)
        return TRUE;
    if (g_strcmp0(command.code, "TRYCREATE") != 0) {
        g_propagate_error(error, g_steal_pointer(&refusal));
        return FALSE;
    }
    return run(client, "CREATE", name, error) &&
           try(client, &command, name, data, error) &&
           imap_client_finish(client, &command, NULL, error);
}

typedef struct {
    const char *verb;
    const char *set;
} Transfer;

static gboolean
try_transfer(ImapClient *client, ImapCommand *command, const char *name,
             gpointer data, GError **error)
{
    const Transfer *transfer = data;

    return imap_client_start(client, command, error, "%s %s %s", transfer->verb,
                             transfer->set, name);
}

/* Without UIDPLUS the mails stay behind, marked: a bare EXPUNGE would take
 * what others have marked along. */
static gboolean
remove_copied(ImapClient *client, const char *set, GError **error)
{
    g_autofree char *flags =
        g_strconcat(set, " +FLAGS.SILENT (\\Deleted)", NULL);

    return run(client, "UID STORE", flags, error) &&
           (!imap_client_has(client, "UIDPLUS") ||
            run(client, "UID EXPUNGE", set, error));
}

static gboolean
move_set(ImapClient *client, const char *set, const char *name, GError **error)
{
    gboolean move = imap_client_has(client, "MOVE");
    Transfer transfer = {move ? "UID MOVE" : "UID COPY", set};

    return try_creating(client, name, try_transfer, &transfer, error) &&
           (move || remove_copied(client, set, error));
}

static gint
compare_uids(gconstpointer a, gconstpointer b)
{
    guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

    return (left > right) - (left < right);
}

gboolean
imap_client_move(ImapClient *client, const GArray *uids, const char *folder,
                 GError **error)
{
    g_autofree char *name = imap_client_quote_folder(client, folder, error);
    g_autoptr(GArray) sorted = g_array_copy((GArray *)uids);
    g_autoptr(GArray) all = imap_set_new();

    if (name == NULL)
        return FALSE;
    g_array_sort(sorted, compare_uids);
    for (guint i = 0; i < sorted->len; i++)
        imap_set_add(all, g_array_index(sorted, guint32, i));
    while (all->len > 0) {
        g_autoptr(GArray) some = imap_set_take(all, G_MAXUINT32);
        g_autofree char *set = imap_set_format(some);

        if (!move_set(client, set, name, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
await_continuation(ImapClient *client, const ImapCommand *command,
                   GError **error)
{
    while (!client->continued && !command->ended)
        if (!imap_client_pump(client, error))
            return FALSE;
    return TRUE;
}

static gboolean
try_append(ImapClient *client, ImapCommand *command, const char *name,
           gpointer data, GError **error)
{
    gsize size;
    const char *bytes = g_bytes_get_data(data, &size);
    gboolean at_once =
        imap_client_has(client, "LITERAL+") ||
        (imap_client_has(client, "LITERAL-") && size <= LITERAL_MINUS_BYTES);

    if (!imap_client_start(client, command, error,
                           "APPEND %s (\\Seen) {%" G_GSIZE_FORMAT "%s}", name,
                           size, at_once ? "+" : "") ||
        (!at_once && !await_continuation(client, command, error)))
        return FALSE;
    if (command->ended) /* refused before the mail was sent */
        return TRUE;
    guint seconds = client->limits.command_seconds;

    return imap_stream_write(client->stream, bytes, size, seconds, error) &&
           imap_stream_write(client->stream, "\r\n", 2, seconds, error);
}

gboolean
imap_client_append(ImapClient *client, const char *folder, GBytes *mail,
                   GError **error)
{
    g_autofree char *name = imap_client_quote_folder(client, folder, error);

    return name != NULL && try_creating(client, name, try_append, mail, error);
}
