/* dossierctl list, show, messages, outbox: the reading commands.
 *
 * Each runs a query over a read-only connection, beside the running daemon,
 * and shows its rows (ctl/view.h).
 */
#include "ctl/ctl.h"
#include "ctl/reading.h"

#include <string.h>
#include <sysexits.h>

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
    int code = reading_open(context, columns, n_columns, &reading);
    if (code != EX_OK)
        return code;
    QueryFilter filter = {0};
    code = parse_filter(context, reading.config, &filter);
    if (code != EX_OK)
        return code;
    g_autoptr(GError) error = NULL;
    if (!run(reading.query, &filter, reading_show, reading.view, &error))
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
        {"id", "id"},
        {"kind", "kind"},
        {"to", "to"},
        {"state", "state"},
        {"waits", "waits"},
        {"due", "due_at"},
        {"attempts", "attempts"},
        {"subject", "subject"},
        {"error", "error"},
    };
    return list_rows(context, query_outbox, columns, G_N_ELEMENTS(columns));
}

int
ctl_outbox(const CtlContext *context)
{
    static const char *const verbs[] = {"release", "retry", "cancel", "resume",
                                        NULL};
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
    int code = reading_open(context, columns, G_N_ELEMENTS(columns), &reading);
    if (code != EX_OK)
        return code;
    gboolean found = FALSE;
    g_autoptr(GError) error = NULL;
    if (!query_dossier(reading.query, ref, reading_show, reading.view, &found,
                       &error))
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    if (!found)
        return ctl_fail(EX_NOINPUT, "no dossier %s; see dossierctl list", ref);
    view_print(reading.view, TRUE);
    return EX_OK;
}
