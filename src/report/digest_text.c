#include "report/digest_content.h"

#include <string.h>

static void
append_lines(GString *text, const GPtrArray *items)
{
    for (gsize i = 0; i < items->len; i++)
        g_string_append_printf(text, "- %s\n", (const char *)items->pdata[i]);
}

static void
append_block(GString *text, const Block *block)
{
    if (block->kind == BLOCK_CHART)
        return;
    if (text->len > 0)
        g_string_append_c(text, '\n');
    if (block->kind == BLOCK_HEADING) {
        g_autofree char *capitals = g_utf8_strup(block->text, -1);
        g_string_append_printf(text, "%s\n", capitals);
    } else if (block->kind == BLOCK_PARAGRAPH) {
        g_string_append_printf(text, "%s\n", block->text);
    } else if (block->kind == BLOCK_LIST) {
        append_lines(text, block->items);
    } else {
        for (gsize i = 0; i < block->rows->len; i++) {
            const BlockRow *row = block->rows->pdata[i];
            g_string_append_printf(text, "- %s\n", row->sentence);
        }
    }
}

char *
digest_text(const DigestContent *content)
{
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < content->blocks->len; i++)
        append_block(text, content->blocks->pdata[i]);
    return g_string_free(text, FALSE);
}
