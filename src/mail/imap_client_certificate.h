/* What libcurl knows of the certificate of the server it connected to; for
 * imap_client_stream.c and smtp_client.c, before whom curl ends.
 */
#pragma once

#include <curl/curl.h>
#include <glib.h>

/* When the server's own certificate (the chain above it is not looked at: a
 * cross-signed one may be long over) ends, in seconds since 1970. 0 where the
 * last transfer made no TLS connection, or without CURLOPT_CERTINFO. */
gint64 mail_certificate_end(CURL *curl);
