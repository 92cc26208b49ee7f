#include "daemon/control.h"

#include "base/log.h"
#include "daemon/command.h"
#include "dossier/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#define MAX_REQUEST_BYTES (64 * 1024)
/* Somebody who connects and says nothing must not keep others out. */
#define CLIENT_SECONDS 5

struct Control {
    const Services *services;
    void (*changed)(gpointer data);
    gpointer data;
    int folder, listener, stop;
    GThread *thread;
};

/* The folder's path may be longer than sun_path (unix(7)): it is reached
 * through its descriptor. */
static struct sockaddr_un
socket_address(int folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_snprintf(address.sun_path, sizeof address.sun_path,
               "/proc/self/fd/%d/" LAYOUT_CONTROL, folder);
    return address;
}

/* Reads to the end of the stream. FALSE if that is too long or takes too
 * long. */
static gboolean
read_all(int fd, GString *into, gsize limit)
{
    char buffer[4096];
    for (;;) {
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        if (into->len + (gsize)got > limit)
            return FALSE;
        g_string_append_len(into, buffer, got);
    }
}

static void
write_answer(int fd, const char *bytes, gsize length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return;
        bytes += sent;
        length -= (gsize)sent;
    }
}

static char *
peer_name(int fd)
{
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return g_strdup("?");
    struct passwd entry, *found = NULL;
    char buffer[4096];
    if (getpwuid_r(peer.uid, &entry, buffer, sizeof buffer, &found) == 0 &&
        found)
        return g_strdup(found->pw_name);
    return g_strdup_printf("%u", peer.uid);
}

static void
serve(Control *control, int fd)
{
    struct timeval patience = {.tv_sec = CLIENT_SECONDS};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    g_autoptr(GString) request = g_string_new(NULL);
    if (!read_all(fd, request, MAX_REQUEST_BYTES)) {
        log_warning("control: a request was too long or too slow");
        return;
    }
    if (request->len == 0)
        return; /* somebody looked whether there is anybody */
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    for (gsize at = 0; at < request->len; at += strlen(request->str + at) + 1)
        g_ptr_array_add(arguments, request->str + at);
    g_ptr_array_add(arguments, NULL);

    g_autofree char *user = peer_name(fd);
    g_autoptr(GString) output = g_string_new(NULL);
    int code = command_run(control->services,
                           (const char *const *)arguments->pdata, user, output);
    control->changed(control->data);
    g_autofree char *answer = g_strdup_printf("%d\n%s", code, output->str);
    write_answer(fd, answer, strlen(answer));
}

static gpointer
run(gpointer control_pointer)
{
    Control *control = control_pointer;
    struct pollfd events[] = {
        {.fd = control->listener, .events = POLLIN},
        {.fd = control->stop, .events = POLLIN},
    };
    for (;;) {
        if (poll(events, G_N_ELEMENTS(events), -1) < 0 && errno != EINTR)
            return NULL;
        if (events[1].revents)
            return NULL;
        int fd = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        serve(control, fd);
        close(fd);
    }
}

static int
listen_in(int folder)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    struct sockaddr_un address = socket_address(folder);
    /* What stands there is left from a run that was killed: the lock on the
     * folder is ours. */
    unlinkat(folder, LAYOUT_CONTROL, 0);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        fchmodat(folder, LAYOUT_CONTROL, 0600, 0) == 0 && listen(fd, 8) == 0)
        return fd;
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

Control *
control_new(const Services *services, void (*changed)(gpointer data),
            gpointer data, GError **error)
{
    const char *state_dir = services->config->state_dir;
    g_autoptr(Control) control = g_new0(Control, 1);
    control->services = services;
    control->changed = changed;
    control->data = data;
    control->listener = -1;
    control->stop = eventfd(0, EFD_CLOEXEC);
    control->folder = open(state_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (control->folder >= 0)
        control->listener = listen_in(control->folder);
    if (control->listener < 0) {
        int code = errno;
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code),
                    "cannot listen on %s/" LAYOUT_CONTROL ": %s", state_dir,
                    g_strerror(code));
        return NULL;
    }
    control->thread = g_thread_new("control", run, control);
    return g_steal_pointer(&control);
}

void
control_free(Control *control)
{
    if (!control)
        return;
    if (control->thread) {
        eventfd_write(control->stop, 1);
        g_thread_join(control->thread);
        unlinkat(control->folder, LAYOUT_CONTROL, 0);
    }
    if (control->listener >= 0)
        close(control->listener);
    if (control->folder >= 0)
        close(control->folder);
    close(control->stop);
    g_free(control);
}

static int
connect_in(const char *state_dir)
{
    int folder = open(state_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = socket_address(folder);
    if (fd >= 0 &&
        connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        fd = -1;
    }
    close(folder);
    return fd;
}

gboolean
control_is_heard(const char *state_dir)
{
    int fd = connect_in(state_dir);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

gboolean
control_ask(const char *state_dir, const char *const *arguments, int *exit_code,
            GString *output)
{
    int fd = connect_in(state_dir);
    if (fd < 0)
        return FALSE;
    for (gsize i = 0; arguments[i]; i++)
        write_answer(fd, arguments[i], strlen(arguments[i]) + 1);
    shutdown(fd, SHUT_WR);
    g_autoptr(GString) answer = g_string_new(NULL);
    gboolean whole = read_all(fd, answer, G_MAXINT);
    close(fd);
    char *end = NULL;
    long code = strtol(answer->str, &end, 10);
    if (!whole || end == answer->str || *end != '\n') {
        *exit_code = EX_TEMPFAIL;
        g_string_append(output, "the daemon broke off its answer: look at its "
                                "log, then try again\n");
        return TRUE;
    }
    *exit_code = (int)code;
    g_string_append(output, end + 1);
    return TRUE;
}
