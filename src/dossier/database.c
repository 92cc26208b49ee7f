#include "dossier/database_sqlite.h"
#include "dossier/layout.h"

#include <glib/gstdio.h>

/* A reader may hold the writer up, and the other way round, this long. */
#define BUSY_MILLISECONDS 10000
/* Readers hold a checkpoint up: it is not worth a wait of everybody else. */
#define CHECKPOINT_MILLISECONDS 250
/* An index up to here is checked at each start, which takes a blink; a larger
 * one where the last stop was no clean one. */
#define SMALL_BYTES (16 * 1024 * 1024)

struct Database {
    sqlite3 *handle;
    FairLock lock;
    gboolean is_doubted; /* its pages are to be checked first */
    sqlite3_stmt *statements[N_SQL];
};

G_DEFINE_QUARK(database - error - quark, database_error)

static DatabaseError
error_code(int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return DATABASE_ERROR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return DATABASE_ERROR_CORRUPT;
    case SQLITE_CANTOPEN:
        return DATABASE_ERROR_OPEN;
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
        return DATABASE_ERROR_STATEMENT;
    default:
        return DATABASE_ERROR_FULL;
    }
}

gboolean
database_fail(Database *database, const char *what, GError **error)
{
    int result = sqlite3_extended_errcode(database->handle);
    g_set_error(error, DATABASE_ERROR, (gint)error_code(result), "%s: %s", what,
                sqlite3_errmsg(database->handle));
    return FALSE;
}

FairLock *
database_lock(Database *database)
{
    return &database->lock;
}

sqlite3 *
database_handle(Database *database)
{
    return database->handle;
}

static gboolean
execute(Database *database, const char *sql, GError **error)
{
    DATABASE_LOCK(database);
    if (sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
        return TRUE;
    return database_fail(database, sql, error);
}

/* NULL with an error, or a statement that is not being read. */
static sqlite3_stmt *
prepared(Database *database, DatabaseSql sql, GError **error)
{
    sqlite3_stmt **statement = &database->statements[sql];
    if (!*statement && sqlite3_prepare_v3(database->handle, database_sql(sql),
                                          -1, SQLITE_PREPARE_PERSISTENT,
                                          statement, NULL) != SQLITE_OK) {
        database_fail(database, database_sql(sql), error);
        return NULL;
    }
    if (sqlite3_stmt_busy(*statement)) {
        g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_STATEMENT,
                    "%s: run while its rows are being read", database_sql(sql));
        return NULL;
    }
    return *statement;
}

/* The values outlive the step that reads them, except that rows read later
 * may need them again: so SQLite copies. */
static int
bind_one(sqlite3_stmt *statement, int index, const DatabaseValue *value)
{
    gsize size = 0;
    const void *data = NULL;
    switch (value->type) {
    case VALUE_INTEGER:
        return sqlite3_bind_int64(statement, index, value->integer);
    case VALUE_TEXT:
        return sqlite3_bind_text(statement, index, value->text, -1,
                                 SQLITE_TRANSIENT);
    case VALUE_BLOB:
        if (value->blob)
            data = g_bytes_get_data(value->blob, &size);
        return sqlite3_bind_blob64(statement, index, data, size,
                                   SQLITE_TRANSIENT);
    case VALUE_NULL:
    default:
        return sqlite3_bind_null(statement, index);
    }
}

DatabaseRows *
database_query(Database *database, DatabaseSql sql, GError **error,
               const DatabaseValue *values, gsize n)
{
    sqlite3_stmt *statement = prepared(database, sql, error);
    if (!statement)
        return NULL;
    for (gsize i = 0; i < n; i++)
        if (bind_one(statement, (int)i + 1, &values[i]) != SQLITE_OK) {
            database_fail(database, database_sql(sql), error);
            database_rows_end(statement);
            return NULL;
        }
    return statement;
}

void
database_rows_end(DatabaseRows *rows)
{
    sqlite3_reset(rows);
    sqlite3_clear_bindings(rows);
}

gboolean
database_next(Database *database, DatabaseRows *rows, GError **error)
{
    int result = sqlite3_step(rows);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        database_fail(database, sqlite3_sql(rows), error);
    return result == SQLITE_ROW;
}

gboolean
database_run(Database *database, DatabaseSql sql, GError **error,
             const DatabaseValue *values, gsize n)
{
    DATABASE_LOCK(database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(database, sql, error, values, n);
    if (!rows)
        return FALSE;
    while (database_next(database, rows, &failure))
        continue;
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

gboolean
database_get(Database *database, DatabaseSql sql, GError **error,
             gint64 *integer, const DatabaseValue *values, gsize n)
{
    DATABASE_LOCK(database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(database, sql, error, values, n);
    if (!rows)
        return FALSE;
    gint64 found = database_next(database, rows, &failure)
                       ? sqlite3_column_int64(rows, 0)
                       : 0;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    *integer = found;
    return TRUE;
}

gboolean
database_each(Database *database, DatabaseSql sql, GError **error,
              const DatabaseValue *values, gsize n, DatabaseTake take,
              gpointer user)
{
    DATABASE_LOCK(database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(database, sql, error, values, n);
    if (!rows)
        return FALSE;
    while (database_next(database, rows, &failure))
        take(rows, user);
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

char *
database_column_text(DatabaseRows *rows, int column)
{
    return g_strdup((const char *)sqlite3_column_text(rows, column));
}

gint64
database_last_id(Database *database)
{
    return sqlite3_last_insert_rowid(database->handle);
}

gint64
database_changes(Database *database)
{
    return sqlite3_changes64(database->handle);
}

gboolean
database_begin(Database *database, GError **error)
{
    fair_lock_lock(&database->lock);
    if (execute(database, "BEGIN IMMEDIATE", error))
        return TRUE;
    fair_lock_unlock(&database->lock);
    return FALSE;
}

gboolean
database_commit(Database *database, GError **error)
{
    gboolean committed = execute(database, "COMMIT", error);
    if (!committed)
        execute(database, "ROLLBACK", NULL);
    fair_lock_unlock(&database->lock);
    return committed;
}

void
database_rollback(Database *database)
{
    execute(database, "ROLLBACK", NULL);
    fair_lock_unlock(&database->lock);
}

void
database_checkpoint(Database *database)
{
    DATABASE_LOCK(database);
    sqlite3_busy_timeout(database->handle, CHECKPOINT_MILLISECONDS);
    database_run(database, SQL_CHECKPOINT, NULL, NULL, 0);
    sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
}

/* The last process that closes the index removes the journal: one that is
 * there tells that somebody was killed, or the power went. */
static gboolean
was_interrupted(const char *path)
{
    g_autofree char *journal = g_strconcat(path, "-wal", NULL);
    GStatBuf info;
    return g_stat(journal, &info) == 0 && info.st_size > 0;
}

static gboolean
is_small(const char *path)
{
    GStatBuf info;
    return g_stat(path, &info) != 0 || info.st_size <= SMALL_BYTES;
}

/* quick_check says "ok" in one row, or what is wrong, in several. */
static gboolean
check(Database *database, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(database, SQL_QUICK_CHECK, error, NULL, 0);
    if (!rows)
        return FALSE;
    if (!database_next(database, rows, &failure) && failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    const char *verdict = (const char *)sqlite3_column_text(rows, 0);
    if (g_strcmp0(verdict, "ok") == 0)
        return TRUE;
    g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_CORRUPT,
                "quick_check: %s", verdict ? verdict : "no answer");
    return FALSE;
}

/* WAL: a long `dossierctl list` never makes the writer wait. FULL: a commit
 * that was reported survives a power cut. */
static gboolean
prepare_writer(Database *database, GError **error)
{
    return execute(database,
                   "PRAGMA journal_mode = WAL;"
                   "PRAGMA synchronous = FULL;"
                   "PRAGMA secure_delete = ON;",
                   error) &&
           (!database->is_doubted || check(database, error)) &&
           database_migrate(database, error);
}

static gboolean
prepare_reader(Database *database, GError **error)
{
    gint64 version = 0;
    if (!database_get(database, SQL_USER_VERSION, error, &version, NULL, 0))
        return FALSE;
    if (version == database_schema_version())
        return TRUE;
    g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_OPEN,
                "the index has version %" G_GINT64_FORMAT
                ", this program reads %d: start the daemon of this version"
                " once",
                version, database_schema_version());
    return FALSE;
}

static gboolean
prepare(Database *database, DatabaseMode mode, GError **error)
{
    sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
    sqlite3_extended_result_codes(database->handle, 1);
    if (!execute(database,
                 "PRAGMA foreign_keys = ON;"
                 "PRAGMA trusted_schema = OFF;"
                 "PRAGMA cell_size_check = ON;"
                 "PRAGMA mmap_size = 0;",
                 error))
        return FALSE;
    return mode == DATABASE_READ_WRITE ? prepare_writer(database, error)
                                       : prepare_reader(database, error);
}

Database *
database_open(const char *state_dir, DatabaseMode mode, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, LAYOUT_INDEX, NULL);
    g_autoptr(Database) database = g_new0(Database, 1);
    fair_lock_init(&database->lock);
    database->is_doubted = is_small(path) || was_interrupted(path);
    int flags = mode == DATABASE_READ_WRITE
                    ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                    : SQLITE_OPEN_READONLY;
    /* Our own lock serialises; SQLite's would only cost. NOFOLLOW: an index
     * replaced by a link is not ours. */
    flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    int result = sqlite3_open_v2(path, &database->handle, flags, NULL);
    if (result != SQLITE_OK) {
        g_set_error(error, DATABASE_ERROR, DATABASE_ERROR_OPEN, "%s: %s", path,
                    sqlite3_errstr(result));
        return NULL;
    }
    if (prepare(database, mode, error))
        return g_steal_pointer(&database);
    g_prefix_error(error, "%s: ", path);
    return NULL;
}

void
database_close(Database *database)
{
    if (!database)
        return;
    for (gsize i = 0; i < N_SQL; i++)
        sqlite3_finalize(database->statements[i]);
    sqlite3_close(database->handle);
    fair_lock_clear(&database->lock);
    g_free(database);
}
