/* One request as the reading child sees it: its socket, what is found, and
 * what may still be spent. Child side. */
#pragma once

#include "mail/message.h"
#include "mail/reader_wire.h"

#define READER_MAX_FILES 200
/* Body texts of the mail and all mails attached to it, and the pages of all
 * documents together, in bytes. */
#define READER_MAX_BODY_TEXT (256 * 1024)
#define READER_MAX_TEXTS (4 * 1024 * 1024)
#define READER_MAX_INNER 50

typedef struct {
    int socket;
    Message *message;
    GArray *files;     /* int: descriptors by the number in MessagePart.file */
    gint64 bytes_left; /* of READER_MAX_DECODED_BYTES */
    gsize body_left;   /* of READER_MAX_BODY_TEXT for attached mails */
    gsize texts_left;  /* of READER_MAX_TEXTS */
    int storage_errno; /* the daemon's disk failed: nothing counts */
    gboolean is_full;  /* no more parts are taken in */
} ReaderTask;

ReaderTask *reader_task_new(int socket);
void reader_task_free(ReaderTask *task);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderTask, reader_task_free)

/* Asks the daemon for an empty file, for the part. Returns its descriptor,
 * owned by the task, or -1 (storage_errno says why; 0: READER_MAX_FILES). */
int reader_task_new_file(ReaderTask *task, MessagePart *part);

/* The descriptor of a part's file, -1 if it has none. */
int reader_task_file(const ReaderTask *task, const MessagePart *part);

/* Where the decoded bytes of a part come from: gives the next run of them;
 * FALSE at the end. What it points to lives until the next call. */
typedef struct {
    gboolean (*next)(gpointer data, const char **bytes, gsize *length);
    gpointer data;
} ReaderSource;

/* Runs through the bytes of a part: size, hash, type by content, state, and,
 * for a readable one, its file. */
void reader_task_store(ReaderTask *task, MessagePart *part,
                       ReaderSource source);

/* Puts a part at `index` among the others, its label shortened; takes
 * ownership. FALSE if there are READER_MAX_PARTS already: it is gone then. */
gboolean reader_task_insert_part(ReaderTask *task, MessagePart *part,
                                 guint index);
