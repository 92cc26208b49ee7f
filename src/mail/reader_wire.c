#include "mail/reader_wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FDS 4

typedef union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(MAX_FDS * sizeof(int))];
} Control;

/* Sends the rest of `iov` after `sent` bytes of it went out. */
static gboolean
send_rest(int socket, const struct iovec *iov, gsize n, gsize sent)
{
    for (gsize i = 0; i < n; i++) {
        gsize at = MIN(sent, iov[i].iov_len);
        sent -= at;
        while (at < iov[i].iov_len) {
            ssize_t wrote = send(socket, (const char *)iov[i].iov_base + at,
                                 iov[i].iov_len - at, MSG_NOSIGNAL);
            if (wrote < 0 && errno == EINTR)
                continue;
            if (wrote < 0)
                return FALSE;
            at += (gsize)wrote;
        }
    }
    return TRUE;
}

static gboolean
send_message(int socket, struct msghdr *message)
{
    ssize_t sent;
    do
        sent = sendmsg(socket, message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent >= 0 && send_rest(socket, message->msg_iov, message->msg_iovlen,
                                  (gsize)sent);
}

gboolean
reader_wire_send(int socket, ReaderFrameKind kind, guint32 index,
                 GBytes *payload)
{
    gsize length = 0;
    gconstpointer data =
        payload == NULL ? NULL : g_bytes_get_data(payload, &length);
    if (length > READER_MAX_FRAME_BYTES)
        return FALSE;
    ReaderFrame frame = {
        .kind = kind, .index = index, .length = (guint32)length};
    struct iovec iov[2] = {{&frame, sizeof frame}, {(gpointer)data, length}};
    struct msghdr message = {.msg_iov = iov, .msg_iovlen = 2};
    return send_message(socket, &message);
}

gboolean
reader_wire_send_fds(int socket, ReaderFrameKind kind, guint32 index,
                     const int *fds, gsize n)
{
    g_return_val_if_fail(n > 0 && n <= MAX_FDS, FALSE);
    ReaderFrame frame = {.kind = kind, .index = index};
    struct iovec iov = {&frame, sizeof frame};
    Control control = {0};
    struct msghdr message = {.msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = CMSG_SPACE(n * sizeof(int))};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(n * sizeof(int));
    memcpy(CMSG_DATA(header), fds, n * sizeof(int));
    return send_message(socket, &message);
}

static void
take_fds(struct msghdr *message, int *fds, gsize n)
{
    gsize taken = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
         header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        gsize count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (gsize i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
            if (taken < n)
                fds[taken++] = fd;
            else
                close(fd);
        }
    }
}

static gboolean
receive_all(int socket, char *bytes, gsize length)
{
    while (length > 0) {
        ssize_t got = recv(socket, bytes, length, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return FALSE;
        bytes += got;
        length -= (gsize)got;
    }
    return TRUE;
}

gboolean
reader_wire_receive(int socket, ReaderFrame *frame, int *fds, gsize n)
{
    for (gsize i = 0; i < n; i++)
        fds[i] = -1;
    struct iovec iov = {frame, sizeof *frame};
    Control control = {0};
    struct msghdr message = {.msg_iov = &iov,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t got;
    do
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return FALSE;
    take_fds(&message, fds, n);
    return receive_all(socket, (char *)frame + got,
                       sizeof *frame - (gsize)got) &&
           frame->length <= READER_MAX_FRAME_BYTES;
}

GBytes *
reader_wire_receive_payload(int socket, const ReaderFrame *frame)
{
    g_autofree char *bytes = g_malloc(frame->length);
    if (!receive_all(socket, bytes, frame->length))
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&bytes), frame->length);
}
