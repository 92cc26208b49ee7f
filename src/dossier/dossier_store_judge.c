/* Status and lateness of dossiers, after the campaign as configured. */
#include "dossier/dossier_store_private.h"

#include "dossier/deadline.h"

gboolean
store_judge(DossierStore *store, gint64 dossier, gint64 received_at,
            GError **error)
{
    store_touch(store, dossier);
    return DATABASE_RUN(store->database, SQL_JUDGE_RECEIVED, error,
                        SQL_I(dossier)) &&
           DATABASE_RUN(store->database, SQL_JUDGE_DOSSIER, error,
                        SQL_I(dossier)) &&
           DATABASE_RUN(store->database, SQL_JUDGE_COMPLETED, error,
                        SQL_I(dossier), SQL_I(received_at));
}

static char *
required_documents(const ConfigCampaign *campaign)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (gsize i = 0; i < campaign->n_documents; i++)
        if (campaign->documents[i].required)
            g_ptr_array_add(ids, (gpointer)campaign->documents[i].id);
    g_ptr_array_add(ids, NULL);
    return store_json((const char *const *)ids->pdata);
}

static gboolean
sync_campaign(DossierStore *store, const ConfigCampaign *campaign,
              GError **error)
{
    g_autofree char *required = required_documents(campaign);
    gint64 closing = deadline_closing_instant(campaign, store->zone);
    DATABASE_LOCK(store->database);
    if (!DATABASE_RUN(store->database, SQL_SET_CAMPAIGN, error,
                      SQL_T(campaign->id), SQL_T(required), SQL_I(closing)))
        return FALSE;
    if (database_changes(store->database) == 0)
        return TRUE;
    return DATABASE_RUN(store->database, SQL_JUDGE_CAMPAIGN, error,
                        SQL_T(campaign->id));
}

gboolean
store_sync_campaigns(DossierStore *store, GError **error)
{
    if (!database_begin(store->database, error))
        return FALSE;
    for (gsize i = 0; i < store->config->n_campaigns; i++)
        if (!sync_campaign(store, &store->config->campaigns[i], error)) {
            database_rollback(store->database);
            return FALSE;
        }
    return database_commit(store->database, error);
}
