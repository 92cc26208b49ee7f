#include "dossier/dossier_store_record.h"

#include "base/file.h"
#include "base/log.h"
#include "dossier/dossier_store_private.h"
#include "dossier/layout.h"
#include "dossier/record.h"
#include "dossier/setting.h"

#include <string.h>
#include <unistd.h>

/* Dossiers of a group that does nothing but write records. */
#define BATCH 200
/* As many as the names of raw mails have, and some more. */
#define SHA_CHARS 24

static GHashTable *
new_ids(void)
{
    return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

void
store_changes_init(StoreChanges *changes)
{
    changes->dossiers = new_ids();
    changes->messages = new_ids();
    changes->erased = g_ptr_array_new_with_free_func(g_free);
}

void
store_changes_clear(StoreChanges *changes)
{
    g_clear_pointer(&changes->dossiers, g_hash_table_unref);
    g_clear_pointer(&changes->messages, g_hash_table_unref);
    g_clear_pointer(&changes->erased, g_ptr_array_unref);
}

static void
add_id(GHashTable *ids, gint64 id)
{
    g_hash_table_add(ids, g_memdup2(&id, sizeof id));
}

void
store_touch(DossierStore *store, gint64 dossier)
{
    add_id(store->changes.dossiers, dossier);
}

void
store_touch_aside(DossierStore *store, gint64 message)
{
    add_id(store->changes.messages, message);
}

void
store_note_erased(DossierStore *store, const char *sha256)
{
    g_ptr_array_add(store->changes.erased, g_strdup(sha256));
}

static char *
aside_name(const char *sha256)
{
    return g_strdup_printf(LAYOUT_RECORDS "/mail-%.*s.json", SHA_CHARS, sha256);
}

static char *
dossier_name(const char *ref, int slot)
{
    return g_strconcat(LAYOUT_RECORDS "/", ref,
                       slot == 0 ? RECORD_FIRST : RECORD_SECOND, NULL);
}

static gboolean
stands(const DossierStore *store, const char *name)
{
    g_autofree char *path =
        g_build_filename(store->config->state_dir, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
forget(DossierStore *store, const char *name)
{
    if (stands(store, name))
        store_group_remove(store->group, name);
}

void
store_forget_aside(DossierStore *store, const char *sha256)
{
    g_autofree char *name = aside_name(sha256);
    forget(store, name);
}

void
store_forget_dossier(DossierStore *store, const char *ref)
{
    for (int slot = 0; slot < 2; slot++) {
        g_autofree char *name = dossier_name(ref, slot);
        forget(store, name);
    }
}

static gboolean
place(DossierStore *store, const char *json, const char *name, GError **error)
{
    g_autofree char *path = NULL;
    int fd = file_create_temporary(store->spool, &path, error);
    if (fd < 0)
        return FALSE;
    store_group_place(store->group, path, name);
    gboolean written = file_write_all(fd, json, strlen(json), error);
    close(fd);
    return written;
}

gint64
store_record_group(Database *database, const char *state_dir, const char *name)
{
    g_autofree char *path = g_build_filename(state_dir, name, NULL);
    g_autofree char *text =
        file_read(path, LAYOUT_RECORD_MAX_BYTES, NULL, NULL);
    gint64 group = 0;
    return text && DATABASE_GET(database, SQL_LOAD_GROUP, NULL, &group,
                                SQL_T(text))
               ? group
               : 0;
}

static gboolean
is_older(const DossierStore *store, const char *name, const char *other)
{
    const char *state_dir = store->config->state_dir;
    return store_record_group(store->database, state_dir, name) <
           store_record_group(store->database, state_dir, other);
}

/* The new version takes the name that the old one does not have; the old one
 * goes when the rows are safe. Where both stand (a removal failed), the new
 * one replaces the older of them, which the rows do not need, and only the
 * other goes. */
static gboolean
place_dossier(DossierStore *store, const char *json, const char *ref,
              GError **error)
{
    g_autofree char *first = dossier_name(ref, 0);
    g_autofree char *second = dossier_name(ref, 1);
    gboolean is_first =
        !stands(store, first) ||
        (stands(store, second) && is_older(store, first, second));
    forget(store, is_first ? second : first);
    return place(store, json, is_first ? first : second, error);
}

/* The record of a row and its second column; both NULL where the row is gone
 * again. FALSE with an error. */
static gboolean
read_record(DossierStore *store, DatabaseSql sql, gint64 id, gint64 number,
            const char *hashes, char **json, char **key, GError **error)
{
    DATABASE_LOCK(store->database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(store->database, sql, error,
                       DATABASE_VALUES(SQL_I(id), SQL_I(number), SQL_T(hashes)),
                       hashes ? 3 : 2);
    if (!rows)
        return FALSE;
    if (database_next(store->database, rows, &failure)) {
        *json = database_column_text(rows, 0);
        *key = database_column_text(rows, 1);
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

static gboolean
record_dossier(DossierStore *store, gint64 id, gint64 number, GError **error)
{
    g_autofree char *json = NULL;
    g_autofree char *ref = NULL;
    return read_record(store, SQL_RECORD_DOSSIER, id, number, NULL, &json, &ref,
                       error) &&
           (!json || place_dossier(store, json, ref, error));
}

static gboolean
record_aside(DossierStore *store, gint64 id, gint64 number, GError **error)
{
    g_autofree char *json = NULL;
    g_autofree char *sha256 = NULL;
    if (!read_record(store, SQL_RECORD_ASIDE, id, number, NULL, &json, &sha256,
                     error))
        return FALSE;
    g_autofree char *name = json ? aside_name(sha256) : NULL;
    return !json || stands(store, name) || place(store, json, name, error);
}

static gboolean
record_all(DossierStore *store, GHashTable *ids, gint64 number,
           gboolean (*record)(DossierStore *store, gint64 id, gint64 number,
                              GError **error),
           GError **error)
{
    GHashTableIter iter;
    gpointer id;
    g_hash_table_iter_init(&iter, ids);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        if (!record(store, *(gint64 *)id, number, error))
            return FALSE;
    return TRUE;
}

/* Lines of the register that no record has yet, whoever wrote them. */
static gboolean
record_register(DossierStore *store, gint64 number, GError **error)
{
    gint64 last = 0, registered = 0;
    if (!database_get(store->database, SQL_REGISTER_MAX, error, &last, NULL,
                      0) ||
        !setting_get(store->database, STORE_REGISTERED, &registered, error))
        return FALSE;
    if (last <= registered && store->changes.erased->len == 0)
        return TRUE;
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (guint i = 0; i < store->changes.erased->len; i++)
        g_ptr_array_add(list, g_ptr_array_index(store->changes.erased, i));
    g_ptr_array_add(list, NULL);
    g_autofree char *hashes = store_json((const char *const *)list->pdata);
    g_autofree char *name = g_strdup_printf(
        LAYOUT_RECORDS "/register-%" G_GINT64_FORMAT ".json", number);
    g_autofree char *json = NULL;
    g_autofree char *none = NULL;
    return setting_set(store->database, STORE_REGISTERED, last, error) &&
           read_record(store, SQL_RECORD_REGISTER, registered, number, hashes,
                       &json, &none, error) &&
           (!json || place(store, json, name, error));
}

gboolean
store_plan_records(DossierStore *store, gint64 number, GError **error)
{
    return record_all(store, store->changes.dossiers, number, record_dossier,
                      error) &&
           record_all(store, store->changes.messages, number, record_aside,
                      error) &&
           record_register(store, number, error);
}

typedef struct {
    DossierStore *store;
    void (*touch)(DossierStore *store, gint64 id);
    gint64 last;
    guint n;
} Batch;

static void
take_id(DatabaseRows *rows, gpointer user)
{
    Batch *batch = user;
    batch->last = sqlite3_column_int64(rows, 0);
    batch->n++;
    batch->touch(batch->store, batch->last);
}

static gboolean
complete_some(DossierStore *store, DatabaseSql sql, Batch *batch,
              GError **error)
{
    batch->n = 0;
    if (!dossier_store_begin(store, error))
        return FALSE;
    if (DATABASE_EACH(store->database, sql, error, take_id, batch,
                      SQL_I(batch->last), SQL_I(BATCH)))
        return dossier_store_commit(store, error);
    dossier_store_rollback(store);
    return FALSE;
}

static gboolean
complete(DossierStore *store, DatabaseSql sql,
         void (*touch)(DossierStore *store, gint64 id), GError **error)
{
    Batch batch = {.store = store, .touch = touch};
    do {
        if (!complete_some(store, sql, &batch, error))
            return FALSE;
    } while (batch.n == BATCH);
    return TRUE;
}

gboolean
store_complete_records(DossierStore *store, GError **error)
{
    gint64 complete_already = 0;
    g_autoptr(GError) fault = NULL;
    if (!setting_get(store->database, STORE_RECORDED, &complete_already, error))
        return FALSE;
    if (complete_already ||
        (complete(store, SQL_DOSSIERS_AFTER, store_touch, &fault) &&
         complete(store, SQL_ASIDE_AFTER, store_touch_aside, &fault) &&
         setting_set(store->database, STORE_RECORDED, 1, &fault)))
        return TRUE;
    /* A full disk must not keep the daemon from starting: it waits for room
     * and tells the operator. */
    if (g_error_matches(fault, DATABASE_ERROR, DATABASE_ERROR_FULL)) {
        log_warning("records are completed at a later start: %s",
                    fault->message);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&fault));
    return FALSE;
}
