#include "daemon/trouble.h"

#include "base/clock.h"
#include "base/log.h"
#include "dossier/deadline.h"
#include "dossier/setting.h"

#include <string.h>

#define PHRASES "trouble"
#define DAY_SECONDS (24 * 3600)

static const struct {
    const char *name;
    gint64 patience;    /* seconds */
    const char *detail; /* the phrase that says what the detail is */
} kinds[N_TROUBLE_KINDS] = {
    [TROUBLE_REACH] = {"reach", 3600, "cause"},
    [TROUBLE_LOGIN] = {"login", 0, "cause"},
    [TROUBLE_CERTIFICATE] = {"certificate", 0, "cause"},
    [TROUBLE_SILENT] = {"silent", 0, "last-mail"},
    [TROUBLE_FILING] = {"filing", 600, "cause"},
    [TROUBLE_DISK] = {"disk", 0, "free"},
    [TROUBLE_CLOCK] = {"clock", 0, "last-run"},
    [TROUBLE_EXPIRY] = {"expiry", 0, "valid-until"},
    [TROUBLE_SMTP_REACH] = {"smtp-reach", 3600, "cause"},
    [TROUBLE_SMTP_LOGIN] = {"smtp-login", 0, "cause"},
    [TROUBLE_SMTP_CERTIFICATE] = {"smtp-certificate", 0, "cause"},
    [TROUBLE_SCAN] = {"scan", 600, "cause"},
};

typedef struct {
    TroubleState state;
    char *subject;
    char *detail;
} Trouble;

struct Troubles {
    const Phrases *phrases;
    Database *database;
    Outbox *outbox;
    GTimeZone *zone;
    GMutex mutex;
    GPtrArray *list; /* Trouble* */
};

const char *
trouble_name(TroubleKind kind)
{
    return kinds[kind].name;
}

/* Told each day that it lasts, and no more often. */
static gboolean
is_daily(TroubleKind kind)
{
    return kind == TROUBLE_CERTIFICATE || kind == TROUBLE_SMTP_CERTIFICATE;
}

TroubleStep
trouble_step(const TroubleState *state, gint64 now)
{
    if (state->since == 0)
        return TROUBLE_NOTHING;
    if (!state->present)
        return state->told != 0 ? TROUBLE_TELL_OVER : TROUBLE_NOTHING;
    return now < trouble_next(state) ? TROUBLE_NOTHING : TROUBLE_TELL;
}

gint64
trouble_next(const TroubleState *state)
{
    if (!state->present || state->since == 0)
        return G_MAXINT64;
    if (state->told == 0)
        return state->since + kinds[state->kind].patience;
    return is_daily(state->kind) ? state->told + DAY_SECONDS : G_MAXINT64;
}

static void
trouble_free(gpointer data)
{
    Trouble *trouble = data;
    g_free(trouble->subject);
    g_free(trouble->detail);
    g_free(trouble);
}

Troubles *
troubles_new(const Config *config, const Phrases *phrases, Database *database,
             Outbox *outbox)
{
    Troubles *troubles = g_new0(Troubles, 1);
    troubles->phrases = phrases;
    troubles->database = database;
    troubles->outbox = outbox;
    troubles->zone = g_time_zone_new_identifier(config->timezone);
    troubles->list = g_ptr_array_new_with_free_func(trouble_free);
    g_mutex_init(&troubles->mutex);
    return troubles;
}

void
troubles_free(Troubles *troubles)
{
    if (!troubles)
        return;
    g_ptr_array_unref(troubles->list);
    g_time_zone_unref(troubles->zone);
    g_mutex_clear(&troubles->mutex);
    g_free(troubles);
}

/* "trouble:reach:artaud:since" */
static char *
setting_name(const Trouble *trouble, const char *what)
{
    return g_strdup_printf("trouble:%s:%s:%s", kinds[trouble->state.kind].name,
                           trouble->subject, what);
}

static gboolean
load(Troubles *troubles, Trouble *trouble, GError **error)
{
    g_autofree char *since = setting_name(trouble, "since");
    g_autofree char *told = setting_name(trouble, "told");
    return setting_get(troubles->database, since, &trouble->state.since,
                       error) &&
           setting_get(troubles->database, told, &trouble->state.told, error);
}

static gboolean
save(Troubles *troubles, const Trouble *trouble, GError **error)
{
    g_autofree char *since = setting_name(trouble, "since");
    g_autofree char *told = setting_name(trouble, "told");
    return setting_set(troubles->database, since, trouble->state.since,
                       error) &&
           setting_set(troubles->database, told, trouble->state.told, error);
}

/* An earlier run may have left it open. */
static Trouble *
get_trouble(Troubles *troubles, TroubleKind kind, const char *subject)
{
    for (guint i = 0; i < troubles->list->len; i++) {
        Trouble *trouble = g_ptr_array_index(troubles->list, i);
        if (trouble->state.kind == kind &&
            strcmp(trouble->subject, subject) == 0)
            return trouble;
    }
    Trouble *trouble = g_new0(Trouble, 1);
    g_autoptr(GError) error = NULL;
    trouble->state.kind = kind;
    trouble->subject = g_strdup(subject);
    g_ptr_array_add(troubles->list, trouble);
    if (!load(troubles, trouble, &error))
        log_warning("earlier troubles are not known: %s", error->message);
    return trouble;
}

gboolean
troubles_note(Troubles *troubles, TroubleKind kind, const char *subject,
              const char *detail)
{
    return troubles_note_since(troubles, kind, subject, detail, clock_now());
}

gboolean
troubles_note_since(Troubles *troubles, TroubleKind kind, const char *subject,
                    const char *detail, gint64 since)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED =
        g_mutex_locker_new(&troubles->mutex);
    Trouble *trouble = get_trouble(troubles, kind, subject);
    TroubleState *state = &trouble->state;
    gboolean news = state->present != (detail != NULL) ||
                    (detail == NULL && state->since != 0);
    state->present = detail != NULL;
    g_free(trouble->detail);
    trouble->detail = g_strdup(detail);
    if (!news)
        return FALSE;
    if (state->present && state->since == 0)
        state->since = since;
    else if (!state->present && state->told == 0)
        state->since = 0;
    if (!save(troubles, trouble, &error))
        log_warning("a trouble is not kept: %s", error->message);
    return TRUE;
}

/* "Depuis : …"; of what began before it was seen only its detail tells. */
static char *
compose_begin(const Phrases *phrases, GTimeZone *zone,
              const TroubleFacts *facts, gboolean over)
{
    if (facts->state.kind == TROUBLE_EXPIRY)
        return NULL;
    g_autofree char *day = deadline_format(facts->state.since, zone, phrases);
    return phrases_get(phrases, PHRASES, over ? "began" : "since", day);
}

void
trouble_compose(const Phrases *phrases, GTimeZone *zone,
                const TroubleFacts *facts, gboolean over, char **title,
                char **body)
{
    const char *name = kinds[facts->state.kind].name;
    const char *detail_key = kinds[facts->state.kind].detail;
    g_autofree char *title_key =
        g_strconcat(name, over ? "-over-subject" : "-subject", NULL);
    g_autofree char *body_key =
        g_strconcat(name, over ? "-over-body" : "-body", NULL);
    g_autofree char *text =
        phrases_get(phrases, PHRASES, body_key, facts->subject);
    g_autofree char *begin = compose_begin(phrases, zone, facts, over);
    g_autofree char *detail =
        facts->detail ? phrases_get(phrases, PHRASES, detail_key, facts->detail)
                      : NULL;
    *title = phrases_get(phrases, PHRASES, title_key, facts->subject);
    GString *lines = g_string_new(text);
    if (begin || detail)
        g_string_append_c(lines, '\n');
    if (begin)
        g_string_append_printf(lines, "\n%s", begin);
    if (detail)
        g_string_append_printf(lines, "\n%s", detail);
    *body = g_string_free(lines, FALSE);
}

/* What comes and goes within a day is one event where it is told daily. */
static gboolean
queue(const Troubles *troubles, const Trouble *trouble, gboolean over,
      gint64 now, GError **error)
{
    gboolean daily = is_daily(trouble->state.kind);
    g_autofree char *event = g_strdup_printf(
        "trouble:%s:%s:%" G_GINT64_FORMAT "%s", kinds[trouble->state.kind].name,
        trouble->subject, daily ? now / DAY_SECONDS : trouble->state.since,
        over ? ":over" : "");
    g_autofree char *title = NULL;
    g_autofree char *body = NULL;
    const TroubleFacts facts = {trouble->state, trouble->subject,
                                trouble->detail};
    trouble_compose(troubles->phrases, troubles->zone, &facts, over, &title,
                    &body);
    return outbox_queue_operator(troubles->outbox, event, title, body, error);
}

/* The mail and the mark that it was written are one transaction. */
static gboolean
tell(Troubles *troubles, Trouble *trouble, TroubleStep step, gint64 now,
     GError **error)
{
    Trouble after = *trouble;
    after.state.told = step == TROUBLE_TELL ? now : 0;
    after.state.since = step == TROUBLE_TELL ? trouble->state.since : 0;
    if (!database_begin(troubles->database, error))
        return FALSE;
    if (!queue(troubles, trouble, step == TROUBLE_TELL_OVER, now, error) ||
        !save(troubles, &after, error)) {
        database_rollback(troubles->database);
        return FALSE;
    }
    if (!database_commit(troubles->database, error))
        return FALSE;
    trouble->state = after.state;
    return TRUE;
}

gint64
troubles_tell(Troubles *troubles, gint64 now)
{
    gint64 next = G_MAXINT64;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED =
        g_mutex_locker_new(&troubles->mutex);
    for (guint i = 0; i < troubles->list->len; i++) {
        Trouble *trouble = g_ptr_array_index(troubles->list, i);
        TroubleStep step = trouble_step(&trouble->state, now);
        g_autoptr(GError) error = NULL;
        if (step != TROUBLE_NOTHING &&
            !tell(troubles, trouble, step, now, &error))
            log_warning("the operator is not told: %s", error->message);
        next = MIN(next, trouble_next(&trouble->state));
    }
    return next;
}
