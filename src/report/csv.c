#include "report/csv.h"

#include <string.h>

static gboolean
is_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

/* TRUE at the start of a row, where no semicolon is due. */
static gboolean
at_start(const GString *row)
{
    return row->len == 0 || row->str[row->len - 1] == '\n' ||
           g_str_equal(row->str, CSV_BYTE_ORDER_MARK);
}

void
csv_append(GString *row, const char *text)
{
    if (!at_start(row))
        g_string_append_c(row, ';');
    /* Always quoted: the first cell may be empty and the next must see it. */
    g_string_append_c(row, '"');
    g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
    if (is_formula(valid))
        g_string_append_c(row, '\'');
    for (const char *at = valid; *at != '\0'; at++) {
        if (*at == '"')
            g_string_append(row, "\"\"");
        else if (*at == '\r' || *at == '\n')
            g_string_append_c(row, ' ');
        else
            g_string_append_c(row, *at);
    }
    g_string_append_c(row, '"');
}

void
csv_end_row(GString *row)
{
    g_string_append(row, "\r\n");
}
