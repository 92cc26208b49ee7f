/* What ClamAV says of a raw mail, before anything reads it.
 *
 * Where it has no verdict the mail waits: its mailbox stops there, tries again
 * with its ordinary back-off, and the other mailboxes go on. A mail that is to
 * blame itself (clamd fails on it again and again and is well otherwise) is put
 * aside unread, so that it does not hold up for ever what arrives behind it.
 */
#pragma once

#include "mail/mailbox_mail.h"

/* The mail that failed last in one mailbox; {0} at first. */
typedef struct {
    guint32 uidvalidity, uid;
    guint failures;
} ScanSuspect;

/* Sets what is against the mail (MailboxMail.objection), or makes it one that
 * was too large. FALSE with a CLAMD_ERROR: no verdict. Nothing to do without
 * clamd_socket. Any thread, one at a time for one suspect. */
gboolean scanner_look_at(const Config *config, int stop_fd,
                         ScanSuspect *suspect, MailboxMail *mail,
                         GError **error);
