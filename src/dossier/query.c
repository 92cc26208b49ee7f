#include "dossier/query.h"

#include "dossier/database_sqlite.h"

struct Query {
    Database *database;
    GTimeZone *zone;
};

/* iso_time(seconds): NULL for NULL. */
static void
iso_time(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    GTimeZone *zone = sqlite3_user_data(context);
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    g_autoptr(GDateTime) utc =
        g_date_time_new_from_unix_utc(sqlite3_value_int64(values[0]));
    g_autoptr(GDateTime) local =
        utc ? g_date_time_to_timezone(utc, zone) : NULL;
    g_autofree char *text =
        local ? g_date_time_format(local, "%Y-%m-%dT%H:%M:%S%:z") : NULL;
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

Query *
query_new(Database *database, const char *zone_name, GError **error)
{
    g_autoptr(Query) query = g_new0(Query, 1);
    query->database = database;
    query->zone = g_time_zone_new_identifier(zone_name);
    if (!query->zone)
        query->zone = g_time_zone_new_utc();
    DATABASE_LOCK(database);
    if (sqlite3_create_function_v2(database_handle(database), "iso_time", 1,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                   g_time_zone_ref(query->zone), iso_time, NULL,
                                   NULL, (void (*)(void *))g_time_zone_unref) ==
        SQLITE_OK)
        return g_steal_pointer(&query);
    database_fail(database, "iso_time", error);
    return NULL;
}

void
query_free(Query *query)
{
    if (!query)
        return;
    g_time_zone_unref(query->zone);
    g_free(query);
}

static gboolean
stream(Query *query, DatabaseSql sql, const DatabaseValue *values, gsize n,
       QueryRow row, gpointer data, guint64 *count, GError **error)
{
    DATABASE_LOCK(query->database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(query->database, sql, error, values, n);
    if (!rows)
        return FALSE;
    while (database_next(query->database, rows, &failure)) {
        ++*count;
        if (!row(data, (const char *)sqlite3_column_text(rows, 0)))
            return TRUE;
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* Each list has a statement for one campaign, which runs along an index, and
 * one for all. */
static gboolean
stream_list(Query *query, DatabaseSql all, DatabaseSql campaign,
            const QueryFilter *filter, QueryRow row, gpointer data,
            GError **error)
{
    guint64 count = 0;
    const DatabaseValue values[] = {SQL_T(filter->position),
                                    SQL_T(filter->status), SQL_I(filter->since),
                                    SQL_T(filter->campaign)};
    if (filter->campaign)
        return stream(query, campaign, values, 4, row, data, &count, error);
    return stream(query, all, values, 3, row, data, &count, error);
}

gboolean
query_dossiers(Query *query, const QueryFilter *filter, QueryRow row,
               gpointer data, GError **error)
{
    return stream_list(query, SQL_QUERY_DOSSIERS, SQL_QUERY_CAMPAIGN_DOSSIERS,
                       filter, row, data, error);
}

gboolean
query_messages(Query *query, const QueryFilter *filter, QueryRow row,
               gpointer data, GError **error)
{
    return stream_list(query, SQL_QUERY_MESSAGES, SQL_QUERY_CAMPAIGN_MESSAGES,
                       filter, row, data, error);
}

gboolean
query_outbox(Query *query, const QueryFilter *filter, QueryRow row,
             gpointer data, GError **error)
{
    return stream_list(query, SQL_QUERY_OUTBOX, SQL_QUERY_CAMPAIGN_OUTBOX,
                       filter, row, data, error);
}

gboolean
query_dossier(Query *query, const char *ref, QueryRow row, gpointer data,
              gboolean *found, GError **error)
{
    guint64 count = 0;
    g_autofree char *upper = g_ascii_strup(ref, -1);
    if (!stream(query, SQL_QUERY_DOSSIER, DATABASE_VALUES(SQL_T(upper)), 1, row,
                data, &count, error))
        return FALSE;
    *found = count > 0;
    return TRUE;
}

gboolean
query_status(Query *query, QueryRow row, gpointer data, GError **error)
{
    guint64 count = 0;
    return stream(query, SQL_QUERY_STATUS, NULL, 0, row, data, &count, error);
}
