#include "mail/reader_sandbox.h"

#include "mail/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_FILES 256

/* What reading descriptors, computing and answering takes. */
static const int allowed[] = {
    SCMP_SYS(read),          SCMP_SYS(pread64),
    SCMP_SYS(readv),         SCMP_SYS(write),
    SCMP_SYS(pwrite64),      SCMP_SYS(writev),
    SCMP_SYS(lseek),         SCMP_SYS(close),
    SCMP_SYS(fstat),         SCMP_SYS(sendmsg),
    SCMP_SYS(sendto),        SCMP_SYS(recvmsg),
    SCMP_SYS(recvfrom),      SCMP_SYS(ftruncate),
    SCMP_SYS(fadvise64),     SCMP_SYS(dup),
    SCMP_SYS(memfd_create),  SCMP_SYS(brk),
    SCMP_SYS(munmap),        SCMP_SYS(mremap),
    SCMP_SYS(madvise),       SCMP_SYS(futex),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    SCMP_SYS(time),          SCMP_SYS(getrandom),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),
    SCMP_SYS(rt_sigreturn),  SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),  SCMP_SYS(sched_yield),
    SCMP_SYS(getrusage),     SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),
};

/* What libraries try on their own and can do without. */
static const int denied[] = {
    SCMP_SYS(open),       SCMP_SYS(openat),   SCMP_SYS(openat2),
    SCMP_SYS(creat),      SCMP_SYS(access),   SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(stat),     SCMP_SYS(lstat),
    SCMP_SYS(statx),      SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),     SCMP_SYS(ioctl),    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),      SCMP_SYS(prctl),    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),    SCMP_SYS(getgid),   SCMP_SYS(getegid),
    SCMP_SYS(prlimit64),  SCMP_SYS(tgkill),   SCMP_SYS(sched_getaffinity),
};

static int
add_rules(scmp_filter_ctx context)
{
    int failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++)
        failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, allowed[i], 0);
    for (gsize i = 0; i < G_N_ELEMENTS(denied); i++)
        failed |=
            seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), denied[i], 0);
    /* Memory never becomes code. */
    failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    /* stdio asks for flags, libraries for a copy. */
    failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                               SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0));
    failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                               SCMP_A1(SCMP_CMP_EQ, F_DUPFD_CLOEXEC, 0));
    return failed;
}

/* glibc's fstat() is newfstatat(fd, "", …, AT_EMPTY_PATH). The path cannot be
 * looked at, but with the flag and an absolute path it would reveal no more
 * than that a file is there. */
static int
allow_fstat(scmp_filter_ctx context)
{
    return seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                            SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0)) |
           seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM),
                            SCMP_SYS(newfstatat), 1,
                            SCMP_A3(SCMP_CMP_NE, AT_EMPTY_PATH, 0));
}

static gboolean
export_program(scmp_filter_ctx context, ReaderSandbox *sandbox)
{
    int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0)
        return FALSE;
    gboolean good = FALSE;
    if (seccomp_export_bpf(context, fd) == 0) {
        off_t size = lseek(fd, 0, SEEK_END);
        sandbox->program = g_malloc((gsize)size);
        sandbox->length = (gsize)size / sizeof(struct sock_filter);
        good = pread(fd, sandbox->program, (gsize)size, 0) == size;
    }
    close(fd);
    return good;
}

/* Private memory now, in bytes: the limit counts what was inherited. */
static rlim_t
private_bytes(void)
{
    char text[128];
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL)
        return 0;
    gboolean good = fgets(text, sizeof text, file) != NULL;
    fclose(file);
    unsigned long data = 0;
    /* NOLINTNEXTLINE(cert-err34-c): the kernel's own numbers */
    if (!good || sscanf(text, "%*u %*u %*u %*u %*u %lu", &data) != 1)
        return 0;
    return (rlim_t)data * (rlim_t)sysconf(_SC_PAGESIZE);
}

gboolean
reader_sandbox_prepare(ReaderSandbox *sandbox, GError **error)
{
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
    gboolean good = context != NULL;
    /* A tree of comparisons instead of a list: each call costs less. */
    if (good)
        seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    good = good && add_rules(context) == 0 && allow_fstat(context) == 0 &&
           export_program(context, sandbox);
    if (context != NULL)
        seccomp_release(context);
    if (!good)
        g_set_error(error, READER_ERROR, READER_ERROR_DIED,
                    "cannot compile the system call filter");
    sandbox->memory = private_bytes() + READER_MEMORY_BYTES;
    sandbox->cpu = READER_CPU_SECONDS;
    return good;
}

static gboolean
limit(int resource, rlim_t value)
{
    struct rlimit both = {value, value};
    return setrlimit((__rlimit_resource_t)resource, &both) == 0;
}

static gboolean
set_limits(const ReaderSandbox *sandbox)
{
    alarm(READER_LIFE_SECONDS);
    return limit(RLIMIT_DATA, sandbox->memory) &&
           limit(RLIMIT_CPU, sandbox->cpu) &&
           limit(RLIMIT_FSIZE, READER_MAX_DECODED_BYTES) &&
           limit(RLIMIT_NOFILE, MAX_FILES) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NPROC, 0);
}

gboolean
reader_sandbox_enter(const ReaderSandbox *sandbox)
{
    struct sock_fprog program = {
        .len = (unsigned short)sandbox->length,
        .filter = sandbox->program,
    };
    return prctl(PR_SET_DUMPABLE, 0) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && set_limits(sandbox) &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}
