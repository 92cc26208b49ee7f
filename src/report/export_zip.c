#include "report/export_files.h"

#include "base/clock.h"

typedef struct {
    const ExportInput *input;
    const ReportSummary *summary;
    ExportArchive *archive;
    ExportResult result;
    guint total;
} Walk;

static gboolean
take_dossier(const ReportDossier *dossier, gpointer user, GError **error)
{
    Walk *walk = user;
    const ExportInput *input = walk->input;
    g_autofree char *folder = export_dossier_folder(walk->summary, dossier);
    if (!export_dossier_files(walk->archive, input, walk->summary, dossier,
                              folder, &walk->result, error))
        return FALSE;
    if (input->progress != NULL)
        input->progress(input->progress_data, walk->result.dossiers,
                        walk->total);
    return TRUE;
}

static gboolean
add_campaign(Walk *walk, const ConfigCampaign *campaign, GError **error)
{
    const ReportSource *source = walk->input->source;
    walk->summary = source->summary(source->data, campaign, 0, 0, error);
    if (walk->summary == NULL)
        return FALSE;
    ReportPosition total = report_total(walk->summary);
    walk->total = walk->result.dossiers + report_position_dossiers(&total);
    ReportQuery query = {.campaign = campaign->id,
                         .position = walk->input->position};
    return source->each_dossier(source->data, &query, take_dossier, walk,
                                error);
}

static gboolean
add_list(const Walk *walk, GError **error)
{
    g_autofree char *title =
        phrases_get(walk->input->phrases, "page", "zip-list", NULL);
    g_autofree char *name = export_archive_name(title);
    ExportInput quiet = *walk->input;
    quiet.progress = NULL;
    return export_archive_begin(walk->archive, name, clock_now(), error) &&
           export_csv_rows(&quiet, export_archive_write, walk->archive, error);
}

gboolean
export_zip(const ExportInput *input, const char *path, ExportResult *result,
           GError **error)
{
    g_autoptr(ExportArchive) archive = export_archive_open(path, error);
    if (archive == NULL)
        return FALSE;
    Walk walk = {.input = input, .archive = archive};
    if (!add_list(&walk, error))
        return FALSE;
    for (gsize i = 0; i < input->config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &input->config->campaigns[i];
        if (input->campaign != NULL &&
            !g_str_equal(campaign->id, input->campaign))
            continue;
        if (!add_campaign(&walk, campaign, error))
            return FALSE;
    }
    if (!export_archive_finish(archive, error))
        return FALSE;
    if (result != NULL)
        *result = walk.result;
    return TRUE;
}
