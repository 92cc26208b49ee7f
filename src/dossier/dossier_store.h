/* Dossiers on disk and in the index: files first, rows second.
 *
 * One writer at a time (the intake, or a command of dossierctl; begin waits for
 * the other): begin a group, add mails, commit. Within a
 * group files are written under temporary names in <state_dir>/spool; commit
 * syncs them, renames them into their dossiers, syncs the folders and then
 * commits the one transaction, in which the outbox rows of the same group
 * stand too. Whatever is interrupted is repeated by the next pass with the
 * same names and the same result.
 *
 * Layout: dossiers/<campaign>/<position>/<FAMILY Given>/ with
 * "mail <sha12>.eml" and "<kind> <sha12>.<ext>"; a second dossier of the same
 * mail holds hard links. review/<campaign or "_">/<sha12>.eml and
 * quarantine/<sha12>.eml hold single raw mails.
 */
#pragma once

#include "dossier/database.h"
#include "dossier/dossier.h"
#include "mail/mailbox.h"
#include "recognise/recognise.h"

typedef struct DossierStore DossierStore;

/* `config` and `database` outlive the store. Removes what an interrupted run
 * left; judges dossiers again where requirements or deadlines changed. Refuses
 * a state_dir that is a link or belongs to somebody else (INSTANCE_ERROR), and
 * an index that is older than the store or not its own
 * (DATABASE_ERROR_CORRUPT). */
DossierStore *dossier_store_open(const Config *config, Database *database,
                                 GError **error);
void dossier_store_close(DossierStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DossierStore, dossier_store_close)

/* The folder for raw mails and pieces under way. Thread-safe. */
const char *dossier_store_spool(const DossierStore *store);

/* What became of a mail. */
typedef enum {
    STORE_NEW,       /* a message not seen before: answer it */
    STORE_COPY,      /* the same message from another mailbox, or again after
                        UIDVALIDITY changed: noted */
    STORE_TOMBSTONE, /* erased before: nothing is kept */
} StoreOutcome;

/* A copy delivered to the mailbox of a position that the application was not
 * yet filed for names that one too: `created` is then TRUE with STORE_COPY,
 * and `dossiers` holds the new dossier alone. It is to be acknowledged,
 * together with the others where `message` is of the same group. */
typedef struct {
    StoreOutcome outcome;
    gint64 message;   /* row id of the message */
    GArray *dossiers; /* gint64 row ids it was filed in now */
    gboolean created; /* at least one dossier is new */
    gboolean late;    /* after closing */
} StoreResult;
void store_result_free(StoreResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreResult, store_result_free)

/* DATABASE_ERROR_FULL below the low-water mark of the disk, and while the rows
 * and files of a group whose commit failed cannot be made away with. */
gboolean dossier_store_begin(DossierStore *store, GError **error);

/* Is this mail known already, by its identity (hash and Message-ID)? Then the
 * copy is noted in the running group and TRUE returned with `result` filled;
 * nothing else need be done with the mail. FALSE: not known, or a mail under
 * review whose new copy may settle it (recognise and add it), or with `error`
 * set a failure. */
gboolean dossier_store_note_copy(DossierStore *store, const MailboxMail *mail,
                                 const char *sha256, const char *message_id,
                                 StoreResult **result, GError **error);

/* Files one mail after its recognition (any verdict but unrelated). `message`
 * is NULL where it could not be parsed. The raw file of `mail` is taken over
 * (mail->file becomes NULL) and so are the pieces it keeps (renamed at once,
 * so that reader_discard() may be called at any time). On failure the group is
 * to be rolled back. */
gboolean dossier_store_add(DossierStore *store, MailboxMail *mail,
                           const char *sha256, const Message *message,
                           const Recognition *recognition, StoreResult **result,
                           GError **error);

/* The cursor of a mailbox moves with the group. */
gboolean dossier_store_set_cursor(DossierStore *store, const char *mailbox,
                                  guint32 uidvalidity, guint32 uid,
                                  GError **error);

/* Durable on TRUE; on FALSE nothing of the group counts, it is rolled back, and
 * the same mails must be brought again. Where the commit of the rows itself
 * failed, its files stay until the next group is begun, or the next start
 * finds them with their rows or without. */
gboolean dossier_store_commit(DossierStore *store, GError **error);
void dossier_store_rollback(DossierStore *store);

/* For mailbox threads; each is a transaction of its own. */
gboolean dossier_store_load_cursor(DossierStore *store, const char *mailbox,
                                   MailboxCursor *cursor, GError **error);
GPtrArray *dossier_store_list_moves(DossierStore *store,
                                    const ConfigMailbox *mailbox,
                                    guint32 uidvalidity, GError **error);
gboolean dossier_store_moved(DossierStore *store, const char *mailbox,
                             guint32 uidvalidity, guint32 uid, GError **error);
/* Last contact or last trouble, for `status`; error NULL: contact. */
gboolean dossier_store_note_contact(DossierStore *store, const char *mailbox,
                                    const char *trouble, GError **error);

/* The lookups recognise() needs, over this store; valid as long as it. Any
 * thread; they wait while another thread has a group open. by_reference takes
 * any text and finds the well-formed references in it (dossier.h). */
const KnownLookup *dossier_store_known(DossierStore *store);

/* The same of what is committed only, which waits for no group: for the screen
 * of header fields, on the mailboxes' threads. */
const KnownLookup *dossier_store_committed(DossierStore *store);

/* NULL with an error where there is no such dossier. */
Dossier *dossier_store_get(DossierStore *store, gint64 id, GError **error);
