/* The bytes of an IMAP session: connected, verified, logged in, by libcurl.
 *
 * CURLOPT_CONNECT_ONLY lets libcurl do name look-up, TCP, TLS with
 * verification, STARTTLS and SASL; from then on it is a raw stream. Only
 * imap_client.c uses this; no other module sees libcurl for IMAP.
 * Errors are IMAP_CLIENT_ERROR.
 */
#pragma once

#include "base/config.h"
#include "mail/connection_fault.h"

typedef struct ImapStream ImapStream;

/* Returns within `seconds`, or as soon as `stop_fd` (-1: none) is readable.
 * `fault` may be NULL; left alone where the server was not even asked. */
ImapStream *imap_stream_open(const ConfigMailbox *config, int stop_fd,
                             guint seconds, ConnectionFault *fault,
                             GError **error);
void imap_stream_free(ImapStream *stream); /* closes at once */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapStream, imap_stream_free)

/* What the server advertised with its answer to the login, NULL if nothing:
 * then it must be asked. */
const char *imap_stream_capabilities(const ImapStream *stream);

/* When the server's certificate ends, in seconds since 1970; 0 without TLS. */
gint64 imap_stream_certificate_end(const ImapStream *stream);

/* Never blocks. The number of bytes read, 0: nothing there, -1: error. Wait
 * only after a 0, since TLS holds bytes that poll(2) does not see. */
gssize imap_stream_read(ImapStream *stream, char *buffer, gsize size,
                        GError **error);

/* All of it, or an error after `seconds` in which the peer took nothing. */
gboolean imap_stream_write(ImapStream *stream, const char *bytes, gsize length,
                           guint seconds, GError **error);

typedef enum {
    IMAP_STREAM_FAILED, /* stopped, or poll failed: error set */
    IMAP_STREAM_READY,
    IMAP_STREAM_WOKEN, /* `wake_fd` is readable */
    IMAP_STREAM_LATE,
} ImapStreamWait;

/* Waits for poll(2) `events` at most `microseconds`. */
ImapStreamWait imap_stream_wait(ImapStream *stream, short events, int wake_fd,
                                gint64 microseconds, GError **error);
