#include "mail/reader_ole.h"

#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES (64 * 1024)
#define MAX_MARK_BYTES 64

/* Names of streams and storages, as the directory holds them: UTF-16. */
typedef struct {
    const char *name;
    PartState state;
    const char *type; /* NULL: tells nothing */
} OleMark;

static const OleMark marks[] = {
    {"WordDocument", PART_READABLE, "application/msword"},
    {"Workbook", PART_READABLE, "application/vnd.ms-excel"},
    {"PowerPoint Document", PART_READABLE, "application/vnd.ms-powerpoint"},
    {"__substg1.0_", PART_READABLE, "application/vnd.ms-outlook"},
    {"EncryptedPackage", PART_ENCRYPTED, NULL},
    {"_VBA_PROJECT", PART_REFUSED, NULL},
};

static gsize
to_utf16(const char *name, char *wide)
{
    gsize n = strlen(name);
    for (gsize i = 0; i < n; i++) {
        wide[2 * i] = name[i];
        wide[2 * i + 1] = '\0';
    }
    return 2 * n;
}

static void
take_marks(MessagePart *part, const char *bytes, gsize length)
{
    char wide[MAX_MARK_BYTES];
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        gsize n = to_utf16(marks[i].name, wide);
        if (memmem(bytes, length, wide, n) == NULL)
            continue;
        /* The worst of what is found stands. */
        if (marks[i].state != PART_READABLE && part->state != PART_REFUSED)
            part->state = marks[i].state;
        if (marks[i].type != NULL) {
            g_free(part->detected);
            part->detected = g_strdup(marks[i].type);
        }
    }
}

/* The bit fEncrypted in the header of a Word document (MS-DOC 2.5.2), whose
 * stream begins in the first sector as a rule. */
static gboolean
is_encrypted_word(const char *bytes, gsize length)
{
    return length > 524 && memcmp(bytes + 512, "\xEC\xA5", 2) == 0 &&
           (bytes[523] & 0x01) != 0;
}

void
reader_ole_read(MessagePart *part, int fd)
{
    g_autofree char *block = g_malloc(BLOCK_BYTES);
    gint64 at = 0;
    ssize_t got;
    while ((got = pread(fd, block, BLOCK_BYTES, at)) > MAX_MARK_BYTES) {
        if (at == 0 && is_encrypted_word(block, (gsize)got))
            part->state = PART_ENCRYPTED;
        take_marks(part, block, (gsize)got);
        /* A name may lie across two blocks. */
        at += got - MAX_MARK_BYTES;
        if (got < BLOCK_BYTES)
            break;
    }
}
