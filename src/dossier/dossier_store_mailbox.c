/* What the store knows of mailboxes: cursors, copies to be moved, contact. */
#include "dossier/dossier_store_private.h"

#include "base/clock.h"

/* A contact more recent than this is not written again: a thousand idle
 * mailboxes must not keep the disk awake. */
#define CONTACT_SECONDS 300

gboolean
dossier_store_set_cursor(DossierStore *store, const char *mailbox,
                         guint32 uidvalidity, guint32 uid, GError **error)
{
    return DATABASE_RUN(store->database, SQL_SET_CURSOR, error, SQL_T(mailbox),
                        SQL_I(uidvalidity), SQL_I(uid));
}

gboolean
dossier_store_load_cursor(DossierStore *store, const char *mailbox,
                          MailboxCursor *cursor, GError **error)
{
    DATABASE_LOCK(store->database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(store->database, SQL_GET_CURSOR, error, SQL_T(mailbox));
    if (!rows)
        return FALSE;
    MailboxCursor found = {0, 0};
    if (database_next(store->database, rows, &failure)) {
        found.uidvalidity = (guint32)sqlite3_column_int64(rows, 0);
        found.last_uid = (guint32)sqlite3_column_int64(rows, 1);
    }
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    *cursor = found;
    return TRUE;
}

static void
move_free(gpointer pointer)
{
    MailboxMove *move = pointer;
    g_free(move->folder);
    g_free(move);
}

char *
store_expand_folder(const char *pattern, const char *campaign,
                    const char *position)
{
    g_autoptr(GString) folder = g_string_new(pattern);
    g_string_replace(folder, "{campaign}", campaign ? campaign : "", 0);
    g_string_replace(folder, "{position}", position ? position : "", 0);
    return g_strdup(folder->str);
}

GPtrArray *
dossier_store_list_moves(DossierStore *store, const ConfigMailbox *mailbox,
                         guint32 uidvalidity, GError **error)
{
    g_autoptr(GPtrArray) moves = g_ptr_array_new_with_free_func(move_free);
    if (!mailbox->filed_folder)
        return g_steal_pointer(&moves);
    DATABASE_LOCK(store->database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(store->database, SQL_LIST_MOVES, error,
                       SQL_T(mailbox->name), SQL_I(uidvalidity));
    if (!rows)
        return NULL;
    while (database_next(store->database, rows, &failure)) {
        MailboxMove *move = g_new0(MailboxMove, 1);
        move->uid = (guint32)sqlite3_column_int64(rows, 0);
        move->folder = store_expand_folder(
            mailbox->filed_folder, (const char *)sqlite3_column_text(rows, 1),
            (const char *)sqlite3_column_text(rows, 2));
        g_ptr_array_add(moves, move);
    }
    if (!failure)
        return g_steal_pointer(&moves);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

gboolean
dossier_store_moved(DossierStore *store, const char *mailbox,
                    guint32 uidvalidity, guint32 uid, GError **error)
{
    return DATABASE_RUN(store->database, SQL_MOVED, error, SQL_T(mailbox),
                        SQL_I(uidvalidity), SQL_I(uid));
}

gboolean
dossier_store_note_contact(DossierStore *store, const char *mailbox,
                           const char *trouble, GError **error)
{
    gint64 now = clock_now();
    if (trouble)
        return DATABASE_RUN(store->database, SQL_NOTE_TROUBLE, error,
                            SQL_T(mailbox), SQL_T(trouble), SQL_I(now));
    return DATABASE_RUN(store->database, SQL_NOTE_CONTACT, error,
                        SQL_T(mailbox), SQL_I(now),
                        SQL_I(now - CONTACT_SECONDS));
}

/* A filed copy is to be moved where its mailbox has a folder for that. */
gboolean
store_copy(DossierStore *store, const MailboxMail *mail, gint64 message,
           gboolean filed, GError **error)
{
    gboolean move = filed && mail->mailbox->filed_folder;
    return DATABASE_RUN(store->database, SQL_ADD_COPY, error,
                        SQL_T(mail->mailbox->name), SQL_I(mail->uidvalidity),
                        SQL_I(mail->uid), SQL_I(message),
                        SQL_I(mail->internal_date), SQL_I(move ? 1 : 0));
}

/* A message that was filed later than its copies were noted. */
gboolean
store_copies_filed(DossierStore *store, gint64 message, GError **error)
{
    for (gsize i = 0; i < store->config->n_mailboxes; i++) {
        const ConfigMailbox *mailbox = &store->config->mailboxes[i];
        if (mailbox->filed_folder &&
            !DATABASE_RUN(store->database, SQL_COPIES_TO_MOVE, error,
                          SQL_I(message), SQL_T(mailbox->name)))
            return FALSE;
    }
    return TRUE;
}
