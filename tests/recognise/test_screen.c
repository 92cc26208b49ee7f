/* The screen before a body is fetched: nearly all of a school's mail passes,
 * nothing that may be an application does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture_bodies.h"
#include "recognise/screen.h"

static char *
screen_twice(const Recogniser *recogniser, const Message *message,
             const char *files)
{
    static const char *const names[] = {"pass", "structure", "take"};
    g_auto(GStrv) list = g_strsplit(files, ";", -1);
    ScreenChoice first =
        recognise_screen_header(recogniser, "artaud", message, NULL);
    ScreenChoice second = recognise_screen_structure(
        recogniser, "artaud", message, (const char *const *)list,
        g_strv_length(list), NULL);
    return g_strdup_printf("%s %s", names[first], names[second]);
}

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    g_autoptr(GPtrArray) rows = fixture_rows("screens.tsv", 10);
    guint failed = 0;
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        FixtureMail mail = fixture_mail(row);
        Message *message = fixture_message(&mail);
        g_autofree char *found = screen_twice(recogniser, message, row[4]);
        fixture_message_free(message);
        g_autofree char *expected = g_strdup_printf("%s %s", row[8], row[9]);
        g_free(row[8]);
        row[8] = g_steal_pointer(&expected);
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
