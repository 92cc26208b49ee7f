/* When the operator is told of a trouble and of its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "daemon/trouble.h"
#include "dossier/query.h"

static const struct {
    TroubleState state;
    gint64 now;
    TroubleStep step;
    gint64 next;
} steps[] = {
    {{TROUBLE_REACH, FALSE, 0, 0}, 5000, TROUBLE_NOTHING, G_MAXINT64},
    {{TROUBLE_REACH, TRUE, 1000, 0}, 4599, TROUBLE_NOTHING, 4600},
    {{TROUBLE_REACH, TRUE, 1000, 0}, 4600, TROUBLE_TELL, 4600},
    {{TROUBLE_REACH, TRUE, 1000, 4600}, 9000, TROUBLE_NOTHING, G_MAXINT64},
    {{TROUBLE_REACH, FALSE, 1000, 4600}, 9000, TROUBLE_TELL_OVER, G_MAXINT64},
    {{TROUBLE_REACH, FALSE, 1000, 0}, 9000, TROUBLE_NOTHING, G_MAXINT64},
    {{TROUBLE_LOGIN, TRUE, 1000, 0}, 1000, TROUBLE_TELL, 1000},
    {{TROUBLE_LOGIN, TRUE, 1000, 1000}, 99999999, TROUBLE_NOTHING, G_MAXINT64},
    {{TROUBLE_CERTIFICATE, TRUE, 1000, 0}, 1000, TROUBLE_TELL, 1000},
    {{TROUBLE_CERTIFICATE, TRUE, 1000, 1000}, 87399, TROUBLE_NOTHING, 87400},
    {{TROUBLE_CERTIFICATE, TRUE, 1000, 1000}, 87400, TROUBLE_TELL, 87400},
    {{TROUBLE_CERTIFICATE, FALSE, 1000, 1000},
     2000,
     TROUBLE_TELL_OVER,
     G_MAXINT64},
    {{TROUBLE_SMTP_CERTIFICATE, TRUE, 1000, 1000}, 87400, TROUBLE_TELL, 87400},
    {{TROUBLE_SMTP_REACH, TRUE, 1000, 0}, 4599, TROUBLE_NOTHING, 4600},
    {{TROUBLE_SMTP_LOGIN, TRUE, 1000, 0}, 1000, TROUBLE_TELL, 1000},
    {{TROUBLE_FILING, TRUE, 1000, 0}, 1599, TROUBLE_NOTHING, 1600},
    {{TROUBLE_FILING, TRUE, 1000, 0}, 1600, TROUBLE_TELL, 1600},
    {{TROUBLE_SCAN, TRUE, 1000, 0}, 1599, TROUBLE_NOTHING, 1600},
    {{TROUBLE_SCAN, TRUE, 1000, 0}, 1600, TROUBLE_TELL, 1600},
};

static void
test_steps(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (trouble_step(&steps[i].state, steps[i].now) != steps[i].step ||
            trouble_next(&steps[i].state) != steps[i].next)
            fail_msg("row %zu", i);
    }
}

typedef struct {
    char *folder;
    Config config;
    Phrases *phrases;
    Database *database;
    Outbox *outbox;
    Troubles *troubles;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    g_autoptr(GError) error = NULL;
    fixture->folder = g_dir_make_tmp("dossierd-trouble-XXXXXX", NULL);
    fixture->config = (Config){
        .timezone = "Europe/Paris",
        .operator_address = "operateur@academie.example",
        .smtp = {.from = "candidatures@academie.example", .from_name = "S"},
        .limits = {10, 1000, 10000, 50 << 20},
    };
    fixture->phrases = phrases_load("conf", &error);
    fixture->database =
        database_open(fixture->folder, DATABASE_READ_WRITE, &error);
    fixture->outbox = outbox_open(&fixture->config, fixture->phrases, "conf",
                                  fixture->database, FALSE, &error);
    assert_null(error);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    outbox_close(fixture->outbox);
    database_close(fixture->database);
    phrases_free(fixture->phrases);
    g_autofree char *command = g_strdup_printf("rm -r %s", fixture->folder);
    assert_int_equal(system(command), 0);
    g_free(fixture->folder);
    g_free(fixture);
    return 0;
}

static gboolean
count_row(gpointer count, const char *json)
{
    (void)json;
    ++*(guint *)count;
    return TRUE;
}

static void
check_mails(Fixture *fixture, guint expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Query) query =
        query_new(fixture->database, "Europe/Paris", &error);
    QueryFilter filter = {0};
    guint count = 0;
    assert_true(query_outbox(query, &filter, count_row, &count, &error));
    assert_int_equal(count, expected);
}

/* A daemon that is started anew each time. */
static gint64
note_and_tell(Fixture *fixture, const char *detail, gint64 later)
{
    g_autoptr(Troubles) troubles = troubles_new(
        &fixture->config, fixture->phrases, fixture->database, fixture->outbox);
    troubles_note(troubles, TROUBLE_REACH, "artaud", detail);
    return troubles_tell(troubles, clock_now() + later);
}

static void
test_one_mail_each_across_restarts(void **state)
{
    Fixture *fixture = *state;
    assert_int_not_equal(note_and_tell(fixture, "timed out", 0), G_MAXINT64);
    check_mails(fixture, 0);
    assert_int_equal(note_and_tell(fixture, "timed out", 3601), G_MAXINT64);
    check_mails(fixture, 1);
    note_and_tell(fixture, "timed out", 7200);
    note_and_tell(fixture, "reset", 9000);
    check_mails(fixture, 1);
    note_and_tell(fixture, NULL, 9001);
    check_mails(fixture, 2);
    note_and_tell(fixture, NULL, 9002);
    check_mails(fixture, 2);
}

static void
test_a_short_trouble_is_not_told(void **state)
{
    Fixture *fixture = *state;
    note_and_tell(fixture, "timed out", 0);
    note_and_tell(fixture, NULL, 60);
    note_and_tell(fixture, NULL, 7200);
    check_mails(fixture, 0);
}

static void
test_news(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(Troubles) troubles = troubles_new(
        &fixture->config, fixture->phrases, fixture->database, fixture->outbox);
    assert_false(troubles_note(troubles, TROUBLE_LOGIN, "duby", NULL));
    assert_true(troubles_note(troubles, TROUBLE_LOGIN, "duby", "refused"));
    assert_false(troubles_note(troubles, TROUBLE_LOGIN, "duby", "refused"));
    assert_false(troubles_note(troubles, TROUBLE_LOGIN, "puget", NULL));
    troubles_tell(troubles, clock_now());
    check_mails(fixture, 1);
    assert_true(troubles_note(troubles, TROUBLE_LOGIN, "duby", NULL));
    troubles_tell(troubles, clock_now());
    check_mails(fixture, 2);
    assert_false(troubles_note(troubles, TROUBLE_LOGIN, "duby", NULL));
}

/* Two servers behind one name, one of them with a certificate near its end:
 * that it comes and goes is told once. */
static void
test_what_comes_and_goes_is_told_once(void **state)
{
    Fixture *fixture = *state;
    const gint64 since = 1000000;
    g_autoptr(Troubles) troubles = troubles_new(
        &fixture->config, fixture->phrases, fixture->database, fixture->outbox);
    for (guint i = 0; i < 4; i++) {
        troubles_note_since(troubles, TROUBLE_EXPIRY, "imap.example:993",
                            i % 2 == 0 ? "mardi" : NULL, since);
        troubles_tell(troubles, clock_now());
    }
    check_mails(fixture, 2);
    troubles_note_since(troubles, TROUBLE_EXPIRY, "imap.example:993", "lundi",
                        since + 1);
    troubles_tell(troubles, clock_now());
    check_mails(fixture, 3);
}

/* One mail a day about a certificate that is refused, as long as it lasts and
 * however often it comes and goes; and one about its end. */
static void
test_one_alert_a_day(void **state)
{
    Fixture *fixture = *state;
    const gint64 day = 86400, morning = 20000 * day + 3600;
    g_autoptr(Troubles) troubles = troubles_new(
        &fixture->config, fixture->phrases, fixture->database, fixture->outbox);
    for (gint64 hour = 0; hour < 20; hour++) {
        troubles_note_since(troubles, TROUBLE_CERTIFICATE, "artaud",
                            hour % 2 == 0 ? "expired" : NULL, morning);
        troubles_tell(troubles, morning + hour * 3600);
    }
    check_mails(fixture, 2);
    troubles_note_since(troubles, TROUBLE_CERTIFICATE, "artaud", "expired",
                        morning + day);
    for (gint64 hour = 0; hour < 3 * 24; hour++)
        troubles_tell(troubles, morning + day + hour * 3600);
    check_mails(fixture, 5);
}

/* Each kind has its words, for the trouble and for its end. */
static void
test_words(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Paris");
    for (guint i = 0; i < 2 * N_TROUBLE_KINDS; i++) {
        TroubleFacts facts = {{i / 2, i % 2 == 0, 1779228000, 0},
                              "SUBJECT",
                              i % 2 == 0 ? "DETAIL" : NULL};
        g_autofree char *title = NULL;
        g_autofree char *body = NULL;
        trouble_compose(fixture->phrases, zone, &facts, i % 2 == 1, &title,
                        &body);
        if (strstr(title, "trouble.") || strstr(body, "trouble.") ||
            !strstr(body, i % 2 == 0 ? "DETAIL" : "."))
            fail_msg("%s\n%s", title, body);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
        cmocka_unit_test_setup_teardown(test_one_mail_each_across_restarts,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_short_trouble_is_not_told, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_news, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_comes_and_goes_is_told_once,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_alert_a_day, setup, teardown),
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
