/* From the mailboxes' threads to the store: a bounded queue for each mailbox.
 *
 *   deliver() ──▶ [parsed by a pool, one thread a core] ──▶ intake thread
 *   settle()  ──▶ [in the order of deliver()]           ──▶ groups, commits
 *
 * The intake thread alone writes what mails cause. Mailboxes take turns, with
 * the parsers as with a group, so that a flood in one costs the others little;
 * the mails of one mailbox keep the order in which they were delivered. A group
 * has as many as are parsed and is committed with the cursors of its mailboxes.
 * A group that fails (disk full, database busy) counts as never seen: what its
 * mailboxes delivered behind it is dropped too, and they start again from their
 * stored cursor.
 */
#pragma once

#include "daemon/intake.h"

/* No mailbox has more than this under way, so that a flood in one leaves room
 * for the others. The raw mails lie in the spool, not in memory. Some groups'
 * worth, so that fetching and parsing go on while one is committed. */
#define PIPELINE_MAILBOX_MAILS 256
#define PIPELINE_MAILBOX_BYTES (G_GINT64_CONSTANT(128) * 1024 * 1024)
/* What the parsed mails that wait to be filed may weigh in memory, whatever
 * their senders wrote; each parser may go beyond it by one mail. */
#define PIPELINE_TEXT_BYTES (G_GINT64_CONSTANT(16) * 1024 * 1024)
/* Mails in one group: a few syncs for all of them. */
#define PIPELINE_GROUP_MAILS 64

typedef struct Pipeline Pipeline;

/* Told on the intake thread after each commit, `mailbox` being one of those
 * in the group; and with `error` set when a group was lost. */
typedef struct {
    gpointer data;
    void (*committed)(gpointer data);
    void (*lost)(gpointer data, const GError *error);
} PipelineOwner;

Pipeline *pipeline_new(const Services *services, const PipelineOwner *owner);
/* Finishes what is under way. */
void pipeline_free(Pipeline *pipeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pipeline, pipeline_free)

/* Takes the mail over; waits while its mailbox has too much under way. */
void pipeline_deliver(Pipeline *pipeline, MailboxMail *mail);

/* See MailboxHandler.settled. */
void pipeline_settle(Pipeline *pipeline, const ConfigMailbox *mailbox,
                     guint32 uidvalidity, guint32 uid);

/* Waits until nothing of the mailbox is under way; its stored cursor is then
 * the truth, and mails it delivers are taken again after a loss. FALSE while
 * the store is resting from a failure: try again later. */
gboolean pipeline_await(Pipeline *pipeline, const ConfigMailbox *mailbox);

/* Waits until nothing of any mailbox is under way, or `seconds` are over. */
void pipeline_drain(Pipeline *pipeline, guint seconds);

/* The number of groups lost so far. */
guint pipeline_losses(Pipeline *pipeline);
