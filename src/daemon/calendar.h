/* Works off what daemon/schedule.h says is due: one event, one transaction.
 *
 * A campaign's calendar begins when this instance first saw it: what was due
 * before is not made up for, but for the reminders and alerts of that very
 * day. Candidates are not written to at night: a reminder that was missed
 * waits for the morning, unless it is closing by then.
 */
#pragma once

#include "daemon/services.h"

typedef struct Calendar Calendar;

/* `services` outlive it. */
Calendar *calendar_new(const Services *services, GError **error);
void calendar_free(Calendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

/* Queues all that is due at `now`. What fails is logged and due again at the
 * next call; returns the number of events that failed. */
guint calendar_work_off(Calendar *calendar, gint64 now);

/* The next instant at which something becomes due after `now`; G_MAXINT64 if
 * nothing does. */
gint64 calendar_next(Calendar *calendar, gint64 now);
