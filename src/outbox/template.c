#include "outbox/template.h"

#include "base/file.h"
#include "outbox/template_node.h"

#include <string.h>

G_DEFINE_QUARK(template_error, template_error)

struct TemplateData {
    GHashTable *texts; /* name → value */
    GHashTable *lists; /* name → GPtrArray of TemplateData */
};

TemplateData *
template_data_new(void)
{
    TemplateData *data = g_new0(TemplateData, 1);
    data->texts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    data->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify)g_ptr_array_unref);
    return data;
}

void
template_data_free(TemplateData *data)
{
    if (data == NULL)
        return;
    g_hash_table_unref(data->texts);
    g_hash_table_unref(data->lists);
    g_free(data);
}

/* Line and paragraph separators (U+2028, U+2029) end lines for some readers. */
static gboolean
is_line_or_control(gunichar c)
{
    return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029;
}

static char *
clean_value(const char *value, gboolean keep_lines)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    GString *clean = g_string_sized_new(strlen(valid));
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (keep_lines && c == '\r' && p[1] == '\n')
            continue;
        if (keep_lines && (c == '\n' || c == '\r'))
            g_string_append_c(clean, '\n');
        else if (is_line_or_control(c))
            g_string_append_c(clean, ' ');
        else
            g_string_append_unichar(clean, c);
    }
    return g_string_free(clean, FALSE);
}

static void
set_text(TemplateData *data, const char *name, const char *value,
         gboolean keep_lines)
{
    char *clean = clean_value(value != NULL ? value : "", keep_lines);
    g_hash_table_replace(data->texts, g_strdup(name), clean);
}

void
template_data_set(TemplateData *data, const char *name, const char *value)
{
    set_text(data, name, value, FALSE);
}

void
template_data_set_lines(TemplateData *data, const char *name, const char *value)
{
    set_text(data, name, value, TRUE);
}

TemplateData *
template_data_add(TemplateData *data, const char *name)
{
    GPtrArray *items = g_hash_table_lookup(data->lists, name);
    if (items == NULL) {
        items =
            g_ptr_array_new_with_free_func((GDestroyNotify)template_data_free);
        g_hash_table_insert(data->lists, g_strdup(name), items);
    }
    TemplateData *item = template_data_new();
    g_ptr_array_add(items, item);
    return item;
}

Node *
template_node_new(NodeKind kind, const char *text, gsize length)
{
    Node *node = g_new0(Node, 1);
    node->kind = kind;
    node->text = g_strndup(text, length);
    if (kind != NODE_TEXT && kind != NODE_FIELD)
        node->body =
            g_ptr_array_new_with_free_func((GDestroyNotify)template_node_free);
    return node;
}

void
template_node_free(Node *node)
{
    if (node->body != NULL)
        g_ptr_array_unref(node->body);
    g_free(node->text);
    g_free(node);
}

Template *
template_load(const char *path, const char *const *fields, GError **error)
{
    gsize length = 0;
    g_autofree char *text = file_read(path, TEMPLATE_MAX_BYTES, &length, error);
    if (text == NULL)
        return NULL;
    return template_parse(path, text, length, fields, error);
}

void
template_free(Template *template_)
{
    if (template_ == NULL)
        return;
    g_ptr_array_unref(template_->subject);
    g_ptr_array_unref(template_->body);
    g_free(template_);
}

/* The data of every open {#…}; scopes[0] is the mail's. */
typedef struct {
    const TemplateData *scopes[TEMPLATE_MAX_LEVELS + 1];
    guint level;
    GString *out;
} Rendering;

static void render_nodes(Rendering *rendering, const GPtrArray *nodes);

static void
render_each(Rendering *rendering, const Node *node, const GPtrArray *items)
{
    for (guint i = 0; items != NULL && i < items->len; i++) {
        rendering->scopes[++rendering->level] = g_ptr_array_index(items, i);
        render_nodes(rendering, node->body);
        rendering->level--;
    }
}

static gboolean
stands_once(NodeKind kind, guint n_items, gboolean has_text)
{
    switch (kind) {
    case NODE_SOME:
        return n_items > 0 || has_text;
    case NODE_NONE:
        return n_items == 0 && !has_text;
    case NODE_ONE:
        return n_items == 1;
    case NODE_SEVERAL:
        return n_items > 1;
    default:
        return FALSE;
    }
}

static void
render_node(Rendering *rendering, const Node *node)
{
    if (node->kind == NODE_TEXT) {
        g_string_append(rendering->out, node->text);
        return;
    }
    const TemplateData *data = rendering->scopes[node->level];
    const char *text = g_hash_table_lookup(data->texts, node->text);
    const GPtrArray *items = g_hash_table_lookup(data->lists, node->text);
    guint n_items = items != NULL ? items->len : 0;
    gboolean has_text = text != NULL && *text != '\0';
    if (node->kind == NODE_FIELD)
        g_string_append(rendering->out, text != NULL ? text : "");
    else if (node->kind == NODE_EACH)
        render_each(rendering, node, items);
    else if (stands_once(node->kind, n_items, has_text))
        render_nodes(rendering, node->body);
}

static void
render_nodes(Rendering *rendering, const GPtrArray *nodes)
{
    for (guint i = 0; i < nodes->len; i++)
        render_node(rendering, g_ptr_array_index(nodes, i));
}

static GString *
render_text(const GPtrArray *nodes, const TemplateData *data)
{
    Rendering rendering = {.scopes = {data}, .out = g_string_new(NULL)};
    render_nodes(&rendering, nodes);
    return rendering.out;
}

/* No blanks at line ends, no empty line after another, none at either end:
 * what a block that was dropped leaves behind. */
static char *
tidy_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *tidy = g_string_sized_new(strlen(text));
    gboolean gap = FALSE;
    for (guint i = 0; lines[i] != NULL; i++) {
        g_strchomp(lines[i]);
        if (*lines[i] == '\0') {
            gap = TRUE;
            continue;
        }
        if (gap && tidy->len > 0)
            g_string_append_c(tidy, '\n');
        gap = FALSE;
        g_string_append(tidy, lines[i]);
        g_string_append_c(tidy, '\n');
    }
    if (tidy->len == 0)
        g_string_append_c(tidy, '\n');
    return g_string_free(tidy, FALSE);
}

void
template_render(const Template *template_, const TemplateData *data,
                char **subject, char **body)
{
    g_autofree char *line =
        g_string_free(render_text(template_->subject, data), FALSE);
    g_autofree char *text =
        g_string_free(render_text(template_->body, data), FALSE);
    *subject = g_strstrip(clean_value(line, FALSE));
    *body = tidy_lines(text);
}
