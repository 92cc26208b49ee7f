#include "dossier/dossier_store_group.h"

#include "base/file.h"
#include "dossier/database.h"
#include "dossier/layout.h"
#include "dossier/readers.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* One line of the journal: "+path" is there only if the group is committed,
 * "-path" only if it is not. */
#define LINE_ADDED '+'
#define LINE_REMOVED '-'
/* From so many files on one sync of the whole disk costs less than one a
 * file; for fewer, what others write to that disk must not hold us up. */
#define FILES_WORTH_A_DISK 24
/* Stands at the end once the rows were committed. Not synced: it only helps to
 * tell an interrupted group from an index put back from a copy. */
#define LINE_COMMITTED "=\n"

typedef struct {
    char *spooled; /* absolute; NULL: a link to `from` */
    char *from;
    char *to;
} Placement;

struct StoreGroup {
    char *state_dir;
    int state_fd;
    char *identity;
    guint store_mode;
    GPtrArray *placements; /* Placement*, in order: links follow their files */
    GPtrArray *removals;   /* char* */
    gint64 number;         /* once published */
};

static void
placement_free(Placement *placement)
{
    g_free(placement->spooled);
    g_free(placement->from);
    g_free(placement->to);
    g_free(placement);
}

StoreGroup *
store_group_new(const char *state_dir, int state_fd, const char *identity,
                guint store_mode)
{
    StoreGroup *group = g_new0(StoreGroup, 1);
    group->state_dir = g_strdup(state_dir);
    group->state_fd = state_fd;
    group->identity = g_strdup(identity);
    group->store_mode = store_mode;
    group->placements =
        g_ptr_array_new_with_free_func((GDestroyNotify)placement_free);
    group->removals = g_ptr_array_new_with_free_func(g_free);
    return group;
}

void
store_group_free(StoreGroup *group)
{
    if (!group)
        return;
    g_ptr_array_unref(group->placements);
    g_ptr_array_unref(group->removals);
    g_free(group->state_dir);
    g_free(group->identity);
    g_free(group);
}

static void
plan(StoreGroup *group, const char *spooled, const char *from, const char *to)
{
    Placement *placement = g_new0(Placement, 1);
    guint removal = 0;
    if (g_ptr_array_find_with_equal_func(group->removals, to, g_str_equal,
                                         &removal))
        g_ptr_array_remove_index(group->removals, removal);
    placement->spooled = g_strdup(spooled);
    placement->from = g_strdup(from);
    placement->to = g_strdup(to);
    g_ptr_array_add(group->placements, placement);
}

void
store_group_place(StoreGroup *group, const char *spooled, const char *to)
{
    plan(group, spooled, NULL, to);
}

void
store_group_link(StoreGroup *group, const char *from, const char *to)
{
    plan(group, NULL, from, to);
}

void
store_group_remove(StoreGroup *group, const char *path)
{
    g_ptr_array_add(group->removals, g_strdup(path));
}

gboolean
store_group_is_empty(const StoreGroup *group)
{
    return group->placements->len == 0 && group->removals->len == 0;
}

static gboolean
is_large(const StoreGroup *group)
{
    return group->placements->len >= FILES_WORTH_A_DISK;
}

/* In the spool nobody else gets at them; synced with their content. */
static gboolean
open_to_readers(const StoreGroup *group, GError **error)
{
    for (guint i = 0; i < group->placements->len; i++) {
        const Placement *placement = g_ptr_array_index(group->placements, i);
        guint mode = readers_file_mode(group->store_mode, placement->to);
        if (placement->spooled && mode != READERS_OWNER &&
            !file_set_mode(placement->spooled, mode, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
sync_spooled(const StoreGroup *group, GError **error)
{
    if (is_large(group))
        return file_sync_system(group->state_fd, group->state_dir, error);
    for (guint i = 0; i < group->placements->len; i++) {
        const Placement *placement = g_ptr_array_index(group->placements, i);
        if (placement->spooled && !file_sync_path(placement->spooled, error))
            return FALSE;
    }
    return TRUE;
}

/* Its first line, without the end. */
static char *
journal_head(const StoreGroup *group, gint64 number)
{
    return g_strdup_printf("%s %" G_GINT64_FORMAT, group->identity, number);
}

static gboolean
write_journal(const StoreGroup *group, gint64 number, GError **error)
{
    g_autofree char *path =
        g_build_filename(group->state_dir, LAYOUT_JOURNAL, NULL);
    g_autofree char *head = journal_head(group, number);
    g_autoptr(GString) lines = g_string_new(head);
    g_string_append_c(lines, '\n');
    for (guint i = 0; i < group->placements->len; i++) {
        const Placement *placement = g_ptr_array_index(group->placements, i);
        g_string_append_printf(lines, "%c%s\n", LINE_ADDED, placement->to);
    }
    for (guint i = 0; i < group->removals->len; i++)
        g_string_append_printf(lines, "%c%s\n", LINE_REMOVED,
                               (char *)g_ptr_array_index(group->removals, i));
    return file_replace(path, lines->str, lines->len, error);
}

/* `folders` collects, as a set, the folders to be synced. */
static gboolean
place_one(const StoreGroup *group, const Placement *placement,
          GHashTable *folders, GError **error)
{
    g_autofree char *to =
        g_build_filename(group->state_dir, placement->to, NULL);
    g_autofree char *folder = g_path_get_dirname(to);
    if (!g_hash_table_contains(folders, folder)) {
        guint mode = readers_file_mode(group->store_mode, placement->to);
        if (!file_make_folder_unsynced(folder, file_folder_mode(mode), folders,
                                       error))
            return FALSE;
        g_hash_table_add(folders, g_steal_pointer(&folder));
    }
    if (placement->spooled)
        return file_rename(placement->spooled, to, error);
    g_autofree char *from =
        g_build_filename(group->state_dir, placement->from, NULL);
    return file_link(from, to, error);
}

static gboolean
sync_folders(const StoreGroup *group, GHashTable *folders, GError **error)
{
    if (is_large(group))
        return file_sync_system(group->state_fd, group->state_dir, error);
    GHashTableIter iter;
    gpointer folder;
    g_hash_table_iter_init(&iter, folders);
    while (g_hash_table_iter_next(&iter, &folder, NULL))
        if (!file_sync_folder(folder, error))
            return FALSE;
    return TRUE;
}

gboolean
store_group_publish(StoreGroup *group, gint64 number, GError **error)
{
    g_autoptr(GHashTable) folders =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    group->number = number;
    if (!open_to_readers(group, error) || !sync_spooled(group, error) ||
        !write_journal(group, number, error))
        return FALSE;
    for (guint i = 0; i < group->placements->len; i++)
        if (!place_one(group, g_ptr_array_index(group->placements, i), folders,
                       error))
            return FALSE;
    return sync_folders(group, folders, error);
}

/* Removes a file and the folders that it leaves empty, up to state_dir. Of a
 * path that was being made the first folders may stand alone: one that stayed
 * might not have its mode yet. */
static gboolean
remove_path(const char *state_dir, const char *path, GError **error)
{
    g_autofree char *full = g_build_filename(state_dir, path, NULL);
    if (!file_unlink(full, error))
        return FALSE;
    g_autofree char *folder = g_path_get_dirname(path);
    while (!g_str_equal(folder, ".")) {
        g_autofree char *full_folder =
            g_build_filename(state_dir, folder, NULL);
        if (g_rmdir(full_folder) != 0 && errno != ENOENT)
            break;
        char *parent = g_path_get_dirname(folder);
        g_free(folder);
        folder = parent;
    }
    return TRUE;
}

static void
mark_committed(const StoreGroup *group)
{
    g_autofree char *path =
        g_build_filename(group->state_dir, LAYOUT_JOURNAL, NULL);
    int fd = g_open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0);
    if (fd < 0)
        return;
    file_write_all(fd, LINE_COMMITTED, strlen(LINE_COMMITTED), NULL);
    close(fd);
}

/* The paths of what was removed hold a candidate's name, which an erasure must
 * not leave behind: the first line alone stays. */
static gboolean
forget_paths(const char *state_dir, const char *first_line, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, LAYOUT_JOURNAL, NULL);
    g_autofree char *text = g_strconcat(first_line, "\n", LINE_COMMITTED, NULL);
    return file_replace(path, text, strlen(text), error);
}

void
store_group_finish(StoreGroup *group, GPtrArray *left)
{
    mark_committed(group);
    for (guint i = 0; i < group->removals->len; i++) {
        const char *path = g_ptr_array_index(group->removals, i);
        if (!remove_path(group->state_dir, path, NULL))
            g_ptr_array_add(left, g_strdup(path));
    }
    g_autofree char *first_line = journal_head(group, group->number);
    if (left->len == 0 && group->removals->len > 0)
        forget_paths(group->state_dir, first_line, NULL);
}

gboolean
store_group_undo(StoreGroup *group, GError **error)
{
    gboolean gone = TRUE;
    for (guint i = 0; i < group->placements->len; i++) {
        const Placement *placement = g_ptr_array_index(group->placements, i);
        gone =
            remove_path(group->state_dir, placement->to, gone ? error : NULL) &&
            gone;
        if (placement->spooled)
            gone = file_unlink(placement->spooled, gone ? error : NULL) && gone;
    }
    return gone;
}

static gboolean
recover_lines(const char *state_dir, char *const *lines, char which,
              GError **error)
{
    for (; *lines; lines++)
        if (**lines == which && !remove_path(state_dir, *lines + 1, error))
            return FALSE;
    return TRUE;
}

/* What the last group had still to remove. */
static gboolean
recover_removals(const char *state_dir, char *const *lines, GError **error)
{
    gboolean any = FALSE;
    for (char *const *line = lines + 1; *line; line++)
        any |= **line == LINE_REMOVED;
    return !any || (recover_lines(state_dir, lines + 1, LINE_REMOVED, error) &&
                    forget_paths(state_dir, lines[0], error));
}

static gboolean
recover(const char *state_dir, char *const *lines, const char *identity,
        gint64 committed, GError **error)
{
    g_auto(GStrv) words = g_strsplit(lines[0] ? lines[0] : "", " ", 2);
    gint64 number =
        words[0] && words[1] ? g_ascii_strtoll(words[1], NULL, 10) : 0;
    gboolean marked = g_strv_contains((const char *const *)lines, "=");
    if (g_strcmp0(words[0], identity) == 0) {
        if (number == committed + 1 && !marked)
            return recover_lines(state_dir, lines + 1, LINE_ADDED, error);
        if (number <= committed)
            return recover_removals(state_dir, lines, error);
    }
    g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_CORRUPT,
                "the index is missing or older than the store (it knows group"
                " %" G_GINT64_FORMAT ", the store has %" G_GINT64_FORMAT ")",
                committed, number);
    return FALSE;
}

/* A new index beside records of an old one, whose journal is gone, too. */
static gboolean
is_store_empty(const char *state_dir, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, LAYOUT_RECORDS, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    if (!dir || !g_dir_read_name(dir))
        return TRUE;
    g_set_error(error, DATABASE_ERROR, (gint)DATABASE_ERROR_CORRUPT,
                "the index is empty, but %s is not", path);
    return FALSE;
}

gboolean
store_group_recover(const char *state_dir, const char *identity,
                    gint64 committed, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, LAYOUT_JOURNAL, NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return committed > 0 || is_store_empty(state_dir, error);
    g_autofree char *text =
        file_read(path, LAYOUT_JOURNAL_MAX_BYTES, NULL, error);
    if (!text)
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    return recover(state_dir, lines, identity, committed, error);
}
