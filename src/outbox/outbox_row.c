#include "outbox/outbox_private.h"

#include "base/clock.h"

#define HOUR_SECONDS 3600
#define DAY_SECONDS (24 * HOUR_SECONDS)

static gboolean
event_is_known(Outbox *outbox, const char *event, gboolean *known,
               GError **error)
{
    gint64 id = 0;
    if (!DATABASE_GET(outbox->database, SQL_OUTBOX_FIND_EVENT, error, &id,
                      SQL_T(event)))
        return FALSE;
    *known = id != 0;
    return TRUE;
}

gboolean
outbox_is_bounced(Outbox *outbox, const char *address, gboolean *bounced,
                  GError **error)
{
    gint64 found = 0;
    if (!DATABASE_GET(outbox->database, SQL_OUTBOX_IS_BOUNCED, error, &found,
                      SQL_T(address)))
        return FALSE;
    *bounced = found != 0;
    return TRUE;
}

/* Told once a day and cap: the key has the day. */
static gboolean
tell_operator(Outbox *outbox, const char *cap, const char *address,
              GError **error)
{
    g_autofree char *day = clock_day();
    g_autofree char *event = g_strdup_printf("%s:%s:%s", cap, day, address);
    g_autofree char *subject_key = g_strconcat(cap, "-subject", NULL);
    g_autofree char *body_key = g_strconcat(cap, "-body", NULL);
    g_autofree char *subject = outbox_phrase(outbox, subject_key, NULL);
    g_autofree char *body = outbox_phrase(outbox, body_key, address);
    return outbox_queue_operator(outbox, event, subject, body, error);
}

/* Whether `cap` mails or more were queued in the last `seconds`. */
static gboolean
is_over(Outbox *outbox, gint64 seconds, gint64 cap, gboolean *over,
        GError **error)
{
    gint64 count = 0;
    if (!DATABASE_GET(outbox->database, SQL_OUTBOX_COUNT_CREATED, error, &count,
                      SQL_I(clock_now() - seconds), SQL_I(cap)))
        return FALSE;
    *over = count >= cap;
    return TRUE;
}

static gboolean
is_over_of_recipient(Outbox *outbox, const char *recipient, gboolean *over,
                     GError **error)
{
    gint64 cap = outbox->config->limits.answers_per_sender_per_day;
    gint64 count = 0;
    if (!DATABASE_GET(outbox->database, SQL_OUTBOX_COUNT_ANSWERS, error, &count,
                      SQL_T(recipient), SQL_I(clock_now() - DAY_SECONDS),
                      SQL_I(cap)))
        return FALSE;
    *over = count >= cap;
    return TRUE;
}

/* The cap that this mail is over, in `reason` (static), else NULL. */
static gboolean
find_cap(Outbox *outbox, const OutboxDraft *draft, const char *recipient,
         const char **reason, GError **error)
{
    const ConfigLimits *limits = &outbox->config->limits;
    gboolean over = FALSE;
    *reason = NULL;
    if (draft->mail.is_answer &&
        !is_over_of_recipient(outbox, recipient, &over, error))
        return FALSE;
    if (over) {
        *reason = OUTBOX_CAP_SENDER;
        return tell_operator(outbox, "cap-sender", recipient, error);
    }
    if (!is_over(outbox, HOUR_SECONDS, limits->sends_per_hour, &over, error))
        return FALSE;
    if (over) {
        *reason = OUTBOX_CAP_HOUR;
        return tell_operator(outbox, "cap-hour", "", error);
    }
    if (!is_over(outbox, DAY_SECONDS, limits->sends_per_day, &over, error))
        return FALSE;
    if (over) {
        *reason = OUTBOX_CAP_DAY;
        return tell_operator(outbox, "cap-day", "", error);
    }
    return TRUE;
}

static char *
expand_folder(const OutboxDraft *draft)
{
    const char *folder =
        draft->mailbox != NULL ? draft->mailbox->sent_folder : NULL;
    if (folder == NULL || *folder == '\0')
        return NULL;
    GString *text = g_string_new(folder);
    g_string_replace(text, "{campaign}",
                     draft->campaign != NULL ? draft->campaign->id : "_", 0);
    g_string_replace(text, "{position}",
                     draft->position != NULL ? draft->position : "_", 0);
    return g_string_free(text, FALSE);
}

static gboolean
insert(Outbox *outbox, const OutboxDraft *draft, const ReplyMail *mail,
       GBytes *bytes, const char *held, GError **error)
{
    Database *database = outbox->database;
    g_autofree char *folder = expand_folder(draft);
    const char *state =
        outbox_is_held_back(outbox) || held != NULL ? "held" : "queued";
    DatabaseValue message = SQL_I(draft->message);
    if (draft->message == 0)
        message = (DatabaseValue)SQL_NULL;
    DATABASE_LOCK(database);
    if (!DATABASE_RUN(
            database, SQL_OUTBOX_ADD, error, SQL_T(mail->kind),
            SQL_T(draft->event),
            SQL_T(draft->campaign != NULL ? draft->campaign->id : NULL),
            message, SQL_T(mail->to), SQL_T(mail->subject),
            SQL_T(mail->message_id), SQL_T(mail->in_reply_to), SQL_T(state),
            SQL_I(mail->date), SQL_T(held), SQL_I(mail->date),
            SQL_T(folder != NULL ? draft->mailbox->name : NULL), SQL_T(folder),
            SQL_B(bytes)))
        return FALSE;
    gint64 id = database_last_id(database);
    for (gsize i = 0; i < draft->n_dossiers; i++)
        if (!DATABASE_RUN(database, SQL_OUTBOX_ADD_DOSSIER, error, SQL_I(id),
                          SQL_I(draft->dossiers[i])))
            return FALSE;
    return TRUE;
}

static gboolean
build_and_insert(Outbox *outbox, const OutboxDraft *draft,
                 const char *recipient, GError **error)
{
    const ConfigSmtp *smtp = &outbox->config->smtp;
    const char *held = NULL;
    gboolean is_operator = g_str_equal(draft->mail.kind, "operator");
    /* The operator hears of a cap in spite of it. */
    if (!is_operator && !find_cap(outbox, draft, recipient, &held, error))
        return FALSE;
    g_autofree char *message_id = reply_new_message_id(smtp);
    ReplyMail mail = draft->mail;
    mail.to = recipient;
    mail.message_id = message_id;
    mail.date = clock_now();
    g_autoptr(GBytes) bytes = reply_build(smtp, &mail, error);
    if (bytes == NULL)
        return FALSE;
    return insert(outbox, draft, &mail, bytes, held, error);
}

gboolean
outbox_add(Outbox *outbox, const OutboxDraft *draft, GError **error)
{
    g_autofree char *recipient = g_ascii_strdown(draft->mail.to, -1);
    gboolean known = FALSE;
    gboolean bounced = FALSE;
    DATABASE_LOCK(outbox->database);
    if (!event_is_known(outbox, draft->event, &known, error) ||
        !outbox_is_bounced(outbox, recipient, &bounced, error))
        return FALSE;
    /* Our own people keep getting mail: a bounce must not silence the daemon
     * towards those who can mend it. */
    if (known || (bounced && !config_is_own_address(outbox->config, recipient)))
        return TRUE;
    return build_and_insert(outbox, draft, recipient, error);
}
