#include "report/source_private.h"

#include "dossier/deadline.h"
#include "report/words.h"

#include <string.h>

#define QUARTER 900
#define MAX_BOUNCED 100

static const char *
text_at(DatabaseRows *rows, int column)
{
    return (const char *)sqlite3_column_text(rows, column);
}

static guint
count_at(DatabaseRows *rows, int column)
{
    gint64 count = sqlite3_column_int64(rows, column);
    return (guint)CLAMP(count, 0, G_MAXINT32);
}

static void
add_position(ReportDatabase *self, const char *id, const char *title)
{
    ReportPosition position = {.id = id, .title = title};
    g_array_append_val(self->positions, position);
}

/* -1: not there. */
static int
find_position(const ReportDatabase *self, const char *id)
{
    for (guint i = 0; i < self->positions->len; i++) {
        if (g_str_equal(g_array_index(self->positions, ReportPosition, i).id,
                        id))
            return (int)i;
    }
    return -1;
}

/* A position that was dropped from the configuration keeps its dossiers. */
static ReportPosition *
take_position(ReportDatabase *self, const char *id)
{
    int found = find_position(self, id);
    if (found < 0) {
        const char *kept = g_string_chunk_insert_const(self->names, id);
        add_position(self, kept, kept);
        found = (int)self->positions->len - 1;
    }
    return &g_array_index(self->positions, ReportPosition, found);
}

static void
take_status(DatabaseRows *rows, gpointer data)
{
    ReportDatabase *self = data;
    ReportPosition *position = take_position(self, text_at(rows, 0));
    const char *status = text_at(rows, 1);
    guint count = count_at(rows, 2);
    if (strcmp(status, "complete") == 0)
        position->complete += count;
    else if (strcmp(status, "withdrawn") == 0)
        position->withdrawn += count;
    else
        position->incomplete += count;
}

static void
take_fresh(DatabaseRows *rows, gpointer data)
{
    take_position(data, text_at(rows, 0))->fresh += count_at(rows, 1);
}

static void
take_late(DatabaseRows *rows, gpointer data)
{
    take_position(data, text_at(rows, 0))->late += count_at(rows, 1);
}

static int
compare_arrivals(gconstpointer a, gconstpointer b)
{
    const ReportArrivals *left = a, *right = b;
    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    return (left->position > right->position) -
           (left->position < right->position);
}

/* Rows come by position, then time: equal days follow each other. */
static void
take_arrivals(DatabaseRows *rows, gpointer data)
{
    ReportDatabase *self = data;
    int position = find_position(self, text_at(rows, 0));
    gint64 instant = sqlite3_column_int64(rows, 1) * QUARTER;
    ReportArrivals one = {words_julian(instant, self->zone),
                          (guint)MAX(position, 0), count_at(rows, 2)};
    ReportArrivals *last = self->arrivals->len > 0
                               ? &g_array_index(self->arrivals, ReportArrivals,
                                                self->arrivals->len - 1)
                               : NULL;
    if (last != NULL && compare_arrivals(last, &one) == 0)
        last->count += one.count;
    else
        g_array_append_val(self->arrivals, one);
}

static void
take_bounced(DatabaseRows *rows, gpointer data)
{
    ReportDatabase *self = data;
    self->summary.n_bounced++;
    if (self->bounced->len < MAX_BOUNCED)
        g_ptr_array_add(self->bounced, database_column_text(rows, 0));
}

static gboolean
count_positions(ReportDatabase *self, const ConfigCampaign *campaign,
                GError **error)
{
    g_array_set_size(self->positions, 0);
    if (campaign == NULL)
        return TRUE;
    for (gsize i = 0; i < campaign->n_positions; i++)
        add_position(self, campaign->positions[i].id,
                     campaign->positions[i].title);
    return DATABASE_EACH(self->database, SQL_REPORT_COUNT_STATUS, error,
                         take_status, self, SQL_T(campaign->id));
}

char **
source_position_ids(ReportDatabase *self, const ConfigCampaign *campaign,
                    GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < campaign->n_positions; i++)
        g_ptr_array_add(ids, g_strdup(campaign->positions[i].id));
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        self->database, SQL_REPORT_COUNT_STATUS, error, SQL_T(campaign->id));
    if (rows == NULL)
        return NULL;
    while (database_next(self->database, rows, &failure)) {
        const char *id = text_at(rows, 0);
        if (config_find_position(campaign, id) == NULL &&
            !g_str_equal(ids->pdata[ids->len - 1], id))
            g_ptr_array_add(ids, g_strdup(id));
    }
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    g_ptr_array_add(ids, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&ids), FALSE);
}

static gboolean
count_lacking(ReportDatabase *self, const char *campaign, GError **error)
{
    for (guint i = 0; i < self->positions->len; i++) {
        ReportPosition *position =
            &g_array_index(self->positions, ReportPosition, i);
        gint64 count = 0;
        if (!DATABASE_GET(self->database, SQL_REPORT_COUNT_LACKING, error,
                          &count, SQL_T(campaign), SQL_T(position->id),
                          SQL_T(SOURCE_OPINION_ALONE)))
            return FALSE;
        position->opinion = (guint)count;
    }
    return TRUE;
}

static gboolean
count_dossiers(ReportDatabase *self, const ConfigCampaign *campaign,
               gint64 since, gint64 until, GError **error)
{
    g_array_set_size(self->arrivals, 0);
    if (!count_positions(self, campaign, error))
        return FALSE;
    if (campaign == NULL)
        return TRUE;
    Database *database = self->database;
    if (!DATABASE_EACH(database, SQL_REPORT_COUNT_FRESH, error, take_fresh,
                       self, SQL_T(campaign->id), SQL_I(since), SQL_I(until)) ||
        !DATABASE_EACH(database, SQL_REPORT_COUNT_LATE, error, take_late, self,
                       SQL_T(campaign->id), SQL_I(self->summary.closing)) ||
        !DATABASE_EACH(database, SQL_REPORT_ARRIVALS, error, take_arrivals,
                       self, SQL_T(campaign->id)) ||
        !count_lacking(self, campaign->id, error))
        return FALSE;
    g_array_sort(self->arrivals, compare_arrivals);
    return TRUE;
}

static gboolean
count_mails(ReportDatabase *self, const char *campaign, GError **error)
{
    ReportMailCounts *mails = &self->summary.mails;
    const struct {
        const char *state;
        guint *count;
    } states[] = {
        {"held", &mails->held},       {"queued", &mails->queued},
        {"sending", &mails->queued},  {"failed", &mails->failed},
        {"unknown", &mails->unknown},
    };
    gint64 all = 0, cancelled = 0;
    if (!DATABASE_GET(self->database, SQL_REPORT_COUNT_MAILS, error, &all,
                      SQL_T(campaign)) ||
        !DATABASE_GET(self->database, SQL_REPORT_COUNT_STATE, error, &cancelled,
                      SQL_T("cancelled"), SQL_T(campaign)))
        return FALSE;
    all -= cancelled;
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        gint64 count = 0;
        if (!DATABASE_GET(self->database, SQL_REPORT_COUNT_STATE, error, &count,
                          SQL_T(states[i].state), SQL_T(campaign)))
            return FALSE;
        *states[i].count += (guint)count;
        all -= count;
    }
    /* Nearly all are sent: what is left over, instead of a walk over them. */
    mails->sent = (guint)MAX(all, 0);
    return TRUE;
}

char *
source_mailboxes(const ConfigCampaign *campaign)
{
    return campaign != NULL
               ? g_strjoinv(",", (char **)(gpointer)campaign->mailboxes)
               : NULL;
}

static void
take_stray(DatabaseRows *rows, gpointer data)
{
    ReportDatabase *self = data;
    self->summary.stray = count_at(rows, 0);
    self->summary.fresh_messages += count_at(rows, 1);
}

static gboolean
count_messages(ReportDatabase *self, const char *campaign, gint64 since,
               gint64 until, GError **error)
{
    gint64 review = 0, messages = 0, troubles = 0;
    if (!DATABASE_GET(self->database, SQL_REPORT_COUNT_REVIEW, error, &review,
                      SQL_T(campaign)) ||
        !DATABASE_GET(self->database, SQL_REPORT_COUNT_MESSAGES, error,
                      &messages, SQL_T(campaign), SQL_I(since), SQL_I(until)) ||
        !DATABASE_GET(self->database, SQL_REPORT_COUNT_TROUBLES, error,
                      &troubles, SQL_T(campaign), SQL_I(since), SQL_I(until)))
        return FALSE;
    self->summary.review = (guint)review;
    self->summary.fresh_messages = (guint)messages;
    self->summary.fresh_troubles = (guint)troubles;
    g_autofree char *mailboxes = source_mailboxes(self->summary.campaign);
    return DATABASE_EACH(self->database, SQL_REPORT_COUNT_STRAY, error,
                         take_stray, self, SQL_T(mailboxes), SQL_I(since),
                         SQL_I(until));
}

static gboolean
list_bounced(ReportDatabase *self, const char *campaign, GError **error)
{
    g_ptr_array_set_size(self->bounced, 0);
    if (!DATABASE_EACH(self->database, SQL_REPORT_BOUNCED, error, take_bounced,
                       self, SQL_T(campaign)))
        return FALSE;
    g_ptr_array_add(self->bounced, NULL);
    return TRUE;
}

const ReportSummary *
source_summary(gpointer data, const ConfigCampaign *campaign, gint64 since,
               gint64 until, GError **error)
{
    ReportDatabase *self = data;
    const char *id = campaign != NULL ? campaign->id : NULL;
    self->summary = (ReportSummary){
        .campaign = campaign,
        .zone = self->zone,
        .closing = campaign != NULL
                       ? deadline_closing_instant(campaign, self->zone)
                       : G_MAXINT64,
    };
    DATABASE_LOCK(self->database);
    if (!count_dossiers(self, campaign, since, until, error) ||
        !count_mails(self, id, error) ||
        !count_messages(self, id, since, until, error) ||
        !list_bounced(self, id, error))
        return NULL;
    ReportSummary *summary = &self->summary;
    summary->positions = (gconstpointer)self->positions->data;
    summary->n_positions = self->positions->len;
    summary->arrivals = (gconstpointer)self->arrivals->data;
    summary->n_arrivals = self->arrivals->len;
    summary->bounced = (const char *const *)self->bounced->pdata;
    return summary;
}
