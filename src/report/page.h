/* The frame of every page: head, skip link, header with the campaign's menu,
 * main, footer (RGAA 4: criteria 8, 9, 12). Private to the pages. */
#pragma once

#include "base/phrase.h"
#include "report/folder.h"
#include "report/html.h"
#include "report/source.h"

/* Rows of a list on one page; longer lists go on to the next page. */
#define PAGE_ROWS 500

typedef struct {
    const Config *config;
    const Phrases *phrases;
    ReportFolder *folder;
    char *style, *script; /* conf/pages */
    char *policy;         /* Content-Security-Policy */
} PageSite;

/* Reads the style sheet and the script below `texts_folder`. */
PageSite *page_site_new(const Config *config, const Phrases *phrases,
                        const char *texts_folder, ReportFolder *folder,
                        GError **error);
void page_site_free(PageSite *site);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageSite, page_site_free)

typedef struct {
    const PageSite *site;
    const ReportSummary *summary; /* NULL: belongs to no campaign */
    char *name;                   /* relative to the folder */
    Html *html;                   /* inside <main> */
} Page;

/* `name` is copied; `title` is the heading (h1). */
Page *page_new(const PageSite *site, const ReportSummary *summary,
               const char *name, const char *title);
void page_free(Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)
gboolean page_write(Page *page, GError **error);

/* Names of pages; new strings. `number` counts from 1. */
char *page_name_campaign(const ReportSummary *summary);
char *page_name_position(const ReportSummary *summary, const char *id,
                         guint number);
char *page_name_dossier(const ReportSummary *summary, const char *ref);
char *page_name_review(const ReportSummary *summary, guint number);
char *page_name_mails(const ReportSummary *summary, guint number);

/* Pieces of content. Phrases are of the group [page]. */
char *page_phrase(const Page *page, const char *key, const char *value);
/* An element that holds the phrase `key`. */
void page_words(const Page *page, const char *tag, const char *key);
/* A link to the page `target`. */
void page_link(const Page *page, const char *target, const char *text);
/* A link to a file of the store, `text` NULL: the name of the file. */
void page_file_link(const Page *page, const char *file, const char *text);
/* <time>, "—" for 0. */
void page_instant(const Page *page, gint64 instant);
/* A row of a description list: the term is the phrase `key`; the caller
 * writes the content and closes both elements with page_close_term(). */
void page_open_term(const Page *page, const char *key);
void page_close_term(const Page *page);
void page_term(const Page *page, const char *key, const char *text);
/* <div><table><caption>, thead with a column for each key (NULL-terminated),
 * <tbody> open; `caption` is text. The wrapper scrolls by keyboard. */
void page_open_table(const Page *page, const char *caption,
                     const char *const *columns, gboolean sortable);
void page_close_table(const Page *page);
/* A cell with text; `key` for sorting where the text does not sort. */
void page_cell(const Page *page, const char *text);
void page_number_cell(const Page *page, guint number);
/* A label with a word and a colour: "complete", "incomplete", "late"… */
void page_badge(const Page *page, const char *key);
