/* The sandboxed reader: parses mails in processes that can do nothing else.
 *
 * reader_new() starts `dossierd-reader`, a fresh program without secrets,
 * database or configuration. It loads its libraries, then forks children; a
 * child drops into seccomp (no open, no socket, no exec, no fork), rlimits on
 * memory, CPU and file size and an alarm, and then reads mails that come over
 * its own socket: some dozens, since a fork costs several times what a mail
 * does. A mail that goes wrong in a child that read others before is read once
 * more by a fresh one; so one that crashes, loops or eats memory costs its own
 * parsing and no other's. A piece that ends its child costs only that piece.
 *
 * Thread-safe: any number of threads may read at once, each request under way
 * has a child to itself. The process is started again when it dies (a request
 * under way fails with READER_ERROR_DIED).
 */
#pragma once

#include "mail/message.h"

typedef struct Reader Reader;

#define READER_ERROR (reader_error_quark())
GQuark reader_error_quark(void);
typedef enum {
    READER_ERROR_UNREADABLE, /* beyond a cap, or the child crashed, looped or
                                ran out of memory: quarantine, never retry */
    READER_ERROR_STORAGE,    /* our disk (spool) failed: retry later */
    READER_ERROR_DIED,       /* the reader process itself is gone: retry once */
} ReaderError;

/* Caps before and while parsing (shared/RULES: a limit on each quantity a
 * sender controls). A mail beyond the first group is unreadable; beyond the
 * second, the surplus is left out and the part says so. */
#define READER_MAX_HEADER_BYTES (64 * 1024)
#define READER_MAX_LEVELS 100
#define READER_MAX_PARTS 500
#define READER_MAX_PARAMETERS 64
#define READER_MAX_ADDRESSES 200
#define READER_MAX_DECODED_BYTES (100 * 1024 * 1024)

/* Finds dossierd-reader beside the running executable (build tree) or in
 * ../libexec/dossierd (installed). */
Reader *reader_new(GError **error);
/* The same with the program's path, for tests. */
Reader *reader_new_with_program(const char *program, GError **error);
void reader_free(Reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reader, reader_free)

/* Parses the raw mail in `fd` (from its start; the offset is not kept).
 * Documents are decoded into new files below `spool` (file_create_temporary),
 * named in MessagePart.file; the caller renames or unlinks every one of them
 * (reader_discard). `spool` NULL: nothing is written, MessagePart.file stays
 * NULL, all else is the same. For the identity of a mail that cannot be read
 * see reader_hash(). */
Message *reader_read(Reader *reader, int fd, const char *spool, GError **error);

/* Unlinks the spooled files of a message; safe to call twice. */
void reader_discard(Message *message);

/* Parses header blocks only, many in one child: `headers` are GBytes, the
 * result has a Message* (header facts, no parts) or NULL (unreadable) for
 * each, in order. Used before any body is asked for. */
GPtrArray *reader_read_headers(Reader *reader, GPtrArray *headers,
                               GError **error);

/* SHA-256 (hex) of a raw mail below its trace fields, computed without
 * parsing MIME: the identity of a mail delivered to several mailboxes. Plain
 * bytes and lines, safe in any process. */
char *reader_hash(int fd, gint64 *size, GError **error);
