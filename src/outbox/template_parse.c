#include "outbox/template_node.h"

#include "base/file.h"

#include <string.h>

#define SUBJECT_LABEL "Subject:"
#define NAME_BYTES "abcdefghijklmnopqrstuvwxyz0123456789_"

/* A block whose end has not come yet. */
typedef struct {
    GPtrArray *nodes; /* where its content goes; owned by the node */
    char *name;
    guint line;
    gboolean is_each;
    char *prefix; /* "missing[]." within {#missing}; of the last {#…} */
} Block;

typedef struct {
    const char *path;
    const char *const *fields;
    guint line;
    guint files;    /* files open, this one included */
    guint floor;    /* blocks that were open as this file began */
    guint levels;   /* open {#…} */
    GArray *blocks; /* Block; the first is the whole text */
    GError **error;
} Parser;

static gboolean fail(const Parser *parser, TemplateError code, guint line,
                     const char *format, ...) G_GNUC_PRINTF(4, 5);

static gboolean
fail(const Parser *parser, TemplateError code, guint line, const char *format,
     ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(parser->error, TEMPLATE_ERROR, (gint)code, "%s:%u: %s",
                parser->path, line, what);
    return FALSE;
}

static void
block_clear(gpointer data)
{
    Block *block = data;
    g_free(block->name);
    g_free(block->prefix);
}

static Block *
last_block(const Parser *parser)
{
    return &g_array_index(parser->blocks, Block, parser->blocks->len - 1);
}

static void
push_block(Parser *parser, GPtrArray *nodes, const char *name,
           const char *prefix, gboolean is_each)
{
    Block block = {.nodes = nodes,
                   .name = g_strdup(name),
                   .line = parser->line,
                   .is_each = is_each,
                   .prefix = g_strdup(prefix)};
    g_array_append_val(parser->blocks, block);
    parser->levels += is_each ? 1 : 0;
}

static void
add_text(Parser *parser, const char *text, gsize length)
{
    if (length > 0)
        g_ptr_array_add(last_block(parser)->nodes,
                        template_node_new(NODE_TEXT, text, length));
}

static gboolean
is_allowed(const Parser *parser, const char *prefix, const char *name,
           const char *suffix)
{
    g_autofree char *field = g_strconcat(prefix, name, suffix, NULL);
    return g_strv_contains(parser->fields, field);
}

/* The prefix around: "a[].b[]." gives "a[].", "a[]." gives "". */
static void
shorten_prefix(char *prefix)
{
    prefix[strlen(prefix) - strlen("[].")] = '\0';
    char *end = strrchr(prefix, '.');
    *(end != NULL ? end + 1 : prefix) = '\0';
}

/* Whose field `name` is, looking from the innermost {#…} outwards: its level
 * and, where `prefix` is given, the prefix of the fields of its items. */
static gboolean
find_field(const Parser *parser, const char *name, gboolean as_text,
           gboolean as_list, guint *level, char **prefix)
{
    g_autofree char *around = g_strdup(last_block(parser)->prefix);
    for (guint i = parser->levels;; i--) {
        gboolean is_list = as_list && is_allowed(parser, around, name, "[]");
        if (is_list || (as_text && is_allowed(parser, around, name, ""))) {
            *level = i;
            *prefix = g_strconcat(around, name, is_list ? "[]." : "", NULL);
            return TRUE;
        }
        if (i == 0)
            return FALSE;
        shorten_prefix(around);
    }
}

static gboolean
fail_field(const Parser *parser, const char *what, const char *name)
{
    g_autofree char *allowed =
        g_strjoinv(", ", (char **)(gpointer)parser->fields);
    return fail(parser, TEMPLATE_ERROR_FIELD, parser->line,
                "unknown %s {%s}; this mail has: %s", what, name, allowed);
}

static gboolean
add_field(Parser *parser, const char *name)
{
    guint level = 0;
    g_autofree char *prefix = NULL;
    if (!find_field(parser, name, TRUE, FALSE, &level, &prefix))
        return fail_field(parser, "field", name);
    Node *node = template_node_new(NODE_FIELD, name, strlen(name));
    node->level = level;
    g_ptr_array_add(last_block(parser)->nodes, node);
    return TRUE;
}

static NodeKind
block_kind(char sigil)
{
    switch (sigil) {
    case '#':
        return NODE_EACH;
    case '?':
        return NODE_SOME;
    case '^':
        return NODE_NONE;
    case '1':
        return NODE_ONE;
    case '+':
        return NODE_SEVERAL;
    default:
        return NODE_FIELD;
    }
}

static gboolean
open_block(Parser *parser, NodeKind kind, const char *name)
{
    gboolean is_each = kind == NODE_EACH;
    gboolean as_text = kind == NODE_SOME || kind == NODE_NONE;
    guint level = 0;
    g_autofree char *prefix = NULL;
    if (parser->blocks->len > TEMPLATE_MAX_LEVELS)
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "more than %d blocks within one another",
                    TEMPLATE_MAX_LEVELS);
    if (!find_field(parser, name, as_text, TRUE, &level, &prefix))
        return fail_field(parser, as_text ? "field" : "list", name);
    /* A list of a level further out than the innermost {#…}: the levels no
     * longer follow the prefix, so nothing would say what its items are. */
    if (is_each && level != parser->levels)
        return fail(parser, TEMPLATE_ERROR_FIELD, parser->line,
                    "list {#%s} does not belong to the items around it", name);
    Node *node = template_node_new(kind, name, strlen(name));
    node->level = level;
    g_ptr_array_add(last_block(parser)->nodes, node);
    g_autofree char *around = g_strdup(last_block(parser)->prefix);
    push_block(parser, node->body, name, is_each ? prefix : around, is_each);
    return TRUE;
}

static gboolean
close_block(Parser *parser, const char *name)
{
    const Block *block = last_block(parser);
    if (parser->blocks->len <= parser->floor)
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "{/%s} closes nothing", name);
    if (strcmp(block->name, name) != 0)
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "{/%s} where {/%s} is due (opened in line %u)", name,
                    block->name, block->line);
    parser->levels -= block->is_each ? 1 : 0;
    g_array_set_size(parser->blocks, parser->blocks->len - 1);
    return TRUE;
}

/* `tag` is what stands between the braces. */
static gboolean
parse_tag(Parser *parser, const char *tag)
{
    gboolean has_sigil = *tag != '\0' && strchr("#?^1+/", *tag) != NULL;
    const char *name = tag + (has_sigil ? 1 : 0);
    if (*name == '\0' || name[strspn(name, NAME_BYTES)] != '\0')
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "\"{%.40s}\" is not a field; write {{ for a brace", tag);
    if (!has_sigil)
        return add_field(parser, name);
    if (*tag == '/')
        return close_block(parser, name);
    return open_block(parser, block_kind(*tag), name);
}

static gboolean
parse_inline(Parser *parser, const char *text)
{
    const char *rest = text;
    for (;;) {
        const char *brace = strchr(rest, '{');
        if (brace == NULL) {
            add_text(parser, rest, strlen(rest));
            return TRUE;
        }
        add_text(parser, rest, (gsize)(brace - rest));
        if (brace[1] == '{') {
            add_text(parser, brace, 1);
            rest = brace + 2;
            continue;
        }
        const char *end = strchr(brace, '}');
        if (end == NULL)
            return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                        "\"{\" without \"}\"; write {{ for a brace");
        g_autofree char *tag = g_strndup(brace + 1, (gsize)(end - brace - 1));
        if (!parse_tag(parser, tag))
            return FALSE;
        rest = end + 1;
    }
}

/* TRUE for a line of block tags and blanks only. */
static gboolean
is_tag_line(const char *line)
{
    gboolean has_tag = FALSE;
    const char *p = line + strspn(line, " \t");
    while (*p == '{' && p[1] != '\0' && strchr("#?^1+/", p[1]) != NULL) {
        p += strcspn(p, "}");
        p += *p == '}' ? 1 : 0;
        p += strspn(p, " \t");
        has_tag = TRUE;
    }
    return has_tag && *p == '\0';
}

static gboolean parse_file(Parser *parser, char **lines);

/* The lines of a text, or NULL where it is not plain UTF-8. */
static char **
split_text(const Parser *parser, const char *text, gsize length)
{
    if (!g_utf8_validate_len(text, length, NULL)) {
        fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
             "the file is not UTF-8 text");
        return NULL;
    }
    g_autofree char *whole = g_strndup(text, length);
    char **lines = g_strsplit(g_strchomp(whole), "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        g_strchomp(lines[i]);
    return lines;
}

static gboolean
parse_included(Parser *parser, const char *name)
{
    if (*name == '\0' || name[strspn(name, NAME_BYTES)] != '\0')
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "{>%.40s} is not the name of a file beside this one", name);
    if (parser->files >= TEMPLATE_MAX_LEVELS)
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "{>%s}: more than %d files within one another", name,
                    TEMPLATE_MAX_LEVELS);
    g_autofree char *folder = g_path_get_dirname(parser->path);
    g_autofree char *file = g_strconcat(name, ".txt", NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *text =
        file_read(path, TEMPLATE_MAX_BYTES, &length, &error);
    if (text == NULL)
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line, "{>%s}: %s",
                    name, error->message);
    Parser inner = *parser;
    inner.path = path;
    inner.line = 0;
    inner.files++;
    inner.floor = parser->blocks->len;
    g_auto(GStrv) lines = split_text(&inner, text, length);
    return lines != NULL && parse_file(&inner, lines);
}

static gboolean
parse_line(Parser *parser, const char *line)
{
    if (g_str_has_prefix(line, "{>") && g_str_has_suffix(line, "}")) {
        g_autofree char *name = g_strndup(line + 2, strlen(line) - 3);
        return parse_included(parser, name);
    }
    if (is_tag_line(line)) {
        g_auto(GStrv) tags = g_strsplit_set(line, " \t", -1);
        g_autofree char *joined = g_strjoinv(NULL, tags);
        return parse_inline(parser, joined);
    }
    if (!parse_inline(parser, line))
        return FALSE;
    add_text(parser, "\n", 1);
    return TRUE;
}

/* Lines up to the end of a file; blocks open and close in the same file. */
static gboolean
parse_file(Parser *parser, char **lines)
{
    gboolean at_top = parser->line == 0;
    for (char **line = lines; *line != NULL; line++) {
        parser->line++;
        at_top = at_top && **line == '#';
        if (!at_top && !parse_line(parser, *line))
            return FALSE;
    }
    if (parser->blocks->len == parser->floor)
        return TRUE;
    const Block *block = last_block(parser);
    return fail(parser, TEMPLATE_ERROR_SYNTAX, block->line,
                "the block of {%s} is never closed by {/%s}", block->name,
                block->name);
}

/* Comments, "Subject: …", an empty line; *lines is then the body. */
static gboolean
parse_head(Parser *parser, char ***lines)
{
    char **line = *lines;
    for (parser->line = 1; *line != NULL && **line == '#'; line++)
        parser->line++;
    if (*line == NULL || !g_str_has_prefix(*line, SUBJECT_LABEL))
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "\"" SUBJECT_LABEL " …\" is due here");
    if (!parse_inline(parser, *line + strlen(SUBJECT_LABEL)))
        return FALSE;
    if (parser->blocks->len != parser->floor)
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "a block of the subject ends in its line");
    if (line[1] != NULL && *line[1] != '\0') {
        parser->line++;
        return fail(parser, TEMPLATE_ERROR_SYNTAX, parser->line,
                    "an empty line is due after the subject");
    }
    *lines = line + 1;
    return TRUE;
}

static gboolean
parse_all(Parser *parser, char **lines, Template *template_)
{
    push_block(parser, template_->subject, NULL, "", FALSE);
    parser->floor = 1;
    if (!parse_head(parser, &lines))
        return FALSE;
    last_block(parser)->nodes = template_->body;
    return parse_file(parser, lines);
}

Template *
template_parse(const char *path, const char *text, gsize length,
               const char *const *fields, GError **error)
{
    Parser parser = {
        .path = path, .fields = fields, .files = 1, .line = 1, .error = error};
    g_auto(GStrv) lines = split_text(&parser, text, length);
    if (lines == NULL)
        return NULL;
    g_autoptr(Template) template_ = g_new0(Template, 1);
    template_->subject =
        g_ptr_array_new_with_free_func((GDestroyNotify)template_node_free);
    template_->body =
        g_ptr_array_new_with_free_func((GDestroyNotify)template_node_free);
    parser.blocks = g_array_new(FALSE, TRUE, sizeof(Block));
    g_array_set_clear_func(parser.blocks, block_clear);
    gboolean good = parse_all(&parser, lines, template_);
    g_array_unref(parser.blocks);
    return good ? g_steal_pointer(&template_) : NULL;
}
