#include "dossier/fixture.h"

#include "dossier/custody.h"
#include "dossier/custody_register.h"

#include <sys/wait.h>

#define PERSON(family_name, given_name, address)                               \
    .verdict = VERDICT_APPLICATION, .family = (family_name),                   \
    .given = (given_name), .email = (address), .positions = 1
#define MARIE PERSON("DUPONT", "Marie", "marie.dupont@perso.test")

static void
execute(Fixture *fixture, const char *sql)
{
    assert_int_equal(
        sqlite3_exec(database_handle(fixture->database), sql, NULL, NULL, NULL),
        SQLITE_OK);
}

static gint64
first_broken(Fixture *fixture, gint64 *rows)
{
    gint64 broken = 0;
    g_autofree char *last = NULL;
    assert_true(
        custody_register_verify(fixture->database, rows, &broken, &last, NULL));
    return broken;
}

static void
test_a_changed_register_is_noticed(void **state)
{
    Fixture *fixture = *state;
    static const char *const changes[] = {
        "UPDATE register SET actor = 'another' WHERE id = 2",
        "UPDATE register SET at = at + 1 WHERE id = 2",
        "UPDATE register SET detail = 'y' WHERE id = 2",
        "UPDATE register SET action = 'erasewi', object = 'thREF' WHERE id = 2",
        "DELETE FROM register WHERE id = 2",
    };
    gint64 rows = 0;
    assert_int_equal(first_broken(fixture, &rows), 0);
    for (int i = 0; i < 3; i++)
        assert_true(custody_register_add(fixture->database, "anne", "erase",
                                         "REF", "x", NULL));
    assert_int_equal(first_broken(fixture, &rows), 0);
    assert_int_equal(rows, 3);
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        execute(fixture, "BEGIN");
        execute(fixture, changes[i]);
        gint64 broken = first_broken(fixture, &rows);
        assert_true(broken == 2 || broken == 3);
        execute(fixture, "ROLLBACK");
    }
    assert_int_equal(first_broken(fixture, &rows), 0);
}

static void
test_erasure_leaves_a_tombstone_alone(void **state)
{
    Fixture *fixture = *state;
    const Mail mail = {MARIE, .id = "1@x", .text = "un", .cv = "cv de Marie",
                       .letter = "lettre"};
    g_autoptr(StoreResult) filed = fixture_file(fixture, &mail);
    g_autoptr(Dossier) dossier = fixture_dossier(fixture, first_dossier(filed));
    g_autoptr(GError) error = NULL;
    g_autoptr(CustodyErasure) erasure =
        custody_erase(fixture->store, dossier->ref, "anne", "erase", &error);
    assert_non_null(erasure);
    assert_int_equal(erasure->messages, 1);
    assert_int_equal(erasure->files, 3);
    assert_int_equal(erasure->remnants->len, 1);
    g_autofree char *left = fixture_tree(fixture, "dossiers");
    assert_string_equal(left, "");
    static const char *const tables[] = {
        "dossier",  "candidate",    "candidate_address", "message",
        "document", "message_copy", "message_reference", "dossier_message",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *sql =
            g_strconcat("SELECT count(*) FROM ", tables[i], NULL);
        assert_int_equal(fixture_count(fixture, sql), 0);
    }
    g_autoptr(StoreResult) again = fixture_file(fixture, &mail);
    assert_int_equal(again->outcome, STORE_TOMBSTONE);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM tombstone"),
                     2);
    assert_int_equal(
        fixture_count(fixture, "SELECT count(*) FROM register"
                               " WHERE actor = 'anne' AND action = 'erase'"),
        1);
}

static void
test_what_is_not_there_changes_nothing(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_null(custody_erase(fixture->store, "MSRS26-0009-X", "anne", "erase",
                              &error));
    assert_true(g_error_matches(error, CUSTODY_ERROR, CUSTODY_ERROR_UNKNOWN));
    g_clear_error(&error);
    assert_false(custody_withdraw(fixture->store, "x", "anne", &error));
    assert_true(g_error_matches(error, CUSTODY_ERROR, CUSTODY_ERROR_UNKNOWN));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM register"),
                     0);
}

static int
die(void *unused)
{
    (void)unused;
    _exit(1);
}

static int
die_after(void *unused, sqlite3 *handle, const char *name, int pages)
{
    (void)handle;
    (void)name;
    (void)pages;
    return die(unused);
}

/* A child that ends, as SIGKILL does, just before or just after the rows of an
 * erasure are committed; no file is removed by then. */
static void
erase_and_die(Fixture *fixture, const char *ref, gboolean committed)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        sqlite3 *handle = database_handle(fixture->database);
        if (committed)
            sqlite3_wal_hook(handle, die_after, NULL);
        else
            sqlite3_commit_hook(handle, die, NULL);
        custody_erase(fixture->store, ref, "anne", "erase", NULL);
        _exit(2);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WEXITSTATUS(status), 1);
    fixture_close(fixture);
    fixture_open(fixture);
}

static void
test_an_interrupted_erasure_is_whole_or_not_at_all(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(StoreResult) filed = fixture_file(
        fixture, &(Mail){MARIE, .id = "1@x", .text = "un", .cv = "cv"});
    g_autoptr(Dossier) dossier = fixture_dossier(fixture, first_dossier(filed));
    g_autofree char *before = fixture_tree(fixture, "dossiers");
    erase_and_die(fixture, dossier->ref, FALSE);
    g_autofree char *after = fixture_tree(fixture, "dossiers");
    assert_string_equal(after, before);
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM document"),
                     1);
    erase_and_die(fixture, dossier->ref, TRUE);
    g_autofree char *left = fixture_tree(fixture, "dossiers");
    assert_string_equal(left, "");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM message"), 0);
    g_autofree char *journal =
        g_build_filename(fixture->folder, "group.journal", NULL);
    g_autofree char *text = file_read(journal, 4096, NULL, NULL);
    assert_null(strstr(text, "DUPONT"));
    /* And it starts once more. */
    fixture_close(fixture);
    fixture_open(fixture);
}

/* A message under review is due as a dossier is, by its campaign's days. */
static void
test_due_after_the_last_day_of_retention(void **state)
{
    Fixture *fixture = *state;
    const gint64 end = MAY_6 + 730 * (gint64)86400;
    g_autoptr(StoreResult) filed =
        fixture_file(fixture, &(Mail){MARIE, .id = "1@x", .text = "un"});
    g_autoptr(StoreResult) aside = fixture_file(
        fixture, &(Mail){.verdict = VERDICT_REVIEW, .text = "deux"});
    fixture->campaign.retention_days = 730;
    g_autoptr(GPtrArray) none = custody_list_due(fixture->store, end, 10, NULL);
    assert_int_equal(none->len, 0);
    g_autoptr(GPtrArray) due =
        custody_list_due(fixture->store, end + 1, 10, NULL);
    assert_int_equal(due->len, 2);
    /* Counted from the last contact. */
    g_autoptr(StoreResult) more =
        fixture_file(fixture, &(Mail){MARIE, .id = "3@x", .text = "trois",
                                      .at = MAY_6 + 86400});
    assert_int_equal(first_dossier(more), first_dossier(filed));
    g_autoptr(GPtrArray) later =
        custody_list_due(fixture->store, end + 1, 10, NULL);
    assert_int_equal(later->len, 1);
    g_autoptr(GPtrArray) all =
        custody_list_due(fixture->store, end + 86400 + 1, 10, NULL);
    assert_int_equal(all->len, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(test_a_changed_register_is_noticed),
        FIXTURE_CASE(test_erasure_leaves_a_tombstone_alone),
        FIXTURE_CASE(test_an_interrupted_erasure_is_whole_or_not_at_all),
        FIXTURE_CASE(test_what_is_not_there_changes_nothing),
        FIXTURE_CASE(test_due_after_the_last_day_of_retention),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
