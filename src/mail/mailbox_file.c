/* Moving what was filed, appending what was sent. */
#include "mail/mailbox_private.h"

#include "base/clock.h"
#include "base/log.h"
#include "mail/imap_client_folder.h"

/* A server that refuses once (quota, rights) is not asked at every poll. */
#define REFUSED_PAUSE (15 * 60 * G_USEC_PER_SEC)

/* Swallows a refusal: mail is collected all the same. */
static gboolean
excuse_refusal(Mailbox *mailbox, const char *folder, GError *fault,
               GError **error)
{
    if (!g_error_matches(fault, IMAP_CLIENT_ERROR, IMAP_CLIENT_ERROR_REFUSED)) {
        g_propagate_error(error, fault);
        return FALSE;
    }
    log_warning("mailbox %s: nothing can be put into folder %.100s: %s",
                mailbox->config->name, folder, fault->message);
    g_error_free(fault);
    mailbox->filing_after = clock_monotonic() + REFUSED_PAUSE;
    return TRUE;
}

static gint
compare_moves(gconstpointer a, gconstpointer b)
{
    const MailboxMove *left = *(const MailboxMove *const *)a;
    const MailboxMove *right = *(const MailboxMove *const *)b;

    return g_strcmp0(left->folder, right->folder);
}

/* moves[first] to moves[end - 1] go to one folder. */
static gboolean
move_group(Mailbox *mailbox, GPtrArray *moves, guint first, guint end,
           GError **error)
{
    const MailboxHandler *handler = mailbox->handler;
    const MailboxMove *head = moves->pdata[first];
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    GError *fault = NULL;

    for (guint i = first; i < end; i++)
        g_array_append_val(uids, ((MailboxMove *)moves->pdata[i])->uid);
    if (!imap_client_move(mailbox->client, uids, head->folder, &fault))
        return excuse_refusal(mailbox, head->folder, fault, error);
    for (guint i = 0; i < uids->len; i++)
        handler->moved(handler->data, mailbox->config,
                       mailbox->cursor.uidvalidity,
                       g_array_index(uids, guint32, i));
    return TRUE;
}

static gboolean
move_groups(Mailbox *mailbox, GPtrArray *moves, GError **error)
{
    g_ptr_array_sort(moves, compare_moves);
    for (guint first = 0, end; first < moves->len; first = end) {
        for (end = first + 1; end < moves->len; end++)
            if (compare_moves(&moves->pdata[first], &moves->pdata[end]) != 0)
                break;
        if (!move_group(mailbox, moves, first, end, error))
            return FALSE;
    }
    return TRUE;
}

/* The folder is opened for writing only for as long as it takes. */
static gboolean
move_filed(Mailbox *mailbox, GError **error)
{
    const MailboxHandler *handler = mailbox->handler;
    guint32 uidvalidity = mailbox->cursor.uidvalidity;

    if (mailbox->config->filed_folder == NULL ||
        mailbox->config->filed_folder[0] == '\0')
        return TRUE;
    g_autoptr(GPtrArray) moves =
        handler->list_moves(handler->data, mailbox->config, uidvalidity);

    if (moves == NULL || moves->len == 0)
        return TRUE;
    if (!imap_client_select(mailbox->client, mailbox->config->folder, error))
        return FALSE;
    if (imap_client_folder(mailbox->client)->uidvalidity == uidvalidity &&
        !move_groups(mailbox, moves, error))
        return FALSE;
    return mailbox_examine(mailbox, error);
}

static gboolean
append_sent(Mailbox *mailbox, GError **error)
{
    const MailboxHandler *handler = mailbox->handler;

    if (mailbox->config->sent_folder == NULL ||
        mailbox->config->sent_folder[0] == '\0')
        return TRUE;
    for (;;) {
        g_autofree char *folder = NULL;
        gint64 id = 0;
        g_autoptr(GBytes) mail =
            handler->next_append(handler->data, mailbox->config, &folder, &id);
        GError *fault = NULL;

        if (mail == NULL)
            return TRUE;
        if (!imap_client_append(mailbox->client, folder, mail, &fault))
            return excuse_refusal(mailbox, folder, fault, error);
        handler->appended(handler->data, mailbox->config, id);
    }
}

gboolean
mailbox_file(Mailbox *mailbox, GError **error)
{
    if (clock_monotonic() < mailbox->filing_after)
        return TRUE;
    return move_filed(mailbox, error) && append_sent(mailbox, error);
}
