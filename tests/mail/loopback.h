/* A listener on loopback whose thread serves one connection after the other;
 * for the scripted servers of the tests of src/mail/. */
#pragma once

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef void (*LoopbackServe)(gpointer data, int fd); /* closes `fd` */

typedef struct {
    int fd;
    guint16 port;
    GThread *thread;
    LoopbackServe serve;
    gpointer data;
} Loopback;

static inline gpointer
loopback_run(gpointer data)
{
    Loopback *loopback = data;

    for (;;) {
        int fd = accept(loopback->fd, NULL, NULL);

        if (fd < 0)
            return NULL;
        loopback->serve(loopback->data, fd);
    }
}

static inline void
loopback_start(Loopback *loopback, LoopbackServe serve, gpointer data)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    loopback->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(loopback->fd, (gpointer)&address, length), ==, 0);
    g_assert_cmpint(listen(loopback->fd, 8), ==, 0);
    getsockname(loopback->fd, (gpointer)&address, &length);
    loopback->port = ntohs(address.sin_port);
    loopback->serve = serve;
    loopback->data = data;
    loopback->thread = g_thread_new("server", loopback_run, loopback);
}

/* Waits for the connection that is being served: end the client's side of it
 * first. */
static inline void
loopback_stop(Loopback *loopback)
{
    shutdown(loopback->fd, SHUT_RDWR);
    g_thread_join(loopback->thread);
    close(loopback->fd);
}

/* All of it, or a byte at a time with a pause before each. */
static inline gboolean
loopback_send(int fd, const char *bytes, gsize length, guint milliseconds)
{
    gsize piece = milliseconds > 0 ? 1 : length;

    for (gsize at = 0; at < length; at += piece) {
        g_usleep(milliseconds * 1000);
        if (send(fd, bytes + at, piece, MSG_NOSIGNAL) < 0)
            return FALSE;
    }
    return TRUE;
}
