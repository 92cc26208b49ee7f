#include "base/clock.h"

#include <time.h>

gint64
clock_now(void)
{
    return (gint64)time(NULL);
}

char *
clock_day(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(clock_now());
    return g_date_time_format(now, "%F");
}

gint64
clock_monotonic(void)
{
    return g_get_monotonic_time();
}
