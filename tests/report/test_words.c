#include "report/words.h"

#include "outbox/outbox_reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
test_numbers_are_grouped(void **state)
{
    (void)state;
    static const struct {
        guint number;
        const char *words;
    } cases[] = {
        {0, "0"},
        {999, "999"},
        {1000, "1\u202F000"},
        {10000, "10\u202F000"},
        {1234567, "1\u202F234\u202F567"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *words = words_number(cases[i].number);
        assert_string_equal(words, cases[i].words);
    }
}

static void
test_counts_have_three_forms(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Phrases) phrases = phrases_load("conf", &error);
    assert_null(error);
    static const char *const expected[] = {
        "aucun dossier complet", "1 dossier complet", "2 dossiers complets"};
    for (guint n = 0; n < 3; n++) {
        g_autofree char *words =
            words_count(phrases, "page", "tally-complete", n);
        assert_string_equal(words, expected[n]);
    }
}

/* Both changes of the clock of 2026 in Paris. */
static void
test_instants_are_civil(void **state)
{
    (void)state;
    static const struct {
        gint64 instant;
        const char *day, *words, *iso;
    } cases[] = {
        {1779227940, "19/05/2026", "19/05/2026 à 23 h 59",
         "2026-05-19T23:59:00+02:00"},
        {1774745999, "29/03/2026", "29/03/2026 à 1 h 59",
         "2026-03-29T01:59:59+01:00"},
        {1774746000, "29/03/2026", "29/03/2026 à 3 h 00",
         "2026-03-29T03:00:00+02:00"},
        {1792890000, "25/10/2026", "25/10/2026 à 2 h 00",
         "2026-10-25T02:00:00+01:00"},
    };
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *day = words_day(cases[i].instant, zone);
        g_autofree char *words = words_instant(cases[i].instant, zone);
        g_autofree char *iso = words_iso(cases[i].instant, zone);
        assert_string_equal(day, cases[i].day);
        assert_string_equal(words, cases[i].words);
        assert_string_equal(iso, cases[i].iso);
    }
}

static void
test_days_between_are_civil(void **state)
{
    (void)state;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    gint64 late_evening = 1779227940; /* 23:59 */
    assert_int_equal(words_days_between(late_evening, late_evening, zone), 0);
    assert_int_equal(words_days_between(late_evening, late_evening + 120, zone),
                     1);
    assert_int_equal(words_days_between(late_evening + 120, late_evening, zone),
                     0);
    assert_int_equal(
        words_days_between(late_evening, late_evening + 7 * 86400, zone), 7);
}

static void
test_outcome(void **state)
{
    (void)state;
    static const struct {
        const char *state, *error, *words;
    } rows[] = {
        {"sent", NULL, NULL},
        {"queued", NULL, NULL},
        {"held", NULL,
         "retenu\u00A0: à libérer par l'administrateur du service"},
        {"held", OUTBOX_CAP_HOUR, "retenu\u00A0: trop d'envois en une heure"},
        {"failed", "550 5.1.1 no such user",
         "refusé par le serveur de messagerie («\u00A0550 5.1.1 no such "
         "user\u00A0»)"},
        {"failed", OUTBOX_RETURNED,
         "le message est revenu\u00A0: il n'a pas pu être remis à cette "
         "adresse"},
        {"failed", OUTBOX_BOUNCED_BEFORE,
         "non envoyé\u00A0: un message précédent à cette adresse est revenu"},
        {"failed", "Timeout was reached",
         "le message n'a pas pu être remis au serveur de messagerie"},
        {"unknown", "Timeout was reached",
         "le serveur de messagerie n'a pas confirmé l'envoi"},
        {"unknown", OUTBOX_INTERRUPTED,
         "l'envoi a été interrompu\u00A0: il n'est pas certain que le message "
         "soit parti"},
        {"queued", "Couldn't connect to server",
         "serveur de messagerie hors d'atteinte\u00A0: un nouvel essai est "
         "prévu"},
        {"queued", "450 greylisted",
         "refus temporaire du serveur de messagerie («\u00A0450 "
         "greylisted\u00A0»)\u00A0: un nouvel essai est prévu"},
    };
    g_autoptr(Phrases) phrases = phrases_load("conf", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *words =
            words_outcome(phrases, rows[i].state, rows[i].error);
        if (g_strcmp0(words, rows[i].words) != 0)
            fail_msg("%s: %s", rows[i].state, words);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_grouped),
        cmocka_unit_test(test_counts_have_three_forms),
        cmocka_unit_test(test_instants_are_civil),
        cmocka_unit_test(test_days_between_are_civil),
        cmocka_unit_test(test_outcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
