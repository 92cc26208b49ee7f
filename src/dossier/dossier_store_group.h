/* The files of one group: placed together before the rows are committed, taken
 * back together if they are not.
 *
 * <state_dir>/group.journal names the files of the newest group and its
 * number; the rows of that group hold the same number. So the next start knows
 * whether a group was interrupted (its files are removed) and whether the
 * index is older than the store (a copy put back). Paths handed in are
 * relative to state_dir unless they are called spooled.
 */
#pragma once

#include <glib.h>

typedef struct StoreGroup StoreGroup;

/* `identity` names the index, so that a new one is not taken for this;
 * `state_fd`, the open state_dir, must be older than the spooled files (see
 * file_sync_system) and stays the caller's. `store_mode` is Config.store_mode.
 */
StoreGroup *store_group_new(const char *state_dir, int state_fd,
                            const char *identity, guint store_mode);
void store_group_free(StoreGroup *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreGroup, store_group_free)

/* Plans: a spooled file moves to `to`; a hard link at `to` to a file that
 * stands or was planned before; a file is removed once the rows are safe. What
 * was to be removed and comes anew stays. */
void store_group_place(StoreGroup *group, const char *spooled, const char *to);
void store_group_link(StoreGroup *group, const char *from, const char *to);
void store_group_remove(StoreGroup *group, const char *path);

/* TRUE if nothing is planned: then there is nothing to publish. */
gboolean store_group_is_empty(const StoreGroup *group);

/* Gives the spooled files their mode, syncs them, writes the journal, moves and
 * links, syncs the folders. On failure the caller undoes. */
gboolean store_group_publish(StoreGroup *group, gint64 number, GError **error);

/* After the commit: marks the journal, carries out the planned removals. What
 * cannot be removed is added to `left` (char*), for the next group, whose
 * journal replaces this one, or is removed by the next start. */
void store_group_finish(StoreGroup *group, GPtrArray *left);

/* Instead of the commit, once it is sure that its rows will not come to light:
 * nothing of the group is left. On failure it is called again before another
 * group is published, or the next start does it. */
gboolean store_group_undo(StoreGroup *group, GError **error);

/* At start, with the index's identity and the number of its last group:
 * removes what an interrupted group left. DATABASE_ERROR_CORRUPT where the
 * index is another than the journal's, or older; or G_FILE_ERROR. */
gboolean store_group_recover(const char *state_dir, const char *identity,
                             gint64 committed, GError **error);
