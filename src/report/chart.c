#include "report/chart.h"

#include "report/words.h"

#define MAX_BARS 45

void
chart_free(Chart *chart)
{
    if (chart == NULL)
        return;
    for (gsize i = 0; i < CHART_SERIES; i++)
        g_free(chart->series[i]);
    for (gsize i = 0; i < chart->n_bars; i++)
        g_free(chart->bars[i].label);
    g_free(chart->bars);
    g_free(chart->closing_label);
    g_free(chart);
}

/* The days shown, and how many stand in one bar. */
typedef struct {
    guint32 first, last;
    guint32 days;
} Span;

static Span
find_span(const ReportSummary *summary)
{
    const ReportArrivals *arrivals = summary->arrivals;
    Span span = {arrivals[0].day, arrivals[summary->n_arrivals - 1].day, 1};
    const GDate *published = &summary->campaign->published;
    if (g_date_valid(published))
        span.first = MIN(span.first, g_date_get_julian(published));
    if (summary->closing != G_MAXINT64)
        span.last =
            MAX(span.last, words_julian(summary->closing - 1, summary->zone));
    while ((span.last - span.first) / span.days >= MAX_BARS)
        span.days = span.days == 1 ? 7 : span.days * 2;
    return span;
}

static char *
format_day(guint32 julian)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, julian);
    return g_strdup_printf("%02d/%02d", g_date_get_day(&date),
                           (int)g_date_get_month(&date));
}

static char *
format_bar(const Span *span, guint32 start, const Phrases *phrases)
{
    g_autofree char *from = format_day(start);
    if (span->days == 1)
        return g_steal_pointer(&from);
    g_autofree char *to = format_day(MIN(start + span->days - 1, span->last));
    g_autofree char *both = g_strdup_printf("%s\u2013%s", from, to);
    return phrases_get(phrases, "page", "chart-period", both);
}

static void
fill_bars(Chart *chart, const ReportSummary *summary, const Span *span)
{
    for (gsize i = 0; i < summary->n_arrivals; i++) {
        const ReportArrivals *arrival = &summary->arrivals[i];
        ChartBar *bar = &chart->bars[(arrival->day - span->first) / span->days];
        gsize series = MIN(arrival->position, chart->n_series - 1);
        bar->counts[series] += arrival->count;
        bar->total += arrival->count;
        chart->highest = MAX(chart->highest, bar->total);
    }
}

static void
name_series(Chart *chart, const ReportSummary *summary, const Phrases *phrases)
{
    chart->n_series = MIN(summary->n_positions, (gsize)CHART_SERIES);
    for (gsize i = 0; i < chart->n_series; i++)
        chart->series[i] = g_strdup(summary->positions[i].title);
    if (summary->n_positions <= CHART_SERIES)
        return;
    g_free(chart->series[CHART_SERIES - 1]);
    chart->series[CHART_SERIES - 1] =
        phrases_get(phrases, "page", "chart-others", NULL);
}

static void
set_closing(Chart *chart, const ReportSummary *summary, const Span *span,
            const Phrases *phrases)
{
    chart->closing_after = -1;
    if (summary->closing == G_MAXINT64)
        return;
    guint32 day = words_julian(summary->closing - 1, summary->zone);
    if (day < span->first)
        return;
    chart->closing_after = (gssize)((day - span->first) / span->days);
    g_autofree char *date = format_day(day);
    chart->closing_label = phrases_get(phrases, "page", "chart-closing", date);
}

Chart *
chart_new(const ReportSummary *summary, const Phrases *phrases)
{
    if (summary->n_arrivals == 0 || summary->n_positions == 0)
        return NULL;
    Span span = find_span(summary);
    Chart *chart = g_new0(Chart, 1);
    name_series(chart, summary, phrases);
    chart->n_bars = (span.last - span.first) / span.days + 1;
    chart->bars = g_new0(ChartBar, chart->n_bars);
    for (gsize i = 0; i < chart->n_bars; i++)
        chart->bars[i].label =
            format_bar(&span, span.first + (guint32)i * span.days, phrases);
    fill_bars(chart, summary, &span);
    set_closing(chart, summary, &span, phrases);
    return chart;
}
