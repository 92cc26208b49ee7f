#include "outbox/answer_private.h"

#include "base/text.h"
#include "dossier/deadline.h"

#include <string.h>

#define PHRASES "mail"
#define LABEL_CHARS 80
#define DAYS_A_YEAR 365
#define DAYS_A_MONTH 30

void
answer_set_flag(const AnswerContext *context, const char *name, gboolean value)
{
    template_data_set(context->data, name, value ? "1" : "");
}

char *
answer_phrase(const AnswerContext *context, const char *key, const char *value)
{
    return phrases_get(context->phrases, PHRASES, key, value);
}

/* Takes `value` over. */
static void
set_owned(const AnswerContext *context, const char *name, char *value)
{
    template_data_set(context->data, name, value);
    g_free(value);
}

static char *
count_in_words(const AnswerContext *context, guint count, const char *one,
               const char *many)
{
    g_autofree char *key = g_strdup_printf("number-%u", count);
    g_autofree char *digits = g_strdup_printf("%u", count);
    if (count == 1)
        return answer_phrase(context, one, NULL);
    if (!phrases_has(context->phrases, PHRASES, key))
        return answer_phrase(context, many, digits);
    g_autofree char *word = answer_phrase(context, key, NULL);
    return answer_phrase(context, many, word);
}

/* 730 days are "deux ans", 90 "trois mois", 100 "100 jours". */
static char *
retention_in_words(const AnswerContext *context, guint days)
{
    if (days >= DAYS_A_YEAR && days % DAYS_A_YEAR == 0)
        return count_in_words(context, days / DAYS_A_YEAR, "one-year", "years");
    if (days >= DAYS_A_MONTH && days % DAYS_A_MONTH == 0)
        return count_in_words(context, days / DAYS_A_MONTH, "one-month",
                              "months");
    return count_in_words(context, days, "one-day", "days");
}

/* Without a campaign yet: the longest that any of them keeps mail. */
static guint
retention_days(const AnswerContext *context)
{
    guint days = 0;
    if (context->campaign != NULL)
        return context->campaign->retention_days;
    for (gsize i = 0; i < context->config->n_campaigns; i++)
        days = MAX(days, context->config->campaigns[i].retention_days);
    return days;
}

static void
fill_deadline(const AnswerContext *context)
{
    gint64 closing = deadline_closing_instant(context->campaign, context->zone);
    if (closing == G_MAXINT64)
        return;
    set_owned(
        context, "closing",
        deadline_format_closing(closing, context->zone, context->phrases));
    answer_set_flag(context, "strict", context->campaign->deadline.strict);
    answer_set_flag(context, "late", context->facts->received_at >= closing);
}

/* The format with the candidate's names in it, or with what stands for them,
 * so that it can be copied as it is. */
static char *
fill_format(const AnswerContext *context, const char *format)
{
    const Recognition *recognition = context->facts->recognition;
    g_autofree char *no_family = answer_phrase(context, "family-name", NULL);
    g_autofree char *no_given = answer_phrase(context, "given-name", NULL);
    GString *text = g_string_new(format);
    gboolean known =
        recognition->family_name != NULL && recognition->given_name != NULL;
    g_string_replace(text, "{family_name}",
                     known ? recognition->family_name : no_family, 1);
    g_string_replace(text, "{given_name}",
                     known ? recognition->given_name : no_given, 1);
    return g_string_free(text, FALSE);
}

static void
fill_campaign(const AnswerContext *context)
{
    const ConfigCampaign *campaign = context->campaign;
    const ConfigPerson *referent = &campaign->referent;
    gboolean deviant =
        context->facts->recognition->conformity == SUBJECT_DEVIANT &&
        campaign->subject_required;
    gboolean is_receipt = context->facts->dossiers->len == 0;
    template_data_set(context->data, "campaign", campaign->title);
    template_data_set(context->data, "contact", campaign->contact);
    template_data_set(context->data, "referent",
                      referent->name != NULL ? referent->name
                                             : referent->address);
    template_data_set(context->data, "referent_address", referent->address);
    if (campaign->subject != NULL && (deviant || is_receipt))
        set_owned(context, "subject_format",
                  fill_format(context, campaign->subject));
    fill_deadline(context);
}

static char *
candidate_name(const AnswerFacts *facts)
{
    const char *family_name = facts->recognition->family_name;
    const char *given_name = facts->recognition->given_name;
    if (facts->dossiers->len > 0) {
        const Dossier *dossier = g_ptr_array_index(facts->dossiers, 0);
        family_name = dossier->family_name;
        given_name = dossier->given_name;
    }
    if (family_name == NULL || given_name == NULL)
        return g_strdup(family_name != NULL ? family_name : given_name);
    return g_strconcat(given_name, " ", family_name, NULL);
}

/* Why a file was not taken, and what to do: the state of the part says it in
 * the same words everywhere; else the rule that refused it. */
static char *
refusal(const AnswerContext *context, const RecogniseDocument *document)
{
    static const char *const keys[] = {
        [PART_ENCRYPTED] = "refused-encrypted",
        [PART_DAMAGED] = "refused-damaged",
        [PART_REFUSED] = "refused-program",
        [PART_TOO_LARGE] = "refused-large",
        [PART_EMPTY] = "refused-empty",
    };
    guint state = document->part != NULL ? document->part->state : 0;
    if (state < G_N_ELEMENTS(keys) && keys[state] != NULL)
        return answer_phrase(context, keys[state], NULL);
    if (document->reason != NULL)
        return g_strdup(document->reason);
    return answer_phrase(context, "refused-damaged", NULL);
}

static void
add_file(const AnswerContext *context, const char *list,
         const RecogniseDocument *document, const char *why)
{
    TemplateData *item = template_data_add(context->data, list);
    g_autofree char *label =
        document->name != NULL ? text_label(document->name, LABEL_CHARS) : NULL;
    g_autofree char *name =
        label != NULL ? answer_phrase(context, "file", label)
                      : answer_phrase(context, "file-without-name", NULL);
    template_data_set(item, "name", name);
    template_data_set(item, "why", why);
}

static void
fill_files(const AnswerContext *context)
{
    const GPtrArray *documents = context->facts->recognition->documents;
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = g_ptr_array_index(documents, i);
        if (!document->accepted) {
            g_autofree char *why = refusal(context, document);
            add_file(context, "refused", document, why);
        } else if (document->to_check) {
            add_file(context, "to_check", document, NULL);
        }
    }
}

/* Sent on by a superior: the answer goes to the candidate where the address is
 * known, else to the one who sent it. */
static void
fill_channel(const AnswerContext *context, const char *name)
{
    const AnswerFacts *facts = context->facts;
    const char *forwarder = facts->recognition->forwarder;
    gboolean to_forwarder = text_address_equal(forwarder, facts->recipient);
    if (forwarder == NULL || (to_forwarder && name == NULL))
        answer_set_flag(context, "direct", TRUE);
    else if (to_forwarder)
        template_data_set(context->data, "forwarded_for", name);
    else
        template_data_set(context->data, "forwarded_by", forwarder);
}

void
answer_fill_common(const AnswerContext *context)
{
    const AnswerFacts *facts = context->facts;
    const ConfigSmtp *smtp = &context->config->smtp;
    TemplateData *data = context->data;
    g_autofree char *name = candidate_name(facts);
    gboolean has_name = smtp->from_name != NULL && *smtp->from_name != '\0';
    const char *contact =
        context->campaign != NULL ? context->campaign->contact : NULL;
    template_data_set(data, "candidate", name);
    template_data_set(data, "office", has_name ? smtp->from_name : smtp->from);
    template_data_set(data, "reply_address", facts->reply_address);
    template_data_set(data, "rights_contact",
                      contact != NULL ? contact : facts->reply_address);
    set_owned(
        context, "received_at",
        deadline_format(facts->received_at, context->zone, context->phrases));
    set_owned(context, "retention",
              retention_in_words(context, retention_days(context)));
    answer_set_flag(context, "links",
                    facts->recognition->links != NULL &&
                        *facts->recognition->links != NULL);
    if (context->campaign != NULL)
        fill_campaign(context);
    fill_channel(context, name);
    fill_files(context);
}
