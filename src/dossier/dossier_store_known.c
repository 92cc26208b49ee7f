/* What earlier mails left behind, for recognition and for mails to people. */
#include "dossier/dossier_store_private.h"

#include "base/log.h"
#include "base/text.h"

/* Of one look-up: a name or an address with more dossiers than this tells
 * nothing any more. */
#define MAX_FOUND 50
/* Of the References of one mail, from the newest. */
#define MAX_IDS 50

/* KnownDossier borrows; this owns. */
typedef struct {
    KnownDossier known; /* first: the array holds pointers to it */
    char *texts[6];
} Found;

static void
found_free(gpointer pointer)
{
    Found *found = pointer;
    for (gsize i = 0; i < G_N_ELEMENTS(found->texts); i++)
        g_free(found->texts[i]);
    g_free(found);
}

/* Columns as KNOWN_COLUMNS of database_sql.c lists them. */
static Found *
found_new(DatabaseRows *rows)
{
    Found *found = g_new0(Found, 1);
    for (int i = 0; i < (int)G_N_ELEMENTS(found->texts); i++)
        found->texts[i] = database_column_text(rows, i + 1);
    found->known = (KnownDossier){
        .id = sqlite3_column_int64(rows, 0),
        .ref = found->texts[0],
        .campaign = found->texts[1],
        .position = found->texts[2],
        .family_name = found->texts[3],
        .given_name = found->texts[4],
        .email = found->texts[5],
    };
    return found;
}

static gboolean
is_listed(const GPtrArray *list, gint64 id)
{
    for (guint i = 0; i < list->len; i++)
        if (((KnownDossier *)g_ptr_array_index(list, i))->id == id)
            return TRUE;
    return FALSE;
}

/* A look-up that fails finds nothing: the mail then goes the way of one that
 * is not known, and the next statement of the group meets the same fault. */
static void
collect(Database *database, GPtrArray *list, DatabaseSql sql,
        const DatabaseValue *values, gsize n)
{
    DATABASE_LOCK(database);
    g_autoptr(GError) error = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(database, sql, &error, values, n);
    while (rows && list->len < MAX_FOUND &&
           database_next(database, rows, &error))
        if (!is_listed(list, sqlite3_column_int64(rows, 0)))
            g_ptr_array_add(list, found_new(rows));
    if (error)
        log_warning("look-up in the index: %s", error->message);
}

static GPtrArray *
by_message_ids(gpointer database, const char *const *ids)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(found_free);
    guint n = g_strv_length((char **)ids);
    guint first = n > MAX_IDS ? n - MAX_IDS : 0;
    for (guint i = first; i < n; i++)
        collect(database, list, SQL_KNOWN_BY_MESSAGE_ID,
                DATABASE_VALUES(SQL_T(ids[i])), 1);
    return list;
}

static GPtrArray *
by_reference(gpointer database, const char *ref)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(found_free);
    g_auto(GStrv) references = dossier_find_references(ref);
    for (guint i = 0; references[i] && i < MAX_IDS; i++)
        collect(database, list, SQL_KNOWN_BY_REFERENCE,
                DATABASE_VALUES(SQL_T(references[i])), 1);
    return list;
}

static GPtrArray *
by_address(gpointer database, const char *campaign, const char *address)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(found_free);
    if (!address)
        return list;
    g_autofree char *lower = g_ascii_strdown(address, -1);
    collect(database, list, SQL_KNOWN_BY_ADDRESS,
            DATABASE_VALUES(SQL_T(campaign), SQL_T(lower)), 2);
    return list;
}

static gboolean
has_address(gpointer pointer, const char *address)
{
    Database *database = pointer;
    DATABASE_LOCK(database);
    g_autofree char *lower = g_ascii_strdown(address, -1);
    g_autoptr(GError) error = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(database, SQL_KNOWS_ADDRESS, &error, SQL_T(lower));
    gboolean found = rows && database_next(database, rows, &error);
    if (error)
        log_warning("look-up in the index: %s", error->message);
    return found;
}

static GPtrArray *
by_name(gpointer database, const char *campaign, const char *family_name,
        const char *given_name)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(found_free);
    g_autofree char *family = family_name ? text_fold(family_name) : NULL;
    g_autofree char *given = given_name ? text_fold(given_name) : NULL;
    if (family && given)
        collect(database, list, SQL_KNOWN_BY_NAMES,
                DATABASE_VALUES(SQL_T(campaign), SQL_T(family), SQL_T(given)),
                3);
    else if (family)
        collect(database, list, SQL_KNOWN_BY_FAMILY_NAME,
                DATABASE_VALUES(SQL_T(campaign), SQL_T(family)), 2);
    else if (given)
        collect(database, list, SQL_KNOWN_BY_GIVEN_NAME,
                DATABASE_VALUES(SQL_T(campaign), SQL_T(given)), 2);
    return list;
}

static KnownLookup
lookup_in(Database *database)
{
    return (KnownLookup){
        .data = database,
        .by_message_ids = by_message_ids,
        .by_reference = by_reference,
        .by_address = by_address,
        .has_address = has_address,
        .by_name = by_name,
    };
}

gboolean
store_known_open(DossierStore *store, GError **error)
{
    store->known = lookup_in(store->database);
    store->reader =
        database_open(store->config->state_dir, DATABASE_READ_ONLY, error);
    if (store->reader)
        store->committed_known = lookup_in(store->reader);
    return store->reader != NULL;
}

const KnownLookup *
dossier_store_known(DossierStore *store)
{
    return &store->known;
}

const KnownLookup *
dossier_store_committed(DossierStore *store)
{
    return &store->committed_known;
}

static Dossier *
dossier_from_row(DatabaseRows *rows)
{
    Dossier *dossier = g_new0(Dossier, 1);
    dossier->id = sqlite3_column_int64(rows, 0);
    dossier->ref = database_column_text(rows, 1);
    dossier->campaign = database_column_text(rows, 2);
    dossier->position = database_column_text(rows, 3);
    dossier->family_name = database_column_text(rows, 4);
    dossier->given_name = database_column_text(rows, 5);
    dossier->email = database_column_text(rows, 6);
    dossier->late = sqlite3_column_int(rows, 7) != 0;
    dossier->withdrawn = sqlite3_column_int(rows, 8) != 0;
    dossier->received_at = sqlite3_column_int64(rows, 9);
    dossier->missing =
        store_from_json((const char *)sqlite3_column_text(rows, 10));
    dossier->received =
        store_from_json((const char *)sqlite3_column_text(rows, 11));
    return dossier;
}

Dossier *
dossier_store_get(DossierStore *store, gint64 id, GError **error)
{
    DATABASE_LOCK(store->database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(store->database, SQL_GET_DOSSIER, error, SQL_I(id));
    if (!rows)
        return NULL;
    if (database_next(store->database, rows, &failure))
        return dossier_from_row(rows);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else
        g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_STATEMENT,
                    "there is no dossier %" G_GINT64_FORMAT, id);
    return NULL;
}
