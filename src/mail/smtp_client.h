/* One submission over SMTP with a named outcome (RFC 5321, RFC 6409).
 *
 * Over libcurl: TLS 1.2 or later (implicit or required STARTTLS), verification
 * always on, SASL. Blocking; one client is used by one thread at a time and
 * keeps its connection between calls while the server allows it. The process
 * must ignore SIGPIPE (OpenSSL writes to sockets that were closed).
 */
#pragma once

#include "base/config.h"
#include "mail/connection_fault.h"

typedef enum {
    SMTP_SENT,     /* the server took it (250 after the final dot) */
    SMTP_RETRY,    /* certainly not taken: 4xx, refused, no connection */
    SMTP_REJECTED, /* certainly not taken, and never will be: 5xx */
    SMTP_UNKNOWN,  /* failed after the final dot: may have been taken */
} SmtpOutcome;

#define SMTP_CLIENT_ERROR (smtp_client_error_quark())
GQuark smtp_client_error_quark(void);
typedef enum {
    SMTP_CLIENT_ERROR_MAIL,        /* not fit to be sent: address, lines */
    SMTP_CLIENT_ERROR_SECRET,      /* the password cannot be read */
    SMTP_CLIENT_ERROR_UNREACHABLE, /* no connection, or none that lasts */
    SMTP_CLIENT_ERROR_TLS,         /* certificate or STARTTLS refused */
    SMTP_CLIENT_ERROR_LOGIN,       /* login refused */
    SMTP_CLIENT_ERROR_REPLY,       /* the server said no */
    SMTP_CLIENT_ERROR_STOPPED,     /* smtp_client_stop() */
} SmtpClientError;

typedef struct SmtpClient SmtpClient;

/* `config` must outlive the client. The secret is read anew for each mail, so
 * that a new one is used at once. */
SmtpClient *smtp_client_new(const ConfigSmtp *config);
void smtp_client_free(SmtpClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpClient, smtp_client_free)

/* How long to wait, in seconds, for a connection that is logged in, and for
 * each reply (RFC 5321 section 4.5.3.2 asks for minutes: what times out after
 * the final dot is SMTP_UNKNOWN). 30 and 600 at first. */
void smtp_client_set_timeouts(SmtpClient *client, guint connect_seconds,
                              guint reply_seconds);

/* Sends `mail` (canonical CRLF, complete with header) to one recipient.
 * `recipient` and the reverse-path must pass text_is_address (or be ""), else
 * SMTP_REJECTED. `error` is set for every outcome but SMTP_SENT: one line with
 * the server's words, at most 200 bytes, for the outbox. `connection_fault`
 * (may be NULL) tells that the server as a whole was out of reach or refused
 * the login: the caller backs off for all mails, not this one. */
SmtpOutcome smtp_client_send(SmtpClient *client, const char *recipient,
                             GBytes *mail, gboolean *connection_fault,
                             GError **error);

/* When the certificate of the server that was last connected to ends, in
 * seconds since 1970; 0 without TLS. The sending thread's. */
gint64 smtp_client_certificate_end(const SmtpClient *client);

/* Connects, logs in and says NOOP, for a person at a terminal: nothing is sent.
 * FALSE with `error` and `fault`. */
gboolean smtp_client_try(SmtpClient *client, ConnectionFault *fault,
                         GError **error);

/* From any thread, async-signal-safe, for good: a send under way ends within
 * seconds; what was handed over up to the final dot is given some more to be
 * answered, so that it does not end as SMTP_UNKNOWN for nothing. */
void smtp_client_stop(SmtpClient *client);
