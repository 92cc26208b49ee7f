#include "report/digest_content.h"

#include "dossier/deadline.h"
#include "report/words.h"

#define GROUP "digest"

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

static char *
position_sentence(const DigestContent *content, const ReportPosition *position)
{
    g_autofree char *complete =
        digest_count(content, "complete", position->complete);
    g_autofree char *incomplete =
        digest_count(content, "incomplete", position->incomplete);
    g_autofree char *late = digest_count(content, "late", position->late);
    return g_strdup_printf("%s\u00A0: %s, %s, %s", position->title, complete,
                           incomplete, late);
}

static void
add_position(const DigestContent *content, Block *table,
             const ReportPosition *position)
{
    const guint numbers[] = {position->complete, position->incomplete,
                             position->late, position->opinion,
                             report_position_dossiers(position)};
    BlockRow *row = g_new0(BlockRow, 1);
    GStrvBuilder *cells = g_strv_builder_new();
    g_strv_builder_add(cells, position->title);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *number = words_number(numbers[i]);
        g_strv_builder_add(cells, number);
    }
    row->cells = g_strv_builder_end(cells);
    g_strv_builder_unref(cells);
    row->sentence = position_sentence(content, position);
    g_ptr_array_add(table->rows, row);
}

static void
add_positions(DigestContent *content)
{
    static const char *const keys[] = {"column-position",   "column-complete",
                                       "column-incomplete", "column-late",
                                       "column-opinion",    "column-total"};
    const ReportSummary *summary = content->summary;
    digest_add(content, BLOCK_HEADING,
               digest_phrase(content, "positions", NULL));
    Block *table =
        digest_add(content, BLOCK_TABLE,
                   digest_phrase(content, "positions-caption", NULL));
    GStrvBuilder *columns = g_strv_builder_new();
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *column = digest_phrase(content, keys[i], NULL);
        g_strv_builder_add(columns, column);
    }
    table->columns = g_strv_builder_end(columns);
    g_strv_builder_unref(columns);
    for (gsize i = 0; i < summary->n_positions; i++)
        add_position(content, table, &summary->positions[i]);
    if (summary->n_positions < 2)
        return;
    ReportPosition total = report_total(summary);
    g_autofree char *title = digest_phrase(content, "all-positions", NULL);
    total.title = title;
    add_position(content, table, &total);
}

gboolean
digest_content_build(DigestContent *content, GError **error)
{
    gboolean whole = content->input->position == NULL;
    add_opening(content);
    if (!digest_add_fresh(content, error))
        return FALSE;
    add_positions(content);
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
