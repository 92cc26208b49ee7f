/* Folder names as the server writes them. */
#include "mail/imap_client_folder.h"
#include "mail/imap_client_private.h"
#include "mail/imap_utf7.h"

#include <string.h>

/* The string at `index`, NULL if there is none. */
static const char *
string_at(const ImapResponse *response, gsize index)
{
    return index < response->n_nodes &&
                   response->nodes[index].kind == IMAP_STRING
               ? response->nodes[index].text
               : NULL;
}

/* LIST (flags) "delimiter" name */
void
imap_client_take_list(ImapClient *client, const ImapResponse *response)
{
    guint32 index = response->n_nodes > 0 ? response->nodes[0].next : 0;

    if (index == 0 || index >= response->n_nodes)
        return;
    client->has_delimiter = TRUE;
    client->delimiter = response->nodes[index].text[0];
}

/* NAMESPACE ((prefix delimiter)…) (others) (shared), each one NIL if there is
 * none (RFC 2342 section 5). The first of all is where own folders go. */
void
imap_client_take_namespace(ImapClient *client, const ImapResponse *response)
{
    g_autoptr(GStrvBuilder) prefixes = g_strv_builder_new();
    gboolean own = response->n_nodes > 0;

    own = own && response->nodes[0].kind == IMAP_LIST;
    if (!own)
        g_strv_builder_add(prefixes, "");
    for (gsize i = 0; i + 1 < response->n_nodes; i++) {
        /* A list in a list: kinds of namespaces are lists of lists. */
        const char *prefix = response->nodes[i].kind == IMAP_LIST
                                 ? string_at(response, i + 1)
                                 : NULL;

        if (prefix != NULL)
            g_strv_builder_add(prefixes, prefix);
    }
    g_strfreev(client->prefixes);
    client->prefixes = g_strv_builder_end(prefixes);
}

/* A server that refuses to tell is taken to have nothing to tell. */
static gboolean
ask(ImapClient *client, const char *words, GError **error)
{
    g_auto(ImapCommand) command = {0};
    g_autoptr(GError) refusal = NULL;

    return imap_client_start(client, &command, error, "%s", words) &&
           imap_client_finish(client, &command, &refusal, error);
}

static gboolean
learn_delimiter(ImapClient *client, GError **error)
{
    if (client->has_delimiter)
        return TRUE;
    client->delimiter = '/';
    if (!ask(client, "LIST \"\" \"\"", error))
        return FALSE;
    client->has_delimiter = TRUE;
    return TRUE;
}

static gboolean
learn_prefixes(ImapClient *client, GError **error)
{
    if (client->prefixes != NULL)
        return TRUE;
    if (imap_client_has(client, "NAMESPACE") &&
        !ask(client, "NAMESPACE", error))
        return FALSE;
    if (client->prefixes == NULL)
        client->prefixes = g_new0(char *, 1);
    return TRUE;
}

/* INBOX and what lies below it are found by that name everywhere. */
static gboolean
is_below_inbox(const char *folder)
{
    return g_ascii_strncasecmp(folder, "INBOX", 5) == 0 &&
           !g_ascii_isalnum(folder[5]);
}

/* Where folders can be made below "INBOX." only, as on Courier, nobody is to
 * know that. A name that begins with a prefix of the server's stands as it
 * is: people's own spelling, or a shared folder. */
static const char *
missing_prefix(const ImapClient *client, const char *native)
{
    if (client->prefixes[0] == NULL)
        return "";
    for (char **prefix = client->prefixes; *prefix != NULL; prefix++)
        if (**prefix != '\0' && g_str_has_prefix(native, *prefix))
            return "";
    return client->prefixes[0];
}

static char *
quote(const char *name)
{
    GString *quoted = g_string_new("\"");

    for (const char *at = name; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(quoted, '\\');
        g_string_append_c(quoted, *at);
    }
    g_string_append_c(quoted, '"');
    return g_string_free(quoted, FALSE);
}

char *
imap_client_quote_folder(ImapClient *client, const char *folder, GError **error)
{
    if (strchr(folder, '/') != NULL && !learn_delimiter(client, error))
        return NULL;
    gboolean is_anywhere = is_below_inbox(folder);
    if (!is_anywhere && !learn_prefixes(client, error))
        return NULL;
    g_autofree char *native = g_strdup(folder);

    if (client->has_delimiter && client->delimiter != '\0')
        g_strdelimit(native, "/", client->delimiter);
    const char *prefix = is_anywhere ? "" : missing_prefix(client, native);
    g_autofree char *whole = g_strconcat(prefix, native, NULL);
    g_autofree char *name = imap_utf7_encode(whole);

    if (name == NULL) {
        g_set_error(error, IMAP_CLIENT_ERROR, IMAP_CLIENT_ERROR_REFUSED,
                    "a folder name is not UTF-8");
        return NULL;
    }
    return quote(name);
}
