#include "dossier/dossier_store_private.h"

#include "base/file.h"
#include "base/json.h"
#include "dossier/instance.h"
#include "dossier/layout.h"
#include "dossier/readers.h"
#include "dossier/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Below this nothing is begun: the index and its journal need room to end
 * what they began. */
#define LOW_WATER_BYTES (16 * 1024 * 1024)
/* Setting: how many commits were made void. */
#define VOIDED "voided"

char *
store_json(const char *const *texts)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_ARRAY);
    JsonArray *array = json_array_new();
    for (; texts && *texts; texts++)
        json_array_add_string_element(array, *texts);
    json_node_take_array(node, array);
    return json_line(node);
}

char **
store_from_json(const char *json)
{
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    g_autoptr(JsonNode) node = json_from_string(json ? json : "[]", NULL);
    JsonArray *array =
        node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; array && i < json_array_get_length(array); i++)
        g_strv_builder_add(texts, json_array_get_string_element(array, i));
    return g_strv_builder_end(texts);
}

StoreResult *
store_result_new(StoreOutcome outcome, gint64 message)
{
    StoreResult *result = g_new0(StoreResult, 1);
    result->outcome = outcome;
    result->message = message;
    result->dossiers = g_array_new(FALSE, FALSE, sizeof(gint64));
    return result;
}

void
store_result_add(StoreResult *result, gint64 dossier)
{
    g_array_append_val(result->dossiers, dossier);
}

void
store_result_free(StoreResult *result)
{
    if (!result)
        return;
    g_array_unref(result->dossiers);
    g_free(result);
}

static gboolean
remove_files(const char *folder, const char *prefix, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
    if (!dir)
        return FALSE;
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_str_has_prefix(name, prefix) && !file_unlink(path, error))
            return FALSE;
    }
    return TRUE;
}

/* Leftovers of an interrupted run: nothing refers to them, and a journal that
 * was being written names candidates. */
static gboolean
remove_leftovers(const DossierStore *store, GError **error)
{
    return file_make_folder(store->spool, error) &&
           remove_files(store->spool, "", error) &&
           remove_files(store->config->state_dir, FILE_TEMPORARY_PREFIX, error);
}

/* A name for this index, made once. */
static gboolean
load_identity(DossierStore *store, GError **error)
{
    g_autofree char *fresh = g_uuid_string_random();
    if (!DATABASE_RUN(store->database, SQL_INIT_SETTING, error,
                      SQL_T("identity"), SQL_T(fresh)) ||
        !DATABASE_RUN(store->database, SQL_INIT_SETTING, error, SQL_T("group"),
                      SQL_T("0")))
        return FALSE;
    DATABASE_LOCK(store->database);
    g_autoptr(DatabaseRows) rows = DATABASE_QUERY(
        store->database, SQL_GET_SETTING, error, SQL_T("identity"));
    if (!rows)
        return FALSE;
    database_next(store->database, rows, NULL);
    store->identity = database_column_text(rows, 0);
    return DATABASE_GET(store->database, SQL_GET_NUMBER, error,
                        &store->committed, SQL_T("group"));
}

static gboolean
open_state(DossierStore *store, GError **error)
{
    const char *path = store->config->state_dir;
    store->state_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->state_fd < 0)
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                    "%s: cannot open folder: %s", path, g_strerror(errno));
    return store->state_fd >= 0;
}

DossierStore *
dossier_store_open(const Config *config, Database *database, GError **error)
{
    g_autoptr(DossierStore) store = g_new0(DossierStore, 1);
    store->config = config;
    store->database = database;
    store->spool = g_build_filename(config->state_dir, LAYOUT_SPOOL, NULL);
    store->state_fd = -1;
    store->removals = g_ptr_array_new_with_free_func(g_free);
    store->zone = g_time_zone_new_identifier(config->timezone);
    if (!store->zone)
        store->zone = g_time_zone_new_utc();
    if (!instance_check_folder(config->state_dir, error) ||
        !open_state(store, error) || !load_identity(store, error) ||
        !store_group_recover(config->state_dir, store->identity,
                             store->committed, error) ||
        !remove_leftovers(store, error) ||
        !readers_apply(config, store->state_fd, database, error) ||
        !store_sync_campaigns(store, error) ||
        !store_complete_records(store, error) ||
        !store_known_open(store, error))
        return NULL;
    return g_steal_pointer(&store);
}

void
dossier_store_close(DossierStore *store)
{
    if (!store)
        return;
    if (store->group)
        dossier_store_rollback(store);
    if (store->state_fd >= 0)
        close(store->state_fd);
    /* The next start knows from the rows what is to become of it. */
    g_clear_pointer(&store->undecided, store_group_free);
    g_clear_pointer(&store->removals, g_ptr_array_unref);
    g_clear_pointer(&store->reader, database_close);
    g_clear_pointer(&store->zone, g_time_zone_unref);
    g_free(store->identity);
    g_free(store->spool);
    g_free(store);
}

const char *
dossier_store_spool(const DossierStore *store)
{
    return store->spool;
}

static gboolean
has_room(const DossierStore *store, GError **error)
{
    struct statvfs info;
    if (statvfs(store->spool, &info) != 0) {
        g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_FULL,
                    "%s: cannot tell its free space: %s", store->spool,
                    g_strerror(errno));
        return FALSE;
    }
    guint64 free_bytes = (guint64)info.f_bavail * info.f_frsize;
    if (free_bytes >= LOW_WATER_BYTES)
        return TRUE;
    g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_FULL,
                "%s: only %" G_GUINT64_FORMAT " kB free, %d kB are needed",
                store->spool, free_bytes / 1024, LOW_WATER_BYTES / 1024);
    return FALSE;
}

/* A failing disk is one thing to the caller, whichever call met it. */
static void
as_disk_failure(GError **error)
{
    if (!error || !*error || (*error)->domain == DATABASE_ERROR)
        return;
    g_autofree char *reason = g_strdup((*error)->message);
    g_clear_error(error);
    g_set_error_literal(error, DATABASE_ERROR, DATABASE_ERROR_FULL, reason);
}

/* A commit that fails in the sync of SQLite's log leaves its rows there. They
 * are not seen, but if nothing is written after them the next start finds
 * them: neither a rollback nor a checkpoint voids them, only the next commit
 * does, which writes over them. A row that stays as it is is not written, so
 * this one counts. */
static gboolean
void_rows(DossierStore *store, GError **error)
{
    gint64 voided = 0;
    return setting_get(store->database, VOIDED, &voided, error) &&
           setting_set(store->database, VOIDED, voided + 1, error);
}

/* Until the rows of the undecided group are void, its files and its journal
 * stay as if the program had been killed in the commit. */
static gboolean
settle(DossierStore *store, GError **error)
{
    if (!store->undecided)
        return TRUE;
    if (!void_rows(store, error) || !store_group_undo(store->undecided, error))
        return FALSE;
    g_clear_pointer(&store->undecided, store_group_free);
    return TRUE;
}

static void
begin_group(DossierStore *store)
{
    store->group = store_group_new(store->config->state_dir, store->state_fd,
                                   store->identity, store->config->store_mode);
    for (guint i = 0; i < store->removals->len; i++)
        store_group_remove(store->group, g_ptr_array_index(store->removals, i));
    store_changes_init(&store->changes);
}

gboolean
dossier_store_begin(DossierStore *store, GError **error)
{
    if (!has_room(store, error))
        return FALSE;
    /* The groups belong to the thread that holds the database: look at them
     * only after having waited for that. */
    DATABASE_LOCK(store->database);
    if (!settle(store, error) || !database_begin(store->database, error)) {
        as_disk_failure(error);
        return FALSE;
    }
    begin_group(store);
    return TRUE;
}

static void
end_group(DossierStore *store)
{
    g_clear_pointer(&store->group, store_group_free);
    store_changes_clear(&store->changes);
}

static gboolean
publish(DossierStore *store, GError **error)
{
    if (!store_plan_records(store, store->committed + 1, error))
        return FALSE;
    if (store_group_is_empty(store->group))
        return TRUE;
    g_autofree char *number =
        g_strdup_printf("%" G_GINT64_FORMAT, store->committed + 1);
    return DATABASE_RUN(store->database, SQL_SET_SETTING, error, SQL_T("group"),
                        SQL_T(number)) &&
           store_group_publish(store->group, store->committed + 1, error);
}

/* The group's files stay for now. */
static void
leave_undecided(DossierStore *store)
{
    if (!store_group_is_empty(store->group))
        store->undecided = g_steal_pointer(&store->group);
}

gboolean
dossier_store_commit(DossierStore *store, GError **error)
{
    g_return_val_if_fail(store->group, FALSE);
    DATABASE_LOCK(store->database);
    if (!publish(store, error)) {
        as_disk_failure(error);
        dossier_store_rollback(store);
        return FALSE;
    }
    if (!database_commit(store->database, error)) {
        leave_undecided(store);
        end_group(store);
        return FALSE;
    }
    if (!store_group_is_empty(store->group)) {
        store->committed++;
        g_ptr_array_set_size(store->removals, 0);
        store_group_finish(store->group, store->removals);
    }
    end_group(store);
    return TRUE;
}

/* Files first: while the rows are still locked, nobody sees them half gone. */
void
dossier_store_rollback(DossierStore *store)
{
    if (!store->group)
        return;
    if (!store_group_undo(store->group, NULL))
        leave_undecided(store);
    end_group(store);
    database_rollback(store->database);
}
