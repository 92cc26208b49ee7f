#include "report/model.h"

ReportPosition
report_total(const ReportSummary *summary)
{
    ReportPosition total = {0};
    for (gsize i = 0; i < summary->n_positions; i++) {
        const ReportPosition *position = &summary->positions[i];
        total.complete += position->complete;
        total.incomplete += position->incomplete;
        total.withdrawn += position->withdrawn;
        total.late += position->late;
        total.opinion += position->opinion;
        total.fresh += position->fresh;
    }
    return total;
}

guint
report_position_dossiers(const ReportPosition *position)
{
    return position->complete + position->incomplete + position->withdrawn;
}

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
