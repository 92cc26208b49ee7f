#include "report/folder.h"

#include "base/clock.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_PAGE_BYTES (64 * 1024 * 1024)
#define MARK_WITHIN 500
#define DEFAULT_MODE 0600
#define TEMPORARY_PREFIX "tmp-"
/* A temporary file this old belongs to no run that still goes on. */
#define TEMPORARY_SECONDS 3600

struct ReportFolder {
    char *path;
    char *to_store; /* relative URL from path to state_dir, ends in "/" */
    mode_t mode;    /* of a page */
    GHashTable *names;
    guint written, removed;
};

/* The relative URL from one absolute folder to another. */
static char *
relative_url(const char *from, const char *to)
{
    g_auto(GStrv) left = g_strsplit(from + 1, "/", -1);
    g_auto(GStrv) right = g_strsplit(to + 1, "/", -1);
    gsize same = 0;
    while (left[same] && right[same] && strcmp(left[same], right[same]) == 0)
        same++;
    GString *url = g_string_new(NULL);
    for (gsize i = same; left[i]; i++)
        g_string_append(url, *left[i] ? "../" : "");
    for (gsize i = same; right[i]; i++) {
        g_string_append_uri_escaped(url, right[i], NULL, FALSE);
        g_string_append(url, *right[i] ? "/" : "");
    }
    return g_string_free(url, FALSE);
}

static char *
real_path(const char *path, GError **error)
{
    char *real = realpath(path, NULL);
    if (real == NULL) {
        int saved = errno;
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(saved),
                    "%s: %s", path, g_strerror(saved));
        return NULL;
    }
    char *copy = g_strdup(real);
    free(real);
    return copy;
}

/* Gives a file or folder of ours the mode, where it has another. */
static gboolean
set_mode(const char *path, mode_t mode, GError **error)
{
    struct stat info;
    if (stat(path, &info) != 0 || info.st_uid != geteuid() ||
        (info.st_mode & 0777) == mode ||
        chmod(path, (info.st_mode & 07000) | mode) == 0)
        return TRUE;
    int saved = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(saved),
                "%s: cannot change its mode: %s", path, g_strerror(saved));
    return FALSE;
}

/* Who reads a file in it may enter it. */
static gboolean
make_folder(const char *path, mode_t mode, GError **error)
{
    return file_make_folder(path, error) &&
           set_mode(path, file_folder_mode(mode), error);
}

ReportFolder *
report_folder_open(const char *path, const char *state_dir, guint mode,
                   GError **error)
{
    if (mode == 0)
        mode = DEFAULT_MODE;
    if (!make_folder(path, mode, error))
        return NULL;
    g_autofree char *here = real_path(path, error);
    if (here == NULL)
        return NULL;
    g_autofree char *store = real_path(state_dir, error);
    if (store == NULL)
        return NULL;
    ReportFolder *folder = g_new0(ReportFolder, 1);
    folder->to_store = relative_url(here, store);
    folder->path = g_steal_pointer(&here);
    folder->mode = mode;
    folder->names =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return folder;
}

void
report_folder_close(ReportFolder *folder)
{
    if (folder == NULL)
        return;
    g_free(folder->path);
    g_free(folder->to_store);
    g_hash_table_unref(folder->names);
    g_free(folder);
}

static gboolean
is_unchanged(const char *path, gconstpointer data, gsize length)
{
    gsize old_length = 0;
    g_autofree char *old = file_read(path, MAX_PAGE_BYTES, &old_length, NULL);
    return old != NULL && old_length == length &&
           memcmp(old, data, length) == 0;
}

static gboolean
replace_page(const char *parent, const char *path, mode_t mode,
             gconstpointer data, gsize length, GError **error)
{
    g_autofree char *temporary = NULL;
    int fd = file_create_temporary(parent, &temporary, error);
    if (fd < 0)
        return FALSE;
    gboolean done = file_write_all(fd, data, length, error);
    close(fd);
    if (done && set_mode(temporary, mode, error) &&
        file_rename(temporary, path, error))
        return TRUE;
    g_unlink(temporary);
    return FALSE;
}

gboolean
report_folder_write(ReportFolder *folder, const char *name, GBytes *content,
                    GError **error)
{
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    g_hash_table_add(folder->names, g_strdup(name));
    gsize length;
    gconstpointer data = g_bytes_get_data(content, &length);
    g_autofree char *parent = g_path_get_dirname(path);
    if (!make_folder(parent, folder->mode, error))
        return FALSE;
    if (is_unchanged(path, data, length))
        return set_mode(path, folder->mode, error);
    if (!replace_page(parent, path, folder->mode, data, length, error))
        return FALSE;
    folder->written++;
    return TRUE;
}

char *
report_folder_link(const ReportFolder *folder, const char *name,
                   const char *file)
{
    GString *url = g_string_new(NULL);
    for (const char *at = name; (at = strchr(at, '/')) != NULL; at++)
        g_string_append(url, "../");
    g_string_append(url, folder->to_store);
    g_string_append_uri_escaped(url, file, "/", FALSE);
    return g_string_free(url, FALSE);
}

static gboolean
is_ours(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return FALSE;
    char head[MARK_WITHIN];
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    return n > 0 && g_strstr_len(head, n, REPORT_FOLDER_MARK) != NULL;
}

/* Has its name a page's form, and is it none of those just written? */
static gboolean
is_outdated(const ReportFolder *folder, const char *name, const char *full)
{
    g_autofree char *base = g_path_get_basename(name);
    struct stat info;
    if (g_str_has_prefix(base, TEMPORARY_PREFIX))
        return stat(full, &info) == 0 &&
               info.st_mtime + TEMPORARY_SECONDS < clock_now();
    return g_str_has_suffix(base, ".html") &&
           !g_hash_table_contains(folder->names, name);
}

/* The pages stand at most three folders deep: campaign/dossiers/page. */
static gboolean
sweep_below(ReportFolder *folder, const char *below, guint depth,
            GError **error)
{
    g_autofree char *path = g_build_filename(folder->path, below, NULL);
    g_autoptr(GDir) entries = g_dir_open(path, 0, error);
    if (entries == NULL)
        return FALSE;
    const char *entry;
    while ((entry = g_dir_read_name(entries)) != NULL) {
        g_autofree char *name =
            *below ? g_build_filename(below, entry, NULL) : g_strdup(entry);
        g_autofree char *full = g_build_filename(path, entry, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_SYMLINK))
            continue;
        if (g_file_test(full, G_FILE_TEST_IS_DIR)) {
            if (depth > 1 && !sweep_below(folder, name, depth - 1, error))
                return FALSE;
        } else if (is_outdated(folder, name, full) && is_ours(full) &&
                   g_unlink(full) == 0) {
            folder->removed++;
        }
    }
    return TRUE;
}

gboolean
report_folder_sweep(ReportFolder *folder, GError **error)
{
    return sweep_below(folder, "", 3, error);
}

guint
report_folder_written(const ReportFolder *folder)
{
    return folder->written;
}

guint
report_folder_removed(const ReportFolder *folder)
{
    return folder->removed;
}
