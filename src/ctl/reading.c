#include "ctl/reading.h"

#include "daemon/health.h"
#include "dossier/instance.h"

#include <sysexits.h>

void
reading_clear(Reading *reading)
{
    g_clear_pointer(&reading->view, view_free);
    g_clear_pointer(&reading->query, query_free);
    g_clear_pointer(&reading->database, database_close);
    g_clear_pointer(&reading->phrases, phrases_free);
    g_clear_pointer(&reading->config, config_free);
}

static gboolean
open_index(Reading *reading, GError **error)
{
    const Config *config = reading->config;
    g_autofree char *texts = config_texts_folder(config, error);
    reading->phrases = texts ? phrases_load(texts, error) : NULL;
    if (!reading->phrases || !instance_check_folder(config->state_dir, error))
        return FALSE;
    reading->database =
        database_open(config->state_dir, DATABASE_READ_ONLY, error);
    if (!reading->database)
        return FALSE;
    reading->query = query_new(reading->database, config->timezone, error);
    return reading->query != NULL;
}

/* EX_OK, or the exit code after saying why. */
int
reading_open(const CtlContext *context, const ViewColumn *columns,
             gsize n_columns, Reading *reading)
{
    reading->config = ctl_load_config(context);
    if (!reading->config)
        return EX_CONFIG;
    g_autoptr(GError) error = NULL;
    if (!open_index(reading, &error))
        return ctl_fail(EX_NOINPUT, "%s (has dossierd run yet?)",
                        error->message);
    reading->view =
        view_new(reading->phrases, columns, n_columns, context->json);
    return EX_OK;
}

gboolean
reading_show(gpointer view, const char *json)
{
    view_add(view, json);
    return TRUE;
}

void
reading_set_time(JsonObject *object, const char *name, gint64 instant,
                 GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) civil =
        utc ? g_date_time_to_timezone(utc, zone) : NULL;
    if (!civil) {
        json_object_set_null_member(object, name);
        return;
    }
    g_autofree char *text = g_date_time_format(civil, "%Y-%m-%dT%H:%M:%S%:z");
    json_object_set_string_member(object, name, text);
}

JsonArray *
reading_describe_faults(const GPtrArray *faults, GTimeZone *zone)
{
    JsonArray *array = json_array_new();
    for (guint i = 0; i < faults->len; i++) {
        const HealthFault *fault = faults->pdata[i];
        JsonObject *object = json_object_new();
        json_object_set_string_member(object, "kind",
                                      trouble_name(fault->kind));
        json_object_set_string_member(object, "subject", fault->subject);
        json_object_set_string_member(object, "level",
                                      health_level_name(fault->level));
        reading_set_time(object, "since", fault->since, zone);
        json_array_add_object_element(array, object);
    }
    return array;
}
