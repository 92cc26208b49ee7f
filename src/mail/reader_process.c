#include "mail/reader_process.h"

#include "base/clock.h"
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
    int socket;  /* -1: not running */
    GQueue idle; /* ReaderWorker */
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

static void
worker_free(ReaderWorker *worker)
{
    close(worker->socket);
    g_free(worker);
}

ReaderProcess *
reader_process_new(const char *program, GError **error)
{
    g_autoptr(ReaderProcess) process = g_new0(ReaderProcess, 1);
    g_mutex_init(&process->lock);
    g_queue_init(&process->idle);
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
    g_queue_clear_full(&process->idle, (GDestroyNotify)worker_free);
    stop(process);
    g_mutex_clear(&process->lock);
    g_free(process->program);
    g_free(process);
}

/* Has a child forked; NULL if the process is gone. */
static ReaderWorker *
fork_worker(int socket)
{
    int pair[2];
    struct timeval silence = {.tv_sec = READER_SILENCE_SECONDS};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return NULL;
    gboolean sent =
        setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &silence,
                   sizeof silence) == 0 &&
        reader_wire_send_fds(socket, READER_FRAME_FORK, 0, &pair[1], 1);
    close(pair[1]);
    if (!sent) {
        close(pair[0]);
        return NULL;
    }
    ReaderWorker *worker = g_new0(ReaderWorker, 1);
    worker->socket = pair[0];
    worker->born = clock_monotonic();
    return worker;
}

static gboolean
is_used_up(const ReaderWorker *worker)
{
    return worker->requests >= READER_REQUESTS_PER_CHILD ||
           clock_monotonic() - worker->born >
               READER_CHILD_SECONDS * G_USEC_PER_SEC;
}

/* An idle child that is still good, or a new one; `pid` tells which process
 * was asked. */
static ReaderWorker *
take_worker(ReaderProcess *process, gboolean fresh, pid_t *pid)
{
    ReaderWorker *worker = NULL;
    g_mutex_lock(&process->lock);
    while (!fresh && worker == NULL &&
           (worker = g_queue_pop_tail(&process->idle)) != NULL)
        if (is_used_up(worker))
            g_clear_pointer(&worker, worker_free);
    if (worker == NULL && process->socket >= 0)
        worker = fork_worker(process->socket);
    *pid = process->pid;
    g_mutex_unlock(&process->lock);
    return worker;
}

static gboolean
hand_over(ReaderWorker *worker, const ReaderRequest *request)
{
    ReaderFrame frame;
    worker->requests++;
    return reader_wire_send_fds(worker->socket, request->kind, request->index,
                                &request->input, 1) &&
           reader_wire_receive(worker->socket, &frame, NULL, 0) &&
           frame.kind == READER_FRAME_HELLO;
}

/* One try. The lock is not held while the child comes up, so that requests
 * overlap. */
static ReaderWorker *
try_request(ReaderProcess *process, const ReaderRequest *request,
            gboolean fresh, pid_t *pid)
{
    ReaderWorker *worker = take_worker(process, fresh, pid);
    if (worker == NULL || hand_over(worker, request))
        return worker;
    gboolean was_fresh = worker->requests == 1;
    worker_free(worker);
    /* One that waited may have ended meanwhile. */
    return was_fresh ? NULL : try_request(process, request, TRUE, pid);
}

ReaderWorker *
reader_process_begin(ReaderProcess *process, ReaderRequest request,
                     GError **error)
{
    pid_t pid;
    ReaderWorker *worker = try_request(process, &request, request.fresh, &pid);
    if (worker != NULL)
        return worker;
    g_mutex_lock(&process->lock);
    /* Another thread may have started it again meanwhile. */
    gboolean running = process->socket >= 0 && process->pid != pid;
    if (!running) {
        stop(process);
        running = start(process, error);
    }
    g_mutex_unlock(&process->lock);
    if (!running)
        return NULL;
    worker = try_request(process, &request, TRUE, &pid);
    if (worker == NULL)
        g_set_error(error, READER_ERROR, READER_ERROR_DIED,
                    "the reader process ended before it read the mail");
    return worker;
}

void
reader_process_end(ReaderProcess *process, ReaderWorker *worker,
                   gboolean is_done)
{
    g_mutex_lock(&process->lock);
    if (is_done && !is_used_up(worker) &&
        g_queue_get_length(&process->idle) < READER_MAX_IDLE)
        g_queue_push_tail(&process->idle, g_steal_pointer(&worker));
    g_mutex_unlock(&process->lock);
    g_clear_pointer(&worker, worker_free);
}
