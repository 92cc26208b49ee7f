#include "outbox/outbox_private.h"

#include "base/clock.h"
#include "base/log.h"
#include "dossier/deadline.h"

#include <string.h>

/* One mail: 5 minutes, doubled each time up to 4 hours, for 5 days. */
#define RETRY_SECONDS 300
#define RETRY_MAX_SECONDS (4 * 3600)
#define RETRY_DAYS_SECONDS (5 * 24 * 3600)
/* The server as a whole; a login that is refused is given longer, or the
 * account gets locked. */
#define REST_SECONDS 30
#define REST_MAX_SECONDS 1800
#define REST_LOGIN_SECONDS 900
#define REST_LOGIN_MAX_SECONDS (4 * 3600)

static void
clear_shipment(OutboxShipment *shipment)
{
    g_free(shipment->recipient);
    g_free(shipment->error);
    g_free(shipment->before_closing);
    g_clear_pointer(&shipment->mail, g_bytes_unref);
    memset(shipment, 0, sizeof *shipment);
}

/* first * 2^(n-1), at most `most`, up to a fifth more or less, so that many
 * that failed together do not come back together. */
static gint64
back_off(gint64 first, gint64 most, gint64 n)
{
    gint64 seconds = first;
    for (gint64 i = 1; i < n && seconds < most; i++)
        seconds *= 2;
    seconds = MIN(seconds, most);
    gint32 fifth = (gint32)(seconds / 5);
    return seconds + g_random_int_range(-fifth, fifth + 1);
}

/* How long the server is still left alone, in seconds. */
static gint64
remaining_rest(Outbox *outbox)
{
    g_mutex_lock(&outbox->lock);
    gint64 rest = outbox->rest_until - clock_monotonic();
    g_mutex_unlock(&outbox->lock);
    return MAX(rest, 0) / G_USEC_PER_SEC;
}

static gboolean
record_retry(Outbox *outbox, const OutboxShipment *shipment, GError **error)
{
    gint64 now = clock_now();
    gint64 wait =
        shipment->server_fault
            ? remaining_rest(outbox) + 1
            : back_off(RETRY_SECONDS, RETRY_MAX_SECONDS, shipment->attempts);
    if (now - shipment->first_tried_at > RETRY_DAYS_SECONDS)
        return DATABASE_RUN(outbox->database, SQL_OUTBOX_END, error,
                            SQL_I(shipment->id), SQL_T("failed"),
                            SQL_T(shipment->error));
    return DATABASE_RUN(outbox->database, SQL_OUTBOX_POSTPONE, error,
                        SQL_I(shipment->id), SQL_I(now + wait),
                        SQL_T(shipment->error),
                        SQL_I(shipment->server_fault ? 1 : 0));
}

static gboolean
record_outcome(Outbox *outbox, const OutboxShipment *shipment, GError **error)
{
    switch (shipment->outcome) {
    case SMTP_SENT:
        return DATABASE_RUN(outbox->database, SQL_OUTBOX_SENT, error,
                            SQL_I(shipment->id), SQL_I(clock_now()));
    case SMTP_RETRY:
        return record_retry(outbox, shipment, error);
    case SMTP_REJECTED:
        return DATABASE_RUN(outbox->database, SQL_OUTBOX_END, error,
                            SQL_I(shipment->id), SQL_T("failed"),
                            SQL_T(shipment->error));
    default:
        return DATABASE_RUN(outbox->database, SQL_OUTBOX_END, error,
                            SQL_I(shipment->id), SQL_T("unknown"),
                            SQL_T(shipment->error));
    }
}

/* Reads the next due row into `next`; next->id stays 0 where there is none. */
static gboolean
find_due(Outbox *outbox, OutboxShipment *next, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(outbox->database, SQL_OUTBOX_TAKE, &failure,
                       SQL_I(clock_now()), SQL_I(outbox_is_on_hold(outbox)));
    if (rows != NULL && database_next(outbox->database, rows, &failure)) {
        next->id = sqlite3_column_int64(rows, 0);
        next->recipient = database_column_text(rows, 1);
        next->attempts = sqlite3_column_int64(rows, 2) + 1;
        next->first_tried_at = sqlite3_column_type(rows, 3) == SQLITE_NULL
                                   ? clock_now()
                                   : sqlite3_column_int64(rows, 3);
        const void *bytes = sqlite3_column_blob(rows, 4);
        next->mail = g_bytes_new(bytes, (gsize)sqlite3_column_bytes(rows, 4));
        next->before_closing = database_column_text(rows, 5);
    }
    if (failure == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* A reminder or an alert that waited beyond the closing. */
static gboolean
is_overtaken(const Outbox *outbox, const OutboxShipment *next)
{
    const Config *config = outbox->config;
    const ConfigCampaign *campaign =
        next->before_closing != NULL
            ? config_find_campaign(config, next->before_closing)
            : NULL;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    return campaign != NULL &&
           clock_now() >= deadline_closing_instant(campaign, zone);
}

/* The state in which the row ends unsent and why (static), else NULL. */
static gboolean
find_hindrance(Outbox *outbox, const OutboxShipment *next, const char **state,
               const char **why, GError **error)
{
    gboolean bounced = FALSE;
    *state = *why = NULL;
    if (!outbox_is_bounced(outbox, next->recipient, &bounced, error))
        return FALSE;
    if (bounced && !config_is_own_address(outbox->config, next->recipient)) {
        *state = "failed";
        *why = OUTBOX_BOUNCED_BEFORE;
    } else if (is_overtaken(outbox, next)) {
        *state = "cancelled";
        *why = OUTBOX_OVERTAKEN;
    }
    return TRUE;
}

/* Marks the next due row as `sending`; rows to addresses that bounced since
 * they were queued, and reminders that waited too long, end here. */
static gboolean
take_next(Outbox *outbox, OutboxShipment *next, GError **error)
{
    for (;;) {
        const char *state = NULL;
        const char *why = NULL;
        if (!find_due(outbox, next, error))
            return FALSE;
        if (next->id == 0)
            return TRUE;
        if (!find_hindrance(outbox, next, &state, &why, error))
            return FALSE;
        if (state == NULL)
            return DATABASE_RUN(outbox->database, SQL_OUTBOX_SENDING, error,
                                SQL_I(next->id), SQL_I(next->first_tried_at));
        if (!DATABASE_RUN(outbox->database, SQL_OUTBOX_END, error,
                          SQL_I(next->id), SQL_T(state), SQL_T(why)))
            return FALSE;
        clear_shipment(next);
    }
}

/* One durable step between two mails: the outcome of the last one and the
 * mark of the next. The last stays in outbox->shipment until that is done, so
 * that its outcome is not lost with a database that is busy. */
static gboolean
step(Outbox *outbox, gboolean go_on, GError **error)
{
    OutboxShipment next = {0};
    if (!database_begin(outbox->database, error))
        return FALSE;
    if ((outbox->shipment.id != 0 &&
         !record_outcome(outbox, &outbox->shipment, error)) ||
        (go_on && !take_next(outbox, &next, error))) {
        database_rollback(outbox->database);
        clear_shipment(&next);
        return FALSE;
    }
    if (!database_commit(outbox->database, error)) {
        clear_shipment(&next);
        return FALSE;
    }
    if (outbox->shipment.id != 0)
        outbox_note_outcome(outbox, outbox->shipment.id);
    clear_shipment(&outbox->shipment);
    outbox->shipment = next;
    return TRUE;
}

static void
rest(Outbox *outbox, const GError *fault)
{
    gboolean is_login =
        g_error_matches(fault, SMTP_CLIENT_ERROR, SMTP_CLIENT_ERROR_LOGIN) ||
        g_error_matches(fault, SMTP_CLIENT_ERROR, SMTP_CLIENT_ERROR_TLS);
    gint64 first = is_login ? REST_LOGIN_SECONDS : REST_SECONDS;
    gint64 most = is_login ? REST_LOGIN_MAX_SECONDS : REST_MAX_SECONDS;
    g_mutex_lock(&outbox->lock);
    guint rests = ++outbox->rests;
    gint64 seconds = back_off(first, most, rests);
    outbox->rest_until = clock_monotonic() + seconds * G_USEC_PER_SEC;
    g_mutex_unlock(&outbox->lock);
    if (rests == 1)
        log_warning("SMTP server: %s; tried again in %" G_GINT64_FORMAT " s",
                    /* NOLINTNEXTLINE(*-core.NullDereference): it has failed */
                    fault->message, seconds);
}

static void
end_rest(Outbox *outbox)
{
    g_mutex_lock(&outbox->lock);
    guint rests = outbox->rests;
    outbox->rests = 0;
    outbox->rest_until = 0;
    g_mutex_unlock(&outbox->lock);
    if (rests > 0)
        log_info("SMTP server: takes mail again");
}

static gboolean
is_resting(Outbox *outbox)
{
    return remaining_rest(outbox) > 0;
}

/* Fills in the outcome; FALSE where the server is to be left alone. */
static gboolean
ship(Outbox *outbox, SmtpClient *client)
{
    OutboxShipment *shipment = &outbox->shipment;
    g_autoptr(GError) fault = NULL;
    shipment->outcome =
        smtp_client_send(client, shipment->recipient, shipment->mail,
                         &shipment->server_fault, &fault);
    shipment->error = fault != NULL ? g_strdup(fault->message) : NULL;
    log_info("outbox %" G_GINT64_FORMAT ": %s", shipment->id,
             fault != NULL ? fault->message : "sent");
    if (g_error_matches(fault, SMTP_CLIENT_ERROR, SMTP_CLIENT_ERROR_STOPPED))
        return FALSE;
    if (shipment->server_fault)
        rest(outbox, fault);
    else
        end_rest(outbox);
    if (outbox->heard != NULL)
        outbox->heard(outbox->heard_data, shipment->server_fault ? fault : NULL,
                      smtp_client_certificate_end(client));
    return !shipment->server_fault;
}

int
outbox_send_due(Outbox *outbox, SmtpClient *client, GError **error)
{
    int failures = 0;
    if (outbox->shadow || is_resting(outbox))
        return 0;
    gboolean go_on = TRUE;
    for (;;) {
        if (!step(outbox, go_on, error))
            return -1;
        if (outbox->shipment.id == 0)
            return failures;
        go_on = ship(outbox, client);
        if (outbox->shipment.outcome == SMTP_RETRY ||
            outbox->shipment.outcome == SMTP_UNKNOWN)
            failures++;
    }
}
