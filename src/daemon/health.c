#include "daemon/health.h"

#include "dossier/deadline.h"
#include "dossier/setting.h"

#include <string.h>

#define PHRASES "health"
#define PREFIX "trouble:"
#define SUFFIX ":since"

static void
fault_free(gpointer data)
{
    HealthFault *fault = data;
    g_free(fault->subject);
    g_free(fault);
}

static gboolean
find_kind(const char *name, gsize length, TroubleKind *kind)
{
    for (gint i = 0; i < N_TROUBLE_KINDS; i++) {
        const char *known = trouble_name((TroubleKind)i);
        if (strlen(known) == length && strncmp(known, name, length) == 0) {
            *kind = (TroubleKind)i;
            return TRUE;
        }
    }
    return FALSE;
}

/* What is out of the configuration is nobody's trouble any more. */
static gboolean
is_configured(const Config *config, const char *subject)
{
    if (*subject == '\0' || config_find_mailbox(config, subject) ||
        strstr(config->smtp.url, subject))
        return TRUE;
    for (gsize i = 0; i < config->n_mailboxes; i++)
        if (strstr(config->mailboxes[i].url, subject))
            return TRUE;
    return FALSE;
}

static HealthLevel
level_of(TroubleKind kind, gint64 since, gint64 now)
{
    const TroubleState state = {kind, TRUE, since, 0};
    if (kind == TROUBLE_SILENT || kind == TROUBLE_EXPIRY ||
        trouble_step(&state, now) == TROUBLE_NOTHING)
        return HEALTH_WARNING;
    return HEALTH_CRITICAL;
}

typedef struct {
    const Config *config;
    GPtrArray *faults;
    gint64 now;
} Reader;

/* "trouble:reach:artaud:since"; a server's subject holds a colon itself. */
static void
take_setting(gpointer reader_pointer, const char *name, gint64 since)
{
    const Reader *reader = reader_pointer;
    const char *kind_name = name + strlen(PREFIX);
    const char *colon = strchr(kind_name, ':');
    TroubleKind kind;
    if (!colon || since == 0 || !g_str_has_suffix(colon, SUFFIX) ||
        !find_kind(kind_name, (gsize)(colon - kind_name), &kind))
        return;
    g_autofree char *subject =
        g_strndup(colon + 1, strlen(colon + 1) - strlen(SUFFIX));
    if (!is_configured(reader->config, subject))
        return;
    HealthFault *fault = g_new0(HealthFault, 1);
    fault->kind = kind;
    fault->subject = g_steal_pointer(&subject);
    fault->since = since;
    fault->level = level_of(kind, since, reader->now);
    g_ptr_array_add(reader->faults, fault);
}

static gint
compare_faults(gconstpointer a, gconstpointer b)
{
    const HealthFault *left = *(const HealthFault *const *)a;
    const HealthFault *right = *(const HealthFault *const *)b;
    return (left->since > right->since) - (left->since < right->since);
}

GPtrArray *
health_read(const Config *config, Database *database, gint64 now,
            GError **error)
{
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(fault_free);
    Reader reader = {config, faults, now};
    if (!setting_list(database, PREFIX, take_setting, &reader, error))
        return NULL;
    g_ptr_array_sort(faults, compare_faults);
    return g_steal_pointer(&faults);
}

HealthLevel
health_level(const GPtrArray *faults)
{
    HealthLevel worst = HEALTH_OK;
    for (guint i = 0; i < faults->len; i++)
        worst = MAX(worst, ((const HealthFault *)faults->pdata[i])->level);
    return worst;
}

const char *
health_level_name(HealthLevel level)
{
    static const char *const names[] = {"ok", "warning", "critical", "unknown"};
    return names[level];
}

char *
health_line(const GPtrArray *faults, const Config *config,
            const Phrases *phrases)
{
    if (faults->len == 0) {
        g_autofree char *n = g_strdup_printf("%zu", config->n_mailboxes);
        return phrases_get(phrases, PHRASES,
                           config->n_mailboxes == 1 ? "calm-1" : "calm-n", n);
    }
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    GString *line = g_string_new(NULL);
    for (guint i = 0; i < faults->len; i++) {
        const HealthFault *fault = faults->pdata[i];
        g_autofree char *key =
            g_strconcat(trouble_name(fault->kind), "-subject", NULL);
        g_autofree char *what =
            phrases_get(phrases, "trouble", key, fault->subject);
        g_autofree char *when = deadline_format(fault->since, zone, phrases);
        g_autofree char *since = phrases_get(phrases, PHRASES, "since", when);
        g_string_append_printf(line, "%s%s %s", i > 0 ? " ; " : "", what,
                               since);
    }
    return g_string_free(line, FALSE);
}

char *
health_note(const GPtrArray *faults, const Config *config)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    GString *note = g_string_new(NULL);
    for (guint i = 0; i < faults->len; i++) {
        const HealthFault *fault = faults->pdata[i];
        g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(fault->since);
        g_autoptr(GDateTime) civil =
            utc ? g_date_time_to_timezone(utc, zone) : NULL;
        g_autofree char *since =
            civil ? g_date_time_format(civil, "%F %H:%M") : NULL;
        g_string_append_printf(note, "%s%s%s%s since %s", i > 0 ? "; " : "",
                               trouble_name(fault->kind),
                               *fault->subject ? " " : "", fault->subject,
                               since ? since : "?");
    }
    return g_string_free(note, FALSE);
}
