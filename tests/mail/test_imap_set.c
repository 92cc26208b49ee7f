#include "mail/imap_set.h"
#include "mail/imap_utf7.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
test_parse(void **state)
{
    (void)state;
    static const struct {
        const char *given, *expected; /* NULL: refused */
    } cases[] = {
        {"", ""},
        {"1", "1"},
        {"1 2 3 7", "1:3,7"},
        {"1:3,4,9:8", "1:4,8:9"},
        {"7 3 1 2 3", "1:3,7"},
        {"5:9 1:6", "1:9"},
        {"4294967295", "4294967295"},
        {"4294967296", NULL},
        {"0", NULL},
        {"1:", NULL},
        {"1:*", NULL},
        {"x", NULL},
        {"1;2", NULL},
        {"-1", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) set = imap_set_new();
        gboolean good = imap_set_parse(set, cases[i].given);
        g_autofree char *text = imap_set_format(set);

        assert_int_equal(good, cases[i].expected != NULL);
        if (good)
            assert_string_equal(text, cases[i].expected);
    }
}

static void
test_subtract(void **state)
{
    (void)state;
    static const struct {
        const char *set, *without, *rest;
    } cases[] = {
        {"", "1:9", ""},
        {"1:9", "", "1:9"},
        {"1:9", "1:9", ""},
        {"1:9", "3", "1:2,4:9"},
        {"1:9,20:30,40", "5:25,40:50", "1:4,26:30"},
        {"5:9,11", "1:5,7,9:10,12", "6,8,11"},
        {"1:2,4:5,7", "2:4", "1,5,7"},
        {"4294967290:4294967295", "4294967292:4294967295",
         "4294967290:4294967291"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) set = imap_set_new();
        g_autoptr(GArray) without = imap_set_new();

        assert_true(imap_set_parse(set, cases[i].set));
        assert_true(imap_set_parse(without, cases[i].without));
        g_autoptr(GArray) rest = imap_set_subtract(set, without);
        g_autofree char *text = imap_set_format(rest);

        assert_string_equal(text, cases[i].rest);
    }
}

static void
test_take(void **state)
{
    (void)state;
    g_autoptr(GArray) set = imap_set_new();

    assert_true(imap_set_parse(set, "2:5,9,20:30"));
    assert_int_equal(imap_set_count(set), 16);
    assert_true(imap_set_has(set, 2) && imap_set_has(set, 9));
    assert_true(imap_set_has(set, 30) && !imap_set_has(set, 31));
    assert_true(!imap_set_has(set, 1) && !imap_set_has(set, 10));
    g_autoptr(GArray) some = imap_set_take(set, 6);
    g_autofree char *text = imap_set_format(some);
    g_autofree char *left = imap_set_format(set);

    assert_string_equal(text, "2:5,9,20");
    assert_string_equal(left, "21:30");
    imap_set_drop_below(set, 29);
    assert_int_equal(imap_set_count(set), 2);
    g_autoptr(GArray) rest = imap_set_take(set, G_MAXUINT32);

    assert_int_equal(imap_set_count(rest), 2);
    assert_int_equal(set->len, 0);
}

/* Each second UID: many ranges, and each command stays below 8,000 bytes. */
static void
test_take_scattered(void **state)
{
    (void)state;
    g_autoptr(GArray) set = imap_set_new();
    guint64 n = 0;

    for (guint32 uid = 4294900000; uid < 4294910000; uid += 2)
        imap_set_add(set, uid);
    while (set->len > 0) {
        g_autoptr(GArray) some = imap_set_take(set, 4096);
        g_autofree char *text = imap_set_format(some);

        assert_in_range(strlen(text), 1, 7000);
        n += imap_set_count(some);
    }
    assert_int_equal(n, 5000);
}

static void
test_utf7(void **state)
{
    (void)state;
    static const struct {
        const char *given, *expected;
    } cases[] = {
        {"INBOX", "INBOX"},
        {"", ""},
        {"Dossiers traités", "Dossiers trait&AOk-s"},
        {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
        {"R & D", "R &- D"},
        {"é&è", "&AOk-&-&AOg-"},
        {"😀", "&2D3eAA-"},
        {"a\r\nb", "a&AA0ACg-b"},
        {"\xe9", NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *encoded = imap_utf7_encode(cases[i].given);

        if (g_strcmp0(encoded, cases[i].expected) != 0)
            fail_msg("%s: got %s", cases[i].given, encoded);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),    cmocka_unit_test(test_take),
        cmocka_unit_test(test_subtract), cmocka_unit_test(test_take_scattered),
        cmocka_unit_test(test_utf7),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
