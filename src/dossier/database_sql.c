#include "dossier/database_sql.h"

const char *
database_sql(DatabaseSql sql)
{
    const char *const *const tables[] = {
        database_sql_store,  database_sql_custody, database_sql_record,
        database_sql_query,  database_sql_report,  database_sql_outbox,
        database_sql_notice,
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        if (tables[i][sql])
            return tables[i][sql];
    return NULL;
}
