/* Step 1 of mail/mailbox.h: which UIDs, and their header fields. */
#include "mail/mailbox_private.h"

#include "base/clock.h"
#include "base/log.h"
#include "mail/imap_client_fetch.h"

#include <string.h>

/* Up to so many new mails are asked for without a SEARCH before. */
#define DIRECT_MAILS 1000
/* Header fields asked for with one command: it starts with FIRST_SLICE and
 * doubles, so that round trips hardly grow with the mails. */
#define FIRST_SLICE 4096
#define LAST_SLICE 65536
/* Header fields kept of mails that were chosen. A slice beyond it is cut, and
 * the rest asked for again, with a shorter one: senders may write 64 kB. */
#define CHOSEN_BYTES (8 * 1024 * 1024)
#define CHOSEN_MAIL_BYTES 200 /* about what else a mail needs */
/* For one call of choose_headers. */
#define BATCH_MAILS 500
#define BATCH_BYTES (2 * 1024 * 1024)

typedef struct {
    Mailbox *mailbox;
    guint32 first;    /* below it: not asked for (the n:* trap) */
    guint32 highest;  /* UID seen */
    ImapSet *seen;    /* UIDs whose header fields came */
    GPtrArray *batch; /* MailboxHeader*, not chosen from yet */
    gsize batch_bytes;
    GPtrArray *chosen; /* MailboxHeader* */
    gsize chosen_bytes;
    guint32 cut; /* this UID and those behind it were left out; 0: none */
} Slice;

static void
header_free(MailboxHeader *header)
{
    if (header == NULL)
        return;
    g_clear_pointer(&header->header, g_bytes_unref);
    g_strfreev(header->file_names);
    g_free(header);
}

static void
choose_from_batch(Slice *slice)
{
    Mailbox *mailbox = slice->mailbox;
    GPtrArray *batch = slice->batch;

    if (batch->len > 0)
        mailbox->handler->choose_headers(
            mailbox->handler->data, mailbox->config,
            (MailboxHeader **)batch->pdata, batch->len);
    for (guint i = 0; i < batch->len; i++) {
        MailboxHeader *header = batch->pdata[i];

        if (header->choice == MAILBOX_PASS)
            continue;
        batch->pdata[i] = NULL;
        g_ptr_array_add(slice->chosen, header);
        slice->chosen_bytes +=
            g_bytes_get_size(header->header) + CHOSEN_MAIL_BYTES;
    }
    g_ptr_array_set_size(batch, 0);
    slice->batch_bytes = 0;
}

static gboolean
take_header(gpointer data, const ImapHeader *found, GError **error)
{
    Slice *slice = data;
    Mailbox *mailbox = slice->mailbox;

    (void)error;
    if (found->uid < slice->first)
        return TRUE;
    if (slice->chosen_bytes > CHOSEN_BYTES) {
        if (slice->cut == 0 || found->uid < slice->cut)
            slice->cut = found->uid;
        return TRUE;
    }
    slice->highest = MAX(slice->highest, found->uid);
    imap_set_add(slice->seen, found->uid);
    if (found->internal_date < mailbox->since && found->internal_date != 0)
        return TRUE;
    MailboxHeader *header = g_new0(MailboxHeader, 1);

    header->uid = found->uid;
    header->internal_date = found->internal_date;
    header->size = found->size;
    header->header = g_bytes_ref(found->header);
    g_ptr_array_add(slice->batch, header);
    slice->batch_bytes += g_bytes_get_size(found->header);
    if (slice->batch->len >= BATCH_MAILS || slice->batch_bytes >= BATCH_BYTES)
        choose_from_batch(slice);
    return TRUE;
}

static gint
compare_headers(gconstpointer a, gconstpointer b)
{
    guint32 left = (*(const MailboxHeader *const *)a)->uid;
    guint32 right = (*(const MailboxHeader *const *)b)->uid;

    return (left > right) - (left < right);
}

/* Servers may answer in any order, and twice. */
static void
sort_headers(GPtrArray *headers)
{
    guint kept = 0;

    g_ptr_array_sort(headers, compare_headers);
    for (guint i = 0; i < headers->len; i++) {
        MailboxHeader *last = kept > 0 ? headers->pdata[kept - 1] : NULL;
        MailboxHeader *header = headers->pdata[i];

        headers->pdata[i] = NULL;
        if (last != NULL && last->uid == header->uid)
            header_free(header);
        else
            headers->pdata[kept++] = header;
    }
    g_ptr_array_set_size(headers, (gint)kept);
}

/* A mail of which the server cannot even give the header fields: its body is
 * asked for as well, so that it is delivered one way or the other. */
static void
take_unseen(Slice *slice, guint32 uid)
{
    MailboxHeader *header = g_new0(MailboxHeader, 1);

    header->uid = uid;
    header->internal_date = clock_now();
    header->header = g_bytes_new_static("", 0);
    header->choice = MAILBOX_TAKE;
    g_ptr_array_add(slice->chosen, header);
    slice->highest = MAX(slice->highest, uid);
}

/* Asks for what did not come, each alone, so that one mail that is broken on
 * the server holds up no other. */
static gboolean
fetch_one_by_one(Slice *slice, guint32 end, GError **error)
{
    ImapClient *client = slice->mailbox->client;
    g_autoptr(GArray) uids =
        imap_client_search(client, slice->first, slice->mailbox->since, error);

    if (uids == NULL)
        return FALSE;
    while (uids->len > 0) {
        g_autoptr(GArray) one = imap_set_take(uids, 1);
        guint32 uid = g_array_index(one, ImapRange, 0).first;
        g_autofree char *set = imap_set_format(one);
        g_autoptr(GError) refusal = NULL;

        if (end != 0 && uid > end)
            break;
        if (imap_set_has(slice->seen, uid))
            continue;
        if (!imap_client_fetch_headers(client, set, take_header, slice,
                                       &refusal, error))
            return FALSE;
        if (refusal != NULL)
            take_unseen(slice, uid);
    }
    return TRUE;
}

static gboolean
fetch_slice(Slice *slice, const char *set, guint32 end, GError **error)
{
    g_autoptr(GError) refusal = NULL;
    g_autoptr(GArray) seen = imap_set_new();

    slice->seen = seen;
    if (!imap_client_fetch_headers(slice->mailbox->client, set, take_header,
                                   slice, &refusal, error))
        return FALSE;
    if (refusal == NULL)
        return TRUE;
    log_warning("mailbox %s: not all header fields can be had: %.200s",
                slice->mailbox->config->name, refusal->message);
    return fetch_one_by_one(slice, end, error);
}

/* What was chosen of the UIDs that were left out. */
static void
drop_cut(Slice *slice)
{
    GPtrArray *chosen = slice->chosen;
    guint kept = chosen->len;

    while (kept > 0 &&
           ((MailboxHeader *)chosen->pdata[kept - 1])->uid >= slice->cut)
        kept--;
    g_ptr_array_set_size(chosen, (gint)kept);
    slice->highest = slice->cut - 1;
}

/* `end`: the last UID of `set`, 0 if it ends in "*". `cut` tells that more of
 * it is left, behind the cursor. */
static gboolean
work_slice(Mailbox *mailbox, const char *set, guint32 end, gboolean *cut,
           GError **error)
{
    g_autoptr(GPtrArray) batch =
        g_ptr_array_new_with_free_func((GDestroyNotify)header_free);
    g_autoptr(GPtrArray) chosen =
        g_ptr_array_new_with_free_func((GDestroyNotify)header_free);
    Slice slice = {
        .mailbox = mailbox,
        .first = mailbox->cursor.last_uid + 1,
        .highest = end,
        .batch = batch,
        .chosen = chosen,
    };

    if (!fetch_slice(&slice, set, end, error))
        return FALSE;
    choose_from_batch(&slice);
    sort_headers(chosen);
    *cut = slice.cut != 0;
    if (*cut)
        drop_cut(&slice);
    if (chosen->len > 0 && !mailbox_collect(mailbox, chosen, error))
        return FALSE;
    if (slice.highest > mailbox->cursor.last_uid)
        mailbox_settle(mailbox, slice.highest);
    return TRUE;
}

/* Up to the first cut. `slice` is the number of mails in one command. */
static gboolean
work_set(Mailbox *mailbox, ImapSet *uids, guint32 *slice, gboolean *cut,
         GError **error)
{
    while (uids->len > 0 && !*cut) {
        g_autoptr(GArray) some = imap_set_take(uids, *slice);
        g_autofree char *set = imap_set_format(some);
        guint32 end = g_array_index(some, ImapRange, some->len - 1).last;

        if (!work_slice(mailbox, set, end, cut, error))
            return FALSE;
        *slice = *cut ? MAX(*slice / 8, 64) : MIN(*slice * 2, LAST_SLICE);
    }
    return TRUE;
}

/* Asks which UIDs there are: gaps of deleted mails may be wide, and mails
 * from before `since` many. */
static gboolean
work_searched(Mailbox *mailbox, guint32 uidnext, GError **error)
{
    guint32 slice = FIRST_SLICE;
    gboolean cut;

    do {
        g_autoptr(GArray) uids =
            imap_client_search(mailbox->client, mailbox->cursor.last_uid + 1,
                               mailbox->since, error);

        cut = FALSE;
        if (uids == NULL || !work_set(mailbox, uids, &slice, &cut, error))
            return FALSE;
    } while (cut);
    if (uidnext != 0 && uidnext - 1 > mailbox->cursor.last_uid)
        mailbox_settle(mailbox, uidnext - 1);
    return TRUE;
}

/* A set that is known without a SEARCH. */
static gboolean
work_direct(Mailbox *mailbox, const char *set, guint32 end, GError **error)
{
    gboolean cut;

    return work_slice(mailbox, set, end, &cut, error) &&
           (!cut || work_searched(mailbox, end == 0 ? 0 : end + 1, error));
}

/* The folder was just opened: UIDNEXT tells what there is. */
static gboolean
work_opened(Mailbox *mailbox, const ImapFolder *folder, GError **error)
{
    guint32 first = mailbox->cursor.last_uid + 1;
    guint32 uidnext = folder->uidnext;

    if (uidnext == 0 || uidnext > first + DIRECT_MAILS)
        return work_searched(mailbox, uidnext, error);
    if (uidnext <= first)
        return TRUE;
    g_autofree char *set = g_strdup_printf("%u:%u", first, uidnext - 1);

    return work_direct(mailbox, set, uidnext - 1, error);
}

gboolean
mailbox_catch_up(Mailbox *mailbox, GError **error)
{
    const ImapFolder *folder = imap_client_folder(mailbox->client);
    guint64 news = folder->arrivals - mailbox->arrivals;
    guint32 first = mailbox->cursor.last_uid + 1;

    if (first == 0 || (!mailbox->opened && news == 0))
        return TRUE;
    /* What comes from now on is for the next round. */
    mailbox->arrivals = folder->arrivals;
    if (mailbox->opened) {
        mailbox->opened = FALSE;
        return work_opened(mailbox, folder, error);
    }
    if (news > DIRECT_MAILS)
        return work_searched(mailbox, 0, error);
    g_autofree char *set = g_strdup_printf("%u:*", first);

    return work_direct(mailbox, set, 0, error);
}
