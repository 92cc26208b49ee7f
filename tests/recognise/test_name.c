/* Display names and addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture_bodies.h"
#include "recognise/name.h"

static void
test_agrees(void **state)
{
    (void)state;
    assert_true(person_name_agrees("DUPONT", "Marie", "Dupont", "marie"));
    assert_true(person_name_agrees("DUPONT", "Marie", "DUPONT", NULL));
    assert_true(person_name_agrees("DUPONT", "Marie", "DUPONT", "M"));
    assert_true(person_name_agrees("LEFÈVRE", "Jean", "LEFEVRE", "Jean"));
    assert_true(person_name_agrees("MARTIN ép. BERNARD", "S", "BERNARD", "S"));
    assert_false(person_name_agrees("DUPONT", "Marie", "DUPONT", "Paul"));
    assert_false(person_name_agrees("DUPONT", "Marie", "MARTIN", "Marie"));
    assert_false(person_name_agrees(NULL, "Marie", "MARTIN", "Marie"));
}

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) rows = fixture_rows("senders.tsv", 3);
    guint failed = 0;
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        g_auto(SenderName) sender = {0};
        sender_name_read(&sender, *row[0] ? row[0] : NULL, row[1]);
        const PersonName *name =
            sender.display.family ? &sender.display : &sender.local;
        g_autofree char *found =
            g_strdup_printf("%s/%s", name->family ? name->family : "",
                            name->given ? name->given : "");
        if (strcmp(found, row[2]) == 0)
            continue;
        failed++;
        print_message("%s\n  expected %s\n  found    %s\n", row[0], row[2],
                      found);
    }
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_agrees)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
