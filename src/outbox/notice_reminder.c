#include "outbox/notice_private.h"

#include "base/text.h"
#include "recognise/machine.h"

#include <string.h>

/* One candidate's incomplete dossiers, while the rows are read. */
typedef struct {
    Notices *notices;
    const NoticeEvent *event;
    const char *reply_address;
    gint64 candidate; /* row id, 0: none yet */
    char *address;
    GPtrArray *dossiers; /* Dossier* */
} Reminder;

static gboolean
may_be_reminded(const Reminder *reminder)
{
    const char *address = reminder->address;
    return reminder->dossiers->len > 0 && address != NULL &&
           text_is_address(address) && !machine_is_no_answer(address) &&
           !config_is_own_address(reminder->notices->config, address);
}

/* Without the closing day, which may move: "reminder:<campaign>:<days>:<ref>".
 * A row id may be used again after an erasure; a reference is not. */
static char *
event_key(const Reminder *reminder)
{
    const Dossier *first = g_ptr_array_index(reminder->dossiers, 0);
    const char *key = reminder->event->key;
    return g_strdup_printf("%.*s:%s", (int)(strrchr(key, ':') - key), key,
                           first->ref);
}

static gboolean
queue_one(const Reminder *reminder, GError **error)
{
    const NoticeEvent *event = reminder->event;
    g_autofree char *key = event_key(reminder);
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < reminder->dossiers->len; i++) {
        const Dossier *dossier = g_ptr_array_index(reminder->dossiers, i);
        g_array_append_val(ids, dossier->id);
    }
    answers_compose_reminder(reminder->notices->outbox->answers,
                             reminder->dossiers, reminder->address,
                             reminder->reply_address, event->now, &subject,
                             &body);
    OutboxMail mail = {.kind = "reminder",
                       .event = key,
                       .campaign = event->campaign,
                       .recipient = reminder->address,
                       .subject = subject,
                       .body = body,
                       .dossiers = (const gint64 *)(gpointer)ids->data,
                       .n_dossiers = ids->len};
    return outbox_queue_mail(reminder->notices->outbox, &mail, error);
}

/* The candidate's rows are over. */
static gboolean
end_candidate(Reminder *reminder, GError **error)
{
    gboolean done = !may_be_reminded(reminder) || queue_one(reminder, error);
    g_ptr_array_set_size(reminder->dossiers, 0);
    g_clear_pointer(&reminder->address, g_free);
    return done;
}

static gboolean
take_row(Reminder *reminder, DatabaseRows *rows, GError **error)
{
    gint64 candidate = sqlite3_column_int64(rows, 1);
    if (candidate != reminder->candidate && !end_candidate(reminder, error))
        return FALSE;
    reminder->candidate = candidate;
    g_free(reminder->address);
    reminder->address = database_column_text(rows, 2);
    Dossier *dossier = dossier_store_get(reminder->notices->store,
                                         sqlite3_column_int64(rows, 0), error);
    if (dossier == NULL)
        return FALSE;
    g_ptr_array_add(reminder->dossiers, dossier);
    return TRUE;
}

static gboolean
walk(Reminder *reminder, GError **error)
{
    Database *database = reminder->notices->database;
    g_autoptr(GError) failure = NULL;
    DATABASE_LOCK(database);
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(database, SQL_NOTICE_REMIND, error,
                       SQL_T(reminder->event->campaign->id));
    if (rows == NULL)
        return FALSE;
    while (database_next(database, rows, &failure))
        if (!take_row(reminder, rows, error))
            return FALSE;
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    return end_candidate(reminder, error);
}

gboolean
notice_queue_reminders(Notices *notices, const NoticeEvent *event,
                       GError **error)
{
    const ConfigMailbox *mailbox =
        config_find_mailbox(notices->config, event->campaign->mailboxes[0]);
    g_autoptr(GPtrArray) dossiers =
        g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
    Reminder reminder = {.notices = notices,
                         .event = event,
                         .reply_address = mailbox->address,
                         .dossiers = dossiers};
    gboolean queued = walk(&reminder, error);
    g_free(reminder.address);
    return queued;
}
