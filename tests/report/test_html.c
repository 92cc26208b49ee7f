#include "report/html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static char *
finish(Html *html)
{
    g_autoptr(GBytes) bytes = html_finish(html);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    return g_strndup(data, length);
}

static void
test_escapes_text_and_attributes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *escaped;
    } cases[] = {
        {"a", "a"},
        {"<script>", "&lt;script&gt;"},
        {"\"'&", "&quot;&#39;&amp;"},
        {"&lt;", "&amp;lt;"},
        {"é–\u202F€", "é–\u202F€"},
        {"a\x01\x1f\x7f", "a\uFFFD\uFFFD\uFFFD"},
        {"\xc2\x85", "\uFFFD"},
        {"tab\tline\n", "tab\tline\n"},
        {"bad\xff", "bad\uFFFD"},
        {"", ""},
        {NULL, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Html) html = html_new(FALSE);
        html_element(html, "b", cases[i].text, "title", cases[i].text, NULL);
        g_autofree char *got = finish(html);
        g_autofree char *attribute =
            cases[i].text == NULL ? g_strdup("")
            : *cases[i].text == '\0'
                ? g_strdup(" title")
                : g_strdup_printf(" title=\"%s\"", cases[i].escaped);
        g_autofree char *expected =
            g_strdup_printf("<b%s>%s</b>", attribute, cases[i].escaped);
        assert_string_equal(got, expected);
    }
}

static void
test_closes_what_is_open(void **state)
{
    (void)state;
    g_autoptr(Html) html = html_new(TRUE);
    html_open(html, "html", "lang", "fr", NULL);
    html_open(html, "body", NULL);
    guint depth = html_depth(html);
    html_open(html, "ul", "class", NULL, "id", "x", NULL);
    html_open(html, "li", NULL);
    html_void(html, "br", NULL);
    html_close_to(html, depth);
    html_raw(html, "<hr>");
    g_autofree char *got = finish(html);
    assert_string_equal(got, "<!DOCTYPE html>\n<html lang=\"fr\"><body>"
                             "<ul id=\"x\"><li><br></li>\n</ul>\n<hr>"
                             "</body></html>");
    g_autofree char *again = finish(html);
    assert_string_equal(again, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes_text_and_attributes),
        cmocka_unit_test(test_closes_what_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
