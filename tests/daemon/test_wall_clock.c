/* Which clocks are believed: sequences of readings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/wall_clock.h"

#define HOUR 3600
#define DAY (24 * G_GINT64_CONSTANT(3600))
#define START (G_GINT64_CONSTANT(20000) * DAY)

/* Readings from START on, and what is believed of each. */
static const struct {
    const char *name;
    gint64 readings[5];
    gboolean credible[5];
} rows[] = {
    {"day by day",
     {0, DAY, 2 * DAY, 3 * DAY, 4 * DAY},
     {TRUE, TRUE, TRUE, TRUE, TRUE}},
    {"some days off",
     {0, 9 * DAY, 40 * DAY, 71 * DAY, 71 * DAY + 1},
     {TRUE, TRUE, TRUE, TRUE, TRUE}},
    {"put right by some seconds",
     {0, -60, -120, -600, HOUR},
     {TRUE, TRUE, TRUE, TRUE, TRUE}},
    {"behind, then put right",
     {0, -2 * DAY, -2 * DAY + HOUR, HOUR, DAY},
     {TRUE, FALSE, FALSE, TRUE, TRUE}},
    {"far ahead, then put right",
     {0, 3000 * DAY, 3000 * DAY + 1, HOUR, DAY},
     {TRUE, FALSE, FALSE, TRUE, TRUE}},
    {"off for a summer: believed after a day",
     {0, 60 * DAY, 60 * DAY + 23 * HOUR, 61 * DAY, 62 * DAY},
     {TRUE, FALSE, FALSE, TRUE, TRUE}},
    {"was ahead and believed, is right again: believed after a day",
     {0, -60 * DAY, -59 * DAY, -58 * DAY, -57 * DAY},
     {TRUE, FALSE, TRUE, TRUE, TRUE}},
    {"jumps about: each jump begins anew",
     {0, 100 * DAY, 200 * DAY, 300 * DAY, 301 * DAY},
     {TRUE, FALSE, FALSE, FALSE, TRUE}},
};

static void
test_readings(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        WallClock clock = {0};
        for (gsize j = 0; j < G_N_ELEMENTS(rows[i].readings); j++) {
            gint64 now = START + rows[i].readings[j];
            gboolean credible = wall_clock_read(&clock, now);
            if (credible != rows[i].credible[j])
                fail_msg("%s: reading %zu: %d", rows[i].name, j, credible);
            if (credible)
                assert_int_equal(clock.last_run, now);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_readings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
