#include "ctl/view.h"

#include "base/text.h"
#include "ctl/table.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

struct View {
    const Phrases *phrases;
    const ViewColumn *columns;
    gsize n_columns;
    gboolean json;
    guint count;
    GPtrArray *rows; /* char**, one cell a column */
};

View *
view_new(const Phrases *phrases, const ViewColumn *columns, gsize n_columns,
         gboolean json)
{
    View *view = g_new0(View, 1);
    view->phrases = phrases;
    view->columns = columns;
    view->n_columns = n_columns;
    view->json = json;
    view->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    return view;
}

void
view_free(View *view)
{
    if (!view)
        return;
    g_ptr_array_unref(view->rows);
    g_free(view);
}

/* A word of ours ("complete") in the reader's language, else as it is. */
static char *
translate(const View *view, const char *word)
{
    if (phrases_has(view->phrases, "value", word))
        return phrases_get(view->phrases, "value", word, NULL);
    return g_strdup(word);
}

static void
append_node(const View *view, JsonNode *node, GString *cell)
{
    if (!node || json_node_is_null(node))
        return;
    if (JSON_NODE_HOLDS_ARRAY(node)) {
        JsonArray *array = json_node_get_array(node);
        for (guint i = 0; i < json_array_get_length(array); i++)
            append_node(view, json_array_get_element(array, i), cell);
        return;
    }
    if (!JSON_NODE_HOLDS_VALUE(node))
        return;
    g_autofree char *word = NULL;
    if (json_node_get_value_type(node) == G_TYPE_STRING)
        word = translate(view, json_node_get_string(node));
    else if (json_node_get_value_type(node) == G_TYPE_BOOLEAN)
        word = translate(view, json_node_get_boolean(node) ? "true" : "false");
    else
        word = g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
    g_string_append_printf(cell, "%s%s", cell->len ? ", " : "", word);
}

/* Follows "outer.inner"; through a list, the member of each element. */
static void
append_path(const View *view, JsonNode *node, const char *path, GString *cell)
{
    if (!node || !*path) {
        append_node(view, node, cell);
        return;
    }
    if (JSON_NODE_HOLDS_ARRAY(node)) {
        JsonArray *array = json_node_get_array(node);
        for (guint i = 0; i < json_array_get_length(array); i++)
            append_path(view, json_array_get_element(array, i), path, cell);
        return;
    }
    if (!JSON_NODE_HOLDS_OBJECT(node))
        return;
    gsize length = strcspn(path, ".");
    g_autofree char *name = g_strndup(path, length);
    append_path(view, json_object_get_member(json_node_get_object(node), name),
                path + length + (path[length] == '.'), cell);
}

static char *
make_cell(const View *view, JsonNode *row, const char *paths)
{
    g_auto(GStrv) parts = g_strsplit(paths, "+", -1);
    g_autoptr(GString) cell = g_string_new(NULL);
    for (gsize i = 0; parts[i]; i++) {
        g_autoptr(GString) part = g_string_new(NULL);
        append_path(view, row, parts[i], part);
        if (part->len > 0)
            g_string_append_printf(cell, "%s%s", cell->len ? " " : "",
                                   part->str);
    }
    return g_string_free(g_steal_pointer(&cell), FALSE);
}

void
view_add(gpointer view_pointer, const char *json)
{
    View *view = view_pointer;
    view->count++;
    if (view->json) {
        puts(json);
        return;
    }
    g_autoptr(JsonNode) row = json_from_string(json, NULL);
    if (!row)
        return;
    char **cells = g_new0(char *, view->n_columns + 1);
    for (gsize i = 0; i < view->n_columns; i++)
        cells[i] = make_cell(view, row, view->columns[i].path);
    g_ptr_array_add(view->rows, cells);
}

guint
view_count(const View *view)
{
    return view->count;
}

static char **
list_titles(const View *view)
{
    char **titles = g_new0(char *, view->n_columns + 1);
    for (gsize i = 0; i < view->n_columns; i++)
        titles[i] =
            phrases_get(view->phrases, "column", view->columns[i].title, NULL);
    return titles;
}

static void
print_list(const View *view, char *const *titles, char *const *cells)
{
    for (gsize i = 0; i < view->n_columns; i++) {
        g_autofree char *safe = text_escape(cells[i]);
        if (*safe)
            printf("%s : %s\n", titles[i], safe);
    }
    putchar('\n');
}

void
view_print(const View *view, gboolean as_list)
{
    if (view->json)
        return;
    g_auto(GStrv) titles = list_titles(view);
    g_autoptr(Table) table = table_new((const char *const *)titles);
    for (guint i = 0; i < view->rows->len; i++) {
        char **cells = g_ptr_array_index(view->rows, i);
        if (as_list)
            print_list(view, titles, cells);
        else
            table_add(table, (const char *const *)cells);
    }
    table_print(table);
}
