/* A mail as a mailbox hands it over, not read by anybody yet. */
#pragma once

#include "base/config.h"

/* Why a mail must not be read. */
typedef enum {
    MAILBOX_SOUND,
    MAILBOX_INFECTED,
    MAILBOX_UNSCANNED, /* no verdict is to be had of it */
} MailboxObjection;

/* A raw mail in a spool file, whole: its length was checked. */
typedef struct {
    const ConfigMailbox *mailbox;
    guint32 uidvalidity, uid;
    gint64 internal_date;
    gint64 size;
    char *file;         /* path in the spool, NULL where `too_large` */
    GBytes *header;     /* the fields of step 1 */
    gboolean too_large; /* beyond the cap, or `withheld`: there is no file */
    gboolean withheld;  /* the server was asked twice and refuses to give it */
    MailboxObjection objection; /* set by the handler */
} MailboxMail;
void mailbox_mail_free(MailboxMail *mail); /* unlinks the file if set */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailboxMail, mailbox_mail_free)
