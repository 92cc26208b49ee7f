/* Who did what when, in rows that cannot be changed unseen: the hash of each
 * covers the row and the hash before it.
 *
 * `object` is a dossier's reference or the number of a message or mail;
 * neither it nor `detail` ever holds a person's name or address, so that the
 * register outlives an erasure.
 */
#pragma once

#include "dossier/database.h"

/* Within the transaction of what it is about, or alone. */
gboolean custody_register_add(Database *database, const char *actor,
                              const char *action, const char *object,
                              const char *detail, GError **error);

/* Follows the chain from its start. `broken` is the number of the first row
 * that does not fit, 0 if all do; `last` (hex, g_free, NULL for an empty
 * register) is worth noting down elsewhere: rows cut off at the end are missed
 * by nobody else. */
gboolean custody_register_verify(Database *database, gint64 *rows,
                                 gint64 *broken, char **last, GError **error);
