#include "outbox/notice_private.h"

/* The most that one list of a mail holds: the two lists of an alert share
 * what a mail may hold. */
static const guint limits[N_NOTICE_LISTS] = {
    [NOTICE_ALL] = NOTICE_MAX_NAMES,
    [NOTICE_INCOMPLETE] = NOTICE_MAX_NAMES / 2,
    [NOTICE_OPINION] = NOTICE_MAX_NAMES / 2,
};

void
notice_entry_free(NoticeEntry *entry)
{
    if (entry == NULL)
        return;
    g_free(entry->ref);
    g_free(entry->name);
    g_strfreev(entry->missing);
    g_free(entry->superior);
    g_free(entry);
}

void
notice_state_clear(NoticeState *state)
{
    g_free(state->counts);
    for (gsize i = 0; i < N_NOTICE_LISTS; i++)
        g_clear_pointer(&state->lists[i], g_ptr_array_unref);
}

/* Moves a failure of database_next() to `error`; TRUE where there is none. */
static gboolean
is_over(GError *failure, GError **error)
{
    if (failure == NULL)
        return TRUE;
    g_propagate_error(error, failure);
    return FALSE;
}

static NoticeCount *
find_count(NoticeState *state, const char *position)
{
    for (gsize i = 0; i < state->n_counts; i++)
        if (g_strcmp0(state->counts[i].position->id, position) == 0)
            return &state->counts[i];
    return NULL;
}

static void
make_counts(NoticeState *state)
{
    const ConfigCampaign *campaign = state->campaign;
    gboolean whole = state->position == NULL;
    state->n_counts = whole ? campaign->n_positions : 1;
    state->counts = g_new0(NoticeCount, state->n_counts);
    for (gsize i = 0; i < state->n_counts; i++)
        state->counts[i].position =
            whole ? &campaign->positions[i] : state->position;
}

static gboolean
read_counts(Database *database, NoticeState *state, GError **error)
{
    GError *failure = NULL;
    make_counts(state);
    DATABASE_LOCK(database);
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        database, SQL_NOTICE_COUNT, error, SQL_T(state->campaign->id));
    if (rows == NULL)
        return FALSE;
    while (database_next(database, rows, &failure)) {
        g_autofree char *position = database_column_text(rows, 0);
        NoticeCount *count = find_count(state, position);
        /* A position that the configuration no longer has. */
        if (count == NULL)
            continue;
        count->complete = (guint)sqlite3_column_int64(rows, 1);
        count->incomplete = (guint)sqlite3_column_int64(rows, 2);
        count->opinion = (guint)sqlite3_column_int64(rows, 3);
        count->withdrawn = (guint)sqlite3_column_int64(rows, 4);
        count->late = (guint)sqlite3_column_int64(rows, 5);
    }
    return is_over(failure, error);
}

/* The first row that is there: family name and given name, else the one of
 * them that is known, the address, the reference. */
static char *
make_name(DatabaseRows *rows)
{
    g_autofree char *family_name = database_column_text(rows, 1);
    g_autofree char *given_name = database_column_text(rows, 2);
    if (family_name != NULL && given_name != NULL)
        return g_strconcat(family_name, " ", given_name, NULL);
    if (family_name != NULL || given_name != NULL)
        return g_strdup(family_name != NULL ? family_name : given_name);
    char *address = database_column_text(rows, 3);
    return address != NULL ? address : database_column_text(rows, 0);
}

static NoticeEntry *
read_entry(DatabaseRows *rows, const ConfigPosition *position)
{
    NoticeEntry *entry = g_new0(NoticeEntry, 1);
    g_autofree char *status = database_column_text(rows, 4);
    g_autofree char *missing = database_column_text(rows, 5);
    entry->position = position;
    entry->ref = database_column_text(rows, 0);
    entry->name = make_name(rows);
    entry->complete = g_strcmp0(status, "complete") == 0;
    entry->withdrawn = g_strcmp0(status, "withdrawn") == 0;
    entry->missing = g_strsplit(missing != NULL ? missing : "", " ", -1);
    entry->late = sqlite3_column_int(rows, 6) != 0;
    entry->superior = database_column_text(rows, 7);
    entry->received_at = sqlite3_column_int64(rows, 8);
    entry->sent_at = sqlite3_column_int64(rows, 9);
    entry->unreachable = sqlite3_column_int(rows, 10) != 0;
    return entry;
}

static gboolean
read_position(Database *database, NoticeState *state, NoticeList kind,
              const ConfigPosition *position, GError **error)
{
    GPtrArray *list = state->lists[kind];
    GError *failure = NULL;
    DATABASE_LOCK(database);
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        database, SQL_NOTICE_LIST, error, SQL_T(state->campaign->id),
        SQL_T(position->id), SQL_I(kind), SQL_I(limits[kind] - list->len));
    if (rows == NULL)
        return FALSE;
    while (database_next(database, rows, &failure))
        g_ptr_array_add(list, read_entry(rows, position));
    return is_over(failure, error);
}

static gboolean
read_list(Database *database, NoticeState *state, NoticeList kind,
          GError **error)
{
    state->lists[kind] =
        g_ptr_array_new_with_free_func((GDestroyNotify)notice_entry_free);
    for (gsize i = 0; i < state->n_counts; i++)
        if (!read_position(database, state, kind, state->counts[i].position,
                           error))
            return FALSE;
    return TRUE;
}

/* A school does not see the mail of the campaign. */
static gboolean
read_review(Database *database, NoticeState *state, GError **error)
{
    GError *failure = NULL;
    if (state->position != NULL)
        return TRUE;
    g_autofree char *mailboxes =
        g_strjoinv(",", (char **)(gpointer)state->campaign->mailboxes);
    DATABASE_LOCK(database);
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(database, SQL_NOTICE_REVIEW, error,
                       SQL_T(state->campaign->id), SQL_T(mailboxes));
    if (rows == NULL)
        return FALSE;
    if (database_next(database, rows, &failure)) {
        state->review = (guint)sqlite3_column_int64(rows, 0);
        state->review_since = sqlite3_column_int64(rows, 1);
    }
    return is_over(failure, error);
}

gboolean
notice_state_read(Database *database, NoticeKind kind, NoticeState *state,
                  GError **error)
{
    if (!read_counts(database, state, error) ||
        !read_review(database, state, error))
        return FALSE;
    if (kind == NOTICE_CLOSING)
        return read_list(database, state, NOTICE_ALL, error);
    return read_list(database, state, NOTICE_INCOMPLETE, error) &&
           read_list(database, state, NOTICE_OPINION, error);
}
