/* What the daemon knows, the reader does not: its memory, environment and
 * descriptors are looked through from outside. */
#include "mail/reader.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define BLOCK_BYTES (1024 * 1024)

/* Made at run time, so that it stands in no program file. */
static char *
make_secret(void)
{
    return g_strdup_printf("secret-%08x%08x", g_random_int(), g_random_int());
}

/* The children of a process, from /proc. */
static GArray *
children_of(pid_t pid)
{
    GArray *children = g_array_new(FALSE, FALSE, sizeof(pid_t));
    g_autofree char *path =
        g_strdup_printf("/proc/%d/task/%d/children", pid, pid);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (gsize i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
        pid_t child = atoi(words[i]);
        g_array_append_val(children, child);
    }
    return children;
}

static gboolean
range_has(int memory, guint64 from, guint64 to, const char *secret)
{
    gsize length = strlen(secret);
    g_autofree char *block = g_malloc(BLOCK_BYTES);
    for (guint64 at = from; at < to; at += BLOCK_BYTES - length) {
        ssize_t got =
            pread(memory, block, MIN(BLOCK_BYTES, to - at), (off_t)at);
        if (got <= 0)
            return FALSE;
        if (memmem(block, (gsize)got, secret, length) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* TRUE if the memory of `pid` holds the secret. Without the right to look,
 * nobody else has it either. */
static gboolean
memory_has(pid_t pid, const char *secret)
{
    g_autofree char *maps_path = g_strdup_printf("/proc/%d/maps", pid);
    g_autofree char *memory_path = g_strdup_printf("/proc/%d/mem", pid);
    g_autofree char *maps = NULL;
    int memory = open(memory_path, O_RDONLY | O_CLOEXEC);
    if (memory < 0 || !g_file_get_contents(maps_path, &maps, NULL, NULL))
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(maps, "\n", -1);
    gboolean found = FALSE;
    for (gsize i = 0; !found && lines[i] != NULL; i++) {
        unsigned long from, to;
        char mode;
        if (sscanf(lines[i], "%lx-%lx %c", &from, &to, &mode) == 3 &&
            mode == 'r')
            found = range_has(memory, from, to, secret);
    }
    close(memory);
    return found;
}

static guint
count_descriptors(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", pid);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    guint n = 0;
    while (folder != NULL && g_dir_read_name(folder) != NULL)
        n++;
    return n;
}

static void
check_process(pid_t pid, const char *secret)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/environ", pid);
    g_autofree char *environment = NULL;
    gsize length = 0;
    g_file_get_contents(path, &environment, &length, NULL);
    assert_int_equal(length, 0);
    /* Standard streams and one socket; the mail is closed soon after it was
     * answered for. */
    for (guint i = 0; i < 200 && count_descriptors(pid) > 4; i++)
        g_usleep(10000);
    assert_true(count_descriptors(pid) <= 4);
    assert_false(memory_has(pid, secret));
}

/* The program itself shuts its child in: proc(5) tells. */
static void
check_caged(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", pid);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_non_null(strstr(text, "\nSeccomp:\t2\n"));
    assert_non_null(strstr(text, "\nNoNewPrivs:\t1\n"));
}

static void
test_no_secrets(void **state)
{
#ifdef __SANITIZE_ADDRESS__
    skip(); /* its shadow memory is terabytes to walk through */
#endif
    (void)state;
    g_autofree char *secret = make_secret();
    const char *build = g_getenv("BUILD");
    g_autofree char *program = g_build_filename(build != NULL ? build : "build",
                                                "dossierd-reader", NULL);
    /* In the environment, and in a file whose descriptor would be inherited.
     */
    g_setenv("PASSWORD", secret, TRUE);
    int database = memfd_create("database", 0);
    assert_int_equal(write(database, secret, strlen(secret)), strlen(secret));
    assert_true(memory_has(getpid(), secret));

    g_autoptr(Reader) reader = reader_new_with_program(program, NULL);
    assert_non_null(reader);
    g_autoptr(Message) message = reader_read(reader, database, NULL, NULL);
    assert_string_equal(message->text, secret);
    /* That mail was this secret: what is left of it is looked for below with
     * another. */
    g_autofree char *other = make_secret();
    g_setenv("PASSWORD", other, TRUE);
    g_autoptr(GArray) processes = children_of(getpid());
    assert_int_equal(processes->len, 1);
    pid_t zygote = g_array_index(processes, pid_t, 0);
    check_process(zygote, secret);
    check_process(zygote, other);
    g_autoptr(GArray) workers = children_of(zygote);
    assert_int_equal(workers->len, 1);
    check_caged(g_array_index(workers, pid_t, 0));
    check_process(g_array_index(workers, pid_t, 0), other);
    close(database);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
