/* The life of a reading child: one request, then the end. */
#pragma once

#include "mail/reader_wire.h"

/* Reads `input` as `kind` says and answers over `socket`. Called in the
 * sandbox; returns the exit status. */
int reader_child_run(ReaderFrameKind kind, int input, int socket);
