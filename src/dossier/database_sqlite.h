/* SQLite behind the index: statements by name, values by type.
 *
 * Private to src/dossier and src/outbox. A statement is prepared once for a
 * connection and must not be run again while its rows are being read. Hold
 * the lock from the query to the end of its rows:
 *
 *     DATABASE_LOCK(database);
 *     g_autoptr(DatabaseRows) rows =
 *         DATABASE_QUERY(database, SQL_FIND_MESSAGE, error, SQL_T(sha256),
 *                        SQL_T(message_id));
 *     while (database_next(database, rows, &failure))
 *         ... sqlite3_column_int64(rows, 0) ...
 */
#pragma once

#include <sqlite3.h>

#include "base/fair_lock.h"
#include "dossier/database.h"
#include "dossier/database_sql.h"

/* A bound value; made by the SQL_* macros, borrowed until the query is run. */
typedef struct {
    enum { VALUE_INTEGER, VALUE_TEXT, VALUE_BLOB, VALUE_NULL } type;
    gint64 integer;
    const char *text; /* NULL binds NULL */
    GBytes *blob;     /* NULL binds NULL */
} DatabaseValue;

#define SQL_I(value)                                                           \
    {                                                                          \
        .type = VALUE_INTEGER, .integer = (value)                              \
    }
#define SQL_T(value)                                                           \
    {                                                                          \
        .type = VALUE_TEXT, .text = (value)                                    \
    }
#define SQL_B(value)                                                           \
    {                                                                          \
        .type = VALUE_BLOB, .blob = (value)                                    \
    }
#define SQL_NULL                                                               \
    {                                                                          \
        .type = VALUE_NULL                                                     \
    }

#define DATABASE_VALUES(...) ((const DatabaseValue[]){__VA_ARGS__})
#define DATABASE_COUNT(...)                                                    \
    (sizeof DATABASE_VALUES(__VA_ARGS__) / sizeof(DatabaseValue))

/* DATABASE_RUN(database, SQL_…, error, values…): a statement without rows,
 * FALSE with a DATABASE_ERROR. */
#define DATABASE_RUN(database, sql, error, ...)                                \
    database_run(database, sql, error, DATABASE_VALUES(__VA_ARGS__),           \
                 DATABASE_COUNT(__VA_ARGS__))

/* DATABASE_QUERY(…): rows to be read with database_next(), NULL with an
 * error. */
#define DATABASE_QUERY(database, sql, error, ...)                              \
    database_query(database, sql, error, DATABASE_VALUES(__VA_ARGS__),         \
                   DATABASE_COUNT(__VA_ARGS__))

/* DATABASE_GET(…, &integer, values…): first column of the first row; 0 where
 * there is no row or it is NULL. */
#define DATABASE_GET(database, sql, error, integer, ...)                       \
    database_get(database, sql, error, integer, DATABASE_VALUES(__VA_ARGS__),  \
                 DATABASE_COUNT(__VA_ARGS__))

/* Until the end of the scope. Recursive. */
#define DATABASE_LOCK(database)                                                \
    g_autoptr(FairLockHold) database_hold G_GNUC_UNUSED =                      \
        fair_lock_hold(database_lock(database))

/* Rows of a statement; the cleanup resets it, so that it can be run again. */
typedef sqlite3_stmt DatabaseRows;
void database_rows_end(DatabaseRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DatabaseRows, database_rows_end)

FairLock *database_lock(Database *database);
sqlite3 *database_handle(Database *database);

gboolean database_run(Database *database, DatabaseSql sql, GError **error,
                      const DatabaseValue *values, gsize n);
DatabaseRows *database_query(Database *database, DatabaseSql sql,
                             GError **error, const DatabaseValue *values,
                             gsize n);
gboolean database_get(Database *database, DatabaseSql sql, GError **error,
                      gint64 *integer, const DatabaseValue *values, gsize n);

/* The next row. FALSE at the end, and with `error` set on a failure: look. */
gboolean database_next(Database *database, DatabaseRows *rows, GError **error);

/* Hands each row of a query to `take`, under the lock; `take` must not run the
 * same statement. FALSE with an error; what was handed over stays. */
typedef void (*DatabaseTake)(DatabaseRows *rows, gpointer user);
gboolean database_each(Database *database, DatabaseSql sql, GError **error,
                       const DatabaseValue *values, gsize n, DatabaseTake take,
                       gpointer user);
#define DATABASE_EACH(database, sql, error, take, user, ...)                   \
    database_each(database, sql, error, DATABASE_VALUES(__VA_ARGS__),          \
                  DATABASE_COUNT(__VA_ARGS__), take, user)

/* A column as a new string, NULL for NULL. */
char *database_column_text(DatabaseRows *rows, int column);

/* The last inserted row id and the rows changed by the last statement; read
 * them under the lock that the statement ran under. */
gint64 database_last_id(Database *database);
gint64 database_changes(Database *database);

/* Sets `error` from the connection's last failure; returns FALSE. */
gboolean database_fail(Database *database, const char *what, GError **error);

/* Brings a fresh or older database to the current schema; refuses a newer
 * one. */
gboolean database_migrate(Database *database, GError **error);
/* Current user_version of the schema this program knows. */
int database_schema_version(void);
