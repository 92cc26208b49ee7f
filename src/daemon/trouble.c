#include "daemon/trouble.h"

#include "base/clock.h"
#include "base/log.h"
#include "dossier/deadline.h"
#include "dossier/setting.h"

#include <string.h>

#define PHRASES "trouble"

static const struct {
    const char *name;
    gint64 patience; /* seconds */
} kinds[N_TROUBLE_KINDS] = {
    [TROUBLE_REACH] = {"reach", 3600},
    [TROUBLE_LOGIN] = {"login", 0},
    [TROUBLE_CERTIFICATE] = {"certificate", 0},
    [TROUBLE_SILENT] = {"silent", 0},
    [TROUBLE_FILING] = {"filing", 600},
    [TROUBLE_DISK] = {"disk", 0},
    [TROUBLE_CLOCK] = {"clock", 0},
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

TroubleStep
trouble_step(const TroubleState *state, gint64 now)
{
    if (state->since == 0)
        return TROUBLE_NOTHING;
    if (!state->present)
        return state->told != 0 ? TROUBLE_TELL_OVER : TROUBLE_NOTHING;
    if (state->told != 0 || now < trouble_next(state))
        return TROUBLE_NOTHING;
    return TROUBLE_TELL;
}

gint64
trouble_next(const TroubleState *state)
{
    if (!state->present || state->since == 0 || state->told != 0)
        return G_MAXINT64;
    return state->since + kinds[state->kind].patience;
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
        state->since = clock_now();
    else if (!state->present && state->told == 0)
        state->since = 0;
    if (!save(troubles, trouble, &error))
        log_warning("a trouble is not kept: %s", error->message);
    return TRUE;
}

/* The phrase and, on lines below it, since when and the cause. */
static char *
compose_body(const Troubles *troubles, const Trouble *trouble,
             const char *ending)
{
    g_autofree char *key =
        g_strconcat(kinds[trouble->state.kind].name, ending, NULL);
    g_autofree char *text =
        phrases_get(troubles->phrases, PHRASES, key, trouble->subject);
    g_autofree char *day = deadline_format(trouble->state.since, troubles->zone,
                                           troubles->phrases);
    g_autofree char *since =
        phrases_get(troubles->phrases, PHRASES, "since", day);
    g_autofree char *cause =
        trouble->detail
            ? phrases_get(troubles->phrases, PHRASES, "cause", trouble->detail)
            : NULL;
    return g_strjoin("\n", text, "", since, cause, NULL);
}

static gboolean
queue(const Troubles *troubles, const Trouble *trouble, gboolean over,
      GError **error)
{
    const char *name = kinds[trouble->state.kind].name;
    g_autofree char *event = g_strdup_printf(
        "trouble:%s:%s:%" G_GINT64_FORMAT "%s", name, trouble->subject,
        trouble->state.since, over ? ":over" : "");
    g_autofree char *key =
        g_strconcat(name, over ? "-over-subject" : "-subject", NULL);
    g_autofree char *subject =
        phrases_get(troubles->phrases, PHRASES, key, trouble->subject);
    g_autofree char *body =
        compose_body(troubles, trouble, over ? "-over-body" : "-body");
    return outbox_queue_operator(troubles->outbox, event, subject, body, error);
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
    if (!queue(troubles, trouble, step == TROUBLE_TELL_OVER, error) ||
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
