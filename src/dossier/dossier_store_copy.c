/* A mail that is known already: another mailbox's copy, the same again after
 * UIDVALIDITY changed, or one that was erased. */
#include "dossier/dossier_store_private.h"

#include "base/text.h"

typedef struct {
    gint64 id;
    char *verdict;
    gint64 received_at;
    char *campaign;
    gboolean settled;
} Known;

static void
known_clear(Known *known)
{
    g_free(known->verdict);
    g_free(known->campaign);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Known, known_clear)

static gboolean
find_message(DossierStore *store, const char *sha256, const char *message_id,
             Known *known, GError **error)
{
    DATABASE_LOCK(store->database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(store->database, SQL_FIND_MESSAGE, error, SQL_T(sha256),
                       SQL_T(message_id ? message_id : ""));
    if (!rows)
        return FALSE;
    if (database_next(store->database, rows, &failure)) {
        known->id = sqlite3_column_int64(rows, 0);
        known->verdict = database_column_text(rows, 1);
        known->received_at = sqlite3_column_int64(rows, 2);
        known->campaign = database_column_text(rows, 4);
        known->settled = sqlite3_column_int(rows, 5) != 0;
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* The position of `campaign` whose address this mailbox is; NULL if none. */
static const ConfigPosition *
position_of_mailbox(const ConfigCampaign *campaign,
                    const ConfigMailbox *mailbox)
{
    for (gsize i = 0; campaign && i < campaign->n_positions; i++) {
        const ConfigPosition *position = &campaign->positions[i];
        for (const char *const *address = position->addresses;
             address && *address; address++)
            if (text_address_equal(*address, mailbox->address))
                return position;
    }
    return NULL;
}

static gboolean
names_a_position(const DossierStore *store, const Known *known,
                 const ConfigMailbox *mailbox)
{
    for (gsize i = 0; i < store->config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &store->config->campaigns[i];
        if ((!known->campaign || g_str_equal(known->campaign, campaign->id)) &&
            position_of_mailbox(campaign, mailbox))
            return TRUE;
    }
    return FALSE;
}

/* A mail under review whose new copy was delivered to a position: what was
 * not certain may be now, so that it does not matter which copy came first.
 * Not so for a mailbox that was seen before: then it is the same again. */
static gboolean
is_worth_another_look(DossierStore *store, const Known *known,
                      const MailboxMail *mail)
{
    gint64 seen = 0;
    return g_str_equal(known->verdict, "review") && !known->settled &&
           names_a_position(store, known, mail->mailbox) &&
           DATABASE_GET(store->database, SQL_COUNT_COPIES_IN, NULL, &seen,
                        SQL_I(known->id), SQL_T(mail->mailbox->name)) &&
           seen == 0;
}

static void
take_id(DatabaseRows *rows, gpointer ids)
{
    gint64 id = sqlite3_column_int64(rows, 0);
    g_array_append_val((GArray *)ids, id);
}

/* The earliest delivery decides: an earlier copy may make a dossier timely. */
static gboolean
move_forward(DossierStore *store, gint64 message, gint64 received_at,
             const GArray *dossiers, GError **error)
{
    if (!DATABASE_RUN(store->database, SQL_SET_RECEIVED, error, SQL_I(message),
                      SQL_I(received_at)))
        return FALSE;
    for (guint i = 0; i < dossiers->len; i++)
        if (!store_judge(store, g_array_index(dossiers, gint64, i), received_at,
                         error))
            return FALSE;
    return TRUE;
}

/* An application delivered to one more position names that one too. A
 * supplement only joins the dossier that its candidate has there. */
static gboolean
add_position(DossierStore *store, const Known *known, const MailboxMail *mail,
             const GArray *dossiers, StoreResult *result, GError **error)
{
    const ConfigPosition *position = position_of_mailbox(
        config_find_campaign(store->config, known->campaign), mail->mailbox);
    if (!position || dossiers->len == 0)
        return TRUE;
    gint64 from = g_array_index(dossiers, gint64, 0);
    gint64 candidate = 0, dossier = 0;
    if (!DATABASE_GET(store->database, SQL_DOSSIER_CANDIDATE, error, &candidate,
                      SQL_I(from)) ||
        !DATABASE_GET(store->database, SQL_FIND_DOSSIER, error, &dossier,
                      SQL_I(candidate), SQL_T(position->id)))
        return FALSE;
    if (!dossier && g_str_equal(known->verdict, "application"))
        dossier = store_dossier(store, candidate, known->campaign, position->id,
                                known->received_at, result, error);
    else if (!dossier)
        return TRUE;
    gint64 there = 0;
    if (!dossier || !DATABASE_GET(store->database, SQL_HAS_MESSAGE, error,
                                  &there, SQL_I(dossier), SQL_I(known->id)))
        return FALSE;
    if (there)
        return TRUE;
    store_result_add(result, dossier);
    return store_share(store, known->id, from, dossier, error) &&
           store_judge(store, dossier, known->received_at, error);
}

/* The record of a dossier says in which mailboxes its mails are; where in
 * them is known again when they are looked through. */
static gboolean
touch_for_new_mailbox(DossierStore *store, const MailboxMail *mail,
                      gint64 message, const GArray *dossiers, GError **error)
{
    gint64 seen = 0;
    if (!DATABASE_GET(store->database, SQL_COUNT_COPIES_IN, error, &seen,
                      SQL_I(message), SQL_T(mail->mailbox->name)))
        return FALSE;
    for (guint i = 0; seen == 0 && i < dossiers->len; i++)
        store_touch(store, g_array_index(dossiers, gint64, i));
    return TRUE;
}

static gboolean
note_known(DossierStore *store, const MailboxMail *mail, Known *known,
           StoreResult *result, GError **error)
{
    g_autoptr(GArray) dossiers = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!DATABASE_EACH(store->database, SQL_MESSAGE_DOSSIERS, error, take_id,
                       dossiers, SQL_I(known->id)) ||
        !touch_for_new_mailbox(store, mail, known->id, dossiers, error) ||
        !store_copy(store, mail, known->id, dossiers->len > 0, error))
        return FALSE;
    if (mail->internal_date < known->received_at) {
        known->received_at = mail->internal_date;
        if (!move_forward(store, known->id, known->received_at, dossiers,
                          error))
            return FALSE;
    }
    return add_position(store, known, mail, dossiers, result, error);
}

static gboolean
note_erased(DossierStore *store, const MailboxMail *mail, const char *sha256,
            GError **error)
{
    return DATABASE_RUN(store->database, SQL_ADD_TOMBSTONE, error,
                        SQL_T(sha256), SQL_T(mail->mailbox->name),
                        SQL_I(mail->uidvalidity), SQL_I(mail->uid));
}

gboolean
dossier_store_note_copy(DossierStore *store, const MailboxMail *mail,
                        const char *sha256, const char *message_id,
                        StoreResult **result, GError **error)
{
    g_return_val_if_fail(store->group, FALSE);
    g_auto(Known) known = {0};
    gint64 erased = 0;
    if (!DATABASE_GET(store->database, SQL_IS_ERASED, error, &erased,
                      SQL_T(sha256)))
        return FALSE;
    if (erased) {
        if (!note_erased(store, mail, sha256, error))
            return FALSE;
        *result = store_result_new(STORE_TOMBSTONE, 0);
        return TRUE;
    }
    if (!find_message(store, sha256, message_id, &known, error) || !known.id ||
        is_worth_another_look(store, &known, mail))
        return FALSE;
    g_autoptr(StoreResult) noted = store_result_new(STORE_COPY, known.id);
    if (!note_known(store, mail, &known, noted, error))
        return FALSE;
    *result = g_steal_pointer(&noted);
    return TRUE;
}
