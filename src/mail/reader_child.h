/* The life of a reading child: requests from one socket until it ends.
 *
 * A child reads many mails, because a fork costs several times what an
 * ordinary mail does; the daemon ends it after some, and has a mail that went
 * wrong read again by a fresh one (mail/reader_process.h).
 */
#pragma once

#include <glib.h>

/* Serves the requests on `socket` until it closes. Called in the sandbox. */
void reader_child_run(int socket);
