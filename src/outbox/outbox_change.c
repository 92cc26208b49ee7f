#include "outbox/outbox_private.h"

#include "base/clock.h"
#include "dossier/outcome_log.h"

#include <string.h>

/* A command of a person on rows: from which states, to which. */
typedef struct {
    const char *const *from;
    const char *to;
    gboolean forget_bounce;
} Change;

static const Change release = {(const char *const[]){"held", NULL}, "queued",
                               FALSE};
static const Change retry = {
    (const char *const[]){"failed", "unknown", "queued", NULL}, "queued", TRUE};
static const Change cancel = {
    (const char *const[]){"held", "queued", "failed", "unknown", NULL},
    "cancelled", FALSE};

static char *
find_state(Outbox *outbox, gint64 id, GError **error)
{
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(outbox->database, SQL_OUTBOX_STATE, error, SQL_I(id));
    if (rows == NULL || !database_next(outbox->database, rows, error))
        return NULL;
    return database_column_text(rows, 0);
}

static gboolean
check_one(Outbox *outbox, const Change *change, gint64 id, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *state = find_state(outbox, id, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (state == NULL) {
        g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_ID,
                    "no mail %" G_GINT64_FORMAT " in the outbox", id);
        return FALSE;
    }
    if (g_strv_contains(change->from, state))
        return TRUE;
    g_autofree char *from = g_strjoinv(", ", (char **)(gpointer)change->from);
    g_set_error(error, OUTBOX_ERROR, OUTBOX_ERROR_STATE,
                "mail %" G_GINT64_FORMAT " is %s; this is for: %s", id, state,
                from);
    return FALSE;
}

static gboolean
change_one(Outbox *outbox, const Change *change, gint64 id, GError **error)
{
    if (!check_one(outbox, change, id, error) ||
        !DATABASE_RUN(outbox->database, SQL_OUTBOX_CHANGE, error, SQL_I(id),
                      SQL_T(change->to), SQL_I(clock_now())))
        return FALSE;
    return !change->forget_bounce ||
           DATABASE_RUN(outbox->database, SQL_OUTBOX_FORGET_BOUNCED, error,
                        SQL_I(id));
}

/* The same row twice in one command is changed once: the second time its
 * state would refuse it. */
static gboolean
is_repeated(const gint64 *ids, gsize i)
{
    for (gsize earlier = 0; earlier < i; earlier++)
        if (ids[earlier] == ids[i])
            return TRUE;
    return FALSE;
}

static void
take_outcome(DatabaseRows *rows, gpointer user)
{
    const Outbox *outbox = user;
    outcome_log_add(outbox->config->state_dir,
                    (const char *)sqlite3_column_text(rows, 0),
                    (const char *)sqlite3_column_text(rows, 1), clock_now());
}

void
outbox_note_outcome(Outbox *outbox, gint64 id)
{
    DATABASE_EACH(outbox->database, SQL_OUTBOX_OUTCOME, NULL, take_outcome,
                  outbox, SQL_I(id));
}

static gboolean
change_all(Outbox *outbox, const Change *change, const gint64 *ids, gsize n,
           GError **error)
{
    if (!database_begin(outbox->database, error))
        return FALSE;
    for (gsize i = 0; i < n; i++)
        if (!is_repeated(ids, i) &&
            !change_one(outbox, change, ids[i], error)) {
            database_rollback(outbox->database);
            return FALSE;
        }
    if (!database_commit(outbox->database, error))
        return FALSE;
    for (gsize i = 0; i < n; i++)
        outbox_note_outcome(outbox, ids[i]);
    return TRUE;
}

/* A person asks for it now: the server's rest ends. */
static void
wake(Outbox *outbox)
{
    g_mutex_lock(&outbox->lock);
    outbox->rest_until = 0;
    g_mutex_unlock(&outbox->lock);
}

gboolean
outbox_release(Outbox *outbox, const gint64 *ids, gsize n, GError **error)
{
    wake(outbox);
    return change_all(outbox, &release, ids, n, error);
}

gboolean
outbox_release_all(Outbox *outbox, GError **error)
{
    wake(outbox);
    return DATABASE_RUN(outbox->database, SQL_OUTBOX_RELEASE_ALL, error,
                        SQL_I(clock_now()));
}

gboolean
outbox_retry(Outbox *outbox, const gint64 *ids, gsize n, GError **error)
{
    wake(outbox);
    return change_all(outbox, &retry, ids, n, error);
}

gboolean
outbox_cancel(Outbox *outbox, const gint64 *ids, gsize n, GError **error)
{
    return change_all(outbox, &cancel, ids, n, error);
}

GBytes *
outbox_next_append(Outbox *outbox, const ConfigMailbox *mailbox, char **folder,
                   gint64 *id)
{
    DATABASE_LOCK(outbox->database);
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        outbox->database, SQL_OUTBOX_NEXT_APPEND, NULL, SQL_T(mailbox->name));
    if (rows == NULL || !database_next(outbox->database, rows, NULL))
        return NULL;
    *id = sqlite3_column_int64(rows, 0);
    *folder = database_column_text(rows, 1);
    const void *bytes = sqlite3_column_blob(rows, 2);
    return g_bytes_new(bytes, (gsize)sqlite3_column_bytes(rows, 2));
}

gboolean
outbox_appended(Outbox *outbox, const ConfigMailbox *mailbox, gint64 id,
                GError **error)
{
    (void)mailbox;
    return DATABASE_RUN(outbox->database, SQL_OUTBOX_APPENDED, error,
                        SQL_I(id));
}
