#include "report/export_files.h"

#include "report/words.h"

#include <string.h>

gboolean
export_stored_file(ExportArchive *archive, const ExportInput *input,
                   const char *name, const char *file, gint64 changed_at,
                   ExportResult *result, GError **error)
{
    g_autofree char *path =
        g_build_filename(input->config->state_dir, file, NULL);
    g_autoptr(GError) cause = NULL;
    if (export_archive_add_file(archive, name, path, changed_at, &cause)) {
        result->files++;
        return TRUE;
    }
    if (cause->domain != G_FILE_ERROR) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    result->missing++;
    return TRUE;
}

char *
export_dossier_folder(const ReportSummary *summary,
                      const ReportDossier *dossier)
{
    const ConfigPosition *position =
        config_find_position(summary->campaign, dossier->position);
    g_autofree char *place =
        position != NULL
            ? g_strdup_printf("%s %s", position->id, position->title)
            : g_strdup(dossier->position);
    g_autofree char *name = report_dossier_name(dossier);
    g_autofree char *who = g_strdup_printf("%.60s (%s)", name, dossier->ref);
    g_autofree char *valid = g_utf8_make_valid(who, -1);
    g_autofree char *place_safe = export_archive_name(place);
    g_autofree char *who_safe = export_archive_name(valid);
    return g_strdup_printf("%s/%s/%s/", summary->campaign->id, place_safe,
                           who_safe);
}

char *
export_message_name(const ExportInput *input, const ReportSummary *summary,
                    gint64 received_at)
{
    g_autofree char *iso = words_iso(received_at, summary->zone);
    g_autofree char *when =
        g_strdup_printf("%.10s %.2s h %.2s", iso, iso + 11, iso + 14);
    g_autofree char *title =
        phrases_get(input->phrases, "page", "zip-message", when);
    g_autofree char *safe = export_archive_name(title);
    return g_strconcat(safe, ".eml", NULL);
}

static char *
document_name(const ExportInput *input, const ReportSummary *summary,
              const ReportDocument *document)
{
    g_autofree char *titles =
        report_document_titles(summary->campaign, document->kinds);
    g_autofree char *other =
        phrases_get(input->phrases, "page", "zip-other", NULL);
    g_autofree char *safe =
        export_archive_name(*titles != '\0' ? titles : other);
    /* The extension the store chose, not the sender's. */
    const char *dot = strrchr(document->file, '.');
    gboolean usable = dot != NULL && strchr(dot, '/') == NULL;
    return g_strconcat(safe, usable ? dot : "", NULL);
}

gboolean
export_dossier_files(ExportArchive *archive, const ExportInput *input,
                     const ReportSummary *summary, const ReportDossier *dossier,
                     const char *folder, ExportResult *result, GError **error)
{
    for (gsize i = 0; i < dossier->n_documents; i++) {
        const ReportDocument *document = &dossier->documents[i];
        if (document->file == NULL)
            continue;
        g_autofree char *base = document_name(input, summary, document);
        g_autofree char *name = g_strconcat(folder, base, NULL);
        if (!export_stored_file(archive, input, name, document->file,
                                document->received_at, result, error))
            return FALSE;
    }
    for (gsize i = 0; i < dossier->n_messages; i++) {
        const ReportMessage *message = &dossier->messages[i];
        if (message->file == NULL)
            continue;
        g_autofree char *base =
            export_message_name(input, summary, message->received_at);
        g_autofree char *name = g_strconcat(folder, base, NULL);
        if (!export_stored_file(archive, input, name, message->file,
                                message->received_at, result, error))
            return FALSE;
    }
    result->dossiers++;
    return TRUE;
}
