/* Two weeks before dossiers have been kept as long as their campaign says, the
 * referent is told, who may have a reason to keep some. */
#include "outbox/notice_private.h"

#include "dossier/deadline.h"
#include "dossier/setting.h"

#define PHRASES "notice"
#define FILE_NAME "retention.txt"
#define DAY_SECONDS (24 * 3600)
#define LEAD_DAYS 14
/* One mail tells what comes due within so many times the lead: dossiers arrive
 * one by one, and one mail each would be read by nobody. */
#define SPAN_LEADS 3

static const char *const fields[] = {"campaign",
                                     "dossiers[]",
                                     "dossiers[].name",
                                     "dossiers[].ref",
                                     "dossiers[].day",
                                     "more",
                                     "asides",
                                     "asides_alone",
                                     "first_day",
                                     "office",
                                     NULL};

struct RetentionTexts {
    const Config *config;
    const Phrases *phrases;
    GTimeZone *zone;
    Template *template;
};

RetentionTexts *
retention_texts_load(const Config *config, const Phrases *phrases,
                     const char *texts_folder, GError **error)
{
    g_autofree char *path =
        g_build_filename(texts_folder, "templates", FILE_NAME, NULL);
    g_autoptr(RetentionTexts) texts = g_new0(RetentionTexts, 1);
    texts->config = config;
    texts->phrases = phrases;
    texts->zone = g_time_zone_new_identifier(config->timezone);
    if (texts->zone == NULL)
        texts->zone = g_time_zone_new_utc();
    texts->template = template_load(path, fields, error);
    return texts->template != NULL ? g_steal_pointer(&texts) : NULL;
}

void
retention_texts_free(RetentionTexts *texts)
{
    if (texts == NULL)
        return;
    template_free(texts->template);
    g_time_zone_unref(texts->zone);
    g_free(texts);
}

void
retention_entry_free(RetentionEntry *entry)
{
    if (entry == NULL)
        return;
    g_free(entry->ref);
    g_free(entry->name);
    g_free(entry);
}

void
retention_state_clear(RetentionState *state)
{
    g_clear_pointer(&state->entries, g_ptr_array_unref);
}

static void
set_owned(TemplateData *data, const char *name, char *value)
{
    template_data_set(data, name, value);
    g_free(value);
}

/* NULL for none. */
static char *
count_phrase(const RetentionTexts *texts, const char *what, guint number)
{
    if (number == 0)
        return NULL;
    g_autofree char *key = g_strconcat(what, number == 1 ? "-1" : "-n", NULL);
    g_autofree char *digits = g_strdup_printf("%u", number);
    return phrases_get(texts->phrases, PHRASES, key, digits);
}

/* The day from which a purge takes it. */
static char *
last_day(const RetentionTexts *texts, const RetentionState *state,
         gint64 last_contact)
{
    gint64 kept = (gint64)state->campaign->retention_days * DAY_SECONDS;
    return deadline_format_day(last_contact + kept, texts->zone,
                               texts->phrases);
}

void
retention_compose(const RetentionTexts *texts, const RetentionState *state,
                  char **subject, char **body)
{
    const ConfigSmtp *smtp = &texts->config->smtp;
    gboolean has_name = smtp->from_name != NULL && *smtp->from_name != '\0';
    g_autoptr(TemplateData) data = template_data_new();
    template_data_set(data, "campaign", state->campaign->title);
    template_data_set(data, "office", has_name ? smtp->from_name : smtp->from);
    for (guint i = 0; i < state->entries->len; i++) {
        const RetentionEntry *entry = g_ptr_array_index(state->entries, i);
        TemplateData *item = template_data_add(data, "dossiers");
        template_data_set(item, "name", entry->name);
        template_data_set(item, "ref", entry->ref);
        set_owned(item, "day", last_day(texts, state, entry->last_contact));
    }
    set_owned(
        data, "more",
        count_phrase(texts, "more", state->dossiers - state->entries->len));
    set_owned(data, "asides", count_phrase(texts, "asides", state->asides));
    set_owned(data, "asides_alone",
              count_phrase(texts, "asides-alone", state->asides));
    set_owned(data, "first_day", last_day(texts, state, state->first_contact));
    template_render(texts->template, data, subject, body);
}

static void
take_entry(DatabaseRows *rows, gpointer entries)
{
    RetentionEntry *entry = g_new0(RetentionEntry, 1);
    entry->ref = database_column_text(rows, 0);
    entry->name = database_column_text(rows, 1);
    entry->last_contact = sqlite3_column_int64(rows, 2);
    g_ptr_array_add(entries, entry);
}

typedef struct {
    guint number;
    gint64 first;
} Count;

static void
take_count(DatabaseRows *rows, gpointer user)
{
    Count *count = user;
    count->number = (guint)sqlite3_column_int64(rows, 0);
    count->first = sqlite3_column_int64(rows, 1);
}

static gboolean
count(Database *database, DatabaseSql sql, const char *campaign, gint64 after,
      gint64 until, Count *found, GError **error)
{
    return DATABASE_EACH(database, sql, error, take_count, found,
                         SQL_T(campaign), SQL_I(after), SQL_I(until));
}

/* What has its last contact in (after, until]. */
static gboolean
read_state(Database *database, gint64 after, gint64 until,
           RetentionState *state, GError **error)
{
    const char *campaign = state->campaign->id;
    Count dossiers = {0}, asides = {0};
    state->entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)retention_entry_free);
    if (!count(database, SQL_RETENTION_COUNT, campaign, after, until, &dossiers,
               error) ||
        !count(database, SQL_RETENTION_ASIDES, campaign, after, until, &asides,
               error) ||
        !DATABASE_EACH(database, SQL_RETENTION_LIST, error, take_entry,
                       state->entries, SQL_T(campaign), SQL_I(after),
                       SQL_I(until), SQL_I(NOTICE_MAX_NAMES)))
        return FALSE;
    state->dossiers = dossiers.number;
    state->asides = asides.number;
    state->first_contact =
        dossiers.number == 0 || (asides.number && asides.first < dossiers.first)
            ? asides.first
            : dossiers.first;
    return TRUE;
}

static gboolean
queue(Notices *notices, const RetentionState *state, gint64 until,
      GError **error)
{
    const ConfigCampaign *campaign = state->campaign;
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    g_autofree char *key =
        g_strdup_printf("retention:%s:%" G_GINT64_FORMAT, campaign->id, until);
    retention_compose(notices->retention, state, &subject, &body);
    OutboxMail mail = {.kind = "alert",
                       .event = key,
                       .campaign = campaign,
                       .recipient = campaign->referent.address,
                       .subject = subject,
                       .body = body};
    return outbox_queue_mail(notices->outbox, &mail, error);
}

/* Within a transaction. `name` is the setting that holds up to which last
 * contact dossiers were announced. */
static gboolean
announce(Notices *notices, const ConfigCampaign *campaign, const char *name,
         gint64 now, GError **error)
{
    gint64 kept = (gint64)campaign->retention_days * DAY_SECONDS;
    gint64 lead = MIN(LEAD_DAYS * DAY_SECONDS, kept / 2);
    gint64 announced = 0;
    g_auto(RetentionState) due = {.campaign = campaign};
    g_auto(RetentionState) all = {.campaign = campaign};
    if (!setting_get(notices->database, name, &announced, error) ||
        !read_state(notices->database, announced, now + lead - kept, &due,
                    error))
        return FALSE;
    if (due.dossiers + due.asides == 0)
        return TRUE;
    gint64 until = MIN(now + SPAN_LEADS * lead - kept, now);
    return read_state(notices->database, announced, until, &all, error) &&
           queue(notices, &all, until, error) &&
           setting_set(notices->database, name, until, error);
}

gboolean
notices_announce_purge(Notices *notices, const ConfigCampaign *campaign,
                       gint64 now, GError **error)
{
    g_autofree char *name =
        g_strconcat("retention_announced:", campaign->id, NULL);
    if (!database_begin(notices->database, error))
        return FALSE;
    if (announce(notices, campaign, name, now, error))
        return database_commit(notices->database, error);
    database_rollback(notices->database);
    return FALSE;
}
