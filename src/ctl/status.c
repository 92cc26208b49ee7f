/* dossierctl status: mailboxes, queues, closings, what comes next. */
#include "base/clock.h"
#include "base/json.h"
#include "ctl/reading.h"
#include "daemon/health.h"
#include "daemon/schedule.h"
#include "dossier/deadline.h"
#include "dossier/setting.h"

#include <stdio.h>
#include <sysexits.h>

static gboolean
is_done(gpointer database, const char *key)
{
    g_autofree char *name = g_strconcat("event:", key, NULL);
    gint64 at = 0;
    return setting_get(database, name, &at, NULL) && at != 0;
}

static JsonObject *
describe_campaign(const Reading *reading, const ScheduleFacts *facts,
                  const ConfigCampaign *campaign)
{
    static const char *const kinds[] = {"reminder", "alert", "closing",
                                        "digest"};
    JsonObject *object = json_object_new();
    json_object_set_string_member(object, "id", campaign->id);
    gint64 closing = deadline_closing_instant(campaign, facts->zone);
    g_autofree char *words =
        closing == G_MAXINT64
            ? NULL
            : deadline_format_closing(closing, facts->zone, reading->phrases);
    reading_set_time(object, "closing_at", closing, facts->zone);
    json_object_set_string_member(object, "closing", words ? words : "");
    g_autoptr(ScheduleEvent) next = schedule_next(facts, campaign);
    if (!next) {
        json_object_set_null_member(object, "next_event");
        json_object_set_null_member(object, "next_event_at");
        return object;
    }
    json_object_set_string_member(object, "next_event", kinds[next->kind]);
    reading_set_time(object, "next_event_at", next->instant, facts->zone);
    return object;
}

static JsonArray *
describe_campaigns(const Reading *reading)
{
    const Config *config = reading->config;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    ScheduleFacts facts = {.config = config,
                           .zone = zone,
                           .now = clock_now(),
                           .is_done = is_done,
                           .data = reading->database};
    JsonArray *campaigns = json_array_new();
    for (gsize i = 0; i < config->n_campaigns; i++)
        json_array_add_object_element(
            campaigns,
            describe_campaign(reading, &facts, &config->campaigns[i]));
    return campaigns;
}

/* A row for each element of the list `name`. */
static void
print_list(const Phrases *phrases, JsonObject *status, const char *name,
           const ViewColumn *columns, gsize n_columns)
{
    g_autoptr(View) view = view_new(phrases, columns, n_columns, FALSE);
    JsonArray *list = json_object_get_array_member(status, name);
    for (guint i = 0; list && i < json_array_get_length(list); i++) {
        g_autofree char *row = json_line(json_array_get_element(list, i));
        view_add(view, row);
    }
    view_print(view, FALSE);
    putchar('\n');
}

static void
print_counts(const Phrases *phrases, const char *json)
{
    static const ViewColumn columns[] = {
        {"complete", "dossiers.complete"},
        {"incomplete", "dossiers.incomplete"},
        {"withdrawn", "dossiers.withdrawn"},
        {"review", "review"},
        {"quarantined", "quarantined"},
        {"queued", "outbox.queued"},
        {"held", "outbox.held"},
        {"sent", "outbox.sent"},
        {"failed", "outbox.failed"},
        {"unknown", "outbox.unknown"},
        {"next-due", "next_due"},
        {"held-since", "rebuilt_at"},
    };
    g_autoptr(View) view =
        view_new(phrases, columns, G_N_ELEMENTS(columns), FALSE);
    view_add(view, json);
    view_print(view, TRUE);
}

/* For people: a row a mailbox, a row a campaign, the counts below. */
static void
print_page(const Phrases *phrases, JsonObject *status, const char *json)
{
    static const ViewColumn mailboxes[] = {
        {"mailbox", "name"},
        {"last-contact", "last_contact"},
        {"uidvalidity", "uidvalidity"},
        {"last-uid", "last_uid"},
        {"trouble", "trouble"},
    };
    static const ViewColumn campaigns[] = {
        {"campaign", "id"},
        {"closing", "closing"},
        {"next-event", "next_event"},
        {"next-event-at", "next_event_at"},
    };
    print_list(phrases, status, "mailboxes", mailboxes,
               G_N_ELEMENTS(mailboxes));
    print_list(phrases, status, "campaigns", campaigns,
               G_N_ELEMENTS(campaigns));
    print_counts(phrases, json);
}

static void
add_health(JsonObject *status, const GPtrArray *faults, const Config *config)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    json_object_set_string_member(status, "health",
                                  health_level_name(health_level(faults)));
    json_object_set_array_member(status, "troubles",
                                 reading_describe_faults(faults, zone));
}

static void
print_health(const Reading *reading, const GPtrArray *faults)
{
    g_autofree char *line =
        health_line(faults, reading->config, reading->phrases);
    g_autofree char *head =
        phrases_get(reading->phrases, "health",
                    health_level_name(health_level(faults)), line);
    printf("%s\n\n", head);
}

static gboolean
keep_json(gpointer json_pointer, const char *json)
{
    char **kept = json_pointer;
    *kept = g_strdup(json);
    return FALSE;
}

int
ctl_status(const CtlContext *context)
{
    if (context->arguments[0])
        return ctl_fail(EX_USAGE, "status takes no words");
    g_auto(Reading) reading = {0};
    int code = reading_open(context, NULL, 0, &reading);
    if (code != EX_OK)
        return code;
    g_autoptr(GError) error = NULL;
    g_autofree char *index = NULL;
    if (!query_status(reading.query, keep_json, &index, &error) || !index)
        return ctl_fail(EX_SOFTWARE, "%s",
                        error ? error->message : "the index says nothing");
    g_autoptr(JsonNode) root = json_from_string(index, &error);
    if (!root)
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    JsonObject *status = json_node_get_object(root);
    json_object_set_array_member(status, "campaigns",
                                 describe_campaigns(&reading));
    g_autoptr(GPtrArray) faults =
        health_read(reading.config, reading.database, clock_now(), &error);
    if (!faults)
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    add_health(status, faults, reading.config);
    g_autofree char *whole = json_line(root);
    if (context->json)
        puts(whole);
    else {
        print_health(&reading, faults);
        print_page(reading.phrases, status, whole);
    }
    return EX_OK;
}
