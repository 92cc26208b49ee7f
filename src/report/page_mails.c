#include "report/pages_private.h"

#include "report/words.h"

const char *const page_mail_columns[] = {
    "column-due",   "column-kind",  "column-to", "column-mail-subject",
    "column-state", "column-error", NULL};

static char *
name_mails(const ReportSummary *summary, const char *id, guint number)
{
    (void)id;
    return page_name_mails(summary, number);
}

static void
word_cell(const Page *page, const char *group, const char *word)
{
    g_autofree char *key = g_strconcat(group, word, NULL);
    g_autofree char *text = page_phrase(page, key, NULL);
    page_cell(page, text);
}

void
page_mail_row(const Page *page, const ReportMail *mail)
{
    Html *html = page->html;
    html_open(html, "tr", NULL);
    html_open(html, "td", NULL);
    page_instant(page, mail->sent_at != 0 ? mail->sent_at : mail->due_at);
    html_close(html);
    word_cell(page, "kind-", mail->kind);
    page_cell(page, mail->to);
    html_element(html, "th", mail->subject, "scope", "row", NULL);
    html_open(html, "td", NULL);
    page_badge(page, mail->state);
    html_close(html);
    g_autofree char *outcome =
        words_outcome(page->site->phrases, mail->state, mail->error);
    page_cell(page, outcome);
    html_close(html);
}

static gboolean
take_mail(const ReportMail *mail, gpointer user, GError **error)
{
    const Page *page = page_listing_row(user, error);
    if (page == NULL)
        return FALSE;
    page_mail_row(page, mail);
    return TRUE;
}

static void
mails_intro(const Page *page, gpointer data)
{
    const ReportMailCounts *mails = data;
    const struct {
        const char *key;
        guint number;
    } tallies[] = {
        {"tally-sent", mails->sent},       {"tally-queued", mails->queued},
        {"tally-held", mails->held},       {"tally-failed", mails->failed},
        {"tally-unknown", mails->unknown},
    };
    html_open(page->html, "ul", "class", "tallies", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tallies); i++) {
        g_autofree char *text = words_count(page->site->phrases, "page",
                                            tallies[i].key, tallies[i].number);
        html_element(page->html, "li", text, NULL);
    }
    html_close(page->html);
}

gboolean
page_mails(const PageSite *site, const ReportSummary *summary,
           const PagesInput *input, GError **error)
{
    const ReportMailCounts *mails = &summary->mails;
    g_autofree char *title =
        phrases_get(site->phrases, "page", "mails-title", NULL);
    PageListingSpec spec = {
        .site = site,
        .summary = summary,
        .title = title,
        .caption = title,
        .columns = page_mail_columns,
        .empty = "mails-none",
        .name = name_mails,
        .total = mails->sent + mails->queued + mails->held + mails->failed +
                 mails->unknown,
        .intro = mails_intro,
        .data = (gpointer)mails,
    };
    g_autoptr(PageListing) listing = page_listing_new(&spec);
    const ConfigCampaign *campaign = summary->campaign;
    ReportQuery query = {.campaign = campaign != NULL ? campaign->id : NULL};
    const ReportSource *source = input->source;
    return source->each_mail(source->data, &query, take_mail, listing, error) &&
           page_listing_finish(listing, error);
}
