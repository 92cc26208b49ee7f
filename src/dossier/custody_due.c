/* What has been kept as long as its campaign says, counted from the last
 * contact. */
#include "dossier/custody_private.h"

#define DAY_SECONDS (24 * 3600)

void
custody_due_free(CustodyDue *due)
{
    if (!due)
        return;
    g_free(due->ref);
    g_free(due);
}

static void
take_due(DatabaseRows *rows, gpointer due)
{
    CustodyDue *one = g_new0(CustodyDue, 1);
    one->ref = database_column_text(rows, 0);
    one->message = sqlite3_column_int64(rows, 1);
    one->last_contact = sqlite3_column_int64(rows, 2);
    g_ptr_array_add(due, one);
}

static gboolean
list(DossierStore *store, DatabaseSql sql, const char *campaign, gint64 before,
     guint limit, GPtrArray *due, GError **error)
{
    return DATABASE_EACH(store->database, sql, error, take_due, due,
                         SQL_T(campaign), SQL_I(before), SQL_I(limit));
}

GPtrArray *
custody_list_due(DossierStore *store, gint64 now, guint limit, GError **error)
{
    g_autoptr(GPtrArray) due =
        g_ptr_array_new_with_free_func((GDestroyNotify)custody_due_free);
    /* Whose campaign nobody could tell is kept as long as the longest. */
    guint longest = 0;
    for (gsize i = 0; i < store->config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &store->config->campaigns[i];
        gint64 before = now - (gint64)campaign->retention_days * DAY_SECONDS;
        longest = MAX(longest, campaign->retention_days);
        if (!list(store, SQL_DUE_DOSSIERS, campaign->id, before, limit, due,
                  error) ||
            !list(store, SQL_DUE_MESSAGES, campaign->id, before, limit, due,
                  error))
            return NULL;
    }
    if (longest > 0 &&
        !list(store, SQL_DUE_MESSAGES, NULL,
              now - (gint64)longest * DAY_SECONDS, limit, due, error))
        return NULL;
    return g_steal_pointer(&due);
}
