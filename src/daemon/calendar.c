#include "daemon/calendar.h"

#include "base/log.h"
#include "daemon/schedule.h"
#include "dossier/deadline.h"
#include "dossier/setting.h"
#include "outbox/notice.h"
#include "report/digest.h"
#include "report/source_database.h"

struct Calendar {
    const Services *services;
    Notices *notices;
    GTimeZone *zone;
};

Calendar *
calendar_new(const Services *services, GError **error)
{
    g_autoptr(Calendar) calendar = g_new0(Calendar, 1);
    calendar->services = services;
    calendar->zone = g_time_zone_new_identifier(services->config->timezone);
    calendar->notices = notices_new(services->config, services->phrases,
                                    services->texts, services->database,
                                    services->store, services->outbox, error);
    return calendar->notices ? g_steal_pointer(&calendar) : NULL;
}

void
calendar_free(Calendar *calendar)
{
    if (!calendar)
        return;
    g_clear_pointer(&calendar->notices, notices_free);
    g_clear_pointer(&calendar->zone, g_time_zone_unref);
    g_free(calendar);
}

/* Where the index does not tell, nothing is done twice. */
static gboolean
is_done(gpointer calendar_pointer, const char *key)
{
    Calendar *calendar = calendar_pointer;
    gint64 at = 0;
    return !notices_is_done(calendar->notices, key, &at, NULL) || at != 0;
}

/* When this instance first saw the campaign. */
static gboolean
first_seen(Calendar *calendar, const ConfigCampaign *campaign, gint64 now,
           gint64 *instant, GError **error)
{
    g_autofree char *name = g_strdup_printf("first_run:%s", campaign->id);
    *instant = now;
    return setting_init(calendar->services->database, name, instant, error);
}

/* The same configuration with one campaign, which is what the facts are about
 * here: each has its own beginning. */
static ScheduleFacts
make_facts(Calendar *calendar, Config *config, const ConfigCampaign *campaign,
           gint64 now)
{
    *config = *calendar->services->config;
    config->campaigns = campaign;
    config->n_campaigns = 1;
    return (ScheduleFacts){.config = config,
                           .zone = calendar->zone,
                           .now = now,
                           .is_done = is_done,
                           .data = calendar};
}

static gint64
start_of_day(Calendar *calendar, gint64 instant)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) civil = g_date_time_to_timezone(utc, calendar->zone);
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, (GDateDay)g_date_time_get_day_of_month(civil),
                   (GDateMonth)g_date_time_get_month(civil),
                   (GDateYear)g_date_time_get_year(civil));
    return deadline_days_before(&day, 0, 0, 0, calendar->zone);
}

/* What is due in a campaign; NULL where the index does not tell. */
static GPtrArray *
list_due(Calendar *calendar, const ConfigCampaign *campaign, gint64 now,
         GError **error)
{
    Config config;
    gint64 seen = 0;
    if (!first_seen(calendar, campaign, now, &seen, error))
        return NULL;
    ScheduleFacts facts = make_facts(calendar, &config, campaign, now);
    facts.since = start_of_day(calendar, seen);
    GPtrArray *due = schedule_due(&facts);
    for (guint i = due->len; i > 0; i--) {
        const ScheduleEvent *event = g_ptr_array_index(due, i - 1);
        gboolean before_closing =
            event->kind == SCHEDULE_REMINDER || event->kind == SCHEDULE_ALERT;
        if (!before_closing && event->instant < seen)
            g_ptr_array_remove_index(due, i - 1);
    }
    return due;
}

/* The instant to remind at: now, or in the morning. */
static gint64
reminder_instant(Calendar *calendar, const ScheduleEvent *event, gint64 now)
{
    gint64 morning = schedule_working_instant(now, calendar->zone);
    gint64 closing = deadline_closing_instant(event->campaign, calendar->zone);
    return morning < closing ? morning : now;
}

static gboolean
is_postponed(Calendar *calendar, const ScheduleEvent *event, gint64 now)
{
    return event->kind == SCHEDULE_REMINDER &&
           reminder_instant(calendar, event, now) > now;
}

/* The digests of one event while they are built. */
typedef struct {
    Calendar *calendar;
    const ConfigCampaign *campaign;
    const ReportSource *source;
    gint64 since, until;
    GPtrArray *built; /* Digest* */
    GArray *mails;    /* NoticeDigest */
} Digests;

static void
digests_clear(Digests *digests)
{
    g_clear_pointer(&digests->built, g_ptr_array_unref);
    g_clear_pointer(&digests->mails, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Digests, digests_clear)

static void
add_mail(Digests *digests, const Digest *digest, const char *recipient)
{
    NoticeDigest mail = {.recipient = recipient,
                         .subject = digest->subject,
                         .text = digest->text,
                         .html = digest->html,
                         .chart_png = digest->png,
                         .csv = digest->csv,
                         .csv_name = digest->csv_name};
    g_array_append_val(digests->mails, mail);
}

/* For the referent (`position` NULL) or the addresses of a position. */
static gboolean
build_digest(Digests *digests, const ConfigPosition *position, GError **error)
{
    const Services *services = digests->calendar->services;
    const ConfigCampaign *campaign = digests->campaign;
    DigestInput input = {.config = services->config,
                         .phrases = services->phrases,
                         .source = digests->source,
                         .campaign = campaign,
                         .position = position,
                         .since = digests->since,
                         .until = digests->until};
    Digest *digest = digest_build(&input, error);
    if (!digest)
        return FALSE;
    g_ptr_array_add(digests->built, digest);
    if (digest->is_empty && !campaign->digest.when_empty)
        return TRUE;
    if (!position)
        add_mail(digests, digest, campaign->referent.address);
    for (gsize i = 0; position && position->addresses[i]; i++)
        add_mail(digests, digest, position->addresses[i]);
    return TRUE;
}

static gboolean
build_digests(Digests *digests, GError **error)
{
    const ConfigCampaign *campaign = digests->campaign;
    if (!build_digest(digests, NULL, error))
        return FALSE;
    for (gsize i = 0;
         campaign->digest.positions_too && i < campaign->n_positions; i++)
        if (!build_digest(digests, &campaign->positions[i], error))
            return FALSE;
    return TRUE;
}

/* Over a connection of its own, so that all numbers are of one moment. */
static gboolean
queue_digest(Calendar *calendar, const NoticeEvent *event, GError **error)
{
    const Services *services = calendar->services;
    g_autoptr(Database) database =
        database_open(services->config->state_dir, DATABASE_READ_ONLY, error);
    g_autoptr(ReportDatabase) report =
        database ? report_database_open(services->config, database, error)
                 : NULL;
    if (!report)
        return FALSE;
    g_auto(Digests) digests = {
        .calendar = calendar,
        .campaign = event->campaign,
        .source = report_database_source(report),
        .until = event->now,
        .built = g_ptr_array_new_with_free_func((GDestroyNotify)digest_free),
        .mails = g_array_new(FALSE, FALSE, sizeof(NoticeDigest))};
    return notices_last_digest(calendar->notices, event->campaign,
                               &digests.since, error) &&
           build_digests(&digests, error) &&
           notices_digest(calendar->notices, event,
                          (const NoticeDigest *)(gpointer)digests.mails->data,
                          digests.mails->len, error);
}

static gboolean
work_off(Calendar *calendar, const ScheduleEvent *scheduled, gint64 now,
         GError **error)
{
    NoticeEvent event = {scheduled->campaign, scheduled->key, now};
    switch (scheduled->kind) {
    case SCHEDULE_REMINDER:
        return notices_remind(calendar->notices, &event, error);
    case SCHEDULE_ALERT:
        return notices_alert(calendar->notices, &event, error);
    case SCHEDULE_CLOSING:
        return notices_close(calendar->notices, &event, error);
    case SCHEDULE_DIGEST:
        break;
    }
    return queue_digest(calendar, &event, error);
}

static guint
work_off_campaign(Calendar *calendar, const ConfigCampaign *campaign,
                  gint64 now)
{
    guint failed = 0;
    g_autoptr(GError) fault = NULL;
    g_autoptr(GPtrArray) due = list_due(calendar, campaign, now, &fault);
    if (!due) {
        log_error("%s: %s", campaign->id, fault->message);
        return 1;
    }
    for (guint i = 0; i < due->len; i++) {
        const ScheduleEvent *event = g_ptr_array_index(due, i);
        g_autoptr(GError) error = NULL;
        if (is_postponed(calendar, event, now))
            continue;
        if (work_off(calendar, event, now, &error)) {
            log_info("%s: worked off", event->key);
            continue;
        }
        log_error("%s: %s", event->key, error->message);
        failed++;
    }
    if (!notices_announce_purge(calendar->notices, campaign, now, &fault)) {
        log_error("%s: the end of retention: %s", campaign->id, fault->message);
        failed++;
    }
    return failed;
}

guint
calendar_work_off(Calendar *calendar, gint64 now)
{
    const Config *config = calendar->services->config;
    guint failed = 0;
    for (gsize i = 0; i < config->n_campaigns; i++)
        failed += work_off_campaign(calendar, &config->campaigns[i], now);
    return failed;
}

/* The morning on which a reminder that was missed goes out. */
static gint64
next_postponed(Calendar *calendar, const ConfigCampaign *campaign, gint64 now)
{
    g_autoptr(GPtrArray) due = list_due(calendar, campaign, now, NULL);
    for (guint i = 0; due && i < due->len; i++) {
        const ScheduleEvent *event = g_ptr_array_index(due, i);
        if (is_postponed(calendar, event, now))
            return reminder_instant(calendar, event, now);
    }
    return G_MAXINT64;
}

gint64
calendar_next(Calendar *calendar, gint64 now)
{
    const Config *all = calendar->services->config;
    gint64 next = G_MAXINT64;
    for (gsize i = 0; i < all->n_campaigns; i++) {
        Config config;
        const ConfigCampaign *campaign = &all->campaigns[i];
        ScheduleFacts facts = make_facts(calendar, &config, campaign, now);
        g_autoptr(ScheduleEvent) event = schedule_next(&facts, campaign);
        if (event)
            next = MIN(next, event->instant);
        next = MIN(next, next_postponed(calendar, campaign, now));
    }
    return next;
}
