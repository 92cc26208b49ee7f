/* Steps 2 and 3 of mail/mailbox.h: structures, bodies. */
#include "mail/mailbox_private.h"

#include "base/log.h"
#include "mail/imap_client_fetch.h"

#include <unistd.h>

/* A mail that is taken. */
typedef struct {
    MailboxHeader *header;
    char *file; /* NULL until its body came */
    gint64 size;
    gboolean came;      /* with a file, or beyond the cap without */
    gboolean ask_again; /* shorter than announced, or refused */
} Taken;

typedef struct {
    Mailbox *mailbox;
    GPtrArray *taken; /* Taken*, ascending UIDs */
    gboolean again;   /* this is the second time of asking */
} Collection;

static void
taken_free(Taken *taken)
{
    if (taken->file != NULL)
        unlink(taken->file);
    g_free(taken->file);
    g_free(taken);
}

static GArray *
make_wanted(void)
{
    return g_array_new(FALSE, FALSE, sizeof(ImapWanted));
}

static void
add_wanted(GArray *wanted, const MailboxHeader *header)
{
    ImapWanted mail = {header->uid, header->size};

    g_array_append_val(wanted, mail);
}

/* The position of `uid` in an array of pointers to structs with ascending
 * UIDs, as `uid_at` tells them; -1 if it is not there. */
static int
find_uid(const GPtrArray *array, guint32 uid,
         guint32 (*uid_at)(gconstpointer element))
{
    guint low = 0, high = array->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (uid_at(array->pdata[middle]) < uid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < array->len && uid_at(array->pdata[low]) == uid ? (int)low : -1;
}

static guint32
uid_of_header(gconstpointer header)
{
    return ((const MailboxHeader *)header)->uid;
}

static guint32
uid_of_taken(gconstpointer taken)
{
    return ((const Taken *)taken)->header->uid;
}

static gboolean
take_structure(gpointer data, guint32 uid, GPtrArray *parts, GError **error)
{
    GPtrArray *asked = data;
    int position = find_uid(asked, uid, uid_of_header);
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    guint n = 0;

    (void)error;
    if (position < 0)
        return TRUE;
    for (guint i = 0; i < parts->len; i++) {
        const ImapPart *part = parts->pdata[i];

        if (part->name != NULL)
            g_strv_builder_add(names, part->name);
        n += imap_part_is_attachment(part) ? 1 : 0;
    }
    MailboxHeader *header = asked->pdata[position];

    g_strfreev(header->file_names);
    header->file_names = g_strv_builder_end(names);
    header->n_attachments = n;
    return TRUE;
}

/* What the server gave no structure of is taken: better a mail too many than
 * an application lost. */
static void
choose_from_structures(Mailbox *mailbox, GPtrArray *asked)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new();

    for (guint i = 0; i < asked->len; i++) {
        MailboxHeader *header = asked->pdata[i];

        if (header->file_names == NULL)
            header->choice = MAILBOX_TAKE;
        else
            g_ptr_array_add(known, header);
    }
    if (known->len > 0)
        mailbox->handler->choose_structure(
            mailbox->handler->data, mailbox->config,
            (MailboxHeader **)known->pdata, known->len);
}

static gboolean
look_at_structures(Mailbox *mailbox, GPtrArray *headers, GError **error)
{
    g_autoptr(GPtrArray) asked = g_ptr_array_new();
    g_autoptr(GArray) wanted = make_wanted();

    for (guint i = 0; i < headers->len; i++) {
        MailboxHeader *header = headers->pdata[i];

        if (header->choice != MAILBOX_STRUCTURE)
            continue;
        g_ptr_array_add(asked, header);
        add_wanted(wanted, header);
    }
    if (asked->len == 0)
        return TRUE;
    if (!imap_client_fetch_structures(mailbox->client, wanted, take_structure,
                                      asked, error))
        return FALSE;
    choose_from_structures(mailbox, asked);
    return TRUE;
}

static gboolean
deliver(Mailbox *mailbox, Taken *taken, GError **error)
{
    MailboxMail *mail = g_new0(MailboxMail, 1);

    mail->mailbox = mailbox->config;
    mail->uidvalidity = mailbox->cursor.uidvalidity;
    mail->uid = taken->header->uid;
    mail->internal_date = taken->header->internal_date;
    mail->size = taken->came ? taken->size : taken->header->size;
    mail->file = g_steal_pointer(&taken->file);
    mail->header = g_bytes_ref(taken->header->header);
    mail->too_large = mail->file == NULL;
    mail->withheld =
        mail->too_large && mail->size <= mailbox->limits->message_bytes;
    return mailbox->handler->deliver(mailbox->handler->data, mail, error);
}

/* RFC822.SIZE and the literal ought to agree. Where they do not, the body is
 * asked for once more; if it is the same again, the announcement was a guess,
 * as it is on some servers. */
static gboolean
is_doubtful(Collection *collection, const Taken *taken)
{
    Mailbox *mailbox = collection->mailbox;

    if (mailbox->inexact || taken->size == taken->header->size)
        return FALSE;
    if (!collection->again)
        return TRUE;
    log_info("mailbox %s: sizes announced are not exact",
             mailbox->config->name);
    mailbox->inexact = TRUE;
    return FALSE;
}

static void
drop_body(Taken *taken)
{
    if (taken->file != NULL)
        unlink(taken->file);
    g_clear_pointer(&taken->file, g_free);
    taken->came = FALSE;
}

static gboolean
take_body(gpointer data, guint32 uid, char *file, gint64 size, GError **error)
{
    Collection *collection = data;
    int position = find_uid(collection->taken, uid, uid_of_taken);
    Taken *taken = position >= 0 ? collection->taken->pdata[position] : NULL;

    (void)error;
    if (taken == NULL || taken->came) { /* nobody asked for it */
        if (file != NULL)
            unlink(file);
        g_free(file);
        return TRUE;
    }
    taken->file = file;
    taken->size = size;
    taken->came = TRUE;
    taken->ask_again = is_doubtful(collection, taken);
    if (taken->ask_again)
        drop_body(taken);
    return TRUE;
}

static gboolean
note_missing(Collection *collection, Taken *taken, const GError *refusal,
             GError **error)
{
    const char *name = collection->mailbox->config->name;

    if (refusal == NULL) {
        log_info("mailbox %s: UID %u was deleted before it was fetched", name,
                 taken->header->uid);
        return TRUE;
    }
    if (!collection->again) {
        taken->ask_again = TRUE;
        return TRUE;
    }
    log_warning("mailbox %s: UID %u is not given: %.200s", name,
                taken->header->uid, refusal->message);
    return deliver(collection->mailbox, taken, error);
}

static gboolean
end_mail(Collection *collection, Taken *taken, const GError *refusal,
         GError **error)
{
    if (taken->came)
        return deliver(collection->mailbox, taken, error);
    return taken->ask_again || note_missing(collection, taken, refusal, error);
}

/* What lies before the first mail still to come is done with; the end of all
 * is settled by the caller. */
static void
settle_up_to(Collection *collection, guint end)
{
    if (collection->again || end >= collection->taken->len)
        return;
    for (guint i = 0; i < end; i++)
        if (((const Taken *)collection->taken->pdata[i])->ask_again)
            return;
    mailbox_settle(collection->mailbox,
                   uid_of_taken(collection->taken->pdata[end]) - 1);
}

/* Only now, after the tagged OK, do the bodies count. */
static gboolean
end_group(gpointer data, guint first, guint end, const GError *refusal,
          GError **error)
{
    Collection *collection = data;

    for (guint i = first; i < end; i++)
        if (!end_mail(collection, collection->taken->pdata[i], refusal, error))
            return FALSE;
    settle_up_to(collection, end);
    return TRUE;
}

static gboolean
fetch(Collection *collection, GError **error)
{
    g_autoptr(GArray) wanted = make_wanted();
    ImapBodies bodies = {
        .spool = collection->mailbox->spool,
        .max_bytes = collection->mailbox->limits->message_bytes,
        .data = collection,
        .found = take_body,
        .ended = end_group,
    };

    for (guint i = 0; i < collection->taken->len; i++) {
        const Taken *taken = collection->taken->pdata[i];

        add_wanted(wanted, taken->header);
    }
    return imap_client_fetch_bodies(collection->mailbox->client, wanted,
                                    &bodies, error);
}

/* One command each, so that one mail that the server cannot give does not
 * take others with it. */
static gboolean
ask_again(Collection *collection, GError **error)
{
    for (guint i = 0; i < collection->taken->len; i++) {
        Taken *taken = collection->taken->pdata[i];
        g_autoptr(GPtrArray) one = g_ptr_array_new();
        Collection second = {collection->mailbox, one, TRUE};

        if (!taken->ask_again)
            continue;
        taken->ask_again = FALSE;
        g_ptr_array_add(one, taken);
        if (!fetch(&second, error))
            return FALSE;
    }
    return TRUE;
}

/* What is too large is delivered at once: it is never asked for. */
static GPtrArray *
list_taken(Mailbox *mailbox, GPtrArray *headers, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)taken_free);

    for (guint i = 0; i < headers->len; i++) {
        MailboxHeader *header = headers->pdata[i];
        Taken taken = {.header = header};

        if (header->choice != MAILBOX_TAKE)
            continue;
        if (header->size <= mailbox->limits->message_bytes)
            g_ptr_array_add(list, g_memdup2(&taken, sizeof taken));
        else if (!deliver(mailbox, &taken, error))
            return NULL;
    }
    return g_steal_pointer(&list);
}

gboolean
mailbox_collect(Mailbox *mailbox, GPtrArray *headers, GError **error)
{
    if (!look_at_structures(mailbox, headers, error))
        return FALSE;
    g_autoptr(GPtrArray) taken = list_taken(mailbox, headers, error);
    Collection collection = {mailbox, taken, FALSE};

    if (taken == NULL)
        return FALSE;
    return taken->len == 0 ||
           (fetch(&collection, error) && ask_again(&collection, error));
}
