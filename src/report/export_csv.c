#include "report/export.h"

#include "base/file.h"
#include "report/csv.h"
#include "report/words.h"

#include <glib/gstdio.h>
#include <unistd.h>

G_DEFINE_QUARK(export - error - quark, export_error)

#define FLUSH_BYTES (64 * 1024)

static const char *const columns[] = {
    "csv-campaign", "csv-position", "csv-position-title", "csv-reference",
    "csv-family",   "csv-given",    "csv-email",          "csv-status",
    "csv-late",     "csv-received", "csv-documents",      "csv-missing",
    "csv-check",
};

typedef struct {
    const ExportInput *input;
    const ReportSummary *summary;
    GString *buffer;
    ExportSink sink;
    gpointer data;
    guint done, total;
} Writer;

static gboolean
flush(Writer *writer, gsize above, GError **error)
{
    GString *buffer = writer->buffer;
    if (buffer->len <= above)
        return TRUE;
    if (!writer->sink(writer->data, buffer->str, buffer->len, error))
        return FALSE;
    g_string_truncate(buffer, 0);
    return TRUE;
}

static void
append_phrase(const Writer *writer, const char *key)
{
    g_autofree char *text =
        phrases_get(writer->input->phrases, "page", key, NULL);
    csv_append(writer->buffer, text);
}

/* "19/05/2026 23:59", which a French spreadsheet takes for a date. */
static void
append_instant(const Writer *writer, gint64 instant)
{
    g_autofree char *iso = words_iso(instant, writer->summary->zone);
    g_autofree char *day = words_day(instant, writer->summary->zone);
    g_autofree char *text = g_strdup_printf("%s %.5s", day, iso + 11);
    csv_append(writer->buffer, text);
}

/* The titles of pieces that are there, or of those among them to check. */
static void
append_documents(const Writer *writer, const ReportDossier *dossier,
                 gboolean to_check)
{
    g_autoptr(GString) titles = g_string_new(NULL);
    for (gsize i = 0; i < dossier->n_documents; i++) {
        const ReportDocument *document = &dossier->documents[i];
        if (!document->accepted || (to_check && !document->to_check))
            continue;
        g_autofree char *title =
            report_document_titles(writer->summary->campaign, document->kinds);
        if (*title == '\0')
            continue;
        g_string_append(titles, titles->len > 0 ? ", " : "");
        g_string_append(titles, title);
    }
    csv_append(writer->buffer, titles->str);
}

static gboolean
take_dossier(const ReportDossier *dossier, gpointer user, GError **error)
{
    Writer *writer = user;
    const ConfigCampaign *campaign = writer->summary->campaign;
    const ConfigPosition *position =
        config_find_position(campaign, dossier->position);
    GString *row = writer->buffer;
    csv_append(row, campaign->title);
    csv_append(row, dossier->position);
    csv_append(row, position != NULL ? position->title : NULL);
    csv_append(row, dossier->ref);
    csv_append(row, dossier->family_name);
    csv_append(row, dossier->given_name);
    csv_append(row, dossier->email);
    g_autofree char *status =
        g_strconcat("status-", report_dossier_status(dossier), NULL);
    append_phrase(writer, status);
    append_phrase(writer, dossier->late ? "csv-yes" : "csv-no");
    append_instant(writer, dossier->received_at);
    append_documents(writer, dossier, FALSE);
    g_autofree char *missing =
        report_document_titles(campaign, dossier->missing);
    csv_append(row, missing);
    append_documents(writer, dossier, TRUE);
    csv_end_row(row);
    writer->done++;
    if (writer->input->progress != NULL)
        writer->input->progress(writer->input->progress_data, writer->done,
                                writer->total);
    return flush(writer, FLUSH_BYTES, error);
}

static gboolean
write_campaign(Writer *writer, const ConfigCampaign *campaign, GError **error)
{
    const ReportSource *source = writer->input->source;
    writer->summary = source->summary(source->data, campaign, 0, 0, error);
    if (writer->summary == NULL)
        return FALSE;
    ReportPosition total = report_total(writer->summary);
    writer->total = writer->done + report_position_dossiers(&total);
    ReportQuery query = {.campaign = campaign->id,
                         .position = writer->input->position};
    return source->each_dossier(source->data, &query, take_dossier, writer,
                                error);
}

gboolean
export_csv_rows(const ExportInput *input, ExportSink sink, gpointer data,
                GError **error)
{
    g_autoptr(GString) buffer = g_string_new(CSV_BYTE_ORDER_MARK);
    Writer writer = {
        .input = input, .buffer = buffer, .sink = sink, .data = data};
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++)
        append_phrase(&writer, columns[i]);
    csv_end_row(buffer);
    for (gsize i = 0; i < input->config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &input->config->campaigns[i];
        if (input->campaign != NULL &&
            !g_str_equal(campaign->id, input->campaign))
            continue;
        if (!write_campaign(&writer, campaign, error))
            return FALSE;
    }
    return flush(&writer, 0, error);
}

static gboolean
write_to_file(gpointer data, const char *bytes, gsize length, GError **error)
{
    const int *fd = data;
    return file_write_all(*fd, bytes, length, error);
}

gboolean
export_csv(const ExportInput *input, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = NULL;
    int fd = file_create_temporary(folder, &temporary, error);
    if (fd < 0)
        return FALSE;
    gboolean done = export_csv_rows(input, write_to_file, &fd, error) &&
                    file_sync(fd, temporary, error);
    close(fd);
    if (done && file_rename(temporary, path, error))
        return TRUE;
    g_unlink(temporary);
    return FALSE;
}

typedef struct {
    GByteArray *bytes;
    gsize max;
} Memory;

static gboolean
write_to_memory(gpointer data, const char *bytes, gsize length, GError **error)
{
    Memory *memory = data;
    if (memory->bytes->len + length > memory->max) {
        g_set_error(error, EXPORT_ERROR, EXPORT_ERROR_TOO_LARGE,
                    "the spreadsheet is larger than %" G_GSIZE_FORMAT " bytes",
                    memory->max);
        return FALSE;
    }
    g_byte_array_append(memory->bytes, (const guint8 *)bytes, (guint)length);
    return TRUE;
}

GBytes *
export_csv_bytes(const ExportInput *input, gsize max_bytes, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    Memory memory = {bytes, max_bytes};
    if (!export_csv_rows(input, write_to_memory, &memory, error))
        return NULL;
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}
