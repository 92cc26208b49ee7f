/* Step 1 of mail/mailbox.h: which UIDs, and their header fields.
 *
 * Where there are many, a few fields of all of them are streamed first; most
 * mails need no more. The server goes on with the next ones while what is left
 * is looked at, taken and delivered.
 */
#include "mail/mailbox_private.h"

#include "base/clock.h"
#include "base/log.h"
#include "mail/imap_client_fetch.h"

/* Whose header fields are held at once: senders may write 64 kB each. */
#define LOOK_MAILS 256

typedef struct {
    Mailbox *mailbox;
    const ImapSet *asked; /* NULL: whatever is new */
    GHashTable *found;    /* UID → MailboxHeader */
    guint32 highest;      /* UID seen */
    gboolean more;        /* than can be held */
} Look;

static void
header_free(gpointer pointer)
{
    MailboxHeader *header = pointer;

    if (header == NULL)
        return;
    g_clear_pointer(&header->header, g_bytes_unref);
    g_strfreev(header->file_names);
    g_free(header);
}

static MailboxHeader *
add_header(Look *look, guint32 uid)
{
    MailboxHeader *header = g_new0(MailboxHeader, 1);

    header->uid = uid;
    g_hash_table_insert(look->found, GUINT_TO_POINTER(uid), header);
    return header;
}

/* n:* names the last mail always, servers may name one twice, and mails that
 * nobody asked for. */
static gboolean
is_asked(const Look *look, guint32 uid)
{
    return uid > look->mailbox->cursor.last_uid &&
           (look->asked == NULL || imap_set_has(look->asked, uid)) &&
           !g_hash_table_contains(look->found, GUINT_TO_POINTER(uid));
}

static gboolean
take_header(gpointer data, const ImapHeader *found, GError **error)
{
    Look *look = data;

    (void)error;
    if (!is_asked(look, found->uid))
        return TRUE;
    look->highest = MAX(look->highest, found->uid);
    look->more |= g_hash_table_size(look->found) >= LOOK_MAILS;
    if (look->more)
        return TRUE;
    MailboxHeader *header = add_header(look, found->uid);

    header->internal_date = found->internal_date;
    header->size = found->size;
    header->header = g_bytes_ref(found->header);
    return TRUE;
}

/* A mail of which the server cannot even give the header fields: its body is
 * asked for as well, so that it is delivered one way or the other. */
static void
take_unseen(Look *look, guint32 uid)
{
    MailboxHeader *header = add_header(look, uid);

    header->internal_date = clock_now();
    header->header = g_bytes_new_static("", 0);
    header->choice = MAILBOX_TAKE;
}

/* Asks for what did not come, each alone, so that one mail that is broken on
 * the server holds up no other. */
static gboolean
fetch_one_by_one(Look *look, GError **error)
{
    g_autoptr(GArray) rest = g_array_copy((GArray *)look->asked);

    while (rest->len > 0) {
        g_autoptr(GArray) one = imap_set_take(rest, 1);
        guint32 uid = g_array_index(one, ImapRange, 0).first;
        g_autofree char *set = imap_set_format(one);
        g_autoptr(GError) refusal = NULL;

        if (g_hash_table_contains(look->found, GUINT_TO_POINTER(uid)))
            continue;
        if (!imap_client_fetch_headers(look->mailbox->client, set, take_header,
                                       look, &refusal, error))
            return FALSE;
        if (refusal != NULL)
            take_unseen(look, uid);
    }
    return TRUE;
}

static gint
compare_headers(gconstpointer a, gconstpointer b)
{
    guint32 left = (*(const MailboxHeader *const *)a)->uid;
    guint32 right = (*(const MailboxHeader *const *)b)->uid;

    return (left > right) - (left < right);
}

/* Those from before `since` are left out: SEARCH knows days only. The headers
 * stay the look's. */
static GPtrArray *
list_headers(const Look *look)
{
    GPtrArray *list = g_ptr_array_new();
    GHashTableIter iterator;
    gpointer value;

    g_hash_table_iter_init(&iterator, look->found);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const MailboxHeader *header = value;

        if (header->internal_date >= look->mailbox->since ||
            header->internal_date == 0)
            g_ptr_array_add(list, value);
    }
    g_ptr_array_sort(list, compare_headers);
    return list;
}

/* Those that nobody has decided on yet. */
static void
choose(Mailbox *mailbox, const GPtrArray *headers)
{
    g_autoptr(GPtrArray) open = g_ptr_array_new();

    for (guint i = 0; i < headers->len; i++)
        if (((const MailboxHeader *)headers->pdata[i])->choice == MAILBOX_PASS)
            g_ptr_array_add(open, headers->pdata[i]);
    if (open->len > 0)
        mailbox->handler->choose_headers(
            mailbox->handler->data, mailbox->config,
            (MailboxHeader **)open->pdata, open->len);
}

static gboolean
choose_and_collect(Look *look, GError **error)
{
    g_autoptr(GPtrArray) headers = list_headers(look);

    choose(look->mailbox, headers);
    for (guint i = headers->len; i > 0; i--)
        if (((MailboxHeader *)headers->pdata[i - 1])->choice == MAILBOX_PASS)
            g_ptr_array_remove_index(headers, i - 1);
    return headers->len == 0 || mailbox_collect(look->mailbox, headers, error);
}

static void
settle(Mailbox *mailbox, guint32 uid)
{
    if (uid > mailbox->cursor.last_uid)
        mailbox_settle(mailbox, uid);
}

static guint32
last_uid(const ImapSet *uids)
{
    return g_array_index(uids, ImapRange, uids->len - 1).last;
}

/* At most LOOK_MAILS of them. */
static gboolean
look_at(Mailbox *mailbox, const ImapSet *uids, GError **error)
{
    g_autoptr(GHashTable) found =
        g_hash_table_new_full(NULL, NULL, NULL, header_free);
    g_autofree char *set = imap_set_format(uids);
    g_autoptr(GError) refusal = NULL;
    Look look = {.mailbox = mailbox, .asked = uids, .found = found};

    if (!imap_client_fetch_headers(mailbox->client, set, take_header, &look,
                                   &refusal, error))
        return FALSE;
    if (refusal != NULL) {
        log_warning("mailbox %s: not all header fields can be had: %.200s",
                    mailbox->config->name, refusal->message);
        if (!fetch_one_by_one(&look, error))
            return FALSE;
    }
    if (!choose_and_collect(&look, error))
        return FALSE;
    settle(mailbox, last_uid(uids));
    return TRUE;
}

typedef struct {
    Mailbox *mailbox;
    ImapSet *passed;
} Glances;

static void
take_glance(gpointer data, guint32 uid, const char *header, gsize length)
{
    Glances *glances = data;
    const MailboxHandler *handler = glances->mailbox->handler;

    if (handler->passes_at_a_glance(handler->data, header, length))
        imap_set_add(glances->passed, uid);
}

/* What did not come is looked at as well: a server that cannot give it says
 * so then. */
static gboolean
end_slice(gpointer data, const ImapSet *slice, GError **error)
{
    Glances *glances = data;
    guint32 last = last_uid(slice);
    g_autoptr(GArray) rest = imap_set_subtract(slice, glances->passed);

    while (rest->len > 0) {
        g_autoptr(GArray) some = imap_set_take(rest, LOOK_MAILS);

        if (!look_at(glances->mailbox, some, error))
            return FALSE;
    }
    imap_set_drop_below(glances->passed, last);
    settle(glances->mailbox, last);
    return TRUE;
}

/* Takes ownership of `uids`; `uidnext` 0: not known. */
static gboolean
work_through(Mailbox *mailbox, ImapSet *uids, guint32 uidnext, GError **error)
{
    g_autoptr(GArray) owned = uids;
    g_autoptr(GArray) passed = imap_set_new();
    Glances glances = {mailbox, passed};
    ImapGlances handler = {&glances, take_glance, end_slice};
    gboolean few = imap_set_count(owned) <= LOOK_MAILS;

    if (owned->len > 0 && !(few ? look_at(mailbox, owned, error)
                                : imap_client_fetch_glances(
                                      mailbox->client, owned, &handler, error)))
        return FALSE;
    if (uidnext != 0)
        settle(mailbox, uidnext - 1);
    return TRUE;
}

static gboolean
work_searched(Mailbox *mailbox, GError **error)
{
    ImapSet *uids = imap_client_search(
        mailbox->client, mailbox_next_uid(mailbox), mailbox->since, error);

    return uids != NULL && work_through(mailbox, uids, 0, error);
}

/* Some new mails are asked for without a SEARCH before. */
static gboolean
work_news(Mailbox *mailbox, GError **error)
{
    g_autoptr(GHashTable) found =
        g_hash_table_new_full(NULL, NULL, NULL, header_free);
    g_autofree char *set = g_strdup_printf("%u:*", mailbox_next_uid(mailbox));
    g_autoptr(GError) refusal = NULL;
    Look look = {.mailbox = mailbox, .found = found};

    if (!imap_client_fetch_headers(mailbox->client, set, take_header, &look,
                                   &refusal, error))
        return FALSE;
    if (refusal != NULL || look.more)
        return work_searched(mailbox, error);
    if (!choose_and_collect(&look, error))
        return FALSE;
    settle(mailbox, look.highest);
    return TRUE;
}

gboolean
mailbox_catch_up(Mailbox *mailbox, GError **error)
{
    const ImapFolder *folder = imap_client_folder(mailbox->client);
    guint64 news = folder->arrivals - mailbox->arrivals;
    ImapSet *found = g_steal_pointer(&mailbox->found);

    /* What came since is for the next round. */
    if (found != NULL)
        return work_through(mailbox, found, folder->uidnext, error);
    if (news == 0)
        return TRUE;
    mailbox->arrivals = folder->arrivals;
    return news > LOOK_MAILS ? work_searched(mailbox, error)
                             : work_news(mailbox, error);
}
