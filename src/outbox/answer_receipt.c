#include "outbox/answer_private.h"

#include "base/config.h"

#define BYTES_A_MEGABYTE (1000 * 1000)

static void
add_position(const AnswerContext *context, const ConfigPosition *position)
{
    TemplateData *item = template_data_add(context->data, "positions");
    g_autofree char *addresses =
        g_strjoinv(", ", (char **)(gpointer)position->addresses);
    template_data_set(item, "title", position->title);
    template_data_set(item, "address",
                      *addresses != '\0' ? addresses
                                         : context->facts->reply_address);
    if (*addresses != '\0')
        answer_set_flag(context, "addressed", TRUE);
}

/* The positions that the mail names, or all where that is the question. */
static void
fill_positions(const AnswerContext *context, gboolean known)
{
    const GPtrArray *named = context->facts->recognition->positions;
    for (guint i = 0; known && i < named->len; i++)
        add_position(context, g_ptr_array_index(named, i));
    for (gsize i = 0; !known && i < context->campaign->n_positions; i++)
        add_position(context, &context->campaign->positions[i]);
}

/* Where mail for a campaign goes: its referent, else a watched mailbox. */
static void
fill_campaigns(const AnswerContext *context)
{
    for (gsize i = 0; i < context->config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &context->config->campaigns[i];
        TemplateData *item = template_data_add(context->data, "campaigns");
        const char *address = campaign->referent.address;
        template_data_set(item, "title", campaign->title);
        template_data_set(item, "address",
                          address != NULL ? address
                                          : context->facts->reply_address);
    }
}

static char *
join_titles(const GPtrArray *positions)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < positions->len; i++) {
        const ConfigPosition *position = g_ptr_array_index(positions, i);
        g_string_append_printf(text, "%s%s", i > 0 ? " ; " : "",
                               position->title);
    }
    return g_string_free(text, FALSE);
}

static void
fill_size_limit(const AnswerContext *context)
{
    g_autofree char *megabytes = g_strdup_printf(
        "%" G_GINT64_FORMAT,
        context->config->limits.message_bytes / BYTES_A_MEGABYTE);
    g_autofree char *text = answer_phrase(context, "megabytes", megabytes);
    template_data_set(context->data, "size_limit", text);
}

/* What is asked for again, and how to send it. */
static void
fill_resend(const AnswerContext *context)
{
    const Recognition *recognition = context->facts->recognition;
    guint n = recognition->positions->len;
    gboolean no_name =
        recognition->family_name == NULL || recognition->given_name == NULL;
    gboolean no_campaign = context->campaign == NULL;
    /* With the names certain, several positions can only be in doubt because
     * they contradict each other. */
    gboolean contradiction = !no_campaign && !no_name && n > 1;
    gboolean no_position = !no_campaign && n == 0;
    gboolean resend = no_campaign || no_name || contradiction || no_position;
    g_autofree char *named = join_titles(recognition->positions);
    answer_set_flag(context, "resend", resend);
    answer_set_flag(context, "other", !resend);
    answer_set_flag(context, "wanted_campaign", no_campaign);
    answer_set_flag(context, "wanted_position", no_position);
    answer_set_flag(context, "contradiction", contradiction);
    answer_set_flag(context, "wanted_name", no_name);
    answer_set_flag(context, "remind_closing", resend);
    template_data_set(context->data, "named", named);
    if (no_campaign)
        fill_campaigns(context);
    else if (resend)
        fill_positions(context, !contradiction && !no_position);
    answer_set_flag(context, "how", resend && !no_campaign);
}

void
answer_fill_receipt(const AnswerContext *context)
{
    if (context->facts->recognition->withdrawal) {
        answer_set_flag(context, "withdrawal", TRUE);
    } else if (context->facts->too_large) {
        answer_set_flag(context, "too_large", TRUE);
        answer_set_flag(context, "remind_closing", TRUE);
        fill_size_limit(context);
    } else {
        fill_resend(context);
    }
}
