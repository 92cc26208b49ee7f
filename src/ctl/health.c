/* dossierctl health: one line, and the exit code of a monitoring plugin. */
#include "daemon/health.h"
#include "base/clock.h"
#include "base/json.h"
#include "ctl/reading.h"
#include "daemon/control.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <sysexits.h>

static void
print_line(const Phrases *phrases, HealthLevel level, const char *line)
{
    g_autofree char *head =
        phrases_get(phrases, "health", health_level_name(level), line);
    puts(head);
}

static void
print_json(const GPtrArray *faults, HealthLevel level, gboolean running,
           const Config *config)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    g_autoptr(JsonNode) root = json_node_new(JSON_NODE_OBJECT);
    JsonObject *object = json_object_new();
    json_node_take_object(root, object);
    json_object_set_string_member(object, "health", health_level_name(level));
    json_object_set_boolean_member(object, "running", running);
    json_object_set_array_member(object, "troubles",
                                 reading_describe_faults(faults, zone));
    g_autofree char *text = json_line(root);
    puts(text);
}

int
ctl_health(const CtlContext *context)
{
    if (context->arguments[0])
        return ctl_fail(EX_USAGE, "health takes no words");
    g_auto(Reading) reading = {0};
    g_autoptr(GError) error = NULL;
    if (reading_open(context, NULL, 0, &reading) != EX_OK)
        return HEALTH_UNKNOWN;
    g_autoptr(GPtrArray) faults =
        health_read(reading.config, reading.database, clock_now(), &error);
    if (!faults) {
        ctl_fail(EX_SOFTWARE, "%s", error->message);
        return HEALTH_UNKNOWN;
    }
    gboolean running = control_is_heard(reading.config->state_dir);
    HealthLevel level = running ? health_level(faults) : HEALTH_CRITICAL;
    if (context->json) {
        print_json(faults, level, running, reading.config);
        return (int)level;
    }
    g_autofree char *line =
        health_line(faults, reading.config, reading.phrases);
    g_autofree char *stopped =
        phrases_get(reading.phrases, "health", "stopped", NULL);
    print_line(reading.phrases, level, running ? line : stopped);
    return (int)level;
}
