/* Applications by day and position as stacked bars with the closing line.
 *
 * chart_new() groups the arrivals of a summary: one bar a day, or a week or
 * more where there are more days than bars fit; the series after the fifth
 * are added up. chart_layout() gives shapes in a box, which chart_svg() and
 * chart_png() draw: the same picture on the page and in the mail. The table
 * of the same numbers is the text equivalent (WCAG 2.1, 1.1.1).
 */
#pragma once

#include "base/phrase.h"
#include "report/html.h"
#include "report/summary.h"

/* Series after the fifth are shown together as the sixth. */
#define CHART_SERIES 6

typedef struct {
    char *label; /* "04/05" or "du 04/05 au 10/05" */
    guint counts[CHART_SERIES];
    guint total;
} ChartBar;

typedef struct {
    char *series[CHART_SERIES]; /* titles of the positions */
    gsize n_series;
    ChartBar *bars;
    gsize n_bars;
    guint highest;        /* largest total of a bar */
    gssize closing_after; /* the line stands after this bar; -1: none */
    char *closing_label;  /* "clôture" and the day */
} Chart;

/* NULL where nothing has arrived yet. */
Chart *chart_new(const ReportSummary *summary, const Phrases *phrases);
void chart_free(Chart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chart, chart_free)

typedef enum {
    CHART_BAR,     /* a rectangle of `series` */
    CHART_GRID,    /* a line from x,y to x+width,y+height */
    CHART_CLOSING, /* the same, for the closing */
    CHART_TEXT,    /* `text` at x,y, anchored by `anchor` */
    CHART_KEY,     /* a rectangle of `series` in the legend */
} ChartShapeKind;

typedef struct {
    ChartShapeKind kind;
    gsize series;
    double x, y, width, height;
    double anchor; /* 0 start, 0.5 middle, 1 end */
    char *text;
} ChartShape;

/* ChartShape*, in drawing order; the array owns them. */
GPtrArray *chart_layout(const Chart *chart, double width, double height);

/* The picture for a page, labelled by `title`. */
void chart_svg(const Chart *chart, Html *html, const char *title);
/* The same numbers as a table: a column for each series. */
void chart_table(const Chart *chart, Html *html, const Phrases *phrases,
                 const char *title);
/* The picture for a mail, 560 by 240 drawn at twice the size. */
GBytes *chart_png(const Chart *chart, GError **error);
