#include "base/file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* One scratch folder for each case, removed after it. */
static int
make_scratch(void **state)
{
    *state = g_dir_make_tmp("file-XXXXXX", NULL);
    return *state ? 0 : -1;
}

static void
remove_tree(const char *path)
{
    g_autoptr(GDir) folder = NULL;
    if (!g_file_test(path, G_FILE_TEST_IS_SYMLINK))
        folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        remove_tree(child);
    }
    g_remove(path);
}

static int
remove_scratch(void **state)
{
    remove_tree(*state);
    g_free(*state);
    return 0;
}

static char *
below(void **state, const char *name)
{
    return g_build_filename(*state, name, NULL);
}

static guint
count_entries(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    guint n = 0;
    while (g_dir_read_name(folder))
        n++;
    return n;
}

static void
test_make_folder(void **state)
{
    g_autofree char *path = below(state, "a/b/c");
    g_autoptr(GError) error = NULL;
    assert_true(file_make_folder(path, &error));
    assert_true(file_make_folder(path, &error));
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
}

static guint
mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(lstat(path, &info), 0);
    return info.st_mode & 0777;
}

/* Whatever the umask; folders that stand are left alone. */
static void
test_make_folder_with_a_mode(void **state)
{
    g_autoptr(GHashTable) touched =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *first = below(state, "a");
    g_autofree char *last = below(state, "a/b/c");
    g_autofree char *middle = below(state, "a/b");
    assert_true(file_make_folder(first, NULL));
    mode_t mask = umask(0077);
    assert_true(file_make_folder_unsynced(last, 0750, touched, NULL));
    umask(mask);
    assert_int_equal(mode_of(first), 0700);
    assert_int_equal(mode_of(middle), 0750);
    assert_int_equal(mode_of(last), 0750);
    assert_int_equal(g_hash_table_size(touched), 2);
    assert_true(g_hash_table_contains(touched, first));
    assert_true(g_hash_table_contains(touched, middle));
}

static void
test_set_mode(void **state)
{
    g_autofree char *path = below(state, "file");
    g_autofree char *name = below(state, "link");
    assert_true(file_replace(path, "x", 1, NULL));
    assert_int_equal(symlink(path, name), 0);
    assert_true(file_set_mode(path, 0640, NULL));
    assert_int_equal(mode_of(path), 0640);
    g_autoptr(GError) error = NULL;
    assert_false(file_set_mode(name, 0644, &error));
    assert_non_null(strstr(error->message, "link: cannot change the mode"));
    assert_int_equal(mode_of(path), 0640);
    assert_int_equal(file_folder_mode(0600), 0700);
    assert_int_equal(file_folder_mode(0640), 0750);
    assert_int_equal(file_folder_mode(0644), 0755);
}

static void
test_sha256(void **state)
{
    g_autofree char *path = below(state, "file");
    g_autofree char *name = below(state, "link");
    assert_true(file_replace(path, "abc", 3, NULL));
    g_autofree char *hash = file_sha256(path, NULL);
    assert_string_equal(hash, "ba7816bf8f01cfea414140de5dae2223"
                              "b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(symlink(path, name), 0);
    g_autoptr(GError) error = NULL;
    assert_null(file_sha256(name, &error));
    assert_non_null(strstr(error->message, "link: cannot read"));
}

static void
test_make_folder_refuses(void **state)
{
    g_autofree char *link = below(state, "link");
    g_autofree char *file = below(state, "file");
    g_autofree char *inside = below(state, "file/x");
    assert_int_equal(symlink("/tmp", link), 0);
    assert_true(g_file_set_contents(file, "", 0, NULL));
    const char *const paths[] = {link, file, inside};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(file_make_folder(paths[i], &error));
        assert_int_equal(error->domain, G_FILE_ERROR);
    }
}

static void
test_temporary(void **state)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    int fd = file_create_temporary(*state, &path, &error);
    assert_true(fd >= 0);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    struct stat info;
    assert_int_equal(fstat(fd, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_true(file_write_all(fd, "text", 4, &error));
    close(fd);
    gsize length;
    g_autofree char *text = file_read(path, 4, &length, &error);
    assert_string_equal(text, "text");
    assert_int_equal(length, 4);
    assert_null(file_read(path, 3, &length, &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_FAILED));
}

static void
test_temporary_nowhere(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    char *path = NULL;
    assert_int_equal(file_create_temporary("/nonexistent", &path, &error), -1);
    assert_null(path);
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

static void
test_disk_full(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_false(file_write_all(fd, "x", 1, &error));
    close(fd);
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC));
    assert_non_null(strstr(error->message, "/dev/full"));
}

static void
check_content(const char *path, const char *expected)
{
    g_autofree char *text = file_read(path, 100, NULL, NULL);
    assert_string_equal(text, expected);
}

static void
test_replace(void **state)
{
    g_autofree char *path = below(state, "status");
    assert_true(file_replace(path, "one", 3, NULL));
    assert_true(file_replace(path, "two", 3, NULL));
    check_content(path, "two");
    assert_int_equal(count_entries(*state), 1);
}

static void
test_replace_that_fails_leaves_nothing(void **state)
{
    g_autofree char *path = below(state, "folder");
    g_autofree char *inner = below(state, "folder/x");
    assert_true(file_make_folder(inner, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(file_replace(path, "one", 3, &error));
    assert_int_equal(error->domain, G_FILE_ERROR);
    assert_int_equal(count_entries(*state), 1);
}

static void
test_link(void **state)
{
    g_autofree char *one = below(state, "one");
    g_autofree char *two = below(state, "two");
    assert_true(file_replace(one, "1", 1, NULL));
    assert_true(file_replace(two, "2", 1, NULL));
    assert_true(file_link(one, two, NULL));
    check_content(two, "1");
    assert_true(file_link(one, two, NULL));
    assert_int_equal(count_entries(*state), 2);
    assert_true(file_unlink(one, NULL));
    assert_true(file_unlink(one, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(file_link(one, two, &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
    check_content(two, "1");
}

static void
test_rename_names_both(void **state)
{
    g_autofree char *from = below(state, "from");
    g_autofree char *to = below(state, "to");
    g_autoptr(GError) error = NULL;
    assert_false(file_rename(from, to, &error));
    assert_non_null(strstr(error->message, from));
    assert_non_null(strstr(error->message, to));
}

static char *
make_secret(void **state, const char *content, mode_t mode)
{
    char *path = below(state, "secret");
    assert_true(g_file_set_contents(path, content, -1, NULL));
    assert_int_equal(g_chmod(path, mode), 0);
    return path;
}

static void
test_secrets(void **state)
{
    static const struct {
        const char *content;
        mode_t mode;
        const char *expected; /* NULL: refused */
    } cases[] = {
        {"pass word\nsecond\n", 0600, "pass word"},
        {"crlf\r\n", 0400, "crlf"},
        {"no end", 0600, "no end"},
        {"", 0600, NULL},
        {"\nsecond", 0600, NULL},
        {"group", 0640, NULL},
        {"others", 0601, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path =
            make_secret(state, cases[i].content, cases[i].mode);
        g_autoptr(GError) error = NULL;
        g_autofree char *secret = file_read_secret(path, &error);
        assert_int_equal(g_strcmp0(secret, cases[i].expected), 0);
        assert_int_equal(error == NULL, cases[i].expected != NULL);
        assert_int_equal(file_check_secret(path, NULL),
                         cases[i].expected != NULL);
    }
}

static void
test_secret_too_large(void **state)
{
    g_autofree char *content = g_strnfill(100000, 'x');
    g_autofree char *path = make_secret(state, content, 0600);
    assert_false(file_check_secret(path, NULL));
}

static void
test_secret_is_no_pipe(void **state)
{
    g_autofree char *path = below(state, "pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
    g_autoptr(GError) error = NULL;
    assert_false(file_check_secret(path, &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_INVAL));
}

static void
test_credentials(void **state)
{
    g_autofree char *path = make_secret(state, "credential\n", 0644);
    g_unsetenv("CREDENTIALS_DIRECTORY");
    assert_false(file_check_secret("credential:secret", NULL));
    g_setenv("CREDENTIALS_DIRECTORY", *state, TRUE);
    g_autofree char *secret = file_read_secret("credential:secret", NULL);
    assert_string_equal(secret, "credential");
    assert_false(file_check_secret("credential:../secret", NULL));
    assert_false(file_check_secret("credential:", NULL));
    assert_false(file_check_secret("credential:absent", NULL));
    g_unsetenv("CREDENTIALS_DIRECTORY");
}

#define WITH_SCRATCH(test)                                                     \
    cmocka_unit_test_setup_teardown(test, make_scratch, remove_scratch)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SCRATCH(test_make_folder),
        WITH_SCRATCH(test_make_folder_with_a_mode),
        WITH_SCRATCH(test_set_mode),
        WITH_SCRATCH(test_sha256),
        WITH_SCRATCH(test_make_folder_refuses),
        WITH_SCRATCH(test_temporary),
        cmocka_unit_test(test_temporary_nowhere),
        cmocka_unit_test(test_disk_full),
        WITH_SCRATCH(test_replace),
        WITH_SCRATCH(test_replace_that_fails_leaves_nothing),
        WITH_SCRATCH(test_link),
        WITH_SCRATCH(test_rename_names_both),
        WITH_SCRATCH(test_secrets),
        WITH_SCRATCH(test_secret_too_large),
        WITH_SCRATCH(test_secret_is_no_pipe),
        WITH_SCRATCH(test_credentials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
