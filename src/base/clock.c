#include "base/clock.h"

#include <time.h>

gint64
clock_now(void)
{
    return (gint64)time(NULL);
}

gint64
clock_monotonic(void)
{
    return g_get_monotonic_time();
}
