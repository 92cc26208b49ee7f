/* dossierctl list, show, messages, outbox, status: the reading commands.
 *
 * Each runs a query over a read-only connection, beside the running daemon,
 * and shows its rows (ctl/view.h).
 */
#include "ctl/ctl.h"
#include "ctl/view.h"
#include "dossier/instance.h"
#include "dossier/query.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

/* What a reading command works with. */
typedef struct {
    Config *config;
    Phrases *phrases;
    Database *database;
    Query *query;
    View *view;
} Reading;

static void
reading_clear(Reading *reading)
{
    g_clear_pointer(&reading->view, view_free);
    g_clear_pointer(&reading->query, query_free);
    g_clear_pointer(&reading->database, database_close);
    g_clear_pointer(&reading->phrases, phrases_free);
    g_clear_pointer(&reading->config, config_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static gboolean
open_index(Reading *reading, GError **error)
{
    const Config *config = reading->config;
    g_autofree char *texts = config_texts_folder(config, error);
    reading->phrases = texts ? phrases_load(texts, error) : NULL;
    if (!reading->phrases || !instance_check_folder(config->state_dir, error))
        return FALSE;
    reading->database =
        database_open(config->state_dir, DATABASE_READ_ONLY, error);
    if (!reading->database)
        return FALSE;
    reading->query = query_new(reading->database, config->timezone, error);
    return reading->query != NULL;
}

/* EX_OK, or the exit code after saying why. */
static int
open_reading(const CtlContext *context, const ViewColumn *columns,
             gsize n_columns, Reading *reading)
{
    reading->config = ctl_load_config(context);
    if (!reading->config)
        return EX_CONFIG;
    g_autoptr(GError) error = NULL;
    if (!open_index(reading, &error))
        return ctl_fail(EX_NOINPUT, "%s (has dossierd run yet?)",
                        error->message);
    reading->view =
        view_new(reading->phrases, columns, n_columns, context->json);
    return EX_OK;
}

static gboolean
show_row(gpointer view, const char *json)
{
    view_add(view, json);
    return TRUE;
}

/* "2026-05-04", the start of that day in the configured time zone, or a full
 * ISO 8601 time. */
static gboolean
parse_since(const char *text, const Config *config, gint64 *since)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    g_autofree char *full = strchr(text, 'T')
                                ? g_strdup(text)
                                : g_strdup_printf("%sT00:00:00", text);
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(full, zone);
    if (time)
        *since = g_date_time_to_unix(time);
    return time != NULL;
}

static const char **
find_filter(QueryFilter *filter, const char *name)
{
    if (strcmp(name, "--campaign") == 0)
        return &filter->campaign;
    if (strcmp(name, "--position") == 0)
        return &filter->position;
    if (strcmp(name, "--status") == 0)
        return &filter->status;
    return NULL;
}

static int
parse_filter(const CtlContext *context, const Config *config,
             QueryFilter *filter)
{
    const char *const *words = context->arguments;
    for (gsize i = 0; words[i]; i++) {
        const char **target = find_filter(filter, words[i]);
        gboolean since = strcmp(words[i], "--since") == 0;
        if (!target && !since)
            return ctl_fail(EX_USAGE,
                            "unknown word %s; the filters are --campaign ID, "
                            "--position ID, --status STATE, --since DATE",
                            words[i]);
        if (!words[++i])
            return ctl_fail(EX_USAGE, "%s needs a value", words[i - 1]);
        if (target)
            *target = words[i];
        else if (!parse_since(words[i], config, &filter->since))
            return ctl_fail(EX_USAGE, "not a date: %s; write 2026-05-04",
                            words[i]);
    }
    return EX_OK;
}

typedef gboolean (*ListQuery)(Query *query, const QueryFilter *filter,
                              QueryRow row, gpointer data, GError **error);

static int
list_rows(const CtlContext *context, ListQuery run, const ViewColumn *columns,
          gsize n_columns)
{
    g_auto(Reading) reading = {0};
    int code = open_reading(context, columns, n_columns, &reading);
    if (code != EX_OK)
        return code;
    QueryFilter filter = {0};
    code = parse_filter(context, reading.config, &filter);
    if (code != EX_OK)
        return code;
    g_autoptr(GError) error = NULL;
    if (!run(reading.query, &filter, show_row, reading.view, &error))
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    view_print(reading.view, FALSE);
    return EX_OK;
}

int
ctl_list(const CtlContext *context)
{
    static const ViewColumn columns[] = {
        {"ref", "ref"},
        {"position", "position"},
        {"candidate", "candidate.family_name+candidate.given_name"},
        {"status", "status"},
        {"received", "received_at"},
        {"missing", "missing"},
    };
    return list_rows(context, query_dossiers, columns, G_N_ELEMENTS(columns));
}

int
ctl_messages(const CtlContext *context)
{
    static const ViewColumn columns[] = {
        {"message", "id"},      {"received", "received_at"},
        {"verdict", "verdict"}, {"from", "from"},
        {"subject", "subject"}, {"position", "positions"},
        {"ref", "refs"},
    };
    return list_rows(context, query_messages, columns, G_N_ELEMENTS(columns));
}

static int
list_outbox(const CtlContext *context)
{
    static const ViewColumn columns[] = {
        {"id", "id"},           {"kind", "kind"},   {"to", "to"},
        {"state", "state"},     {"due", "due_at"},  {"attempts", "attempts"},
        {"subject", "subject"}, {"error", "error"},
    };
    return list_rows(context, query_outbox, columns, G_N_ELEMENTS(columns));
}

int
ctl_outbox(const CtlContext *context)
{
    static const char *const verbs[] = {"release", "retry", "cancel", NULL};
    const char *verb = context->arguments[0];
    if (!verb || !g_strv_contains(verbs, verb))
        return list_outbox(context);
    return ctl_change_named(context, "outbox");
}

int
ctl_show(const CtlContext *context)
{
    static const ViewColumn columns[] = {
        {"ref", "ref"},
        {"campaign", "campaign"},
        {"position", "position"},
        {"candidate", "candidate.family_name+candidate.given_name"},
        {"email", "candidate.email"},
        {"status", "status"},
        {"late", "late"},
        {"received", "received_at"},
        {"documents", "documents.kind"},
        {"missing", "missing"},
        {"files", "documents.file"},
        {"mails", "messages.file"},
        {"answers", "mails.kind+mails.state"},
    };
    const char *ref = context->arguments[0];
    if (!ref || context->arguments[1])
        return ctl_fail(EX_USAGE, "show which dossier? give its reference");
    g_auto(Reading) reading = {0};
    int code = open_reading(context, columns, G_N_ELEMENTS(columns), &reading);
    if (code != EX_OK)
        return code;
    gboolean found = FALSE;
    g_autoptr(GError) error = NULL;
    if (!query_dossier(reading.query, ref, show_row, reading.view, &found,
                       &error))
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    if (!found)
        return ctl_fail(EX_NOINPUT, "no dossier %s; see dossierctl list", ref);
    view_print(reading.view, TRUE);
    return EX_OK;
}

static void
print_mailboxes(const Phrases *phrases, JsonNode *status)
{
    static const ViewColumn columns[] = {
        {"mailbox", "name"},
        {"last-contact", "last_contact"},
        {"uidvalidity", "uidvalidity"},
        {"last-uid", "last_uid"},
        {"trouble", "trouble"},
    };
    g_autoptr(View) view =
        view_new(phrases, columns, G_N_ELEMENTS(columns), FALSE);
    JsonArray *mailboxes =
        json_object_get_array_member(json_node_get_object(status), "mailboxes");
    for (guint i = 0; i < json_array_get_length(mailboxes); i++) {
        g_autofree char *row =
            json_to_string(json_array_get_element(mailboxes, i), FALSE);
        view_add(view, row);
    }
    view_print(view, FALSE);
    putchar('\n');
}

static void
print_counts(const Phrases *phrases, const char *json)
{
    static const ViewColumn columns[] = {
        {"complete", "dossiers.complete"},
        {"incomplete", "dossiers.incomplete"},
        {"withdrawn", "dossiers.withdrawn"},
        {"review", "review"},
        {"quarantined", "quarantined"},
        {"queued", "outbox.queued"},
        {"held", "outbox.held"},
        {"sent", "outbox.sent"},
        {"failed", "outbox.failed"},
        {"unknown", "outbox.unknown"},
        {"next-due", "next_due"},
    };
    g_autoptr(View) view =
        view_new(phrases, columns, G_N_ELEMENTS(columns), FALSE);
    view_add(view, json);
    view_print(view, TRUE);
}

/* For people: a row a mailbox, and the counts below. */
static gboolean
print_status(gpointer phrases, const char *json)
{
    g_autoptr(JsonNode) status = json_from_string(json, NULL);
    if (status && JSON_NODE_HOLDS_OBJECT(status))
        print_mailboxes(phrases, status);
    print_counts(phrases, json);
    return TRUE;
}

int
ctl_status(const CtlContext *context)
{
    if (context->arguments[0])
        return ctl_fail(EX_USAGE, "status takes no words");
    g_auto(Reading) reading = {0};
    int code = open_reading(context, NULL, 0, &reading);
    if (code != EX_OK)
        return code;
    g_autoptr(GError) error = NULL;
    gboolean good = query_status(
        reading.query, context->json ? show_row : print_status,
        context->json ? (gpointer)reading.view : (gpointer)reading.phrases,
        &error);
    return good ? EX_OK : ctl_fail(EX_SOFTWARE, "%s", error->message);
}
