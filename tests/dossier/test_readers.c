/* Modes of what is filed, and of what stands when store_readers changes. */
#include "dossier/fixture.h"

#include "dossier/instance.h"
#include "dossier/readers.h"

#include <sys/stat.h>

/* Of two positions: the second dossier has hard links. */
static const Mail application = {.verdict = VERDICT_APPLICATION,
                                 .family = "DUPONT",
                                 .given = "Marie",
                                 .email = "marie@perso.test",
                                 .positions = 3,
                                 .text = "un",
                                 .cv = "cv de Marie"};
static const Mail undecided = {.verdict = VERDICT_REVIEW, .text = "deux"};
static const Mail unreadable = {.verdict = VERDICT_QUARANTINED,
                                .text = "trois"};

/* The next start, with this key. */
static void
restart(Fixture *fixture, guint store_mode)
{
    fixture_close(fixture);
    fixture->config.store_mode = store_mode;
    fixture_open(fixture);
}

static void
file_some(Fixture *fixture)
{
    store_result_free(fixture_file(fixture, &application));
    store_result_free(fixture_file(fixture, &undecided));
    store_result_free(fixture_file(fixture, &unreadable));
}

static guint
mode_of(const Fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    struct stat info;
    if (lstat(path, &info) != 0)
        fail_msg("%s is not there", name);
    return info.st_mode & 0777;
}

static void
change_mode(const Fixture *fixture, const char *name, guint mode)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    assert_int_equal(g_chmod(path, mode), 0);
}

/* Every file below `folder` and the folders that lead to it. */
static void
assert_modes(const Fixture *fixture, const char *folder, guint file_mode)
{
    g_autofree char *tree = fixture_tree(fixture, folder);
    assert_string_not_equal(tree, "");
    g_auto(GStrv) paths = g_strsplit(tree, "\n", -1);
    for (char **path = paths; *path; path++) {
        g_autofree char *above = g_path_get_dirname(*path);
        assert_int_equal(mode_of(fixture, *path), file_mode);
        while (!g_str_equal(above, ".")) {
            assert_int_equal(mode_of(fixture, above),
                             file_folder_mode(file_mode));
            char *next = g_path_get_dirname(above);
            g_free(above);
            above = next;
        }
    }
}

static void
count_fault(gpointer faults, const char *path)
{
    (void)path;
    ++*(guint *)faults;
}

static guint
count_faults(const Fixture *fixture)
{
    guint faults = 0;
    readers_verify(fixture->folder, fixture->config.store_mode, count_fault,
                   &faults);
    return faults;
}

static void
assert_store(const Fixture *fixture, guint store_mode)
{
    assert_modes(fixture, "dossiers", store_mode);
    assert_modes(fixture, "review", store_mode);
    assert_modes(fixture, "quarantine", 0600);
    assert_modes(fixture, "records", 0600);
    assert_int_equal(mode_of(fixture, "spool"), 0700);
    assert_int_equal(mode_of(fixture, "."), file_folder_mode(store_mode));
}

static void
test_modes_of_what_is_filed(void **state)
{
    Fixture *fixture = *state;
    restart(fixture, 0640);
    file_some(fixture);
    assert_store(fixture, 0640);
    assert_int_equal(count_faults(fixture), 0);
}

/* By one sync of the disk, too: a group is large from 24 files on. */
static void
test_modes_of_a_large_group(void **state)
{
    Fixture *fixture = *state;
    restart(fixture, 0640);
    assert_true(dossier_store_begin(fixture->store, NULL));
    for (guint i = 0; i < 20; i++) {
        g_autofree char *family = g_strdup_printf("NOM%c", 'A' + (int)i);
        g_autofree char *text = g_strdup_printf("mail %u", i);
        Mail mail = application;
        mail.family = family;
        mail.email = NULL;
        mail.text = text;
        store_result_free(fixture_add(fixture, &mail));
    }
    assert_true(dossier_store_commit(fixture->store, NULL));
    assert_modes(fixture, "dossiers", 0640);
    assert_modes(fixture, "records", 0600);
}

static void
test_a_changed_key(void **state)
{
    Fixture *fixture = *state;
    static const guint modes[] = {0640, 0600, 0640, 0};
    file_some(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(modes); i++) {
        restart(fixture, modes[i]);
        assert_store(fixture, modes[i] ? modes[i] : 0600);
    }
}

/* Who is the only reader pays nothing: nothing is looked at. */
static void
test_the_default_leaves_modes_alone(void **state)
{
    Fixture *fixture = *state;
    file_some(fixture);
    change_mode(fixture, "dossiers", 0711);
    restart(fixture, 0600);
    assert_int_equal(mode_of(fixture, "dossiers"), 0711);
    assert_int_equal(count_faults(fixture), 1);
}

/* After a change that was carried out, the uppermost alone is looked at. */
static void
test_later_starts_are_short(void **state)
{
    Fixture *fixture = *state;
    file_some(fixture);
    restart(fixture, 0640);
    change_mode(fixture, "dossiers/micro-structure-rs2026", 0700);
    change_mode(fixture, "quarantine", 0755);
    change_mode(fixture, ".", 0701);
    restart(fixture, 0640);
    assert_int_equal(mode_of(fixture, "dossiers/micro-structure-rs2026"), 0700);
    assert_int_equal(mode_of(fixture, "quarantine"), 0700);
    assert_int_equal(mode_of(fixture, "."), 0751);
    assert_int_equal(count_faults(fixture), 1);
    assert_true(readers_forget(fixture->database, NULL));
    restart(fixture, 0640);
    assert_int_equal(count_faults(fixture), 0);
}

static void
test_links_are_not_followed(void **state)
{
    Fixture *fixture = *state;
    file_some(fixture);
    g_autofree char *elsewhere = g_dir_make_tmp("dossierd-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(elsewhere, "file", NULL);
    assert_true(file_replace(file, "x", 1, NULL));
    static const char *const names[] = {"dossiers/folder", "review/file"};
    const char *const targets[] = {elsewhere, file};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path =
            g_build_filename(fixture->folder, names[i], NULL);
        assert_int_equal(symlink(targets[i], path), 0);
    }
    restart(fixture, 0640);
    struct stat info;
    assert_int_equal(stat(file, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(stat(elsewhere, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    assert_int_equal(count_faults(fixture), 0);
    remove_tree(elsewhere);
}

/* As root, or for somebody in several groups. */
static void
test_a_state_folder_of_another_group(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture_close(fixture);
    if (chown(fixture->folder, (uid_t)-1, 54321) != 0)
        skip();
    fixture->config.store_mode = 0640;
    fixture->database =
        database_open(fixture->folder, DATABASE_READ_WRITE, NULL);
    assert_null(
        dossier_store_open(&fixture->config, fixture->database, &error));
    assert_true(g_error_matches(error, INSTANCE_ERROR, INSTANCE_ERROR_FOLDER));
    g_clear_pointer(&fixture->database, database_close);
    restart(fixture, 0600);
}

static void
test_file_modes(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        guint mode;
    } cases[] = {
        {"dossiers", 0640},         {"dossiers/a/b/c/mail.eml", 0640},
        {"review/_/a.eml", 0640},   {"quarantine/a.eml", 0600},
        {"records/a.0.json", 0600}, {"spool/tmp-1", 0600},
        {"dossierd.db", 0600},      {"dossiers.old/a", 0600},
        {"reviewed", 0600},         {"", 0600},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_int_equal(readers_file_mode(0640, cases[i].path), cases[i].mode);
        assert_int_equal(readers_file_mode(0600, cases[i].path), 0600);
        assert_int_equal(readers_file_mode(0, cases[i].path), 0600);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(test_modes_of_what_is_filed),
        FIXTURE_CASE(test_modes_of_a_large_group),
        FIXTURE_CASE(test_a_changed_key),
        FIXTURE_CASE(test_the_default_leaves_modes_alone),
        FIXTURE_CASE(test_later_starts_are_short),
        FIXTURE_CASE(test_links_are_not_followed),
        FIXTURE_CASE(test_a_state_folder_of_another_group),
        cmocka_unit_test(test_file_modes),
    };
    umask(077); /* as both programs set it */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
