#include "daemon/pipeline.h"

#include "base/clock.h"
#include "base/log.h"

/* After a lost group nothing is tried for a while: a full disk does not get
 * better by trying at once. */
#define REST_SECONDS 10

typedef struct {
    const ConfigMailbox *mailbox;
    IntakeMail *mail; /* NULL: a settled cursor */
    guint32 uidvalidity, uid;
    gint64 bytes;
    gint64 weight;  /* of the parsed mail in memory */
    gboolean ready; /* parsed, or nothing to parse */
} Item;

/* What one mailbox has under way. */
typedef struct {
    GQueue queue;    /* Item*, oldest first, that no group has taken */
    GQueue unparsed; /* of these: what no parser has taken */
    guint items;     /* those of the group under way included */
    guint mails;
    gint64 bytes;
    gboolean dropped; /* a group was lost: nothing counts until awaited */
} Share;

struct Pipeline {
    const Services *services;
    PipelineOwner owner;
    GMutex mutex;
    GCond changed;
    GHashTable *shares; /* const ConfigMailbox* → Share* */
    GQueue queued;      /* Share* with a queue, in the order of their turns */
    GQueue unparsed;    /* Share* with something unparsed, likewise */
    gint64 weight;      /* of all parsed items that are not filed yet */
    GThreadPool *parsers;
    GThread *thread;
    gint64 resting_until; /* clock_monotonic() */
    char *suspect;        /* key of the mail that lost a group; intake only */
    guint losses;
    gboolean closing;
};

static void
item_free(Item *item)
{
    g_clear_pointer(&item->mail, intake_mail_free);
    g_free(item);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Item, item_free)

/* Call with the mutex held. */
static Share *
get_share(Pipeline *pipeline, const ConfigMailbox *mailbox)
{
    Share *share = g_hash_table_lookup(pipeline->shares, mailbox);
    if (!share) {
        share = g_new0(Share, 1);
        g_hash_table_insert(pipeline->shares, (gpointer)mailbox, share);
    }
    return share;
}

/* The next of the mailbox whose turn it is; each mailbox gives one at a time,
 * so that a flood in one holds up no other. Waits while what was parsed weighs
 * too much: all that was taken before is parsed without waiting, so that it
 * can be filed. */
static Item *
take_unparsed(Pipeline *pipeline)
{
    g_mutex_lock(&pipeline->mutex);
    while (pipeline->weight > PIPELINE_TEXT_BYTES)
        g_cond_wait(&pipeline->changed, &pipeline->mutex);
    Share *share = g_queue_pop_head(&pipeline->unparsed);
    Item *item = g_queue_pop_head(&share->unparsed);
    if (!g_queue_is_empty(&share->unparsed))
        g_queue_push_tail(&pipeline->unparsed, share);
    g_mutex_unlock(&pipeline->mutex);
    return item;
}

/* `token` stands for one unparsed item, whichever it is. */
static void
parse_one(gpointer token, gpointer pipeline_pointer)
{
    (void)token;
    Pipeline *pipeline = pipeline_pointer;
    Item *item = take_unparsed(pipeline);
    intake_parse(pipeline->services, item->mail);
    const Message *message = item->mail->message;
    g_mutex_lock(&pipeline->mutex);
    item->weight = message ? (gint64)message_weight(message) : 0;
    pipeline->weight += item->weight;
    item->ready = TRUE;
    g_cond_broadcast(&pipeline->changed);
    g_mutex_unlock(&pipeline->mutex);
}

static void
enqueue(Pipeline *pipeline, Item *item)
{
    Share *share = get_share(pipeline, item->mailbox);
    share->items++;
    share->mails += item->mail ? 1 : 0;
    share->bytes += item->bytes;
    if (g_queue_is_empty(&share->queue))
        g_queue_push_tail(&pipeline->queued, share);
    g_queue_push_tail(&share->queue, item);
    if (!item->ready) {
        if (g_queue_is_empty(&share->unparsed))
            g_queue_push_tail(&pipeline->unparsed, share);
        g_queue_push_tail(&share->unparsed, item);
        g_thread_pool_push(pipeline->parsers, pipeline, NULL);
    }
    g_cond_broadcast(&pipeline->changed);
}

void
pipeline_deliver(Pipeline *pipeline, MailboxMail *mail)
{
    Item *item = g_new0(Item, 1);
    item->mailbox = mail->mailbox;
    item->uidvalidity = mail->uidvalidity;
    item->uid = mail->uid;
    item->bytes = mail->too_large ? 0 : mail->size;
    item->mail = g_new0(IntakeMail, 1);
    item->mail->mail = mail;

    g_mutex_lock(&pipeline->mutex);
    Share *share = get_share(pipeline, mail->mailbox);
    while (share->mails >= PIPELINE_MAILBOX_MAILS ||
           (share->mails > 0 &&
            share->bytes + item->bytes > PIPELINE_MAILBOX_BYTES))
        g_cond_wait(&pipeline->changed, &pipeline->mutex);
    enqueue(pipeline, item);
    g_mutex_unlock(&pipeline->mutex);
}

void
pipeline_settle(Pipeline *pipeline, const ConfigMailbox *mailbox,
                guint32 uidvalidity, guint32 uid)
{
    Item *item = g_new0(Item, 1);
    item->mailbox = mailbox;
    item->uidvalidity = uidvalidity;
    item->uid = uid;
    item->ready = TRUE;
    g_mutex_lock(&pipeline->mutex);
    enqueue(pipeline, item);
    g_mutex_unlock(&pipeline->mutex);
}

gboolean
pipeline_await(Pipeline *pipeline, const ConfigMailbox *mailbox)
{
    g_mutex_lock(&pipeline->mutex);
    Share *share = get_share(pipeline, mailbox);
    while (share->items > 0)
        g_cond_wait(&pipeline->changed, &pipeline->mutex);
    gboolean ready = clock_monotonic() >= pipeline->resting_until;
    if (ready)
        share->dropped = FALSE;
    g_mutex_unlock(&pipeline->mutex);
    return ready;
}

static gboolean
is_idle(Pipeline *pipeline)
{
    GHashTableIter iterator;
    gpointer share;
    g_hash_table_iter_init(&iterator, pipeline->shares);
    while (g_hash_table_iter_next(&iterator, NULL, &share))
        if (((const Share *)share)->items > 0)
            return FALSE;
    return TRUE;
}

void
pipeline_drain(Pipeline *pipeline, guint seconds)
{
    gint64 until = clock_monotonic() + seconds * G_USEC_PER_SEC;
    g_mutex_lock(&pipeline->mutex);
    while (!is_idle(pipeline) &&
           g_cond_wait_until(&pipeline->changed, &pipeline->mutex, until))
        continue;
    g_mutex_unlock(&pipeline->mutex);
}

guint
pipeline_losses(Pipeline *pipeline)
{
    g_mutex_lock(&pipeline->mutex);
    guint losses = pipeline->losses;
    g_mutex_unlock(&pipeline->mutex);
    return losses;
}

/* Once around the mailboxes: one ready item of each into the group. FALSE if
 * none has any. */
static gboolean
take_turn(Pipeline *pipeline, GPtrArray *group, guint *mails)
{
    gboolean any = FALSE;
    for (guint n = g_queue_get_length(&pipeline->queued);
         n > 0 && *mails < PIPELINE_GROUP_MAILS; n--) {
        Share *share = g_queue_pop_head(&pipeline->queued);
        Item *item = g_queue_peek_head(&share->queue);
        if (item->ready) {
            g_queue_pop_head(&share->queue);
            g_ptr_array_add(group, item);
            *mails += item->mail ? 1 : 0;
            any = TRUE;
        }
        if (!g_queue_is_empty(&share->queue))
            g_queue_push_tail(&pipeline->queued, share);
    }
    return any;
}

/* Parsed items, those of one mailbox in their order, at most one group; waits
 * until there is one. NULL when the pipeline closes. */
static GPtrArray *
take_group(Pipeline *pipeline)
{
    g_autoptr(GPtrArray) group =
        g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
    guint mails = 0;
    g_mutex_lock(&pipeline->mutex);
    for (;;) {
        while (mails < PIPELINE_GROUP_MAILS &&
               take_turn(pipeline, group, &mails))
            continue;
        if (group->len > 0 ||
            (g_queue_is_empty(&pipeline->queued) && pipeline->closing))
            break;
        g_cond_wait(&pipeline->changed, &pipeline->mutex);
    }
    g_mutex_unlock(&pipeline->mutex);
    return group->len > 0 ? g_steal_pointer(&group) : NULL;
}

static gboolean
is_dropped(Pipeline *pipeline, const Item *item)
{
    g_mutex_lock(&pipeline->mutex);
    gboolean dropped = get_share(pipeline, item->mailbox)->dropped;
    g_mutex_unlock(&pipeline->mutex);
    return dropped;
}

static char *
item_key(const Item *item)
{
    return g_strdup_printf("%s:%u:%u", item->mailbox->name, item->uidvalidity,
                           item->uid);
}

/* A fault of ours while one mail is filed must not come back for ever and
 * block those behind it: when the mail that lost a group comes again, it is
 * filed unread, as quarantined. A full disk or a busy database is not the
 * mail's doing. */
static void
suspect_item(Pipeline *pipeline, const Item *item, const GError *error)
{
    g_clear_pointer(&pipeline->suspect, g_free);
    if (g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_STATEMENT))
        pipeline->suspect = item_key(item);
}

static void
disarm_suspect(Pipeline *pipeline, Item *item)
{
    g_autofree char *key = item_key(item);
    if (g_strcmp0(key, pipeline->suspect) != 0 || !item->mail->message)
        return;
    log_error("%s uid %u: cannot be filed as read, is put aside",
              item->mailbox->name, item->uid);
    reader_discard(item->mail->message);
    g_clear_pointer(&item->mail->message, message_free);
}

static gboolean
file_item(Pipeline *pipeline, Item *item, GPtrArray *answers, GError **error)
{
    const Services *services = pipeline->services;
    if (!item->mail)
        return dossier_store_set_cursor(services->store, item->mailbox->name,
                                        item->uidvalidity, item->uid, error);
    if (g_error_matches(item->mail->fault, READER_ERROR,
                        READER_ERROR_STORAGE)) {
        g_propagate_error(error, g_error_copy(item->mail->fault));
        return FALSE;
    }
    disarm_suspect(pipeline, item);
    if (intake_file(services, item->mail, answers, error))
        return TRUE;
    suspect_item(pipeline, item, *error);
    return FALSE;
}

static gboolean
file_items(Pipeline *pipeline, GPtrArray *group, GError **error)
{
    g_autoptr(GPtrArray) answers =
        g_ptr_array_new_with_free_func((GDestroyNotify)intake_answer_free);
    for (guint i = 0; i < group->len; i++) {
        Item *item = g_ptr_array_index(group, i);
        if (!is_dropped(pipeline, item) &&
            !file_item(pipeline, item, answers, error))
            return FALSE;
    }
    return intake_answer(pipeline->services, answers, error);
}

static gboolean
file_group(Pipeline *pipeline, GPtrArray *group, GError **error)
{
    DossierStore *store = pipeline->services->store;
    if (!dossier_store_begin(store, error))
        return FALSE;
    if (file_items(pipeline, group, error))
        return dossier_store_commit(store, error);
    dossier_store_rollback(store);
    return FALSE;
}

/* The group is over: gives its room back, and after a loss marks its
 * mailboxes, whose later items must not count before the lost ones came
 * again. */
static void
release_group(Pipeline *pipeline, GPtrArray *group, gboolean lost)
{
    g_mutex_lock(&pipeline->mutex);
    for (guint i = 0; i < group->len; i++) {
        const Item *item = g_ptr_array_index(group, i);
        Share *share = get_share(pipeline, item->mailbox);
        share->items--;
        share->mails -= item->mail ? 1 : 0;
        share->bytes -= item->bytes;
        share->dropped |= lost;
        pipeline->weight -= item->weight;
    }
    if (lost) {
        pipeline->losses++;
        pipeline->resting_until =
            clock_monotonic() + REST_SECONDS * G_USEC_PER_SEC;
    }
    g_cond_broadcast(&pipeline->changed);
    g_mutex_unlock(&pipeline->mutex);
}

static gpointer
run_intake(gpointer pipeline_pointer)
{
    Pipeline *pipeline = pipeline_pointer;
    for (;;) {
        g_autoptr(GPtrArray) group = take_group(pipeline);
        if (!group)
            return NULL;
        g_autoptr(GError) error = NULL;
        gboolean filed = file_group(pipeline, group, &error);
        /* Before the room is given back: who waits for it sees the answer
         * queued and the loss told. */
        if (filed)
            pipeline->owner.committed(pipeline->owner.data);
        else
            pipeline->owner.lost(pipeline->owner.data, error);
        release_group(pipeline, group, !filed);
    }
}

Pipeline *
pipeline_new(const Services *services, const PipelineOwner *owner)
{
    Pipeline *pipeline = g_new0(Pipeline, 1);
    pipeline->services = services;
    pipeline->owner = *owner;
    g_mutex_init(&pipeline->mutex);
    g_cond_init(&pipeline->changed);
    g_queue_init(&pipeline->queued);
    g_queue_init(&pipeline->unparsed);
    pipeline->shares = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    pipeline->parsers = g_thread_pool_new(
        parse_one, pipeline, (gint)g_get_num_processors(), FALSE, NULL);
    pipeline->thread = g_thread_new("intake", run_intake, pipeline);
    return pipeline;
}

void
pipeline_free(Pipeline *pipeline)
{
    if (!pipeline)
        return;
    g_mutex_lock(&pipeline->mutex);
    pipeline->closing = TRUE;
    g_cond_broadcast(&pipeline->changed);
    g_mutex_unlock(&pipeline->mutex);
    g_thread_join(pipeline->thread);
    g_thread_pool_free(pipeline->parsers, FALSE, TRUE);
    g_hash_table_unref(pipeline->shares);
    g_free(pipeline->suspect);
    g_cond_clear(&pipeline->changed);
    g_mutex_clear(&pipeline->mutex);
    g_free(pipeline);
}
