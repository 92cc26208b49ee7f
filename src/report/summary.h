/* One campaign in numbers: bounded by positions and days, whatever the number
 * of dossiers. */
#pragma once

#include "base/config.h"

typedef struct {
    const char *id, *title;
    guint complete, incomplete, withdrawn;
    guint late;    /* of complete and incomplete */
    guint opinion; /* incomplete for want of the opinion alone */
    guint fresh;   /* arrived within the period asked for */
} ReportPosition;

typedef struct {
    guint32 day;    /* g_date_get_julian, in the campaign's time zone */
    guint position; /* index into positions */
    guint count;
} ReportArrivals;

typedef struct {
    guint held, queued, sent, failed, unknown;
} ReportMailCounts;

/* Strings belong to whoever filled it in. */
typedef struct {
    const ConfigCampaign *campaign; /* NULL: mails that belong to none */
    GTimeZone *zone;
    gint64 closing; /* G_MAXINT64: no deadline */
    const ReportPosition *positions;
    gsize n_positions;
    const ReportArrivals *arrivals; /* by day, then position */
    gsize n_arrivals;
    ReportMailCounts mails;
    guint review; /* mails that wait for review */
    guint stray;  /* the same, of no campaign, in one of its mailboxes */
    /* Within the period asked for: mails taken or put aside, strays as well;
     * mails of ours
     * that failed or came back. */
    guint fresh_messages, fresh_troubles;
    const char *const *bounced; /* at most 100 addresses */
    guint n_bounced;            /* all of them */
} ReportSummary;

/* Sums over all positions; id and title are NULL. */
ReportPosition report_total(const ReportSummary *summary);
/* Dossiers of a position, withdrawn ones included. */
guint report_position_dossiers(const ReportPosition *position);
