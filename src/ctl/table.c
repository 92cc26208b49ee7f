#include "ctl/table.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct Table {
    GPtrArray *rows; /* char**; the first holds the titles */
    gsize *widths;
    gsize n_columns;
};

/* Columns a text takes on a terminal (East Asian wide characters: two). */
static gsize
display_width(const char *text)
{
    gsize width = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (!g_unichar_iszerowidth(c))
            width += g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

Table *
table_new(const char *const *titles)
{
    Table *table = g_new0(Table, 1);
    table->n_columns = g_strv_length((char **)titles);
    table->widths = g_new0(gsize, table->n_columns);
    table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    table_add(table, titles);
    return table;
}

void
table_free(Table *table)
{
    if (!table)
        return;
    g_ptr_array_unref(table->rows);
    g_free(table->widths);
    g_free(table);
}

void
table_add(Table *table, const char *const *cells)
{
    char **row = g_new0(char *, table->n_columns + 1);
    for (gsize i = 0; i < table->n_columns; i++) {
        row[i] = text_escape(cells[i] ? cells[i] : "");
        table->widths[i] = MAX(table->widths[i], display_width(row[i]));
    }
    g_ptr_array_add(table->rows, row);
}

static void
print_row(const Table *table, char *const *row)
{
    for (gsize i = 0; i < table->n_columns; i++) {
        gsize pad = table->widths[i] - display_width(row[i]);
        gboolean last = i + 1 == table->n_columns;
        printf("%s%*s", row[i], last ? 0 : (int)pad + 2, "");
    }
}

void
table_print(const Table *table)
{
    if (table->rows->len < 2)
        return;
    const char *no_color = getenv("NO_COLOR");
    gboolean bold = isatty(STDOUT_FILENO) && !(no_color && *no_color);
    for (guint i = 0; i < table->rows->len; i++) {
        if (bold && i == 0)
            fputs("\033[1m", stdout);
        print_row(table, g_ptr_array_index(table->rows, i));
        puts(bold && i == 0 ? "\033[0m" : "");
    }
}
