#include "mail/reader.h"

#include "base/file.h"
#include "mail/reader_private.h"
#include "mail/reader_process.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Answers a frame: few enough that one crash costs little. */
#define BATCH 64

static void
add_block(GByteArray *packed, GBytes *block)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(block, &length);
    /* What is beyond the cap is refused whatever stands behind it. */
    guint32 kept = (guint32)MIN(length, READER_MAX_HEADER_BYTES + 1);
    g_byte_array_append(packed, (const guint8 *)&kept, sizeof kept);
    if (kept > 0)
        g_byte_array_append(packed, bytes, kept);
}

/* The blocks from `first` on, as the child expects them, in memory. */
static int
pack_headers(GPtrArray *headers, guint first, GError **error)
{
    g_autoptr(GByteArray) packed = g_byte_array_new();
    for (guint i = first; i < headers->len; i++)
        add_block(packed, headers->pdata[i]);
    int fd = memfd_create("headers", MFD_CLOEXEC);
    if (fd >= 0 && file_write_all(fd, packed->data, packed->len, error) &&
        lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    g_clear_error(error);
    g_set_error(error, READER_ERROR, READER_ERROR_STORAGE,
                "cannot hand over header fields: %s", g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Takes a frame of answers apart. */
static void
take_answers(GBytes *payload, GPtrArray *messages, guint n)
{
    gsize left;
    const char *at = g_bytes_get_data(payload, &left);
    guint32 length;
    while (left >= sizeof length && messages->len < n) {
        memcpy(&length, at, sizeof length);
        at += sizeof length;
        left -= sizeof length;
        if (length > left)
            return;
        g_autoptr(GBytes) one = g_bytes_new_static(at, length);
        g_ptr_array_add(messages,
                        length == 0 ? NULL : message_from_bytes(one, NULL));
        at += length;
        left -= length;
    }
}

/* Takes the answers of one child, which come in order. TRUE if it went
 * through all of them. */
static gboolean
follow_headers(int socket, GPtrArray *messages, guint n)
{
    ReaderFrame frame;
    while (reader_wire_receive(socket, &frame, NULL, 0)) {
        g_autoptr(GBytes) payload = reader_wire_receive_payload(socket, &frame);
        if (payload == NULL || frame.kind != READER_FRAME_ANSWERS)
            return payload != NULL && frame.kind == READER_FRAME_DONE &&
                   messages->len == n;
        take_answers(payload, messages, n);
    }
    return FALSE;
}

static void
free_message(gpointer message)
{
    message_free(message);
}

/* Reads on from where `messages` ends, with one child; `careful`: a fresh one
 * that answers each block at once, so that the first without an answer is the
 * one that ended it. FALSE with an error where no child is to be had. */
static gboolean
read_some(Reader *reader, GPtrArray *headers, GPtrArray *messages,
          gboolean careful, GError **error)
{
    guint before = messages->len;
    int fd = pack_headers(headers, before, error);
    if (fd < 0)
        return FALSE;
    ReaderWorker *worker =
        reader_process_begin(reader->process,
                             (ReaderRequest){.kind = READER_FRAME_HEADERS,
                                             .index = careful ? 1 : BATCH,
                                             .input = fd,
                                             .fresh = careful},
                             error);
    close(fd);
    if (worker == NULL)
        return FALSE;
    gboolean done = follow_headers(worker->socket, messages, headers->len);
    reader_process_end(reader->process, worker, done);
    if (!done && careful && messages->len == before)
        g_ptr_array_add(messages, NULL);
    return TRUE;
}

GPtrArray *
reader_read_headers(Reader *reader, GPtrArray *headers, GError **error)
{
    g_autoptr(GPtrArray) messages =
        g_ptr_array_new_with_free_func(free_message);
    gboolean careful = FALSE;
    while (messages->len < headers->len) {
        if (!read_some(reader, headers, messages, careful, error))
            return NULL;
        careful = TRUE;
    }
    return g_steal_pointer(&messages);
}
