/* The daemon's ear for dossierctl: a Unix socket in the state folder.
 *
 * A request is the command's words, each ended by NUL, then the end of the
 * stream; the answer is the exit code in decimal, a newline, and what the
 * person should read. Who may connect is decided by the mode of the state
 * folder; who did is asked of the kernel (SO_PEERCRED).
 */
#pragma once

#include "daemon/services.h"

typedef struct Control Control;

/* Listens on <state_dir>/control in a thread of its own, one request at a
 * time. `changed` is called after each, on that thread. */
Control *control_new(const Services *services, void (*changed)(gpointer data),
                     gpointer data, GError **error);
void control_free(Control *control);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Control, control_free)

/* For dossierctl: TRUE if a daemon listens there. */
gboolean control_is_heard(const char *state_dir);

/* For dossierctl: asks the daemon that holds `state_dir`. FALSE if none
 * listens there; otherwise the answer is in `exit_code` and `output`. */
gboolean control_ask(const char *state_dir, const char *const *arguments,
                     int *exit_code, GString *output);
