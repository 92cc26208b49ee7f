/* The process `dossierd-reader` and its children as the daemon sees them:
 * started, asked, kept for further mails, replaced. Parent side of
 * mail/reader.h. */
#pragma once

#include "mail/reader_wire.h"

/* A child is used for so many requests and so long, then left to end. */
#define READER_REQUESTS_PER_CHILD 64
#define READER_CHILD_SECONDS 120
/* A child that says nothing for so long is given up. */
#define READER_SILENCE_SECONDS 60
/* Children that wait for work; more are not kept. */
#define READER_MAX_IDLE 8

typedef struct ReaderProcess ReaderProcess;

/* A child at work on one request. */
typedef struct {
    int socket;
    guint requests; /* 1: the child is fresh, what befalls it is the mail's */
    gint64 born;    /* clock_monotonic() */
} ReaderWorker;

/* Starts `program` at once. Thread-safe from then on. */
ReaderProcess *reader_process_new(const char *program, GError **error);
void reader_process_free(ReaderProcess *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderProcess, reader_process_free)

/* What is asked of a child. */
typedef struct {
    ReaderFrameKind kind;
    guint32 index;  /* see ReaderFrameKind */
    int input;      /* stays the caller's */
    gboolean fresh; /* by a child that has read nothing yet */
} ReaderRequest;

/* Hands the request to a child. NULL with
 * READER_ERROR_DIED; a process found dead was started again and asked a second
 * time before. */
ReaderWorker *reader_process_begin(ReaderProcess *process,
                                   ReaderRequest request, GError **error);

/* The request is over; a child that ended it in good order (`is_done`) is kept
 * for others. */
void reader_process_end(ReaderProcess *process, ReaderWorker *worker,
                        gboolean is_done);
