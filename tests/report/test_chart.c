#include "report/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int
load_phrases(void **state)
{
    *state = phrases_load("conf", NULL);
    return *state != NULL ? 0 : -1;
}

static int
free_phrases(void **state)
{
    phrases_free(*state);
    return 0;
}

/* A campaign published on day 1,000 that closes at the end of `closing`. */
static Chart *
make_chart(const Phrases *phrases, gsize n_positions, guint32 last_day,
           gint64 closing)
{
    static const ReportPosition positions[] = {
        {.title = "A"}, {.title = "B"}, {.title = "C"}, {.title = "D"},
        {.title = "E"}, {.title = "F"}, {.title = "G"}, {.title = "H"}};
    const ReportArrivals arrivals[] = {
        {1000, 0, 3}, {1002, 1, 2}, {last_day, (guint)n_positions - 1, 5}};
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    static ConfigCampaign campaign;
    g_date_clear(&campaign.published, 1);
    ReportSummary summary = {.campaign = &campaign,
                             .zone = zone,
                             .closing = closing,
                             .positions = positions,
                             .n_positions = n_positions,
                             .arrivals = arrivals,
                             .n_arrivals = G_N_ELEMENTS(arrivals)};
    return chart_new(&summary, phrases);
}

static guint
sum(const Chart *chart, gsize series)
{
    guint total = 0;
    for (gsize i = 0; i < chart->n_bars; i++)
        total += chart->bars[i].counts[series];
    return total;
}

static void
test_days_become_longer_periods(void **state)
{
    static const struct {
        guint32 last_day;
        gsize bars;
    } cases[] = {{1003, 4}, {1044, 45}, {1045, 7}, {1400, 29}, {4650, 33}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Chart) chart =
            make_chart(*state, 3, cases[i].last_day, G_MAXINT64);
        assert_int_equal(chart->n_bars, cases[i].bars);
        assert_int_equal(chart->closing_after, -1);
        assert_int_equal(sum(chart, 0) + sum(chart, 1) + sum(chart, 2), 10);
    }
}

static void
test_later_series_are_added_up(void **state)
{
    g_autoptr(Chart) chart = make_chart(*state, 8, 1003, G_MAXINT64);
    assert_int_equal(chart->n_series, CHART_SERIES);
    assert_string_equal(chart->series[5], "Autres postes");
    assert_int_equal(sum(chart, 5), 5);
    g_autoptr(Chart) six = make_chart(*state, 6, 1003, G_MAXINT64);
    assert_string_equal(six->series[5], "F");
}

static void
test_shapes_stay_in_the_box(void **state)
{
    g_autoptr(Chart) chart = make_chart(*state, 3, 1040, G_MAXINT64);
    g_autoptr(GPtrArray) shapes = chart_layout(chart, 560, 280);
    assert_in_range(shapes->len, 10, 200);
    for (gsize i = 0; i < shapes->len; i++) {
        const ChartShape *shape = shapes->pdata[i];
        assert_true(shape->x >= 0 && shape->y >= 0);
        assert_true(shape->x + shape->width <= 560);
        assert_true(shape->y + shape->height <= 280);
    }
}

static void
test_svg_names_itself(void **state)
{
    g_autoptr(Chart) chart = make_chart(*state, 3, 1003, G_MAXINT64);
    g_autoptr(Html) html = html_new(FALSE);
    chart_svg(chart, html, "Titre");
    g_autoptr(GBytes) bytes = html_finish(html);
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    assert_true(g_str_has_prefix(text, "<svg class=\"chart\" viewBox=\"0 0 760 "
                                       "334\" role=\"img\" "
                                       "aria-label=\"Titre\">"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_become_longer_periods),
        cmocka_unit_test(test_later_series_are_added_up),
        cmocka_unit_test(test_shapes_stay_in_the_box),
        cmocka_unit_test(test_svg_names_itself),
    };
    return cmocka_run_group_tests(tests, load_phrases, free_phrases);
}
