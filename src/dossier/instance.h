/* One process at a time has the state folder: flock(2) on <state_dir>/lock,
 * given back by the kernel however the process ends. */
#pragma once

#include <glib.h>

typedef struct Instance Instance;

#define INSTANCE_ERROR (instance_error_quark())
GQuark instance_error_quark(void);
typedef enum {
    INSTANCE_ERROR_RUNNING, /* another process has it: exit 75 */
    INSTANCE_ERROR_FOLDER,  /* state_dir is a link, not a folder, or another
                               user's: refuse to start */
} InstanceError;

/* Makes state_dir if it is missing (mode 0700), checks it and takes the lock.
 * Never waits. NULL with an INSTANCE_ERROR or G_FILE_ERROR. */
Instance *instance_lock(const char *state_dir, GError **error);
void instance_unlock(Instance *instance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Instance, instance_unlock)

/* state_dir is a real folder of ours. Also for programs that only read. */
gboolean instance_check_folder(const char *state_dir, GError **error);
