/* Can the clock on the wall be believed? Pure.
 *
 * What the daemon does by date (reminders, closing, purges) cannot be undone,
 * so a clock that stands behind the last run, or further ahead of it than a
 * machine is usually off, holds that until it has gone on evenly for a day:
 * a clock that is set wrong is noticed by then, and a machine that really was
 * off for a summer needs nobody.
 */
#pragma once

#include <glib.h>

typedef struct {
    gint64 last_run;      /* the last credible instant, 0: none yet */
    gint64 doubted_since; /* 0: credible */
    gint64 doubted_last;
} WallClock;

#define WALL_CLOCK_BEHIND_SECONDS (10 * 60)
#define WALL_CLOCK_AHEAD_SECONDS (G_GINT64_CONSTANT(31) * 24 * 3600)
#define WALL_CLOCK_DOUBT_SECONDS (24 * 3600)

/* Takes the reading `now` in; TRUE where it is credible. */
gboolean wall_clock_read(WallClock *clock, gint64 now);
