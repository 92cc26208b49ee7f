#include "report/digest_content.h"

#include "dossier/deadline.h"
#include "report/words.h"

/* Reminders and alerts go out at this hour (dossierd.conf(5)). */
#define HOUR 8

typedef struct {
    gint64 at;
    const char *key;
} Coming;

static void
note_days(GArray *coming, const DigestContent *content, const GDate *day,
          const guint *days, gsize n, const char *key)
{
    for (gsize i = 0; i < n; i++) {
        Coming one = {
            deadline_days_before(day, days[i], HOUR, 0, content->summary->zone),
            key};
        g_array_append_val(coming, one);
    }
}

static int
compare_coming(gconstpointer a, gconstpointer b)
{
    const Coming *left = a, *right = b;
    return (left->at > right->at) - (left->at < right->at);
}

void
digest_add_coming(DigestContent *content)
{
    const DigestInput *input = content->input;
    const ReportSummary *summary = content->summary;
    const ConfigCampaign *campaign = input->campaign;
    GDate day;
    if (!deadline_closing_day(campaign, &day) ||
        summary->closing <= input->until)
        return;
    g_autoptr(GArray) coming = g_array_new(FALSE, FALSE, sizeof(Coming));
    note_days(coming, content, &day, campaign->reminder_days,
              campaign->n_reminder_days, "next-reminder");
    note_days(coming, content, &day, campaign->alert_days,
              campaign->n_alert_days, "next-alert");
    g_array_sort(coming, compare_coming);
    digest_add(content, BLOCK_HEADING, digest_phrase(content, "next", NULL));
    Block *list = digest_add(content, BLOCK_LIST, NULL);
    for (gsize i = 0; i < coming->len; i++) {
        const Coming *one = &g_array_index(coming, Coming, i);
        if (one->at <= input->until)
            continue;
        g_autofree char *when =
            deadline_format(one->at, summary->zone, input->phrases);
        g_ptr_array_add(list->items, digest_phrase(content, one->key, when));
    }
    g_autofree char *closing = deadline_format_closing(
        summary->closing, summary->zone, input->phrases);
    g_ptr_array_add(list->items,
                    digest_phrase(content, "next-closing", closing));
}

/* "Micro-lycée… : 2 ; Micro-collège… : 1" */
static char *
bar_details(const Chart *chart, const ChartBar *bar)
{
    GString *details = g_string_new(NULL);
    for (gsize i = 0; i < chart->n_series; i++) {
        if (bar->counts[i] == 0)
            continue;
        g_autofree char *number = words_number(bar->counts[i]);
        g_string_append_printf(details, "%s%s\u00A0: %s",
                               details->len > 0 ? "\u00A0; " : "",
                               chart->series[i], number);
    }
    return g_string_free(details, FALSE);
}

void
digest_add_chart(DigestContent *content)
{
    const Chart *chart = content->chart;
    if (chart == NULL)
        return;
    digest_add(content, BLOCK_HEADING, digest_phrase(content, "chart", NULL));
    digest_add(content, BLOCK_CHART,
               digest_phrase(content, "chart-alternative", NULL));
    static const char *const keys[] = {"column-day", "column-count",
                                       "column-detail", NULL};
    Block *table = digest_add_table(
        content, digest_phrase(content, "chart-caption", NULL), keys);
    for (gsize i = 0; i < chart->n_bars; i++) {
        const ChartBar *bar = &chart->bars[i];
        if (bar->total == 0)
            continue;
        g_autofree char *total = words_number(bar->total);
        g_autofree char *words = digest_count(content, "arrivals", bar->total);
        g_autofree char *details = bar_details(chart, bar);
        const char *cells[] = {bar->label, total, details, NULL};
        digest_add_row(
            table, cells,
            g_strdup_printf("%s\u00A0: %s (%s)", bar->label, words, details));
    }
}
