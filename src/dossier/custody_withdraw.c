#include "dossier/custody.h"

#include "base/clock.h"
#include "dossier/custody_private.h"
#include "dossier/custody_register.h"

static void
mail_free(gpointer pointer)
{
    CustodyMail *mail = pointer;
    g_free(mail->sha256);
    g_free(mail->file);
    g_free(mail);
}

static void
take_mail(DatabaseRows *rows, gpointer mails)
{
    CustodyMail *mail = g_new0(CustodyMail, 1);
    mail->id = sqlite3_column_int64(rows, 0);
    mail->sha256 = database_column_text(rows, 1);
    mail->file = database_column_text(rows, 2);
    g_ptr_array_add(mails, mail);
}

GPtrArray *
custody_list_mails(DossierStore *store, DatabaseSql sql,
                   const DatabaseValue *values, gsize n, GError **error)
{
    g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(mail_free);
    if (!database_each(store->database, sql, error, values, n, take_mail,
                       mails))
        return NULL;
    return g_steal_pointer(&mails);
}

gboolean
custody_find_dossier(DossierStore *store, const char *ref,
                     CustodyDossier *found, GError **error)
{
    DATABASE_LOCK(store->database);
    g_autoptr(GError) failure = NULL;
    g_autofree char *upper = g_ascii_strup(ref, -1);
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        store->database, SQL_CUSTODY_DOSSIER, error, SQL_T(upper));
    if (!rows)
        return FALSE;
    if (database_next(store->database, rows, &failure)) {
        found->id = sqlite3_column_int64(rows, 0);
        found->candidate = sqlite3_column_int64(rows, 1);
        found->campaign = database_column_text(rows, 2);
        found->position = database_column_text(rows, 3);
        found->folder = database_column_text(rows, 4);
        found->withdrawn = sqlite3_column_int(rows, 5) != 0;
        found->created_at = sqlite3_column_int64(rows, 6);
        found->ref = g_steal_pointer(&upper);
        return TRUE;
    }
    if (!failure)
        g_set_error(&failure, CUSTODY_ERROR, CUSTODY_ERROR_UNKNOWN,
                    "no dossier %s; see dossierctl list", ref);
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

void
custody_dossier_clear(CustodyDossier *dossier)
{
    g_free(dossier->ref);
    g_free(dossier->campaign);
    g_free(dossier->position);
    g_free(dossier->folder);
}

/* The mail that says so leaves the review lane and joins the dossier. */
static gboolean
take_in(DossierStore *store, const CustodyDossier *dossier,
        const CustodyMail *mail, GError **error)
{
    g_autofree char *place = NULL;
    if (mail->file) {
        g_autofree char *name = dossier_mail_name(mail->sha256);
        place = g_strjoin("/", dossier->folder, name, NULL);
        store_group_link(store->group, mail->file, place);
        store_group_remove(store->group, mail->file);
    }
    store_forget_aside(store, mail->sha256);
    return DATABASE_RUN(store->database, SQL_ADD_DOSSIER_MESSAGE, error,
                        SQL_I(dossier->id), SQL_I(mail->id),
                        SQL_T(place ? place : "")) &&
           DATABASE_RUN(store->database, SQL_SETTLE_ASIDE, error,
                        SQL_I(mail->id), SQL_I(clock_now())) &&
           store_copies_filed(store, mail->id, error);
}

static gboolean
take_withdrawals_in(DossierStore *store, const CustodyDossier *dossier,
                    GError **error)
{
    g_autoptr(GPtrArray) mails = custody_list_mails(
        store, SQL_LIST_WITHDRAWALS,
        DATABASE_VALUES(SQL_I(dossier->candidate), SQL_T(dossier->campaign)), 2,
        error);
    for (guint i = 0; mails && i < mails->len; i++)
        if (!take_in(store, dossier, g_ptr_array_index(mails, i), error))
            return FALSE;
    return mails != NULL;
}

static gboolean
withdraw(DossierStore *store, const char *ref, const char *actor,
         GError **error)
{
    g_auto(CustodyDossier) dossier = {0};
    if (!custody_find_dossier(store, ref, &dossier, error))
        return FALSE;
    if (dossier.withdrawn) {
        g_set_error(error, CUSTODY_ERROR, CUSTODY_ERROR_STATE,
                    "dossier %s is withdrawn already", dossier.ref);
        return FALSE;
    }
    store_touch(store, dossier.id);
    return DATABASE_RUN(store->database, SQL_WITHDRAW, error, SQL_I(dossier.id),
                        SQL_I(clock_now())) &&
           DATABASE_RUN(store->database, SQL_CANCEL_REMINDERS, error,
                        SQL_I(dossier.id)) &&
           take_withdrawals_in(store, &dossier, error) &&
           custody_register_add(store->database, actor, "withdraw", dossier.ref,
                                "", error);
}

gboolean
custody_withdraw(DossierStore *store, const char *ref, const char *actor,
                 GError **error)
{
    if (!dossier_store_begin(store, error))
        return FALSE;
    if (withdraw(store, ref, actor, error))
        return dossier_store_commit(store, error);
    dossier_store_rollback(store);
    return FALSE;
}
