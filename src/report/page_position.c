#include "report/pages_private.h"

#include "report/words.h"

#include <string.h>

static const char *const columns[] = {"column-candidate",
                                      "column-status",
                                      "column-received",
                                      "column-missing",
                                      "column-to-check",
                                      "column-reference",
                                      NULL};

static void
missing_cell(const Page *page, const ReportDossier *dossier)
{
    if (dossier->missing == NULL || *dossier->missing == NULL) {
        page_cell(page, NULL);
        return;
    }
    g_autofree char *text =
        report_document_titles(page->summary->campaign, dossier->missing);
    page_cell(page, text);
}

static void
dossier_row(const Page *page, const ReportDossier *dossier)
{
    Html *html = page->html;
    g_autofree char *name = report_dossier_name(dossier);
    g_autofree char *target = page_name_dossier(page->summary, dossier->ref);
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    page_link(page, target, name);
    html_close(html);
    html_open(html, "td", NULL);
    page_badge(page, report_dossier_status(dossier));
    if (dossier->late)
        page_badge(page, "late");
    html_close(html);
    html_open(html, "td", NULL);
    page_instant(page, dossier->received_at);
    html_close(html);
    missing_cell(page, dossier);
    guint to_check = 0;
    for (gsize i = 0; i < dossier->n_documents; i++)
        to_check += dossier->documents[i].to_check ? 1 : 0;
    g_autofree char *check = words_count(page->site->phrases, "page",
                                         "documents-to-check", to_check);
    page_cell(page, check);
    html_element(html, "td", dossier->ref, "class", "reference", NULL);
    html_close(html);
}

/* The walk goes from position to position: one list is under way. */
typedef struct {
    const PageSite *site;
    const ReportSummary *summary;
    const PagesInput *input;
    gsize next; /* position whose list comes next */
    PageListingSpec spec;
    PageListing *listing;
    char *caption;
    guint done, total;
} Walk;

static void
position_intro(const Page *page, gpointer data)
{
    const ReportPosition *position = data;
    Html *html = page->html;
    html_open(html, "ul", "class", "tallies", NULL);
    const struct {
        const char *key;
        guint number;
    } tallies[] = {
        {"tally-complete", position->complete},
        {"tally-incomplete", position->incomplete},
        {"tally-late", position->late},
        {"tally-withdrawn", position->withdrawn},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tallies); i++) {
        g_autofree char *text = words_count(page->site->phrases, "page",
                                            tallies[i].key, tallies[i].number);
        html_element(html, "li", text, NULL);
    }
    html_close(html);
}

static void
begin_list(Walk *walk)
{
    const ReportPosition *position = &walk->summary->positions[walk->next++];
    g_free(walk->caption);
    walk->caption = phrases_get(walk->site->phrases, "page", "position-caption",
                                position->title);
    walk->spec = (PageListingSpec){
        .site = walk->site,
        .summary = walk->summary,
        .title = position->title,
        .caption = walk->caption,
        .columns = columns,
        .empty = "position-empty",
        .name = page_name_position,
        .id = position->id,
        .total = report_position_dossiers(position),
        .intro = position_intro,
        .data = (gpointer)position,
    };
    walk->listing = page_listing_new(&walk->spec);
}

static gboolean
end_list(Walk *walk, GError **error)
{
    g_autoptr(PageListing) listing = g_steal_pointer(&walk->listing);
    return listing == NULL || page_listing_finish(listing, error);
}

/* Ends the list under way and begins the next, until it is that of `id` (NULL:
 * until all are written). */
static gboolean
advance_to(Walk *walk, const char *id, GError **error)
{
    while (walk->listing == NULL || g_strcmp0(walk->spec.id, id) != 0) {
        if (!end_list(walk, error))
            return FALSE;
        if (walk->next == walk->summary->n_positions)
            return TRUE;
        begin_list(walk);
    }
    return TRUE;
}

static gboolean
take_dossier(const ReportDossier *dossier, gpointer user, GError **error)
{
    Walk *walk = user;
    if (!pages_may_go_on(walk->input, error) ||
        !page_dossier(walk->site, walk->summary, dossier, error) ||
        !advance_to(walk, dossier->position, error))
        return FALSE;
    if (walk->listing == NULL) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "dossier %s is out of the order of positions",
                    dossier->ref);
        return FALSE;
    }
    const Page *page = page_listing_row(walk->listing, error);
    if (page == NULL)
        return FALSE;
    dossier_row(page, dossier);
    walk->done++;
    if (walk->input->progress != NULL)
        walk->input->progress(walk->input->progress_data, walk->done,
                              walk->total);
    return TRUE;
}

gboolean
page_positions(const PageSite *site, const ReportSummary *summary,
               const PagesInput *input, GError **error)
{
    const ReportSource *source = input->source;
    ReportPosition total = report_total(summary);
    Walk walk = {.site = site, .summary = summary, .input = input};
    walk.total = report_position_dossiers(&total);
    ReportQuery query = {.campaign = summary->campaign->id};
    gboolean done = source->each_dossier(source->data, &query, take_dossier,
                                         &walk, error) &&
                    advance_to(&walk, NULL, error);
    page_listing_free(walk.listing);
    g_free(walk.caption);
    return done;
}
