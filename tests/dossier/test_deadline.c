#include "dossier/deadline.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static GDate
date_of(const char *text)
{
    GDate date;
    g_date_clear(&date, 1);
    int year, month, day;
    assert_int_equal(sscanf(text, "%d-%d-%d", &year, &month, &day), 3);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return date;
}

static void
check_instant(gint64 instant, const char *expected)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(instant);
    g_autofree char *text = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    assert_string_equal(text, expected);
}

static void
test_closing(void **state)
{
    (void)state;
    static const struct {
        const char *published; /* with `days` */
        guint days;
        const char *date; /* else */
        gboolean inclusive;
        const char *zone;
        const char *instant;
        const char *words;
    } cases[] = {
        {"2026-05-04", 15, NULL, FALSE, "Europe/Paris", "2026-05-19T22:00:00Z",
         "mardi 19 mai 2026 à 23 h 59 (heure de Paris)"},
        {"2026-05-04", 0, NULL, FALSE, "Europe/Paris", "2026-05-04T22:00:00Z",
         "lundi 4 mai 2026 à 23 h 59 (heure de Paris)"},
        {"2024-02-14", 15, NULL, FALSE, "Europe/Paris", "2024-02-29T23:00:00Z",
         "jeudi 29 février 2024 à 23 h 59 (heure de Paris)"},
        {"2023-02-14", 15, NULL, FALSE, "Europe/Paris", "2023-03-01T23:00:00Z",
         "mercredi 1er mars 2023 à 23 h 59 (heure de Paris)"},
        {"2025-12-20", 15, NULL, FALSE, "Europe/Paris", "2026-01-04T23:00:00Z",
         "dimanche 4 janvier 2026 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2024-09-12", FALSE, "Europe/Paris", "2024-09-11T22:00:00Z",
         "mercredi 11 septembre 2024 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2026-03-13", FALSE, "Europe/Paris", "2026-03-12T23:00:00Z",
         "jeudi 12 mars 2026 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2023-07-01", TRUE, "Europe/Paris", "2023-07-01T22:00:00Z",
         "samedi 1er juillet 2023 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2026-03-01", FALSE, "Europe/Paris", "2026-02-28T23:00:00Z",
         "samedi 28 février 2026 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2024-03-01", FALSE, "Europe/Paris", "2024-02-29T23:00:00Z",
         "jeudi 29 février 2024 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2026-12-31", TRUE, "Europe/Paris", "2026-12-31T23:00:00Z",
         "jeudi 31 décembre 2026 à 23 h 59 (heure de Paris)"},
        /* Holidays and Sundays close as any other day: the call says so. */
        {NULL, 0, "2026-05-01", TRUE, "Europe/Paris", "2026-05-01T22:00:00Z",
         "vendredi 1er mai 2026 à 23 h 59 (heure de Paris)"},
        {"2026-04-29", 15, NULL, FALSE, "Europe/Paris", "2026-05-14T22:00:00Z",
         "jeudi 14 mai 2026 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2026-12-25", TRUE, "Europe/Paris", "2026-12-25T23:00:00Z",
         "vendredi 25 décembre 2026 à 23 h 59 (heure de Paris)"},
        /* The days on which the clock changes, and their neighbours. */
        {NULL, 0, "2026-03-28", TRUE, "Europe/Paris", "2026-03-28T23:00:00Z",
         "samedi 28 mars 2026 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2026-03-29", TRUE, "Europe/Paris", "2026-03-29T22:00:00Z",
         "dimanche 29 mars 2026 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2026-10-25", FALSE, "Europe/Paris", "2026-10-24T22:00:00Z",
         "samedi 24 octobre 2026 à 23 h 59 (heure de Paris)"},
        {NULL, 0, "2026-10-25", TRUE, "Europe/Paris", "2026-10-25T23:00:00Z",
         "dimanche 25 octobre 2026 à 23 h 59 (heure de Paris)"},
        {"2026-03-20", 15, NULL, FALSE, "Europe/Paris", "2026-04-04T22:00:00Z",
         "samedi 4 avril 2026 à 23 h 59 (heure de Paris)"},
        /* Overseas. */
        {NULL, 0, "2026-08-15", TRUE, "Indian/Reunion", "2026-08-15T20:00:00Z",
         "samedi 15 août 2026 à 23 h 59 (heure de La Réunion)"},
        {NULL, 0, "2026-08-15", TRUE, "Pacific/Auckland",
         "2026-08-15T12:00:00Z",
         "samedi 15 août 2026 à 23 h 59 (Pacific/Auckland)"},
        /* Midnight does not exist there on that day: it begins at 1. */
        {NULL, 0, "2018-11-03", TRUE, "America/Sao_Paulo",
         "2018-11-04T03:00:00Z",
         "samedi 3 novembre 2018 à 23 h 59 (America/Sao_Paulo)"},
    };
    g_autofree char *folder = file_texts_folder(NULL);
    g_autoptr(Phrases) phrases = phrases_load(folder, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ConfigCampaign campaign = {0};
        campaign.deadline.inclusive = cases[i].inclusive;
        if (cases[i].date) {
            campaign.deadline.kind = CONFIG_DEADLINE_DATE;
            campaign.deadline.date = date_of(cases[i].date);
        } else {
            campaign.deadline.kind = CONFIG_DEADLINE_DAYS;
            campaign.deadline.days = cases[i].days;
            campaign.published = date_of(cases[i].published);
        }
        g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(cases[i].zone);
        gint64 closing = deadline_closing_instant(&campaign, zone);
        check_instant(closing, cases[i].instant);
        g_autofree char *words =
            deadline_format_closing(closing, zone, phrases);
        assert_string_equal(words, cases[i].words);
    }
}

static void
test_no_deadline(void **state)
{
    (void)state;
    ConfigCampaign campaign = {0};
    GDate day;
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    assert_false(deadline_closing_day(&campaign, &day));
    assert_true(deadline_closing_instant(&campaign, zone) == G_MAXINT64);
}

static void
test_days_before(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        guint days, hour, minute;
        const char *zone, *expected;
    } cases[] = {
        {"2026-05-19", 7, 8, 0, "Europe/Paris", "2026-05-12T06:00:00Z"},
        {"2026-03-31", 2, 8, 0, "Europe/Paris", "2026-03-29T06:00:00Z"},
        {"2026-03-31", 3, 8, 0, "Europe/Paris", "2026-03-28T07:00:00Z"},
        {"2026-10-26", 1, 8, 0, "Europe/Paris", "2026-10-25T07:00:00Z"},
        {"2026-10-26", 2, 8, 0, "Europe/Paris", "2026-10-24T06:00:00Z"},
        {"2024-03-02", 2, 8, 0, "Europe/Paris", "2024-02-29T07:00:00Z"},
        {"2026-03-02", 2, 8, 0, "Europe/Paris", "2026-02-28T07:00:00Z"},
        {"2026-01-01", 1, 23, 59, "Europe/Paris", "2025-12-31T22:59:00Z"},
        /* 2:30 is skipped: the first instant after is 3:00. */
        {"2026-03-29", 0, 2, 30, "Europe/Paris", "2026-03-29T01:00:00Z"},
        {"2026-03-29", 0, 3, 0, "Europe/Paris", "2026-03-29T01:00:00Z"},
        {"2026-03-29", 0, 1, 59, "Europe/Paris", "2026-03-29T00:59:00Z"},
        /* 2:30 comes twice: the first, in summer time. */
        {"2026-10-25", 0, 2, 30, "Europe/Paris", "2026-10-25T00:30:00Z"},
        {"2026-10-25", 0, 3, 0, "Europe/Paris", "2026-10-25T02:00:00Z"},
        {"2026-10-25", 0, 1, 30, "Europe/Dublin", "2026-10-25T00:30:00Z"},
        {"2018-11-04", 0, 0, 0, "America/Sao_Paulo", "2018-11-04T03:00:00Z"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        GDate day = date_of(cases[i].day);
        g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(cases[i].zone);
        check_instant(deadline_days_before(&day, cases[i].days, cases[i].hour,
                                           cases[i].minute, zone),
                      cases[i].expected);
    }
}

static void
test_format(void **state)
{
    (void)state;
    g_autofree char *folder = file_texts_folder(NULL);
    g_autoptr(Phrases) phrases = phrases_load(folder, NULL);
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    g_autofree char *morning = deadline_format(1777788300, zone, phrases);
    assert_string_equal(morning,
                        "dimanche 3 mai 2026 à 8 h 05 (heure de Paris)");
    g_autofree char *never = deadline_format(G_MAXINT64, zone, phrases);
    assert_string_equal(never, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closing),
        cmocka_unit_test(test_no_deadline),
        cmocka_unit_test(test_days_before),
        cmocka_unit_test(test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
