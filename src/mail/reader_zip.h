/* A ZIP file among the pieces: an office document, or an archive whose
 * entries are pieces themselves. Child side. */
#pragma once

#include "mail/reader_task.h"

#define READER_MAX_ENTRIES 200
/* Beyond it a ZIP is a bomb: bytes out for each byte in, once they are many.
 */
#define READER_MAX_RATIO 100
#define READER_MAX_EASY_BYTES (10 * 1024 * 1024)

/* Adds a part behind the one under way and tells the daemon. */
typedef void (*ReaderAddPart)(ReaderTask *task, MessagePart *part,
                              gpointer data);

/* Sets type, state and pages of the part, a ZIP in `fd`; gives the entries of
 * a plain archive to `add`. An archive within an archive is refused. */
void reader_zip_read(ReaderTask *task, MessagePart *part, int fd,
                     ReaderAddPart add, gpointer data);
