#include "report/digest_content.h"

#include "report/export.h"

/* A spreadsheet that a mail can carry. */
#define MAX_CSV_ROWS 20000
#define MAX_CSV_BYTES (5 * 1024 * 1024)

/* One position's part of a summary. */
typedef struct {
    ReportSummary summary;
    GArray *arrivals;
} View;

static void
narrow_view(View *view, const DigestInput *input, const ReportSummary *whole)
{
    view->summary = *whole;
    view->arrivals = g_array_new(FALSE, FALSE, sizeof(ReportArrivals));
    if (input->position == NULL)
        return;
    ReportSummary *summary = &view->summary;
    summary->n_positions = 0;
    for (gsize i = 0; i < whole->n_positions; i++) {
        if (!g_str_equal(whole->positions[i].id, input->position->id))
            continue;
        summary->positions = &whole->positions[i];
        summary->n_positions = 1;
        for (gsize a = 0; a < whole->n_arrivals; a++) {
            ReportArrivals one = whole->arrivals[a];
            if (one.position != i)
                continue;
            one.position = 0;
            g_array_append_val(view->arrivals, one);
        }
    }
    summary->arrivals = (const ReportArrivals *)(gpointer)view->arrivals->data;
    summary->n_arrivals = view->arrivals->len;
}

/* Nothing came in and nothing went wrong; for a school, nothing new. */
static gboolean
nothing_happened(const DigestInput *input, const ReportSummary *summary)
{
    ReportPosition total = report_total(summary);
    if (total.fresh > 0)
        return FALSE;
    return input->position != NULL ||
           summary->fresh_messages + summary->fresh_troubles == 0;
}

/* "Bilan hebdomadaire du 11/05/2026 au 18/05/2026 – …" */
static char *
make_subject(const DigestContent *content)
{
    g_autofree char *week = digest_week(content);
    return g_strdup_printf("%s – %s", week, digest_topic(content));
}

static gboolean
attach_csv(Digest *digest, const DigestInput *input, GError **error)
{
    ExportInput export = {
        .config = input->config,
        .phrases = input->phrases,
        .source = input->source,
        .campaign = input->campaign->id,
        .position = input->position != NULL ? input->position->id : NULL,
    };
    g_autoptr(GError) cause = NULL;
    digest->csv = export_csv_bytes(&export, MAX_CSV_BYTES, &cause);
    if (digest->csv != NULL ||
        g_error_matches(cause, EXPORT_ERROR, EXPORT_ERROR_TOO_LARGE))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

static gboolean
write_mail(Digest *digest, DigestContent *content, GError **error)
{
    if (content->chart != NULL) {
        digest->png = chart_png(content->chart, error);
        if (digest->png == NULL)
            return FALSE;
    }
    content->has_csv = digest->csv != NULL;
    if (!digest_content_build(content, error))
        return FALSE;
    digest->subject = make_subject(content);
    digest->text = digest_text(content);
    digest->html = digest_html(content, digest->subject);
    digest->csv_name =
        g_strdup_printf("candidatures-%s.csv", content->input->campaign->id);
    return TRUE;
}

static const ReportSummary *
ask_summary(const DigestInput *input, GError **error)
{
    const ReportSource *source = input->source;
    return source->summary(source->data, input->campaign, input->since,
                           input->until, error);
}

static gboolean
fill_digest(Digest *digest, const DigestInput *input, GError **error)
{
    const ReportSummary *whole = ask_summary(input, error);
    if (whole == NULL)
        return FALSE;
    ReportPosition total = report_total(whole);
    if (report_position_dossiers(&total) <= MAX_CSV_ROWS) {
        if (!attach_csv(digest, input, error))
            return FALSE;
        /* The export asked for summaries of its own: this one is used up. */
        whole = ask_summary(input, error);
        if (whole == NULL)
            return FALSE;
    }
    View view;
    narrow_view(&view, input, whole);
    DigestContent content = {.input = input, .summary = &view.summary};
    content.chart = chart_new(&view.summary, input->phrases);
    digest->is_empty = nothing_happened(input, &view.summary);
    gboolean done = write_mail(digest, &content, error);
    chart_free(content.chart);
    g_clear_pointer(&content.blocks, g_ptr_array_unref);
    g_array_unref(view.arrivals);
    return done;
}

Digest *
digest_build(const DigestInput *input, GError **error)
{
    g_autoptr(Digest) digest = g_new0(Digest, 1);
    if (!fill_digest(digest, input, error))
        return NULL;
    return g_steal_pointer(&digest);
}

void
digest_free(Digest *digest)
{
    if (digest == NULL)
        return;
    g_free(digest->subject);
    g_free(digest->text);
    g_free(digest->html);
    g_clear_pointer(&digest->png, g_bytes_unref);
    g_clear_pointer(&digest->csv, g_bytes_unref);
    g_free(digest->csv_name);
    g_free(digest);
}
