/* One submission over SMTP with a named outcome (RFC 5321, RFC 6409).
 *
 * Over libcurl: TLS (implicit or required STARTTLS), verification always on,
 * SASL. Blocking; one client is used by one thread at a time and keeps its
 * connection between calls while the server allows it.
 */
#pragma once

#include "base/config.h"

typedef enum {
    SMTP_SENT,     /* the server took it (250 after the final dot) */
    SMTP_RETRY,    /* certainly not taken: 4xx, refused, no connection */
    SMTP_REJECTED, /* certainly not taken, and never will be: 5xx */
    SMTP_UNKNOWN,  /* failed after the final dot: may have been taken */
} SmtpOutcome;

typedef struct SmtpClient SmtpClient;

/* `config` must outlive the client. The secret is read anew for each
 * connection. */
SmtpClient *smtp_client_new(const ConfigSmtp *config);
void smtp_client_free(SmtpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpClient, smtp_client_free)

/* Sends `mail` (canonical CRLF, complete with header) to one recipient.
 * `recipient` and the reverse-path must pass text_is_address (or be ""), else
 * SMTP_REJECTED. `error` is set for every outcome but SMTP_SENT: one line with
 * the server's words, at most 200 bytes, for the outbox. `connection_fault`
 * (may be NULL) tells that the server as a whole was out of reach or refused
 * the login: the caller backs off for all mails, not this one. */
SmtpOutcome smtp_client_send(SmtpClient *client, const char *recipient,
                             GBytes *mail, gboolean *connection_fault,
                             GError **error);
