#include "daemon/upkeep.h"

#include "base/clock.h"
#include "base/log.h"
#include "daemon/calendar.h"
#include "daemon/wall_clock.h"
#include "dossier/deadline.h"
#include "dossier/setting.h"
#include "mail/clamd.h"
#include "mail/imap_client.h"

#include <string.h>
#include <sys/statvfs.h>

#define LONGEST_SECONDS G_GINT64_CONSTANT(3600)
#define RETRY_SECONDS 60

/* Told below the first, over above the second. */
#define DISK_LOW_BYTES (G_GINT64_CONSTANT(256) * 1024 * 1024)
#define DISK_WELL_BYTES (G_GINT64_CONSTANT(384) * 1024 * 1024)

/* A mailbox that had this many mails and none for so long is silent. */
#define SILENT_MAILS 20
#define SILENT_SECONDS (21 * 24 * 3600)

struct Upkeep {
    const Services *services;
    Calendar *calendar;
    Troubles *troubles;
    gint64 looked_at; /* at disk and mailboxes, clock_monotonic() */
};

Upkeep *
upkeep_new(const Services *services, GError **error)
{
    g_autoptr(Upkeep) upkeep = g_new0(Upkeep, 1);
    upkeep->services = services;
    upkeep->troubles = troubles_new(services->config, services->phrases,
                                    services->database, services->outbox);
    upkeep->calendar = calendar_new(services, error);
    return upkeep->calendar ? g_steal_pointer(&upkeep) : NULL;
}

Troubles *
upkeep_troubles(Upkeep *upkeep)
{
    return upkeep->troubles;
}

/* A server that refuses the login is not out of reach. */
gboolean
upkeep_note_mailbox(Upkeep *upkeep, const ConfigMailbox *mailbox,
                    const GError *fault)
{
    Troubles *troubles = upkeep->troubles;
    if (fault && fault->domain == CLAMD_ERROR)
        fault = NULL; /* a trouble of its own: the mailbox was in reach */
    const char *why = fault ? fault->message : NULL;
    gboolean login =
        g_error_matches(fault, IMAP_CLIENT_ERROR, IMAP_CLIENT_ERROR_LOGIN);
    gboolean certificate = g_error_matches(fault, IMAP_CLIENT_ERROR,
                                           IMAP_CLIENT_ERROR_CERTIFICATE);
    if (fault && !login && !certificate)
        return troubles_note(troubles, TROUBLE_REACH, mailbox->name, why);
    gboolean news = troubles_note(troubles, TROUBLE_REACH, mailbox->name, NULL);
    news |= troubles_note(troubles, TROUBLE_LOGIN, mailbox->name,
                          login ? why : NULL);
    news |= troubles_note(troubles, TROUBLE_CERTIFICATE, mailbox->name,
                          certificate ? why : NULL);
    return news;
}

gboolean
upkeep_note_certificate(Upkeep *upkeep, const char *url, gint64 until)
{
    const Config *config = upkeep->services->config;
    const char *scheme_end = strstr(url, "://");
    const char *server = scheme_end ? scheme_end + 3 : url;
    gint64 since =
        until - (gint64)config->certificate_days * G_TIME_SPAN_DAY / 1000000;
    gboolean soon = config->certificate_days > 0 && clock_now() >= since;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    g_autofree char *end =
        deadline_format(until, zone, upkeep->services->phrases);
    return troubles_note_since(upkeep->troubles, TROUBLE_EXPIRY, server,
                               soon ? end : NULL, since);
}

/* A file with a password that cannot be read is as good as a refused login. */
static TroubleKind
kind_of_server_fault(const GError *fault)
{
    if (g_error_matches(fault, SMTP_CLIENT_ERROR, SMTP_CLIENT_ERROR_TLS))
        return TROUBLE_SMTP_CERTIFICATE;
    if (fault->domain != SMTP_CLIENT_ERROR ||
        fault->code == SMTP_CLIENT_ERROR_LOGIN ||
        fault->code == SMTP_CLIENT_ERROR_SECRET)
        return TROUBLE_SMTP_LOGIN;
    return TROUBLE_SMTP_REACH;
}

gboolean
upkeep_note_server(Upkeep *upkeep, const GError *fault, gint64 certificate_end)
{
    static const TroubleKind server_kinds[] = {
        TROUBLE_SMTP_REACH, TROUBLE_SMTP_LOGIN, TROUBLE_SMTP_CERTIFICATE};
    gboolean news = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(server_kinds); i++) {
        gboolean present =
            fault && kind_of_server_fault(fault) == server_kinds[i];
        news |= troubles_note(upkeep->troubles, server_kinds[i], "",
                              present ? fault->message : NULL);
    }
    if (certificate_end != 0)
        news |= upkeep_note_certificate(
            upkeep, upkeep->services->config->smtp.url, certificate_end);
    return news;
}

static gboolean
load_clock(Upkeep *upkeep, WallClock *clock, GError **error)
{
    Database *database = upkeep->services->database;
    return setting_get(database, "last_run", &clock->last_run, error) &&
           setting_get(database, "clock_doubted_since", &clock->doubted_since,
                       error) &&
           setting_get(database, "clock_doubted_last", &clock->doubted_last,
                       error);
}

static gboolean
write_clock(Database *database, const WallClock *clock, GError **error)
{
    return setting_set(database, "last_run", clock->last_run, error) &&
           setting_set(database, "clock_doubted_since", clock->doubted_since,
                       error) &&
           setting_set(database, "clock_doubted_last", clock->doubted_last,
                       error);
}

static gboolean
save_clock(Upkeep *upkeep, const WallClock *clock, GError **error)
{
    Database *database = upkeep->services->database;
    if (!database_begin(database, error))
        return FALSE;
    if (write_clock(database, clock, error))
        return database_commit(database, error);
    database_rollback(database);
    return FALSE;
}

/* TRUE where the clock can be believed; else the operator is to be told. */
static gboolean
read_clock(Upkeep *upkeep, gint64 now)
{
    const Services *services = upkeep->services;
    WallClock clock = {0};
    g_autoptr(GError) error = NULL;
    if (!load_clock(upkeep, &clock, &error)) {
        log_error("last run: %s", error->message);
        return FALSE;
    }
    gint64 last_run = clock.last_run;
    gboolean credible = wall_clock_read(&clock, now);
    g_autoptr(GTimeZone) zone =
        g_time_zone_new_identifier(services->config->timezone);
    g_autofree char *last = deadline_format(last_run, zone, services->phrases);
    if (troubles_note(upkeep->troubles, TROUBLE_CLOCK, "",
                      credible ? NULL : last))
        log_warning("the clock is %s",
                    credible ? "credible again" : "not credible: mail is held");
    outbox_hold(services->outbox, !credible);
    if (!save_clock(upkeep, &clock, &error))
        log_error("last run: %s", error->message);
    return credible;
}

static char *
format_megabytes(const Upkeep *upkeep, gint64 bytes)
{
    g_autofree char *digits =
        g_strdup_printf("%" G_GINT64_FORMAT, bytes / (1000 * 1000));
    return phrases_get(upkeep->services->phrases, "mail", "megabytes", digits);
}

static void
look_at_disk(Upkeep *upkeep)
{
    struct statvfs disk;
    if (statvfs(upkeep->services->config->state_dir, &disk) != 0)
        return;
    gint64 free_bytes = (gint64)disk.f_bavail * (gint64)disk.f_frsize;
    g_autofree char *size = format_megabytes(upkeep, free_bytes);
    if (free_bytes < DISK_LOW_BYTES)
        troubles_note(upkeep->troubles, TROUBLE_DISK, "", size);
    else if (free_bytes > DISK_WELL_BYTES)
        troubles_note(upkeep->troubles, TROUBLE_DISK, "", NULL);
}

/* Mail of any kind moves the cursor, so that it tells whether some arrives. */
static gboolean
find_silence(Upkeep *upkeep, const ConfigMailbox *mailbox, gint64 now,
             gint64 *moved_at, GError **error)
{
    const Services *services = upkeep->services;
    g_autofree char *uid_name = g_strdup_printf("uid:%s", mailbox->name);
    g_autofree char *at_name = g_strdup_printf("uid_at:%s", mailbox->name);
    MailboxCursor cursor = {0};
    gint64 uid = 0;
    if (!dossier_store_load_cursor(services->store, mailbox->name, &cursor,
                                   error) ||
        !setting_get(services->database, uid_name, &uid, error) ||
        !setting_get(services->database, at_name, moved_at, error))
        return FALSE;
    if (uid == cursor.last_uid && *moved_at != 0) {
        if (cursor.last_uid < SILENT_MAILS)
            *moved_at = now;
        return TRUE;
    }
    *moved_at = now;
    return setting_set(services->database, uid_name, cursor.last_uid, error) &&
           setting_set(services->database, at_name, now, error);
}

/* A school's mailbox rests once its campaigns are closed. */
static gboolean
is_awaited(const Config *config, const ConfigMailbox *mailbox, gint64 now)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    for (gsize i = 0; i < config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &config->campaigns[i];
        if (g_strv_contains(campaign->mailboxes, mailbox->name) &&
            now < deadline_closing_instant(campaign, zone))
            return TRUE;
    }
    return FALSE;
}

static void
look_at_mailboxes(Upkeep *upkeep, gint64 now)
{
    const Services *services = upkeep->services;
    const Config *config = services->config;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    for (gsize i = 0; i < config->n_mailboxes; i++) {
        const ConfigMailbox *mailbox = &config->mailboxes[i];
        g_autoptr(GError) error = NULL;
        gint64 moved_at = 0;
        if (!find_silence(upkeep, mailbox, now, &moved_at, &error)) {
            log_warning("%s: %s", mailbox->name, error->message);
            return;
        }
        gboolean silent =
            now - moved_at > SILENT_SECONDS && is_awaited(config, mailbox, now);
        g_autofree char *last =
            deadline_format(moved_at, zone, services->phrases);
        troubles_note(upkeep->troubles, TROUBLE_SILENT, mailbox->name,
                      silent ? last : NULL);
    }
}

/* Once an hour is enough for both. */
static void
look_around(Upkeep *upkeep, gint64 now)
{
    gint64 monotonic = clock_monotonic();
    if (upkeep->looked_at != 0 &&
        monotonic - upkeep->looked_at < LONGEST_SECONDS * G_USEC_PER_SEC)
        return;
    upkeep->looked_at = monotonic;
    look_at_disk(upkeep);
    look_at_mailboxes(upkeep, now);
}

gint64
upkeep_turn(Upkeep *upkeep, gboolean collected)
{
    gint64 now = clock_now();
    gint64 next = now + LONGEST_SECONDS;
    gboolean credible = read_clock(upkeep, now);
    if (credible && collected) {
        look_around(upkeep, now);
        if (calendar_work_off(upkeep->calendar, now) > 0)
            next = now + RETRY_SECONDS;
        next = MIN(next, calendar_next(upkeep->calendar, now));
    }
    return MIN(next, troubles_tell(upkeep->troubles, now));
}

void
upkeep_free(Upkeep *upkeep)
{
    if (!upkeep)
        return;
    if (upkeep->calendar && upkeep->troubles)
        read_clock(upkeep, clock_now());
    g_clear_pointer(&upkeep->calendar, calendar_free);
    g_clear_pointer(&upkeep->troubles, troubles_free);
    g_free(upkeep);
}
