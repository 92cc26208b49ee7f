#include "report/pages.h"

#include "dossier/deadline.h"
#include "report/pages_private.h"
#include "report/words.h"

G_DEFINE_QUARK(pages - error - quark, pages_error)

gboolean
pages_may_go_on(const PagesInput *input, GError **error)
{
    if (input->stop == NULL || !g_atomic_int_get(input->stop))
        return TRUE;
    g_set_error(error, PAGES_ERROR, (gint)PAGES_ERROR_STOPPED, "stopped");
    return FALSE;
}

static const char *const columns[] = {"column-campaign", "column-closing",
                                      "column-complete", "column-incomplete",
                                      "column-review",   NULL};

static void
campaign_row(const Page *front, const ReportSummary *summary)
{
    Html *html = front->html;
    g_autofree char *target = page_name_campaign(summary);
    g_autofree char *closing =
        summary->closing == G_MAXINT64
            ? page_phrase(front, "no-closing", NULL)
            : deadline_format_closing(summary->closing, summary->zone,
                                      front->site->phrases);
    ReportPosition total = report_total(summary);
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    page_link(front, target, summary->campaign->title);
    html_close(html);
    page_cell(front, closing);
    page_number_cell(front, total.complete);
    page_number_cell(front, total.incomplete);
    page_number_cell(front, summary->review);
    html_close(html);
}

static gboolean
write_campaign(const PageSite *site, const PagesInput *input,
               const ConfigCampaign *campaign, const Page *front,
               GError **error)
{
    const ReportSource *source = input->source;
    const ReportSummary *summary =
        source->summary(source->data, campaign, 0, 0, error);
    if (summary == NULL || !page_positions(site, summary, input, error) ||
        !page_review(site, summary, input, error) ||
        !page_mails(site, summary, input, error) ||
        !page_campaign(site, summary, error))
        return FALSE;
    campaign_row(front, summary);
    return TRUE;
}

/* Mail that belongs to no campaign: quarantined, or to the operator. */
static gboolean
write_others(const PageSite *site, const PagesInput *input, const Page *front,
             GError **error)
{
    const ReportSource *source = input->source;
    const ReportSummary *summary =
        source->summary(source->data, NULL, 0, 0, error);
    if (summary == NULL || !page_review(site, summary, input, error) ||
        !page_mails(site, summary, input, error))
        return FALSE;
    page_words(front, "h2", "others");
    html_open(front->html, "ul", NULL);
    const struct {
        char *target;
        const char *key;
    } links[] = {{page_name_review(summary, 1), "others-review"},
                 {page_name_mails(summary, 1), "others-mails"}};
    for (gsize i = 0; i < G_N_ELEMENTS(links); i++) {
        g_autofree char *target = links[i].target;
        g_autofree char *text = page_phrase(front, links[i].key, NULL);
        html_open(front->html, "li", NULL);
        page_link(front, target, text);
        html_close(front->html);
    }
    html_close(front->html);
    return TRUE;
}

static gboolean
write_site(const PageSite *site, const PagesInput *input, GError **error)
{
    g_autofree char *title =
        phrases_get(input->phrases, "page", "front-title", NULL);
    g_autoptr(Page) front = page_new(site, NULL, "index.html", title);
    g_autofree char *caption = page_phrase(front, "front-caption", NULL);
    page_open_table(front, caption, columns, FALSE);
    for (gsize i = 0; i < input->config->n_campaigns; i++) {
        if (!write_campaign(site, input, &input->config->campaigns[i], front,
                            error))
            return FALSE;
    }
    page_close_table(front);
    return write_others(site, input, front, error) && page_write(front, error);
}

gboolean
pages_write(const PagesInput *input, const char *folder, PagesResult *result,
            GError **error)
{
    g_autoptr(ReportFolder) target = report_folder_open(
        folder, input->config->state_dir, input->config->report_mode, error);
    if (target == NULL)
        return FALSE;
    g_autoptr(PageSite) site = page_site_new(
        input->config, input->phrases, input->texts_folder, target, error);
    if (site == NULL || !write_site(site, input, error) ||
        !report_folder_sweep(target, error))
        return FALSE;
    if (result != NULL)
        *result = (PagesResult){report_folder_written(target),
                                report_folder_removed(target)};
    return TRUE;
}
