#include "mail/reader_examine.h"

#include "mail/message_wire.h"

static gboolean
report_part(ReaderTask *task, ReaderFrameKind kind, guint index)
{
    g_autoptr(GBytes) bytes =
        message_part_to_bytes(task->message->parts->pdata[index]);
    return reader_wire_send(task->socket, kind, index, bytes);
}

gboolean
reader_examine_parts(ReaderTask *task, guint index)
{
    for (guint i = index; i < task->message->parts->len; i++)
        if (!report_part(task, READER_FRAME_REPLACE, i))
            return FALSE;
    return TRUE;
}
