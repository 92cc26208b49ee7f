#include "mail/reader_archive.h"

#include "mail/reader_charset.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES (32 * 1024)

struct ReaderArchive {
    struct archive *archive;
    struct archive_entry *entry; /* owned by the archive */
    char *name;
    gboolean is_broken;
    char block[BLOCK_BYTES];
};

ReaderArchive *
reader_archive_open(int fd)
{
    ReaderArchive *archive = g_new0(ReaderArchive, 1);
    archive->archive = archive_read_new();
    archive_read_support_format_zip(archive->archive);
    archive->is_broken =
        lseek(fd, 0, SEEK_SET) != 0 ||
        archive_read_open_fd(archive->archive, fd, BLOCK_BYTES) != ARCHIVE_OK;
    return archive;
}

void
reader_archive_close(ReaderArchive *archive)
{
    if (archive == NULL)
        return;
    archive_read_free(archive->archive);
    g_free(archive->name);
    g_free(archive);
}

static void
take_name(ReaderArchive *archive)
{
    const char *raw = archive_entry_pathname(archive->entry);
    g_clear_pointer(&archive->name, g_free);
    if (raw == NULL)
        archive->name = g_strdup("");
    else if (g_utf8_validate(raw, -1, NULL))
        archive->name = g_strdup(raw);
    else
        archive->name = reader_charset_decode("CP850", raw, strlen(raw));
}

gboolean
reader_archive_next(ReaderArchive *archive)
{
    while (!archive->is_broken) {
        int code = archive_read_next_header(archive->archive, &archive->entry);
        if (code == ARCHIVE_EOF)
            return FALSE;
        archive->is_broken = code < ARCHIVE_WARN;
        if (!archive->is_broken &&
            archive_entry_filetype(archive->entry) == AE_IFREG) {
            take_name(archive);
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
reader_archive_is_broken(const ReaderArchive *archive)
{
    return archive->is_broken;
}

const char *
reader_archive_name(const ReaderArchive *archive)
{
    return archive->name;
}

gboolean
reader_archive_is_encrypted(const ReaderArchive *archive)
{
    return archive_entry_is_encrypted(archive->entry) != 0;
}

static gboolean
next_run(gpointer data, const char **bytes, gsize *length)
{
    ReaderArchive *archive = data;
    la_ssize_t got =
        archive_read_data(archive->archive, archive->block, BLOCK_BYTES);
    archive->is_broken = got < 0;
    *bytes = archive->block;
    *length = got > 0 ? (gsize)got : 0;
    return got > 0;
}

ReaderSource
reader_archive_source(ReaderArchive *archive)
{
    return (ReaderSource){next_run, archive};
}
