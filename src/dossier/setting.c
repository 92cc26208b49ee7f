#include "dossier/setting.h"

#include "dossier/database_sqlite.h"

gboolean
setting_get(Database *database, const char *name, gint64 *value, GError **error)
{
    return DATABASE_GET(database, SQL_GET_NUMBER, error, value, SQL_T(name));
}

static gboolean
write_setting(Database *database, DatabaseSql sql, const char *name,
              gint64 value, GError **error)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);
    return DATABASE_RUN(database, sql, error, SQL_T(name), SQL_T(text));
}

gboolean
setting_set(Database *database, const char *name, gint64 value, GError **error)
{
    return write_setting(database, SQL_SET_SETTING, name, value, error);
}

gboolean
setting_list(Database *database, const char *prefix, SettingRow take,
             gpointer data, GError **error)
{
    DATABASE_LOCK(database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(database, SQL_LIST_NUMBERS, error, SQL_T(prefix));
    if (!rows)
        return FALSE;
    while (database_next(database, rows, &failure))
        take(data, (const char *)sqlite3_column_text(rows, 0),
             sqlite3_column_int64(rows, 1));
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

gboolean
setting_init(Database *database, const char *name, gint64 *value,
             GError **error)
{
    return write_setting(database, SQL_INIT_SETTING, name, *value, error) &&
           setting_get(database, name, value, error);
}
