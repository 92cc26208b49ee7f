#include "report/digest_content.h"

/* Mail programs keep little of a style sheet: each element carries its own
 * style, and the width comes from tables, which Outlook understands. */
#define BLUE "#000091"
#define PALE "#f2f2f9"
#define FACE "font-family:Arial,Helvetica,sans-serif;"
#define FONT FACE "color:#161616;"
#define CELL                                                                   \
    FONT "font-size:14px;line-height:20px;padding:6px 4px;"                    \
         "border-bottom:1px solid #dddddd;text-align:left;vertical-align:top;"
#define NUMBER CELL "text-align:right;white-space:nowrap;"
#define HEAD CELL "border-bottom:2px solid #929292;font-weight:bold;"
#define NUMBER_HEAD                                                            \
    HEAD "font-size:12px;text-align:right;vertical-align:bottom;"
#define ROW_HEAD CELL "font-weight:bold;"
#define PARAGRAPH FONT "font-size:16px;line-height:24px;margin:0 0 12px 0;"
#define HEADING                                                                \
    FACE "color:" BLUE ";font-size:19px;line-height:26px;margin:28px 0 8px 0;"
#define CAPTION                                                                \
    FONT "font-size:13px;line-height:20px;text-align:left;"                    \
         "padding:0 0 4px 0;"
#define FIGURE FONT "font-size:26px;line-height:32px;font-weight:bold;"
#define LABEL FONT "font-size:12px;line-height:16px;"

static void
write_list(Html *html, const Block *block)
{
    html_open(html, "ul", "style", "margin:0 0 12px 0;padding:0 0 0 22px;",
              NULL);
    for (gsize i = 0; i < block->items->len; i++)
        html_element(html, "li", block->items->pdata[i], "style",
                     FONT "font-size:16px;line-height:24px;", NULL);
    html_close(html);
}

static void
write_row(Html *html, const BlockRow *row, gboolean numbers)
{
    html_open(html, "tr", NULL);
    html_element(html, "th", row->cells[0], "scope", "row", "style", ROW_HEAD,
                 NULL);
    for (gsize i = 1; row->cells[i] != NULL; i++)
        html_element(html, "td", row->cells[i], "style",
                     numbers ? NUMBER : CELL, NULL);
    html_close(html);
}

static void
write_table(Html *html, const Block *block)
{
    html_open(html, "table", "width", "100%", "cellpadding", "0", "cellspacing",
              "0", "border", "0", "style",
              "border-collapse:collapse;width:100%;margin:0 0 12px 0;", NULL);
    if (block->text != NULL)
        html_element(html, "caption", block->text, "style", CAPTION, NULL);
    html_open(html, "thead", NULL);
    html_open(html, "tr", NULL);
    for (gsize i = 0; block->columns[i] != NULL; i++)
        html_element(html, "th", block->columns[i], "scope", "col", "style",
                     i > 0 && block->numbers ? NUMBER_HEAD : HEAD, NULL);
    html_close(html);
    html_close(html);
    html_open(html, "tbody", NULL);
    for (gsize i = 0; i < block->rows->len; i++)
        write_row(html, block->rows->pdata[i], block->numbers);
    html_close(html);
    html_close(html);
}

/* A row of boxes, each with a number and below it what it counts. */
static void
write_figures(Html *html, const Block *block)
{
    html_open(html, "table", "role", "presentation", "width", "100%",
              "cellpadding", "0", "cellspacing", "0", "border", "0", "style",
              "width:100%;table-layout:fixed;margin:0 0 12px 0;", NULL);
    html_open(html, "tr", NULL);
    for (gsize i = 0; i < block->rows->len; i++) {
        const BlockRow *row = block->rows->pdata[i];
        html_open(html, "td", "align", "center", "valign", "top", "bgcolor",
                  PALE, "style",
                  "background-color:" PALE ";padding:10px 2px;"
                  "border:2px solid #ffffff;text-align:center;",
                  NULL);
        html_element(html, "div", row->cells[0], "style", FIGURE, NULL);
        html_element(html, "div", row->cells[1], "style", LABEL, NULL);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static void
write_block(Html *html, const Block *block)
{
    switch (block->kind) {
    case BLOCK_HEADING:
        html_element(html, "h2", block->text, "style", HEADING, NULL);
        break;
    case BLOCK_PARAGRAPH:
        html_element(html, "p", block->text, "style", PARAGRAPH, NULL);
        break;
    case BLOCK_LIST:
        write_list(html, block);
        break;
    case BLOCK_TABLE:
        write_table(html, block);
        break;
    case BLOCK_FIGURES:
        write_figures(html, block);
        break;
    case BLOCK_CHART:
        html_void(html, "img", "src", "cid:chart", "width", "560", "alt",
                  block->text, "style",
                  "display:block;width:100%;max-width:560px;height:auto;"
                  "border:0;margin:0 0 12px 0;",
                  NULL);
        break;
    }
}

/* A table of the width of a sheet in the middle of the window, of all of a
 * narrow one. */
static void
open_frame(Html *html)
{
    html_open(html, "body", "style",
              "margin:0;padding:0;background-color:#ffffff;", NULL);
    html_open(html, "table", "role", "presentation", "width", "100%",
              "cellpadding", "0", "cellspacing", "0", "border", "0", NULL);
    html_open(html, "tr", NULL);
    html_open(html, "td", "align", "center", NULL);
    html_open(html, "table", "role", "presentation", "width", "640",
              "cellpadding", "0", "cellspacing", "0", "border", "0", "style",
              "width:100%;max-width:640px;", NULL);
}

static void
write_banner(Html *html, const DigestContent *content)
{
    g_autofree char *week = digest_week(content);
    html_open(html, "tr", NULL);
    html_open(html, "td", "align", "left", "bgcolor", BLUE, "style",
              "background-color:" BLUE ";padding:16px;text-align:left;", NULL);
    html_open(html, "div", "role", "banner", NULL);
    html_element(html, "div", digest_topic(content), "style",
                 FACE "color:#ffffff;font-size:15px;line-height:22px;", NULL);
    html_element(html, "h1", week, "style",
                 FACE "color:#ffffff;font-size:21px;line-height:28px;margin:0;",
                 NULL);
    html_close(html);
    html_close(html);
    html_close(html);
}

char *
digest_html(const DigestContent *content, const char *title)
{
    g_autoptr(Html) html = html_new(TRUE);
    html_open(html, "html", "lang", "fr", NULL);
    html_open(html, "head", NULL);
    html_void(html, "meta", "charset", "utf-8", NULL);
    html_void(html, "meta", "name", "viewport", "content",
              "width=device-width, initial-scale=1", NULL);
    html_void(html, "meta", "name", "color-scheme", "content", "light", NULL);
    html_element(html, "title", title, NULL);
    html_close(html);
    open_frame(html);
    write_banner(html, content);
    html_open(html, "tr", NULL);
    html_open(html, "td", "align", "left", "style",
              FONT "padding:16px;text-align:left;", NULL);
    html_open(html, "div", "role", "main", NULL);
    for (gsize i = 0; i < content->blocks->len; i++)
        write_block(html, content->blocks->pdata[i]);
    g_autoptr(GBytes) document = html_finish(html);
    gsize length;
    const char *data = g_bytes_get_data(document, &length);
    return g_strndup(data, length);
}
