/* Private to the source that reads the index. */
#pragma once

#include "dossier/database_sqlite.h"
#include "report/source_database.h"

struct ReportDatabase {
    const Config *config;
    Database *database;
    GTimeZone *zone;
    gboolean in_transaction;
    ReportSource source;
    /* The summary last asked for, and what it points to. */
    ReportSummary summary;
    GArray *positions;   /* ReportPosition */
    GArray *arrivals;    /* ReportArrivals */
    GPtrArray *bounced;  /* char*, NULL-terminated when filled */
    GStringChunk *names; /* of positions that the configuration lost */
};

const ReportSummary *source_summary(gpointer data,
                                    const ConfigCampaign *campaign,
                                    gint64 since, gint64 until, GError **error);

/* The ids of the campaign's positions in the order of its summary; NULL with
 * an error; g_strfreev(). */
char **source_position_ids(ReportDatabase *database,
                           const ConfigCampaign *campaign, GError **error);

/* The names of its mailboxes as SQL_STRAY() wants them, NULL without a
 * campaign; g_free(). */
char *source_mailboxes(const ConfigCampaign *campaign);

/* The JSON array of the campaign's required documents that an index row holds
 * where nothing but the opinion is missing. */
#define SOURCE_OPINION_ALONE "[\"opinion\"]"
