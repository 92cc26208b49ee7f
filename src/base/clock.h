/* The only "now" of the program, so that tests can move it with faketime. */
#pragma once

#include <glib.h>

/* Seconds since 1970-01-01 UTC. May jump: use it for civil dates only. */
gint64 clock_now(void);

/* The day in UTC, "2026-03-31", for what is to happen once a day. g_free() */
char *clock_day(void);

/* Microseconds on a clock that never jumps: use it for every timeout. */
gint64 clock_monotonic(void);
