/* What the reading commands share: the index opened read-only, beside the
 * running daemon, and a view for the rows of a query. */
#pragma once

#include "ctl/ctl.h"
#include "ctl/view.h"
#include "dossier/query.h"

#include <json-glib/json-glib.h>

typedef struct {
    Config *config;
    Phrases *phrases;
    Database *database;
    Query *query;
    View *view;
} Reading;

/* EX_OK, or the exit code after saying why. `columns` outlive it. */
int reading_open(const CtlContext *context, const ViewColumn *columns,
                 gsize n_columns, Reading *reading);
void reading_clear(Reading *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* The troubles of daemon/health.h as JSON; the caller owns the array. */
JsonArray *reading_describe_faults(const GPtrArray *faults, GTimeZone *zone);

/* An instant as ISO 8601 in a member; null where there is none. */
void reading_set_time(JsonObject *object, const char *name, gint64 instant,
                      GTimeZone *zone);

/* A QueryRow that adds the row to the View given as data. */
gboolean reading_show(gpointer view, const char *json);
