#include "mail/reader.h"

#include "mail/reader_identity.h"
#include "mail/reader_process.h"
#include "mail/reader_session.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define HASH_BLOCK_BYTES (64 * 1024)

struct Reader {
    ReaderProcess *process;
};

G_DEFINE_QUARK(reader - error - quark, reader_error)

Reader *
reader_new_with_program(const char *program, GError **error)
{
    ReaderProcess *process = reader_process_new(program, error);
    if (process == NULL)
        return NULL;
    Reader *reader = g_new0(Reader, 1);
    reader->process = process;
    return reader;
}

Reader *
reader_new(GError **error)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", error);
    if (self == NULL)
        return NULL;
    g_autofree char *folder = g_path_get_dirname(self);
    g_autofree char *beside = g_build_filename(folder, "dossierd-reader", NULL);
    if (g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
        return reader_new_with_program(beside, error);
    g_autofree char *installed = g_build_filename(
        folder, "..", "libexec", "dossierd", "dossierd-reader", NULL);
    return reader_new_with_program(installed, error);
}

void
reader_free(Reader *reader)
{
    if (reader == NULL)
        return;
    reader_process_free(reader->process);
    g_free(reader);
}

Message *
reader_read(Reader *reader, int fd, const char *spool, GError **error)
{
    return reader_session_read(reader->process, fd, spool, error);
}

void
reader_discard(Message *message)
{
    for (guint i = 0; i < message->parts->len; i++) {
        MessagePart *part = message->parts->pdata[i];
        if (part->file != NULL)
            unlink(part->file);
        g_clear_pointer(&part->file, g_free);
    }
}

static gboolean
write_block(int fd, GBytes *block)
{
    gsize length;
    const char *bytes = g_bytes_get_data(block, &length);
    guint32 prefix = (guint32)length;
    return length <= G_MAXUINT32 &&
           write(fd, &prefix, sizeof prefix) == sizeof prefix &&
           write(fd, bytes, length) == (ssize_t)length;
}

/* The blocks from `first` on, as the child expects them, in memory. */
static int
pack_headers(GPtrArray *headers, guint first, GError **error)
{
    int fd = memfd_create("headers", MFD_CLOEXEC);
    gboolean good = fd >= 0;
    for (guint i = first; good && i < headers->len; i++)
        good = write_block(fd, headers->pdata[i]);
    if (good && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    g_set_error(error, READER_ERROR, READER_ERROR_STORAGE,
                "cannot hand over header fields: %s", g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Takes the answers of one child, which come in order. TRUE if it went
 * through all of them. */
static gboolean
follow_headers(int socket, GPtrArray *messages, guint n)
{
    ReaderFrame frame;
    while (reader_wire_receive(socket, &frame, NULL, 0)) {
        g_autoptr(GBytes) payload = reader_wire_receive_payload(socket, &frame);
        if (payload == NULL || frame.kind == READER_FRAME_DONE ||
            messages->len >= n)
            break;
        g_ptr_array_add(messages, frame.kind == READER_FRAME_MESSAGE
                                      ? message_from_bytes(payload, NULL)
                                      : NULL);
    }
    return messages->len == n && frame.kind == READER_FRAME_DONE;
}

static void
free_message(gpointer message)
{
    message_free(message);
}

/* Reads on from where `messages` ends, with one child. FALSE with an error
 * where none is to be had. */
static gboolean
read_some_headers(Reader *reader, GPtrArray *headers, GPtrArray *messages,
                  gboolean fresh, GError **error)
{
    int fd = pack_headers(headers, messages->len, error);
    if (fd < 0)
        return FALSE;
    ReaderWorker *worker = reader_process_begin(
        reader->process, READER_FRAME_HEADERS, fd, fresh, error);
    close(fd);
    if (worker == NULL)
        return FALSE;
    guint before = messages->len;
    gboolean was_fresh = worker->requests == 1;
    gboolean done = follow_headers(worker->socket, messages, headers->len);
    reader_process_end(reader->process, worker, done);
    /* The first without an answer is the one that ended the child, if the
     * child came to it unspoilt. */
    if (!done && messages->len < headers->len &&
        (was_fresh && messages->len == before))
        g_ptr_array_add(messages, NULL);
    return TRUE;
}

GPtrArray *
reader_read_headers(Reader *reader, GPtrArray *headers, GError **error)
{
    g_autoptr(GPtrArray) messages =
        g_ptr_array_new_with_free_func(free_message);
    gboolean fresh = FALSE;
    while (messages->len < headers->len) {
        if (!read_some_headers(reader, headers, messages, fresh, error))
            return NULL;
        fresh = TRUE;
    }
    return g_steal_pointer(&messages);
}

char *
reader_hash(int fd, gint64 *size, GError **error)
{
    g_autoptr(ReaderIdentity) identity = reader_identity_new();
    g_autofree char *block = g_malloc(HASH_BLOCK_BYTES);
    gint64 at = 0;
    for (;;) {
        ssize_t got = pread(fd, block, HASH_BLOCK_BYTES, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            g_set_error(error, READER_ERROR, READER_ERROR_STORAGE,
                        "cannot read the mail: %s", g_strerror(errno));
            return NULL;
        }
        if (got == 0)
            break;
        reader_identity_add(identity, block, (gsize)got);
        at += got;
    }
    if (size != NULL)
        *size = at;
    return reader_identity_finish(identity);
}
