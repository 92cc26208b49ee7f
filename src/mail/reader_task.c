#include "mail/reader_task.h"

#include "base/file.h"
#include "base/text.h"
#include "mail/reader.h"
#include "mail/reader_identity.h"
#include "mail/reader_type.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <unistd.h>

#define LABEL_CHARS 200

static void
close_file(gpointer data)
{
    close(*(int *)data);
}

ReaderTask *
reader_task_new(int socket)
{
    ReaderTask *task = g_new0(ReaderTask, 1);
    task->socket = socket;
    task->message = message_new();
    task->files = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_set_clear_func(task->files, close_file);
    task->bytes_left = READER_MAX_DECODED_BYTES;
    task->body_left = READER_MAX_BODY_TEXT;
    task->texts_left = READER_MAX_TEXTS;
    return task;
}

void
reader_task_free(ReaderTask *task)
{
    if (task == NULL)
        return;
    message_free(task->message);
    g_array_unref(task->files);
    g_free(task);
}

int
reader_task_new_file(ReaderTask *task, MessagePart *part)
{
    if (task->storage_errno != 0 || task->files->len >= READER_MAX_FILES)
        return -1;
    ReaderFrame frame;
    int fd = -1;
    if (!reader_wire_send(task->socket, READER_FRAME_NEED_FILE, 0, NULL) ||
        !reader_wire_receive(task->socket, &frame, &fd, 1) || fd < 0) {
        task->storage_errno = EIO;
        return -1;
    }
    part->file = g_strdup_printf("%u", frame.index);
    g_array_append_val(task->files, fd);
    return fd;
}

int
reader_task_file(const ReaderTask *task, const MessagePart *part)
{
    if (part->file == NULL)
        return -1;
    gsize number = strtoul(part->file, NULL, 10);
    return number < task->files->len ? g_array_index(task->files, int, number)
                                     : -1;
}

static gboolean
write_all(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return FALSE;
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

/* The first bytes decide what it is and whether it is kept. */
static int
begin_part(ReaderTask *task, MessagePart *part, const char *bytes, gsize length)
{
    g_free(part->detected);
    part->detected = g_strdup(reader_type_detect(bytes, length));
    if (part->state == PART_READABLE)
        part->state =
            reader_type_judge(part->label, part->type, part->detected);
    if (part->state != PART_READABLE)
        return -1;
    int fd = reader_task_new_file(task, part);
    if (fd < 0)
        part->state = PART_TOO_LARGE;
    return fd;
}

static void
drop_file(MessagePart *part)
{
    g_clear_pointer(&part->file, g_free);
}

void
reader_task_store(ReaderTask *task, MessagePart *part, ReaderSource source)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    const char *bytes = NULL;
    gsize length = 0;
    int fd = -1;
    while (source.next(source.data, &bytes, &length)) {
        if (length == 0)
            continue;
        if (part->size == 0)
            fd = begin_part(task, part, bytes, length);
        part->size += (gint64)length;
        task->bytes_left -= (gint64)length;
        if (task->bytes_left < 0) {
            part->state = PART_TOO_LARGE;
            break;
        }
        sha256_update(&sha, length, (const guint8 *)bytes);
        if (fd >= 0 && !write_all(fd, bytes, length)) {
            task->storage_errno = errno;
            break;
        }
    }
    if (part->size == 0 && part->state == PART_READABLE)
        part->state = PART_EMPTY;
    if (part->state != PART_READABLE)
        drop_file(part);
    guint8 digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sha, sizeof digest, digest);
    g_free(part->sha256);
    part->sha256 = file_digest_hex(digest);
}

gboolean
reader_task_insert_part(ReaderTask *task, MessagePart *part, guint index)
{
    if (task->message->parts->len >= READER_MAX_PARTS) {
        message_part_free(part);
        return FALSE;
    }
    /* Judged in full, so that no length hides what it ends in. */
    char *label =
        part->label == NULL ? NULL : text_label(part->label, LABEL_CHARS);
    g_free(part->label);
    part->label = label;
    g_ptr_array_insert(task->message->parts, (int)index, part);
    return TRUE;
}
