#include "outbox/answer_private.h"

#include <string.h>

/* The kind of document that a superior may send without the candidate. */
#define OPINION_ID "opinion"

/* What every answer may say. */
#define COMMON_FIELDS                                                          \
    "candidate", "campaign", "contact", "rights_contact", "office",            \
        "reply_address", "received_at", "closing", "strict", "late",           \
        "retention", "referent", "referent_address", "subject_format",         \
        "direct", "forwarded_by", "forwarded_for", "links", "refused[]",       \
        "refused[].name", "refused[].why", "to_check[]", "to_check[].name"

const char *const answer_dossier_fields[] = {COMMON_FIELDS,
                                             "references",
                                             "dossiers[]",
                                             "dossiers[].ref",
                                             "dossiers[].position",
                                             "received[]",
                                             "received[].title",
                                             "missing[]",
                                             "missing[].title",
                                             "differing[]",
                                             "differing[].ref",
                                             "differing[].position",
                                             "differing[].received[]",
                                             "differing[].received[].title",
                                             "differing[].missing[]",
                                             "differing[].missing[].title",
                                             "added[]",
                                             "added[].title",
                                             "nothing_received",
                                             "complete",
                                             "incomplete",
                                             "opinion_missing",
                                             "referent_absent",
                                             NULL};

const char *const answer_receipt_fields[] = {COMMON_FIELDS,
                                             "withdrawal",
                                             "too_large",
                                             "size_limit",
                                             "other",
                                             "resend",
                                             "wanted_campaign",
                                             "wanted_position",
                                             "contradiction",
                                             "named",
                                             "wanted_name",
                                             "how",
                                             "addressed",
                                             "remind_closing",
                                             "positions[]",
                                             "positions[].title",
                                             "positions[].address",
                                             "campaigns[]",
                                             "campaigns[].title",
                                             "campaigns[].address",
                                             NULL};

static const char *
position_title(const ConfigCampaign *campaign, const char *id)
{
    const ConfigPosition *position =
        campaign != NULL ? config_find_position(campaign, id) : NULL;
    return position != NULL ? position->title : id;
}

static const char *
document_title(const ConfigCampaign *campaign, const char *id)
{
    const ConfigDocument *document =
        campaign != NULL ? config_find_document(campaign, id) : NULL;
    return document != NULL ? document->title : id;
}

static void
add_titles(TemplateData *data, const char *list, const ConfigCampaign *campaign,
           char **ids)
{
    for (char **id = ids; id != NULL && *id != NULL; id++)
        template_data_set(template_data_add(data, list), "title",
                          document_title(campaign, *id));
}

static gboolean
same_ids(char **a, char **b)
{
    static const char *none[] = {NULL};
    return g_strv_equal(a != NULL ? (const char *const *)a : none,
                        b != NULL ? (const char *const *)b : none);
}

static gboolean
all_alike(const GPtrArray *dossiers)
{
    const Dossier *first = g_ptr_array_index(dossiers, 0);
    for (guint i = 1; i < dossiers->len; i++) {
        const Dossier *dossier = g_ptr_array_index(dossiers, i);
        if (!same_ids(first->received, dossier->received) ||
            !same_ids(first->missing, dossier->missing))
            return FALSE;
    }
    return TRUE;
}

static gboolean
is_empty(char **ids)
{
    return ids == NULL || *ids == NULL;
}

static void
fill_alike(const AnswerContext *context, const Dossier *dossier)
{
    add_titles(context->data, "received", context->campaign, dossier->received);
    add_titles(context->data, "missing", context->campaign, dossier->missing);
    answer_set_flag(context, "nothing_received", is_empty(dossier->received));
}

static void
fill_differing(const AnswerContext *context, const Dossier *dossier)
{
    TemplateData *item = template_data_add(context->data, "differing");
    template_data_set(item, "ref", dossier->ref);
    template_data_set(item, "position",
                      position_title(context->campaign, dossier->position));
    add_titles(item, "received", context->campaign, dossier->received);
    add_titles(item, "missing", context->campaign, dossier->missing);
}

/* Returns the references, joined. */
static char *
fill_list(const AnswerContext *context, gboolean alike)
{
    const GPtrArray *dossiers = context->facts->dossiers;
    GString *references = g_string_new(NULL);
    for (guint i = 0; i < dossiers->len; i++) {
        const Dossier *dossier = g_ptr_array_index(dossiers, i);
        TemplateData *item = template_data_add(context->data, "dossiers");
        template_data_set(item, "ref", dossier->ref);
        template_data_set(item, "position",
                          position_title(context->campaign, dossier->position));
        g_string_append_printf(references, "%s%s", i > 0 ? ", " : "",
                               dossier->ref);
        if (!alike)
            fill_differing(context, dossier);
    }
    return g_string_free(references, FALSE);
}

static void
fill_state(const AnswerContext *context)
{
    const GPtrArray *dossiers = context->facts->dossiers;
    gboolean incomplete = FALSE;
    gboolean opinion_missing = FALSE;
    for (guint i = 0; i < dossiers->len; i++) {
        const Dossier *dossier = g_ptr_array_index(dossiers, i);
        if (is_empty(dossier->missing))
            continue;
        incomplete = TRUE;
        opinion_missing |=
            g_strv_contains((const char *const *)dossier->missing, OPINION_ID);
    }
    answer_set_flag(context, "incomplete", incomplete);
    answer_set_flag(context, "complete", !incomplete);
    answer_set_flag(context, "opinion_missing", opinion_missing);
}

/* Each kind of piece this mail brought, once; a file of no kind by name. */
static void
fill_added(const AnswerContext *context)
{
    const GPtrArray *documents = context->facts->recognition->documents;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = g_ptr_array_index(documents, i);
        for (guint k = 0; document->accepted && k < document->kinds->len; k++) {
            const ConfigDocument *kind = g_ptr_array_index(document->kinds, k);
            if (g_hash_table_add(seen, (gpointer)kind->id))
                template_data_set(template_data_add(context->data, "added"),
                                  "title", kind->title);
        }
    }
}

void
answer_fill_dossiers(const AnswerContext *context)
{
    const GPtrArray *dossiers = context->facts->dossiers;
    gboolean alike = all_alike(dossiers);
    g_autofree char *references = fill_list(context, alike);
    template_data_set(context->data, "references", references);
    if (alike)
        fill_alike(context, g_ptr_array_index(dossiers, 0));
    fill_state(context);
    fill_added(context);
    answer_set_flag(context, "referent_absent",
                    context->facts->recognition->referent_absent);
}
