/* The cage itself: what is tried in it is stopped by the kernel. */
#include "mail/reader_sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define DENIED 42 /* exit status: the call failed with EPERM */
#define WORKED 43

/* What is done in the cage; the result is the exit status. */
typedef int (*Attempt)(void);

static int
denied(long result)
{
    return result == -1 && errno == EPERM ? DENIED : WORKED;
}

static int
try_open(void)
{
    return denied(open("/etc/passwd", O_RDONLY));
}

static int
try_create(void)
{
    return denied(open("/tmp/out", O_CREAT | O_WRONLY, 0600));
}

static int
try_stat(void)
{
    return denied(access("/etc/passwd", F_OK));
}

static int
try_open_network(void)
{
    return denied(socket(AF_INET, SOCK_STREAM, 0));
}

static int
try_open_local(void)
{
    return denied(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
try_fork(void)
{
    return denied(fork());
}

static int
try_execute(void)
{
    char *arguments[] = {NULL};
    return denied(execve("/bin/true", arguments, arguments));
}

static int
try_trace(void)
{
    return denied(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int
try_kill(void)
{
    return denied(kill(getppid(), SIGTERM));
}

static int
try_unlink(void)
{
    return denied(unlink("/tmp/none"));
}

static int
try_make_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return denied(page == MAP_FAILED ? -1 : 0);
}

static int
try_io_uring(void)
{
    return denied(syscall(SYS_io_uring_setup, 1, NULL));
}

static int
try_foreign_calls(void)
{
    /* The x32 numbers of the same machine. */
    return denied(syscall(0x40000000 + SYS_getpid));
}

/* A sanitizer ends the process itself where memory runs out. */
#ifndef __SANITIZE_ADDRESS__
static int
try_memory(void)
{
    gsize total = 0;
    while (malloc(1024 * 1024) != NULL)
        if (++total > 10 * READER_MEMORY_BYTES / (1024 * 1024))
            return WORKED;
    return DENIED;
}
#endif

static int
try_cpu(void)
{
    for (volatile guint64 i = 0;; i++)
        continue;
    return WORKED;
}

static int
try_work(void)
{
    char *block = malloc(1024 * 1024);
    int fd = memfd_create("x", MFD_CLOEXEC);
    gboolean good = block != NULL && fd >= 0 && write(fd, "abc", 3) == 3 &&
                    lseek(fd, 0, SEEK_SET) == 0 &&
                    pread(fd, block, 3, 0) == 3 && close(fd) == 0;
    free(block);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Runs `attempt` in a child in the cage and gives its wait status. */
static int
run(Attempt attempt)
{
    ReaderSandbox sandbox = {0};
    assert_true(reader_sandbox_prepare(&sandbox, NULL));
    sandbox.cpu = 1;
    pid_t pid = fork();
    /* By the number: a sanitizer's _exit() does more than that. */
    if (pid == 0)
        syscall(SYS_exit_group,
                reader_sandbox_enter(&sandbox) ? attempt() : EXIT_FAILURE);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    g_free(sandbox.program);
    return status;
}

static void
check_status(Attempt attempt, int expected)
{
    int status = run(attempt);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
}

static void
test_files_are_denied(void **state)
{
    (void)state;
    check_status(try_open, DENIED);
    check_status(try_create, DENIED);
    check_status(try_stat, DENIED);
}

static void
test_the_rest_kills(void **state)
{
    (void)state;
    static const Attempt attempts[] = {
        try_open_network, try_open_local,    try_fork,   try_execute,
        try_trace,        try_kill,          try_unlink, try_make_code,
        try_io_uring,     try_foreign_calls,
    };
    for (gsize i = 0; i < G_N_ELEMENTS(attempts); i++) {
        int status = run(attempts[i]);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
            fail_msg("attempt %zu ended with status %x", i, (guint)status);
    }
}

static void
test_limits(void **state)
{
    (void)state;
#ifndef __SANITIZE_ADDRESS__
    check_status(try_memory, DENIED);
#endif
    int status = run(try_cpu);
    assert_true(WIFSIGNALED(status));
    assert_true(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU);
}

static void
test_work_is_possible(void **state)
{
    (void)state;
    check_status(try_work, EXIT_SUCCESS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_is_possible),
        cmocka_unit_test(test_files_are_denied),
        cmocka_unit_test(test_the_rest_kills),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
