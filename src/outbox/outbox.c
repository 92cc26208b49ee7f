#include "outbox/outbox_private.h"

#include "base/clock.h"
#include "base/log.h"
#include "dossier/rebuild.h"
#include "dossier/setting.h"

#include <string.h>

#define PHRASES "mail"

G_DEFINE_QUARK(outbox_error, outbox_error)

/* What an earlier run left in the middle. */
static gboolean
recover(Outbox *outbox, GError **error)
{
    Database *database = outbox->database;
    if (!database_begin(database, error))
        return FALSE;
    if (!DATABASE_RUN(database, SQL_OUTBOX_RECOVER, error,
                      SQL_T(OUTBOX_INTERRUPTED)) ||
        !DATABASE_RUN(database, SQL_OUTBOX_DUE_AGAIN, error,
                      SQL_I(clock_now()))) {
        database_rollback(database);
        return FALSE;
    }
    return database_commit(database, error);
}

Outbox *
outbox_open(const Config *config, const Phrases *phrases,
            const char *texts_folder, Database *database, gboolean shadow,
            GError **error)
{
    g_autoptr(Outbox) outbox = g_new0(Outbox, 1);
    g_mutex_init(&outbox->lock);
    outbox->config = config;
    outbox->phrases = phrases;
    outbox->database = database;
    outbox->shadow = shadow;
    outbox->answers = answers_load(config, phrases, texts_folder, error);
    gint64 rebuilt_at = 0;
    if (outbox->answers == NULL || !recover(outbox, error) ||
        !setting_get(database, REBUILD_SETTING, &rebuilt_at, error))
        return NULL;
    outbox->rebuilt = rebuilt_at != 0;
    if (outbox->rebuilt)
        log_warning("the index was rebuilt: new mail is held until dossierctl "
                    "outbox resume");
    return g_steal_pointer(&outbox);
}

void
outbox_close(Outbox *outbox)
{
    if (outbox == NULL)
        return;
    answers_free(outbox->answers);
    g_free(outbox->shipment.recipient);
    g_free(outbox->shipment.error);
    g_free(outbox->shipment.before_closing);
    g_clear_pointer(&outbox->shipment.mail, g_bytes_unref);
    g_mutex_clear(&outbox->lock);
    g_free(outbox);
}

char *
outbox_phrase(const Outbox *outbox, const char *key, const char *value)
{
    return phrases_get(outbox->phrases, PHRASES, key, value);
}

gboolean
outbox_queue_operator(Outbox *outbox, const char *event, const char *subject,
                      const char *body, GError **error)
{
    const char *operator_address = outbox->config->operator_address;
    if (operator_address == NULL || *operator_address == '\0')
        return TRUE;
    g_autofree char *line = NULL;
    g_autofree char *text = NULL;
    answers_compose_operator(outbox->answers, subject, body, &line, &text);
    OutboxDraft draft = {.event = event,
                         .mail = {.kind = "operator",
                                  .to = operator_address,
                                  .subject = line,
                                  .body = text}};
    return outbox_add(outbox, &draft, error);
}

gboolean
outbox_queue_mail(Outbox *outbox, const OutboxMail *mail, GError **error)
{
    const ConfigMailbox *mailbox =
        mail->campaign != NULL
            ? config_find_mailbox(outbox->config, mail->campaign->mailboxes[0])
            : NULL;
    OutboxDraft draft = {
        .event = mail->event,
        .campaign = mail->campaign,
        .dossiers = mail->dossiers,
        .n_dossiers = mail->n_dossiers,
        .mail = {.kind = mail->kind,
                 .to = mail->recipient,
                 .reply_to = mailbox != NULL ? mailbox->address : NULL,
                 .subject = mail->subject,
                 .body = mail->body,
                 .html = mail->html,
                 .attachment_name = mail->attachment_name,
                 .attachment_type = mail->attachment_type,
                 .attachment = mail->attachment,
                 .chart_png = mail->chart_png}};
    return outbox_add(outbox, &draft, error);
}

void
outbox_watch_server(Outbox *outbox, OutboxServerFunc heard, gpointer data)
{
    outbox->heard = heard;
    outbox->heard_data = data;
}

void
outbox_hold(Outbox *outbox, gboolean hold)
{
    g_mutex_lock(&outbox->lock);
    outbox->hold = hold;
    g_mutex_unlock(&outbox->lock);
}

gboolean
outbox_is_on_hold(Outbox *outbox)
{
    g_mutex_lock(&outbox->lock);
    gboolean hold = outbox->hold;
    g_mutex_unlock(&outbox->lock);
    return hold;
}

gboolean
outbox_is_held_back(Outbox *outbox)
{
    g_mutex_lock(&outbox->lock);
    gboolean held = outbox->shadow || outbox->rebuilt;
    g_mutex_unlock(&outbox->lock);
    return held;
}

gboolean
outbox_resume(Outbox *outbox, GError **error)
{
    if (!setting_set(outbox->database, REBUILD_SETTING, 0, error))
        return FALSE;
    g_mutex_lock(&outbox->lock);
    outbox->rebuilt = FALSE;
    g_mutex_unlock(&outbox->lock);
    return TRUE;
}

gint64
outbox_next_due(Outbox *outbox)
{
    gint64 due = 0;
    if (outbox->shadow)
        return G_MAXINT64;
    g_mutex_lock(&outbox->lock);
    gint64 rest = outbox->rest_until - clock_monotonic();
    g_mutex_unlock(&outbox->lock);
    /* Where the database does not tell, now is right: the next turn reports
     * its error. */
    if (!DATABASE_GET(outbox->database, SQL_OUTBOX_NEXT_DUE, NULL, &due,
                      SQL_I(outbox_is_on_hold(outbox))))
        return clock_now();
    if (due == 0)
        return G_MAXINT64;
    return MAX(due, clock_now() + (rest > 0 ? rest / G_USEC_PER_SEC + 1 : 0));
}
