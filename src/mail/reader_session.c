#include "mail/reader_session.h"

#include "base/file.h"
#include "mail/message_wire.h"
#include "mail/reader.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A mail whose every piece kills its child is not worth a child a piece. */
#define MAX_DEATHS 3
#define MAX_FILES 256
#define MAX_PARTS (2 * READER_MAX_PARTS)

typedef struct {
    int fd;
    char *path; /* NULL: in memory, or handed to a part */
} SpoolFile;

typedef struct {
    ReaderProcess *process;
    const char *spool;
    ReaderWorker *worker; /* the child at work, NULL between */
    Message *message;     /* NULL until it came */
    GArray *files;        /* SpoolFile */
    GArray *numbers;  /* guint: the child's file numbers as indices of files */
    guint first_part; /* index of the child's part 0 */
    guint examined;   /* parts that are done */
    gboolean is_done;
} Session;

static void
clear_file(gpointer data)
{
    SpoolFile *file = data;
    close(file->fd);
    if (file->path != NULL)
        unlink(file->path);
    g_free(file->path);
}

static Session *
session_new(ReaderProcess *process, const char *spool)
{
    Session *session = g_new0(Session, 1);
    session->process = process;
    session->spool = spool;
    session->files = g_array_new(FALSE, TRUE, sizeof(SpoolFile));
    g_array_set_clear_func(session->files, clear_file);
    session->numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    return session;
}

static void
session_free(Session *session)
{
    if (session->worker != NULL)
        reader_process_end(session->process, session->worker, FALSE);
    message_free(session->message);
    g_array_unref(session->files);
    g_array_unref(session->numbers);
    g_free(session);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

static gboolean
refuse(GError **error, const char *reason)
{
    g_set_error(error, READER_ERROR, READER_ERROR_UNREADABLE, "%s", reason);
    return FALSE;
}

static gboolean
storage_failed(GError **error, const char *reason)
{
    g_set_error(error, READER_ERROR, READER_ERROR_STORAGE,
                "cannot write a piece: %s", reason);
    return FALSE;
}

static gboolean
give_file(Session *session, GError **error)
{
    g_autoptr(GError) reason = NULL;
    SpoolFile file = {.fd = -1};
    if (session->files->len >= MAX_FILES)
        return refuse(error, "the reader asked for too many files");
    if (session->spool != NULL)
        file.fd = file_create_temporary(session->spool, &file.path, &reason);
    else
        file.fd = memfd_create("piece", MFD_CLOEXEC);
    if (file.fd < 0)
        return storage_failed(error, reason != NULL ? reason->message
                                                    : g_strerror(errno));
    guint number = session->files->len;
    g_array_append_val(session->files, file);
    g_array_append_val(session->numbers, number);
    /* If the child is gone, the next frame that does not come says so. */
    reader_wire_send_fds(session->worker->socket, READER_FRAME_FILE,
                         session->numbers->len - 1, &file.fd, 1);
    return TRUE;
}

/* The child's file number becomes an index of session->files. */
static gboolean
translate_file(const Session *session, MessagePart *part)
{
    if (part->file == NULL)
        return TRUE;
    guint64 number;
    if (!g_ascii_string_to_unsigned(part->file, 10, 0, MAX_FILES, &number,
                                    NULL) ||
        number >= session->numbers->len)
        return FALSE;
    g_free(part->file);
    part->file =
        g_strdup_printf("%u", g_array_index(session->numbers, guint, number));
    return TRUE;
}

static gboolean
take_message(Session *session, GBytes *payload)
{
    g_autoptr(Message) message = message_from_bytes(payload, NULL);
    if (message == NULL || session->message != NULL ||
        message->parts->len > READER_MAX_PARTS)
        return FALSE;
    for (guint i = 0; i < message->parts->len; i++)
        if (!translate_file(session, message->parts->pdata[i]))
            return FALSE;
    session->message = g_steal_pointer(&message);
    return TRUE;
}

/* A part found within the one under way stands behind it; the one under way
 * is replaced when it is done. */
static gboolean
take_part(Session *session, const ReaderFrame *frame, GBytes *payload)
{
    g_autoptr(MessagePart) part = message_part_from_bytes(payload, NULL);
    if (part == NULL || session->message == NULL || frame->index > MAX_PARTS ||
        !translate_file(session, part) ||
        part->message > session->message->inner->len)
        return FALSE;
    GPtrArray *parts = session->message->parts;
    guint index = session->first_part + frame->index;
    if (frame->kind == READER_FRAME_REPLACE) {
        if (index != session->examined || index >= parts->len)
            return FALSE;
        message_part_free(parts->pdata[index]);
        parts->pdata[index] = g_steal_pointer(&part);
        session->examined++;
        return TRUE;
    }
    if (index <= session->examined || index > parts->len ||
        parts->len >= MAX_PARTS)
        return FALSE;
    g_ptr_array_insert(parts, (int)index, g_steal_pointer(&part));
    return TRUE;
}

static const char *
cap_name(guint32 cap)
{
    static const char *const names[READER_CAP_COUNT] = {
        [READER_CAP_HEADER_BYTES] = "its header is too large",
        [READER_CAP_LEVELS] = "its parts are nested too deep",
        [READER_CAP_PARTS] = "it has too many parts",
        [READER_CAP_PARAMETERS] = "a field has too many parameters",
        [READER_CAP_GROUPS] = "an address field has too many groups",
    };
    return cap < READER_CAP_COUNT ? names[cap] : "it is beyond a limit";
}

static gboolean
take_frame(Session *session, const ReaderFrame *frame, GBytes *payload,
           GError **error)
{
    gboolean good = TRUE;
    switch (frame->kind) {
    case READER_FRAME_NEED_FILE:
        return give_file(session, error);
    case READER_FRAME_UNREADABLE:
        return refuse(error, cap_name(frame->index));
    case READER_FRAME_STORAGE:
        return storage_failed(error, g_strerror((int)frame->index));
    case READER_FRAME_MESSAGE:
        good = take_message(session, payload);
        break;
    case READER_FRAME_INSERT:
    case READER_FRAME_REPLACE:
        good = take_part(session, frame, payload);
        break;
    case READER_FRAME_DONE:
        good = session->is_done = session->message != NULL;
        break;
    default:
        good = FALSE;
    }
    return good || refuse(error, "the reader answered nonsense");
}

/* Takes frames until the child is done or dead. FALSE with an error where the
 * whole mail is lost. */
static gboolean
follow_child(Session *session, GError **error)
{
    ReaderFrame frame;
    int socket = session->worker->socket;
    while (!session->is_done && reader_wire_receive(socket, &frame, NULL, 0)) {
        g_autoptr(GBytes) payload = reader_wire_receive_payload(socket, &frame);
        if (payload == NULL)
            break;
        if (!take_frame(session, &frame, payload, error))
            return FALSE;
    }
    reader_process_end(session->process, g_steal_pointer(&session->worker),
                       session->is_done);
    return session->message != NULL ||
           refuse(error, "the reader crashed or met its limits");
}

/* Those without a file need no further look. */
static MessagePart *
next_to_examine(Session *session)
{
    GPtrArray *parts = session->message->parts;
    for (; session->examined < parts->len; session->examined++) {
        MessagePart *part = parts->pdata[session->examined];
        if (part->state == PART_READABLE && part->file != NULL)
            return part;
    }
    return NULL;
}

static gboolean
examine_one(Session *session, const MessagePart *part, GError **error)
{
    guint number = (guint)g_ascii_strtoull(part->file, NULL, 10);
    int fd = g_array_index(session->files, SpoolFile, number).fd;
    g_autoptr(GBytes) bytes = message_part_to_bytes(part);
    session->worker = reader_process_begin(
        session->process,
        (ReaderRequest){
            .kind = READER_FRAME_EXAMINE, .input = fd, .fresh = TRUE},
        error);
    if (session->worker == NULL)
        return FALSE;
    g_array_set_size(session->numbers, 0);
    g_array_append_val(session->numbers, number);
    session->first_part = session->examined;
    session->is_done = FALSE;
    reader_wire_send(session->worker->socket, READER_FRAME_PART, 0, bytes);
    return follow_child(session, error);
}

/* What a dead child left undone, a fresh child a piece. The piece that ends
 * its child cannot be read; after some of them none of the rest is. */
static gboolean
examine_rest(Session *session, GError **error)
{
    MessagePart *part;
    guint deaths = 0;
    while ((part = next_to_examine(session)) != NULL) {
        if (deaths < MAX_DEATHS && !examine_one(session, part, error))
            return FALSE;
        if (deaths < MAX_DEATHS && session->is_done)
            continue;
        deaths++;
        part = session->message->parts->pdata[session->examined++];
        part->state = PART_DAMAGED;
        g_clear_pointer(&part->file, g_free);
    }
    return TRUE;
}

/* Hands the files to their parts; what no part names is unlinked. A file
 * stands for one part only. */
static Message *
finish(Session *session, GError **error)
{
    GPtrArray *parts = session->message->parts;
    gboolean good = TRUE;
    for (guint i = 0; i < parts->len; i++) {
        MessagePart *part = parts->pdata[i];
        if (part->file == NULL)
            continue;
        guint number = (guint)g_ascii_strtoull(part->file, NULL, 10);
        SpoolFile *file = &g_array_index(session->files, SpoolFile, number);
        g_free(part->file);
        part->file = g_steal_pointer(&file->path);
        if (session->spool != NULL)
            file_start_writing(file->fd);
        good &= part->file != NULL || session->spool == NULL;
    }
    if (good)
        return g_steal_pointer(&session->message);
    reader_discard(session->message);
    refuse(error, "the reader answered nonsense");
    return NULL;
}

static Message *
read_once(ReaderProcess *process, int fd, const char *spool, gboolean fresh,
          gboolean *was_fresh, GError **error)
{
    g_autoptr(Session) session = session_new(process, spool);
    session->worker = reader_process_begin(
        process,
        (ReaderRequest){.kind = READER_FRAME_READ, .input = fd, .fresh = fresh},
        error);
    *was_fresh = session->worker == NULL || session->worker->requests == 1;
    if (session->worker == NULL || !follow_child(session, error) ||
        (!session->is_done && !examine_rest(session, error)))
        return NULL;
    return finish(session, error);
}

Message *
reader_session_read(ReaderProcess *process, int fd, const char *spool,
                    GError **error)
{
    g_autoptr(GError) first = NULL;
    gboolean was_fresh;
    Message *message = read_once(process, fd, spool, FALSE, &was_fresh, &first);
    if (message != NULL)
        return message;
    /* What earlier mails did to the child is not this one's fault. */
    if (!was_fresh &&
        g_error_matches(first, READER_ERROR, READER_ERROR_UNREADABLE))
        return read_once(process, fd, spool, TRUE, &was_fresh, error);
    g_propagate_error(error, g_steal_pointer(&first));
    return NULL;
}
