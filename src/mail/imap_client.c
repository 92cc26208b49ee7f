#include "mail/imap_client_private.h"

#include "base/clock.h"
#include "base/log.h"
#include "mail/imap_client_folder.h"
#include "mail/imap_response.h"

#include <poll.h>
#include <string.h>

#define BUFFER_BYTES (256 * 1024)
#define CONNECT_SECONDS 30
#define COMMAND_SECONDS 60
#define LOGOUT_SECONDS 5
#define MIN_RATE 1000

G_DEFINE_QUARK(imap - client - error - quark, imap_client_error)

void
imap_command_clear(ImapCommand *command)
{
    g_clear_pointer(&command->code, g_free);
    g_clear_pointer(&command->text, g_free);
}

static gboolean
fail(GError **error, ImapClientError code, const char *what, const char *text)
{
    g_set_error(error, IMAP_CLIENT_ERROR, (gint)code, "%s: %.200s", what, text);
    return FALSE;
}

static void
set_capabilities(ImapClient *client, const char *list)
{
    g_autofree char *upper = g_ascii_strup(list, -1);

    g_free(client->capabilities);
    client->capabilities = g_strconcat(" ", upper, " ", NULL);
}

static void
take_capability(ImapClient *client, const ImapResponse *response)
{
    g_autoptr(GString) list = g_string_new(NULL);

    for (gsize i = 0; i < response->n_nodes; i++)
        g_string_append_printf(list, "%s ", response->nodes[i].text);
    set_capabilities(client, list->str);
}

static gboolean
take_search(ImapClient *client, const ImapResponse *response, GError **error)
{
    g_autofree char *all = NULL;
    const char *text = response->text;

    if (client->search == NULL)
        return TRUE;
    if (strcmp(response->name, "ESEARCH") == 0) {
        const char *found = strstr(text, " ALL ");
        g_autofree char *tag = g_strdup_printf("\"D%u\"", client->search_tag);

        if (found == NULL || strstr(text, tag) == NULL)
            return TRUE;
        all = g_strndup(found + 5, strcspn(found + 5, " "));
        text = all;
    }
    if (!imap_set_parse(client->search, text))
        return fail(error, IMAP_CLIENT_ERROR_PROTOCOL,
                    "the server's SEARCH answer is no list of UIDs", text);
    return TRUE;
}

static void
take_exists(ImapClient *client, guint32 exists)
{
    if (exists > client->folder.exists)
        client->folder.arrivals += exists - client->folder.exists;
    client->folder.exists = exists;
}

static gboolean
take_data(ImapClient *client, const ImapResponse *response, GError **error)
{
    const char *name = response->name;

    if (strcmp(name, "FETCH") == 0)
        return imap_client_take_fetch(client, response, error);
    if (g_str_has_suffix(name, "SEARCH"))
        return take_search(client, response, error);
    if (strcmp(name, "EXISTS") == 0)
        take_exists(client, response->number);
    else if (strcmp(name, "EXPUNGE") == 0 && client->folder.exists > 0)
        client->folder.exists--;
    else if (strcmp(name, "CAPABILITY") == 0)
        take_capability(client, response);
    else if (strcmp(name, "LIST") == 0)
        imap_client_take_list(client, response);
    else if (strcmp(name, "NAMESPACE") == 0)
        imap_client_take_namespace(client, response);
    return TRUE;
}

static void
take_code(ImapClient *client, const ImapResponse *response)
{
    const char *code = response->code;

    if (code == NULL)
        return;
    if (strcmp(code, "UIDVALIDITY") == 0)
        client->folder.uidvalidity = imap_parse_number(response->code_text);
    else if (strcmp(code, "UIDNEXT") == 0)
        client->folder.uidnext = imap_parse_number(response->code_text);
    else if (strcmp(code, "CAPABILITY") == 0)
        set_capabilities(client, response->code_text);
    else if (strcmp(code, "ALERT") == 0)
        log_warning("mailbox %s: the server says: %.200s", client->config->name,
                    response->text);
}

static gboolean
take_tagged(ImapClient *client, const ImapResponse *response, GError **error)
{
    guint32 tag =
        response->tag[0] == 'D' ? imap_parse_number(response->tag + 1) : 0;

    for (guint i = 0; i < client->commands->len; i++) {
        ImapCommand *command = client->commands->pdata[i];

        if (command->tag != tag)
            continue;
        command->ended = TRUE;
        command->status = response->status;
        command->code = g_strdup(response->code);
        command->text = g_strdup(response->text);
        g_ptr_array_remove_index(client->commands, i);
        client->waited = client->received = 0;
        return TRUE;
    }
    return fail(error, IMAP_CLIENT_ERROR_PROTOCOL,
                "the server answers a command that was not given",
                response->tag);
}

static gboolean
take_response(gpointer data, const ImapResponse *response, GError **error)
{
    ImapClient *client = data;

    if (response->status == IMAP_CONTINUE) {
        client->continued = TRUE;
        return TRUE;
    }
    take_code(client, response);
    if (strcmp(response->tag, "*") != 0)
        return take_tagged(client, response, error);
    if (response->status == IMAP_BYE && !client->closing)
        return fail(error, IMAP_CLIENT_ERROR_CLOSED,
                    "the server ended the session", response->text);
    return response->status != IMAP_DATA || take_data(client, response, error);
}

/* Errors of the parser are the server's; those of callbacks pass through. */
static gboolean
feed(ImapClient *client, gsize n, GError **error)
{
    g_autoptr(GError) fault = NULL;

    client->received += (gint64)n;
    if (imap_parser_feed(client->parser, client->buffer, n, &fault))
        return TRUE;
    if (fault->domain == IMAP_PARSER_ERROR)
        return fail(error, IMAP_CLIENT_ERROR_PROTOCOL,
                    "the server's answer is not IMAP", fault->message);
    g_propagate_error(error, g_steal_pointer(&fault));
    return FALSE;
}

gboolean
imap_client_read_some(ImapClient *client, gssize *n, GError **error)
{
    if (client->buffer == NULL)
        client->buffer = g_malloc(BUFFER_BYTES);
    *n = imap_stream_read(client->stream, client->buffer, BUFFER_BYTES, error);
    return *n >= 0 && (*n == 0 || feed(client, (gsize)*n, error));
}

static gboolean
wait_for_data(ImapClient *client, GError **error)
{
    gint64 allowed =
        (gint64)client->limits.command_seconds * G_USEC_PER_SEC +
        client->received * G_USEC_PER_SEC / client->limits.min_rate;
    gint64 left = MAX(allowed - client->waited, 0);
    gint64 start = clock_monotonic();
    ImapStreamWait wait =
        imap_stream_wait(client->stream, POLLIN, -1, left, error);

    client->waited += clock_monotonic() - start;
    if (wait == IMAP_STREAM_LATE)
        return fail(error, IMAP_CLIENT_ERROR_TIMEOUT,
                    "the server answers too slowly", client->config->url);
    return wait == IMAP_STREAM_READY;
}

gboolean
imap_client_pump(ImapClient *client, GError **error)
{
    gssize n;

    if (imap_client_read_some(client, &n, error) &&
        (n > 0 || wait_for_data(client, error)))
        return TRUE;
    /* The session is at its end, and so may be the callers' commands. */
    g_ptr_array_set_size(client->commands, 0);
    return FALSE;
}

gboolean
imap_client_start(ImapClient *client, ImapCommand *command, GError **error,
                  const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    imap_command_clear(command);
    *command = (ImapCommand){.tag = ++client->last_tag};
    g_autofree char *line = g_strdup_printf("D%u %s\r\n", command->tag, words);

    if (client->commands->len == 0)
        client->waited = client->received = 0;
    client->continued = FALSE;
    g_ptr_array_add(client->commands, command);
    if (imap_stream_write(client->stream, line, strlen(line),
                          client->limits.command_seconds, error))
        return TRUE;
    g_ptr_array_set_size(client->commands, 0);
    return FALSE;
}

gboolean
imap_client_finish(ImapClient *client, ImapCommand *command, GError **refusal,
                   GError **error)
{
    while (!command->ended)
        if (!imap_client_pump(client, error))
            return FALSE;
    if (command->status == IMAP_OK)
        return TRUE;
    fail(refusal != NULL ? refusal : error, IMAP_CLIENT_ERROR_REFUSED,
         "the server refuses a command", command->text);
    return refusal != NULL;
}

/* A command whose answer needs nothing but the session. */
static gboolean
run(ImapClient *client, const char *words, GError **error)
{
    g_auto(ImapCommand) command = {0};

    return imap_client_start(client, &command, error, "%s", words) &&
           imap_client_finish(client, &command, NULL, error);
}

/* What libcurl asked for before the login does not count after it. */
static gboolean
learn_capabilities(ImapClient *client, GError **error)
{
    const char *told = imap_stream_capabilities(client->stream);

    if (told == NULL)
        return run(client, "CAPABILITY", error);
    set_capabilities(client, told);
    return TRUE;
}

static ImapClient *
open_client(const ConfigMailbox *config, int stop_fd,
            const ImapClientLimits *limits, ConnectionFault *fault,
            GError **error)
{
    g_autoptr(ImapClient) client = g_new0(ImapClient, 1);
    ImapParserHandler handler = {
        .data = client,
        .begin = imap_sink_begin,
        .stream = imap_sink_stream,
        .response = take_response,
    };

    client->config = config;
    if (limits != NULL)
        client->limits = *limits;
    ImapClientLimits *l = &client->limits;

    l->connect_seconds =
        l->connect_seconds ? l->connect_seconds : CONNECT_SECONDS;
    l->command_seconds =
        l->command_seconds ? l->command_seconds : COMMAND_SECONDS;
    l->min_rate = l->min_rate ? l->min_rate : MIN_RATE;
    client->parser = imap_parser_new(&handler);
    client->commands = g_ptr_array_new();
    client->capabilities = g_strdup("");
    client->stream =
        imap_stream_open(config, stop_fd, l->connect_seconds, fault, error);
    if (client->stream == NULL || !learn_capabilities(client, error))
        return NULL;
    return g_steal_pointer(&client);
}

ImapClient *
imap_client_open(const ConfigMailbox *config, int stop_fd,
                 const ImapClientLimits *limits, GError **error)
{
    return open_client(config, stop_fd, limits, NULL, error);
}

ImapClient *
imap_client_try(const ConfigMailbox *config, ConnectionFault *fault,
                GError **error)
{
    *fault = CONNECTION_FAULT_OTHER;
    return open_client(config, -1, NULL, fault, error);
}

void
imap_client_free(ImapClient *client)
{
    if (client == NULL)
        return;
    imap_stream_free(client->stream);
    imap_parser_free(client->parser);
    g_ptr_array_unref(client->commands);
    g_free(client->buffer);
    g_free(client->capabilities);
    g_strfreev(client->prefixes);
    g_free(client);
}

void
imap_client_logout(ImapClient *client)
{
    g_autoptr(GError) ignored = NULL;

    client->closing = TRUE;
    /* Those that an error left behind may be gone with their callers. */
    g_ptr_array_set_size(client->commands, 0);
    client->limits.command_seconds = LOGOUT_SECONDS;
    if (client->idling)
        imap_stream_write(client->stream, "DONE\r\n", 6, LOGOUT_SECONDS, NULL);
    run(client, "LOGOUT", &ignored);
}

gboolean
imap_client_has(const ImapClient *client, const char *capability)
{
    g_autofree char *word = g_strconcat(" ", capability, " ", NULL);

    return strstr(client->capabilities, word) != NULL;
}

gint64
imap_client_certificate_end(const ImapClient *client)
{
    return imap_stream_certificate_end(client->stream);
}

static gboolean
finish_opening(ImapClient *client, ImapCommand *command, const char *folder,
               GError **error)
{
    if (!imap_client_finish(client, command, NULL, error)) {
        g_prefix_error(error, "folder %s: ", folder);
        return FALSE;
    }
    client->folder.arrivals = 0;
    return TRUE;
}

static gboolean
start_opening(ImapClient *client, ImapCommand *command, const char *verb,
              const char *folder, GError **error)
{
    g_autofree char *name = imap_client_quote_folder(client, folder, error);

    client->folder = (ImapFolder){0};
    return name != NULL &&
           imap_client_start(client, command, error, "%s %s", verb, name);
}

static gboolean
open_folder(ImapClient *client, const char *verb, const char *folder,
            GError **error)
{
    g_auto(ImapCommand) command = {0};

    return start_opening(client, &command, verb, folder, error) &&
           finish_opening(client, &command, folder, error);
}

gboolean
imap_client_examine(ImapClient *client, const char *folder, GError **error)
{
    return open_folder(client, "EXAMINE", folder, error);
}

gboolean
imap_client_select(ImapClient *client, const char *folder, GError **error)
{
    return open_folder(client, "SELECT", folder, error);
}

const ImapFolder *
imap_client_folder(const ImapClient *client)
{
    return &client->folder;
}

static gboolean
start_search(ImapClient *client, ImapCommand *command, guint32 first,
             gint64 since, GError **error)
{
    g_autofree char *day = imap_format_day(since);
    const char *compact =
        imap_client_has(client, "ESEARCH") ? "RETURN (ALL) " : "";

    client->search_tag = client->last_tag + 1;
    return imap_client_start(client, command, error,
                             "UID SEARCH %sUID %u:*%s%s", compact, first,
                             since > 0 ? " SINCE " : "", since > 0 ? day : "");
}

ImapSet *
imap_client_search(ImapClient *client, guint32 first, gint64 since,
                   GError **error)
{
    g_auto(ImapCommand) command = {0};
    g_autoptr(GArray) found = imap_set_new();

    client->search = found;
    gboolean good = start_search(client, &command, first, since, error) &&
                    imap_client_finish(client, &command, NULL, error);

    client->search = NULL;
    if (!good)
        return NULL;
    imap_set_drop_below(found, first); /* n:* names the last mail always */
    return g_steal_pointer(&found);
}

/* Both are sent before the first is answered (RFC 3501 section 5.5). In a
 * folder that could not be opened the SEARCH is refused as well, which is
 * awaited. */
ImapSet *
imap_client_examine_and_search(ImapClient *client, const char *folder,
                               guint32 first, gint64 since, GError **error)
{
    g_auto(ImapCommand) opening = {0}, search = {0};
    g_autoptr(GArray) found = imap_set_new();
    g_autoptr(GError) ignored = NULL;

    client->search = found;
    gboolean good = start_opening(client, &opening, "EXAMINE", folder, error) &&
                    start_search(client, &search, first, since, error) &&
                    finish_opening(client, &opening, folder, error);

    if (good)
        good = imap_client_finish(client, &search, NULL, error);
    else if (opening.ended)
        imap_client_finish(client, &search, &ignored, NULL);
    client->search = NULL;
    if (!good)
        return NULL;
    imap_set_drop_below(found, first);
    return g_steal_pointer(&found);
}

gboolean
imap_client_poll(ImapClient *client, GError **error)
{
    return run(client, "NOOP", error);
}
