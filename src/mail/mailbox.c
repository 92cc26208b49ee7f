#include "mail/mailbox_private.h"

#include "base/clock.h"
#include "base/log.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* RFC 2177: servers may log out after 30 minutes without a command. */
#define IDLE_SECONDS (25 * 60)
#define FIRST_DELAY 1
/* With the jitter below a minute: so soon are all back when a server is. */
#define LAST_DELAY 40
#define FIRST_REFUSED_DELAY (15 * 60)
#define LAST_REFUSED_DELAY (4 * 3600)

void
mailbox_mail_free(MailboxMail *mail)
{
    if (mail == NULL)
        return;
    if (mail->file != NULL)
        unlink(mail->file);
    g_free(mail->file);
    g_clear_pointer(&mail->header, g_bytes_unref);
    g_free(mail);
}

static int
make_eventfd(void)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    if (fd < 0)
        g_error("no descriptor for a mailbox: raise LimitNOFILE");
    return fd;
}

Mailbox *
mailbox_new(const ConfigMailbox *config, const ConfigLimits *limits,
            const char *spool, gint64 since, const MailboxHandler *handler)
{
    Mailbox *mailbox = g_new0(Mailbox, 1);

    mailbox->config = config;
    mailbox->limits = limits;
    mailbox->spool = spool;
    mailbox->since = since;
    mailbox->handler = handler;
    mailbox->stop_fd = make_eventfd();
    mailbox->wake_fd = make_eventfd();
    return mailbox;
}

void
mailbox_free(Mailbox *mailbox)
{
    if (mailbox == NULL)
        return;
    imap_client_free(mailbox->client);
    imap_set_free(mailbox->found);
    close(mailbox->stop_fd);
    close(mailbox->wake_fd);
    g_free(mailbox);
}

static void
raise_event(int fd)
{
    guint64 one = 1;
    /* Full means that it is raised already. */
    gssize ignored = write(fd, &one, sizeof one);

    (void)ignored;
}

void
mailbox_stop(Mailbox *mailbox)
{
    raise_event(mailbox->stop_fd);
}

void
mailbox_wake(Mailbox *mailbox)
{
    raise_event(mailbox->wake_fd);
}

int
mailbox_stop_fd(const Mailbox *mailbox)
{
    return mailbox->stop_fd;
}

void
mailbox_reset(Mailbox *mailbox)
{
    g_atomic_int_set(&mailbox->reset, TRUE);
    mailbox_wake(mailbox);
}

/* TRUE with an error if the session must end for it. */
static gboolean
is_reset(Mailbox *mailbox, GError **error)
{
    if (!g_atomic_int_get(&mailbox->reset))
        return FALSE;
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                        "mails were not filed, they are collected again");
    return TRUE;
}

static void
clear_wake(Mailbox *mailbox)
{
    guint64 count;
    gssize ignored = read(mailbox->wake_fd, &count, sizeof count);

    (void)ignored;
}

/* TRUE if stopped meanwhile. */
static gboolean
pause_for(Mailbox *mailbox, gint64 milliseconds)
{
    struct pollfd stop = {.fd = mailbox->stop_fd, .events = POLLIN};
    gint64 end = clock_monotonic() + milliseconds * 1000;

    for (;;) {
        gint64 left = (end - clock_monotonic()) / 1000;
        int n = poll(&stop, 1, (int)CLAMP(left, 0, G_MAXINT));

        if (n >= 0)
            return n > 0;
    }
}

static gboolean
load_cursor(Mailbox *mailbox, GError **error)
{
    const MailboxHandler *handler = mailbox->handler;

    mailbox->cursor = (MailboxCursor){0};
    g_atomic_int_set(&mailbox->reset, FALSE);
    if (handler->load_cursor(handler->data, mailbox->config, &mailbox->cursor))
        return TRUE;
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                        "the database is not to be had");
    return FALSE;
}

guint32
mailbox_next_uid(const Mailbox *mailbox)
{
    guint32 last = mailbox->cursor.last_uid;

    return last < G_MAXUINT32 ? last + 1 : last;
}

/* From the first UID on. */
static gboolean
search_all(Mailbox *mailbox, GError **error)
{
    gboolean had_all = mailbox->cursor.last_uid == 0;

    mailbox_settle(mailbox, 0);
    if (had_all)
        return TRUE;
    imap_set_free(mailbox->found);
    mailbox->found =
        imap_client_search(mailbox->client, 1, mailbox->since, error);
    return mailbox->found != NULL;
}

/* RFC 3501 section 2.3.1.1: UIDs mean nothing under another UIDVALIDITY. */
static gboolean
check_cursor(Mailbox *mailbox, GError **error)
{
    const ImapFolder *folder = imap_client_folder(mailbox->client);
    MailboxCursor *cursor = &mailbox->cursor;
    gboolean changed =
        cursor->uidvalidity != folder->uidvalidity || folder->uidvalidity == 0;
    gboolean fell =
        folder->uidnext != 0 && folder->uidnext - 1 < cursor->last_uid;

    if (!changed && !fell)
        return TRUE;
    if (cursor->uidvalidity != 0 || cursor->last_uid != 0)
        log_warning("mailbox %s: %s: all of it is looked at again",
                    mailbox->config->name,
                    changed ? "UIDVALIDITY changed" : "UIDNEXT fell");
    cursor->uidvalidity = folder->uidvalidity;
    return search_all(mailbox, error);
}

gboolean
mailbox_examine(Mailbox *mailbox, GError **error)
{
    g_clear_pointer(&mailbox->found, imap_set_free);
    mailbox->found = imap_client_examine_and_search(
        mailbox->client, mailbox->config->folder, mailbox_next_uid(mailbox),
        mailbox->since, error);
    if (mailbox->found == NULL)
        return FALSE;
    mailbox->arrivals = 0;
    return check_cursor(mailbox, error);
}

void
mailbox_settle(Mailbox *mailbox, guint32 uid)
{
    const MailboxHandler *handler = mailbox->handler;

    mailbox->cursor.last_uid = uid;
    handler->settled(handler->data, mailbox->config,
                     mailbox->cursor.uidvalidity, uid);
}

static gboolean
begin_session(Mailbox *mailbox, GError **error)
{
    const MailboxHandler *handler = mailbox->handler;

    if (!load_cursor(mailbox, error))
        return FALSE;
    mailbox->client =
        imap_client_open(mailbox->config, mailbox->stop_fd, NULL, error);
    if (mailbox->client == NULL || !mailbox_examine(mailbox, error))
        return FALSE;
    handler->report(handler->data, mailbox->config, NULL);
    gint64 until = imap_client_certificate_end(mailbox->client);
    if (until != 0 && handler->certificate != NULL)
        handler->certificate(handler->data, mailbox->config, until);
    return TRUE;
}

/* Politely where the session is sound. */
static void
end_session(Mailbox *mailbox, gboolean sound)
{
    if (mailbox->client != NULL && sound)
        imap_client_logout(mailbox->client);
    g_clear_pointer(&mailbox->client, imap_client_free);
}

static gboolean
is_stop(const GError *error)
{
    return g_error_matches(error, IMAP_CLIENT_ERROR, IMAP_CLIENT_ERROR_STOPPED);
}

/* Everything that waits, once. Moving opens the folder anew, so that mails may
 * have come to light behind it. */
static gboolean
make_round(Mailbox *mailbox, GError **error)
{
    if (is_reset(mailbox, error) || !mailbox_catch_up(mailbox, error) ||
        !mailbox_file(mailbox, error) || !mailbox_catch_up(mailbox, error))
        return FALSE;
    mailbox->failures = mailbox->refusals = 0;
    if (mailbox->handler->caught_up != NULL)
        mailbox->handler->caught_up(mailbox->handler->data, mailbox->config);
    return TRUE;
}

gboolean
mailbox_pass(Mailbox *mailbox, GError **error)
{
    GError *fault = NULL;
    gboolean good =
        begin_session(mailbox, &fault) && make_round(mailbox, &fault);

    end_session(mailbox, good || is_stop(fault));
    if (good)
        return TRUE;
    if (!is_stop(fault))
        mailbox->handler->report(mailbox->handler->data, mailbox->config,
                                 fault);
    g_propagate_error(error, fault);
    return FALSE;
}

guint
mailbox_wait_seconds(guint poll_seconds)
{
    return CLAMP(poll_seconds, 1, IDLE_SECONDS);
}

/* Rounds and waits, until something breaks. */
static void
live(Mailbox *mailbox, guint poll_seconds, GError **error)
{
    guint seconds = mailbox_wait_seconds(poll_seconds);

    while (make_round(mailbox, error)) {
        if (mailbox->found != NULL ||
            imap_client_folder(mailbox->client)->arrivals != mailbox->arrivals)
            continue;
        switch (imap_client_idle(mailbox->client, mailbox->wake_fd, seconds,
                                 error)) {
        case IMAP_IDLE_FAILED:
            return;
        case IMAP_IDLE_TIMEOUT:
            if (!imap_client_poll(mailbox->client, error))
                return;
            break;
        case IMAP_IDLE_WOKEN:
            clear_wake(mailbox);
            break;
        case IMAP_IDLE_NEWS:
            break;
        }
    }
}

gint64
mailbox_retry_seconds(gboolean refused, guint failures)
{
    gint64 seconds = (gint64)(refused ? FIRST_REFUSED_DELAY : FIRST_DELAY)
                     << MIN(failures, 16);

    return MIN(seconds, refused ? LAST_REFUSED_DELAY : LAST_DELAY);
}

/* Milliseconds until the next attempt, with a quarter of jitter either way so
 * that 1,000 mailboxes do not come back at one instant. */
static gint64
next_delay(Mailbox *mailbox, const GError *error)
{
    gboolean refused =
        g_error_matches(error, IMAP_CLIENT_ERROR, IMAP_CLIENT_ERROR_LOGIN) ||
        g_error_matches(error, IMAP_CLIENT_ERROR,
                        IMAP_CLIENT_ERROR_CERTIFICATE);
    guint *count = refused ? &mailbox->refusals : &mailbox->failures;
    gint64 seconds = mailbox_retry_seconds(refused, (*count)++);

    return (gint64)((double)seconds * 1000.0 *
                    g_random_double_range(0.75, 1.25));
}

void
mailbox_run(Mailbox *mailbox, guint poll_seconds)
{
    const MailboxHandler *handler = mailbox->handler;
    gboolean stopped = FALSE;

    while (!stopped) {
        g_autoptr(GError) error = NULL;

        if (begin_session(mailbox, &error))
            live(mailbox, poll_seconds, &error);
        stopped = is_stop(error);
        end_session(mailbox, stopped);
        if (stopped)
            break;
        handler->report(handler->data, mailbox->config, error);
        stopped = pause_for(mailbox, next_delay(mailbox, error));
    }
}
