/* Who may read the store beside its owner (store_readers).
 *
 * "group": dossiers/ and review/, and the state folder that leads there, are
 * open to the group that the process runs in, files 0640 and folders 0750. All
 * else of ours (index, records, journal, spool, quarantine) is its owner's
 * alone in any case, 0600 and 0700. Nobody but the owner ever writes.
 */
#pragma once

#include "base/config.h"
#include "dossier/database.h"

/* The mode of a file that is its owner's alone. */
#define READERS_OWNER 0600

/* The mode of a file at `path`, relative to the state folder, where
 * Config.store_mode is `store_mode`. Of its folders: file_folder_mode(). */
guint readers_file_mode(guint store_mode, const char *path);

/* At start, with the lock, before anything is filed: what stands is brought in
 * line with the configuration. All of the store is looked at after a change,
 * its uppermost files and folders at other starts, nothing where the owner was
 * and is the only reader. No link is followed. `state_fd` is the open state
 * folder. What cannot be changed, or is of another group, is told in the log
 * and tried again at the next start. INSTANCE_ERROR_FOLDER where the state
 * folder is of another group than the process; or DATABASE_ERROR. */
gboolean readers_apply(const Config *config, int state_fd, Database *database,
                       GError **error);

/* The next start is to look at all of the store: how it was left is not
 * known. */
gboolean readers_forget(Database *database, GError **error);

/* Each file and folder of the store whose mode is not what `store_mode` asks
 * for: open to more, or closed to the group. `path` is relative to the state
 * folder. */
typedef void (*ReadersFault)(gpointer data, const char *path);
void readers_verify(const char *state_dir, guint store_mode, ReadersFault fault,
                    gpointer data);

/* Is it so with this one now? */
gboolean readers_is_wrong(const char *state_dir, guint store_mode,
                          const char *path);
