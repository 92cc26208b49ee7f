#include "report/model.h"

const char *
report_dossier_status(const ReportDossier *dossier)
{
    if (dossier->withdrawn)
        return "withdrawn";
    gboolean complete = dossier->missing == NULL || *dossier->missing == NULL;
    return complete ? "complete" : "incomplete";
}

char *
report_dossier_name(const ReportDossier *dossier)
{
    const char *family = dossier->family_name;
    const char *given = dossier->given_name;
    if (family != NULL && given != NULL)
        return g_strdup_printf("%s %s", family, given);
    if (family != NULL || given != NULL)
        return g_strdup(family != NULL ? family : given);
    return g_strdup(dossier->email != NULL ? dossier->email : dossier->ref);
}

const char *
report_document_title(const ConfigCampaign *campaign, const char *id)
{
    const ConfigDocument *document = config_find_document(campaign, id);
    return document != NULL ? document->title : id;
}

char *
report_document_titles(const ConfigCampaign *campaign, const char *const *ids)
{
    GString *titles = g_string_new(NULL);
    for (gsize i = 0; ids != NULL && ids[i] != NULL; i++) {
        g_string_append(titles, i > 0 ? ", " : "");
        g_string_append(titles, report_document_title(campaign, ids[i]));
    }
    return g_string_free(titles, FALSE);
}

char *
report_event_text(const ReportEvent *event, const Phrases *phrases)
{
    g_autofree char *key = g_strconcat("history-", event->action, NULL);
    if (phrases_has(phrases, "page", key))
        return phrases_get(phrases, "page", key, event->detail);
    return g_strjoin(" ", event->action, event->detail, NULL);
}
