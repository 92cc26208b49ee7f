/* One watched mailbox: connect, examine, catch up, wait, again.
 *
 * Plain blocking code over mail/imap_client.h, run in a thread of its own. The
 * mailbox knows UIDs and bytes, nothing of applications: what to take is
 * decided by its handler. Order per UIDVALIDITY:
 *   1. of many new UIDs a few header fields           → passes_at_a_glance
 *      the header fields of the rest, in batches       → choose_headers
 *   2. BODYSTRUCTURE of those with MAILBOX_STRUCTURE  → choose_structure
 *   3. raw mail of those with MAILBOX_TAKE, streamed to a spool file → deliver
 *   4. settled(uid): everything up to uid was delivered or passed over; the
 *      handler stores the cursor together with what it files.
 * EXAMINE and BODY.PEEK only, so that no flag of any mail changes (RFC 3501
 * sections 6.3.2 and 6.4.5); SELECT only to move what was filed.
 */
#pragma once

#include "mail/mailbox_mail.h"

typedef enum {
    MAILBOX_PASS,      /* none of our business: never asked for again */
    MAILBOX_STRUCTURE, /* resembles: look at its BODYSTRUCTURE */
    MAILBOX_TAKE,
} MailboxChoice;

typedef struct {
    guint32 uid;
    gint64 internal_date; /* seconds since 1970 */
    gint64 size;          /* RFC822.SIZE */
    GBytes *header;       /* the fields asked for, raw */
    char **file_names;    /* of BODYSTRUCTURE, decoded (RFC 2231, 2047); NULL
                             until asked for */
    guint n_attachments;  /* parts that are not the text of the mail */
    MailboxChoice choice; /* out */
} MailboxHeader;

typedef struct {
    guint32 uidvalidity; /* 0: never seen */
    guint32 last_uid;
} MailboxCursor;

typedef struct {
    guint32 uid;
    char *folder; /* UTF-8, fields expanded */
} MailboxMove;

/* What the owner does, on the mailbox's thread. All are required. */
typedef struct {
    gpointer data;
    /* FALSE: the database is not to be had; the round ends, retried later. */
    gboolean (*load_cursor)(gpointer data, const ConfigMailbox *mailbox,
                            MailboxCursor *cursor);
    /* TRUE: MAILBOX_PASS, whatever else the mail may have. `header` has a few
     * fields only (see imap_client_fetch.c). */
    gboolean (*passes_at_a_glance)(gpointer data, const char *header,
                                   gsize length);
    void (*choose_headers)(gpointer data, const ConfigMailbox *mailbox,
                           MailboxHeader **headers, gsize n);
    void (*choose_structure)(gpointer data, const ConfigMailbox *mailbox,
                             MailboxHeader **headers, gsize n);
    /* Takes ownership of `mail`; may block while the queue is full. FALSE:
     * not now; the round ends, nothing from this mail on is settled, it is
     * brought again later. */
    gboolean (*deliver)(gpointer data, MailboxMail *mail, GError **error);
    /* UIDs up to `uid` need no look any more once all that was delivered
     * before this call is committed. `uid` 0: a scan from the start begins,
     * because it is new, UIDVALIDITY changed or UIDNEXT fell: known mails
     * come again, and where it fell, others under known UIDs. */
    void (*settled)(gpointer data, const ConfigMailbox *mailbox,
                    guint32 uidvalidity, guint32 uid);
    /* A round is over, all of it delivered and settled. May be NULL. */
    void (*caught_up)(gpointer data, const ConfigMailbox *mailbox);
    /* MailboxMove* still to be done; called where filed_folder is set. */
    GPtrArray *(*list_moves)(gpointer data, const ConfigMailbox *mailbox,
                             guint32 uidvalidity);
    void (*moved)(gpointer data, const ConfigMailbox *mailbox,
                  guint32 uidvalidity, guint32 uid);
    /* A raw mail to append (or NULL) and its folder (g_free). */
    GBytes *(*next_append)(gpointer data, const ConfigMailbox *mailbox,
                           char **folder, gint64 *id);
    void (*appended)(gpointer data, const ConfigMailbox *mailbox, gint64 id);
    /* How long the server's is good; not without TLS. May be NULL. */
    void (*certificate)(gpointer data, const ConfigMailbox *mailbox,
                        gint64 until);
    /* For `status`, the log and the operator. `error` NULL: in contact. */
    void (*report)(gpointer data, const ConfigMailbox *mailbox,
                   const GError *error);
} MailboxHandler;

typedef struct Mailbox Mailbox;

/* `spool` is the folder for raw mails, `since` the earliest publication of its
 * campaigns (0: everything). Nothing is copied: all outlive the mailbox. */
Mailbox *mailbox_new(const ConfigMailbox *config, const ConfigLimits *limits,
                     const char *spool, gint64 since,
                     const MailboxHandler *handler);
void mailbox_free(Mailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mailbox, mailbox_free)

/* One pass, then LOGOUT; FALSE if not all of it could be worked through. */
gboolean mailbox_pass(Mailbox *mailbox, GError **error);

/* Runs until mailbox_stop(): catch up, IDLE (renewed well under 29 minutes),
 * poll every `poll_seconds`, reconnect with back-off. */
void mailbox_run(Mailbox *mailbox, guint poll_seconds);

/* From any thread, async-signal-safe: ends mailbox_run wherever it is. */
void mailbox_stop(Mailbox *mailbox);

/* From any thread: leave IDLE, look for moves and appends. */
void mailbox_wake(Mailbox *mailbox);

/* Readable from mailbox_stop() on: for what a handler waits for. */
int mailbox_stop_fd(const Mailbox *mailbox);

/* From any thread: starts again from the stored cursor. */
void mailbox_reset(Mailbox *mailbox);
