#include "base/json.h"

#include <string.h>

char *
json_line(JsonNode *node)
{
    g_autofree char *text = json_to_string(node, FALSE);
    /* Outside of strings compact JSON has no such byte. */
    g_auto(GStrv) parts = g_strsplit(text, "\x1f", -1);
    return g_strjoinv("\\u001f", parts);
}
