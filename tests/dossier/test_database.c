#include "dossier/database_sqlite.h"
#include "dossier/query.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static int
make_folder(void **state)
{
    *state = g_dir_make_tmp("dossierd-XXXXXX", NULL);
    return *state ? 0 : -1;
}

static int
remove_folder(void **state)
{
    g_autofree char *folder = *state;
    const char *const names[] = {"dossierd.db", "dossierd.db-wal",
                                 "dossierd.db-shm"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        g_unlink(path);
    }
    return g_rmdir(folder);
}

static Database *
open_database(const char *folder, DatabaseMode mode)
{
    g_autoptr(GError) error = NULL;
    Database *database = database_open(folder, mode, &error);
    if (error)
        print_error("%s\n", error->message);
    assert_non_null(database);
    return database;
}

static char *
setting(Database *database, const char *name)
{
    DATABASE_LOCK(database);
    g_autoptr(GError) error = NULL;
    g_autoptr(DatabaseRows) rows =
        DATABASE_QUERY(database, SQL_GET_SETTING, &error, SQL_T(name));
    assert_non_null(rows);
    return database_next(database, rows, &error) ? database_column_text(rows, 0)
                                                 : NULL;
}

static void
set_setting(Database *database, const char *name, const char *value)
{
    assert_true(DATABASE_RUN(database, SQL_SET_SETTING, NULL, SQL_T(name),
                             SQL_T(value)));
}

static void
test_commit_and_rollback(void **state)
{
    g_autoptr(Database) database = open_database(*state, DATABASE_READ_WRITE);
    assert_true(database_begin(database, NULL));
    set_setting(database, "kept", "yes");
    assert_true(database_commit(database, NULL));
    assert_true(database_begin(database, NULL));
    set_setting(database, "dropped", "yes");
    database_rollback(database);
    g_autofree char *kept = setting(database, "kept");
    assert_string_equal(kept, "yes");
    assert_null(setting(database, "dropped"));
}

static void
test_every_statement_is_valid(void **state)
{
    g_autoptr(Database) database = open_database(*state, DATABASE_READ_WRITE);
    g_autoptr(Query) query = query_new(database, "Europe/Paris", NULL);
    assert_non_null(query);
    for (gsize i = 0; i < N_SQL; i++) {
        g_autoptr(GError) error = NULL;
        assert_non_null(database_sql((DatabaseSql)i));
        DatabaseRows *rows =
            database_query(database, (DatabaseSql)i, &error, NULL, 0);
        if (error)
            print_error("%s\n", error->message);
        assert_non_null(rows);
        database_rows_end(rows);
    }
}

static void
test_a_reader_sees_commits_only(void **state)
{
    g_autoptr(Database) writer = open_database(*state, DATABASE_READ_WRITE);
    g_autoptr(Database) reader = open_database(*state, DATABASE_READ_ONLY);
    assert_true(database_begin(writer, NULL));
    set_setting(writer, "a", "1");
    assert_null(setting(reader, "a"));
    assert_true(database_commit(writer, NULL));
    g_autofree char *seen = setting(reader, "a");
    assert_string_equal(seen, "1");
    assert_false(
        DATABASE_RUN(reader, SQL_SET_SETTING, NULL, SQL_T("b"), SQL_T("1")));
}

static void
test_a_newer_index_is_refused(void **state)
{
    g_autoptr(GError) error = NULL;
    Database *database = open_database(*state, DATABASE_READ_WRITE);
    sqlite3_exec(database_handle(database), "PRAGMA user_version = 999", NULL,
                 NULL, NULL);
    database_close(database);
    assert_null(database_open(*state, DATABASE_READ_WRITE, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_OPEN));
    g_clear_error(&error);
    assert_null(database_open(*state, DATABASE_READ_ONLY, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_OPEN));
}

static void
test_a_corrupt_index_is_named_so(void **state)
{
    database_close(open_database(*state, DATABASE_READ_WRITE));
    g_autofree char *path = g_build_filename(*state, "dossierd.db", NULL);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    fseek(file, 4096, SEEK_SET);
    for (int i = 0; i < 4096 * 8; i++)
        fputc(0x5a, file);
    fclose(file);
    g_autoptr(GError) error = NULL;
    assert_null(database_open(*state, DATABASE_READ_WRITE, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_CORRUPT));
}

static void
test_a_file_that_is_no_database(void **state)
{
    g_autofree char *path = g_build_filename(*state, "dossierd.db", NULL);
    g_autofree char *rubbish = g_strnfill(20000, 'x');
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(path, rubbish, -1, NULL));
    assert_null(database_open(*state, DATABASE_READ_WRITE, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_CORRUPT));
}

static void
test_a_link_is_refused(void **state)
{
    g_autofree char *path = g_build_filename(*state, "dossierd.db", NULL);
    assert_int_equal(symlink("/dev/null", path), 0);
    g_autoptr(GError) error = NULL;
    assert_null(database_open(*state, DATABASE_READ_WRITE, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_OPEN));
}

static void
test_a_missing_index_is_not_made_by_a_reader(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(database_open(*state, DATABASE_READ_ONLY, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_OPEN));
}

#define CASE(function)                                                         \
    cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_commit_and_rollback),
        CASE(test_every_statement_is_valid),
        CASE(test_a_reader_sees_commits_only),
        CASE(test_a_newer_index_is_refused),
        CASE(test_a_corrupt_index_is_named_so),
        CASE(test_a_file_that_is_no_database),
        CASE(test_a_link_is_refused),
        CASE(test_a_missing_index_is_not_made_by_a_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
