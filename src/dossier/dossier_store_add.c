/* Files one mail after its recognition. */
#include "dossier/dossier_store_private.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "dossier/layout.h"

/* Of the mails within a mail, whose ids may be cited later. */
#define MAX_INNER_IDS 20
#define SUBJECT_CHARS 500

/* One mail on its way into its dossiers. A file is moved to its first place
 * and linked to from the others. */
typedef struct {
    DossierStore *store;
    const MailboxMail *mail;
    const char *sha256;
    const Message *message; /* NULL: not parsed */
    const Recognition *recognition;
    gint64 id; /* row of the message */
    gint64 received_at;
    char *spooled;    /* raw mail still in the spool, NULL: none or placed */
    char *placed;     /* where the raw mail stands, relative */
    char *raw_sha256; /* of the file as a whole; only for a letter in it */
    GPtrArray *piece_places; /* char* or NULL, as Recognition.documents */
    StoreResult *result;
} Filing;

static void
filing_clear(Filing *filing)
{
    g_free(filing->spooled);
    g_free(filing->placed);
    g_free(filing->raw_sha256);
    g_clear_pointer(&filing->piece_places, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Filing, filing_clear)

static const char *
first_sender(const Message *message)
{
    if (!message || message->from->len == 0)
        return NULL;
    return ((MessageAddress *)g_ptr_array_index(message->from, 0))->address;
}

static char *
position_ids(const Recognition *recognition)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; recognition->positions && i < recognition->positions->len;
         i++) {
        const ConfigPosition *position =
            g_ptr_array_index(recognition->positions, i);
        g_ptr_array_add(ids, (gpointer)position->id);
    }
    g_ptr_array_add(ids, NULL);
    return store_json((const char *const *)ids->pdata);
}

static char *
reason_texts(const Recognition *recognition)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    for (guint i = 0; recognition->reasons && i < recognition->reasons->len;
         i++)
        g_ptr_array_add(texts, g_ptr_array_index(recognition->reasons, i));
    g_ptr_array_add(texts, NULL);
    return store_json((const char *const *)texts->pdata);
}

static gboolean
add_message_row(Filing *filing, GError **error)
{
    const Recognition *seen = filing->recognition;
    const Message *message = filing->message;
    g_autofree char *positions = position_ids(seen);
    g_autofree char *reasons = reason_texts(seen);
    g_autofree char *subject =
        seen->subject ? text_label(seen->subject, SUBJECT_CHARS) : NULL;
    const char *sender = first_sender(message);
    g_autofree char *from = sender ? g_ascii_strdown(sender, -1) : NULL;
    if (!DATABASE_RUN(
            filing->store->database, SQL_ADD_MESSAGE, error,
            SQL_T(filing->sha256),
            SQL_T(message && message->message_id ? message->message_id : ""),
            SQL_T(verdict_name(seen->verdict)),
            SQL_T(seen->campaign ? seen->campaign->id : NULL), SQL_T(positions),
            SQL_T(reasons), SQL_T(seen->family_name), SQL_T(seen->given_name),
            SQL_T(seen->email), SQL_T(from), SQL_T(seen->reply_to),
            SQL_T(seen->forwarder), SQL_T(subject),
            SQL_T(seen->conformity == SUBJECT_NONE
                      ? NULL
                      : subject_conformity_name(seen->conformity)),
            SQL_I(seen->withdrawal ? 1 : 0), SQL_I(filing->received_at),
            SQL_I(message ? message->date : 0), SQL_I(filing->mail->size),
            SQL_I(clock_now())))
        return FALSE;
    filing->id = database_last_id(filing->store->database);
    return TRUE;
}

static gboolean
add_reference(Filing *filing, const char *id, GError **error)
{
    if (!id || !*id)
        return TRUE;
    return DATABASE_RUN(filing->store->database, SQL_ADD_MESSAGE_REFERENCE,
                        error, SQL_T(id), SQL_I(filing->id));
}

static gboolean
add_references(Filing *filing, GError **error)
{
    const Message *message = filing->message;
    if (!message)
        return TRUE;
    if (!add_reference(filing, message->message_id, error))
        return FALSE;
    guint n = MIN(message->inner->len, MAX_INNER_IDS);
    for (guint i = 0; i < n; i++) {
        const Message *inner = g_ptr_array_index(message->inner, i);
        if (!add_reference(filing, inner->message_id, error))
            return FALSE;
    }
    return TRUE;
}

/* The raw mail, under `folder`; returns where, NULL where there is no file
 * (too large to fetch). */
static char *
place_mail(Filing *filing, const char *folder)
{
    StoreGroup *group = filing->store->group;
    g_autofree char *name = dossier_mail_name(filing->sha256);
    g_autofree char *to = g_strjoin("/", folder, name, NULL);
    if (filing->spooled)
        store_group_place(group, filing->spooled, to);
    else if (filing->placed)
        store_group_link(group, filing->placed, to);
    else
        return NULL;
    g_clear_pointer(&filing->spooled, g_free);
    g_free(filing->placed);
    filing->placed = g_strdup(to);
    return g_steal_pointer(&to);
}

/* Takes a spooled piece over: the caller's own clearing of the spool must not
 * find it under its name. */
static gboolean
place_piece(Filing *filing, guint index, const char *file, const char *to,
            GError **error)
{
    StoreGroup *group = filing->store->group;
    const char *placed = g_ptr_array_index(filing->piece_places, index);
    if (placed) {
        store_group_link(group, placed, to);
        return TRUE;
    }
    g_autofree char *taken = g_strconcat(file, ".taken", NULL);
    if (!file_rename(file, taken, error))
        return FALSE;
    store_group_place(group, taken, to);
    g_ptr_array_index(filing->piece_places, index) = g_strdup(to);
    return TRUE;
}

static char *
kind_ids(const RecogniseDocument *document, char **front)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < document->kinds->len; i++) {
        const ConfigDocument *kind = g_ptr_array_index(document->kinds, i);
        g_ptr_array_add(ids, (gpointer)kind->id);
    }
    g_ptr_array_add(ids, NULL);
    *front = g_strjoinv("+", (char **)ids->pdata);
    return store_json((const char *const *)ids->pdata);
}

/* A logo is no piece: only what is one, may be one or was refused. */
static gboolean
is_kept(const RecogniseDocument *document)
{
    return document->kinds->len > 0 || document->to_check ||
           !document->accepted;
}

/* What was not extracted has no hash: its place in the mail stands for it. */
static char *
piece_identity(const Filing *filing, guint index,
               const RecogniseDocument *document)
{
    if (!document->part)
        return g_strdup(filing->raw_sha256);
    if (document->part->sha256)
        return g_strdup(document->part->sha256);
    return g_strdup_printf("%s#%u", filing->sha256, index);
}

/* `file` is where the piece will stand; the row comes first, because only a
 * piece that is new to the dossier is placed. */
static gboolean
add_piece(Filing *filing, guint index, gint64 dossier, const char *folder,
          const char *mail_file, GError **error)
{
    const RecogniseDocument *document =
        g_ptr_array_index(filing->recognition->documents, index);
    const MessagePart *part = document->part;
    g_autofree char *front = NULL;
    g_autofree char *kinds = kind_ids(document, &front);
    g_autofree char *identity = piece_identity(filing, index, document);
    const char *type = part && part->detected ? part->detected
                       : part                 ? part->type
                                              : NULL;
    const char *const fronts[] = {*front ? front : NULL, NULL};
    g_autofree char *name = dossier_document_name(fronts, identity, type);
    g_autofree char *place = g_strjoin("/", folder, name, NULL);
    const char *file = !part ? mail_file : part->file ? place : NULL;
    if (!DATABASE_RUN(filing->store->database, SQL_ADD_DOCUMENT, error,
                      SQL_I(dossier), SQL_I(filing->id), SQL_T(identity),
                      SQL_T(kinds), SQL_T(file), SQL_T(document->name),
                      SQL_I(part ? part->size : filing->mail->size),
                      SQL_I(document->accepted ? 1 : 0),
                      SQL_I(document->to_check ? 1 : 0),
                      SQL_T(document->reason)))
        return FALSE;
    gboolean is_new = database_changes(filing->store->database) > 0;
    if (!is_new || !part || !part->file)
        return TRUE;
    return place_piece(filing, index, part->file, place, error);
}

static gboolean
file_into(Filing *filing, gint64 dossier, GError **error)
{
    g_autofree char *folder = store_folder(filing->store, dossier, error);
    if (!folder)
        return FALSE;
    g_autofree char *file = place_mail(filing, folder);
    if (!DATABASE_RUN(filing->store->database, SQL_ADD_DOSSIER_MESSAGE, error,
                      SQL_I(dossier), SQL_I(filing->id),
                      SQL_T(file ? file : "")))
        return FALSE;
    GPtrArray *documents = filing->recognition->documents;
    for (guint i = 0; documents && i < documents->len; i++)
        if (is_kept(g_ptr_array_index(documents, i)) &&
            !add_piece(filing, i, dossier, folder, file, error))
            return FALSE;
    store_result_add(filing->result, dossier);
    return store_judge(filing->store, dossier, filing->received_at, error);
}

static gboolean
file_application(Filing *filing, GError **error)
{
    const Recognition *seen = filing->recognition;
    gint64 candidate =
        store_candidate(filing->store, filing->message, seen, error);
    if (!candidate)
        return FALSE;
    for (guint i = 0; i < seen->positions->len; i++) {
        const ConfigPosition *position = g_ptr_array_index(seen->positions, i);
        gint64 dossier = store_dossier(
            filing->store, candidate, seen->campaign->id, position->id,
            filing->received_at, filing->result, error);
        if (!dossier || !file_into(filing, dossier, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
file_supplement(Filing *filing, GError **error)
{
    GPtrArray *dossiers = filing->recognition->dossiers;
    for (guint i = 0; i < dossiers->len; i++) {
        const KnownDossier *known = g_ptr_array_index(dossiers, i);
        if (!file_into(filing, known->id, error) ||
            !store_learn_address(filing->store, known, filing->recognition,
                                 error))
            return FALSE;
    }
    return TRUE;
}

/* A raw mail alone: under review or in quarantine. */
static gboolean
file_aside(Filing *filing, const char *folder, GError **error)
{
    g_autofree char *name = g_strdup_printf("%.12s.eml", filing->sha256);
    g_autofree char *to = g_strjoin("/", folder, name, NULL);
    store_touch_aside(filing->store, filing->id);
    if (!filing->spooled)
        return TRUE;
    store_group_place(filing->store->group, filing->spooled, to);
    g_clear_pointer(&filing->spooled, g_free);
    return DATABASE_RUN(filing->store->database, SQL_SET_MESSAGE_FILE, error,
                        SQL_I(filing->id), SQL_T(to));
}

static gboolean
file_review(Filing *filing, GError **error)
{
    const ConfigCampaign *campaign = filing->recognition->campaign;
    g_autofree char *name = text_file_name(campaign ? campaign->id : "_", 100);
    g_autofree char *folder = g_strjoin("/", LAYOUT_REVIEW, name, NULL);
    return file_aside(filing, folder, error);
}

static gboolean
has_letter_in_body(const Recognition *recognition)
{
    GPtrArray *documents = recognition->documents;
    for (guint i = 0; documents && i < documents->len; i++) {
        const RecogniseDocument *document = g_ptr_array_index(documents, i);
        if (!document->part)
            return TRUE;
    }
    return FALSE;
}

static gboolean
file_by_verdict(Filing *filing, GError **error)
{
    switch (filing->recognition->verdict) {
    case VERDICT_APPLICATION:
        return file_application(filing, error);
    case VERDICT_SUPPLEMENT:
        return file_supplement(filing, error);
    case VERDICT_REVIEW:
        return file_review(filing, error);
    case VERDICT_QUARANTINED:
        return file_aside(filing, LAYOUT_QUARANTINE, error);
    case VERDICT_AUTOMATIC:
    case VERDICT_UNRELATED:
    default:
        return TRUE;
    }
}

static gboolean
is_filed(const Recognition *recognition)
{
    return recognition->verdict == VERDICT_APPLICATION ||
           recognition->verdict == VERDICT_SUPPLEMENT;
}

/* A mail that waited for review and is certain now, by another copy of it or
 * by a person: its row takes the new verdict, its file leaves the lane. */
static gboolean
settle_row(Filing *filing, const char *old_file, GError **error)
{
    const Recognition *seen = filing->recognition;
    g_autofree char *positions = position_ids(seen);
    g_autofree char *reasons = reason_texts(seen);
    if (old_file)
        store_group_remove(filing->store->group, old_file);
    store_forget_aside(filing->store, filing->sha256);
    return store_copies_filed(filing->store, filing->id, error) &&
           DATABASE_RUN(filing->store->database, SQL_SETTLE_MESSAGE, error,
                        SQL_I(filing->id), SQL_T(verdict_name(seen->verdict)),
                        SQL_T(seen->campaign ? seen->campaign->id : NULL),
                        SQL_T(positions), SQL_T(reasons),
                        SQL_T(seen->family_name), SQL_T(seen->given_name),
                        SQL_T(seen->email), SQL_I(clock_now()));
}

static gboolean
find_waiting(Filing *filing, char **file, GError **error)
{
    DATABASE_LOCK(filing->store->database);
    const char *id = filing->message ? filing->message->message_id : NULL;
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(filing->store->database, SQL_FIND_MESSAGE, error,
                       SQL_T(filing->sha256), SQL_T(id ? id : ""));
    if (!rows)
        return FALSE;
    if (database_next(filing->store->database, rows, &failure)) {
        filing->id = sqlite3_column_int64(rows, 0);
        filing->received_at =
            MIN(filing->received_at, sqlite3_column_int64(rows, 2));
        *file = database_column_text(rows, 3);
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

static gboolean
add(Filing *filing, GError **error)
{
    DossierStore *store = filing->store;
    g_autofree char *waiting = NULL;
    if (!find_waiting(filing, &waiting, error))
        return FALSE;
    gboolean settles = filing->id != 0;
    if (settles && !is_filed(filing->recognition)) {
        /* Judged anew, and still not certain: one more copy. */
        filing->result->outcome = STORE_COPY;
        filing->result->message = filing->id;
        return store_copy(store, filing->mail, filing->id, FALSE, error);
    }
    if (has_letter_in_body(filing->recognition) && filing->spooled) {
        filing->raw_sha256 = file_sha256(filing->spooled, error);
        if (!filing->raw_sha256)
            return FALSE;
    }
    if (settles
            ? !settle_row(filing, waiting, error)
            : !add_message_row(filing, error) || !add_references(filing, error))
        return FALSE;
    filing->result->message = filing->id;
    return store_copy(store, filing->mail, filing->id,
                      is_filed(filing->recognition), error) &&
           file_by_verdict(filing, error);
}

static gboolean
is_any_late(DossierStore *store, const StoreResult *result)
{
    for (guint i = 0; i < result->dossiers->len; i++) {
        g_autoptr(Dossier) dossier = dossier_store_get(
            store, g_array_index(result->dossiers, gint64, i), NULL);
        if (dossier && dossier->late)
            return TRUE;
    }
    return FALSE;
}

gboolean
dossier_store_add(DossierStore *store, MailboxMail *mail, const char *sha256,
                  const Message *message, const Recognition *recognition,
                  StoreResult **result, GError **error)
{
    g_return_val_if_fail(store->group, FALSE);
    g_autoptr(StoreResult) filed = store_result_new(STORE_NEW, 0);
    g_auto(Filing) filing = {
        .store = store,
        .mail = mail,
        .sha256 = sha256,
        .message = message,
        .recognition = recognition,
        .received_at = mail->internal_date,
        .spooled = g_strdup(mail->file),
        .piece_places = g_ptr_array_new_with_free_func(g_free),
        .result = filed,
    };
    if (recognition->documents)
        g_ptr_array_set_size(filing.piece_places,
                             (gint)recognition->documents->len);
    if (!add(&filing, error))
        return FALSE;
    if (!filing.spooled)
        g_clear_pointer(&mail->file, g_free);
    filed->late = is_any_late(store, filed);
    *result = g_steal_pointer(&filed);
    return TRUE;
}
