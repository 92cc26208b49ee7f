/* An index of each earlier version is brought to today's, rows and all.
 *
 * tests/data/schema/N.sql is an index of version N as SQLite's .dump writes it,
 * without the mails of the outbox: made once, for its release. So it
 * also shows whether a version that people have was changed afterwards. */
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

#define TABLES                                                                 \
    "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema"      \
    " WHERE type = 'table' ORDER BY name)"
#define SCHEMA                                                                 \
    "SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''),"     \
    " char(10)) FROM (SELECT * FROM sqlite_schema WHERE name NOT LIKE"         \
    " 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name)"

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
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(entries));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    return g_rmdir(folder);
}

static sqlite3 *
open_plain(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "dossierd.db", NULL);
    sqlite3 *plain = NULL;
    assert_int_equal(sqlite3_open(path, &plain), SQLITE_OK);
    return plain;
}

static void
execute(sqlite3 *plain, const char *sql)
{
    char *fault = NULL;
    if (sqlite3_exec(plain, sql, NULL, NULL, &fault) != SQLITE_OK)
        fail_msg("%s", fault);
}

/* The first column of the first row; new string. */
static char *
ask(sqlite3 *plain, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(plain, sql, -1, &statement, NULL);
    if (code != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(plain));
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    char *text = g_strdup((const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return text;
}

static char *
ask_index(const char *folder, const char *sql)
{
    sqlite3 *plain = open_plain(folder);
    char *text = ask(plain, sql);
    sqlite3_close(plain);
    return text;
}

/* "table rows" of the tables named in `tables`. */
static char *
count_rows(const char *folder, const char *tables)
{
    g_auto(GStrv) names = g_strsplit(tables, " ", -1);
    g_autoptr(GString) counts = g_string_new(NULL);
    sqlite3 *plain = open_plain(folder);
    for (gsize i = 0; names[i]; i++) {
        g_autofree char *sql =
            g_strdup_printf("SELECT count(*) FROM \"%s\"", names[i]);
        g_autofree char *count = ask(plain, sql);
        g_string_append_printf(counts, "%s %s\n", names[i], count);
    }
    sqlite3_close(plain);
    return g_strdup(counts->str);
}

static char *
dump_path(int version)
{
    return g_strdup_printf("tests/data/schema/%d.sql", version);
}

/* The latest has none until it is released. */
static gboolean
has_dump(int version)
{
    g_autofree char *path = dump_path(version);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
load(const char *folder, int version)
{
    g_autofree char *path = dump_path(version);
    g_autofree char *dump = NULL;
    if (!g_file_get_contents(path, &dump, NULL, NULL))
        fail_msg("%s is missing: dump an index of this version, without the "
                 "mails of its outbox",
                 path);
    sqlite3 *plain = open_plain(folder);
    execute(plain, dump);
    sqlite3_close(plain);
}

static void
open_and_close(const char *folder)
{
    g_autoptr(GError) error = NULL;
    Database *database = database_open(folder, DATABASE_READ_WRITE, &error);
    if (!database)
        fail_msg("%s", error->message);
    database_close(database);
}

static char *
fresh_schema(void)
{
    char *folder = NULL;
    assert_int_equal(make_folder((void **)&folder), 0);
    open_and_close(folder);
    char *schema = ask_index(folder, SCHEMA);
    assert_int_equal(remove_folder((void **)&folder), 0);
    return schema;
}

static gboolean
count(gpointer data, const char *json)
{
    (void)json;
    ++*(guint *)data;
    return TRUE;
}

/* What people ask for is still there. */
static void
check_reading(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database =
        database_open(folder, DATABASE_READ_ONLY, &error);
    assert_non_null(database);
    g_autoptr(Query) query = query_new(database, "Europe/Paris", &error);
    assert_non_null(query);
    const QueryFilter all = {0};
    guint dossiers = 0, messages = 0, mails = 0;
    assert_true(query_dossiers(query, &all, count, &dossiers, &error));
    assert_true(query_messages(query, &all, count, &messages, &error));
    assert_true(query_outbox(query, &all, count, &mails, &error));
    assert_true(dossiers >= 3 && messages >= 6 && mails >= 20);
}

static void
check_version(int version)
{
    char *folder = NULL;
    assert_int_equal(make_folder((void **)&folder), 0);
    load(folder, version);
    g_autofree char *tables = ask_index(folder, TABLES);
    g_autofree char *before = count_rows(folder, tables);
    assert_null(strstr(before, " 0\n")); /* else it would show little */
    open_and_close(folder);
    g_autofree char *after = count_rows(folder, tables);
    assert_string_equal(after, before);
    g_autofree char *found = ask_index(folder, "PRAGMA user_version");
    assert_int_equal(atoi(found), database_schema_version());
    g_autofree char *broken =
        ask_index(folder, "SELECT count(*) FROM pragma_foreign_key_check");
    assert_string_equal(broken, "0");
    g_autofree char *schema = ask_index(folder, SCHEMA);
    g_autofree char *fresh = fresh_schema();
    if (strcmp(schema, fresh) != 0)
        fail_msg("an index of version %d becomes another one than a new index:"
                 " a version that people have was changed, where a new one was"
                 " to be added to database_schema.c",
                 version);
    check_reading(folder);
    assert_int_equal(remove_folder((void **)&folder), 0);
}

static void
test_every_version_becomes_the_latest(void **state)
{
    (void)state;
    assert_true(database_schema_version() >= 1);
    for (int version = 1; version <= database_schema_version(); version++)
        if (version < database_schema_version() || has_dump(version))
            check_version(version);
}

/* A step that fails leaves the index of before, whole. */
static void
test_a_step_that_fails_changes_nothing(void **state)
{
    g_autoptr(GError) error = NULL;
    sqlite3 *plain = open_plain(*state);
    execute(plain, "CREATE TABLE register(a); PRAGMA user_version = 0;");
    sqlite3_close(plain);
    assert_null(database_open(*state, DATABASE_READ_WRITE, &error));
    assert_non_null(strstr(error->message, "register"));
    g_autofree char *version = ask_index(*state, "PRAGMA user_version");
    assert_string_equal(version, "0");
    g_autofree char *tables = ask_index(*state, TABLES);
    assert_string_equal(tables, "register");
}

#define CASE(function)                                                         \
    cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_version_becomes_the_latest),
        CASE(test_a_step_that_fails_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
