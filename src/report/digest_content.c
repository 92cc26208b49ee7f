#include "report/digest_content.h"

#include "dossier/deadline.h"
#include "report/words.h"

#define GROUP "digest"

/* A column of numbers in the table of positions. */
typedef struct {
    const char *key;
    gsize offset; /* of the count in ReportPosition; G_MAXSIZE: all dossiers */
    gboolean always;
} Column;

static const Column all_columns[] = {
    {"column-complete", G_STRUCT_OFFSET(ReportPosition, complete), TRUE},
    {"column-incomplete", G_STRUCT_OFFSET(ReportPosition, incomplete), TRUE},
    {"column-late", G_STRUCT_OFFSET(ReportPosition, late), FALSE},
    {"column-withdrawn", G_STRUCT_OFFSET(ReportPosition, withdrawn), FALSE},
    {"column-total", G_MAXSIZE, TRUE},
};

static guint
column_value(const Column *column, const ReportPosition *position)
{
    return column->offset == G_MAXSIZE
               ? report_position_dossiers(position)
               : G_STRUCT_MEMBER(guint, position, column->offset);
}

static void
free_row(gpointer data)
{
    BlockRow *row = data;
    g_strfreev(row->cells);
    g_free(row->sentence);
    g_free(row);
}

static void
free_block(gpointer data)
{
    Block *block = data;
    g_free(block->text);
    g_ptr_array_unref(block->items);
    g_strfreev(block->columns);
    g_ptr_array_unref(block->rows);
    g_free(block);
}

Block *
digest_add(DigestContent *content, BlockKind kind, char *text)
{
    if (content->blocks == NULL)
        content->blocks = g_ptr_array_new_with_free_func(free_block);
    Block *block = g_new0(Block, 1);
    block->kind = kind;
    block->text = text;
    block->items = g_ptr_array_new_with_free_func(g_free);
    block->rows = g_ptr_array_new_with_free_func(free_row);
    g_ptr_array_add(content->blocks, block);
    return block;
}

char *
digest_phrase(const DigestContent *content, const char *key, const char *value)
{
    return phrases_get(content->input->phrases, GROUP, key, value);
}

char *
digest_count(const DigestContent *content, const char *key, guint number)
{
    return words_count(content->input->phrases, GROUP, key, number);
}

void
digest_add_row(Block *table, const char *const *cells, char *sentence)
{
    BlockRow *row = g_new0(BlockRow, 1);
    row->cells = g_strdupv((char **)(gpointer)cells);
    row->sentence = sentence;
    g_ptr_array_add(table->rows, row);
}

Block *
digest_add_table(DigestContent *content, char *caption, const char *const *keys)
{
    Block *table = digest_add(content, BLOCK_TABLE, caption);
    g_autoptr(GStrvBuilder) columns = g_strv_builder_new();
    for (gsize i = 0; keys[i] != NULL; i++) {
        g_autofree char *column = digest_phrase(content, keys[i], NULL);
        g_strv_builder_add(columns, column);
    }
    table->columns = g_strv_builder_end(columns);
    return table;
}

static void
add_opening(DigestContent *content)
{
    const DigestInput *input = content->input;
    const ReportSummary *summary = content->summary;
    digest_add(content, BLOCK_PARAGRAPH,
               digest_phrase(content, "greeting", NULL));
    g_autofree char *now =
        deadline_format(input->until, summary->zone, input->phrases);
    digest_add(
        content, BLOCK_PARAGRAPH,
        input->position != NULL
            ? digest_phrase(content, "intro-position", input->position->title)
            : digest_phrase(content, "intro", input->campaign->title));
    digest_add(content, BLOCK_PARAGRAPH, digest_phrase(content, "as-of", now));
    if (summary->closing == G_MAXINT64)
        return;
    gboolean closed = input->until >= summary->closing;
    g_autofree char *closing = deadline_format_closing(
        summary->closing, summary->zone, input->phrases);
    digest_add(content, BLOCK_PARAGRAPH,
               digest_phrase(content, closed ? "closed" : "closing", closing));
}

static void
add_figure(DigestContent *content, Block *figures, const char *key,
           guint number)
{
    g_autofree char *digits = words_number(number);
    g_autofree char *label = digest_count(content, key, number);
    const char *cells[] = {digits, label, NULL};
    digest_add_row(figures, cells, g_strdup_printf("%s %s", digits, label));
}

/* What a person wants to know before anything else. */
static void
add_figures(DigestContent *content)
{
    const ReportSummary *summary = content->summary;
    ReportPosition total = report_total(summary);
    Block *figures = digest_add(content, BLOCK_FIGURES, NULL);
    add_figure(content, figures, "figure-fresh", total.fresh);
    add_figure(content, figures, "figure-complete", total.complete);
    add_figure(content, figures, "figure-incomplete", total.incomplete);
    if (content->input->position == NULL)
        add_figure(content, figures, "figure-review",
                   summary->review + summary->stray);
}

/* "3 dossiers (2 complets, 1 incomplet, dont 1 hors délai)" */
static char *
position_sentence(const DigestContent *content, const ReportPosition *position)
{
    const struct {
        const char *key;
        guint number;
    } parts[] = {{"complete", position->complete},
                 {"incomplete", position->incomplete},
                 {"withdrawn", position->withdrawn},
                 {"late", position->late}};
    g_autofree char *total =
        digest_count(content, "arrivals", report_position_dossiers(position));
    g_autoptr(GString) detail = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (parts[i].number == 0)
            continue;
        g_autofree char *words =
            digest_count(content, parts[i].key, parts[i].number);
        g_string_append_printf(detail, "%s%s", detail->len > 0 ? ", " : " (",
                               words);
    }
    return g_strdup_printf("%s\u00A0: %s%s%s", position->title, total,
                           detail->str, detail->len > 0 ? ")" : "");
}

/* The columns of the table; those in doubt only where they count something, a
 * telephone is narrow. */
static GArray *
choose_columns(const ReportPosition *total)
{
    GArray *columns = g_array_new(FALSE, FALSE, sizeof(Column));
    for (gsize i = 0; i < G_N_ELEMENTS(all_columns); i++) {
        const Column *column = &all_columns[i];
        if (column->always || column_value(column, total) > 0)
            g_array_append_val(columns, *column);
    }
    return columns;
}

static void
add_position(const DigestContent *content, Block *table, const GArray *columns,
             const ReportPosition *position)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add(builder, position->title);
    for (guint i = 0; i < columns->len; i++) {
        g_autofree char *number = words_number(
            column_value(&g_array_index(columns, Column, i), position));
        g_strv_builder_add(builder, number);
    }
    g_auto(GStrv) cells = g_strv_builder_end(builder);
    digest_add_row(table, (const char *const *)cells,
                   position_sentence(content, position));
}

static Block *
add_position_table(DigestContent *content, const GArray *columns)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_ptr_array_add(keys, (gpointer) "column-position");
    for (guint i = 0; i < columns->len; i++)
        g_ptr_array_add(keys, (gpointer)g_array_index(columns, Column, i).key);
    g_ptr_array_add(keys, NULL);
    Block *table = digest_add_table(
        content, digest_phrase(content, "positions-caption", NULL),
        (const char *const *)keys->pdata);
    table->numbers = TRUE;
    return table;
}

static void
add_positions(DigestContent *content)
{
    const ReportSummary *summary = content->summary;
    ReportPosition total = report_total(summary);
    g_autofree char *title = digest_phrase(content, "all-positions", NULL);
    g_autoptr(GArray) columns = choose_columns(&total);
    digest_add(content, BLOCK_HEADING,
               digest_phrase(content, "positions", NULL));
    Block *table = add_position_table(content, columns);
    for (gsize i = 0; i < summary->n_positions; i++)
        add_position(content, table, columns, &summary->positions[i]);
    total.title = title;
    if (summary->n_positions > 1)
        add_position(content, table, columns, &total);
}

char *
digest_week(const DigestContent *content)
{
    const DigestInput *input = content->input;
    GTimeZone *zone = content->summary->zone;
    g_autofree char *to = words_day(input->until, zone);
    if (input->since <= 0)
        return digest_phrase(content, "subject-until", to);
    g_autofree char *from = words_day(input->since, zone);
    g_autofree char *begin = digest_phrase(content, "subject-since", from);
    g_autofree char *end = digest_phrase(content, "subject-to", to);
    return g_strdup_printf("%s %s", begin, end);
}

const char *
digest_topic(const DigestContent *content)
{
    const DigestInput *input = content->input;
    return input->position != NULL ? input->position->title
                                   : input->campaign->title;
}

gboolean
digest_content_build(DigestContent *content, GError **error)
{
    gboolean whole = content->input->position == NULL;
    add_opening(content);
    add_figures(content);
    if (!digest_add_fresh(content, error))
        return FALSE;
    add_positions(content);
    if (!digest_add_late(content, error))
        return FALSE;
    /* A school sees its own dossiers, not the mail of the campaign. */
    if (whole && (!digest_add_review(content, error) ||
                  !digest_add_failed(content, error)))
        return FALSE;
    if (!digest_add_opinions(content, error))
        return FALSE;
    digest_add_coming(content);
    digest_add_chart(content);
    digest_add(content, BLOCK_PARAGRAPH,
               digest_phrase(content,
                             content->has_csv ? "attached" : "not-attached",
                             NULL));
    digest_add(content, BLOCK_PARAGRAPH,
               digest_phrase(content, "signature", NULL));
    return TRUE;
}
