/* Waiting for arrivals, in IDLE (RFC 2177) or without it. */
#include "mail/imap_client_private.h"

#include "base/clock.h"

#include <poll.h>

/* What is only of use while data flows. */
static void
rest(ImapClient *client)
{
    g_clear_pointer(&client->buffer, g_free);
    imap_parser_trim(client->parser);
}

static gboolean
read_all(ImapClient *client, GError **error)
{
    gssize n;

    do
        if (!imap_client_read_some(client, &n, error))
            return FALSE;
    while (n > 0);
    return TRUE;
}

/* Waits for arrivals, whether the server is in IDLE or not. */
static ImapIdle
watch(ImapClient *client, int wake_fd, guint seconds, GError **error)
{
    guint64 before = client->folder.arrivals;
    gint64 end = clock_monotonic() + (gint64)seconds * G_USEC_PER_SEC;

    for (;;) {
        if (!read_all(client, error))
            return IMAP_IDLE_FAILED;
        if (client->folder.arrivals != before)
            return IMAP_IDLE_NEWS;
        rest(client);
        gint64 left = MAX(end - clock_monotonic(), 0);

        switch (
            imap_stream_wait(client->stream, POLLIN, wake_fd, left, error)) {
        case IMAP_STREAM_FAILED:
            return IMAP_IDLE_FAILED;
        case IMAP_STREAM_WOKEN:
            return IMAP_IDLE_WOKEN;
        case IMAP_STREAM_LATE:
            return IMAP_IDLE_TIMEOUT;
        case IMAP_STREAM_READY:
            break;
        }
    }
}

ImapIdle
imap_client_idle(ImapClient *client, int wake_fd, guint seconds, GError **error)
{
    g_auto(ImapCommand) command = {0};
    ImapIdle idle;

    if (!imap_client_has(client, "IDLE"))
        return watch(client, wake_fd, seconds, error);
    guint64 before = client->folder.arrivals;

    if (!imap_client_start(client, &command, error, "IDLE"))
        return IMAP_IDLE_FAILED;
    client->idling = TRUE;
    while (!client->continued && !command.ended)
        if (!imap_client_pump(client, error))
            return IMAP_IDLE_FAILED;
    idle = client->folder.arrivals != before
               ? IMAP_IDLE_NEWS
               : watch(client, wake_fd, seconds, error);
    if (idle == IMAP_IDLE_FAILED) {
        g_ptr_array_set_size(client->commands, 0);
        return idle;
    }
    client->idling = FALSE;
    client->waited = client->received = 0;
    if (!command.ended &&
        !imap_stream_write(client->stream, "DONE\r\n", 6,
                           client->limits.command_seconds, error))
        return IMAP_IDLE_FAILED;
    return imap_client_finish(client, &command, NULL, error) ? idle
                                                             : IMAP_IDLE_FAILED;
}
