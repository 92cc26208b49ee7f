#include "report/export.h"
#include "report/sample.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#define STORED "dossiers/rs2026/0132733A/DUPONT Marie"

typedef struct {
    Phrases *phrases;
    char *top, *out;
} Fixture;

static void
store_file(const Fixture *fixture, const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->top, folder, NULL);
    g_autofree char *file = g_build_filename(path, name, NULL);
    assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
    assert_true(g_file_set_contents(file, name, -1, NULL));
}

static int
set_up(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->phrases = phrases_load("conf", NULL);
    fixture->top = g_dir_make_tmp("export-XXXXXX", NULL);
    fixture->out = g_build_filename(fixture->top, "out", NULL);
    store_file(fixture, STORED, "letter 0123.pdf");
    store_file(fixture, STORED, "cv 4567.pdf");
    store_file(fixture, STORED, "mail 89ab.eml");
    store_file(fixture, "review/rs2026", "0123456789ab.eml");
    *state = fixture;
    return fixture->phrases != NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
    Fixture *fixture = *state;
    const char *argv[] = {"rm", "-rf", fixture->top, NULL};
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                 NULL, NULL, NULL, NULL);
    phrases_free(fixture->phrases);
    g_free(fixture->top);
    g_free(fixture->out);
    g_free(fixture);
    return 0;
}

static ExportInput
make_input(const Fixture *fixture, Sample *sample)
{
    sample->config.state_dir = fixture->top;
    return (ExportInput){.config = &sample->config,
                         .phrases = fixture->phrases,
                         .source = &sample->source};
}

/* The names in a ZIP, one a line, as an independent reader sees them. */
static char *
list_zip(const char *path)
{
    const char *argv[] = {
        "/usr/bin/python3", "-c",
        "import sys, zipfile\n"
        "z = zipfile.ZipFile(sys.argv[1])\n"
        "assert z.testzip() is None\n"
        "sys.stdout.buffer.write('\\n'.join(z.namelist()).encode())",
        path, NULL};
    char *names = NULL;
    int status = -1;
    assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL,
                             NULL, &names, NULL, &status, NULL));
    assert_int_equal(status, 0);
    return names;
}

static void
test_csv_has_a_row_for_each_dossier(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Sample) sample = sample_new(40, 0);
    ExportInput input = make_input(fixture, sample);
    GError *error = NULL;
    assert_true(export_csv(&input, fixture->out, &error));
    g_autofree char *text = file_read(fixture->out, 1 << 20, NULL, NULL);
    assert_true(g_str_has_prefix(text, "\xef\xbb\xbf\"Campagne\";\"Code du"));
    g_auto(GStrv) rows = g_strsplit(text, "\r\n", -1);
    assert_int_equal(g_strv_length(rows), 42);
    assert_string_equal(
        rows[4],
        "\"Coordonnateur micro-structure RS2026\";\"0132733A\";"
        "\"Micro-lycée Antonin Artaud, Marseille\";\"RS26-00003\";\"ÉLUARD\";"
        "\"Marie3\";\"marie.dupont@example.org\";\"Incomplet\";\"non\";"
        "\"13/05/2026 08:03\";\"Lettre de motivation, Curriculum vitae\";"
        "\"Avis du supérieur hiérarchique\";\"Curriculum vitae\"");
}

static void
test_csv_in_memory_is_capped(void **state)
{
    g_autoptr(Sample) sample = sample_new(40, 0);
    ExportInput input = make_input(*state, sample);
    g_autoptr(GError) error = NULL;
    assert_null(export_csv_bytes(&input, 1000, &error));
    assert_true(g_error_matches(error, EXPORT_ERROR, EXPORT_ERROR_TOO_LARGE));
    g_autoptr(GBytes) bytes = export_csv_bytes(&input, 1 << 20, NULL);
    assert_non_null(bytes);
}

static void
count_progress(gpointer data, guint done, guint total)
{
    assert_int_equal(total, 5);
    *(guint *)data = done;
}

static void
test_zip_is_ordered_for_people(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Sample) sample = sample_new(5, 0);
    ExportInput input = make_input(fixture, sample);
    guint done = 0;
    input.progress = count_progress;
    input.progress_data = &done;
    ExportResult result;
    GError *error = NULL;
    assert_true(export_zip(&input, fixture->out, &result, &error));
    assert_int_equal(done, 5);
    assert_int_equal(result.dossiers, 5);
    assert_int_equal(result.files, 15);
    assert_int_equal(result.missing, 0);
    g_autofree char *names = list_zip(fixture->out);
    assert_true(g_str_has_prefix(names, "Liste des candidatures.csv\n"));
    static const char *const expected[] = {
        "rs2026/0132733A Micro-lycée Antonin Artaud, Marseille/"
        "DUPONT Marie0 (RS26-00000)/Lettre de motivation.pdf",
        "rs2026/0131943S Micro-collège Pierre Puget, Marseille/"
        "N'DIAYE Marie4 (RS26-00004)/Curriculum vitae.pdf",
        "/Message du 2026-05-04 08 h 00.eml"};
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        if (strstr(names, expected[i]) == NULL)
            fail_msg("%s is not in\n%s", expected[i], names);
    }
}

static void
test_zip_names_are_safe_and_unique(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Sample) sample = sample_new(4, 0);
    sample->hostile = TRUE;
    ExportInput input = make_input(fixture, sample);
    GError *error = NULL;
    assert_true(export_zip(&input, fixture->out, NULL, &error));
    g_autofree char *names = list_zip(fixture->out);
    assert_null(strpbrk(names, "<>\"|*?:\\"));
    g_auto(GStrv) lines = g_strsplit(names, "\n", -1);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; lines[i] != NULL; i++)
        assert_true(g_hash_table_add(seen, lines[i]));
}

static void
test_zip_counts_what_is_missing(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path =
        g_build_filename(fixture->top, STORED, "cv 4567.pdf", NULL);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/etc/passwd", path), 0);
    g_autoptr(Sample) sample = sample_new(2, 0);
    ExportInput input = make_input(fixture, sample);
    ExportResult result;
    GError *error = NULL;
    assert_true(export_zip(&input, fixture->out, &result, &error));
    assert_int_equal(result.files, 4);
    assert_int_equal(result.missing, 2);
}

static void
test_person_gets_everything(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Sample) sample = sample_new(2, 3);
    ExportInput input = make_input(fixture, sample);
    ExportResult result;
    GError *error = NULL;
    assert_true(export_person(&input, "marie.dupont@example.org", fixture->out,
                              &result, &error));
    assert_int_equal(result.dossiers, 2);
    assert_int_equal(result.files, 6);
    g_autofree char *names = list_zip(fixture->out);
    assert_non_null(strstr(names, "Données détenues.txt"));
}

static void
test_nothing_held_leaves_no_file(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Sample) sample = sample_new(2, 3);
    ExportInput input = make_input(fixture, sample);
    g_autoptr(GError) error = NULL;
    assert_false(export_person(&input, "nobody@example.org", fixture->out, NULL,
                               &error));
    assert_true(g_error_matches(error, EXPORT_ERROR, EXPORT_ERROR_NOTHING));
    assert_false(g_file_test(fixture->out, G_FILE_TEST_EXISTS));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_csv_has_a_row_for_each_dossier),
        TEST(test_csv_in_memory_is_capped),
        TEST(test_zip_is_ordered_for_people),
        TEST(test_zip_names_are_safe_and_unique),
        TEST(test_zip_counts_what_is_missing),
        TEST(test_person_gets_everything),
        TEST(test_nothing_held_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
