#include "base/step.h"

#ifdef STEP_TEST

#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int steps;

static void
write_count(void)
{
    FILE *file = fopen(g_getenv("DOSSIERD_COUNT_STEPS"), "we");
    if (!file)
        return;
    fprintf(file, "%d\n", g_atomic_int_get(&steps));
    fclose(file);
}

void
step_reached(const char *name)
{
    int step = g_atomic_int_add(&steps, 1) + 1;
    if (step == 1 && g_getenv("DOSSIERD_COUNT_STEPS"))
        atexit(write_count);
    const char *kill_at = g_getenv("DOSSIERD_KILL_AT");
    if (!kill_at || g_ascii_strtoll(kill_at, NULL, 10) != step)
        return;
    fprintf(stderr, "killed at step %d: %s\n", step, name);
    raise(SIGKILL);
}

#endif
