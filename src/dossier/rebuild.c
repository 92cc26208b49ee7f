#include "dossier/rebuild.h"

#include "base/clock.h"
#include "base/file.h"
#include "dossier/custody_register.h"
#include "dossier/database_sqlite.h"
#include "dossier/dossier_store_record.h"
#include "dossier/layout.h"
#include "dossier/outcome_log.h"
#include "dossier/readers.h"
#include "dossier/record.h"
#include "dossier/setting.h"

#include <glib/gstdio.h>
#include <string.h>

#define BATCH 500

G_DEFINE_QUARK(rebuild - error - quark, rebuild_error)

/* What each record brings, in an order in which rows that are referred to
 * come first. A statement finds nothing in a record of another sort. */
static const DatabaseSql steps[] = {
    SQL_LOAD_CANDIDATE,        SQL_LOAD_ADDRESSES, SQL_LOAD_MESSAGES,
    SQL_LOAD_REFERENCES,       SQL_LOAD_COPIES,    SQL_LOAD_DOSSIER,
    SQL_LOAD_DOSSIER_MESSAGES, SQL_LOAD_DOCUMENTS, SQL_LOAD_OUTBOX,
    SQL_LOAD_OUTBOX_DOSSIERS,  SQL_LOAD_COUNTERS,  SQL_LOAD_REGISTER,
    SQL_LOAD_TOMBSTONES,
};

typedef struct {
    const char *state_dir;
    char *records; /* path of the folder */
    Database *database;
    gint64 group; /* the highest seen */
    RebuildResult *result;
    RebuildProgress progress;
    gpointer data;
} Rebuild;

void
rebuild_result_free(RebuildResult *result)
{
    if (!result)
        return;
    g_ptr_array_unref(result->damaged);
    g_free(result);
}

static GPtrArray *
list_records(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, ".json"))
            g_ptr_array_add(names, g_strdup(name));
    if (names->len > 0)
        return g_steal_pointer(&names);
    g_set_error(error, REBUILD_ERROR, (gint)REBUILD_ERROR_NOTHING,
                "%s: there is nothing to make an index of", folder);
    return NULL;
}

/* It is looked at with its first version. */
static gboolean
is_second_version(const Rebuild *rebuild, const char *file)
{
    if (!g_str_has_suffix(file, RECORD_SECOND))
        return FALSE;
    g_autofree char *first = record_other_version(file);
    g_autofree char *path = g_build_filename(rebuild->state_dir, first, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean
load_record(Rebuild *rebuild, const char *name, GError **error)
{
    g_autofree char *file = g_strconcat(LAYOUT_RECORDS "/", name, NULL);
    if (is_second_version(rebuild, file))
        return TRUE;
    gint64 group = 0;
    g_autofree char *text =
        record_read(rebuild->database, rebuild->state_dir, file, &group);
    if (!text) {
        g_ptr_array_add(rebuild->result->damaged, g_strdup(name));
        return TRUE;
    }
    rebuild->group = MAX(rebuild->group, group);
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (!DATABASE_RUN(rebuild->database, steps[i], error, SQL_T(text))) {
            g_prefix_error(error, "%s: ", name);
            return FALSE;
        }
    return TRUE;
}

static gboolean
load_batch(Rebuild *rebuild, const GPtrArray *names, guint from, GError **error)
{
    if (!database_begin(rebuild->database, error))
        return FALSE;
    guint end = MIN(from + BATCH, names->len);
    for (guint i = from; i < end; i++)
        if (!load_record(rebuild, g_ptr_array_index(names, i), error)) {
            database_rollback(rebuild->database);
            return FALSE;
        }
    rebuild->progress(rebuild->data, end, names->len);
    return database_commit(rebuild->database, error);
}

/* The number of the last group that counts. The records of a group are placed
 * after its other files: where the last one has none and was not marked as
 * committed, it was cut off before, and the next start takes it back. */
static gint64
last_group(const Rebuild *rebuild, gint64 number, gboolean marked)
{
    if (marked || rebuild->group >= number)
        return MAX(rebuild->group, number);
    return number - 1;
}

/* The store names the index it belongs to; so the new one takes that name and
 * the number of the last group (dossier_store_group.h). */
static gboolean
load_identity(Rebuild *rebuild, GError **error)
{
    g_autofree char *path =
        g_build_filename(rebuild->state_dir, LAYOUT_JOURNAL, NULL);
    g_autofree char *text =
        file_read(path, LAYOUT_JOURNAL_MAX_BYTES, NULL, NULL);
    gboolean marked = text && strstr(text, "\n=\n");
    if (text)
        text[strcspn(text, "\n")] = '\0';
    g_auto(GStrv) words = g_strsplit(text ? text : "", " ", 2);
    gboolean known = words[0] && words[1];
    if (known)
        rebuild->group =
            last_group(rebuild, g_ascii_strtoll(words[1], NULL, 10), marked);
    return (!known || DATABASE_RUN(rebuild->database, SQL_SET_SETTING, error,
                                   SQL_T("identity"), SQL_T(words[0]))) &&
           setting_set(rebuild->database, "group", rebuild->group, error);
}

static void
count_file(DatabaseRows *rows, gpointer user)
{
    Rebuild *rebuild = user;
    const char *file = (const char *)sqlite3_column_text(rows, 0);
    g_autofree char *path = g_build_filename(rebuild->state_dir, file, NULL);
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        rebuild->result->missing++;
}

static gboolean
count_rows(Rebuild *rebuild, DatabaseSql sql, guint *number, GError **error)
{
    gint64 count = 0;
    gboolean counted =
        database_get(rebuild->database, sql, error, &count, NULL, 0);
    *number = (guint)count;
    return counted;
}

static gboolean
take_stock(Rebuild *rebuild, GError **error)
{
    Database *database = rebuild->database;
    RebuildResult *result = rebuild->result;
    return database_each(database, SQL_VERIFY_MAILS, error, NULL, 0, count_file,
                         rebuild) &&
           database_each(database, SQL_VERIFY_ASIDE, error, NULL, 0, count_file,
                         rebuild) &&
           database_each(database, SQL_VERIFY_DOCUMENTS, error, NULL, 0,
                         count_file, rebuild) &&
           count_rows(rebuild, SQL_COUNT_ALL_DOSSIERS, &result->dossiers,
                      error) &&
           count_rows(rebuild, SQL_COUNT_ALL_MESSAGES, &result->messages,
                      error) &&
           count_rows(rebuild, SQL_COUNT_UNKNOWN, &result->unknown, error);
}

static gboolean
conclude(Rebuild *rebuild, const char *actor, GError **error)
{
    Database *database = rebuild->database;
    gint64 registered = 0;
    if (!outcome_log_load(rebuild->state_dir, database, error) ||
        !DATABASE_RUN(database, SQL_LOAD_END_OUTBOX, error,
                      SQL_T("the index was lost: whether it was sent is not "
                            "known")) ||
        !database_run(database, SQL_LOAD_NAMESAKES, error, NULL, 0) ||
        !load_identity(rebuild, error) || !take_stock(rebuild, error) ||
        !database_get(database, SQL_REGISTER_MAX, error, &registered, NULL,
                      0) ||
        !setting_set(database, STORE_REGISTERED, registered, error) ||
        !setting_set(database, STORE_RECORDED, 1, error) ||
        !readers_forget(database, error) ||
        !setting_set(database, REBUILD_SETTING, clock_now(), error))
        return FALSE;
    g_autofree char *detail =
        g_strdup_printf("dossiers %u, messages %u", rebuild->result->dossiers,
                        rebuild->result->messages);
    return custody_register_add(database, actor, "rebuild", "index", detail,
                                error);
}

static gboolean
load(Rebuild *rebuild, const char *actor, GError **error)
{
    g_autoptr(GPtrArray) names = list_records(rebuild->records, error);
    if (!names)
        return FALSE;
    for (guint from = 0; from < names->len; from += BATCH)
        if (!load_batch(rebuild, names, from, error))
            return FALSE;
    if (!database_begin(rebuild->database, error))
        return FALSE;
    if (conclude(rebuild, actor, error))
        return database_commit(rebuild->database, error);
    database_rollback(rebuild->database);
    return FALSE;
}

static gboolean
remove_index(const char *folder, GError **error)
{
    static const char *const files[] = {LAYOUT_INDEX, LAYOUT_INDEX_WAL,
                                        LAYOUT_INDEX_SHM, LAYOUT_INDEX_JOURNAL};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        if (!file_unlink(path, error))
            return FALSE;
    }
    return TRUE;
}

/* The old index stays beside the new one, in case it can still tell something;
 * its log of changes belongs to it alone. */
static gboolean
put_in_place(const char *state_dir, const char *folder, RebuildResult *result,
             GError **error)
{
    g_autofree char *new = g_build_filename(folder, LAYOUT_INDEX, NULL);
    g_autofree char *place = g_build_filename(state_dir, LAYOUT_INDEX, NULL);
    g_autofree char *old = g_build_filename(state_dir, LAYOUT_INDEX_OLD, NULL);
    if (!file_sync_path(new, error))
        return FALSE;
    result->kept_old = g_file_test(place, G_FILE_TEST_EXISTS);
    if ((result->kept_old && !file_rename(place, old, error)) ||
        !remove_index(state_dir, error) || !file_rename(new, place, error) ||
        !file_sync_folder(state_dir, error))
        return FALSE;
    g_rmdir(folder);
    return TRUE;
}

static gboolean
make_index(Rebuild *rebuild, const char *folder, const char *actor,
           GError **error)
{
    if (!file_make_folder(folder, error) || !remove_index(folder, error))
        return FALSE;
    rebuild->database = database_open(folder, DATABASE_READ_WRITE, error);
    gboolean loaded = rebuild->database && load(rebuild, actor, error);
    if (loaded)
        database_checkpoint(rebuild->database);
    g_clear_pointer(&rebuild->database, database_close);
    return loaded;
}

gboolean
rebuild_check(const char *state_dir, GError **error)
{
    g_autofree char *place = g_build_filename(state_dir, LAYOUT_INDEX, NULL);
    g_autofree char *records =
        g_build_filename(state_dir, LAYOUT_RECORDS, NULL);
    if (g_file_test(place, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autoptr(GPtrArray) names = list_records(records, NULL);
    if (!names)
        return TRUE;
    g_set_error(error, DATABASE_ERROR, (gint)DATABASE_ERROR_CORRUPT,
                "%s is missing, but the store holds dossiers", place);
    return FALSE;
}

RebuildResult *
rebuild_index(const char *state_dir, const char *actor,
              RebuildProgress progress, gpointer data, GError **error)
{
    g_autoptr(RebuildResult) result = g_new0(RebuildResult, 1);
    result->damaged = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *folder = g_build_filename(state_dir, LAYOUT_REBUILD, NULL);
    g_autofree char *records =
        g_build_filename(state_dir, LAYOUT_RECORDS, NULL);
    Rebuild rebuild = {.state_dir = state_dir,
                       .records = records,
                       .result = result,
                       .progress = progress,
                       .data = data};
    if (make_index(&rebuild, folder, actor, error) &&
        put_in_place(state_dir, folder, result, error))
        return g_steal_pointer(&result);
    remove_index(folder, NULL);
    g_rmdir(folder);
    return NULL;
}
