/* Machine mail, and mail that must not be answered; a reason for each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/machine.h"
#include "recognise/mail_fixture_bodies.h"

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Phrases) phrases = fixture_phrases();
    static const char *const kinds[] = {"none",    "bounce", "receipt",
                                        "absence", "own",    "bulk"};
    g_autoptr(GPtrArray) rows = fixture_rows("machines.tsv", 9);
    guint failed = 0;
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        FixtureMail mail = fixture_mail(row);
        Message *message = fixture_message(&mail);
        Machine machine = machine_look(config, message);
        const char *found = kinds[machine.kind];
        if (machine.sign)
            assert_true(phrases_has(phrases, "reason", machine.sign));
        fixture_message_free(message);
        if (strcmp(found, row[8]) == 0)
            continue;
        failed++;
        print_message("%s\n  expected %s\n  found    %s\n", row[3], row[8],
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
