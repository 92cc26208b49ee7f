#include "report/pages_private.h"

#include "dossier/deadline.h"
#include "report/chart.h"
#include "report/words.h"

static const char *const columns[] = {
    "column-position", "column-complete",  "column-incomplete", "column-late",
    "column-opinion",  "column-withdrawn", "column-dossiers",   NULL};

static void
count_cells(const Page *page, const ReportPosition *position)
{
    page_number_cell(page, position->complete);
    page_number_cell(page, position->incomplete);
    page_number_cell(page, position->late);
    page_number_cell(page, position->opinion);
    page_number_cell(page, position->withdrawn);
    page_number_cell(page, report_position_dossiers(position));
    html_close(page->html);
}

static void
write_counts(const Page *page)
{
    const ReportSummary *summary = page->summary;
    Html *html = page->html;
    g_autofree char *title = page_phrase(page, "counts", NULL);
    html_element(html, "h2", title, NULL);
    page_open_table(page, title, columns, FALSE);
    for (gsize i = 0; i < summary->n_positions; i++) {
        const ReportPosition *position = &summary->positions[i];
        g_autofree char *target = page_name_position(summary, position->id, 1);
        html_open(html, "tr", NULL);
        html_open(html, "th", "scope", "row", NULL);
        page_link(page, target, position->title);
        html_close(html);
        count_cells(page, position);
    }
    html_close(html);
    html_open(html, "tfoot", NULL);
    html_open(html, "tr", NULL);
    g_autofree char *label = page_phrase(page, "column-total", NULL);
    html_element(html, "th", label, "scope", "row", NULL);
    ReportPosition total = report_total(summary);
    count_cells(page, &total);
    page_close_table(page);
}

static void
write_facts(const Page *page)
{
    const ReportSummary *summary = page->summary;
    const ConfigCampaign *campaign = summary->campaign;
    html_open(page->html, "dl", "class", "facts", NULL);
    if (g_date_valid(&campaign->published)) {
        char day[16];
        g_date_strftime(day, sizeof day, "%d/%m/%Y", &campaign->published);
        page_term(page, "term-published", day);
    }
    g_autofree char *closing =
        summary->closing == G_MAXINT64
            ? page_phrase(page, "no-closing", NULL)
            : deadline_format_closing(summary->closing, summary->zone,
                                      page->site->phrases);
    page_term(page, "term-closing", closing);
    const ConfigPerson *referent = &campaign->referent;
    g_autofree char *person =
        referent->name != NULL
            ? g_strdup_printf("%s (%s)", referent->name, referent->address)
            : g_strdup(referent->address);
    page_term(page, "term-referent", person);
    html_close(page->html);
}

static void
write_chart(const Page *page)
{
    Html *html = page->html;
    page_words(page, "h2", "chart");
    g_autoptr(Chart) chart = chart_new(page->summary, page->site->phrases);
    if (chart == NULL) {
        page_words(page, "p", "chart-empty");
        return;
    }
    g_autofree char *title = page_phrase(page, "chart-title", NULL);
    g_autofree char *heading = page_phrase(page, "chart", NULL);
    html_open(html, "figure", NULL);
    html_open(html, "div", "class", "scroll", "role", "region", "tabindex", "0",
              "aria-label", heading, NULL);
    chart_svg(chart, html, title);
    html_close(html);
    page_words(page, "figcaption", "chart-note");
    html_close(html);
    html_open(html, "details", NULL);
    page_words(page, "summary", "chart-details");
    html_open(html, "div", "class", "scroll", "role", "region", "tabindex", "0",
              "aria-label", title, NULL);
    chart_table(chart, html, page->site->phrases, title);
    html_close(html);
    html_close(html);
}

static void
todo_line(const Page *page, const char *key, guint number, const char *target)
{
    if (number == 0)
        return;
    g_autofree char *text =
        words_count(page->site->phrases, "page", key, number);
    html_open(page->html, "li", NULL);
    page_link(page, target, text);
    html_close(page->html);
}

static void
write_todo(const Page *page)
{
    const ReportSummary *summary = page->summary;
    const ReportMailCounts *mails = &summary->mails;
    page_words(page, "h2", "todo");
    if (summary->review + mails->failed + mails->unknown + mails->held == 0) {
        page_words(page, "p", "todo-none");
        return;
    }
    g_autofree char *review = page_name_review(summary, 1);
    g_autofree char *outbox = page_name_mails(summary, 1);
    html_open(page->html, "ul", NULL);
    todo_line(page, "todo-review", summary->review, review);
    todo_line(page, "todo-failed", mails->failed, outbox);
    todo_line(page, "todo-unknown", mails->unknown, outbox);
    todo_line(page, "todo-held", mails->held, outbox);
    html_close(page->html);
}

static void
write_bounced(const Page *page)
{
    const ReportSummary *summary = page->summary;
    if (summary->n_bounced == 0)
        return;
    page_words(page, "h2", "bounced");
    page_words(page, "p", "bounced-intro");
    html_open(page->html, "ul", NULL);
    guint shown = 0;
    for (; summary->bounced[shown] != NULL; shown++)
        html_element(page->html, "li", summary->bounced[shown], NULL);
    html_close(page->html);
    if (shown >= summary->n_bounced)
        return;
    g_autofree char *more = words_count(page->site->phrases, "page", "and-more",
                                        summary->n_bounced - shown);
    html_element(page->html, "p", more, NULL);
}

gboolean
page_campaign(const PageSite *site, const ReportSummary *summary,
              GError **error)
{
    g_autofree char *name = page_name_campaign(summary);
    g_autoptr(Page) page =
        page_new(site, summary, name, summary->campaign->title);
    write_facts(page);
    write_counts(page);
    write_todo(page);
    write_chart(page);
    write_bounced(page);
    return page_write(page, error);
}
