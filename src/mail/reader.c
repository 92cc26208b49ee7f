#include "mail/reader.h"

#include "mail/reader_identity.h"
#include "mail/reader_private.h"
#include "mail/reader_session.h"

#include <errno.h>
#include <unistd.h>

#define HASH_BLOCK_BYTES (64 * 1024)

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
