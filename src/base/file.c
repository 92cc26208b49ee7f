#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of free names tried for a hard link that replaces another. */
#define LINK_ATTEMPTS 100
#define FOLDER_MODE 0700

/* Sets `error` from errno as it stands; FALSE, to be returned. */
static gboolean
fail(GError **error, const char *action, const char *path)
{
    int code = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code),
                "%s: cannot %s: %s", path, action, g_strerror(code));
    return FALSE;
}

guint
file_folder_mode(guint mode)
{
    return FOLDER_MODE | (mode & 0044) | ((mode & 0044) >> 2);
}

gboolean
file_set_mode(const char *path, guint mode, GError **error)
{
    return fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW) == 0
               ? TRUE
               : fail(error, "change the mode of", path);
}

/* `touched` NULL: durable at once. */
static gboolean
make_one_folder(const char *path, guint mode, GHashTable *touched,
                GError **error)
{
    if (mkdir(path, FOLDER_MODE) == 0) {
        if (mode != FOLDER_MODE && !file_set_mode(path, mode, error))
            return FALSE;
        g_autofree char *parent = g_path_get_dirname(path);
        if (!touched)
            return file_sync_folder(parent, error);
        g_hash_table_add(touched, g_steal_pointer(&parent));
        return TRUE;
    }
    /* Somebody else may have made it in the meantime. */
    return errno == EEXIST ? TRUE : fail(error, "create folder", path);
}

/* `path` may be a link to a folder here: only the last component must not. */
static gboolean
make_parents(const char *path, guint mode, GHashTable *touched, GError **error)
{
    struct stat info;
    if (stat(path, &info) == 0)
        return TRUE;
    g_autofree char *parent = g_path_get_dirname(path);
    if (!g_str_equal(parent, path) &&
        !make_parents(parent, mode, touched, error))
        return FALSE;
    return make_one_folder(path, mode, touched, error);
}

static gboolean
make_folder(const char *path, guint mode, GHashTable *touched, GError **error)
{
    g_autofree char *plain = g_canonicalize_filename(path, NULL);
    if (!make_parents(plain, mode, touched, error))
        return FALSE;
    struct stat info;
    if (lstat(plain, &info) != 0)
        return fail(error, "examine", plain);
    if (S_ISDIR(info.st_mode))
        return TRUE;
    errno = S_ISLNK(info.st_mode) ? ELOOP : ENOTDIR;
    return fail(error, "use as a folder", plain);
}

gboolean
file_make_folder(const char *path, GError **error)
{
    return make_folder(path, FOLDER_MODE, NULL, error);
}

gboolean
file_make_folder_unsynced(const char *path, guint mode, GHashTable *touched,
                          GError **error)
{
    return make_folder(path, mode, touched, error);
}

int
file_create_temporary(const char *folder, char **path, GError **error)
{
    g_autofree char *name =
        g_build_filename(folder, FILE_TEMPORARY_PREFIX "XXXXXX", NULL);
    int fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0) {
        fail(error, "create a file", folder);
        return -1;
    }
    *path = g_steal_pointer(&name);
    return fd;
}

gboolean
file_write_all(int fd, const void *data, gsize length, GError **error)
{
    const char *bytes = data;
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
            g_autofree char *target = g_file_read_link(path, NULL);
            return fail(error, "write", target ? target : path);
        }
        bytes += written;
        length -= (gsize)written;
    }
    return TRUE;
}

gboolean
file_sync(int fd, const char *path, GError **error)
{
    return fsync(fd) == 0 ? TRUE : fail(error, "sync", path);
}

static gboolean
sync_path(const char *path, int flags, const char *what, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return fail(error, what, path);
    gboolean synced = file_sync(fd, path, error);
    close(fd);
    return synced;
}

gboolean
file_sync_path(const char *path, GError **error)
{
    return sync_path(path, O_NOFOLLOW, "open", error);
}

gboolean
file_sync_folder(const char *path, GError **error)
{
    return sync_path(path, O_DIRECTORY, "open folder", error);
}

gboolean
file_sync_system(int fd, const char *path, GError **error)
{
    return syncfs(fd) == 0 ? TRUE : fail(error, "sync the disk of", path);
}

void
file_start_writing(int fd)
{
    int ignored = sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);

    (void)ignored;
}

gboolean
file_rename(const char *from, const char *to, GError **error)
{
    if (rename(from, to) == 0)
        return TRUE;
    g_autofree char *action = g_strdup_printf("rename to %s", to);
    return fail(error, action, from);
}

gboolean
file_unlink(const char *path, GError **error)
{
    if (unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR)
        return TRUE;
    return fail(error, "remove", path);
}

static gboolean
is_same_file(const char *a, const char *b)
{
    struct stat one, other;
    return lstat(a, &one) == 0 && lstat(b, &other) == 0 &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* A hard link under a free name beside `to`; NULL: errno tells why. */
static char *
link_beside(const char *from, const char *to)
{
    for (int i = 0; i < LINK_ATTEMPTS; i++) {
        g_autofree char *name = g_strdup_printf("%s.%08x", to, g_random_int());
        if (link(from, name) == 0)
            return g_steal_pointer(&name);
        if (errno != EEXIST)
            return NULL;
    }
    return NULL;
}

gboolean
file_link(const char *from, const char *to, GError **error)
{
    g_autofree char *action = g_strdup_printf("link to %s", to);
    if (link(from, to) == 0)
        return TRUE;
    if (errno != EEXIST)
        return fail(error, action, from);
    /* rename() of two links to one file does nothing and leaves both. */
    if (is_same_file(from, to))
        return TRUE;
    g_autofree char *name = link_beside(from, to);
    if (!name)
        return fail(error, action, from);
    if (file_rename(name, to, error))
        return TRUE;
    file_unlink(name, NULL);
    return FALSE;
}

gboolean
file_replace(const char *path, const void *data, gsize length, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = NULL;
    int fd = file_create_temporary(folder, &temporary, error);
    if (fd < 0)
        return FALSE;
    gboolean written = file_write_all(fd, data, length, error) &&
                       file_sync(fd, temporary, error);
    close(fd);
    if (written && file_rename(temporary, path, error))
        return file_sync_folder(folder, error);
    file_unlink(temporary, NULL);
    return FALSE;
}
