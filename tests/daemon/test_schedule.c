/* What is due when, for one campaign that closes on 2026-05-19 (inclusive),
 * in Europe/Paris. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/schedule.h"

static const guint reminder_days[] = {7, 2};
static const guint alert_days[] = {7, 1};

static ConfigCampaign
sample_campaign(void)
{
    ConfigCampaign campaign = {
        .id = "rs",
        .deadline = {.kind = CONFIG_DEADLINE_DATE, .inclusive = TRUE},
        .reminder_days = reminder_days,
        .n_reminder_days = G_N_ELEMENTS(reminder_days),
        .alert_days = alert_days,
        .n_alert_days = G_N_ELEMENTS(alert_days),
        .digest = {.enabled = TRUE, .weekday = 1, .hour = 8},
    };
    g_date_clear(&campaign.published, 1);
    g_date_clear(&campaign.deadline.date, 1);
    g_date_set_dmy(&campaign.deadline.date, 19, G_DATE_MAY, 2026);
    return campaign;
}

static gboolean
is_done(gpointer data, const char *key)
{
    const char *const *done = data;
    return done && g_strv_contains(done, key);
}

static gint64
paris(const char *text)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, zone);
    assert_non_null(time);
    return g_date_time_to_unix(time);
}

static char *
join_keys(const GPtrArray *events)
{
    GString *keys = g_string_new(NULL);
    for (guint i = 0; i < events->len; i++) {
        const ScheduleEvent *event = g_ptr_array_index(events, i);
        g_string_append_printf(keys, "%s%s", i > 0 ? " " : "", event->key);
    }
    return g_string_free(keys, FALSE);
}

typedef struct {
    const char *now, *since;
    const char *done[6];
    const char *expected;
} DueCase;

/* The digest of the week before is named as done where a case is not about
 * it. */
#define W18 "digest:rs:2026-W18"
#define W19 "digest:rs:2026-W19"
#define W20 "digest:rs:2026-W20"
#define W21 "digest:rs:2026-W21"

static const DueCase due_cases[] = {
    /* Nothing before the first instant, to the second. */
    {"2026-05-12T07:59:59", NULL, {W20}, ""},
    {"2026-05-12T08:00:00", NULL, {W20}, "reminder:rs:7:2026-05-19 alert:rs:7"},
    /* Done once is done. */
    {"2026-05-12T08:00:01",
     NULL,
     {W20, "reminder:rs:7:2026-05-19"},
     "alert:rs:7"},
    {"2026-05-13T08:00:00",
     NULL,
     {W20, "reminder:rs:7:2026-05-19", "alert:rs:7"},
     ""},
    /* Asleep over the seventh and the second day: the last one only. */
    {"2026-05-17T09:00:00",
     NULL,
     {W20, "alert:rs:7"},
     "reminder:rs:2:2026-05-19"},
    {"2026-05-18T09:00:00",
     NULL,
     {W21, "reminder:rs:7:2026-05-19", "reminder:rs:2:2026-05-19"},
     "alert:rs:1"},
    /* Never after closing, whatever was missed; the summary comes once. */
    {"2026-05-19T23:59:59",
     NULL,
     {W21, "reminder:rs:2:2026-05-19", "alert:rs:1"},
     ""},
    {"2026-05-20T00:00:00", NULL, {W21}, "closing:rs"},
    {"2026-05-20T00:00:00", NULL, {W21, "closing:rs"}, ""},
    /* The digest: on its Monday, late in its week, one after weeks away. */
    {"2026-05-04T07:59:59", NULL, {W18}, ""},
    {"2026-05-04T08:00:00", NULL, {W18}, W19},
    {"2026-05-08T18:00:00", NULL, {W18}, W19},
    {"2026-05-08T18:00:00", NULL, {W18, W19}, ""},
    {"2026-05-05T18:00:00", NULL, {NULL}, W19},
    /* What was due before the daemon's first run is not made up for. */
    {"2026-05-06T10:00:00", "2026-05-06T09:00:00", {NULL}, ""},
    {"2026-05-13T10:00:00", "2026-05-13T09:00:00", {NULL}, ""},
};

static void
test_due(void **state)
{
    (void)state;
    ConfigCampaign campaign = sample_campaign();
    Config config = {.campaigns = &campaign, .n_campaigns = 1};
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    for (gsize i = 0; i < G_N_ELEMENTS(due_cases); i++) {
        const DueCase *row = &due_cases[i];
        ScheduleFacts facts = {
            .config = &config,
            .zone = zone,
            .now = paris(row->now),
            .since = row->since ? paris(row->since) : 0,
            .is_done = is_done,
            .data = (gpointer)row->done,
        };
        g_autoptr(GPtrArray) due = schedule_due(&facts);
        g_autofree char *keys = join_keys(due);
        if (g_strcmp0(keys, row->expected) != 0)
            fail_msg("at %s: '%s' instead of '%s'", row->now, keys,
                     row->expected);
    }
}

/* Both changes of the clock, and a Sunday whose ISO week is last year's: the
 * digest stays at eight o'clock civil time and at one a week. */
static void
test_clock_changes(void **state)
{
    (void)state;
    ConfigCampaign campaign = sample_campaign();
    campaign.deadline.kind = CONFIG_DEADLINE_NONE;
    campaign.digest.weekday = 7;
    campaign.digest.hour = 2;
    campaign.digest.minute = 30;
    Config config = {.campaigns = &campaign, .n_campaigns = 1};
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    static const struct {
        const char *from;
        const char *key;
    } rows[] = {
        {"2026-03-29T00:00:00", "digest:rs:2026-W13"},
        {"2026-10-25T00:00:00", "digest:rs:2026-W43"},
        {"2027-01-03T00:00:00", "digest:rs:2026-W53"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *done[8] = {NULL};
        gsize n_done = 0;
        ScheduleFacts facts = {.config = &config,
                               .zone = zone,
                               .since = paris(rows[i].from),
                               .is_done = is_done,
                               .data = done};
        guint sent = 0;
        for (gint64 minute = 0; minute < 25 * 60; minute++) {
            facts.now = facts.since + minute * 60;
            g_autoptr(GPtrArray) due = schedule_due(&facts);
            for (guint j = 0; j < due->len; j++) {
                const ScheduleEvent *event = g_ptr_array_index(due, j);
                assert_string_equal(event->key, rows[i].key);
                done[n_done++] = rows[i].key;
                sent++;
            }
        }
        assert_int_equal(sent, 1);
    }
}

/* A deadline that moves takes what was not sent along, and repeats nothing. */
static void
test_moved_deadline(void **state)
{
    (void)state;
    ConfigCampaign campaign = sample_campaign();
    campaign.digest.enabled = FALSE;
    Config config = {.campaigns = &campaign, .n_campaigns = 1};
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    const char *done[] = {"reminder:rs:7:2026-05-19", "alert:rs:7", NULL};
    ScheduleFacts facts = {.config = &config,
                           .zone = zone,
                           .now = paris("2026-05-17T08:00:00"),
                           .is_done = is_done,
                           .data = done};
    g_date_set_dmy(&campaign.deadline.date, 30, G_DATE_MAY, 2026);
    g_autoptr(GPtrArray) none = schedule_due(&facts);
    assert_int_equal(none->len, 0);
    g_autoptr(ScheduleEvent) next = schedule_next(&facts, &campaign);
    /* For those who applied since; the others have had theirs. */
    assert_string_equal(next->key, "reminder:rs:7:2026-05-30");
    assert_int_equal(next->instant, paris("2026-05-23T08:00:00"));
    /* Earlier than planned: only the last of what is past, and the end. */
    g_date_set_dmy(&campaign.deadline.date, 18, G_DATE_MAY, 2026);
    g_autoptr(GPtrArray) sooner = schedule_due(&facts);
    g_autofree char *keys = join_keys(sooner);
    assert_string_equal(keys, "reminder:rs:2:2026-05-18 alert:rs:1");
    g_date_set_dmy(&campaign.deadline.date, 16, G_DATE_MAY, 2026);
    g_autoptr(GPtrArray) over = schedule_due(&facts);
    g_autofree char *end = join_keys(over);
    assert_string_equal(end, "closing:rs");
}

static void
test_next(void **state)
{
    (void)state;
    ConfigCampaign campaign = sample_campaign();
    campaign.digest.enabled = FALSE;
    Config config = {.campaigns = &campaign, .n_campaigns = 1};
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    ScheduleFacts facts = {.config = &config,
                           .zone = zone,
                           .now = paris("2026-05-19T12:00:00"),
                           .is_done = is_done};
    g_autoptr(ScheduleEvent) next = schedule_next(&facts, &campaign);
    assert_string_equal(next->key, "closing:rs");
    facts.now = paris("2026-05-20T00:00:00");
    assert_null(schedule_next(&facts, &campaign));
}

/* Nobody is written to at night, on either change of the clock neither. */
static void
test_working_instant(void **state)
{
    (void)state;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    static const struct {
        const char *instant, *expected;
    } rows[] = {
        {"2026-05-12T08:00:00", "2026-05-12T08:00:00"},
        {"2026-05-12T19:59:59", "2026-05-12T19:59:59"},
        {"2026-05-12T20:00:00", "2026-05-13T08:00:00"},
        {"2026-05-12T00:00:00", "2026-05-12T08:00:00"},
        {"2026-05-12T07:59:59", "2026-05-12T08:00:00"},
        {"2026-05-31T23:00:00", "2026-06-01T08:00:00"},
        {"2028-02-28T23:00:00", "2028-02-29T08:00:00"},
        {"2026-03-28T22:00:00", "2026-03-29T08:00:00"},
        {"2026-10-25T02:30:00", "2026-10-25T08:00:00"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 instant = schedule_working_instant(paris(rows[i].instant), zone);
        if (instant != paris(rows[i].expected))
            fail_msg("%s", rows[i].instant);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due),
        cmocka_unit_test(test_clock_changes),
        cmocka_unit_test(test_moved_deadline),
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_working_instant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
