/* The mailbox as the files mailbox*.c share it; nobody else includes it. */
#pragma once

#include "mail/imap_client.h"
#include "mail/mailbox.h"

struct Mailbox {
    const ConfigMailbox *config;
    const ConfigLimits *limits;
    const char *spool;
    gint64 since;
    const MailboxHandler *handler;
    int stop_fd, wake_fd; /* eventfd(2) */
    gint reset;           /* atomic: the cursor must be loaded again */
    ImapClient *client;   /* NULL while there is no session */
    MailboxCursor cursor;
    ImapSet *found;      /* UIDs behind the cursor when the folder was opened;
                            NULL once they were worked through */
    guint64 arrivals;    /* of the folder, when last caught up */
    gboolean inexact;    /* RFC822.SIZE was seen to be a guess here */
    gint64 filing_after; /* monotonic: the server refused to file before */
    guint failures, refusals; /* in a row */
};

/* Works through what arrived behind the cursor; nothing to do is cheap. */
gboolean mailbox_catch_up(Mailbox *mailbox, GError **error);

/* Steps 2 to 4 for mails in ascending UIDs (MailboxHeader*, choice STRUCTURE
 * or TAKE): each is delivered or passed over, the last one settled. */
gboolean mailbox_collect(Mailbox *mailbox, GPtrArray *headers, GError **error);

void mailbox_settle(Mailbox *mailbox, guint32 uid);

/* Where what was not looked at begins. */
guint32 mailbox_next_uid(const Mailbox *mailbox);

/* Moves and appends that wait. */
gboolean mailbox_file(Mailbox *mailbox, GError **error);

/* Pure: how long a wait for news may last at most before the server is asked,
 * and IDLE renewed (RFC 2177). */
guint mailbox_wait_seconds(guint poll_seconds);

/* Pure: seconds until the next attempt after so many failures in a row, before
 * jitter. `refused`: the login was, or the certificate; an account must not be
 * locked by trying. */
gint64 mailbox_retry_seconds(gboolean refused, guint failures);

/* Opens the configured folder read-only, looks at the cursor and asks what
 * lies behind it. */
gboolean mailbox_examine(Mailbox *mailbox, GError **error);
