/* A message that waits for review, found by what dossierctl shows of it. */
#include "dossier/custody.h"

#include "dossier/dossier_store_private.h"

#include <string.h>

G_DEFINE_QUARK(custody - error - quark, custody_error)

void
custody_waiting_free(CustodyWaiting *waiting)
{
    if (!waiting)
        return;
    g_free(waiting->sha256);
    g_free(waiting->message_id);
    g_free(waiting->campaign);
    g_free(waiting->file);
    g_free(waiting->mailbox);
    g_free(waiting);
}

/* Row id of the message that `name` names; 0 with an error. */
static gint64
find_id(DossierStore *store, const char *name, GError **error)
{
    guint64 number = 0;
    if (g_ascii_string_to_unsigned(name, 10, 1, G_MAXINT64, &number, NULL))
        return (gint64)number;
    gsize length = strlen(name);
    g_autofree char *bare = name[0] == '<' && length > 2
                                ? g_strndup(name + 1, length - 2)
                                : g_strdup(name);
    gint64 count = 0, id = 0;
    if (!DATABASE_GET(store->database, SQL_COUNT_MESSAGE_ID, error, &count,
                      SQL_T(bare)) ||
        !DATABASE_GET(store->database, SQL_FIND_MESSAGE_ID, error, &id,
                      SQL_T(bare)))
        return 0;
    if (count == 1)
        return id;
    g_set_error(error, CUSTODY_ERROR, CUSTODY_ERROR_UNKNOWN,
                count ? "several messages have the Message-ID %s: give the "
                        "number that dossierctl messages shows"
                      : "no message %s; see dossierctl messages",
                name);
    return 0;
}

static CustodyWaiting *
read_waiting(const DossierStore *store, DatabaseRows *rows)
{
    CustodyWaiting *waiting = g_new0(CustodyWaiting, 1);
    waiting->id = sqlite3_column_int64(rows, 0);
    waiting->sha256 = database_column_text(rows, 1);
    waiting->message_id = database_column_text(rows, 2);
    waiting->campaign = database_column_text(rows, 3);
    const char *file = (const char *)sqlite3_column_text(rows, 4);
    if (file)
        waiting->file = g_build_filename(store->config->state_dir, file, NULL);
    waiting->size = sqlite3_column_int64(rows, 5);
    waiting->mailbox = database_column_text(rows, 8);
    waiting->uidvalidity = (guint32)sqlite3_column_int64(rows, 9);
    waiting->uid = (guint32)sqlite3_column_int64(rows, 10);
    waiting->received_at = sqlite3_column_int64(rows, 11);
    return waiting;
}

/* What is wrong with settling this message; FALSE with an error. */
static gboolean
check_waiting(const CustodyWaiting *waiting, const char *verdict,
              gboolean settled, GError **error)
{
    if (settled)
        g_set_error(error, CUSTODY_ERROR, CUSTODY_ERROR_STATE,
                    "message %" G_GINT64_FORMAT " is settled already",
                    waiting->id);
    else if (g_strcmp0(verdict, "review") != 0)
        g_set_error(error, CUSTODY_ERROR, CUSTODY_ERROR_STATE,
                    "message %" G_GINT64_FORMAT
                    " does not wait for review, its verdict is %s",
                    waiting->id, verdict);
    else if (!waiting->file)
        g_set_error(error, CUSTODY_ERROR, CUSTODY_ERROR_STATE,
                    "message %" G_GINT64_FORMAT " (%" G_GINT64_FORMAT
                    " MB) was not fetched, there is nothing to file: ask the "
                    "candidate to send it again in several smaller mails",
                    waiting->id, waiting->size / 1000000);
    else
        return TRUE;
    return FALSE;
}

CustodyWaiting *
custody_find_waiting(DossierStore *store, const char *name, GError **error)
{
    DATABASE_LOCK(store->database);
    gint64 id = find_id(store, name, error);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        id ? DATABASE_QUERY(store->database, SQL_GET_WAITING, error, SQL_I(id))
           : NULL;
    if (!rows)
        return NULL;
    if (!database_next(store->database, rows, &failure)) {
        if (!failure)
            g_set_error(&failure, CUSTODY_ERROR, CUSTODY_ERROR_UNKNOWN,
                        "no message %s; see dossierctl messages", name);
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    g_autoptr(CustodyWaiting) waiting = read_waiting(store, rows);
    if (!check_waiting(waiting, (const char *)sqlite3_column_text(rows, 6),
                       sqlite3_column_int(rows, 7) != 0, error))
        return NULL;
    return g_steal_pointer(&waiting);
}
