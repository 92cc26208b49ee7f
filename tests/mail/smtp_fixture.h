/* A client and a scripted peer, for the tests of src/mail/smtp_client. */
#pragma once

#include "mail/smtp_client.h"
#include "mail/smtp_peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MAIL "Subject: x\r\n\r\n.dot first\r\nline\r\n"

typedef struct {
    SmtpPeer *peer;
    char *url;
    ConfigSmtp config;
    SmtpClient *client;
} Fixture;

static inline void
start(Fixture *fixture, const PeerScript *script)
{
    fixture->peer = smtp_peer_start(script);
    fixture->url = smtp_peer_url(fixture->peer);
    fixture->config = (ConfigSmtp){.url = fixture->url,
                                   .tls = CONFIG_TLS_NONE,
                                   .from = "candidatures@school.example",
                                   .bounce_address = ""};
    fixture->client = smtp_client_new(&fixture->config);
    smtp_client_set_timeouts(fixture->client, 5, 2);
}

static inline void
stop(Fixture *fixture)
{
    smtp_client_free(fixture->client);
    smtp_peer_stop(fixture->peer);
    g_free(fixture->url);
}

static inline SmtpOutcome
send_text(Fixture *fixture, const char *recipient, const char *text,
          gboolean *fault, GError **error)
{
    g_autoptr(GBytes) mail = g_bytes_new(text, strlen(text));
    return smtp_client_send(fixture->client, recipient, mail, fault, error);
}
