/* An SMTP server on loopback that says what a test tells it, in a thread.
 * One connection at a time; what it saw is read after smtp_peer_stop() or
 * between two mails of the client under test. */
#pragma once

#include "mail/loopback.h"

#include <stdio.h>

typedef enum {
    PEER_GREETING,
    PEER_EHLO,
    PEER_MAIL,
    PEER_RCPT,
    PEER_DATA,
    PEER_DOT,
    PEER_PHASES,
} PeerPhase;

typedef struct {
    const char *replies[PEER_PHASES]; /* NULL: the good one; "": silence */
    gboolean cuts[PEER_PHASES];       /* hang up after that reply */
    guint delays_ms[PEER_PHASES];
    guint drips_ms[PEER_PHASES]; /* before each byte */
    guint cut_in_data;           /* hang up after so many bytes of the mail */
    guint mails_each;            /* hang up after so many mails; 0: never */
    const char *auth;            /* reply to AUTH; advertised if not NULL */
    /* Called in the peer's thread when it is connected to, before a byte. */
    void (*connected)(gpointer data);
    gpointer data;
} PeerScript;

typedef struct {
    PeerScript script;
    Loopback loopback;
    gint connections, mails; /* atomic */
    GMutex lock;
    GString *commands; /* with `lock` */
    GString *mail;     /* the last one, dots as they came */
} SmtpPeer;

static const char *const PEER_GOOD[PEER_PHASES] = {
    "220 peer.test ready\r\n", NULL,
    "250 2.1.0 sender ok\r\n", "250 2.1.5 recipient ok\r\n",
    "354 go on\r\n",           "250 2.0.0 taken\r\n",
};

/* FALSE: hang up. */
static inline gboolean
peer_say(SmtpPeer *peer, int fd, PeerPhase phase)
{
    g_autofree char *ehlo =
        g_strdup_printf("250-peer.test\r\n%s250 SIZE 1000000\r\n",
                        peer->script.auth != NULL ? "250-AUTH PLAIN\r\n" : "");
    const char *reply = peer->script.replies[phase];
    if (reply == NULL)
        reply = phase == PEER_EHLO ? ehlo : PEER_GOOD[phase];
    if (peer->script.delays_ms[phase] > 0)
        g_usleep(peer->script.delays_ms[phase] * 1000);
    return loopback_send(fd, reply, strlen(reply),
                         peer->script.drips_ms[phase]) &&
           !peer->script.cuts[phase];
}

static inline gboolean
peer_take_mail(SmtpPeer *peer, FILE *in)
{
    char line[2048];
    g_autoptr(GString) mail = g_string_new(NULL);
    while (fgets(line, sizeof line, in) != NULL) {
        if (strcmp(line, ".\r\n") == 0) {
            g_mutex_lock(&peer->lock);
            g_string_assign(peer->mail, mail->str);
            g_mutex_unlock(&peer->lock);
            return TRUE;
        }
        g_string_append(mail, line);
        if (peer->script.cut_in_data > 0 &&
            mail->len >= peer->script.cut_in_data)
            return FALSE;
    }
    return FALSE;
}

static inline gboolean
peer_answer(SmtpPeer *peer, int fd, FILE *in, const char *line)
{
    if (g_str_has_prefix(line, "EHLO") || g_str_has_prefix(line, "HELO"))
        return peer_say(peer, fd, PEER_EHLO);
    if (g_str_has_prefix(line, "MAIL"))
        return peer_say(peer, fd, PEER_MAIL);
    if (g_str_has_prefix(line, "RCPT"))
        return peer_say(peer, fd, PEER_RCPT);
    if (g_str_has_prefix(line, "AUTH"))
        return dprintf(fd, "%s", peer->script.auth) > 0;
    if (g_str_has_prefix(line, "NOOP"))
        return dprintf(fd, "%s", "250 still here\r\n") > 0;
    if (!g_str_has_prefix(line, "DATA"))
        return dprintf(fd, "%s", "221 bye\r\n") < 0;
    if (!peer_say(peer, fd, PEER_DATA))
        return FALSE;
    const char *go_on = peer->script.replies[PEER_DATA];
    if (go_on != NULL && *go_on != '3')
        return TRUE;
    if (!peer_take_mail(peer, in))
        return FALSE;
    guint taken = (guint)g_atomic_int_add(&peer->mails, 1) + 1;
    return peer_say(peer, fd, PEER_DOT) &&
           (peer->script.mails_each == 0 ||
            taken % peer->script.mails_each != 0);
}

static inline void
peer_serve(gpointer data, int fd)
{
    SmtpPeer *peer = data;
    char line[2048];
    g_atomic_int_inc(&peer->connections);
    if (peer->script.connected != NULL)
        peer->script.connected(peer->script.data);
    FILE *in = fdopen(dup(fd), "r");
    gboolean open = peer_say(peer, fd, PEER_GREETING);
    while (open && fgets(line, sizeof line, in) != NULL) {
        g_mutex_lock(&peer->lock);
        g_string_append(peer->commands, line);
        g_mutex_unlock(&peer->lock);
        open = peer_answer(peer, fd, in, line);
    }
    fclose(in);
    close(fd);
}

static inline SmtpPeer *
smtp_peer_start(const PeerScript *script)
{
    SmtpPeer *peer = g_new0(SmtpPeer, 1);
    peer->script = *script;
    peer->commands = g_string_new(NULL);
    peer->mail = g_string_new(NULL);
    g_mutex_init(&peer->lock);
    loopback_start(&peer->loopback, peer_serve, peer);
    return peer;
}

/* Free the client first: the peer waits for its connection to end. */
static inline void
smtp_peer_stop(SmtpPeer *peer)
{
    loopback_stop(&peer->loopback);
    g_string_free(peer->commands, TRUE);
    g_string_free(peer->mail, TRUE);
    g_mutex_clear(&peer->lock);
    g_free(peer);
}

static inline char *
smtp_peer_url(const SmtpPeer *peer)
{
    return g_strdup_printf("smtp://127.0.0.1:%u", peer->loopback.port);
}
