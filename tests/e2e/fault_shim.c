/* Faults in what one program asks of the file system and of the mail server,
 * through LD_PRELOAD. Counted are the calls below one folder, SQLite's own
 * too, and what is sent to one port. In the environment:
 *
 * FAULT_PROGRAM  only in the program of this name
 * FAULT_FOLDER   calls on files below this folder, without links in its path
 * FAULT_PORT     sends to this TCP port, "send"
 * FAULT_CALLS    "write,sync": the calls that are counted; all if not set
 * FAULT          "N:KIND" at the N-th of them, "N+:KIND" at it and all later;
 *                KIND is kill, torn (half of a write, then killed), short (half
 *                of a write), or the number of an errno
 * FAULT_FREE     bytes that the disk is said to have free
 * FAULT_BUSY     milliseconds after which SQLite finds an index busy
 * FAULT_LIST     a file to which one line is added for each call counted
 * FAULT_TRACE    a folder: "ops" lists what changes names and what is synced;
 *                what is synced by the n-th line is copied to "n"
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* A call of the library behind this one. */
#define REAL(function) ((__typeof__(&(function)))dlsym(RTLD_NEXT, #function))

#define KILL (-1)
#define TORN (-2)
#define SHORT (-3)

static struct {
    bool active, onward;
    const char *folder, *calls, *list, *trace, *room, *busy;
    int port;
    long at;
    int kind;
    atomic_long count;
} fault;

static pthread_mutex_t trace_lock = PTHREAD_MUTEX_INITIALIZER;
static long traced;

static int
kind_from(const char *text)
{
    if (strcmp(text, "kill") == 0)
        return KILL;
    if (strcmp(text, "torn") == 0)
        return TORN;
    return strcmp(text, "short") == 0 ? SHORT : atoi(text);
}

__attribute__((constructor)) static void
start(void)
{
    const char *program = getenv("FAULT_PROGRAM"), *port = getenv("FAULT_PORT");
    const char *text = getenv("FAULT");
    char *end = NULL;
    if (!program || strcmp(program, program_invocation_short_name) != 0)
        return;
    fault.folder = getenv("FAULT_FOLDER");
    fault.calls = getenv("FAULT_CALLS");
    fault.list = getenv("FAULT_LIST");
    fault.trace = getenv("FAULT_TRACE");
    fault.room = getenv("FAULT_FREE");
    fault.busy = getenv("FAULT_BUSY");
    fault.port = port ? atoi(port) : 0;
    if (text) {
        fault.at = strtol(text, &end, 10);
        fault.onward = *end == '+';
        fault.kind = kind_from(end + (fault.onward ? 2 : 1));
    }
    fault.active = true;
}

/* Past this library, so that it is not counted. */
static void
add_line(const char *path, const char *line)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path,
                          O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    syscall(SYS_write, fd, line, strlen(line));
    close(fd);
}

static bool
is_wanted(const char *call)
{
    size_t length = strlen(call);
    for (const char *at = fault.calls; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, call, length) == 0 &&
            (at[length] == ',' || at[length] == 0))
            return true;
    }
    return !fault.calls;
}

/* What is to be done instead of this call: 0, an errno, TORN or SHORT. */
static int
reached(const char *call, const char *path)
{
    char line[PATH_MAX + 64];
    if (!is_wanted(call))
        return 0;
    long number = atomic_fetch_add(&fault.count, 1) + 1;
    snprintf(line, sizeof line, "%s %s\n", call, path);
    if (fault.list)
        add_line(fault.list, line);
    if (fault.at == 0 ||
        (fault.onward ? number < fault.at : number != fault.at))
        return 0;
    if (fault.kind == KILL)
        kill(getpid(), SIGKILL);
    return fault.kind;
}

/* The path of `fd`, or of `path` below it; NULL if it is not to be counted. */
static const char *
path_at(int fd, const char *path, char full[PATH_MAX])
{
    char link[64], folder[PATH_MAX] = "";
    if (!fault.active || !fault.folder)
        return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (!path || (path[0] != '/' && fd != AT_FDCWD)) {
        ssize_t length = readlink(link, folder, sizeof folder - 1);
        if (length < 0)
            return NULL;
        folder[length] = 0;
    }
    if (!path)
        snprintf(full, PATH_MAX, "%s", folder);
    else if (path[0] == '/')
        snprintf(full, PATH_MAX, "%s", path);
    else
        snprintf(full, PATH_MAX, "%.2000s/%.2000s", folder, path);
    size_t length = strlen(fault.folder);
    return strncmp(full, fault.folder, length) == 0 &&
                   (full[length] == '/' || full[length] == 0)
               ? full
               : NULL;
}

/* An errno, TORN, SHORT or 0 for a call on a descriptor. */
static int
fd_fault(const char *call, int fd)
{
    char full[PATH_MAX];
    const char *path = path_at(fd, NULL, full);
    return path ? reached(call, path) : 0;
}

/* FALSE: the call fails with errno. */
static bool
pass_name(const char *call, int folder, const char *name)
{
    char full[PATH_MAX];
    const char *path = path_at(folder, name, full);
    int code = path ? reached(call, path) : 0;
    if (code > 0)
        errno = code;
    return code <= 0;
}

static bool
pass_fd(const char *call, int fd)
{
    int code = fd_fault(call, fd);
    if (code > 0)
        errno = code;
    return code <= 0;
}

/* -- what a power cut would leave ----------------------------------------- */

static void
copy_file(const char *from, const char *to)
{
    int in = (int)syscall(SYS_openat, AT_FDCWD, from, O_RDONLY | O_CLOEXEC);
    int out = (int)syscall(SYS_openat, AT_FDCWD, to,
                           O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    char block[65536];
    ssize_t length = 0;
    while ((length = syscall(SYS_read, in, block, sizeof block)) > 0)
        syscall(SYS_write, out, block, length);
    close(in);
    close(out);
}

static void
trace(const char *op, const char *path, const char *other)
{
    char line[2 * PATH_MAX + 32], copy[PATH_MAX];
    traced++;
    snprintf(line, sizeof line, "%s\t%s\t%s\n", op, path, other);
    snprintf(copy, sizeof copy, "%.2000s/ops", fault.trace);
    add_line(copy, line);
    snprintf(copy, sizeof copy, "%.2000s/%ld", fault.trace, traced);
    if (strcmp(op, "sync") == 0)
        copy_file(path, copy);
    if (strcmp(op, "sync-all") != 0)
        return;
    snprintf(line, sizeof line, "cp -a '%s' '%s'", path, copy);
    if (system(line) != 0)
        abort();
}

static void
trace_begin(void)
{
    if (fault.active && fault.trace)
        pthread_mutex_lock(&trace_lock);
}

/* Of a call that ended with `result`; `other` and its folder may be NULL. */
static void
trace_end(const char *op, int result, int folder, const char *path,
          int other_folder, const char *other)
{
    char full[PATH_MAX], other_full[PATH_MAX];
    int code = errno;
    if (!fault.active || !fault.trace)
        return;
    const char *one = path_at(folder, path, full);
    const char *two = other ? path_at(other_folder, other, other_full) : "";
    if (result >= 0 && one && two)
        trace(op, one, two);
    pthread_mutex_unlock(&trace_lock);
    errno = code;
}

/* -- open ----------------------------------------------------------------- */

static int
open_at(int folder, const char *path, int flags, mode_t mode)
{
    struct stat info;
    bool creates = flags & (O_CREAT | O_TRUNC);
    if (!pass_name(creates ? "create" : "open", folder, path))
        return -1;
    trace_begin();
    bool is_new = (flags & O_CREAT) && fstatat(folder, path, &info, 0) != 0;
    int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
    trace_end("create", is_new ? fd : -1, folder, path, 0, NULL);
    return fd;
}

static mode_t
mode_of(int flags, va_list arguments)
{
    bool has_mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
    return has_mode ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name)                                                             \
    int name(const char *path, int flags, ...)                                 \
    {                                                                          \
        va_list arguments;                                                     \
        va_start(arguments, flags);                                            \
        mode_t mode = mode_of(flags, arguments);                               \
        va_end(arguments);                                                     \
        return open_at(AT_FDCWD, path, flags, mode);                           \
    }
#define OPENAT(name)                                                           \
    int name(int folder, const char *path, int flags, ...)                     \
    {                                                                          \
        va_list arguments;                                                     \
        va_start(arguments, flags);                                            \
        mode_t mode = mode_of(flags, arguments);                               \
        va_end(arguments);                                                     \
        return open_at(folder, path, flags, mode);                             \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int folder, const char *path, int flags);
int __openat64_2(int folder, const char *path, int flags);
int
__open_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}
int
__open64_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}
int
__openat_2(int folder, const char *path, int flags)
{
    return open_at(folder, path, flags, 0);
}
int
__openat64_2(int folder, const char *path, int flags)
{
    return open_at(folder, path, flags, 0);
}

/* glibc opens within: it is one call to us. */
#define MKOSTEMP(name)                                                         \
    int name(char *path, int flags)                                            \
    {                                                                          \
        if (!pass_name("create", AT_FDCWD, path))                              \
            return -1;                                                         \
        trace_begin();                                                         \
        int fd = REAL(name)(path, flags);                                      \
        trace_end("create", fd, AT_FDCWD, path, 0, NULL);                      \
        return fd;                                                             \
    }
MKOSTEMP(mkostemp)
MKOSTEMP(mkostemp64)

/* -- read and write ------------------------------------------------------- */

/* How much of `length` to write: less where it is to be cut; -1 with errno. */
static ssize_t
length_to_write(int fd, size_t length, int *code)
{
    *code = fd_fault("write", fd);
    if (*code > 0) {
        errno = *code;
        return -1;
    }
    return (ssize_t)(*code < 0 && length > 1 ? length / 2 : length);
}

static ssize_t
after_write(ssize_t written, int code)
{
    if (code == TORN)
        kill(getpid(), SIGKILL);
    return written;
}

ssize_t
write(int fd, const void *data, size_t length)
{
    int code;
    ssize_t part = length_to_write(fd, length, &code);
    return part < 0 ? -1
                    : after_write(syscall(SYS_write, fd, data, part), code);
}

#define PWRITE(name)                                                           \
    ssize_t name(int fd, const void *data, size_t length, off_t offset)        \
    {                                                                          \
        int code;                                                              \
        ssize_t part = length_to_write(fd, length, &code);                     \
        return part < 0                                                        \
                   ? -1                                                        \
                   : after_write(                                              \
                         syscall(SYS_pwrite64, fd, data, part, offset), code); \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t
writev(int fd, const struct iovec *pieces, int n)
{
    int code = n > 0 ? fd_fault("write", fd) : 0;
    if (code > 0) {
        errno = code;
        return -1;
    }
    if (code < 0)
        return after_write(
            syscall(SYS_write, fd, pieces->iov_base, pieces->iov_len / 2),
            code);
    return syscall(SYS_writev, fd, pieces, n);
}

ssize_t
read(int fd, void *data, size_t length)
{
    return pass_fd("read", fd) ? syscall(SYS_read, fd, data, length) : -1;
}

#define PREAD(name)                                                            \
    ssize_t name(int fd, void *data, size_t length, off_t offset)              \
    {                                                                          \
        return pass_fd("read", fd)                                             \
                   ? syscall(SYS_pread64, fd, data, length, offset)            \
                   : -1;                                                       \
    }
PREAD(pread)
PREAD(pread64)

ssize_t __read_chk(int fd, void *data, size_t length, size_t room);
ssize_t
__read_chk(int fd, void *data, size_t length, size_t room)
{
    (void)room;
    return read(fd, data, length);
}

/* -- sizes and syncs ------------------------------------------------------ */

#define FTRUNCATE(name)                                                        \
    int name(int fd, off_t length)                                             \
    {                                                                          \
        return pass_fd("truncate", fd)                                         \
                   ? (int)syscall(SYS_ftruncate, fd, length)                   \
                   : -1;                                                       \
    }
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

#define FALLOCATE(name)                                                        \
    int name(int fd, off_t offset, off_t length)                               \
    {                                                                          \
        return pass_fd("truncate", fd) ? REAL(name)(fd, offset, length)        \
                                       : errno;                                \
    }
FALLOCATE(posix_fallocate)
FALLOCATE(posix_fallocate64)

static int
sync_fd(int fd, long call, const char *op)
{
    if (!pass_fd("sync", fd))
        return -1;
    trace_begin();
    int result = (int)syscall(call, fd);
    trace_end(op, result, fd, NULL, 0, NULL);
    return result;
}

static int
sync_one(int fd, long call)
{
    struct stat info;
    bool is_folder = fstat(fd, &info) == 0 && S_ISDIR(info.st_mode);
    return sync_fd(fd, call, is_folder ? "sync-folder" : "sync");
}

int
fsync(int fd)
{
    return sync_one(fd, SYS_fsync);
}

int
fdatasync(int fd)
{
    return sync_one(fd, SYS_fdatasync);
}

int
syncfs(int fd)
{
    return sync_fd(fd, SYS_syncfs, "sync-all");
}

/* -- names ---------------------------------------------------------------- */

/* Both names count as one call. */
static int
two_names(const char *call, int folder, const char *path, int other_folder,
          const char *other, long number, unsigned flags)
{
    if (!pass_name(call, other_folder, other))
        return -1;
    trace_begin();
    int result = (int)syscall(number, folder, path, other_folder, other, flags);
    trace_end(call, result, folder, path, other_folder, other);
    return result;
}

int
rename(const char *path, const char *other)
{
    return two_names("rename", AT_FDCWD, path, AT_FDCWD, other, SYS_renameat2,
                     0);
}

int
renameat(int folder, const char *path, int other_folder, const char *other)
{
    return two_names("rename", folder, path, other_folder, other, SYS_renameat2,
                     0);
}

int
renameat2(int folder, const char *path, int other_folder, const char *other,
          unsigned flags)
{
    return two_names("rename", folder, path, other_folder, other, SYS_renameat2,
                     flags);
}

int
link(const char *path, const char *other)
{
    return two_names("link", AT_FDCWD, path, AT_FDCWD, other, SYS_linkat, 0);
}

int
linkat(int folder, const char *path, int other_folder, const char *other,
       int flags)
{
    return two_names("link", folder, path, other_folder, other, SYS_linkat,
                     (unsigned)flags);
}

static int
one_name(const char *call, int folder, const char *path, long number, int last)
{
    if (!pass_name(call, folder, path))
        return -1;
    trace_begin();
    int result = (int)syscall(number, folder, path, last);
    trace_end(call, result, folder, path, 0, NULL);
    return result;
}

int
unlink(const char *path)
{
    return one_name("unlink", AT_FDCWD, path, SYS_unlinkat, 0);
}

int
unlinkat(int folder, const char *path, int flags)
{
    return one_name(flags & AT_REMOVEDIR ? "rmdir" : "unlink", folder, path,
                    SYS_unlinkat, flags);
}

int
rmdir(const char *path)
{
    return one_name("rmdir", AT_FDCWD, path, SYS_unlinkat, AT_REMOVEDIR);
}

int
remove(const char *path)
{
    int result = unlink(path);
    return result != 0 && errno == EISDIR ? rmdir(path) : result;
}

int
mkdir(const char *path, mode_t mode)
{
    return one_name("mkdir", AT_FDCWD, path, SYS_mkdirat, (int)mode);
}

int
mkdirat(int folder, const char *path, mode_t mode)
{
    return one_name("mkdir", folder, path, SYS_mkdirat, (int)mode);
}

/* The trace has the mode in the call's name: "chmod640". */
int
fchmodat(int folder, const char *path, mode_t mode, int flags)
{
    char op[16];
    if (!pass_name("chmod", folder, path))
        return -1;
    snprintf(op, sizeof op, "chmod%o", mode);
    trace_begin();
    int result = REAL(fchmodat)(folder, path, mode, flags);
    trace_end(op, result, folder, path, 0, NULL);
    return result;
}

#define STATVFS(name)                                                          \
    int name(const char *path, struct name *info)                              \
    {                                                                          \
        int result = REAL(name)(path, info);                                   \
        if (result == 0 && fault.active && fault.room)                         \
            info->f_bavail = strtoul(fault.room, NULL, 10) / info->f_frsize;   \
        return result;                                                         \
    }
STATVFS(statvfs)
STATVFS(statvfs64)

struct sqlite3;
int sqlite3_busy_timeout(struct sqlite3 *handle, int milliseconds);
int
sqlite3_busy_timeout(struct sqlite3 *handle, int milliseconds)
{
    if (fault.active && fault.busy)
        milliseconds = atoi(fault.busy);
    return REAL(sqlite3_busy_timeout)(handle, milliseconds);
}

/* -- sends ---------------------------------------------------------------- */

static bool
is_to_port(int fd)
{
    struct sockaddr_in peer = {0};
    socklen_t length = sizeof peer;
    return fault.active && fault.port != 0 &&
           getpeername(fd, (struct sockaddr *)&peer, &length) == 0 &&
           ntohs(peer.sin_port) == fault.port;
}

ssize_t
send(int fd, const void *data, size_t length, int flags)
{
    int code = is_to_port(fd) ? reached("send", "the mail server") : 0;
    if (code > 0) {
        errno = code;
        return -1;
    }
    if (fault.active && fault.trace && is_to_port(fd)) {
        trace_begin();
        trace("send", "", "");
        pthread_mutex_unlock(&trace_lock);
    }
    return syscall(SYS_sendto, fd, data, length, flags, NULL, 0);
}

/* -- memory --------------------------------------------------------------- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *memory, size_t size);

static bool
memory_fails(void)
{
    if (!fault.active || !fault.calls || strcmp(fault.calls, "memory") != 0)
        return false;
    long number = atomic_fetch_add(&fault.count, 1) + 1;
    return fault.at != 0 &&
           (fault.onward ? number >= fault.at : number == fault.at);
}

static void *
no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *
malloc(size_t size)
{
    return memory_fails() ? no_memory() : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
    return memory_fails() ? no_memory() : __libc_calloc(n, size);
}

void *
realloc(void *memory, size_t size)
{
    return memory_fails() ? no_memory() : __libc_realloc(memory, size);
}

__attribute__((destructor)) static void
end(void)
{
    char line[64];
    if (!fault.active || !fault.list || !fault.calls ||
        strcmp(fault.calls, "memory") != 0)
        return;
    snprintf(line, sizeof line, "%ld\n", atomic_load(&fault.count));
    add_line(fault.list, line);
}
