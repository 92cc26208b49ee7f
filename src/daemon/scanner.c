#include "daemon/scanner.h"

#include "base/log.h"
#include "mail/clamd.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* clamd itself gives a mail up after 120 (MaxScanTime). */
#define SCAN_SECONDS 150
#define SOUND_SECONDS 10
/* So often clamd may fail on a mail before the mail is to blame. */
#define MAX_FAILURES 3

static ClamdVerdict
scan(const Clamd *clamd, const MailboxMail *mail, char **name, GError **error)
{
    int fd = g_open(mail->file, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) {
        g_set_error(error, CLAMD_ERROR, CLAMD_ERROR_FAILED,
                    "cannot open %s for clamd: %s", mail->file,
                    g_strerror(errno));
        return CLAMD_NONE;
    }
    ClamdVerdict verdict = clamd_scan(clamd, fd, name, error);
    close(fd);
    return verdict;
}

/* TRUE when the mail has failed too often. */
static gboolean
is_to_blame(const Clamd *clamd, ScanSuspect *suspect, const MailboxMail *mail)
{
    const Clamd brief = {clamd->socket, clamd->stop_fd, SOUND_SECONDS};
    if (!clamd_is_sound(&brief))
        return FALSE;
    if (suspect->uid != mail->uid || suspect->uidvalidity != mail->uidvalidity)
        *suspect = (ScanSuspect){mail->uidvalidity, mail->uid, 0};
    return ++suspect->failures >= MAX_FAILURES;
}

static void
drop_file(MailboxMail *mail)
{
    g_unlink(mail->file);
    g_clear_pointer(&mail->file, g_free);
    mail->too_large = TRUE;
}

gboolean
scanner_look_at(const Config *config, int stop_fd, ScanSuspect *suspect,
                MailboxMail *mail, GError **error)
{
    const Clamd clamd = {config->clamd_socket, stop_fd, SCAN_SECONDS};
    const char *mailbox = mail->mailbox->name;
    g_autoptr(GError) fault = NULL;
    g_autofree char *name = NULL;
    if (!clamd.socket || !mail->file)
        return TRUE;
    switch (scan(&clamd, mail, &name, &fault)) {
    case CLAMD_CLEAN:
        break;
    case CLAMD_INFECTED:
        log_warning("%s uid %u: infected: %s", mailbox, mail->uid, name);
        mail->objection = MAILBOX_INFECTED;
        break;
    case CLAMD_TOO_LARGE:
        log_warning("%s uid %u: larger than clamd takes: raise its "
                    "StreamMaxLength to limits.message_bytes",
                    mailbox, mail->uid);
        drop_file(mail);
        break;
    case CLAMD_NONE:
        if (g_error_matches(fault, CLAMD_ERROR, CLAMD_ERROR_STOPPED) ||
            !is_to_blame(&clamd, suspect, mail)) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return FALSE;
        }
        log_error("%s uid %u: clamd fails on it, it is put aside: %s", mailbox,
                  mail->uid, fault->message);
        mail->objection = MAILBOX_UNSCANNED;
        break;
    }
    return TRUE;
}
