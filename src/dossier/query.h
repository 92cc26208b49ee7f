/* The reading side: what dossierctl and the pages show, as JSON.
 *
 * Every function streams one JSON object a row (the contract's fields and
 * more) to a callback, so that a million rows need no memory. Times are ISO
 * 8601 with the offset of the configured time zone, paths relative to
 * state_dir, Message-IDs in angle brackets. Errors are DATABASE_ERROR. Works
 * over a read-only connection while the daemon writes; rows are of one moment.
 */
#pragma once

#include "dossier/database.h"

typedef struct Query Query;

/* `database` outlives it; `zone_name` is an IANA name. One for a connection. */
Query *query_new(Database *database, const char *zone_name, GError **error);
void query_free(Query *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Query, query_free)

/* One row; `json` is valid during the call. FALSE stops the stream. It must
 * not run another query of the same connection. */
typedef gboolean (*QueryRow)(gpointer data, const char *json);

/* NULL members and 0 do not restrict. */
typedef struct {
    const char *campaign;
    const char *position;
    const char *status; /* dossiers: complete…; messages: verdict; outbox:
                           state */
    gint64 since;       /* received (outbox: made) at that instant or later */
} QueryFilter;

/* In the order in which they came. */
gboolean query_dossiers(Query *query, const QueryFilter *filter, QueryRow row,
                        gpointer data, GError **error);
gboolean query_messages(Query *query, const QueryFilter *filter, QueryRow row,
                        gpointer data, GError **error);
gboolean query_outbox(Query *query, const QueryFilter *filter, QueryRow row,
                      gpointer data, GError **error);

/* One dossier by its reference in any letter case, with "mails" (what was sent
 * about it). `found` tells whether there is one. */
gboolean query_dossier(Query *query, const char *ref, QueryRow row,
                       gpointer data, gboolean *found, GError **error);

/* One object: mailboxes, counts of dossiers, of mails waiting for review and
 * in quarantine, the outbox by state, the next instant a mail is due. */
gboolean query_status(Query *query, QueryRow row, gpointer data,
                      GError **error);
