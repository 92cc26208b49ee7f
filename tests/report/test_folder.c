#include "report/folder.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#include <cmocka.h>

typedef struct {
    char *top, *pages, *store;
} Folders;

static int
set_up(void **state)
{
    Folders *folders = g_new0(Folders, 1);
    folders->top = g_dir_make_tmp("report-XXXXXX", NULL);
    folders->pages = g_build_filename(folders->top, "www", "pages", NULL);
    folders->store = g_build_filename(folders->top, "state é", NULL);
    g_mkdir(folders->store, 0700);
    *state = folders;
    return folders->top != NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
    Folders *folders = *state;
    const char *argv[] = {"rm", "-rf", folders->top, NULL};
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                 NULL, NULL, NULL, NULL);
    g_free(folders->top);
    g_free(folders->pages);
    g_free(folders->store);
    g_free(folders);
    return 0;
}

static ReportFolder *
open_for(const Folders *folders, guint mode)
{
    GError *error = NULL;
    ReportFolder *folder =
        report_folder_open(folders->pages, folders->store, mode, &error);
    assert_null(error);
    return folder;
}

static ReportFolder *
open_folder(const Folders *folders)
{
    return open_for(folders, 0);
}

static void
write_page(ReportFolder *folder, const char *name, const char *body)
{
    g_autofree char *text =
        g_strconcat("<html>", REPORT_FOLDER_MARK, body, NULL);
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    GError *error = NULL;
    assert_true(report_folder_write(folder, name, content, &error));
}

static gboolean
stands(const Folders *folders, const char *name)
{
    g_autofree char *path = g_build_filename(folders->pages, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
test_writes_only_what_changed(void **state)
{
    g_autoptr(ReportFolder) folder = open_folder(*state);
    write_page(folder, "rs/a.html", "one");
    write_page(folder, "rs/a.html", "one");
    assert_int_equal(report_folder_written(folder), 1);
    write_page(folder, "rs/a.html", "two");
    assert_int_equal(report_folder_written(folder), 2);
}

static void
test_sweeps_pages_that_are_gone(void **state)
{
    const Folders *folders = *state;
    g_autoptr(ReportFolder) before = open_folder(folders);
    write_page(before, "index.html", "");
    write_page(before, "rs/dossiers/gone.html", "");
    write_page(before, "rs/dossiers/kept.html", "");
    g_autofree char *foreign =
        g_build_filename(folders->pages, "rs", "notes.html", NULL);
    assert_true(g_file_set_contents(foreign, "mine", -1, NULL));
    g_autoptr(ReportFolder) after = open_folder(folders);
    write_page(after, "index.html", "");
    write_page(after, "rs/dossiers/kept.html", "");
    assert_true(report_folder_sweep(after, NULL));
    assert_int_equal(report_folder_written(after), 0);
    assert_int_equal(report_folder_removed(after), 1);
    assert_true(stands(folders, "index.html"));
    assert_true(stands(folders, "rs/dossiers/kept.html"));
    assert_false(stands(folders, "rs/dossiers/gone.html"));
    assert_true(stands(folders, "rs/notes.html"));
}

static guint
mode_of(const Folders *folders, const char *name)
{
    g_autofree char *path = g_build_filename(folders->pages, name, NULL);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 0777;
}

static void
test_readers_get_what_the_mode_says(void **state)
{
    const Folders *folders = *state;
    static const struct {
        guint mode, file, folder;
    } cases[] = {
        {0, 0600, 0700},
        {0640, 0640, 0750},
        {0644, 0644, 0755},
        {0600, 0600, 0700},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(ReportFolder) folder = open_for(folders, cases[i].mode);
        write_page(folder, "rs/a.html", "the same each time");
        assert_int_equal(mode_of(folders, "rs/a.html"), cases[i].file);
        assert_int_equal(mode_of(folders, "rs"), cases[i].folder);
        assert_int_equal(mode_of(folders, "."), cases[i].folder);
    }
}

/* Cut off in the middle of a page, hours ago. */
static void
test_leftovers_of_a_run_that_was_cut_off_go(void **state)
{
    const Folders *folders = *state;
    g_autoptr(ReportFolder) folder = open_folder(folders);
    write_page(folder, "index.html", "");
    write_page(folder, "tmp-old", "");
    write_page(folder, "tmp-new", "");
    g_autofree char *old = g_build_filename(folders->pages, "tmp-old", NULL);
    struct utimbuf hours_ago = {1000000000, 1000000000};
    assert_int_equal(g_utime(old, &hours_ago), 0);
    assert_true(report_folder_sweep(folder, NULL));
    assert_false(stands(folders, "tmp-old"));
    assert_true(stands(folders, "tmp-new"));
}

static void
test_links_lead_to_the_store(void **state)
{
    g_autoptr(ReportFolder) folder = open_folder(*state);
    static const struct {
        const char *page, *file, *url;
    } cases[] = {
        {"index.html", "a.pdf", "../../state%20%C3%A9/a.pdf"},
        {"rs/dossiers/x.html", "dossiers/DUPONT Marie/cv#1?.pdf",
         "../../../../state%20%C3%A9/dossiers/DUPONT%20Marie/cv%231%3F.pdf"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *url =
            report_folder_link(folder, cases[i].page, cases[i].file);
        assert_string_equal(url, cases[i].url);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_writes_only_what_changed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_sweeps_pages_that_are_gone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_readers_get_what_the_mode_says,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_leftovers_of_a_run_that_was_cut_off_go, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_links_lead_to_the_store, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
