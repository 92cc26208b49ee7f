/* Files, their names and the folders above them are on the disk before the
 * rows that speak of them; where the disk refuses, there are no rows. */
#include "dossier/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* From how many files on the whole disk is synced is the store's affair. */
#define MANY_MAILS 40

/* The inodes whose content, or names, would outlive a power cut. */
static GHashTable *durable;
static guint syncs, failing, premature;

static gpointer
inode_of(const struct stat *info)
{
    return GSIZE_TO_POINTER(info->st_ino);
}

static void
forget_folder(const char *path)
{
    struct stat info;
    g_autofree char *folder = g_path_get_dirname(path);
    if (durable && stat(folder, &info) == 0)
        g_hash_table_remove(durable, inode_of(&info));
}

static void
add_all(const char *path)
{
    struct stat info;
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    if (lstat(path, &info) == 0)
        g_hash_table_add(durable, inode_of(&info));
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        add_all(child);
    }
}

/* Of the C library, in their place. */
static gboolean
is_failing(void)
{
    if (++syncs != failing)
        return FALSE;
    errno = EIO;
    return TRUE;
}

int
fsync(int fd)
{
    struct stat info;
    if (is_failing())
        return -1;
    if (durable && fstat(fd, &info) == 0)
        g_hash_table_add(durable, inode_of(&info));
    return 0;
}

int
syncfs(int fd)
{
    if (is_failing())
        return -1;
    g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", fd);
    g_autofree char *path = g_file_read_link(link, NULL);
    if (durable)
        add_all(path);
    return 0;
}

/* A file that gets its name before its content is durable may be found empty
 * under it. In the spool, which a start empties, that is no harm. */
int
rename(const char *from, const char *to)
{
    struct stat info;
    if (durable && !strstr(to, "/spool/") && lstat(from, &info) == 0 &&
        !g_hash_table_contains(durable, inode_of(&info)))
        premature++;
    forget_folder(to);
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* Its inode may be that of another file next. */
int
unlink(const char *path)
{
    struct stat info;
    if (durable && lstat(path, &info) == 0 && info.st_nlink == 1)
        g_hash_table_remove(durable, inode_of(&info));
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int
link(const char *from, const char *to)
{
    forget_folder(to);
    return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
mkdir(const char *path, mode_t mode)
{
    forget_folder(path);
    return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

static guint
count_volatile(const char *path)
{
    struct stat info;
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    guint found = lstat(path, &info) == 0 &&
                  !g_hash_table_contains(durable, inode_of(&info));
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        found += count_volatile(child);
    }
    return found;
}

typedef struct {
    const Fixture *fixture;
    guint commits, lacking;
} Look;

/* SQLite calls it within COMMIT, before anything of it is written. */
static int
look(void *data)
{
    static const char *const folders[] = {"dossiers", "records"};
    struct stat info;
    Look *found = data;
    found->commits++;
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path =
            g_build_filename(found->fixture->folder, folders[i], NULL);
        found->lacking += count_volatile(path);
    }
    if (stat(found->fixture->folder, &info) != 0 ||
        !g_hash_table_contains(durable, inode_of(&info)))
        found->lacking++;
    return 0;
}

static void
add_mails(Fixture *fixture, guint mails)
{
    for (guint i = 0; i < mails; i++) {
        g_autofree char *text = g_strdup_printf("mail %u", i);
        g_autofree char *id = g_strdup_printf("%u@x", i);
        Mail mail = fixture_first;
        mail.text = text;
        mail.id = id;
        store_result_free(fixture_add(fixture, &mail));
    }
}

static void
check_order(Fixture *fixture, guint mails)
{
    Look found = {.fixture = fixture};
    assert_true(dossier_store_begin(fixture->store, NULL));
    add_mails(fixture, mails);
    sqlite3_commit_hook(database_handle(fixture->database), look, &found);
    assert_true(dossier_store_commit(fixture->store, NULL));
    sqlite3_commit_hook(database_handle(fixture->database), NULL, NULL);
    assert_int_equal(found.commits, 1);
    assert_int_equal(found.lacking, 0);
    assert_int_equal(premature, 0);
}

static void
test_a_few_files_before_their_rows(void **state)
{
    check_order(*state, 1);
}

static void
test_many_files_before_their_rows(void **state)
{
    check_order(*state, MANY_MAILS);
}

/* Each sync of a group fails once. */
static void
check_failures(Fixture *fixture, guint mails)
{
    gboolean committed = FALSE;
    guint n = 0;
    while (!committed) {
        assert_true(dossier_store_begin(fixture->store, NULL));
        add_mails(fixture, mails);
        syncs = 0;
        failing = ++n;
        committed = dossier_store_commit(fixture->store, NULL);
        gboolean failed = syncs >= failing;
        failing = 0;
        assert_int_equal(committed, !failed);
        assert_int_equal(fixture_count(fixture, "SELECT count(*) FROM message"),
                         committed ? mails : 0);
        g_autofree char *files = fixture_tree(fixture, "dossiers");
        assert_int_equal(*files != '\0', committed);
    }
    assert_true(n > 3);
}

static void
test_a_few_files_that_cannot_be_synced(void **state)
{
    check_failures(*state, 1);
}

static void
test_many_files_that_cannot_be_synced(void **state)
{
    check_failures(*state, MANY_MAILS);
}

static int
set_up(void **state)
{
    durable = g_hash_table_new(NULL, NULL);
    premature = failing = 0;
    return fixture_setup(state);
}

static int
tear_down(void **state)
{
    failing = 0;
    g_clear_pointer(&durable, g_hash_table_unref);
    return fixture_teardown(state);
}

#define CASE(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_a_few_files_before_their_rows),
        CASE(test_many_files_before_their_rows),
        CASE(test_a_few_files_that_cannot_be_synced),
        CASE(test_many_files_that_cannot_be_synced),
    };
    umask(077);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
