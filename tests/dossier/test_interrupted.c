/* What is interrupted or fails leaves nothing; repeated, it ends the same. */
#include "dossier/fixture.h"

#include <sys/wait.h>

static const Mail second = {.verdict = VERDICT_APPLICATION,
                            .family = "DUPONT",
                            .given = "Marie",
                            .email = "autre@perso.test",
                            .positions = 1,
                            .id = "2@x",
                            .text = "deux",
                            .letter = "lettre"};

/* The order that a group of files is published in, cut off after a step. */
typedef enum { CUT_BEFORE_COMMIT, CUT_AFTER_FILES } Cut;

static int
die(void *unused)
{
    (void)unused;
    _exit(1);
}

/* In a child, which ends without closing anything, as SIGKILL does. */
static void
file_and_die(Fixture *fixture, Cut cut)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        DossierStore *store = fixture->store;
        dossier_store_begin(store, NULL);
        store_result_free(fixture_add(fixture, &second));
        store_result_free(fixture_add(fixture, &fixture_first));
        if (cut == CUT_AFTER_FILES) {
            /* The commit itself fails hard: the rows never come. */
            sqlite3_commit_hook(database_handle(fixture->database), die, NULL);
            dossier_store_commit(store, NULL);
        }
        _exit(1);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
}

static void
assert_clean_and_repeatable(Fixture *fixture)
{
    fixture_close(fixture);
    fixture_open(fixture);
    g_autofree char *left = fixture_tree(fixture, "dossiers");
    g_autofree char *spool = fixture_tree(fixture, "spool");
    assert_string_equal(left, "");
    assert_string_equal(spool, "");
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM message"), 0);
    /* The other order than the interrupted one: Marie is the first now. */
    store_result_free(fixture_file(fixture, &fixture_first));
    store_result_free(fixture_file(fixture, &second));
    g_autofree char *tree = fixture_tree(fixture, "dossiers");
    g_auto(GStrv) lines = g_strsplit(tree, "\n", -1);
    assert_int_equal(g_strv_length(lines), 6);
    for (char **line = lines; *line; line++)
        assert_true(strstr(*line, "DUPONT Marie/") != NULL ||
                    strstr(*line, "0130001A/DUPONT Marie (2)/") != NULL);
}

static void
test_killed_before_the_commit(void **state)
{
    file_and_die(*state, CUT_BEFORE_COMMIT);
    assert_clean_and_repeatable(*state);
}

static void
test_killed_between_files_and_rows(void **state)
{
    file_and_die(*state, CUT_AFTER_FILES);
    assert_clean_and_repeatable(*state);
}

static void
test_rolled_back(void **state)
{
    Fixture *fixture = *state;
    assert_true(dossier_store_begin(fixture->store, NULL));
    store_result_free(fixture_add(fixture, &second));
    dossier_store_rollback(fixture->store);
    assert_clean_and_repeatable(fixture);
}

/* A folder that cannot be made: the group fails whole, and works again. */
static void
test_a_failing_disk(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *blocked =
        g_build_filename(fixture->folder, "dossiers", NULL);
    assert_true(g_file_set_contents(blocked, "x", 1, NULL));
    assert_true(dossier_store_begin(fixture->store, NULL));
    store_result_free(fixture_add(fixture, &fixture_first));
    assert_false(dossier_store_commit(fixture->store, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_FULL));
    g_autofree char *spool = fixture_tree(fixture, "spool");
    assert_string_equal(spool, "");
    g_unlink(blocked);
    assert_clean_and_repeatable(fixture);
}

static void
copy_index(const Fixture *fixture, const char *from, const char *to)
{
    g_autofree char *source = g_build_filename(fixture->folder, from, NULL);
    g_autofree char *target = g_build_filename(fixture->folder, to, NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(source, &bytes, &length, NULL));
    assert_true(g_file_set_contents(target, bytes, (gssize)length, NULL));
}

static void
assert_refused(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    fixture->database =
        database_open(fixture->folder, DATABASE_READ_WRITE, NULL);
    assert_non_null(fixture->database);
    g_autofree char *before = fixture_tree(fixture, "dossiers");
    assert_null(
        dossier_store_open(&fixture->config, fixture->database, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_CORRUPT));
    g_autofree char *after = fixture_tree(fixture, "dossiers");
    assert_string_equal(before, after);
}

static void
test_an_older_index_is_refused(void **state)
{
    Fixture *fixture = *state;
    fixture_close(fixture);
    copy_index(fixture, "dossierd.db", "old");
    fixture_open(fixture);
    store_result_free(fixture_file(fixture, &fixture_first));
    fixture_close(fixture);
    copy_index(fixture, "old", "dossierd.db");
    assert_refused(fixture);
}

static void
test_a_lost_index_is_refused(void **state)
{
    Fixture *fixture = *state;
    store_result_free(fixture_file(fixture, &fixture_first));
    fixture_close(fixture);
    g_autofree char *path =
        g_build_filename(fixture->folder, "dossierd.db", NULL);
    g_unlink(path);
    assert_refused(fixture);
}

static void
test_a_linked_state_folder_is_refused(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *link = g_strconcat(fixture->folder, "-link", NULL);
    assert_int_equal(symlink(fixture->folder, link), 0);
    Config config = fixture->config;
    config.state_dir = link;
    assert_null(dossier_store_open(&config, fixture->database, &error));
    assert_non_null(strstr(error->message, "symbolic link"));
    g_unlink(link);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(test_killed_before_the_commit),
        FIXTURE_CASE(test_killed_between_files_and_rows),
        FIXTURE_CASE(test_rolled_back),
        FIXTURE_CASE(test_a_failing_disk),
        FIXTURE_CASE(test_an_older_index_is_refused),
        FIXTURE_CASE(test_a_lost_index_is_refused),
        FIXTURE_CASE(test_a_linked_state_folder_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
