/* The kinds of page, one file each. Private to the pages. */
#pragma once

#include "report/page_listing.h"
#include "report/pages.h"

/* FALSE with an error where the work was stopped; asked for each dossier. */
gboolean pages_may_go_on(const PagesInput *input, GError **error);

/* One dossier. */
gboolean page_dossier(const PageSite *site, const ReportSummary *summary,
                      const ReportDossier *dossier, GError **error);
/* All dossiers of a campaign and the lists of its positions, in one walk. */
gboolean page_positions(const PageSite *site, const ReportSummary *summary,
                        const PagesInput *input, GError **error);

/* `summary` NULL: what belongs to no campaign. */
gboolean page_review(const PageSite *site, const ReportSummary *summary,
                     const PagesInput *input, GError **error);
gboolean page_mails(const PageSite *site, const ReportSummary *summary,
                    const PagesInput *input, GError **error);
/* A row of page_mail_columns (NULL-terminated phrase keys). */
void page_mail_row(const Page *page, const ReportMail *mail);
extern const char *const page_mail_columns[];

gboolean page_campaign(const PageSite *site, const ReportSummary *summary,
                       GError **error);
