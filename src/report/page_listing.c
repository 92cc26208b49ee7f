#include "report/page_listing.h"

#include "report/words.h"

/* Pages named around the present one, beside the first and the last. */
#define NEAR 2

struct PageListing {
    const PageListingSpec *spec;
    Page *page;
    guint number;   /* of the page under way, 0 before the first */
    guint rows;     /* on it */
    gboolean empty; /* there was no row at all */
};

PageListing *
page_listing_new(const PageListingSpec *spec)
{
    PageListing *listing = g_new0(PageListing, 1);
    listing->spec = spec;
    return listing;
}

void
page_listing_free(PageListing *listing)
{
    if (listing == NULL)
        return;
    page_free(listing->page);
    g_free(listing);
}

static guint
count_pages(const PageListing *listing)
{
    guint expected = (listing->spec->total + PAGE_ROWS - 1) / PAGE_ROWS;
    return MAX(expected, 1);
}

static void
link_to(const PageListing *listing, guint number)
{
    const PageListingSpec *spec = listing->spec;
    const Page *page = listing->page;
    g_autofree char *value = words_number(number);
    g_autofree char *text = page_phrase(page, "page-number", value);
    html_open(page->html, "li", NULL);
    if (number == listing->number) {
        html_element(page->html, "strong", text, "aria-current", "page", NULL);
    } else {
        g_autofree char *target = spec->name(spec->summary, spec->id, number);
        page_link(page, target, text);
    }
    html_close(page->html);
}

static void
write_links(const PageListing *listing, const char *label_key)
{
    guint pages = count_pages(listing);
    if (pages < 2)
        return;
    Html *html = listing->page->html;
    g_autofree char *label = page_phrase(listing->page, label_key, NULL);
    html_open(html, "nav", "class", "pages", "aria-label", label, NULL);
    html_open(html, "ul", NULL);
    guint last = 0;
    for (guint number = 1; number <= pages; number++) {
        gboolean near = number + NEAR >= listing->number &&
                        number <= listing->number + NEAR;
        if (number != 1 && number != pages && !near)
            continue;
        if (number > last + 1)
            html_element(html, "li", "…", NULL);
        link_to(listing, number);
        last = number;
    }
    html_close(html);
    html_close(html);
}

static void
begin_page(PageListing *listing)
{
    const PageListingSpec *spec = listing->spec;
    listing->number++;
    listing->rows = 0;
    g_autofree char *name =
        spec->name(spec->summary, spec->id, listing->number);
    g_autofree char *title = g_strdup(spec->title);
    if (listing->number > 1) {
        g_autofree char *value = words_number(listing->number);
        g_autofree char *suffix =
            phrases_get(spec->site->phrases, "page", "page-number", value);
        g_free(title);
        title = g_strdup_printf("%s – %s", spec->title, suffix);
    }
    listing->page = page_new(spec->site, spec->summary, name, title);
    if (spec->intro != NULL && listing->number == 1)
        spec->intro(listing->page, spec->data);
    if (listing->empty)
        return;
    write_links(listing, "pages-above");
    page_open_table(listing->page, spec->caption, spec->columns, TRUE);
}

static gboolean
end_page(PageListing *listing, GError **error)
{
    if (listing->empty) {
        page_words(listing->page, "p", listing->spec->empty);
    } else {
        page_close_table(listing->page);
        write_links(listing, "pages-below");
    }
    gboolean written = page_write(listing->page, error);
    g_clear_pointer(&listing->page, page_free);
    return written;
}

const Page *
page_listing_row(PageListing *listing, GError **error)
{
    if (listing->page != NULL && listing->rows == PAGE_ROWS &&
        !end_page(listing, error))
        return NULL;
    if (listing->page == NULL)
        begin_page(listing);
    listing->rows++;
    return listing->page;
}

gboolean
page_listing_finish(PageListing *listing, GError **error)
{
    if (listing->page == NULL) {
        listing->empty = TRUE;
        begin_page(listing);
    }
    return end_page(listing, error);
}
