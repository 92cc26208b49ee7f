#include "report/export_files.h"

#include "base/clock.h"
#include "report/csv.h"
#include "report/words.h"

/* What is held about one person: the files go into the archive as they are
 * met, the list of facts grows beside it (it is as long as their mails are
 * many) and is added last. */
typedef struct {
    const ExportInput *input;
    const ReportSummary *summary;
    ExportArchive *archive;
    GString *facts;
    ExportResult result;
    guint reviews;
} Walk;

static char *
phrase(const Walk *walk, const char *key, const char *value)
{
    return phrases_get(walk->input->phrases, "page", key, value);
}

static void
add_line(const Walk *walk, const char *key, gint64 instant, const char *text)
{
    g_autofree char *label = phrase(walk, key, NULL);
    g_autofree char *when = words_instant(instant, walk->summary->zone);
    g_string_append_printf(walk->facts, "  %s, %s : %s\n", label, when,
                           text != NULL ? text : "—");
}

static void
add_fact(const Walk *walk, const char *key, const char *text)
{
    if (text == NULL)
        return;
    g_autofree char *label = phrase(walk, key, NULL);
    g_string_append_printf(walk->facts, "  %s : %s\n", label, text);
}

static void
add_dossier_facts(const Walk *walk, const ReportDossier *dossier)
{
    const ConfigCampaign *campaign = walk->summary->campaign;
    g_autofree char *title = phrase(walk, "person-dossier", dossier->ref);
    g_string_append_printf(walk->facts, "\n%s\n", title);
    add_fact(walk, "csv-campaign", campaign->title);
    add_fact(walk, "csv-position", dossier->position);
    add_fact(walk, "csv-family", dossier->family_name);
    add_fact(walk, "csv-given", dossier->given_name);
    add_fact(walk, "csv-email", dossier->email);
    g_autofree char *key =
        g_strconcat("status-", report_dossier_status(dossier), NULL);
    g_autofree char *status = phrase(walk, key, NULL);
    add_fact(walk, "csv-status", status);
    g_autofree char *yes = phrase(walk, "csv-yes", NULL);
    add_fact(walk, "csv-late", dossier->late ? yes : NULL);
    for (gsize i = 0; i < dossier->n_documents; i++)
        add_line(walk, "person-document", dossier->documents[i].received_at,
                 dossier->documents[i].name);
    for (gsize i = 0; i < dossier->n_messages; i++)
        add_line(walk, "person-message", dossier->messages[i].received_at,
                 dossier->messages[i].subject);
    for (gsize i = 0; i < dossier->n_mails; i++)
        add_line(walk, "person-mail", dossier->mails[i].due_at,
                 dossier->mails[i].subject);
    for (gsize i = 0; i < dossier->n_events; i++) {
        const ReportEvent *event = &dossier->events[i];
        g_autofree char *text = report_event_text(event, walk->input->phrases);
        add_line(walk, "person-event", event->at, text);
    }
}

static gboolean
take_dossier(const ReportDossier *dossier, gpointer user, GError **error)
{
    Walk *walk = user;
    add_dossier_facts(walk, dossier);
    g_autofree char *folder = export_dossier_folder(walk->summary, dossier);
    return export_dossier_files(walk->archive, walk->input, walk->summary,
                                dossier, folder, &walk->result, error);
}

static gboolean
take_review(const ReportReview *review, gpointer user, GError **error)
{
    Walk *walk = user;
    walk->reviews++;
    add_line(walk, "person-review", review->received_at, review->subject);
    if (review->file == NULL)
        return TRUE;
    g_autofree char *folder = phrase(walk, "zip-review", NULL);
    g_autofree char *safe = export_archive_name(folder);
    g_autofree char *base =
        export_message_name(walk->input, walk->summary, review->received_at);
    g_autofree char *name = g_strdup_printf("%s/%s", safe, base);
    return export_stored_file(walk->archive, walk->input, name, review->file,
                              review->received_at, &walk->result, error);
}

/* `campaign` NULL: mails that belong to none. */
static gboolean
walk_campaign(Walk *walk, const ConfigCampaign *campaign, const char *address,
              GError **error)
{
    const ReportSource *source = walk->input->source;
    walk->summary = source->summary(source->data, campaign, 0, 0, error);
    if (walk->summary == NULL)
        return FALSE;
    ReportQuery query = {.campaign = campaign != NULL ? campaign->id : NULL,
                         .address = address};
    guint before = walk->result.dossiers + walk->reviews;
    if (campaign != NULL &&
        !source->each_dossier(source->data, &query, take_dossier, walk, error))
        return FALSE;
    if (!source->each_review(source->data, &query, take_review, walk, error))
        return FALSE;
    if (campaign == NULL || before == walk->result.dossiers + walk->reviews)
        return TRUE;
    g_autofree char *days = words_count(
        walk->input->phrases, "page", "person-days", campaign->retention_days);
    g_autofree char *retention = phrase(walk, "person-retention", days);
    g_string_append_printf(walk->facts, "  %s\n", retention);
    return TRUE;
}

static gboolean
walk_all(Walk *walk, const char *address, GError **error)
{
    g_autofree char *title = phrase(walk, "person-title", address);
    g_autofree char *intro = phrase(walk, "person-intro", NULL);
    g_string_append_printf(walk->facts, "%s\n\n%s\n", title, intro);
    for (gsize i = 0; i < walk->input->config->n_campaigns; i++) {
        if (!walk_campaign(walk, &walk->input->config->campaigns[i], address,
                           error))
            return FALSE;
    }
    if (!walk_campaign(walk, NULL, address, error))
        return FALSE;
    if (walk->result.dossiers + walk->reviews > 0)
        return TRUE;
    g_set_error(error, EXPORT_ERROR, EXPORT_ERROR_NOTHING,
                "nothing is held about %s", address);
    return FALSE;
}

gboolean
export_person(const ExportInput *input, const char *address, const char *path,
              ExportResult *result, GError **error)
{
    g_autoptr(ExportArchive) archive = export_archive_open(path, error);
    if (archive == NULL)
        return FALSE;
    g_autoptr(GString) facts = g_string_new(CSV_BYTE_ORDER_MARK);
    Walk walk = {.input = input, .archive = archive, .facts = facts};
    if (!walk_all(&walk, address, error))
        return FALSE;
    g_autofree char *title = phrase(&walk, "zip-facts", NULL);
    g_autofree char *name = export_archive_name(title);
    if (!export_archive_begin(archive, name, clock_now(), error) ||
        !export_archive_write(archive, facts->str, facts->len, error) ||
        !export_archive_finish(archive, error))
        return FALSE;
    if (result != NULL)
        *result = walk.result;
    return TRUE;
}
