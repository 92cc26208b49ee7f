#include "daemon/distress.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/phrase.h"
#include "dossier/database.h"
#include "mail/smtp_client.h"
#include "outbox/answer.h"
#include "outbox/reply.h"

#include <string.h>

/* Holds the day on which it was told. */
#define MARK "distress"
#define MARK_MAX_BYTES 64

static GBytes *
compose(const Config *config, GError **error)
{
    g_autofree char *texts = config_texts_folder(config, error);
    g_autoptr(Phrases) phrases = texts ? phrases_load(texts, error) : NULL;
    g_autoptr(Answers) answers =
        phrases ? answers_load(config, phrases, texts, error) : NULL;
    if (!answers)
        return NULL;
    g_autofree char *title =
        phrases_get(phrases, "trouble", "index-subject", NULL);
    g_autofree char *words =
        phrases_get(phrases, "trouble", "index-body", NULL);
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    answers_compose_operator(answers, title, words, &subject, &body);
    g_autofree char *id = reply_new_message_id(&config->smtp);
    const ReplyMail mail = {.kind = "operator",
                            .to = config->operator_address,
                            .subject = subject,
                            .body = body,
                            .message_id = id,
                            .date = clock_now()};
    return reply_build(&config->smtp, &mail, error);
}

static gboolean
send_mail(const Config *config, GError **error)
{
    g_autoptr(GBytes) mail = compose(config, error);
    if (!mail)
        return FALSE;
    g_autoptr(SmtpClient) client = smtp_client_new(&config->smtp);
    return smtp_client_send(client, config->operator_address, mail, NULL,
                            error) == SMTP_SENT;
}

void
distress_tell(const Config *config, gboolean shadow, const GError *error)
{
    if (shadow || config->send != CONFIG_SEND_LIVE ||
        !config->operator_address ||
        !g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_CORRUPT))
        return;
    g_autofree char *mark = g_build_filename(config->state_dir, MARK, NULL);
    g_autofree char *day = clock_day();
    g_autofree char *told = file_read(mark, MARK_MAX_BYTES, NULL, NULL);
    if (g_strcmp0(told, day) == 0)
        return;
    g_autoptr(GError) fault = NULL;
    if (!file_replace(mark, day, strlen(day), &fault) ||
        !send_mail(config, &fault))
        log_error("the operator could not be told: %s", fault->message);
}
