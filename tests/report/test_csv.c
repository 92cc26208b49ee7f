#include "report/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
test_cells_are_quoted_and_defused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *cell;
    } cases[] = {
        {"Marie", "\"Marie\""},
        {NULL, "\"\""},
        {"", "\"\""},
        {"a;b", "\"a;b\""},
        {"say \"yes\"", "\"say \"\"yes\"\"\""},
        {"two\r\nlines", "\"two  lines\""},
        {"=1+1", "\"'=1+1\""},
        {"+33 6", "\"'+33 6\""},
        {"-1", "\"'-1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"'\t=1\""},
        {"\r=1", "\"' =1\""},
        {"a=1", "\"a=1\""},
        {"— dash", "\"— dash\""},
        {"bad\xff", "\"bad\uFFFD\""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) row = g_string_new(NULL);
        csv_append(row, cases[i].text);
        assert_string_equal(row->str, cases[i].cell);
    }
}

static void
test_rows_have_as_many_cells_as_were_given(void **state)
{
    (void)state;
    g_autoptr(GString) rows = g_string_new(CSV_BYTE_ORDER_MARK);
    csv_append(rows, NULL);
    csv_append(rows, "b\n");
    csv_end_row(rows);
    csv_append(rows, "c");
    csv_append(rows, NULL);
    csv_end_row(rows);
    assert_string_equal(rows->str, "\xef\xbb\xbf\"\";\"b \"\r\n"
                                   "\"c\";\"\"\r\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_are_quoted_and_defused),
        cmocka_unit_test(test_rows_have_as_many_cells_as_were_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
