#include "dossier/readers.h"

#include "base/file.h"
#include "base/log.h"
#include "dossier/instance.h"
#include "dossier/layout.h"
#include "dossier/setting.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP_BITS 0070
#define MODE_BITS 0777
/* The mode that the store was given last; 0, never set: the owner's alone. */
#define SETTING "store_mode"
#define SETTING_UNKNOWN 1
/* Ours are three deep below dossiers/. */
#define MAX_DEPTH 8

/* All that the daemon makes in its state folder, pages and metrics aside. What
 * is nobody's business stands first, to be closed before the rest is opened. */
static const char *const entries[] = {
    LAYOUT_INDEX,      LAYOUT_INDEX_WAL, LAYOUT_INDEX_SHM, LAYOUT_INDEX_JOURNAL,
    LAYOUT_INDEX_OLD,  LAYOUT_REBUILD,   LAYOUT_JOURNAL,   LAYOUT_OUTCOMES,
    LAYOUT_LOCK,       LAYOUT_CONTROL,   LAYOUT_RECORDS,   LAYOUT_SPOOL,
    LAYOUT_QUARANTINE, LAYOUT_REVIEW,    LAYOUT_DOSSIERS,
};

/* Something that stands in the open folder `parent`. */
typedef struct {
    int parent;
    const char *name;
    const char *path; /* relative to the state folder */
    struct stat info;
    guint mode; /* that it should have */
} Entry;

typedef struct Walk Walk;
struct Walk {
    guint store_mode;
    gid_t group;
    guint max_depth;
    void (*visit)(Walk *walk, const Entry *entry);
    ReadersFault fault; /* of readers_verify */
    gpointer data;
    guint changed, failed, foreign; /* of readers_apply */
    int reason;                     /* errno of the first failure */
};

static gboolean
is_within(const char *path, const char *folder)
{
    gsize length = strlen(folder);
    return strncmp(path, folder, length) == 0 &&
           (path[length] == '/' || path[length] == '\0');
}

guint
readers_file_mode(guint store_mode, const char *path)
{
    gboolean is_open =
        is_within(path, LAYOUT_DOSSIERS) || is_within(path, LAYOUT_REVIEW);
    return is_open && store_mode ? store_mode : READERS_OWNER;
}

/* FALSE for what is not there, and for links, whose mode means nothing. */
static gboolean
examine(guint store_mode, Entry *entry)
{
    if (fstatat(entry->parent, entry->name, &entry->info,
                AT_SYMLINK_NOFOLLOW) != 0 ||
        S_ISLNK(entry->info.st_mode))
        return FALSE;
    entry->mode = readers_file_mode(store_mode, entry->path);
    if (S_ISDIR(entry->info.st_mode))
        entry->mode = file_folder_mode(entry->mode);
    return TRUE;
}

static void
note_failure(Walk *walk)
{
    if (walk->failed++ == 0)
        walk->reason = errno;
}

static void walk_folder(Walk *walk, const Entry *folder, guint depth);

static void
walk_entry(Walk *walk, Entry *entry, guint depth)
{
    if (!examine(walk->store_mode, entry))
        return;
    walk->visit(walk, entry);
    if (S_ISDIR(entry->info.st_mode) && depth < walk->max_depth)
        walk_folder(walk, entry, depth + 1);
}

static void
walk_folder(Walk *walk, const Entry *folder, guint depth)
{
    int fd = openat(folder->parent, folder->name,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        note_failure(walk);
        if (fd >= 0)
            close(fd);
        return;
    }
    const struct dirent *found;
    while ((found = readdir(dir))) {
        if (g_str_equal(found->d_name, ".") || g_str_equal(found->d_name, ".."))
            continue;
        g_autofree char *path =
            g_strjoin("/", folder->path, found->d_name, NULL);
        Entry entry = {.parent = fd, .name = found->d_name, .path = path};
        walk_entry(walk, &entry, depth);
    }
    closedir(dir);
}

static void
walk_store(Walk *walk, int state_fd)
{
    for (gsize i = 0; i < G_N_ELEMENTS(entries); i++) {
        Entry entry = {
            .parent = state_fd, .name = entries[i], .path = entries[i]};
        walk_entry(walk, &entry, 1);
    }
}

static gboolean
is_for_another_group(const Entry *entry, gid_t group)
{
    return (entry->mode & GROUP_BITS) && entry->info.st_gid != group;
}

/* A folder gets its mode before what is in it: closed, it closes all at once.
 */
static void
set_mode(Walk *walk, const Entry *entry)
{
    guint mode = entry->mode;
    if (is_for_another_group(entry, walk->group)) {
        mode &= ~(guint)GROUP_BITS;
        walk->foreign++;
    }
    if ((entry->info.st_mode & MODE_BITS) == mode)
        return;
    if (fchmodat(entry->parent, entry->name, mode, AT_SYMLINK_NOFOLLOW) == 0)
        walk->changed++;
    else
        note_failure(walk);
}

/* Others' bits are the administrator's, who may have pages in there for a web
 * server; the group's are ours only since the key opened it. */
static void
set_state_folder(Walk *walk, int state_fd, gint64 known)
{
    struct stat info;
    if (fstat(state_fd, &info) != 0) {
        note_failure(walk);
        return;
    }
    guint now = info.st_mode & MODE_BITS, mode = now;
    if (walk->store_mode != READERS_OWNER)
        mode = (now & 0705) | 0050;
    else if (known & GROUP_BITS)
        mode = now & 0705;
    if (mode != now && fchmod(state_fd, mode) != 0)
        note_failure(walk);
}

static gboolean
check_group(const Config *config, int state_fd, GError **error)
{
    struct stat info;
    gid_t group = getegid();
    if (fstat(state_fd, &info) == 0 && info.st_gid == group)
        return TRUE;
    g_set_error(error, INSTANCE_ERROR, (gint)INSTANCE_ERROR_FOLDER,
                "%s: is not of the group %u that this process runs in, which "
                "store_readers = \"group\" is for: chgrp %u, or run in the "
                "folder's group",
                config->state_dir, group, group);
    return FALSE;
}

static void
tell(const Walk *walk)
{
    if (walk->changed > 0)
        log_info("store_readers: the mode of %u of the store's files and "
                 "folders was changed",
                 walk->changed);
    if (walk->failed > 0)
        log_warning("store_readers: the mode of %u of the store's files and "
                    "folders could not be changed: %s; dossierctl verify names "
                    "them",
                    walk->failed, g_strerror(walk->reason));
    if (walk->foreign > 0)
        log_warning("store_readers: %u of the store's files and folders stay "
                    "closed, they are of another group than %u: chgrp those "
                    "that dossierctl verify names",
                    walk->foreign, walk->group);
}

/* Not before the modes are durable. Without it all is looked at again. */
static void
remember(const Config *config, int state_fd, Database *database, guint mode)
{
    g_autoptr(GError) error = NULL;
    if (!file_sync_system(state_fd, config->state_dir, &error) ||
        !setting_set(database, SETTING, mode, &error))
        log_warning("the modes of the store are looked at again at the next "
                    "start: %s",
                    error->message);
}

gboolean
readers_apply(const Config *config, int state_fd, Database *database,
              GError **error)
{
    guint mode = config->store_mode ? config->store_mode : READERS_OWNER;
    gint64 known = 0;
    if (!setting_get(database, SETTING, &known, error))
        return FALSE;
    if (known == 0)
        known = READERS_OWNER;
    if (mode == READERS_OWNER && known == READERS_OWNER)
        return TRUE;
    if (mode != READERS_OWNER && !check_group(config, state_fd, error))
        return FALSE;
    Walk walk = {.store_mode = mode,
                 .group = getegid(),
                 .max_depth = known == mode ? 1 : MAX_DEPTH,
                 .visit = set_mode};
    walk_store(&walk, state_fd);
    /* It keeps the group out as long as something in it should be closed. */
    if (walk.failed == 0)
        set_state_folder(&walk, state_fd, known);
    tell(&walk);
    if (known != mode && walk.failed + walk.foreign == 0)
        remember(config, state_fd, database, mode);
    return TRUE;
}

gboolean
readers_forget(Database *database, GError **error)
{
    return setting_set(database, SETTING, SETTING_UNKNOWN, error);
}

static gboolean
is_wrong(const Entry *entry, gid_t group)
{
    guint mode = entry->info.st_mode & MODE_BITS;
    return (mode & ~entry->mode) || (entry->mode & GROUP_BITS & ~mode) ||
           is_for_another_group(entry, group);
}

static void
check_mode(Walk *walk, const Entry *entry)
{
    if (is_wrong(entry, walk->group))
        walk->fault(walk->data, entry->path);
}

/* The open state folder and its group; -1 where there is none. */
static int
open_state(const char *state_dir, gid_t *group)
{
    struct stat info;
    int fd = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &info) == 0)
        *group = info.st_gid;
    return fd;
}

void
readers_verify(const char *state_dir, guint store_mode, ReadersFault fault,
               gpointer data)
{
    Walk walk = {.store_mode = store_mode,
                 .max_depth = MAX_DEPTH,
                 .visit = check_mode,
                 .fault = fault,
                 .data = data};
    int fd = open_state(state_dir, &walk.group);
    if (fd < 0)
        return;
    walk_store(&walk, fd);
    close(fd);
}

gboolean
readers_is_wrong(const char *state_dir, guint store_mode, const char *path)
{
    gid_t group = 0;
    int fd = open_state(state_dir, &group);
    Entry entry = {.parent = fd, .name = path, .path = path};
    gboolean wrong =
        fd >= 0 && examine(store_mode, &entry) && is_wrong(&entry, group);
    if (fd >= 0)
        close(fd);
    return wrong;
}
