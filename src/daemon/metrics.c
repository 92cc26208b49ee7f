#include "daemon/metrics.h"

#include "base/file.h"
#include "dossier/query.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "dossierd_"

static void
begin(GString *text, const char *name, const char *help)
{
    g_string_append_printf(
        text, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s gauge\n", name, help,
        name);
}

/* A label's value: backslash, quote and line feed are escaped. */
static void
add_label(GString *text, const char *name, const char *value)
{
    g_string_append_printf(text, "%s=\"", name);
    for (const char *at = value; *at; at++)
        if (*at == '\n')
            g_string_append(text, "\\n");
        else {
            if (*at == '\\' || *at == '"')
                g_string_append_c(text, '\\');
            g_string_append_c(text, *at);
        }
    g_string_append_c(text, '"');
}

static void
add_plain(GString *text, const char *name, const char *help, gint64 value)
{
    begin(text, name, help);
    g_string_append_printf(text, PREFIX "%s %" G_GINT64_FORMAT "\n", name,
                           value);
}

static void
add_labelled(GString *text, const char *name, const char *label,
             const char *word, gint64 value)
{
    g_string_append_printf(text, PREFIX "%s{", name);
    add_label(text, label, word);
    g_string_append_printf(text, "} %" G_GINT64_FORMAT "\n", value);
}

static gint64
count_of(JsonObject *counts, const char *name)
{
    return counts ? json_object_get_int_member_with_default(counts, name, 0)
                  : 0;
}

/* All the words, so that a series does not vanish at 0. */
static void
add_counts(GString *text, const char *name, const char *help, const char *label,
           JsonObject *counts, const char *const *words)
{
    begin(text, name, help);
    for (gsize i = 0; words[i]; i++)
        add_labelled(text, name, label, words[i], count_of(counts, words[i]));
}

static JsonObject *
object_in(JsonObject *status, const char *name)
{
    JsonNode *node = json_object_get_member(status, name);
    return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node)
                                                : NULL;
}

static void
add_dossiers(GString *text, JsonObject *status)
{
    static const char *const states[] = {"complete", "incomplete", "withdrawn",
                                         NULL};
    static const char *const verdicts[] = {"review", "quarantined", NULL};
    static const char *const mails[] = {"held",   "queued",  "sending", "sent",
                                        "failed", "unknown", NULL};
    add_counts(text, "dossiers", "Dossiers by state.", "status",
               object_in(status, "dossiers"), states);
    add_counts(text, "messages_waiting", "Mails that wait for a person.",
               "verdict", status, verdicts);
    add_counts(text, "outbox_mails", "Outgoing mails by state.", "state",
               object_in(status, "outbox"), mails);
}

/* ISO 8601 to seconds; 0 for none. */
static gint64
read_time(JsonObject *object, const char *name)
{
    const char *text =
        json_object_get_string_member_with_default(object, name, NULL);
    g_autoptr(GDateTime) time =
        text ? g_date_time_new_from_iso8601(text, NULL) : NULL;
    return time ? g_date_time_to_unix(time) : 0;
}

static JsonObject *
find_mailbox(JsonArray *mailboxes, const char *name)
{
    for (guint i = 0; mailboxes && i < json_array_get_length(mailboxes); i++) {
        JsonObject *mailbox = json_array_get_object_element(mailboxes, i);
        const char *found =
            json_object_get_string_member_with_default(mailbox, "name", "");
        if (strcmp(found, name) == 0)
            return mailbox;
    }
    return NULL;
}

static void
add_contacts(GString *text, JsonObject *status, const Config *config)
{
    static const char name[] = "mailbox_last_contact_timestamp_seconds";
    JsonArray *mailboxes = json_object_get_array_member(status, "mailboxes");
    begin(text, name, "When the mailbox was last reached, 0 for never.");
    for (gsize i = 0; i < config->n_mailboxes; i++) {
        const char *mailbox = config->mailboxes[i].name;
        JsonObject *row = find_mailbox(mailboxes, mailbox);
        add_labelled(text, name, "mailbox", mailbox,
                     row ? read_time(row, "last_contact") : 0);
    }
}

static void
add_faults(GString *text, const GPtrArray *faults)
{
    static const char name[] = "trouble_since_timestamp_seconds";
    add_plain(text, "health",
              "0 well, 1 somebody should look, 2 mail waits for somebody.",
              health_level(faults));
    begin(text, name, "Since when there is a trouble; no line, no trouble.");
    for (guint i = 0; i < faults->len; i++) {
        const HealthFault *fault = faults->pdata[i];
        g_string_append_printf(text, PREFIX "%s{", name);
        add_label(text, "kind", trouble_name(fault->kind));
        g_string_append_c(text, ',');
        add_label(text, "subject", fault->subject);
        g_string_append_printf(text, "} %" G_GINT64_FORMAT "\n", fault->since);
    }
}

char *
metrics_format(const char *status, const GPtrArray *faults,
               const Config *config, gint64 now)
{
    g_autoptr(JsonNode) root = json_from_string(status, NULL);
    if (!root || !JSON_NODE_HOLDS_OBJECT(root))
        return g_strdup("");
    JsonObject *object = json_node_get_object(root);
    GString *text = g_string_new(NULL);
    begin(text, "build_info", "The version that wrote this, always 1.");
    add_labelled(text, "build_info", "version", VERSION, 1);
    add_plain(text, "written_timestamp_seconds", "When this was written.", now);
    add_faults(text, faults);
    add_contacts(text, object, config);
    add_dossiers(text, object);
    add_plain(text, "bounced_addresses",
              "Addresses that nothing more is sent to.",
              count_of(object, "bounced"));
    return g_string_free(text, FALSE);
}

static gboolean
keep_json(gpointer kept_pointer, const char *json)
{
    char **kept = kept_pointer;
    g_free(*kept);
    *kept = g_strdup(json);
    return TRUE;
}

static char *
collect(const Config *config, const GPtrArray *faults, gint64 now,
        GError **error)
{
    g_autofree char *status = NULL;
    g_autoptr(Database) database =
        database_open(config->state_dir, DATABASE_READ_ONLY, error);
    g_autoptr(Query) query =
        database ? query_new(database, config->timezone, error) : NULL;
    if (!query || !query_status(query, keep_json, &status, error))
        return NULL;
    return metrics_format(status ? status : "", faults, config, now);
}

/* The collector runs as somebody else. */
static gboolean
write_public(int fd, const char *path, const char *text, GError **error)
{
    if (!file_write_all(fd, text, strlen(text), error))
        return FALSE;
    if (fchmod(fd, 0644) == 0)
        return TRUE;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                "%s: %s", path, g_strerror(errno));
    return FALSE;
}

gboolean
metrics_write(const Config *config, const GPtrArray *faults, gint64 now,
              GError **error)
{
    if (!config->metrics_file)
        return TRUE;
    g_autofree char *text = collect(config, faults, now, error);
    g_autofree char *folder = g_path_get_dirname(config->metrics_file);
    g_autofree char *temporary = NULL;
    int fd = text ? file_create_temporary(folder, &temporary, error) : -1;
    if (fd < 0)
        return FALSE;
    gboolean done = write_public(fd, temporary, text, error);
    close(fd);
    if (done && file_rename(temporary, config->metrics_file, error))
        return TRUE;
    g_unlink(temporary);
    return FALSE;
}
