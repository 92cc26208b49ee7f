#include "report/pages_private.h"

#include "report/words.h"

static const char *const columns[] = {"column-number",
                                      "column-received",
                                      "column-waiting",
                                      "column-sender",
                                      "column-subject",
                                      "column-reasons",
                                      NULL};

typedef struct {
    PageListing *listing;
    gint64 now;
    GTimeZone *zone;
} Walk;

static char *
name_review(const ReportSummary *summary, const char *id, guint number)
{
    (void)id;
    return page_name_review(summary, number);
}

static void
review_intro(const Page *page, gpointer data)
{
    (void)data;
    page_words(page, "p", "review-intro");
    page_words(page, "p", "review-next");
}

static void
write_reasons(const Page *page, const ReportReview *review)
{
    html_open(page->html, "td", NULL);
    if (review->quarantined)
        page_badge(page, "quarantined");
    html_open(page->html, "ul", NULL);
    for (gsize i = 0; review->reasons != NULL && review->reasons[i]; i++)
        html_element(page->html, "li", review->reasons[i], NULL);
    html_close(page->html);
    html_close(page->html);
}

static gboolean
take_review(const ReportReview *review, gpointer user, GError **error)
{
    const Walk *walk = user;
    const Page *page = page_listing_row(walk->listing, error);
    if (page == NULL)
        return FALSE;
    Html *html = page->html;
    g_autofree char *number =
        g_strdup_printf("%" G_GINT64_FORMAT, review->number);
    html_open(html, "tr", NULL);
    page_cell(page, number);
    html_open(html, "td", NULL);
    page_instant(page, review->received_at);
    html_close(html);
    guint days = words_days_between(review->received_at, walk->now, walk->zone);
    g_autofree char *waiting =
        words_count(page->site->phrases, "page", "waiting", days);
    page_cell(page, waiting);
    page_cell(page, review->sender);
    html_open(html, "th", "scope", "row", NULL);
    g_autofree char *untitled = page_phrase(page, "no-subject", NULL);
    const char *subject = review->subject != NULL && *review->subject != '\0'
                              ? review->subject
                              : untitled;
    if (review->file != NULL)
        page_file_link(page, review->file, subject);
    else
        html_text(html, subject);
    html_close(html);
    write_reasons(page, review);
    html_close(html);
    return TRUE;
}

gboolean
page_review(const PageSite *site, const ReportSummary *summary,
            const PagesInput *input, GError **error)
{
    g_autofree char *title =
        phrases_get(site->phrases, "page", "review-title", NULL);
    PageListingSpec spec = {.site = site,
                            .summary = summary,
                            .title = title,
                            .caption = title,
                            .columns = columns,
                            .empty = "review-none",
                            .name = name_review,
                            .total = summary->review,
                            .intro = review_intro};
    g_autoptr(PageListing) listing = page_listing_new(&spec);
    Walk walk = {listing, input->now, summary->zone};
    const ConfigCampaign *campaign = summary->campaign;
    ReportQuery query = {.campaign = campaign != NULL ? campaign->id : NULL};
    const ReportSource *source = input->source;
    return source->each_review(source->data, &query, take_review, &walk,
                               error) &&
           page_listing_finish(listing, error);
}
