/* What is due at an instant. Pure: configuration, instant and what was done
 * before in, events out; the caller makes the mails and remembers the keys.
 *
 * Reminders and alerts are due at 08:00, so many civil days before the closing
 * day; the summary at the closing instant; the digest on its day and hour of
 * each ISO week (ISO 8601). What was missed is due late, but never after
 * closing; of several missed reminders (alerts) only the last is due, and of
 * several missed weeks one digest.
 */
#pragma once

#include "base/config.h"

typedef enum {
    SCHEDULE_REMINDER,
    SCHEDULE_ALERT,
    SCHEDULE_CLOSING,
    SCHEDULE_DIGEST,
} ScheduleKind;

typedef struct {
    ScheduleKind kind;
    const ConfigCampaign *campaign;
    guint days_before; /* reminder, alert */
    gint64 instant;    /* when it became (or becomes) due */
    /* Names the event for ever: "alert:ID:7", "digest:ID:2026-W19". A deadline
     * that moves does not change it: nothing is sent twice. A reminder's is
     * "reminder:ID:7:2026-05-19", with the closing day, for those who applied
     * since; who got it before is known to outbox/notice_reminder.c. */
    char *key;
} ScheduleEvent;

void schedule_event_free(ScheduleEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScheduleEvent, schedule_event_free)

typedef struct {
    const Config *config;
    GTimeZone *zone;
    gint64 now;
    gint64 since; /* the instance's first run: what was due before it is no
                     business of ours; 0: everything */
    gboolean (*is_done)(gpointer data, const char *key);
    gpointer data;
} ScheduleFacts;

/* ScheduleEvent* in the order of their instants; never NULL. */
GPtrArray *schedule_due(const ScheduleFacts *facts);

/* The next event still to come: NULL if there is none. Sets the timer, and is
 * shown by `dossierctl status`. */
ScheduleEvent *schedule_next(const ScheduleFacts *facts,
                             const ConfigCampaign *campaign);

/* `instant` where it is between 8:00 and 20:00 civil time, else the next 8:00:
 * when a person may be written to. */
gint64 schedule_working_instant(gint64 instant, GTimeZone *zone);
