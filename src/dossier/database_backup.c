/* A copy of the index while the daemon writes (sqlite.org/backup.html). */
#include "base/file.h"
#include "dossier/database_sqlite.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* Between two steps the writer gets its turn. */
#define PAGES_A_STEP 1024
#define PAUSE_MICROSECONDS 20000

static gboolean
fail(sqlite3 *target, const char *path, GError **error)
{
    g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_FULL, "%s: %s", path,
                sqlite3_errmsg(target));
    return FALSE;
}

/* A change by the daemon makes the copy begin again; the last steps of a small
 * index are taken at once, so that it ends. */
static gboolean
copy_pages(Database *database, sqlite3 *target, const char *path,
           DatabaseProgress progress, gpointer data, GError **error)
{
    DATABASE_LOCK(database);
    sqlite3_backup *backup =
        sqlite3_backup_init(target, "main", database_handle(database), "main");
    if (!backup)
        return fail(target, path, error);
    int result = SQLITE_OK;
    while (result == SQLITE_OK || result == SQLITE_BUSY ||
           result == SQLITE_LOCKED) {
        result = sqlite3_backup_step(backup, PAGES_A_STEP);
        progress(data,
                 sqlite3_backup_pagecount(backup) -
                     sqlite3_backup_remaining(backup),
                 sqlite3_backup_pagecount(backup));
        if (result == SQLITE_BUSY || result == SQLITE_LOCKED)
            g_usleep(PAUSE_MICROSECONDS);
    }
    sqlite3_backup_finish(backup);
    return result == SQLITE_DONE || fail(target, path, error);
}

static gboolean
copy_to(Database *database, const char *path, DatabaseProgress progress,
        gpointer data, GError **error)
{
    sqlite3 *target = NULL;
    gboolean copied = FALSE;
    if (sqlite3_open_v2(path, &target,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW,
                        NULL) != SQLITE_OK)
        fail(target, path, error);
    else
        copied = copy_pages(database, target, path, progress, data, error);
    sqlite3_close(target);
    return copied;
}

static gboolean
make_durable(int fd, const char *temporary, const char *folder,
             const char *path, GError **error)
{
    return file_sync(fd, temporary, error) &&
           file_rename(temporary, path, error) &&
           file_sync_folder(folder, error);
}

gboolean
database_backup(Database *database, const char *path, DatabaseProgress progress,
                gpointer data, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = NULL;
    int fd = file_create_temporary(folder, &temporary, error);
    if (fd < 0)
        return FALSE;
    gboolean done = copy_to(database, temporary, progress, data, error) &&
                    make_durable(fd, temporary, folder, path, error);
    close(fd);
    if (!done)
        g_unlink(temporary);
    return done;
}
