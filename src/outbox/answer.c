#include "outbox/answer_private.h"

#include "base/text.h"
#include "dossier/deadline.h"

#include <string.h>

/* Of what a stranger wrote into a header field. */
#define LABEL_CHARS 120

typedef enum {
    TEXT_ACKNOWLEDGEMENT,
    TEXT_SUPPLEMENT,
    TEXT_RECEIPT,
    TEXT_REMINDER,
    TEXT_OPERATOR,
    TEXT_QUARANTINE,
    N_TEXTS,
} Text;

static const char *const operator_fields[] = {"subject", "body", NULL};
static const char *const quarantine_fields[] = {
    "campaign", "mailbox", "received_at", "sender",
    "title",    "digest",  "office",      NULL};

static const struct {
    const char *file;
    const char *const *fields;
} texts[N_TEXTS] = {
    [TEXT_ACKNOWLEDGEMENT] = {"acknowledgement.txt", answer_dossier_fields},
    [TEXT_SUPPLEMENT] = {"supplement.txt", answer_dossier_fields},
    [TEXT_RECEIPT] = {"receipt.txt", answer_receipt_fields},
    [TEXT_REMINDER] = {"reminder.txt", answer_dossier_fields},
    [TEXT_OPERATOR] = {"operator.txt", operator_fields},
    [TEXT_QUARANTINE] = {"quarantine.txt", quarantine_fields},
};

struct Answers {
    const Config *config;
    const Phrases *phrases;
    GTimeZone *zone;
    Template *templates[N_TEXTS];
};

Answers *
answers_load(const Config *config, const Phrases *phrases,
             const char *texts_folder, GError **error)
{
    g_autoptr(Answers) answers = g_new0(Answers, 1);
    answers->config = config;
    answers->phrases = phrases;
    answers->zone = g_time_zone_new_identifier(config->timezone);
    if (answers->zone == NULL)
        answers->zone = g_time_zone_new_utc();
    for (gsize i = 0; i < N_TEXTS; i++) {
        g_autofree char *path =
            g_build_filename(texts_folder, "templates", texts[i].file, NULL);
        answers->templates[i] = template_load(path, texts[i].fields, error);
        if (answers->templates[i] == NULL)
            return NULL;
    }
    return g_steal_pointer(&answers);
}

void
answers_free(Answers *answers)
{
    if (answers == NULL)
        return;
    for (gsize i = 0; i < N_TEXTS; i++)
        template_free(answers->templates[i]);
    g_time_zone_unref(answers->zone);
    g_free(answers);
}

static Text
choose_text(const AnswerFacts *facts)
{
    if (facts->dossiers->len == 0)
        return TEXT_RECEIPT;
    return facts->recognition->verdict == VERDICT_SUPPLEMENT
               ? TEXT_SUPPLEMENT
               : TEXT_ACKNOWLEDGEMENT;
}

/* An answer within a thread may name no campaign; its dossier does. */
static const ConfigCampaign *
find_campaign(const Answers *answers, const AnswerFacts *facts)
{
    if (facts->dossiers->len == 0)
        return facts->recognition->campaign;
    const Dossier *dossier = g_ptr_array_index(facts->dossiers, 0);
    return config_find_campaign(answers->config, dossier->campaign);
}

static void
compose(const Answers *answers, Text text, const AnswerFacts *facts,
        char **subject, char **body)
{
    g_autoptr(TemplateData) data = template_data_new();
    AnswerContext context = {.config = answers->config,
                             .phrases = answers->phrases,
                             .zone = answers->zone,
                             .campaign = find_campaign(answers, facts),
                             .facts = facts,
                             .data = data};
    answer_fill_common(&context);
    if (text == TEXT_RECEIPT)
        answer_fill_receipt(&context);
    else
        answer_fill_dossiers(&context);
    template_render(answers->templates[text], data, subject, body);
}

const char *
answers_compose(const Answers *answers, const AnswerFacts *facts,
                char **subject, char **body)
{
    Text text = choose_text(facts);
    compose(answers, text, facts, subject, body);
    return text == TEXT_RECEIPT ? "receipt" : "acknowledgement";
}

void
answers_compose_reminder(const Answers *answers, const GPtrArray *dossiers,
                         const char *recipient, const char *reply_address,
                         gint64 now, char **subject, char **body)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    /* No mail is answered: nothing of one is to be said. */
    const Recognition nothing = {.documents = none};
    AnswerFacts facts = {.recognition = &nothing,
                         .dossiers = dossiers,
                         .recipient = recipient,
                         .reply_address = reply_address,
                         .received_at = now};
    compose(answers, TEXT_REMINDER, &facts, subject, body);
}

void
answers_compose_operator(const Answers *answers, const char *title,
                         const char *text, char **subject, char **body)
{
    g_autoptr(TemplateData) data = template_data_new();
    template_data_set(data, "subject", title);
    template_data_set_lines(data, "body", text);
    template_render(answers->templates[TEXT_OPERATOR], data, subject, body);
}

static void
set_label(TemplateData *data, const char *name, const char *value)
{
    g_autofree char *label =
        value != NULL ? text_label(value, LABEL_CHARS) : NULL;
    template_data_set(data, name, label);
}

void
answers_compose_quarantine(const Answers *answers,
                           const AnswerQuarantine *facts, char **subject,
                           char **body)
{
    g_autoptr(TemplateData) data = template_data_new();
    const ConfigSmtp *smtp = &answers->config->smtp;
    gboolean has_name = smtp->from_name != NULL && *smtp->from_name != '\0';
    g_autofree char *received =
        deadline_format(facts->received_at, answers->zone, answers->phrases);
    template_data_set(data, "campaign", facts->campaign->title);
    template_data_set(data, "mailbox", facts->mailbox);
    template_data_set(data, "received_at", received);
    template_data_set(data, "office", has_name ? smtp->from_name : smtp->from);
    template_data_set(data, "digest",
                      facts->campaign->digest.enabled ? "1" : NULL);
    set_label(data, "sender", facts->sender);
    set_label(data, "title", facts->title);
    template_render(answers->templates[TEXT_QUARANTINE], data, subject, body);
}
