#include "mail/clamd.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CHUNK_BYTES (64 * 1024)
#define REPLY_BYTES 1024
#define NAME_CHARS 100

G_DEFINE_QUARK(clamd - error - quark, clamd_error)

typedef struct {
    const Clamd *clamd;
    int fd;
    gint64 deadline; /* clock_monotonic() */
} Session;

static gboolean
fail(GError **error, ClamdError code, const char *what, const char *why)
{
    g_set_error(error, CLAMD_ERROR, (gint)code, "clamd %s: %s", what, why);
    return FALSE;
}

/* Until one of `events` on the socket; `ready` tells which. */
static gboolean
await(const Session *session, short events, short *ready, GError **error)
{
    struct pollfd fds[] = {{.fd = session->fd, .events = events},
                           {.fd = session->clamd->stop_fd, .events = POLLIN}};

    for (;;) {
        gint64 left = (session->deadline - clock_monotonic()) / 1000;
        int n = left > 0
                    ? poll(fds, G_N_ELEMENTS(fds), (int)MIN(left, G_MAXINT))
                    : 0;

        if (n == 0 && left <= 0)
            return fail(error, CLAMD_ERROR_FAILED, session->clamd->socket,
                        "no answer in time");
        if (n > 0 && fds[1].revents != 0)
            return fail(error, CLAMD_ERROR_STOPPED, session->clamd->socket,
                        "stopped");
        if (n > 0) {
            *ready = fds[0].revents;
            return TRUE;
        }
        if (n < 0 && errno != EINTR)
            return fail(error, CLAMD_ERROR_FAILED, session->clamd->socket,
                        g_strerror(errno));
    }
}

/* A backlog that is full says EAGAIN at once: nobody takes connections. */
static gboolean
connect_to(Session *session, GError **error)
{
    const char *path = session->clamd->socket;
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path)
        return fail(error, CLAMD_ERROR_ABSENT, path, "the path is too long");
    memcpy(address.sun_path, path, strlen(path) + 1);
    session->fd =
        socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (session->fd >= 0 &&
        connect(session->fd, (struct sockaddr *)&address, sizeof address) == 0)
        return TRUE;
    return fail(error, CLAMD_ERROR_ABSENT, path, g_strerror(errno));
}

/* FALSE without an error: clamd has already something to say, or has gone. */
static gboolean
send_all(const Session *session, const char *bytes, gsize length,
         GError **error)
{
    while (length > 0) {
        short ready = 0;

        if (!await(session, POLLIN | POLLOUT, &ready, error))
            return FALSE;
        if ((ready & (POLLIN | POLLERR | POLLHUP)) != 0)
            return FALSE;
        gssize n = send(session->fd, bytes, length, MSG_NOSIGNAL);

        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return FALSE;
        bytes += MAX(n, 0);
        length -= (gsize)MAX(n, 0);
    }
    return TRUE;
}

static gboolean
send_stream(const Session *session, int fd, GError **error)
{
    g_autofree char *buffer = g_malloc(sizeof(guint32) + CHUNK_BYTES);
    static const char command[] = "zINSTREAM"; /* with its final NUL */
    gssize n = 1;

    if (!send_all(session, command, sizeof command, error))
        return FALSE;
    for (off_t at = 0; n > 0; at += n) {
        n = pread(fd, buffer + sizeof(guint32), CHUNK_BYTES, at);
        if (n < 0)
            return fail(error, CLAMD_ERROR_FAILED, "cannot be given a mail",
                        g_strerror(errno));
        guint32 length = htonl((guint32)n);

        memcpy(buffer, &length, sizeof length);
        if (!send_all(session, buffer, sizeof length + (gsize)n, error))
            return FALSE;
    }
    return TRUE;
}

/* One reply, ended by NUL; what is longer or cut short is none. */
static char *
read_reply(const Session *session, GError **error)
{
    g_autoptr(GString) reply = g_string_new(NULL);

    while (reply->len < REPLY_BYTES) {
        char bytes[REPLY_BYTES];
        short ready = 0;

        if (!await(session, POLLIN, &ready, error))
            return NULL;
        gssize n = recv(session->fd, bytes, sizeof bytes, 0);

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0)
            break;
        g_string_append_len(reply, bytes, n);
        if (memchr(bytes, '\0', (gsize)n) != NULL)
            return g_string_free(g_steal_pointer(&reply), FALSE);
    }
    fail(error, CLAMD_ERROR_FAILED, session->clamd->socket,
         "cut off before its answer");
    return NULL;
}

static char *
clean_name(const char *text, gsize length)
{
    char *name = g_strndup(text, MIN(length, NAME_CHARS));

    for (char *at = name; *at != '\0'; at++)
        if (!g_ascii_isgraph(*at))
            *at = '_';
    return name;
}

/* "stream: OK", "stream: NAME FOUND", "… size limit exceeded. ERROR" */
static ClamdVerdict
judge(const Session *session, const char *reply, char **name, GError **error)
{
    static const char prefix[] = "stream: ";
    static const char found[] = " FOUND";
    gsize length = strlen(reply);
    gsize shortest = strlen(prefix) + 1 + strlen(found);

    if (strcmp(reply, "stream: OK") == 0)
        return CLAMD_CLEAN;
    if (length >= shortest && g_str_has_prefix(reply, prefix) &&
        g_str_has_suffix(reply, found)) {
        *name = clean_name(reply + strlen(prefix), length - shortest + 1);
        return CLAMD_INFECTED;
    }
    if (strcmp(reply, "INSTREAM size limit exceeded. ERROR") == 0)
        return CLAMD_TOO_LARGE;
    g_autofree char *said = clean_name(reply, length);

    fail(error, CLAMD_ERROR_FAILED, session->clamd->socket, said);
    return CLAMD_NONE;
}

static ClamdVerdict
converse(Session *session, int fd, char **name, GError **error)
{
    g_autoptr(GError) fault = NULL;

    if (!send_stream(session, fd, &fault) && fault != NULL) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return CLAMD_NONE;
    }
    g_autofree char *reply = read_reply(session, error);

    return reply != NULL ? judge(session, reply, name, error) : CLAMD_NONE;
}

ClamdVerdict
clamd_scan(const Clamd *clamd, int fd, char **name, GError **error)
{
    Session session = {clamd, -1,
                       clock_monotonic() + clamd->seconds * G_USEC_PER_SEC};
    ClamdVerdict verdict = connect_to(&session, error)
                               ? converse(&session, fd, name, error)
                               : CLAMD_NONE;

    if (session.fd >= 0)
        close(session.fd);
    return verdict;
}

gboolean
clamd_is_sound(const Clamd *clamd)
{
    static const char harmless[] = "Subject: dossierd\r\n\r\n";
    int fd = memfd_create("harmless", MFD_CLOEXEC);
    g_autofree char *name = NULL;
    gboolean sound =
        fd >= 0 &&
        write(fd, harmless, strlen(harmless)) == (gssize)strlen(harmless) &&
        clamd_scan(clamd, fd, &name, NULL) == CLAMD_CLEAN;

    if (fd >= 0)
        close(fd);
    return sound;
}
