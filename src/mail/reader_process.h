/* The process `dossierd-reader` as the daemon sees it: started, asked, started
 * again when it died. Parent side of mail/reader.h. */
#pragma once

#include "mail/reader_wire.h"

typedef struct ReaderProcess ReaderProcess;

/* Starts `program` at once. Thread-safe from then on. */
ReaderProcess *reader_process_new(const char *program, GError **error);
void reader_process_free(ReaderProcess *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderProcess, reader_process_free)

/* Has a child forked for `input`. Returns the socket to that child once it
 * runs in its sandbox, or -1 with READER_ERROR_DIED; a process found dead was
 * started again and asked a second time before. */
int reader_process_request(ReaderProcess *process, ReaderFrameKind kind,
                           int input, GError **error);
