/* The right of erasure (RGPD art. 17), and the same at the end of retention.
 * Rows and files of one dossier are one group: its files are removed after the
 * rows are gone for good, by the next start if not by this one. */
#include "dossier/custody_private.h"
#include "dossier/custody_register.h"

static void
remnant_free(gpointer pointer)
{
    CustodyRemnant *remnant = pointer;
    g_free(remnant->mailbox);
    g_free(remnant->folder);
    g_free(remnant);
}

static CustodyErasure *
erasure_new(void)
{
    CustodyErasure *erasure = g_new0(CustodyErasure, 1);
    erasure->remnants = g_ptr_array_new_with_free_func(remnant_free);
    return erasure;
}

void
custody_erasure_free(CustodyErasure *erasure)
{
    if (!erasure)
        return;
    g_ptr_array_unref(erasure->remnants);
    g_free(erasure);
}

static void
remove_file(DossierStore *store, const char *file, CustodyErasure *erasure)
{
    store_group_remove(store->group, file);
    erasure->files++;
}

static CustodyRemnant *
read_remnant(const DossierStore *store, DatabaseRows *rows)
{
    CustodyRemnant *remnant = g_new0(CustodyRemnant, 1);
    remnant->mailbox = database_column_text(rows, 0);
    remnant->uid = (guint32)sqlite3_column_int64(rows, 1);
    remnant->received_at = sqlite3_column_int64(rows, 2);
    const ConfigMailbox *mailbox =
        config_find_mailbox(store->config, remnant->mailbox);
    remnant->folder = g_strdup(mailbox ? mailbox->folder : NULL);
    if (sqlite3_column_int(rows, 3) == 1 && mailbox && mailbox->filed_folder) {
        g_free(remnant->folder);
        remnant->uid = 0;
        remnant->folder = store_expand_folder(
            mailbox->filed_folder, (const char *)sqlite3_column_text(rows, 4),
            (const char *)sqlite3_column_text(rows, 5));
    }
    return remnant;
}

/* An erasure under way, for what is read row by row. */
typedef struct {
    DossierStore *store;
    CustodyErasure *erasure;
} Erasing;

static void
take_remnant(DatabaseRows *rows, gpointer user)
{
    const Erasing *erasing = user;
    g_ptr_array_add(erasing->erasure->remnants,
                    read_remnant(erasing->store, rows));
}

static void
take_file(DatabaseRows *rows, gpointer user)
{
    const Erasing *erasing = user;
    remove_file(erasing->store, (const char *)sqlite3_column_text(rows, 0),
                erasing->erasure);
}

static gboolean
erase_mail(DossierStore *store, const CustodyMail *mail,
           CustodyErasure *erasure, GError **error)
{
    if (mail->file)
        remove_file(store, mail->file, erasure);
    store_forget_aside(store, mail->sha256);
    store_note_erased(store, mail->sha256);
    erasure->messages++;
    Erasing erasing = {store, erasure};
    return DATABASE_EACH(store->database, SQL_LIST_REMNANTS, error,
                         take_remnant, &erasing, SQL_I(mail->id)) &&
           DATABASE_RUN(store->database, SQL_BURY_MESSAGE, error,
                        SQL_I(mail->id)) &&
           DATABASE_RUN(store->database, SQL_ERASE_ANSWERS, error,
                        SQL_I(mail->id)) &&
           DATABASE_RUN(store->database, SQL_ERASE_MESSAGE, error,
                        SQL_I(mail->id));
}

static gboolean
erase_mails(DossierStore *store, GPtrArray *mails, CustodyErasure *erasure,
            GError **error)
{
    for (guint i = 0; mails && i < mails->len; i++)
        if (!erase_mail(store, g_ptr_array_index(mails, i), erasure, error))
            return FALSE;
    return mails != NULL;
}

/* With the last dossier goes what else is known of the person. */
static gboolean
erase_candidate(DossierStore *store, const CustodyDossier *dossier,
                CustodyErasure *erasure, GError **error)
{
    gint64 others = 0;
    if (!DATABASE_GET(store->database, SQL_COUNT_DOSSIERS, error, &others,
                      SQL_I(dossier->candidate)))
        return FALSE;
    if (others > 0)
        return TRUE;
    g_autoptr(GPtrArray) aside = custody_list_mails(
        store, SQL_LIST_ASIDE,
        DATABASE_VALUES(SQL_I(dossier->candidate), SQL_T(dossier->campaign)), 2,
        error);
    return erase_mails(store, aside, erasure, error) &&
           DATABASE_RUN(store->database, SQL_ERASE_BOUNCES, error,
                        SQL_I(dossier->candidate)) &&
           DATABASE_RUN(store->database, SQL_ERASE_CANDIDATE, error,
                        SQL_I(dossier->candidate));
}

static gboolean
note(DossierStore *store, const char *actor, const char *action,
     const char *object, const CustodyErasure *erasure, GError **error)
{
    g_autofree char *detail = g_strdup_printf(
        "messages %u, files %u", erasure->messages, erasure->files);
    return custody_register_add(store->database, actor, action, object, detail,
                                error);
}

static gboolean
erase_dossier(DossierStore *store, const char *ref, const char *actor,
              const char *action, CustodyErasure *erasure, GError **error)
{
    g_auto(CustodyDossier) dossier = {0};
    if (!custody_find_dossier(store, ref, &dossier, error))
        return FALSE;
    g_autoptr(GPtrArray) own =
        custody_list_mails(store, SQL_LIST_OWN_MAILS,
                           DATABASE_VALUES(SQL_I(dossier.id)), 1, error);
    store_forget_dossier(store, dossier.ref);
    Erasing erasing = {store, erasure};
    return DATABASE_EACH(store->database, SQL_DOSSIER_FILES, error, take_file,
                         &erasing, SQL_I(dossier.id)) &&
           erase_mails(store, own, erasure, error) &&
           DATABASE_RUN(store->database, SQL_ERASE_SENT, error,
                        SQL_I(dossier.id)) &&
           DATABASE_RUN(store->database, SQL_ERASE_SUMMARIES, error,
                        SQL_T(dossier.campaign), SQL_I(dossier.created_at)) &&
           DATABASE_RUN(store->database, SQL_ERASE_DOSSIER, error,
                        SQL_I(dossier.id)) &&
           erase_candidate(store, &dossier, erasure, error) &&
           note(store, actor, action, dossier.ref, erasure, error);
}

static gboolean
erase_message(DossierStore *store, gint64 message, const char *actor,
              const char *action, CustodyErasure *erasure, GError **error)
{
    g_autofree char *object = g_strdup_printf("%" G_GINT64_FORMAT, message);
    g_autoptr(GPtrArray) mails = custody_list_mails(
        store, SQL_GET_ASIDE, DATABASE_VALUES(SQL_I(message)), 1, error);
    return erase_mails(store, mails, erasure, error) &&
           note(store, actor, action, object, erasure, error);
}

/* Commits the group, or takes it back. */
static CustodyErasure *
end_group(DossierStore *store, gboolean done, CustodyErasure *erasure,
          GError **error)
{
    g_autoptr(CustodyErasure) owned = erasure;
    if (!done) {
        dossier_store_rollback(store);
        return NULL;
    }
    if (!dossier_store_commit(store, error))
        return NULL;
    database_checkpoint(store->database);
    return g_steal_pointer(&owned);
}

CustodyErasure *
custody_erase(DossierStore *store, const char *ref, const char *actor,
              const char *action, GError **error)
{
    if (!dossier_store_begin(store, error))
        return NULL;
    CustodyErasure *erasure = erasure_new();
    gboolean done = erase_dossier(store, ref, actor, action, erasure, error);
    return end_group(store, done, erasure, error);
}

CustodyErasure *
custody_erase_message(DossierStore *store, gint64 message, const char *actor,
                      const char *action, GError **error)
{
    if (!dossier_store_begin(store, error))
        return NULL;
    CustodyErasure *erasure = erasure_new();
    gboolean done =
        erase_message(store, message, actor, action, erasure, error);
    return end_group(store, done, erasure, error);
}
