#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Every character below a blank comes out escaped and comes back. */
static void
test_control_characters(void **state)
{
    (void)state;
    char text[0x22] = "";
    for (int c = 1; c < 0x21; c++)
        text[c - 1] = (char)c;
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_VALUE);
    json_node_set_string(node, text);
    g_autofree char *line = json_line(node);
    for (const char *p = line; *p; p++)
        assert_in_range((guchar)*p, 0x20, 0x7e);
    g_autoptr(JsonNode) again = json_from_string(line, NULL);
    assert_non_null(again);
    assert_string_equal(json_node_get_string(again), text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_control_characters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
