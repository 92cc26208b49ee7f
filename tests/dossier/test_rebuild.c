/* The index made anew from the records is the same as the one before. */
#include "dossier/fixture.h"

#include "dossier/custody.h"
#include "dossier/rebuild.h"

static void
on_progress(gpointer data, guint done, guint total)
{
    (void)data;
    assert_true(done <= total);
}

static void
lose_index(const Fixture *fixture)
{
    static const char *const files[] = {"dossierd.db", "dossierd.db-wal",
                                        "dossierd.db-shm"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path =
            g_build_filename(fixture->folder, files[i], NULL);
        g_unlink(path);
    }
}

static RebuildResult *
rebuild(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    fixture_close(fixture);
    lose_index(fixture);
    RebuildResult *result =
        rebuild_index(fixture->folder, "admin", on_progress, NULL, &error);
    if (error)
        print_error("%s\n", error->message);
    assert_non_null(result);
    fixture_open(fixture);
    return result;
}

/* All rows of the tables that a rebuild must give back. */
static char *
dump(Fixture *fixture)
{
    static const char *const tables[] = {
        "candidate",       "candidate_address", "dossier",
        "dossier_message", "document",          "message_reference",
        "tombstone",       "reference_counter", "campaign"};
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *sql =
            g_strdup_printf("SELECT * FROM %s ORDER BY 1, 2", tables[i]);
        sqlite3_stmt *rows = NULL;
        assert_int_equal(sqlite3_prepare_v2(database_handle(fixture->database),
                                            sql, -1, &rows, NULL),
                         SQLITE_OK);
        g_string_append_printf(text, "%s\n", tables[i]);
        while (sqlite3_step(rows) == SQLITE_ROW)
            for (int c = 0; c < sqlite3_column_count(rows); c++)
                g_string_append_printf(
                    text, "%s%c", (const char *)sqlite3_column_text(rows, c),
                    c + 1 == sqlite3_column_count(rows) ? '\n' : '|');
        sqlite3_finalize(rows);
    }
    return g_string_free(text, FALSE);
}

static const Mail marie = {.family = "DUPONT",
                           .given = "Marie",
                           .email = "marie@c.test",
                           .id = "1@c.test",
                           .text = "first",
                           .cv = "cv of Marie",
                           .letter = "letter of Marie",
                           .positions = 3};
static const Mail namesake = {.family = "DUPONT",
                              .given = "Marie",
                              .email = "other@c.test",
                              .id = "2@c.test",
                              .text = "second",
                              .cv = "another cv",
                              .positions = 1};
static const Mail undecided = {.verdict = VERDICT_REVIEW,
                               .email = "who@c.test",
                               .id = "3@c.test",
                               .text = "third"};

static void
file_all(Fixture *fixture)
{
    const Mail *const mails[] = {&marie, &namesake, &undecided};
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(StoreResult) result = fixture_file(fixture, mails[i]);
        assert_int_equal(result->outcome, STORE_NEW);
    }
}

static void
test_all_rows_come_back(void **state)
{
    Fixture *fixture = *state;
    file_all(fixture);
    assert_true(custody_withdraw(fixture->store, "MSRS26-0001-G", "u", NULL));
    g_autofree char *ref = dossier_reference("MSRS26", 3);
    g_autoptr(CustodyErasure) erased =
        custody_erase(fixture->store, ref, "u", "erase", NULL);
    assert_non_null(erased);
    g_autofree char *before = dump(fixture);
    g_autoptr(RebuildResult) result = rebuild(fixture);
    g_autofree char *after = dump(fixture);
    assert_string_equal(after, before);
    assert_int_equal(result->missing, 0);
    assert_int_equal(result->damaged->len, 0);
    assert_int_equal(result->messages, 2);
    /* The mails are known, and no reference is given a second time. */
    g_autoptr(StoreResult) again = fixture_file(fixture, &marie);
    assert_int_equal(again->outcome, STORE_COPY);
    g_autoptr(StoreResult) buried = fixture_file(fixture, &namesake);
    assert_int_equal(buried->outcome, STORE_TOMBSTONE);
    Mail other = namesake;
    other.text = "fourth";
    other.id = "4@c.test";
    g_autoptr(StoreResult) fresh = fixture_file(fixture, &other);
    g_autoptr(Dossier) dossier = fixture_dossier(fixture, first_dossier(fresh));
    g_autofree char *next = dossier_reference("MSRS26", 4);
    assert_string_equal(dossier->ref, next);
}

/* What waits for a person comes back whole; what a flood made does not grow
 * its record with each mail. */
static void
test_held_answers_of_a_flood_are_cancelled(void **state)
{
    Fixture *fixture = *state;
    file_all(fixture);
    assert_int_equal(
        sqlite3_exec(
            database_handle(fixture->database),
            "INSERT INTO outbox(kind, event, message, recipient, subject,"
            " message_id, state, due_at, error, created_at, mail)"
            " SELECT 'acknowledgement', value, 1, 'a@b.test', '', value,"
            " 'held', 1, value, 1, CAST('mail of ' || value AS BLOB) FROM"
            " json_each('[\"" SQL_CAP_SENDER "\", \"another cap\"]')",
            NULL, NULL, NULL),
        SQLITE_OK);
    assert_true(custody_withdraw(fixture->store, "MSRS26-0001-G", "u", NULL));
    g_autoptr(RebuildResult) result = rebuild(fixture);
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM outbox WHERE"
                                   " state = 'cancelled' AND mail IS NULL"
                                   " AND error = '" SQL_CAP_SENDER "'"),
                     1);
    assert_int_equal(fixture_count(fixture,
                                   "SELECT count(*) FROM outbox WHERE"
                                   " state = 'held' AND mail ="
                                   " CAST('mail of another cap' AS BLOB)"),
                     1);
}

static void
test_namesakes_are_known_again(void **state)
{
    Fixture *fixture = *state;
    file_all(fixture);
    g_autofree char *before = dump(fixture);
    g_autoptr(RebuildResult) result = rebuild(fixture);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM candidate WHERE namesake"),
        2);
    g_autofree char *after = dump(fixture);
    assert_string_equal(after, before);
}

static char *
record_path(const Fixture *fixture, const char *name)
{
    return g_build_filename(fixture->folder, "records", name, NULL);
}

/* Cut off between the two versions of a record. */
static void
test_of_two_versions_the_newer_counts(void **state)
{
    Fixture *fixture = *state;
    file_all(fixture);
    g_autofree char *first = record_path(fixture, "MSRS26-0001-G.0.json");
    g_autofree char *second = record_path(fixture, "MSRS26-0001-G.1.json");
    g_autofree char *old = NULL;
    assert_true(g_file_get_contents(first, &old, NULL, NULL));
    assert_true(custody_withdraw(fixture->store, "MSRS26-0001-G", "u", NULL));
    assert_false(g_file_test(first, G_FILE_TEST_EXISTS));
    assert_true(g_file_test(second, G_FILE_TEST_EXISTS));
    assert_true(g_file_set_contents(first, old, -1, NULL));
    g_autoptr(RebuildResult) both = rebuild(fixture);
    const char *withdrawn =
        "SELECT count(*) FROM dossier WHERE status = 'withdrawn'";
    assert_int_equal(fixture_count(fixture, withdrawn), 1);
    /* Torn, the newer one is none. */
    assert_true(g_file_set_contents(first, old, -1, NULL));
    assert_true(g_file_set_contents(second, "{\"format\":1,", -1, NULL));
    g_autoptr(RebuildResult) torn = rebuild(fixture);
    assert_int_equal(fixture_count(fixture, withdrawn), 0);
    assert_int_equal(torn->damaged->len, 0);
}

/* The older one could not be removed, or its group did not end. */
static void
test_of_two_versions_one_stays(void **state)
{
    Fixture *fixture = *state;
    file_all(fixture);
    g_autofree char *first = record_path(fixture, "MSRS26-0001-G.0.json");
    g_autofree char *second = record_path(fixture, "MSRS26-0001-G.1.json");
    g_autofree char *old = NULL;
    assert_true(g_file_get_contents(first, &old, NULL, NULL));
    assert_true(g_file_set_contents(second, old, -1, NULL));
    assert_true(custody_withdraw(fixture->store, "MSRS26-0001-G", "u", NULL));
    assert_false(g_file_test(first, G_FILE_TEST_EXISTS));
    g_autofree char *record = NULL;
    assert_true(g_file_get_contents(second, &record, NULL, NULL));
    assert_string_not_equal(record, old);
}

static void
test_damage_is_told(void **state)
{
    Fixture *fixture = *state;
    file_all(fixture);
    g_autofree char *record = record_path(fixture, "MSRS26-0001-G.0.json");
    assert_true(g_file_set_contents(record, "", -1, NULL));
    g_autofree char *tree = fixture_tree(fixture, "dossiers");
    g_auto(GStrv) files = g_strsplit(tree, "\n", -1);
    for (char **file = files; *file; file++) {
        g_autofree char *path = g_build_filename(fixture->folder, *file, NULL);
        g_unlink(path);
    }
    g_autoptr(RebuildResult) result = rebuild(fixture);
    assert_int_equal(result->damaged->len, 1);
    assert_string_equal(g_ptr_array_index(result->damaged, 0),
                        "MSRS26-0001-G.0.json");
    assert_int_equal(result->dossiers, 2);
    assert_true(result->missing > 0);
}

/* The program ended after the journal of a group, before its records. */
static void
test_a_group_that_was_cut_off_is_taken_back(void **state)
{
    Fixture *fixture = *state;
    file_all(fixture);
    g_autofree char *journal =
        g_build_filename(fixture->folder, "group.journal", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(journal, &text, NULL, NULL));
    g_auto(GStrv) words = g_strsplit_set(text, " \n", 3);
    gint64 number = g_ascii_strtoll(words[1], NULL, 10);
    g_autofree char *next = g_strdup_printf(
        "%s %" G_GINT64_FORMAT "\n+dossiers/left.eml\n-records/%s\n", words[0],
        number + 1, "MSRS26-0001-G.0.json");
    assert_true(g_file_set_contents(journal, next, -1, NULL));
    g_autofree char *left =
        g_build_filename(fixture->folder, "dossiers", "left.eml", NULL);
    assert_true(g_file_set_contents(left, "", -1, NULL));
    g_autoptr(RebuildResult) result = rebuild(fixture);
    assert_false(g_file_test(left, G_FILE_TEST_EXISTS));
    g_autofree char *record = record_path(fixture, "MSRS26-0001-G.0.json");
    assert_true(g_file_test(record, G_FILE_TEST_EXISTS));
    assert_int_equal(result->dossiers, 3);
}

/* A store of a version that wrote no records. */
static void
test_records_are_made_up_for(void **state)
{
    Fixture *fixture = *state;
    file_all(fixture);
    g_autofree char *before = dump(fixture);
    g_autofree char *records =
        g_build_filename(fixture->folder, "records", NULL);
    remove_tree(records);
    assert_int_equal(fixture_count(fixture, "SELECT 1 FROM setting"
                                            " WHERE name = 'records'"),
                     1);
    assert_int_equal(sqlite3_exec(database_handle(fixture->database),
                                  "DELETE FROM setting WHERE name = 'records'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    fixture_close(fixture);
    fixture_open(fixture);
    g_autoptr(RebuildResult) result = rebuild(fixture);
    g_autofree char *after = dump(fixture);
    assert_string_equal(after, before);
    assert_int_equal(result->messages, 3);
}

static void
test_nothing_is_left_of_a_failure(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_null(
        rebuild_index(fixture->folder, "admin", on_progress, NULL, &error));
    assert_true(g_error_matches(error, REBUILD_ERROR, REBUILD_ERROR_NOTHING));
    g_autofree char *folder =
        g_build_filename(fixture->folder, "rebuild", NULL);
    assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(test_all_rows_come_back),
        FIXTURE_CASE(test_held_answers_of_a_flood_are_cancelled),
        FIXTURE_CASE(test_namesakes_are_known_again),
        FIXTURE_CASE(test_of_two_versions_the_newer_counts),
        FIXTURE_CASE(test_of_two_versions_one_stays),
        FIXTURE_CASE(test_damage_is_told),
        FIXTURE_CASE(test_a_group_that_was_cut_off_is_taken_back),
        FIXTURE_CASE(test_records_are_made_up_for),
        FIXTURE_CASE(test_nothing_is_left_of_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
