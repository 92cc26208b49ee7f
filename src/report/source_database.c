#include "report/source_private.h"

#include "dossier/deadline.h"

#include <json-glib/json-glib.h>

/* A dossier under way: what its rows hold is copied here, since a statement
 * that steps on takes its strings with it. */
typedef struct {
    ReportDatabase *self;
    const ReportQuery *query;
    gint64 closing;
    GStringChunk *texts;
    GPtrArray *lists;  /* char**: g_strfreev */
    GArray *documents; /* ReportDocument */
    GArray *messages;  /* ReportMessage */
    GArray *mails;     /* ReportMail */
    GArray *events;    /* ReportEvent */
} Walk;

static void
walk_init(Walk *walk, ReportDatabase *self, const ReportQuery *query)
{
    *walk = (Walk){
        .self = self,
        .query = query,
        .closing = G_MAXINT64,
        .texts = g_string_chunk_new(1024),
        .lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev),
        .documents = g_array_new(FALSE, FALSE, sizeof(ReportDocument)),
        .messages = g_array_new(FALSE, FALSE, sizeof(ReportMessage)),
        .mails = g_array_new(FALSE, FALSE, sizeof(ReportMail)),
        .events = g_array_new(FALSE, FALSE, sizeof(ReportEvent)),
    };
}

static void
walk_reset(Walk *walk)
{
    g_string_chunk_clear(walk->texts);
    g_ptr_array_set_size(walk->lists, 0);
    g_array_set_size(walk->documents, 0);
    g_array_set_size(walk->messages, 0);
    g_array_set_size(walk->mails, 0);
    g_array_set_size(walk->events, 0);
}

static void
walk_clear(Walk *walk)
{
    g_string_chunk_free(walk->texts);
    g_ptr_array_unref(walk->lists);
    g_array_unref(walk->documents);
    g_array_unref(walk->messages);
    g_array_unref(walk->mails);
    g_array_unref(walk->events);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

static const char *
text_at(Walk *walk, DatabaseRows *rows, int column)
{
    const char *text = (const char *)sqlite3_column_text(rows, column);
    return text != NULL ? g_string_chunk_insert(walk->texts, text) : NULL;
}

/* An array of strings in JSON, as the store writes it. */
static const char *const *
list_at(Walk *walk, DatabaseRows *rows, int column)
{
    const char *json = (const char *)sqlite3_column_text(rows, column);
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    g_autoptr(JsonNode) node = json_from_string(json ? json : "[]", NULL);
    JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY(node)
                           ? json_node_get_array(node)
                           : NULL;
    for (guint i = 0; array != NULL && i < json_array_get_length(array); i++)
        g_strv_builder_add(texts, json_array_get_string_element(array, i));
    char **list = g_strv_builder_end(texts);
    g_ptr_array_add(walk->lists, list);
    return (const char *const *)list;
}

typedef gboolean (*TakeRow)(Walk *walk, DatabaseRows *rows, gpointer user,
                            GError **error);

static gboolean
for_each(Walk *walk, DatabaseSql sql, const DatabaseValue *values, gsize n,
         TakeRow take, gpointer user, GError **error)
{
    Database *database = walk->self->database;
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(database, sql, error, values, n);
    if (rows == NULL)
        return FALSE;
    while (database_next(database, rows, &failure)) {
        if (!take(walk, rows, user, error))
            return FALSE;
    }
    if (failure == NULL)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

static gboolean
take_document(Walk *walk, DatabaseRows *rows, gpointer user, GError **error)
{
    (void)user;
    (void)error;
    ReportDocument document = {
        .kinds = list_at(walk, rows, 0),
        .name = text_at(walk, rows, 1),
        .file = text_at(walk, rows, 2),
        .reason = text_at(walk, rows, 3),
        .accepted = sqlite3_column_int(rows, 4) != 0,
        .to_check = sqlite3_column_int(rows, 5) != 0,
        .received_at = sqlite3_column_int64(rows, 6),
    };
    g_array_append_val(walk->documents, document);
    return TRUE;
}

static gboolean
take_message(Walk *walk, DatabaseRows *rows, gpointer user, GError **error)
{
    (void)user;
    (void)error;
    ReportMessage message = {
        .message_id = text_at(walk, rows, 0),
        .sender = text_at(walk, rows, 1),
        .subject = text_at(walk, rows, 2),
        .file = text_at(walk, rows, 3),
        .received_at = sqlite3_column_int64(rows, 4),
        .sent_at = sqlite3_column_int64(rows, 5),
        .forwarded = sqlite3_column_int(rows, 6) != 0,
        .mailboxes = list_at(walk, rows, 7),
    };
    message.late = message.received_at >= walk->closing;
    g_array_append_val(walk->messages, message);
    return TRUE;
}

static ReportMail
read_mail(Walk *walk, DatabaseRows *rows)
{
    return (ReportMail){
        .id = sqlite3_column_int64(rows, 0),
        .kind = text_at(walk, rows, 1),
        .state = text_at(walk, rows, 2),
        .to = text_at(walk, rows, 3),
        .subject = text_at(walk, rows, 4),
        .due_at = sqlite3_column_int64(rows, 5),
        .sent_at = sqlite3_column_int64(rows, 6),
        .attempts = (guint)sqlite3_column_int(rows, 7),
        .error = text_at(walk, rows, 8),
    };
}

static gboolean
take_dossier_mail(Walk *walk, DatabaseRows *rows, gpointer user, GError **error)
{
    (void)user;
    (void)error;
    ReportMail mail = read_mail(walk, rows);
    g_array_append_val(walk->mails, mail);
    return TRUE;
}

static gboolean
take_event(Walk *walk, DatabaseRows *rows, gpointer user, GError **error)
{
    (void)user;
    (void)error;
    ReportEvent event = {
        .at = sqlite3_column_int64(rows, 0),
        .action = text_at(walk, rows, 1),
        .detail = text_at(walk, rows, 2),
        .actor = text_at(walk, rows, 3),
    };
    g_array_append_val(walk->events, event);
    return TRUE;
}

static void
add_event(Walk *walk, const char *action, gint64 at)
{
    if (at == 0)
        return;
    ReportEvent event = {.at = at, .action = action};
    g_array_append_val(walk->events, event);
}

static int
compare_events(gconstpointer a, gconstpointer b)
{
    const ReportEvent *left = a, *right = b;
    return (left->at > right->at) - (left->at < right->at);
}

static gboolean
read_details(Walk *walk, DatabaseRows *rows, GError **error)
{
    const DatabaseValue id[] = {SQL_I(sqlite3_column_int64(rows, 0))};
    const DatabaseValue ref[] = {
        SQL_T((const char *)sqlite3_column_text(rows, 1))};
    if (!for_each(walk, SQL_REPORT_DOCUMENTS, id, 1, take_document, NULL,
                  error))
        return FALSE;
    if (walk->query->brief)
        return TRUE;
    if (!for_each(walk, SQL_REPORT_MESSAGES, id, 1, take_message, NULL,
                  error) ||
        !for_each(walk, SQL_REPORT_DOSSIER_MAILS, id, 1, take_dossier_mail,
                  NULL, error) ||
        !for_each(walk, SQL_REPORT_REGISTER, ref, 1, take_event, NULL, error))
        return FALSE;
    add_event(walk, "created", sqlite3_column_int64(rows, 8));
    add_event(walk, "completed", sqlite3_column_int64(rows, 10));
    add_event(walk, "withdrawn", sqlite3_column_int64(rows, 11));
    g_array_sort(walk->events, compare_events);
    return TRUE;
}

typedef struct {
    ReportDossierFunc func;
    gpointer user;
    gint64 left; /* of the query's limit, over all positions; -1: no limit */
} DossierCall;

static gboolean
take_dossier(Walk *walk, DatabaseRows *rows, gpointer user, GError **error)
{
    DossierCall *call = user;
    call->left -= call->left > 0;
    walk_reset(walk);
    if (!read_details(walk, rows, error))
        return FALSE;
    ReportDossier dossier = {
        .ref = text_at(walk, rows, 1),
        .position = text_at(walk, rows, 2),
        .family_name = text_at(walk, rows, 3),
        .given_name = text_at(walk, rows, 4),
        .email = text_at(walk, rows, 5),
        .withdrawn = sqlite3_column_int(rows, 6) != 0,
        .late = sqlite3_column_int(rows, 7) != 0,
        .received_at = sqlite3_column_int64(rows, 8),
        .missing = list_at(walk, rows, 9),
        .completed_at = sqlite3_column_int64(rows, 10),
        .superior = text_at(walk, rows, 12),
        .late_sent_at = sqlite3_column_int64(rows, 13),
        .documents = (gconstpointer)walk->documents->data,
        .n_documents = walk->documents->len,
        .messages = (gconstpointer)walk->messages->data,
        .n_messages = walk->messages->len,
        .mails = (gconstpointer)walk->mails->data,
        .n_mails = walk->mails->len,
        .events = (gconstpointer)walk->events->data,
        .n_events = walk->events->len,
    };
    return call->func(&dossier, call->user, error);
}

static gint64
limit_of(const ReportQuery *query)
{
    return query->limit != 0 ? (gint64)query->limit : -1;
}

static gboolean
walk_position(Walk *walk, const char *position, DossierCall *call,
              GError **error)
{
    const ReportQuery *query = walk->query;
    DatabaseSql sql = SQL_REPORT_DOSSIERS;
    DatabaseValue values[5] = {SQL_T(query->campaign), SQL_T(position),
                               SQL_T(query->address), SQL_NULL,
                               SQL_I(call->left)};
    if (query->opinion) {
        sql = SQL_REPORT_LACKING_DOSSIERS;
        values[2] = (DatabaseValue)SQL_T(SOURCE_OPINION_ALONE);
    } else if (query->until != 0) {
        sql = query->after_closing ? SQL_REPORT_LATE_DOSSIERS
                                   : SQL_REPORT_FRESH_DOSSIERS;
        values[2] = (DatabaseValue)SQL_I(query->since);
        values[3] = (DatabaseValue)SQL_I(query->until);
    }
    return for_each(walk, sql, values, 5, take_dossier, call, error);
}

static gboolean
each_dossier(gpointer data, const ReportQuery *query, ReportDossierFunc func,
             gpointer user, GError **error)
{
    ReportDatabase *self = data;
    const ConfigCampaign *campaign =
        config_find_campaign(self->config, query->campaign);
    g_return_val_if_fail(campaign != NULL, FALSE);
    g_auto(Walk) walk;
    walk_init(&walk, self, query);
    walk.closing = deadline_closing_instant(campaign, self->zone);
    DossierCall call = {func, user, limit_of(query)};
    DATABASE_LOCK(self->database);
    if (query->position != NULL)
        return walk_position(&walk, query->position, &call, error);
    /* Not the summary's own array: a callback may hold on to that. */
    g_auto(GStrv) ids = source_position_ids(self, campaign, error);
    if (ids == NULL)
        return FALSE;
    for (gsize i = 0; ids[i] != NULL && call.left != 0; i++) {
        if (!walk_position(&walk, ids[i], &call, error))
            return FALSE;
    }
    return TRUE;
}

typedef struct {
    ReportReviewFunc func;
    gpointer user;
} ReviewCall;

static gboolean
take_review(Walk *walk, DatabaseRows *rows, gpointer user, GError **error)
{
    const ReviewCall *call = user;
    walk_reset(walk);
    ReportReview review = {
        .message_id = text_at(walk, rows, 0),
        .sender = text_at(walk, rows, 1),
        .subject = text_at(walk, rows, 2),
        .file = text_at(walk, rows, 3),
        .received_at = sqlite3_column_int64(rows, 4),
        .quarantined = sqlite3_column_int(rows, 5) != 0,
        .reasons = list_at(walk, rows, 6),
        .mailboxes = list_at(walk, rows, 7),
        .number = sqlite3_column_int64(rows, 8),
    };
    return call->func(&review, call->user, error);
}

static gboolean
each_review(gpointer data, const ReportQuery *query, ReportReviewFunc func,
            gpointer user, GError **error)
{
    ReportDatabase *self = data;
    g_auto(Walk) walk;
    walk_init(&walk, self, query);
    ReviewCall call = {func, user};
    const ConfigCampaign *campaign =
        query->stray ? config_find_campaign(self->config, query->campaign)
                     : NULL;
    g_autofree char *mailboxes = source_mailboxes(campaign);
    const DatabaseValue values[] = {SQL_T(query->campaign),
                                    SQL_T(query->address),
                                    SQL_I(limit_of(query)), SQL_T(mailboxes)};
    DATABASE_LOCK(self->database);
    return for_each(&walk, SQL_REPORT_REVIEW, values, 4, take_review, &call,
                    error);
}

typedef struct {
    ReportMailFunc func;
    gpointer user;
} MailCall;

static gboolean
take_mail(Walk *walk, DatabaseRows *rows, gpointer user, GError **error)
{
    const MailCall *call = user;
    walk_reset(walk);
    ReportMail mail = read_mail(walk, rows);
    return call->func(&mail, call->user, error);
}

static gboolean
each_mail(gpointer data, const ReportQuery *query, ReportMailFunc func,
          gpointer user, GError **error)
{
    ReportDatabase *self = data;
    g_auto(Walk) walk;
    walk_init(&walk, self, query);
    MailCall call = {func, user};
    const DatabaseValue values[] = {SQL_T(query->campaign),
                                    SQL_I(limit_of(query))};
    DATABASE_LOCK(self->database);
    return for_each(&walk,
                    query->failed ? SQL_REPORT_FAILED_MAILS : SQL_REPORT_MAILS,
                    values, 2, take_mail, &call, error);
}

static gboolean
run_plain(ReportDatabase *self, const char *sql, GError **error)
{
    DATABASE_LOCK(self->database);
    return sqlite3_exec(database_handle(self->database), sql, NULL, NULL,
                        NULL) == SQLITE_OK ||
           database_fail(self->database, sql, error);
}

ReportDatabase *
report_database_open(const Config *config, Database *database, GError **error)
{
    g_autoptr(ReportDatabase) self = g_new0(ReportDatabase, 1);
    self->config = config;
    self->database = database;
    self->zone = g_time_zone_new_identifier(config->timezone);
    if (self->zone == NULL)
        self->zone = g_time_zone_new_utc();
    self->positions = g_array_new(FALSE, FALSE, sizeof(ReportPosition));
    self->arrivals = g_array_new(FALSE, FALSE, sizeof(ReportArrivals));
    self->bounced = g_ptr_array_new_with_free_func(g_free);
    self->names = g_string_chunk_new(256);
    self->source = (ReportSource){self, source_summary, each_dossier,
                                  each_review, each_mail};
    if (sqlite3_db_readonly(database_handle(database), "main") != 1)
        return g_steal_pointer(&self);
    if (!run_plain(self, "BEGIN", error))
        return NULL;
    self->in_transaction = TRUE;
    return g_steal_pointer(&self);
}

void
report_database_close(ReportDatabase *self)
{
    if (self == NULL)
        return;
    if (self->in_transaction)
        run_plain(self, "COMMIT", NULL);
    g_clear_pointer(&self->zone, g_time_zone_unref);
    g_array_unref(self->positions);
    g_array_unref(self->arrivals);
    g_ptr_array_unref(self->bounced);
    g_string_chunk_free(self->names);
    g_free(self);
}

const ReportSource *
report_database_source(const ReportDatabase *self)
{
    return &self->source;
}
