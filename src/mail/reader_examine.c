#include "mail/reader_examine.h"

#include "mail/message_wire.h"
#include "mail/reader_ole.h"
#include "mail/reader_pdf.h"
#include "mail/reader_text.h"
#include "mail/reader_winmail.h"
#include "mail/reader_zip.h"

#include <string.h>

/* Where the parts found within the one under way go. */
typedef struct {
    guint next;
    gboolean is_gone; /* the daemon does not listen any more */
} Insertion;

static gboolean
report_part(ReaderTask *task, ReaderFrameKind kind, guint index)
{
    g_autoptr(GBytes) bytes =
        message_part_to_bytes(task->message->parts->pdata[index]);
    return reader_wire_send(task->socket, kind, index, bytes);
}

static void
insert_part(ReaderTask *task, MessagePart *part, gpointer data)
{
    Insertion *insertion = data;
    if (!reader_task_insert_part(task, part, insertion->next))
        return;
    if (!report_part(task, READER_FRAME_INSERT, insertion->next))
        insertion->is_gone = TRUE;
    insertion->next++;
}

/* Out of an archive itself: what it packs again is not opened. */
static gboolean
is_packed(const MessagePart *part)
{
    return strcmp(part->container, "zip") == 0 ||
           strcmp(part->container, "winmail") == 0;
}

static void
examine(ReaderTask *task, MessagePart *part, Insertion *insertion)
{
    int fd = reader_task_file(task, part);
    const char *type = part->detected == NULL ? "" : part->detected;
    if (fd < 0)
        return;
    if (strcmp(type, "application/pdf") == 0)
        reader_pdf_read(task, part, fd);
    else if (strcmp(type, "text/plain") == 0)
        reader_text_read(task, part, fd);
    else if (strcmp(type, "application/zip") == 0)
        reader_zip_read(task, part, fd, insert_part, insertion);
    else if (strcmp(type, "application/x-ole-storage") == 0)
        reader_ole_read(part, fd);
    else if (strcmp(type, "application/vnd.ms-tnef") == 0 && is_packed(part))
        part->state = PART_REFUSED;
    else if (strcmp(type, "application/vnd.ms-tnef") == 0)
        reader_winmail_read(task, part, fd, insert_part, insertion);
}

/* What cannot be used or was unpacked is not kept as a file. */
static void
drop_file(MessagePart *part, gboolean was_unpacked)
{
    if (part->state != PART_READABLE || was_unpacked)
        g_clear_pointer(&part->file, g_free);
}

gboolean
reader_examine_parts(ReaderTask *task, guint index)
{
    GPtrArray *parts = task->message->parts;
    for (guint i = index; i < parts->len; i++) {
        MessagePart *part = parts->pdata[i];
        Insertion insertion = {.next = i + 1};
        if (part->state == PART_READABLE)
            examine(task, part, &insertion);
        drop_file(part, insertion.next > i + 1);
        if (insertion.is_gone || !report_part(task, READER_FRAME_REPLACE, i))
            return FALSE;
    }
    return TRUE;
}
