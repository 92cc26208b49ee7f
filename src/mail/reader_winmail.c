#include "mail/reader_winmail.h"

#include "base/text.h"
#include "mail/reader_charset.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <ytnef.h>

/* libytnef copies every attachment: as much again as the file. */
#define MAX_WINMAIL_BYTES (12 * 1024 * 1024)
#define MAX_ATTACHMENTS 200
#define NAME_CHARS 5000
/* MS-OXPROPS: PidTagAttachLongFilename, PidTagAttachMimeTag. */
#define LONG_FILENAME 0x3707
#define MIME_TAG 0x370E

typedef struct {
    const char *bytes;
    gsize length;
} Memory;

static gboolean
next_memory(gpointer data, const char **bytes, gsize *length)
{
    Memory *memory = data;
    *bytes = memory->bytes;
    *length = memory->length;
    memory->length = 0;
    return *length > 0;
}

/* A text property, in whichever form it was written; NULL if none. */
static char *
text_property(Attachment *attachment, DWORD id)
{
    static const DWORD types[] = {PT_UNICODE, PT_STRING8};
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
        variableLength *value =
            MAPIFindProperty(&attachment->MAPI, PROP_TAG(types[i], id));
        if (value == MAPI_UNDEFINED || value->data == NULL || value->size <= 0)
            continue;
        gsize length = strnlen((const char *)value->data, (gsize)value->size);
        return text_from_bytes((const char *)value->data, (gssize)length);
    }
    return NULL;
}

static char *
attachment_name(Attachment *attachment)
{
    g_autofree char *name = text_property(attachment, LONG_FILENAME);
    const variableLength *title = &attachment->Title;
    if (name == NULL && title->data != NULL && title->size > 0)
        name = text_from_bytes(
            (const char *)title->data,
            (gssize)strnlen((const char *)title->data, (gsize)title->size));
    return text_label(name, NAME_CHARS);
}

static void
add_attachment(ReaderTask *task, const MessagePart *winmail,
               Attachment *attachment, ReaderAddPart add, gpointer data)
{
    if (attachment->FileData.data == NULL || attachment->FileData.size <= 0)
        return;
    MessagePart *part = message_part_new();
    g_autofree char *type = text_property(attachment, MIME_TAG);
    part->label = attachment_name(attachment);
    part->type = type != NULL ? g_ascii_strdown(type, -1)
                              : g_strdup("application/octet-stream");
    part->message = winmail->message;
    g_free(part->container);
    part->container = g_strdup("winmail");
    Memory memory = {(const char *)attachment->FileData.data,
                     (gsize)attachment->FileData.size};
    reader_task_store(task, part, (ReaderSource){next_memory, &memory});
    add(task, part, data);
}

static gboolean
read_attachments(ReaderTask *task, const MessagePart *part, BYTE *bytes,
                 ReaderAddPart add, gpointer data)
{
    TNEFStruct tnef;
    TNEFInitialize(&tnef);
    gboolean good = TNEFParseMemory(bytes, (long)part->size, &tnef) >= 0;
    Attachment *attachment = tnef.starting_attach.next;
    for (guint i = 0; good && attachment != NULL && i < MAX_ATTACHMENTS; i++) {
        add_attachment(task, part, attachment, add, data);
        attachment = attachment->next;
    }
    TNEFFree(&tnef);
    return good;
}

void
reader_winmail_read(ReaderTask *task, MessagePart *part, int fd,
                    ReaderAddPart add, gpointer data)
{
    if (part->size > MAX_WINMAIL_BYTES) {
        part->state = PART_TOO_LARGE;
        return;
    }
    gsize size = (gsize)part->size;
    BYTE *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED || !read_attachments(task, part, bytes, add, data))
        part->state = PART_DAMAGED;
    if (bytes != MAP_FAILED)
        munmap(bytes, size);
}
