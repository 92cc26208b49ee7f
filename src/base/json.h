/* JSON as one line. */
#pragma once

#include <json-glib/json-glib.h>

/* The node as one line without line end; new string. json_to_string() of
 * json-glib 1.6 leaves U+001F in strings as it is, which no reader of JSON may
 * take: a subject line can hold it. */
char *json_line(JsonNode *node);
