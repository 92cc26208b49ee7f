/* Subjects against the format of RS2026: conformity and both names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture_bodies.h"
#include "recognise/recogniser.h"

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    const CampaignWords *words = recogniser_words(
        recogniser, config_find_campaign(config, "micro-structure-rs2026"));
    g_autoptr(GPtrArray) rows = fixture_rows("subjects.tsv", 4);
    guint failed = 0;
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        g_auto(SenderName) sender = {0};
        sender_name_read(&sender, *row[1] ? row[1] : NULL, row[2]);
        g_auto(SubjectMatch) match = {0};
        subject_match(&match, words, row[0], &sender);
        g_autofree char *found = g_strdup_printf(
            "%s %s/%s", subject_conformity_name(match.conformity),
            match.name.family ? match.name.family : "",
            match.name.given ? match.name.given : "");
        if (strcmp(found, row[3]) == 0)
            continue;
        failed++;
        print_message("%s\n  expected %s\n  found    %s\n", row[0], row[3],
                      found);
    }
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
