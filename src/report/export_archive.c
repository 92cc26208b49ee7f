#include "report/export_archive.h"

#include "base/file.h"
#include "base/text.h"
#include "report/export.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_BYTES 100

struct ExportArchive {
    struct archive *zip;
    GHashTable *names; /* entries written so far, case folded */
    char *path, *temporary;
    int fd;
};

static gboolean
fail(ExportArchive *archive, GError **error)
{
    const char *reason = archive_error_string(archive->zip);
    g_set_error(error, EXPORT_ERROR, EXPORT_ERROR_ARCHIVE, "%s: %s",
                archive->path, reason != NULL ? reason : "cannot be written");
    return FALSE;
}

ExportArchive *
export_archive_open(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = NULL;
    int fd = file_create_temporary(folder, &temporary, error);
    if (fd < 0)
        return NULL;
    g_autoptr(ExportArchive) archive = g_new0(ExportArchive, 1);
    archive->fd = fd;
    archive->path = g_strdup(path);
    archive->temporary = g_steal_pointer(&temporary);
    archive->names =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    archive->zip = archive_write_new();
    /* The flag that names are UTF-8 (APPNOTE 6.3.10, appendix D). */
    if (archive_write_set_format_zip(archive->zip) != ARCHIVE_OK ||
        archive_write_set_options(archive->zip, "zip:hdrcharset=UTF-8") !=
            ARCHIVE_OK ||
        archive_write_open_fd(archive->zip, fd) != ARCHIVE_OK) {
        fail(archive, error);
        return NULL;
    }
    return g_steal_pointer(&archive);
}

void
export_archive_free(ExportArchive *archive)
{
    if (archive == NULL)
        return;
    if (archive->zip != NULL)
        archive_write_free(archive->zip);
    if (archive->temporary != NULL)
        g_unlink(archive->temporary);
    close(archive->fd);
    g_hash_table_unref(archive->names);
    g_free(archive->path);
    g_free(archive->temporary);
    g_free(archive);
}

char *
export_archive_name(const char *text)
{
    return text_file_name(text, NAME_BYTES);
}

/* Windows does not tell "CV.pdf" from "cv.pdf". */
static char *
choose_name(ExportArchive *archive, const char *name)
{
    const char *base = strrchr(name, '/');
    const char *dot = strrchr(base != NULL ? base : name, '.');
    gsize stem = dot != NULL ? (gsize)(dot - name) : strlen(name);
    g_autofree char *chosen = g_strdup(name);
    for (guint number = 2;; number++) {
        char *folded = g_utf8_casefold(chosen, -1);
        if (g_hash_table_add(archive->names, folded))
            return g_steal_pointer(&chosen);
        g_free(chosen);
        chosen = g_strdup_printf("%.*s (%u)%s", (int)stem, name, number,
                                 name + stem);
    }
}

/* `size` -1: not known before the end. */
static gboolean
write_header(ExportArchive *archive, const char *name, gint64 size,
             gint64 changed_at, GError **error)
{
    g_autofree char *chosen = choose_name(archive, name);
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, chosen);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_mtime(entry, changed_at, 0);
    if (size >= 0)
        archive_entry_set_size(entry, size);
    int code = archive_write_header(archive->zip, entry);
    archive_entry_free(entry);
    /* A warning is about a name that this locale cannot show; the archive
     * holds it in UTF-8 all the same. */
    return code >= ARCHIVE_WARN || fail(archive, error);
}

gboolean
export_archive_begin(ExportArchive *archive, const char *name,
                     gint64 changed_at, GError **error)
{
    return write_header(archive, name, -1, changed_at, error);
}

gboolean
export_archive_write(gpointer data, const char *bytes, gsize length,
                     GError **error)
{
    ExportArchive *archive = data;
    while (length > 0) {
        la_ssize_t n = archive_write_data(archive->zip, bytes, length);
        if (n <= 0)
            return fail(archive, error);
        bytes += n;
        length -= (gsize)n;
    }
    return TRUE;
}

static gboolean
fail_file(const char *file, int saved, GError **error)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(saved),
                "%s: %s", file, g_strerror(saved));
    return FALSE;
}

static gboolean
copy_content(ExportArchive *archive, int fd, const char *file, GError **error)
{
    char buffer[64 * 1024];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof buffer)) > 0) {
        if (!export_archive_write(archive, buffer, (gsize)n, error))
            return FALSE;
    }
    return n == 0 || fail_file(file, errno, error);
}

gboolean
export_archive_add_file(ExportArchive *archive, const char *name,
                        const char *file, gint64 changed_at, GError **error)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return fail_file(file, errno, error);
    struct stat status;
    gboolean done = FALSE;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        fail_file(file, EINVAL, error);
    else
        done = write_header(archive, name, status.st_size, changed_at, error) &&
               copy_content(archive, fd, file, error);
    close(fd);
    return done;
}

gboolean
export_archive_finish(ExportArchive *archive, GError **error)
{
    if (archive_write_close(archive->zip) != ARCHIVE_OK)
        return fail(archive, error);
    archive_write_free(g_steal_pointer(&archive->zip));
    if (!file_sync(archive->fd, archive->temporary, error) ||
        !file_rename(archive->temporary, archive->path, error))
        return FALSE;
    g_clear_pointer(&archive->temporary, g_free);
    return TRUE;
}
