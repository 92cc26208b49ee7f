/* libcurl's results as ConnectionFault. Of use inside imap_client*.c and
 * smtp_client*.c only. */
#pragma once

#include "mail/connection_fault.h"

#include <curl/curl.h>

/* After a transfer with `easy` that ended in `result`, which is not CURLE_OK;
 * the handle is still open. */
ConnectionFault connection_fault_of(CURL *easy, CURLcode result);
