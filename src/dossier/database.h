/* The SQLite index of one instance: schema, statements, transactions.
 *
 * One process writes, through one connection guarded by a recursive lock:
 * every function may be called from any thread, a transaction belongs to the
 * thread that began it and the others wait. Readers (dossierctl) open
 * read-only. sqlite3.h stays behind database_sqlite.h, which only modules in
 * this folder and outbox/outbox.c may include.
 */
#pragma once

#include <glib.h>

typedef struct Database Database;

#define DATABASE_ERROR (database_error_quark())
GQuark database_error_quark(void);
typedef enum {
    DATABASE_ERROR_OPEN,
    DATABASE_ERROR_BUSY,    /* skip this turn */
    DATABASE_ERROR_FULL,    /* disk full, I/O error, no memory: pause */
    DATABASE_ERROR_CORRUPT, /* stop sending, tell the operator */
    /* what was to be done is wrong, and would be again */
    DATABASE_ERROR_STATEMENT,
} DatabaseError;

typedef enum { DATABASE_READ_WRITE, DATABASE_READ_ONLY } DatabaseMode;

/* Opens <state_dir>/dossierd.db; read-write creates and migrates it (one
 * transaction per version of user_version) and runs quick_check where the last
 * process was killed, or that takes a blink. */
Database *database_open(const char *state_dir, DatabaseMode mode,
                        GError **error);
void database_close(Database *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, database_close)

/* BEGIN IMMEDIATE … COMMIT or ROLLBACK. Begin takes the lock, commit and
 * rollback give it back; after a failed commit everything is rolled back. */
gboolean database_begin(Database *database, GError **error);
gboolean database_commit(Database *database, GError **error);
void database_rollback(Database *database);

/* Empties the write-ahead log into the index, which overwrites what it frees
 * (secure_delete): pages that nobody refers to would otherwise lie in it for a
 * while. A reader that is still at work puts it off to the next call. */
void database_checkpoint(Database *database);

/* A whole copy at `path`, of one moment, durably and mode 0600; replaces what
 * stands there only when it is whole. Works on a read-only connection while
 * another process writes. */
typedef void (*DatabaseProgress)(gpointer data, int pages_done, int pages);
gboolean database_backup(Database *database, const char *path,
                         DatabaseProgress progress, gpointer data,
                         GError **error);
