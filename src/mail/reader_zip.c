#include "mail/reader_zip.h"

#include "base/text.h"
#include "mail/reader_archive.h"
#include "mail/reader_office.h"
#include "mail/reader_type.h"

#include <string.h>

#define NAME_CHARS 5000

typedef struct {
    ReaderSource source; /* of the entry */
    gint64 left;         /* bytes the archive may still give */
    gboolean is_bomb;
} LimitedSource;

static gboolean
next_limited(gpointer data, const char **bytes, gsize *length)
{
    LimitedSource *limited = data;
    if (limited->left <= 0) {
        limited->is_bomb = TRUE;
        return FALSE;
    }
    if (!limited->source.next(limited->source.data, bytes, length))
        return FALSE;
    limited->left -= (gint64)*length;
    return TRUE;
}

/* What systems leave in archives on their own. */
static gboolean
is_litter(const char *path, const char *name)
{
    return g_str_has_prefix(path, "__MACOSX/") ||
           strcmp(name, ".DS_Store") == 0 ||
           g_ascii_strcasecmp(name, "Thumbs.db") == 0 ||
           g_ascii_strcasecmp(name, "desktop.ini") == 0;
}

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *backslash = strrchr(name, '\\');
    return backslash == NULL ? name : backslash + 1;
}

static MessagePart *
describe_entry(const MessagePart *archive, const char *name)
{
    MessagePart *part = message_part_new();
    part->label = text_label(name, NAME_CHARS);
    part->type = g_strdup("application/octet-stream");
    part->message = archive->message;
    g_free(part->container);
    part->container = g_strdup("zip");
    return part;
}

/* FALSE where the archive turned out to be a bomb. */
static gboolean
take_entry(ReaderTask *task, ReaderArchive *archive, MessagePart *part,
           gint64 *left)
{
    if (reader_archive_is_encrypted(archive)) {
        part->state = PART_ENCRYPTED;
        return TRUE;
    }
    LimitedSource limited = {.source = reader_archive_source(archive),
                             .left = *left};
    reader_task_store(task, part, (ReaderSource){next_limited, &limited});
    *left = limited.left;
    gboolean is_broken = reader_archive_is_broken(archive);
    if (is_broken || limited.is_bomb) {
        part->state = is_broken ? PART_DAMAGED : PART_TOO_LARGE;
        g_clear_pointer(&part->file, g_free);
    }
    return !limited.is_bomb;
}

static void
read_entries(ReaderTask *task, MessagePart *part, int fd, ReaderAddPart add,
             gpointer data)
{
    g_autoptr(ReaderArchive) archive = reader_archive_open(fd);
    gint64 left = MAX(READER_MAX_EASY_BYTES, part->size * READER_MAX_RATIO);
    guint n = 0;
    while (reader_archive_next(archive)) {
        const char *path = reader_archive_name(archive);
        const char *name = base_name(path);
        if (is_litter(path, name))
            continue;
        if (n++ == READER_MAX_ENTRIES) {
            part->state = PART_TOO_LARGE;
            return;
        }
        MessagePart *entry = describe_entry(part, name);
        gboolean goes_on = take_entry(task, archive, entry, &left);
        add(task, entry, data);
        if (!goes_on || task->bytes_left < 0) {
            part->state = PART_TOO_LARGE;
            return;
        }
    }
    if (reader_archive_is_broken(archive))
        part->state = PART_DAMAGED;
}

static gboolean
is_archive(const MessagePart *part)
{
    static const char *const zip[] = {"zip", "dat"};
    static const char *const types[] = {
        "application/zip", "application/x-zip-compressed", "application/x-zip"};
    if (reader_type_has_extension(part->label, zip, G_N_ELEMENTS(zip)) ||
        part->label == NULL)
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_strcmp0(part->type, types[i]) == 0)
            return TRUE;
    return FALSE;
}

/* A name that promises an office document. */
static gboolean
claims_office(const MessagePart *part)
{
    static const char *const office[] = {"docx", "odt", "xlsx", "ods",
                                         "pptx", "odp", "dotx", "ott"};
    return reader_type_has_extension(part->label, office, G_N_ELEMENTS(office));
}

static void
read_office(ReaderTask *task, MessagePart *part, int fd,
            const ReaderOffice *office)
{
    g_free(part->detected);
    part->detected = g_strdup(office->type);
    if (office->has_macros)
        part->state = PART_REFUSED;
    else if (office->is_encrypted)
        part->state = PART_ENCRYPTED;
    else if (office->kind != READER_OFFICE_OTHER)
        reader_office_read(task, part, fd, office->kind);
}

void
reader_zip_read(ReaderTask *task, MessagePart *part, int fd, ReaderAddPart add,
                gpointer data)
{
    ReaderOffice office = reader_office_look(fd);
    if (office.kind != READER_OFFICE_NONE)
        read_office(task, part, fd, &office);
    else if (claims_office(part))
        part->state = PART_DAMAGED;
    else if (strcmp(part->container, "zip") == 0 && is_archive(part))
        part->state = PART_REFUSED;
    else if (is_archive(part))
        read_entries(task, part, fd, add, data);
}
