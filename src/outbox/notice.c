#include "outbox/notice_private.h"

#include "dossier/setting.h"

#include <string.h>

#define EVENT_SETTING "event:"
#define DIGEST_SETTING "digest:"

Notices *
notices_new(const Config *config, const Phrases *phrases,
            const char *texts_folder, Database *database, DossierStore *store,
            Outbox *outbox, GError **error)
{
    g_autoptr(Notices) notices = g_new0(Notices, 1);
    notices->config = config;
    notices->database = database;
    notices->store = store;
    notices->outbox = outbox;
    notices->texts = notice_texts_load(config, phrases, texts_folder, error);
    if (notices->texts != NULL)
        notices->retention =
            retention_texts_load(config, phrases, texts_folder, error);
    return notices->retention != NULL ? g_steal_pointer(&notices) : NULL;
}

void
notices_free(Notices *notices)
{
    if (notices == NULL)
        return;
    notice_texts_free(notices->texts);
    retention_texts_free(notices->retention);
    g_free(notices);
}

gboolean
notices_check_texts(const Config *config, const char *texts_folder,
                    GError **error)
{
    g_autoptr(Phrases) phrases = phrases_load(texts_folder, error);
    g_autoptr(Answers) answers =
        phrases != NULL ? answers_load(config, phrases, texts_folder, error)
                        : NULL;
    g_autoptr(NoticeTexts) texts =
        answers != NULL
            ? notice_texts_load(config, phrases, texts_folder, error)
            : NULL;
    return texts != NULL;
}

gboolean
notices_is_done(Notices *notices, const char *key, gint64 *at, GError **error)
{
    g_autofree char *name = g_strconcat(EVENT_SETTING, key, NULL);
    return setting_get(notices->database, name, at, error);
}

static gboolean
mark_done(Notices *notices, const NoticeEvent *event, GError **error)
{
    g_autofree char *name = g_strconcat(EVENT_SETTING, event->key, NULL);
    return setting_set(notices->database, name, event->now, error);
}

static gboolean
finish(Notices *notices, const NoticeEvent *event, gboolean queued,
       GError **error)
{
    if (queued && mark_done(notices, event, error))
        return database_commit(notices->database, error);
    database_rollback(notices->database);
    return FALSE;
}

gboolean
notices_remind(Notices *notices, const NoticeEvent *event, GError **error)
{
    if (!database_begin(notices->database, error))
        return FALSE;
    gboolean queued = notice_queue_reminders(notices, event, error);
    return finish(notices, event, queued, error);
}

static gboolean
queue_state(Notices *notices, const NoticeEvent *event, NoticeKind kind,
            const NoticeState *state, const char *recipient, GError **error)
{
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    g_autofree char *key =
        g_strjoin(":", event->key, recipient,
                  state->position != NULL ? state->position->id : NULL, NULL);
    notice_compose(notices->texts, kind, state, &subject, &body);
    OutboxMail mail = {.kind = kind == NOTICE_ALERT ? "alert" : "closing",
                       .event = key,
                       .campaign = event->campaign,
                       .recipient = recipient,
                       .subject = subject,
                       .body = body};
    return outbox_queue_mail(notices->outbox, &mail, error);
}

/* To the position's addresses; the referent has the whole of it already. */
static gboolean
queue_position(Notices *notices, const NoticeEvent *event, NoticeKind kind,
               const ConfigPosition *position, GError **error)
{
    g_auto(NoticeState) state = {
        .campaign = event->campaign, .position = position, .now = event->now};
    if (*position->addresses == NULL)
        return TRUE;
    if (!notice_state_read(notices->database, kind, &state, error))
        return FALSE;
    for (const char *const *address = position->addresses; *address != NULL;
         address++)
        if (strcmp(*address, event->campaign->referent.address) != 0 &&
            !queue_state(notices, event, kind, &state, *address, error))
            return FALSE;
    return TRUE;
}

static gboolean
queue_all(Notices *notices, const NoticeEvent *event, NoticeKind kind,
          GError **error)
{
    const ConfigCampaign *campaign = event->campaign;
    g_auto(NoticeState) whole = {.campaign = campaign, .now = event->now};
    if (kind == NOTICE_CLOSING &&
        !DATABASE_RUN(notices->database, SQL_NOTICE_OVERTAKEN, error,
                      SQL_T(campaign->id), SQL_T(OUTBOX_OVERTAKEN)))
        return FALSE;
    if (!notice_state_read(notices->database, kind, &whole, error) ||
        !queue_state(notices, event, kind, &whole, campaign->referent.address,
                     error))
        return FALSE;
    for (gsize i = 0; i < campaign->n_positions; i++)
        if (!queue_position(notices, event, kind, &campaign->positions[i],
                            error))
            return FALSE;
    return TRUE;
}

static gboolean
work_off(Notices *notices, const NoticeEvent *event, NoticeKind kind,
         GError **error)
{
    if (!database_begin(notices->database, error))
        return FALSE;
    gboolean queued = queue_all(notices, event, kind, error);
    return finish(notices, event, queued, error);
}

gboolean
notices_alert(Notices *notices, const NoticeEvent *event, GError **error)
{
    return work_off(notices, event, NOTICE_ALERT, error);
}

gboolean
notices_close(Notices *notices, const NoticeEvent *event, GError **error)
{
    return work_off(notices, event, NOTICE_CLOSING, error);
}

static gboolean
queue_digests(Notices *notices, const NoticeEvent *event,
              const NoticeDigest *digests, gsize n, GError **error)
{
    for (gsize i = 0; i < n; i++) {
        const NoticeDigest *digest = &digests[i];
        /* A school with two positions has two digests at one address. */
        g_autofree char *key = g_strdup_printf(
            "%s:%s:%s", event->key, digest->recipient, digest->subject);
        OutboxMail mail = {
            .kind = "digest",
            .event = key,
            .campaign = event->campaign,
            .recipient = digest->recipient,
            .subject = digest->subject,
            .body = digest->text,
            .html = digest->html,
            .chart_png = digest->chart_png,
            .attachment = digest->csv,
            .attachment_name = digest->csv != NULL ? digest->csv_name : NULL,
            .attachment_type = digest->csv != NULL ? "text/csv" : NULL};
        if (!outbox_queue_mail(notices->outbox, &mail, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
notices_last_digest(Notices *notices, const ConfigCampaign *campaign,
                    gint64 *at, GError **error)
{
    g_autofree char *name = g_strconcat(DIGEST_SETTING, campaign->id, NULL);
    return setting_get(notices->database, name, at, error);
}

gboolean
notices_digest(Notices *notices, const NoticeEvent *event,
               const NoticeDigest *digests, gsize n, GError **error)
{
    g_autofree char *name =
        g_strconcat(DIGEST_SETTING, event->campaign->id, NULL);
    if (!database_begin(notices->database, error))
        return FALSE;
    gboolean queued = queue_digests(notices, event, digests, n, error) &&
                      setting_set(notices->database, name, event->now, error);
    return finish(notices, event, queued, error);
}
