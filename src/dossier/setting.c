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
setting_init(Database *database, const char *name, gint64 *value,
             GError **error)
{
    return write_setting(database, SQL_INIT_SETTING, name, *value, error) &&
           setting_get(database, name, value, error);
}
