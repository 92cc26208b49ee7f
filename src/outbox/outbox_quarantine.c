/* Who is told of a mail that could not be read safely. A flood of such mails
 * is one trouble a day: the keys hold the day. */
#include "outbox/outbox_private.h"

#include "base/clock.h"

#define PHRASES "trouble"

static gboolean
tell_operator(Outbox *outbox, const ConfigMailbox *mailbox, const char *day,
              GError **error)
{
    g_autofree char *event =
        g_strdup_printf("quarantine:%s:%s", mailbox->name, day);
    g_autofree char *subject = phrases_get(outbox->phrases, PHRASES,
                                           "quarantine-subject", mailbox->name);
    g_autofree char *body =
        phrases_get(outbox->phrases, PHRASES, "quarantine-body", mailbox->name);
    return outbox_queue_operator(outbox, event, subject, body, error);
}

/* A referent of several campaigns gets one mail. */
static gboolean
tell_referent(Outbox *outbox, const AnswerQuarantine *facts, const char *day,
              GError **error)
{
    const char *referent = facts->campaign->referent.address;
    g_autofree char *event = g_strdup_printf("quarantine:%s:%s", referent, day);
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    answers_compose_quarantine(outbox->answers, facts, &subject, &body);
    OutboxMail mail = {.kind = "alert",
                       .event = event,
                       .campaign = facts->campaign,
                       .recipient = referent,
                       .subject = subject,
                       .body = body};
    return outbox_queue_mail(outbox, &mail, error);
}

static const char *
sender_of(const Message *header)
{
    if (header == NULL || header->from->len == 0)
        return NULL;
    const MessageAddress *address = g_ptr_array_index(header->from, 0);
    return address->address;
}

gboolean
outbox_queue_quarantine(Outbox *outbox, const ConfigMailbox *mailbox,
                        const ConfigCampaign *campaign, const Message *header,
                        gint64 received_at, GError **error)
{
    const Config *config = outbox->config;
    g_autofree char *day = clock_day();
    AnswerQuarantine facts = {.mailbox = mailbox->address,
                              .sender = sender_of(header),
                              .title = header != NULL ? header->subject : NULL,
                              .received_at = received_at};
    if (!tell_operator(outbox, mailbox, day, error))
        return FALSE;
    for (gsize i = 0; i < config->n_campaigns; i++) {
        facts.campaign = &config->campaigns[i];
        gboolean concerned =
            campaign != NULL
                ? campaign == facts.campaign
                : g_strv_contains(facts.campaign->mailboxes, mailbox->name);
        if (concerned && !tell_referent(outbox, &facts, day, error))
            return FALSE;
    }
    return TRUE;
}
