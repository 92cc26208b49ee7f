/* A server that follows a script, for the tests of src/mail/imap_client*. */
#pragma once

#include "mail/imap_fixture.h"

/* One session: steps until one is NULL. A step is what the server sends after
 * it has read a line; "%t" stands for the tag of that line. */
typedef struct {
    const char *const *steps;
    gsize n_sessions;        /* the script is played that often */
    guint drip_milliseconds; /* before each byte of the last step */
    gboolean hang;           /* stay open behind the last step */
} Script;

typedef struct {
    Script script;
    int fd;
    char *url;
    GThread *thread;
    GString *heard; /* what the client sent, all sessions */
} HostileServer;

static inline gboolean
send_bytes(int fd, const char *bytes, gsize length, guint milliseconds)
{
    gsize piece = milliseconds > 0 ? 1 : length;

    for (gsize at = 0; at < length; at += piece) {
        g_usleep(milliseconds * 1000);
        if (send(fd, bytes + at, piece, MSG_NOSIGNAL) < 0)
            return FALSE;
    }
    return TRUE;
}

static inline gboolean
read_line(int fd, GString *line)
{
    char byte = 0;

    g_string_truncate(line, 0);
    while (byte != '\n') {
        if (recv(fd, &byte, 1, 0) <= 0)
            return FALSE;
        g_string_append_c(line, byte);
    }
    return TRUE;
}

static inline void
play(HostileServer *server, int fd)
{
    g_autoptr(GString) line = g_string_new(NULL);
    const Script *script = &server->script;

    send_bytes(fd, "* OK ready\r\n", 12, 0);
    for (gsize i = 0; script->steps[i] != NULL; i++) {
        if (!read_line(fd, line))
            return;
        g_string_append(server->heard, line->str);
        g_autofree char *tag = g_strndup(line->str, strcspn(line->str, " "));
        g_auto(GStrv) pieces = g_strsplit(script->steps[i], "%t", -1);
        g_autofree char *reply = g_strjoinv(tag, pieces);
        gboolean last = script->steps[i + 1] == NULL;

        if (!send_bytes(fd, reply, strlen(reply),
                        last ? script->drip_milliseconds : 0))
            return;
    }
    if (script->hang)
        while (read_line(fd, line))
            g_string_append(server->heard, line->str);
}

static inline gpointer
serve(gpointer data)
{
    HostileServer *server = data;

    for (gsize i = 0; i < server->script.n_sessions; i++) {
        int fd = accept(server->fd, NULL, NULL);

        if (fd < 0)
            break;
        play(server, fd);
        close(fd);
    }
    return NULL;
}

static inline HostileServer *
hostile_server_new(const Script *script)
{
    HostileServer *server = g_new0(HostileServer, 1);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    server->script = *script;
    server->heard = g_string_new(NULL);
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->fd, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(server->fd, 8), 0);
    getsockname(server->fd, (struct sockaddr *)&address, &length);
    server->url =
        g_strdup_printf("imap://127.0.0.1:%u", ntohs(address.sin_port));
    server->thread = g_thread_new("server", serve, server);
    return server;
}

/* The client's side must be closed. */
static inline void
hostile_server_free(HostileServer *server)
{
    shutdown(server->fd, SHUT_RDWR);
    g_thread_join(server->thread);
    close(server->fd);
    g_string_free(server->heard, TRUE);
    g_free(server->url);
    g_free(server);
}
