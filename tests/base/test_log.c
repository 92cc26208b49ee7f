/* One line for each event, whatever a sender put into it. */
#include "base/log.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What is written to standard error for `text`. */
static char *
logged(const char *text)
{
    int pipes[2], saved = dup(STDERR_FILENO);
    static char line[4096];

    assert_int_equal(pipe(pipes), 0);
    dup2(pipes[1], STDERR_FILENO);
    log_warning("said: %s", text);
    dup2(saved, STDERR_FILENO);
    close(pipes[1]);
    ssize_t length = read(pipes[0], line, sizeof line - 1);
    close(pipes[0]);
    close(saved);
    assert_true(length > 0);
    line[length] = '\0';
    return line;
}

static void
test_control_bytes_are_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line;
    } cases[] = {
        {"plain é", "<4>said: plain é\n"},
        {"a\r\n<3>forged line", "<4>said: a\\x0D\\x0A<3>forged line\n"},
        {"\x1b[2J\x1b]0;title\x07", "<4>said: \\x1B[2J\\x1B]0;title\\x07\n"},
        {"\xC2\x9B"
         "31m",
         "<4>said: \\u{009B}31m\n"},
        {"\xFF\xFE", "<4>said: \\xFF\\xFE\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_string_equal(logged(cases[i].text), cases[i].line);
}

static void
test_lines_are_short(void **state)
{
    (void)state;
    g_autofree char *text = g_strnfill(100000, 'x');
    g_autofree char *wide = g_strnfill(3000, 'x');
    for (gsize i = 0; i + 1 < 3000; i += 2)
        memcpy(wide + i, "\xC3\xA9", 2);
    assert_in_range(strlen(logged(text)), 900, 1010);
    const char *line = logged(wide);
    assert_in_range(strlen(line), 900, 1010);
    assert_true(g_utf8_validate(line, -1, NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_control_bytes_are_escaped),
        cmocka_unit_test(test_lines_are_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
