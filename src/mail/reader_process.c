#include "mail/reader_process.h"

#include "mail/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define REQUESTS 3 /* the descriptor that dossierd-reader expects */

struct ReaderProcess {
    GMutex lock; /* guards what follows */
    char *program;
    pid_t pid;
    int socket; /* -1: not running */
};

/* Nothing of the daemon goes along but stderr and the socket: no environment,
 * no descriptor, no blocked signal. */
static int
spawn_program(const char *program, int socket, pid_t *pid)
{
    char *arguments[] = {(char *)"dossierd-reader", NULL};
    char *environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, socket, REQUESTS);
    posix_spawn_file_actions_addclosefrom_np(&actions, REQUESTS + 1);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    int code = posix_spawn(pid, program, &actions, &attributes, arguments,
                           environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

static gboolean
start(ReaderProcess *process, GError **error)
{
    int pair[2];
    int code = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0
                   ? errno
                   : 0;
    if (code == 0) {
        code = spawn_program(process->program, pair[1], &process->pid);
        close(pair[1]);
        if (code != 0)
            close(pair[0]);
    }
    if (code != 0) {
        g_set_error(error, READER_ERROR, READER_ERROR_DIED,
                    "cannot start %s: %s", process->program, g_strerror(code));
        return FALSE;
    }
    process->socket = pair[0];
    return TRUE;
}

/* It ends as its socket closes; its children finish on their own. */
static void
stop(ReaderProcess *process)
{
    if (process->socket < 0)
        return;
    close(process->socket);
    process->socket = -1;
    while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

ReaderProcess *
reader_process_new(const char *program, GError **error)
{
    g_autoptr(ReaderProcess) process = g_new0(ReaderProcess, 1);
    g_mutex_init(&process->lock);
    process->program = g_strdup(program);
    process->socket = -1;
    if (!start(process, error))
        return NULL;
    return g_steal_pointer(&process);
}

void
reader_process_free(ReaderProcess *process)
{
    if (process == NULL)
        return;
    stop(process);
    g_mutex_clear(&process->lock);
    g_free(process->program);
    g_free(process);
}

/* Hands over a mail and one end of a new socket; gives the other end, -1 if
 * the process is gone. */
static int
send_request(int socket, ReaderFrameKind kind, int input)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return -1;
    int fds[] = {input, pair[1]};
    gboolean sent =
        reader_wire_send_fds(socket, kind, 0, fds, G_N_ELEMENTS(fds));
    close(pair[1]);
    if (sent)
        return pair[0];
    close(pair[0]);
    return -1;
}

static gboolean
wait_for_hello(int socket)
{
    ReaderFrame frame;
    return reader_wire_receive(socket, &frame, NULL, 0) &&
           frame.kind == READER_FRAME_HELLO;
}

/* One try. The lock is not held while the child comes up, so that requests
 * overlap; `pid` tells which process was asked. */
static int
try_request(ReaderProcess *process, ReaderFrameKind kind, int input, pid_t *pid)
{
    g_mutex_lock(&process->lock);
    int socket =
        process->socket < 0 ? -1 : send_request(process->socket, kind, input);
    *pid = process->pid;
    g_mutex_unlock(&process->lock);
    if (socket >= 0 && !wait_for_hello(socket)) {
        close(socket);
        socket = -1;
    }
    return socket;
}

int
reader_process_request(ReaderProcess *process, ReaderFrameKind kind, int input,
                       GError **error)
{
    pid_t pid;
    int socket = try_request(process, kind, input, &pid);
    if (socket >= 0)
        return socket;
    g_mutex_lock(&process->lock);
    /* Another thread may have started it again meanwhile. */
    gboolean running = process->socket >= 0 && process->pid != pid;
    if (!running) {
        stop(process);
        running = start(process, error);
    }
    g_mutex_unlock(&process->lock);
    if (!running)
        return -1;
    socket = try_request(process, kind, input, &pid);
    if (socket < 0)
        g_set_error(error, READER_ERROR, READER_ERROR_DIED,
                    "the reader process ended before it read the mail");
    return socket;
}
