/* Any bytes as a raw mail, the way the reading child takes them: caps, parse,
 * pieces decoded; then what it sends is read back as the daemon does. The
 * libraries for PDF, ZIP and winmail.dat have fuzzers of their own and the
 * sandbox around them; here stands what is ours and GMime. */
#include "mail/message_wire.h"
#include "mail/reader.h"
#include "mail/reader_fields.h"
#include "mail/reader_gmime.h"
#include "mail/reader_parse.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    reader_gmime_init();
    return 0;
}

/* The daemon's part: a file for whoever asks. */
static gpointer
give_files(gpointer data)
{
    int socket = GPOINTER_TO_INT(data);
    ReaderFrame frame;
    guint32 number = 0;
    while (reader_wire_receive(socket, &frame, NULL, 0)) {
        int fd = memfd_create("piece", MFD_CLOEXEC);
        reader_wire_send_fds(socket, READER_FRAME_FILE, number++, &fd, 1);
        close(fd);
    }
    close(socket);
    return NULL;
}

static void
check_round_trip(const Message *message)
{
    g_autoptr(GBytes) bytes = message_to_bytes(message);
    g_autoptr(Message) copy = message_from_bytes(bytes, NULL);
    if (copy == NULL || copy->parts->len != message->parts->len)
        abort();
}

static void
read_mail(int fd, int socket)
{
    g_autofree char *sha256 = NULL;
    gint64 size = 0, hashed = 0;
    g_autoptr(ReaderTask) task = reader_task_new(socket);
    if (reader_parse_prescan(fd, &size) != READER_CAP_NONE)
        return;
    reader_parse_mail(task, fd);
    check_round_trip(task->message);
    sha256 = reader_hash(fd, &hashed, NULL);
    if (sha256 == NULL || hashed != size)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int pair[2];
    int fd = memfd_create("mail", MFD_CLOEXEC);
    if (write(fd, data, size) != (ssize_t)size ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        abort();
    GThread *daemon =
        g_thread_new("daemon", give_files, GINT_TO_POINTER(pair[0]));
    read_mail(fd, pair[1]);
    close(pair[1]);
    g_thread_join(daemon);
    close(fd);
    g_autoptr(Message) header =
        reader_fields_parse((const char *)data, MIN(size, 4096));
    check_round_trip(header);
    return 0;
}
