#include "daemon/wall_clock.h"

static gboolean
follows(gint64 before, gint64 now)
{
    return now >= before - WALL_CLOCK_BEHIND_SECONDS &&
           now <= before + WALL_CLOCK_AHEAD_SECONDS;
}

static gboolean
accept(WallClock *clock, gint64 now)
{
    clock->last_run = now;
    clock->doubted_since = clock->doubted_last = 0;
    return TRUE;
}

gboolean
wall_clock_read(WallClock *clock, gint64 now)
{
    if (clock->last_run == 0 || follows(clock->last_run, now))
        return accept(clock, now);
    if (clock->doubted_since == 0 || !follows(clock->doubted_last, now))
        clock->doubted_since = now;
    clock->doubted_last = now;
    if (now - clock->doubted_since >= WALL_CLOCK_DOUBT_SECONDS)
        return accept(clock, now);
    return FALSE;
}
