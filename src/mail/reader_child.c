#include "mail/reader_child.h"

#include "mail/message_wire.h"
#include "mail/reader_examine.h"
#include "mail/reader_fields.h"
#include "mail/reader_parse.h"
#include "mail/reader_sandbox.h"
#include "mail/reader_scan.h"
#include "mail/reader_wire.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static gboolean
send_message(int socket, const Message *message)
{
    g_autoptr(GBytes) bytes = message_to_bytes(message);
    return reader_wire_send(socket, READER_FRAME_MESSAGE, 0, bytes);
}

static gboolean
finish(const ReaderTask *task)
{
    return task->storage_errno != 0
               ? reader_wire_send(task->socket, READER_FRAME_STORAGE,
                                  (guint32)task->storage_errno, NULL)
               : reader_wire_send(task->socket, READER_FRAME_DONE, 0, NULL);
}

/* The message is sent before its pieces are examined, so that a piece that
 * ends this process does not take the rest along. */
static gboolean
read_mail(ReaderTask *task, int input)
{
    gint64 size = 0;
    ReaderCap cap = reader_parse_prescan(input, &size);
    if (cap != READER_CAP_NONE)
        return reader_wire_send(task->socket, READER_FRAME_UNREADABLE, cap,
                                NULL);
    reader_parse_mail(task, input);
    task->message->size = size;
    if (task->storage_errno == 0 &&
        (!send_message(task->socket, task->message) ||
         !reader_examine_parts(task, 0)))
        return FALSE;
    return finish(task);
}

static gboolean
examine_document(ReaderTask *task, int input)
{
    ReaderFrame frame;
    if (!reader_wire_receive(task->socket, &frame, NULL, 0))
        return FALSE;
    g_autoptr(GBytes) bytes = reader_wire_receive_payload(task->socket, &frame);
    MessagePart *part =
        bytes == NULL ? NULL : message_part_from_bytes(bytes, NULL);
    if (part == NULL)
        return FALSE;
    int copy = dup(input);
    g_array_append_val(task->files, copy);
    g_free(part->file);
    part->file = g_strdup("0");
    g_ptr_array_add(task->message->parts, part);
    return reader_examine_parts(task, 0) && finish(task);
}

/* NULL beyond a cap. */
static Message *
read_header(const char *bytes, gsize length)
{
    g_autoptr(ReaderScan) scan = reader_scan_new();
    if (reader_scan_add(scan, bytes, length) != READER_CAP_NONE ||
        reader_scan_finish(scan) != READER_CAP_NONE)
        return NULL;
    return reader_fields_parse(bytes, length);
}

static void
add_answer(GByteArray *answers, const Message *message)
{
    g_autoptr(GBytes) bytes =
        message == NULL ? NULL : message_to_bytes(message);
    gsize size = 0;
    const guint8 *data = bytes == NULL ? NULL : g_bytes_get_data(bytes, &size);
    guint32 length = (guint32)size;
    g_byte_array_append(answers, (const guint8 *)&length, sizeof length);
    if (length > 0)
        g_byte_array_append(answers, data, length);
}

static gboolean
send_answers(int socket, GByteArray *answers)
{
    g_autoptr(GBytes) bytes = g_bytes_new(answers->data, answers->len);
    g_byte_array_set_size(answers, 0);
    return reader_wire_send(socket, READER_FRAME_ANSWERS, 0, bytes);
}

/* Input: a 32-bit length and that many bytes for each header block. */
static gboolean
read_headers(ReaderTask *task, int input, guint32 batch)
{
    g_autoptr(GByteArray) answers = g_byte_array_new();
    guint32 length, n = 0;
    while (read(input, &length, sizeof length) == sizeof length) {
        g_autofree char *bytes = g_malloc((gsize)length + 1);
        if (read(input, bytes, length) != (ssize_t)length)
            return FALSE;
        g_autoptr(Message) message = read_header(bytes, length);
        add_answer(answers, message);
        if (++n % batch == 0 && !send_answers(task->socket, answers))
            return FALSE;
    }
    return send_answers(task->socket, answers) && finish(task);
}

static gboolean
answer(const ReaderFrame *frame, int input, int socket)
{
    g_autoptr(ReaderTask) task = reader_task_new(socket);
    if (!reader_wire_send(socket, READER_FRAME_HELLO, 0, NULL))
        return FALSE;
    if (frame->kind == READER_FRAME_READ)
        return read_mail(task, input);
    if (frame->kind == READER_FRAME_HEADERS)
        return read_headers(task, input, MAX(frame->index, 1));
    return frame->kind == READER_FRAME_EXAMINE && examine_document(task, input);
}

/* The limit on CPU time counts for the whole life: whoever has used some of
 * it makes room for a fresh child, so that each mail can have nearly all. */
static gboolean
is_worn(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) != 0 ||
           usage.ru_utime.tv_sec + usage.ru_stime.tv_sec >= READER_WORN_SECONDS;
}

void
reader_child_run(int socket)
{
    ReaderFrame frame;
    int input;
    gboolean good = TRUE;
    while (good && reader_wire_receive(socket, &frame, &input, 1)) {
        good = input >= 0 && answer(&frame, input, socket) && !is_worn();
        if (input >= 0)
            close(input);
    }
}
