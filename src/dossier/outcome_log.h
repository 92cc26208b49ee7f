/* What became of outgoing mails, beside the index: <state_dir>/outbox.log, a
 * line for each change, "<Message-ID> <state> <seconds since 1970>".
 *
 * For dossier/rebuild.h alone. The Message-IDs are our own and name nobody.
 * The lines are not synced: one that a power cut takes leaves its mail
 * `unknown` after a rebuild, which is safe.
 */
#pragma once

#include "dossier/database.h"

/* Any thread. What cannot be written is left out, for the same reason. */
void outcome_log_add(const char *state_dir, const char *message_id,
                     const char *state, gint64 at);

/* Sets the states of the outgoing mails of `database` to the last ones noted.
 * Within a transaction. */
gboolean outcome_log_load(const char *state_dir, Database *database,
                          GError **error);
