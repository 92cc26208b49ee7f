/* The configuration and the campaigns that are shipped say what the calls
 * for applications say. */
#include "base/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SAMPLE "conf/dossierd.conf"

static int
load(void **state)
{
    g_autoptr(GError) error = NULL;
    *state = config_load(SAMPLE, TRUE, &error);
    if (!*state)
        print_error("%s\n", error->message);
    return *state ? 0 : -1;
}

static int
unload(void **state)
{
    config_free(*state);
    return 0;
}

static void
test_nothing_can_leave(void **state)
{
    const Config *config = *state;
    assert_int_equal(config->send, CONFIG_SEND_SHADOW);
    assert_int_equal(config->smtp.tls, CONFIG_TLS_IMPLICIT);
    for (gsize i = 0; i < config->n_mailboxes; i++)
        assert_string_equal(config->mailboxes[i].url,
                            "imaps://imap.example.org:993");
}

static void
test_campaigns(void **state)
{
    static const struct {
        const char *id;
        gsize positions, documents, mailboxes;
        ConfigDeadlineKind kind;
        GDateDay day;
        GDateMonth month;
        GDateYear year;
        gboolean inclusive, strict;
    } cases[] = {
        {"micro-structure-rs2026", 4, 4, 5, CONFIG_DEADLINE_DAYS, 0, 0, 0, TRUE,
         FALSE},
        {"micro-ecole-carpentras", 1, 4, 1, CONFIG_DEADLINE_NONE, 0, 0, 0,
         FALSE, FALSE},
        {"mlds-2024", 6, 2, 1, CONFIG_DEADLINE_DATE, 12, 9, 2024, FALSE, TRUE},
        {"mlds-2026-madrague", 1, 2, 1, CONFIG_DEADLINE_DATE, 13, 3, 2026,
         FALSE, TRUE},
        {"mlds-meuse-2023", 1, 3, 1, CONFIG_DEADLINE_DATE, 1, 7, 2023, TRUE,
         FALSE},
    };
    const Config *config = *state;
    assert_int_equal(config->n_campaigns, G_N_ELEMENTS(cases));
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const ConfigCampaign *campaign =
            config_find_campaign(config, cases[i].id);
        assert_non_null(campaign);
        const ConfigDeadline *deadline = &campaign->deadline;
        assert_int_equal(campaign->n_positions, cases[i].positions);
        assert_int_equal(campaign->n_documents, cases[i].documents);
        assert_int_equal(g_strv_length((char **)campaign->mailboxes),
                         cases[i].mailboxes);
        assert_int_equal(deadline->kind, cases[i].kind);
        if (cases[i].kind == CONFIG_DEADLINE_DATE) {
            assert_int_equal(g_date_get_day(&deadline->date), cases[i].day);
            assert_int_equal(g_date_get_month(&deadline->date), cases[i].month);
            assert_int_equal(g_date_get_year(&deadline->date), cases[i].year);
            assert_int_equal(deadline->inclusive, cases[i].inclusive);
        }
        assert_int_equal(deadline->strict, cases[i].strict);
    }
}

static void
test_rs2026(void **state)
{
    static const char *const first_addresses[][2] = {
        {"0132733A", "ce.0132733a@ac-aix-marseille.fr"},
        {"0130175V", "christophe.santini@ac-aix-marseille.fr"},
        {"0133525L", "claire.moriconi@ac-aix-marseille.fr"},
        {"0131943S", "pr.clg.puget@ac-aix-marseille.fr"},
    };
    const ConfigCampaign *campaign =
        config_find_campaign(*state, "micro-structure-rs2026");
    assert_string_equal(
        campaign->subject,
        "Candidature micro-structure RS2026 – {family_name} {given_name}");
    assert_true(campaign->subject_required);
    assert_int_equal(campaign->deadline.days, 15);
    for (gsize i = 0; i < G_N_ELEMENTS(first_addresses); i++) {
        const ConfigPosition *position =
            config_find_position(campaign, first_addresses[i][0]);
        assert_non_null(position);
        assert_string_equal(position->addresses[0], first_addresses[i][1]);
        assert_true(config_is_own_address(*state, first_addresses[i][1]));
    }
    assert_false(config_find_document(campaign, "inspection")->required);
    assert_true(config_find_document(campaign, "opinion")->required);
}

/* On a tree without secrets the sample has no other fault. */
static void
test_only_secrets_are_missing(void **state)
{
    const Config *sample = *state;
    g_autoptr(GError) error = NULL;
    assert_null(config_load(SAMPLE, FALSE, &error));
    g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
    for (gsize i = 0; lines[i]; i++) {
        assert_non_null(strstr(lines[i], "dossierd.conf:"));
        assert_non_null(strstr(lines[i], ".password is missing; create it "
                                         "with install -m 600"));
    }
    assert_int_equal(g_strv_length(lines), sample->n_mailboxes + 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_can_leave),
        cmocka_unit_test(test_campaigns),
        cmocka_unit_test(test_rs2026),
        cmocka_unit_test(test_only_secrets_are_missing),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
