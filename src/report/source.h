/* Where the model comes from: the database, or a test.
 *
 * Walks go through one campaign; a callback that returns FALSE with an error
 * ends the walk, which then returns FALSE with that error. What is handed to
 * a callback lives until it returns.
 */
#pragma once

#include "report/model.h"
#include "report/summary.h"

typedef gboolean (*ReportDossierFunc)(const ReportDossier *dossier,
                                      gpointer user, GError **error);
typedef gboolean (*ReportReviewFunc)(const ReportReview *review, gpointer user,
                                     GError **error);
typedef gboolean (*ReportMailFunc)(const ReportMail *mail, gpointer user,
                                   GError **error);

/* What to walk through. `campaign` NULL: mails that belong to none. */
typedef struct {
    const char *campaign;
    const char *position;   /* NULL: all */
    const char *address;    /* of the candidate resp. sender; NULL: all */
    gint64 since, until;    /* dossiers received in [since, until); 0, 0: all */
    gboolean after_closing; /* dossiers opened or completed after closing,
                               within since and until */
    gboolean opinion;       /* dossiers that lack the opinion alone */
    gboolean stray;  /* as well mails that wait for review and belong to no
                        campaign, but came to one of its mailboxes */
    gboolean failed; /* mails whose sending failed or is unknown */
    gboolean brief;  /* dossiers without messages, mails and events */
    guint limit;     /* 0: all */
} ReportQuery;

typedef struct ReportSource {
    gpointer data;
    /* `campaign` NULL: counts of what belongs to none, without positions.
     * `since`..`until` is the period of ReportPosition.fresh. The summary is
     * valid until the next call and belongs to the source. Summary and walks
     * should read from one snapshot, or counts and lists may differ by what
     * came in between. */
    const ReportSummary *(*summary)(gpointer data,
                                    const ConfigCampaign *campaign,
                                    gint64 since, gint64 until, GError **error);
    /* In the order of the summary's positions, then by folded name; those of
     * a period and those that lack the opinion by arrival, so that a limit
     * stops early. */
    gboolean (*each_dossier)(gpointer data, const ReportQuery *query,
                             ReportDossierFunc func, gpointer user,
                             GError **error);
    /* Oldest first. */
    gboolean (*each_review)(gpointer data, const ReportQuery *query,
                            ReportReviewFunc func, gpointer user,
                            GError **error);
    /* Newest first. */
    gboolean (*each_mail)(gpointer data, const ReportQuery *query,
                          ReportMailFunc func, gpointer user, GError **error);
} ReportSource;
