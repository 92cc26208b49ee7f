#include "outbox/notice_private.h"

#include "dossier/deadline.h"

#define PHRASES "notice"

/* What all of them say; `now` and the closing instant in words. */
#define COMMON_FIELDS                                                          \
    "campaign", "closing", "strict", "now", "count", "detail", "contact",      \
        "office"
#define ENTRY_FIELDS(list)                                                     \
    list "[]", list "[].name", list "[].ref", list "[].position",              \
        list "[].missing[]", list "[].missing[].title",                        \
        list "[].missing_titles", list "[].superior", list "[].unreachable",   \
        list "[].complete", list "[].incomplete", list "[].withdrawn",         \
        list "[].late", list "[].received_at", list "[].sent_at"
#define WHOLE_FIELDS                                                           \
    "positions[]", "positions[].title", "positions[].count",                   \
        "positions[].detail", "vacant[]", "vacant[].title", "review_one",      \
        "review_count", "review_since"
#define ALERT_FIELDS                                                           \
    "closing_day", ENTRY_FIELDS("incomplete"), "more_incomplete",              \
        ENTRY_FIELDS("opinions"), "more_opinions"

static const char *const alert_fields[] = {COMMON_FIELDS, WHOLE_FIELDS,
                                           ALERT_FIELDS, NULL};
static const char *const alert_position_fields[] = {COMMON_FIELDS, ALERT_FIELDS,
                                                    "position_title", NULL};
static const char *const closing_fields[] = {
    COMMON_FIELDS, WHOLE_FIELDS, ENTRY_FIELDS("positions[].dossiers"),
    "positions[].more", NULL};
static const char *const closing_position_fields[] = {
    COMMON_FIELDS, ENTRY_FIELDS("dossiers"), "more", "position_title", NULL};

/* The second of each kind is for a position's addresses. */
static const struct {
    const char *file;
    const char *const *fields;
} files[N_NOTICE_KINDS][2] = {
    [NOTICE_ALERT] = {{"alert.txt", alert_fields},
                      {"alert-position.txt", alert_position_fields}},
    [NOTICE_CLOSING] = {{"closing.txt", closing_fields},
                        {"closing-position.txt", closing_position_fields}},
};

struct NoticeTexts {
    const Config *config;
    const Phrases *phrases;
    GTimeZone *zone;
    Template *templates[N_NOTICE_KINDS][2];
};

NoticeTexts *
notice_texts_load(const Config *config, const Phrases *phrases,
                  const char *texts_folder, GError **error)
{
    g_autoptr(NoticeTexts) texts = g_new0(NoticeTexts, 1);
    texts->config = config;
    texts->phrases = phrases;
    texts->zone = g_time_zone_new_identifier(config->timezone);
    if (texts->zone == NULL)
        texts->zone = g_time_zone_new_utc();
    for (gsize i = 0; i < N_NOTICE_KINDS * 2; i++) {
        g_autofree char *path = g_build_filename(
            texts_folder, "templates", files[i / 2][i % 2].file, NULL);
        texts->templates[i / 2][i % 2] =
            template_load(path, files[i / 2][i % 2].fields, error);
        if (texts->templates[i / 2][i % 2] == NULL)
            return NULL;
    }
    return g_steal_pointer(&texts);
}

void
notice_texts_free(NoticeTexts *texts)
{
    if (texts == NULL)
        return;
    for (gsize i = 0; i < N_NOTICE_KINDS * 2; i++)
        template_free(texts->templates[i / 2][i % 2]);
    g_time_zone_unref(texts->zone);
    g_free(texts);
}

/* Takes `value` over. */
static void
set_owned(TemplateData *data, const char *name, char *value)
{
    template_data_set(data, name, value);
    g_free(value);
}

static void
set_flag(TemplateData *data, const char *name, gboolean value)
{
    template_data_set(data, name, value ? "1" : "");
}

/* "aucun dossier", "1 dossier", "12 dossiers". */
static char *
count_phrase(const NoticeTexts *texts, const char *what, guint number)
{
    const char *form = number == 0 ? "0" : number == 1 ? "1" : "n";
    g_autofree char *key = g_strdup_printf("%s-%s", what, form);
    g_autofree char *digits = g_strdup_printf("%u", number);
    return phrases_get(texts->phrases, PHRASES, key, digits);
}

static guint
total_of(const NoticeCount *count)
{
    return count->complete + count->incomplete + count->opinion +
           count->withdrawn;
}

/* "3 complets, 1 incomplet"; of a single dossier the state alone. */
static char *
make_detail(const NoticeTexts *texts, const NoticeCount *count)
{
    const struct {
        const char *what;
        guint number;
    } parts[] = {{"complete", count->complete},
                 {"incomplete", count->incomplete},
                 {"opinion", count->opinion},
                 {"withdrawn", count->withdrawn},
                 {"late", count->late}};
    GString *detail = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *single = g_strconcat(parts[i].what, "-only", NULL);
        if (parts[i].number == 0)
            continue;
        g_autofree char *words =
            total_of(count) == 1
                ? phrases_get(texts->phrases, PHRASES, single, NULL)
                : count_phrase(texts, parts[i].what, parts[i].number);
        g_string_append_printf(detail, "%s%s", detail->len > 0 ? ", " : "",
                               words);
    }
    return g_string_free(detail, FALSE);
}

static void
set_count(const NoticeTexts *texts, TemplateData *data,
          const NoticeCount *count)
{
    set_owned(data, "count", count_phrase(texts, "count", total_of(count)));
    set_owned(data, "detail", make_detail(texts, count));
}

/* The document's title within a sentence, or its id. */
static void
set_missing(TemplateData *item, const ConfigCampaign *campaign, char **ids)
{
    GString *titles = g_string_new(NULL);
    for (char **id = ids; id != NULL && *id != NULL; id++) {
        const ConfigDocument *document = config_find_document(campaign, *id);
        const char *title = document != NULL ? document->title : *id;
        template_data_set(template_data_add(item, "missing"), "title", title);
        g_string_append_printf(titles, "%s%s", titles->len > 0 ? ", " : "",
                               title);
    }
    template_data_set(item, "missing_titles", titles->str);
    g_string_free(titles, TRUE);
}

/* Both instants of what its sender dates before closing. */
static void
set_instants(const NoticeTexts *texts, TemplateData *item,
             const NoticeEntry *entry)
{
    if (entry->sent_at == 0)
        return;
    set_owned(item, "received_at",
              deadline_format(entry->received_at, texts->zone, texts->phrases));
    set_owned(item, "sent_at",
              deadline_format(entry->sent_at, texts->zone, texts->phrases));
}

static void
add_entry(const NoticeTexts *texts, TemplateData *data, const char *list,
          const ConfigCampaign *campaign, const NoticeEntry *entry)
{
    TemplateData *item = template_data_add(data, list);
    template_data_set(item, "name", entry->name);
    template_data_set(item, "ref", entry->ref);
    template_data_set(item, "position", entry->position->title);
    template_data_set(item, "superior", entry->superior);
    set_flag(item, "unreachable", entry->unreachable);
    set_flag(item, "complete", entry->complete);
    set_flag(item, "withdrawn", entry->withdrawn);
    set_flag(item, "incomplete", !entry->complete && !entry->withdrawn);
    set_flag(item, "late", entry->late);
    set_instants(texts, item, entry);
    set_missing(item, campaign, entry->missing);
}

/* Adds the entries (of one position, or all for NULL) and returns the
 * sentence about those left out; NULL where there are none. */
static char *
add_entries(const NoticeTexts *texts, TemplateData *data, const char *name,
            const NoticeState *state, NoticeList kind,
            const ConfigPosition *position, guint total)
{
    const GPtrArray *list = state->lists[kind];
    guint added = 0;
    for (guint i = 0; i < list->len; i++) {
        const NoticeEntry *entry = g_ptr_array_index(list, i);
        if (position != NULL && entry->position != position)
            continue;
        add_entry(texts, data, name, state->campaign, entry);
        added++;
    }
    return total > added ? count_phrase(texts, "more", total - added) : NULL;
}

static NoticeCount
sum_counts(const NoticeState *state)
{
    NoticeCount sum = {0};
    for (gsize i = 0; i < state->n_counts; i++) {
        sum.complete += state->counts[i].complete;
        sum.incomplete += state->counts[i].incomplete;
        sum.opinion += state->counts[i].opinion;
        sum.withdrawn += state->counts[i].withdrawn;
        sum.late += state->counts[i].late;
    }
    return sum;
}

static void
fill_positions(const NoticeTexts *texts, TemplateData *data, NoticeKind kind,
               const NoticeState *state)
{
    for (gsize i = 0; i < state->n_counts; i++) {
        const NoticeCount *count = &state->counts[i];
        TemplateData *item = template_data_add(data, "positions");
        template_data_set(item, "title", count->position->title);
        set_count(texts, item, count);
        if (total_of(count) == count->withdrawn)
            template_data_set(template_data_add(data, "vacant"), "title",
                              count->position->title);
        if (kind == NOTICE_CLOSING)
            set_owned(item, "more",
                      add_entries(texts, item, "dossiers", state, NOTICE_ALL,
                                  count->position, total_of(count)));
    }
}

static void
fill_review(const NoticeTexts *texts, TemplateData *data,
            const NoticeState *state)
{
    if (state->review == 0)
        return;
    set_flag(data, "review_one", state->review == 1);
    if (state->review > 1)
        set_owned(data, "review_count", g_strdup_printf("%u", state->review));
    set_owned(
        data, "review_since",
        deadline_format_day(state->review_since, texts->zone, texts->phrases));
}

static void
fill_common(const NoticeTexts *texts, TemplateData *data,
            const NoticeState *state)
{
    const ConfigCampaign *campaign = state->campaign;
    const ConfigSmtp *smtp = &texts->config->smtp;
    gint64 closing = deadline_closing_instant(campaign, texts->zone);
    gboolean has_name = smtp->from_name != NULL && *smtp->from_name != '\0';
    template_data_set(data, "campaign", campaign->title);
    template_data_set(data, "contact", campaign->contact);
    template_data_set(data, "office", has_name ? smtp->from_name : smtp->from);
    set_flag(data, "strict", campaign->deadline.strict);
    set_owned(data, "now",
              deadline_format(state->now, texts->zone, texts->phrases));
    set_owned(data, "closing",
              deadline_format_closing(closing, texts->zone, texts->phrases));
    set_owned(data, "closing_day",
              deadline_format_day(closing - 60, texts->zone, texts->phrases));
    if (state->position != NULL)
        template_data_set(data, "position_title", state->position->title);
}

void
notice_compose(const NoticeTexts *texts, NoticeKind kind,
               const NoticeState *state, char **subject, char **body)
{
    g_autoptr(TemplateData) data = template_data_new();
    gboolean whole = state->position == NULL;
    NoticeCount sum = sum_counts(state);
    fill_common(texts, data, state);
    set_count(texts, data, &sum);
    if (whole) {
        fill_positions(texts, data, kind, state);
        fill_review(texts, data, state);
    } else if (kind == NOTICE_CLOSING) {
        set_owned(data, "more",
                  add_entries(texts, data, "dossiers", state, NOTICE_ALL, NULL,
                              total_of(&sum)));
    }
    if (kind == NOTICE_ALERT) {
        set_owned(data, "more_incomplete",
                  add_entries(texts, data, "incomplete", state,
                              NOTICE_INCOMPLETE, NULL, sum.incomplete));
        set_owned(data, "more_opinions",
                  add_entries(texts, data, "opinions", state, NOTICE_OPINION,
                              NULL, sum.opinion));
    }
    template_render(texts->templates[kind][whole ? 0 : 1], data, subject, body);
}
