/* A commit that fails in the sync of SQLite's log leaves its rows there: they
 * come to light at the next start if nothing is written over them. Rows and
 * files go together all the same. */
#include "dossier/fixture.h"

#include "dossier/custody.h"
#include "dossier/custody_verify.h"
#include "dossier/rebuild.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static const Mail second = {.verdict = VERDICT_APPLICATION,
                            .family = "BENALI",
                            .given = "Nadia",
                            .email = "nadia@perso.test",
                            .positions = 1,
                            .id = "2@x",
                            .text = "deux",
                            .letter = "lettre"};
static const Mail undecided = {.verdict = VERDICT_REVIEW,
                               .email = "qui@perso.test",
                               .id = "3@x",
                               .text = "trois"};
#define REF "MSRS26-0001-G"

/* Of the C library, in its place: SQLite calls fdatasync for its log, and
 * nothing else does. */
static gboolean log_fails, disk_fails;
static const char *kept; /* what cannot be removed ends with this */

int
fdatasync(int fd)
{
    if (!log_fails)
        return (int)syscall(SYS_fdatasync, fd);
    errno = EIO;
    return -1;
}

ssize_t
pwrite64(int fd, const void *data, size_t size, off_t offset)
{
    if (!disk_fails)
        return syscall(SYS_pwrite64, fd, data, size, offset);
    errno = ENOSPC;
    return -1;
}

int
unlink(const char *path)
{
    if (!kept || !g_str_has_suffix(path, kept))
        return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    errno = EIO;
    return -1;
}

static void
note_fault(gpointer data, CustodyFault fault, const char *file)
{
    g_string_append_printf(data, "%d %s\n", (int)fault, file);
}

static void
no_progress(gpointer data, guint64 files)
{
    (void)data;
    (void)files;
}

static void
assert_whole(Fixture *fixture)
{
    g_autoptr(GString) faults = g_string_new(NULL);
    CustodyVerifier verifier = {faults, note_fault, no_progress};
    assert_true(
        custody_verify(fixture->database, &fixture->config, &verifier, NULL));
    assert_string_equal(faults->str, "");
}

static gint64
count_dossiers(Fixture *fixture)
{
    return fixture_count(fixture, "SELECT count(*) FROM dossier");
}

static void
withdraw_in_doubt(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    log_fails = TRUE;
    assert_false(custody_withdraw(fixture->store, REF, "u", &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_FULL));
}

static void
file_in_doubt(Fixture *fixture, const Mail *mail)
{
    assert_true(dossier_store_begin(fixture->store, NULL));
    store_result_free(fixture_add(fixture, mail));
    log_fails = TRUE;
    assert_false(dossier_store_commit(fixture->store, NULL));
    assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM message WHERE"
                                            " message_id = '2@x'"),
                     0);
}

/* The program ends while the disk fails, and starts when it is well. */
static void
start_again(Fixture *fixture)
{
    fixture_close(fixture);
    log_fails = disk_fails = FALSE;
    fixture_open(fixture);
}

static void
test_rows_come_to_light_with_their_files(void **state)
{
    Fixture *fixture = *state;
    store_result_free(fixture_file(fixture, &fixture_first));
    file_in_doubt(fixture, &second);
    start_again(fixture);
    assert_int_equal(count_dossiers(fixture), 3);
    assert_whole(fixture);
    g_autoptr(StoreResult) again = fixture_file(fixture, &second);
    assert_int_equal(again->outcome, STORE_COPY);
}

static void
on_progress(gpointer data, guint done, guint total)
{
    (void)data;
    assert_true(done <= total);
}

/* The record of a dossier is that of its rows: an index made of the records
 * says the same. */
static void
test_rows_come_to_light_with_their_record(void **state)
{
    Fixture *fixture = *state;
    const char *withdrawn =
        "SELECT count(*) FROM dossier WHERE status = 'withdrawn'";
    store_result_free(fixture_file(fixture, &fixture_first));
    withdraw_in_doubt(fixture);
    start_again(fixture);
    assert_int_equal(fixture_count(fixture, withdrawn), 1);
    fixture_close(fixture);
    g_autoptr(RebuildResult) rebuilt =
        rebuild_index(fixture->folder, "admin", on_progress, NULL, NULL);
    assert_non_null(rebuilt);
    fixture_open(fixture);
    assert_int_equal(fixture_count(fixture, withdrawn), 1);
    assert_whole(fixture);
}

/* The disk is well again while the program runs. */
static void
test_rows_are_voided_before_the_next_group(void **state)
{
    Fixture *fixture = *state;
    store_result_free(fixture_file(fixture, &fixture_first));
    file_in_doubt(fixture, &second);
    log_fails = FALSE;
    assert_true(dossier_store_begin(fixture->store, NULL));
    assert_int_equal(fixture_count(fixture, "SELECT value FROM setting"
                                            " WHERE name = 'voided'"),
                     1);
    assert_whole(fixture);
    g_autoptr(StoreResult) again = fixture_add(fixture, &second);
    assert_int_equal(again->outcome, STORE_NEW);
    assert_true(dossier_store_commit(fixture->store, NULL));
    assert_int_equal(count_dossiers(fixture), 3);
    assert_whole(fixture);
    start_again(fixture);
    assert_int_equal(count_dossiers(fixture), 3);
    assert_whole(fixture);
}

/* Its files are gone by then: the rows must not come after all. */
static void
test_void_rows_stay_void(void **state)
{
    Fixture *fixture = *state;
    store_result_free(fixture_file(fixture, &fixture_first));
    file_in_doubt(fixture, &second);
    log_fails = FALSE;
    assert_true(dossier_store_begin(fixture->store, NULL));
    dossier_store_rollback(fixture->store);
    log_fails = TRUE;
    start_again(fixture);
    assert_int_equal(count_dossiers(fixture), 2);
    assert_whole(fixture);
}

/* A group that is published meanwhile would take the place of the first in
 * the journal, and its removals would be carried out with the first's rows. */
static void
test_nothing_is_published_meanwhile(void **state)
{
    Fixture *fixture = *state;
    store_result_free(fixture_file(fixture, &undecided));
    file_in_doubt(fixture, &second);
    disk_fails = TRUE;
    g_autoptr(GError) error = NULL;
    assert_false(dossier_store_begin(fixture->store, &error));
    assert_true(g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_FULL));
    start_again(fixture);
    assert_int_equal(count_dossiers(fixture), 1);
    assert_whole(fixture);
}

/* Nothing before them is in the log: then SQLite removes it when it is closed.
 */
static void
test_rows_are_lost_with_their_files(void **state)
{
    Fixture *fixture = *state;
    store_result_free(fixture_file(fixture, &fixture_first));
    database_checkpoint(fixture->database);
    file_in_doubt(fixture, &second);
    start_again(fixture);
    assert_int_equal(count_dossiers(fixture), 2);
    assert_whole(fixture);
    g_autoptr(StoreResult) again = fixture_file(fixture, &second);
    assert_int_equal(again->outcome, STORE_NEW);
}

static gboolean
stands(const Fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Its journal is gone by then. */
static void
test_what_was_not_removed_goes_with_a_later_group(void **state)
{
    Fixture *fixture = *state;
    store_result_free(fixture_file(fixture, &fixture_first));
    kept = ".eml";
    g_autoptr(CustodyErasure) erased =
        custody_erase(fixture->store, REF, "u", "erase", NULL);
    kept = NULL;
    assert_non_null(erased);
    store_result_free(fixture_file(fixture, &second));
    assert_whole(fixture);
}

/* What was to be taken back stays in the journal until it is. */
static void
test_what_was_not_taken_back_is_tried_again(void **state)
{
    Fixture *fixture = *state;
    kept = ".eml";
    g_autofree char *blocked =
        g_build_filename(fixture->folder, "records", NULL);
    assert_true(g_file_set_contents(blocked, "x", 1, NULL));
    assert_true(dossier_store_begin(fixture->store, NULL));
    store_result_free(fixture_add(fixture, &second));
    assert_false(dossier_store_commit(fixture->store, NULL));
    assert_false(dossier_store_begin(fixture->store, NULL));
    kept = NULL;
    g_unlink(blocked);
    store_result_free(fixture_file(fixture, &undecided));
    assert_int_equal(count_dossiers(fixture), 0);
    assert_whole(fixture);
}

/* Both versions of a record stand, the newer is the second. */
static void
make_two_records(Fixture *fixture)
{
    store_result_free(fixture_file(fixture, &fixture_first));
    kept = REF ".0.json";
    assert_true(custody_withdraw(fixture->store, REF, "u", NULL));
    kept = NULL;
    assert_true(stands(fixture, "records/" REF ".0.json"));
    assert_true(stands(fixture, "records/" REF ".1.json"));
}

static Mail
more_of_the_first(void)
{
    Mail more = second;
    more.family = fixture_first.family;
    more.given = fixture_first.given;
    more.email = fixture_first.email;
    return more;
}

/* A group that does not come to its end must leave it. */
static void
test_the_newer_record_is_not_replaced(void **state)
{
    Fixture *fixture = *state;
    make_two_records(fixture);
    Mail more = more_of_the_first();
    file_in_doubt(fixture, &more);
    log_fails = FALSE;
    assert_true(dossier_store_begin(fixture->store, NULL));
    dossier_store_rollback(fixture->store);
    assert_true(stands(fixture, "records/" REF ".1.json"));
    assert_whole(fixture);
}

/* It takes the place of the older, which was still to be removed. */
static void
test_the_newest_record_stays(void **state)
{
    Fixture *fixture = *state;
    make_two_records(fixture);
    Mail more = more_of_the_first();
    store_result_free(fixture_file(fixture, &more));
    assert_true(stands(fixture, "records/" REF ".0.json"));
    assert_false(stands(fixture, "records/" REF ".1.json"));
    assert_whole(fixture);
}

static int
mend(void **state)
{
    log_fails = disk_fails = FALSE;
    kept = NULL;
    return fixture_teardown(state);
}

#define CASE(function)                                                         \
    cmocka_unit_test_setup_teardown(function, fixture_setup, mend)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_rows_come_to_light_with_their_files),
        CASE(test_rows_come_to_light_with_their_record),
        CASE(test_rows_are_voided_before_the_next_group),
        CASE(test_void_rows_stay_void),
        CASE(test_nothing_is_published_meanwhile),
        CASE(test_rows_are_lost_with_their_files),
        CASE(test_what_was_not_removed_goes_with_a_later_group),
        CASE(test_what_was_not_taken_back_is_tried_again),
        CASE(test_the_newer_record_is_not_replaced),
        CASE(test_the_newest_record_stays),
    };
    umask(077);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
