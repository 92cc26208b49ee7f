#include "report/chart.h"

#include "report/words.h"

#define WIDTH 760.0
#define HEIGHT 280.0
#define LEGEND_ROW 18.0

/* SVG wants a decimal point whatever the locale. */
static void
set_number(Html *html, const char *name, double value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    html_attribute(html, name,
                   g_ascii_formatd(buffer, sizeof buffer, "%.1f", value));
}

static void
draw_line(const ChartShape *shape, Html *html)
{
    gboolean closing = shape->kind == CHART_CLOSING;
    html_open(html, "line", "class", closing ? "closing" : "grid", NULL);
    set_number(html, "x1", shape->x);
    set_number(html, "y1", shape->y);
    set_number(html, "x2", shape->x + shape->width);
    set_number(html, "y2", shape->y + shape->height);
    html_close(html);
}

static void
draw_shape(const ChartShape *shape, Html *html)
{
    if (shape->kind == CHART_GRID || shape->kind == CHART_CLOSING) {
        draw_line(shape, html);
        return;
    }
    if (shape->kind == CHART_TEXT) {
        const char *anchor = shape->anchor > 0.9   ? "end"
                             : shape->anchor > 0.4 ? "middle"
                                                   : "start";
        html_open(html, "text", "text-anchor", anchor, NULL);
        set_number(html, "x", shape->x);
        set_number(html, "y", shape->y);
        html_text(html, shape->text);
        html_close(html);
        return;
    }
    char series[] = "s0";
    series[1] = (char)('0' + shape->series);
    html_open(html, "rect", "class", series, NULL);
    set_number(html, "x", shape->x);
    set_number(html, "y", shape->y);
    set_number(html, "width", shape->width);
    set_number(html, "height", shape->height);
    html_close(html);
}

void
chart_svg(const Chart *chart, Html *html, const char *title)
{
    double height = HEIGHT + LEGEND_ROW * (double)chart->n_series;
    g_autofree char *box =
        g_strdup_printf("0 0 %d %d", (int)WIDTH, (int)height);
    html_open(html, "svg", "class", "chart", "viewBox", box, "role", "img",
              "aria-label", title, NULL);
    g_autoptr(GPtrArray) shapes = chart_layout(chart, WIDTH, height);
    for (gsize i = 0; i < shapes->len; i++)
        draw_shape(shapes->pdata[i], html);
    html_close(html);
}

static void
table_row(const ChartBar *bar, gsize n_series, Html *html)
{
    html_open(html, "tr", NULL);
    html_element(html, "th", bar->label, "scope", "row", NULL);
    for (gsize s = 0; s < n_series; s++) {
        g_autofree char *number = words_number(bar->counts[s]);
        html_element(html, "td", number, "class", "number", NULL);
    }
    g_autofree char *total = words_number(bar->total);
    html_element(html, "td", total, "class", "number", NULL);
    html_close(html);
}

void
chart_table(const Chart *chart, Html *html, const Phrases *phrases,
            const char *title)
{
    html_open(html, "table", NULL);
    html_element(html, "caption", title, NULL);
    html_open(html, "thead", NULL);
    html_open(html, "tr", NULL);
    g_autofree char *day = phrases_get(phrases, "page", "column-day", NULL);
    html_element(html, "th", day, "scope", "col", NULL);
    for (gsize s = 0; s < chart->n_series; s++)
        html_element(html, "th", chart->series[s], "scope", "col", NULL);
    g_autofree char *total = phrases_get(phrases, "page", "column-total", NULL);
    html_element(html, "th", total, "scope", "col", NULL);
    html_close(html);
    html_close(html);
    html_open(html, "tbody", NULL);
    for (gsize i = 0; i < chart->n_bars; i++) {
        if (chart->bars[i].total > 0)
            table_row(&chart->bars[i], chart->n_series, html);
    }
    html_close(html);
    html_close(html);
}
