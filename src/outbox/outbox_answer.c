#include "outbox/outbox_private.h"

#include "base/clock.h"
#include "base/text.h"

/* How long ago a mail of ours may have been sent that a bounce without its
 * Message-ID is about. */
#define BOUNCE_SECONDS (7 * 24 * 3600)

static gboolean
is_answered(const Outbox *outbox, const Recognition *recognition,
            const StoreResult *result)
{
    const char *to = recognition->reply_to;
    gboolean is_new = result->outcome == STORE_NEW ||
                      (result->outcome == STORE_COPY && result->created);
    switch (recognition->verdict) {
    case VERDICT_APPLICATION:
    case VERDICT_SUPPLEMENT:
    case VERDICT_REVIEW:
        break;
    default:
        return FALSE;
    }
    return is_new && to != NULL && text_is_address(to) &&
           !config_is_own_address(outbox->config, to);
}

/* What tells one mail from all others for ever (row ids are used again after
 * an erasure), with the dossiers that it was filed in: a review that a person
 * settles is another event than its receipt. */
static char *
event_key(const char *sha256, const GPtrArray *dossiers)
{
    GString *key = g_string_new("answer:");
    g_string_append(key, sha256);
    for (guint i = 0; i < dossiers->len; i++) {
        const Dossier *dossier = g_ptr_array_index(dossiers, i);
        g_string_append_printf(key, ":%s", dossier->ref);
    }
    return g_string_free(key, FALSE);
}

static gboolean
find_submission(Outbox *outbox, gint64 message, char **sha256, gint64 *size,
                GError **error)
{
    DATABASE_LOCK(outbox->database);
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        outbox->database, SQL_OUTBOX_FIND_SUBMISSION, error, SQL_I(message));
    g_autoptr(GError) failure = NULL;
    if (rows == NULL)
        return FALSE;
    if (!database_next(outbox->database, rows, &failure)) {
        if (failure == NULL)
            g_set_error(&failure, OUTBOX_ERROR, OUTBOX_ERROR_ID,
                        "no message %" G_GINT64_FORMAT, message);
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    *sha256 = database_column_text(rows, 0);
    *size = sqlite3_column_int64(rows, 1);
    return TRUE;
}

static gboolean
is_watched(const ConfigCampaign *campaign, const char *name)
{
    return campaign == NULL ||
           (name != NULL && g_strv_contains(campaign->mailboxes, name));
}

/* The mailbox of the campaign that the mail came to first. */
static const ConfigMailbox *
mailbox_of_copies(Outbox *outbox, gint64 message,
                  const ConfigCampaign *campaign)
{
    DATABASE_LOCK(outbox->database);
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        outbox->database, SQL_OUTBOX_LIST_COPIES, NULL, SQL_I(message));
    while (rows != NULL && database_next(outbox->database, rows, NULL)) {
        g_autofree char *name = database_column_text(rows, 0);
        const ConfigMailbox *mailbox =
            config_find_mailbox(outbox->config, name);
        if (mailbox != NULL && is_watched(campaign, name))
            return mailbox;
    }
    return NULL;
}

/* A watched mailbox of the campaign that bears an address of the position. */
static const ConfigMailbox *
mailbox_of_position(const Outbox *outbox, const ConfigCampaign *campaign,
                    const char *position_id)
{
    const ConfigPosition *position =
        config_find_position(campaign, position_id);
    for (gsize i = 0; position != NULL && i < outbox->config->n_mailboxes;
         i++) {
        const ConfigMailbox *mailbox = &outbox->config->mailboxes[i];
        if (is_watched(campaign, mailbox->name) &&
            g_strv_contains(position->addresses, mailbox->address))
            return mailbox;
    }
    return NULL;
}

/* Where an answer to our answer is heard. */
static const ConfigMailbox *
choose_mailbox(Outbox *outbox, gint64 message, const ConfigCampaign *campaign,
               const GPtrArray *dossiers)
{
    const ConfigMailbox *mailbox = mailbox_of_copies(outbox, message, campaign);
    if (mailbox == NULL && campaign != NULL && dossiers->len > 0) {
        const Dossier *dossier = g_ptr_array_index(dossiers, 0);
        mailbox = mailbox_of_position(outbox, campaign, dossier->position);
    }
    if (mailbox == NULL && campaign != NULL)
        mailbox = config_find_mailbox(outbox->config, campaign->mailboxes[0]);
    return mailbox != NULL ? mailbox : &outbox->config->mailboxes[0];
}

/* RFC 5322 section 3.6.4: the parent's references, then the parent. The ids
 * are borrowed from `message`. */
static GPtrArray *
thread_of(const Message *message)
{
    GPtrArray *ids = g_ptr_array_new();
    for (char **id = message != NULL ? message->references : NULL;
         id != NULL && *id != NULL; id++)
        g_ptr_array_add(ids, *id);
    if (message != NULL && ids->len == 0 && message->in_reply_to != NULL)
        g_ptr_array_add(ids, message->in_reply_to);
    if (message != NULL && message->message_id != NULL)
        g_ptr_array_add(ids, message->message_id);
    g_ptr_array_add(ids, NULL);
    return ids;
}

static gboolean
queue(Outbox *outbox, const Message *message, const AnswerFacts *facts,
      OutboxDraft *draft, GError **error)
{
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    g_autoptr(GPtrArray) thread = thread_of(message);
    draft->mail = (ReplyMail){
        .kind = answers_compose(outbox->answers, facts, &subject, &body),
        .is_answer = TRUE,
        .to = facts->recipient,
        .reply_to = facts->reply_address,
        .in_reply_to = message != NULL ? message->message_id : NULL,
        .references = (const char *const *)thread->pdata};
    draft->mail.subject = subject;
    draft->mail.body = body;
    return outbox_add(outbox, draft, error);
}

gboolean
outbox_queue_answer(Outbox *outbox, const Message *message,
                    const Recognition *recognition, const StoreResult *result,
                    GPtrArray *dossiers, gint64 received_at, GError **error)
{
    g_autofree char *sha256 = NULL;
    gint64 size = 0;
    if (!is_answered(outbox, recognition, result))
        return TRUE;
    if (!find_submission(outbox, result->message, &sha256, &size, error))
        return FALSE;
    const Dossier *first =
        dossiers->len > 0 ? g_ptr_array_index(dossiers, 0) : NULL;
    const ConfigCampaign *campaign =
        first != NULL ? config_find_campaign(outbox->config, first->campaign)
                      : recognition->campaign;
    const ConfigMailbox *mailbox =
        choose_mailbox(outbox, result->message, campaign, dossiers);
    AnswerFacts facts = {.recognition = recognition,
                         .dossiers = dossiers,
                         .recipient = recognition->reply_to,
                         .reply_address = mailbox->address,
                         .received_at = received_at,
                         .too_large =
                             size > outbox->config->limits.message_bytes};
    g_autofree char *event = event_key(sha256, dossiers);
    OutboxDraft draft = {.event = event,
                         .campaign = campaign,
                         .position = first != NULL ? first->position : NULL,
                         .mailbox = mailbox,
                         .message = result->message,
                         .dossiers =
                             (const gint64 *)(gpointer)result->dossiers->data,
                         .n_dossiers = result->dossiers->len};
    return queue(outbox, message, &facts, &draft, error);
}

static gboolean
mark_bounced(Outbox *outbox, gint64 id, const char *recipient, GError **error)
{
    return DATABASE_RUN(outbox->database, SQL_OUTBOX_BOUNCE, error, SQL_I(id),
                        SQL_T(OUTBOX_RETURNED)) &&
           DATABASE_RUN(outbox->database, SQL_OUTBOX_ADD_BOUNCED, error,
                        SQL_T(recipient), SQL_I(clock_now()), SQL_I(id));
}

/* The row that a query for (id, recipient) gives, if any, is marked. */
static gboolean
mark_found(Outbox *outbox, DatabaseSql sql, const char *key, gint64 since,
           GError **error)
{
    g_autofree char *recipient = NULL;
    g_autoptr(GError) failure = NULL;
    gint64 id = 0;
    DATABASE_LOCK(outbox->database);
    g_autoptr(DatabaseRows) rows =
        sql == SQL_OUTBOX_FIND_RECENT
            ? DATABASE_QUERY(outbox->database, sql, &failure, SQL_T(key),
                             SQL_I(since))
            : DATABASE_QUERY(outbox->database, sql, &failure, SQL_T(key));
    if (rows != NULL && database_next(outbox->database, rows, &failure)) {
        id = sqlite3_column_int64(rows, 0);
        recipient = database_column_text(rows, 1);
    }
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    g_clear_pointer(&rows, database_rows_end);
    return id == 0 || mark_bounced(outbox, id, recipient, error);
}

/* Only an address that mail of ours went to can be marked, whatever a report
 * says: reports are as easy to forge as any mail. */
gboolean
outbox_note_bounce(Outbox *outbox, const Recognition *recognition,
                   GError **error)
{
    if (recognition->reported_id != NULL)
        return mark_found(outbox, SQL_OUTBOX_FIND_MESSAGE_ID,
                          recognition->reported_id, 0, error);
    for (char **address = recognition->failed;
         address != NULL && *address != NULL; address++) {
        g_autofree char *key = g_ascii_strdown(*address, -1);
        if (!mark_found(outbox, SQL_OUTBOX_FIND_RECENT, key,
                        clock_now() - BOUNCE_SECONDS, error))
            return FALSE;
    }
    return TRUE;
}
