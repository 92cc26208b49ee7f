/* Numbers that the program remembers from run to run: instants, counts, marks
 * that something was done. Errors are DATABASE_ERROR; any thread, alone or in
 * a transaction. */
#pragma once

#include "dossier/database.h"

/* 0 where it was never set. */
gboolean setting_get(Database *database, const char *name, gint64 *value,
                     GError **error);
gboolean setting_set(Database *database, const char *name, gint64 value,
                     GError **error);
/* Every setting whose name begins with `prefix`, by name; `take` must not ask
 * the same connection for anything. */
typedef void (*SettingRow)(gpointer data, const char *name, gint64 value);
gboolean setting_list(Database *database, const char *prefix, SettingRow take,
                      gpointer data, GError **error);
/* Sets it only where it was never set; the value in force is in `value`. */
gboolean setting_init(Database *database, const char *name, gint64 *value,
                      GError **error);
