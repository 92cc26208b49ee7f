#include "daemon/schedule.h"

#include "dossier/deadline.h"

#define DUE_HOUR 8
#define EVENING_HOUR 20

void
schedule_event_free(ScheduleEvent *event)
{
    if (!event)
        return;
    g_free(event->key);
    g_free(event);
}

static ScheduleEvent *
new_event(ScheduleKind kind, const ConfigCampaign *campaign, gint64 instant,
          char *key)
{
    ScheduleEvent *event = g_new0(ScheduleEvent, 1);
    event->kind = kind;
    event->campaign = campaign;
    event->instant = instant;
    event->key = key;
    return event;
}

static char *
make_key(ScheduleKind kind, const ConfigCampaign *campaign, guint days,
         const GDate *closing_day)
{
    if (kind == SCHEDULE_ALERT)
        return g_strdup_printf("alert:%s:%u", campaign->id, days);
    return g_strdup_printf("reminder:%s:%u:%04u-%02u-%02u", campaign->id, days,
                           g_date_get_year(closing_day),
                           (guint)g_date_get_month(closing_day),
                           g_date_get_day(closing_day));
}

/* Reminders or alerts of a campaign with a deadline, the earliest first. */
static void
add_days_before(GPtrArray *events, const ScheduleFacts *facts,
                const ConfigCampaign *campaign, ScheduleKind kind)
{
    gboolean reminder = kind == SCHEDULE_REMINDER;
    const guint *days =
        reminder ? campaign->reminder_days : campaign->alert_days;
    gsize n = reminder ? campaign->n_reminder_days : campaign->n_alert_days;
    GDate closing_day;
    if (!deadline_closing_day(campaign, &closing_day))
        return;
    for (gsize i = 0; i < n; i++) {
        gint64 instant = deadline_days_before(&closing_day, days[i], DUE_HOUR,
                                              0, facts->zone);
        ScheduleEvent *event =
            new_event(kind, campaign, instant,
                      make_key(kind, campaign, days[i], &closing_day));
        event->days_before = days[i];
        g_ptr_array_add(events, event);
    }
}

static void
add_closing(GPtrArray *events, const ScheduleFacts *facts,
            const ConfigCampaign *campaign)
{
    gint64 closing = deadline_closing_instant(campaign, facts->zone);
    if (closing == G_MAXINT64)
        return;
    g_ptr_array_add(events,
                    new_event(SCHEDULE_CLOSING, campaign, closing,
                              g_strdup_printf("closing:%s", campaign->id)));
}

/* The digest of the ISO week that `day` is in. */
static ScheduleEvent *
digest_of_week(const ScheduleFacts *facts, const ConfigCampaign *campaign,
               GDate day)
{
    const ConfigDigest *digest = &campaign->digest;
    guint weekday = (guint)g_date_get_weekday(&day);
    g_date_subtract_days(&day, weekday - 1);
    g_date_add_days(&day, digest->weekday - 1);
    gint64 instant = deadline_days_before(&day, 0, digest->hour, digest->minute,
                                          facts->zone);
    g_autoptr(GDateTime) civil = g_date_time_new(
        facts->zone, g_date_get_year(&day), (gint)g_date_get_month(&day),
        g_date_get_day(&day), 12, 0, 0);
    return new_event(SCHEDULE_DIGEST, campaign, instant,
                     g_strdup_printf("digest:%s:%04d-W%02d", campaign->id,
                                     g_date_time_get_week_numbering_year(civil),
                                     g_date_time_get_week_of_year(civil)));
}

/* Last week's digest, this week's and the next: one of the first two is the
 * latest that is past, one of the last two the first to come. */
static void
add_digests(GPtrArray *events, const ScheduleFacts *facts,
            const ConfigCampaign *campaign)
{
    if (!campaign->digest.enabled)
        return;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(facts->now);
    g_autoptr(GDateTime) now = g_date_time_to_timezone(utc, facts->zone);
    for (int weeks = -1; weeks <= 1; weeks++) {
        g_autoptr(GDateTime) then = g_date_time_add_weeks(now, weeks);
        GDate day;
        g_date_clear(&day, 1);
        g_date_set_dmy(&day, (GDateDay)g_date_time_get_day_of_month(then),
                       (GDateMonth)g_date_time_get_month(then),
                       (GDateYear)g_date_time_get_year(then));
        g_ptr_array_add(events, digest_of_week(facts, campaign, day));
    }
}

static gint
compare_instants(gconstpointer a, gconstpointer b)
{
    const ScheduleEvent *left = *(const ScheduleEvent *const *)a;
    const ScheduleEvent *right = *(const ScheduleEvent *const *)b;
    return (left->instant > right->instant) - (left->instant < right->instant);
}

static GPtrArray *
list_events(const ScheduleFacts *facts, const ConfigCampaign *campaign)
{
    GPtrArray *events =
        g_ptr_array_new_with_free_func((GDestroyNotify)schedule_event_free);
    add_days_before(events, facts, campaign, SCHEDULE_REMINDER);
    add_days_before(events, facts, campaign, SCHEDULE_ALERT);
    add_closing(events, facts, campaign);
    add_digests(events, facts, campaign);
    g_ptr_array_sort(events, compare_instants);
    return events;
}

/* Past, and not too late to be of use. */
static gboolean
is_past(const ScheduleFacts *facts, const ScheduleEvent *event)
{
    if (event->instant > facts->now || event->instant < facts->since)
        return FALSE;
    gboolean before_closing =
        event->kind == SCHEDULE_REMINDER || event->kind == SCHEDULE_ALERT;
    return !before_closing ||
           facts->now < deadline_closing_instant(event->campaign, facts->zone);
}

/* TRUE if a later event of the same kind is past too: this one says nothing
 * that the other does not say better. */
static gboolean
is_superseded(const ScheduleFacts *facts, const GPtrArray *events, guint at)
{
    const ScheduleEvent *event = g_ptr_array_index(events, at);
    for (guint i = at + 1; i < events->len; i++) {
        const ScheduleEvent *later = g_ptr_array_index(events, i);
        if (later->kind == event->kind && is_past(facts, later))
            return TRUE;
    }
    return FALSE;
}

GPtrArray *
schedule_due(const ScheduleFacts *facts)
{
    GPtrArray *due =
        g_ptr_array_new_with_free_func((GDestroyNotify)schedule_event_free);
    for (gsize i = 0; i < facts->config->n_campaigns; i++) {
        g_autoptr(GPtrArray) events =
            list_events(facts, &facts->config->campaigns[i]);
        for (guint j = 0; j < events->len; j++) {
            ScheduleEvent *event = g_ptr_array_index(events, j);
            if (!is_past(facts, event) || is_superseded(facts, events, j) ||
                facts->is_done(facts->data, event->key))
                continue;
            ScheduleEvent *copy = g_memdup2(event, sizeof *event);
            copy->key = g_strdup(event->key);
            g_ptr_array_add(due, copy);
        }
    }
    g_ptr_array_sort(due, compare_instants);
    return due;
}

ScheduleEvent *
schedule_next(const ScheduleFacts *facts, const ConfigCampaign *campaign)
{
    g_autoptr(GPtrArray) events = list_events(facts, campaign);
    for (guint i = 0; i < events->len; i++) {
        ScheduleEvent *event = g_ptr_array_index(events, i);
        if (event->instant > facts->now &&
            !facts->is_done(facts->data, event->key))
            return g_ptr_array_steal_index(events, i);
    }
    return NULL;
}

gint64
schedule_working_instant(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) civil = g_date_time_to_timezone(utc, zone);
    gint hour = g_date_time_get_hour(civil);
    if (hour >= DUE_HOUR && hour < EVENING_HOUR)
        return instant;
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, (GDateDay)g_date_time_get_day_of_month(civil),
                   (GDateMonth)g_date_time_get_month(civil),
                   (GDateYear)g_date_time_get_year(civil));
    if (hour >= EVENING_HOUR)
        g_date_add_days(&day, 1);
    return deadline_days_before(&day, 0, DUE_HOUR, 0, zone);
}
