/* A table that goes on over several pages, row by row, so that neither a page
 * nor memory grows with the number of rows. Private to the pages. */
#pragma once

#include "report/page.h"

typedef char *(*PageNameFunc)(const ReportSummary *summary, const char *id,
                              guint number);

typedef struct {
    const PageSite *site;
    const ReportSummary *summary;
    const char *title;          /* heading */
    const char *caption;        /* of the table */
    const char *const *columns; /* phrase keys, NULL-terminated */
    const char *empty;          /* phrase shown where there is no row */
    PageNameFunc name;
    const char *id; /* handed to `name` */
    guint total;    /* rows expected, for the links between pages */
    /* What stands above the table on the first page; may be NULL. */
    void (*intro)(const Page *page, gpointer data);
    gpointer data;
} PageListingSpec;

typedef struct PageListing PageListing;

/* `spec` is not copied. */
PageListing *page_listing_new(const PageListingSpec *spec);
void page_listing_free(PageListing *listing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageListing, page_listing_free)

/* The page that takes the next row, between <tbody> tags; NULL with an error
 * if the full page before it cannot be written. */
const Page *page_listing_row(PageListing *listing, GError **error);
/* Writes the last page, also where there was no row. */
gboolean page_listing_finish(PageListing *listing, GError **error);
