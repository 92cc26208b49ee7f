/* A server that follows a script, for the tests of src/mail/imap_client*. */
#pragma once

#include "mail/imap_fixture.h"
#include "mail/loopback.h"

/* One session: steps until one is NULL. A step is what the server sends after
 * it has read a line; "%t" stands for the tag of that line. */
typedef struct {
    const char *const *steps;
    guint drip_milliseconds; /* before each byte of the last step */
    gboolean hang;           /* stay open behind the last step */
    gsize cut;               /* hang up after so many bytes; 0: never */
    const char *junk;        /* put in before response number `junk_at`… */
    guint junk_at;           /* …of what is sent after the login, from 1 */
} Script;

/* Steps that are libcurl's part of a session. */
#define LOGIN_STEPS 2

typedef struct {
    Script script;
    Loopback loopback;
    char *url;
    GString *heard; /* what the client sent, all sessions */
    gint sessions;  /* atomic */
    gsize sent;     /* in this session: bytes, */
    guint lines;    /* responses */
} HostileServer;

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

static inline gboolean
say(HostileServer *server, int fd, const char *bytes, guint milliseconds)
{
    gsize length = strlen(bytes);
    gsize cut = server->script.cut;

    if (cut > 0)
        length = MIN(length, cut - server->sent);
    server->sent += length;
    return loopback_send(fd, bytes, length, milliseconds) &&
           (cut == 0 || server->sent < cut);
}

/* The bytes of one response, with the literals in it. */
static inline gsize
response_length(const char *text)
{
    const char *at = text;

    for (;;) {
        const char *end = strchr(at, '\n');

        if (end == NULL)
            return strlen(text);
        const char *brace = end - text > 2 && end[-2] == '}'
                                ? g_strrstr_len(text, end - text, "{")
                                : NULL;

        if (brace == NULL)
            return (gsize)(end + 1 - text);
        at = end + 1 + g_ascii_strtoull(brace + 1, NULL, 10);
    }
}

/* The reply with the junk in it, where this is its place. */
static inline char *
put_junk(HostileServer *server, const char *reply)
{
    g_autoptr(GString) text = g_string_new(NULL);

    while (*reply != '\0') {
        gsize length = response_length(reply);

        server->lines++;
        if (server->lines == server->script.junk_at)
            g_string_append(text, server->script.junk);
        g_string_append_len(text, reply, (gssize)length);
        reply += length;
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static inline char *
make_reply(HostileServer *server, gsize step, const char *line)
{
    g_autofree char *tag = g_strndup(line, strcspn(line, " "));
    g_auto(GStrv) pieces = g_strsplit(server->script.steps[step], "%t", -1);
    g_autofree char *reply = g_strjoinv(tag, pieces);

    if (server->script.junk == NULL || step < LOGIN_STEPS)
        return g_steal_pointer(&reply);
    return put_junk(server, reply);
}

static inline void
play(HostileServer *server, int fd)
{
    g_autoptr(GString) line = g_string_new(NULL);
    const Script *script = &server->script;

    server->sent = server->lines = 0;
    if (!say(server, fd, "* OK ready\r\n", 0))
        return;
    for (gsize i = 0; script->steps[i] != NULL; i++) {
        if (!read_line(fd, line))
            return;
        g_string_append(server->heard, line->str);
        g_autofree char *reply = make_reply(server, i, line->str);
        gboolean last = script->steps[i + 1] == NULL;

        if (!say(server, fd, reply, last ? script->drip_milliseconds : 0))
            return;
    }
    if (script->hang)
        while (read_line(fd, line))
            g_string_append(server->heard, line->str);
}

static inline void
serve(gpointer data, int fd)
{
    HostileServer *server = data;

    g_atomic_int_inc(&server->sessions);
    play(server, fd);
    close(fd);
}

static inline HostileServer *
hostile_server_new(const Script *script)
{
    HostileServer *server = g_new0(HostileServer, 1);

    server->script = *script;
    server->heard = g_string_new(NULL);
    loopback_start(&server->loopback, serve, server);
    server->url = g_strdup_printf("imap://127.0.0.1:%u", server->loopback.port);
    return server;
}

/* The client's side must be closed. */
static inline void
hostile_server_free(HostileServer *server)
{
    loopback_stop(&server->loopback);
    g_string_free(server->heard, TRUE);
    g_free(server->url);
    g_free(server);
}
