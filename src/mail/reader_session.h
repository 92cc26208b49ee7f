/* One mail under way, on the daemon's side: the frames of its child taken in,
 * files made for it, and a new child for the rest when one dies. */
#pragma once

#include "mail/message.h"
#include "mail/reader_process.h"

/* Same contract as reader_read(). */
Message *reader_session_read(ReaderProcess *process, int fd, const char *spool,
                             GError **error);
