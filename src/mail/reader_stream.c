#include "mail/reader_stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (32 * 1024) /* an instance is below 64 kB */

typedef struct {
    GMimeStreamFs parent;
    gint64 start; /* of the buffer, in the file */
    gsize length;
    char buffer[BUFFER_BYTES];
} ReaderStream;

typedef struct {
    GMimeStreamFsClass parent;
} ReaderStreamClass;

static GType reader_stream_get_type(void);
G_DEFINE_TYPE(ReaderStream, reader_stream, GMIME_TYPE_STREAM_FS)

/* Fills the buffer from `position`; -1 on error, 0 at the end. */
static ssize_t
fill(ReaderStream *self, int fd, gint64 position)
{
    ssize_t got;
    do
        got = pread(fd, self->buffer, BUFFER_BYTES, position);
    while (got < 0 && errno == EINTR);
    self->start = position;
    self->length = got > 0 ? (gsize)got : 0;
    return got;
}

static ssize_t
stream_read(GMimeStream *stream, char *out, size_t length)
{
    ReaderStream *self = (ReaderStream *)stream;
    GMimeStreamFs *file = GMIME_STREAM_FS(stream);
    gint64 offset = stream->position - self->start;
    if (offset < 0 || offset >= (gint64)self->length) {
        ssize_t got = fill(self, file->fd, stream->position);
        file->eos = got == 0;
        if (got <= 0)
            return got;
        offset = 0;
    }
    gsize n = MIN(length, self->length - (gsize)offset);
    memcpy(out, self->buffer + offset, n);
    stream->position += (gint64)n;
    return (ssize_t)n;
}

static void
reader_stream_init(ReaderStream *self)
{
    self->length = 0;
}

static void
reader_stream_class_init(ReaderStreamClass *class)
{
    GMIME_STREAM_CLASS(class)->read = stream_read;
}

GMimeStream *
reader_stream_new(int fd)
{
    GMimeStream *stream = g_object_new(reader_stream_get_type(), NULL);
    GMimeStreamFs *file = GMIME_STREAM_FS(stream);
    g_mime_stream_construct(stream, 0, -1);
    file->owner = TRUE;
    file->fd = fd;
    return stream;
}
