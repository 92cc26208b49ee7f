#include "daemon/services.h"

#include "dossier/rebuild.h"

static gboolean
open_texts(Services *services, GError **error)
{
    services->texts = config_texts_folder(services->config, error);
    if (!services->texts)
        return FALSE;
    services->phrases = phrases_load(services->texts, error);
    return services->phrases != NULL;
}

static gboolean
open_state(Services *services, GError **error)
{
    const Config *config = services->config;
    services->instance = instance_lock(config->state_dir, error);
    if (!services->instance || !rebuild_check(config->state_dir, error))
        return FALSE;
    services->database =
        database_open(config->state_dir, DATABASE_READ_WRITE, error);
    if (!services->database)
        return FALSE;
    services->store = dossier_store_open(config, services->database, error);
    return services->store != NULL;
}

/* Whoever meets it, at the start or in a command, is told the way out. */
static gboolean
open_index(Services *services, GError **error)
{
    g_autoptr(GError) fault = NULL;
    if (open_state(services, &fault))
        return TRUE;
    if (g_error_matches(fault, DATABASE_ERROR, DATABASE_ERROR_CORRUPT))
        g_set_error(error, DATABASE_ERROR, (gint)DATABASE_ERROR_CORRUPT,
                    "%s: nothing is filed or sent until dossierctl rebuild was "
                    "run",
                    fault->message);
    else
        g_propagate_error(error, g_steal_pointer(&fault));
    return FALSE;
}

Services *
services_open(const Config *config, gboolean shadow, GError **error)
{
    g_autoptr(Services) services = g_new0(Services, 1);
    services->config = config;
    /* The reader first: what it is forked from then holds no database. */
    services->reader = reader_new(error);
    if (!services->reader)
        return NULL;
    services->recogniser = recogniser_new(config);
    if (!open_texts(services, error) || !open_index(services, error))
        return NULL;
    services->outbox = outbox_open(config, services->phrases, services->texts,
                                   services->database, shadow, error);
    if (!services->outbox)
        return NULL;
    return g_steal_pointer(&services);
}

void
services_close(Services *services)
{
    if (!services)
        return;
    g_clear_pointer(&services->outbox, outbox_close);
    g_clear_pointer(&services->store, dossier_store_close);
    g_clear_pointer(&services->database, database_close);
    g_clear_pointer(&services->instance, instance_unlock);
    g_clear_pointer(&services->phrases, phrases_free);
    g_clear_pointer(&services->recogniser, recogniser_free);
    g_clear_pointer(&services->reader, reader_free);
    g_free(services->texts);
    g_free(services);
}
