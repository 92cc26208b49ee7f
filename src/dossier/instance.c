#include "dossier/instance.h"

#include "base/file.h"
#include "dossier/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct Instance {
    int fd;
};

G_DEFINE_QUARK(instance - error - quark, instance_error)

gboolean
instance_check_folder(const char *state_dir, GError **error)
{
    struct stat info;
    const char *fault = NULL;
    if (lstat(state_dir, &info) != 0)
        fault = g_strerror(errno);
    else if (S_ISLNK(info.st_mode))
        fault = "is a symbolic link: give the real path as state_dir";
    else if (!S_ISDIR(info.st_mode))
        fault = "is not a folder";
    else if (info.st_uid != geteuid())
        fault = "belongs to another user: run as its owner";
    else if (info.st_mode & S_IWOTH)
        fault = "can be written by everybody: chmod o-w";
    if (!fault)
        return TRUE;
    g_set_error(error, INSTANCE_ERROR, INSTANCE_ERROR_FOLDER, "%s: %s",
                state_dir, fault);
    return FALSE;
}

static gboolean
take_lock(int fd, const char *path, GError **error)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
    if (errno == EWOULDBLOCK)
        g_set_error(error, INSTANCE_ERROR, INSTANCE_ERROR_RUNNING,
                    "%s: another instance is running", path);
    else
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                    "%s: cannot lock: %s", path, g_strerror(errno));
    return FALSE;
}

Instance *
instance_lock(const char *state_dir, GError **error)
{
    if (!g_file_test(state_dir, G_FILE_TEST_IS_SYMLINK) &&
        !file_make_folder(state_dir, error))
        return NULL;
    if (!instance_check_folder(state_dir, error))
        return NULL;
    g_autofree char *path = g_build_filename(state_dir, LAYOUT_LOCK, NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                    "%s: cannot open: %s", path, g_strerror(errno));
        return NULL;
    }
    if (!take_lock(fd, path, error)) {
        close(fd);
        return NULL;
    }
    Instance *instance = g_new0(Instance, 1);
    instance->fd = fd;
    return instance;
}

/* The file stays: removing it would let two processes hold two files of the
 * same name. */
void
instance_unlock(Instance *instance)
{
    if (!instance)
        return;
    close(instance->fd);
    g_free(instance);
}
