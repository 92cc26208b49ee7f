/* The daemon's side against children that crash, lie or fall silent. This
 * program plays both: started as "dossierd-reader" it is the reader, and does
 * what the mail's first word says. */
#include "mail/message_wire.h"
#include "mail/reader.h"
#include "mail/reader_wire.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <glib/gstdio.h>

#define REQUESTS 3

/* ---- the false reader ---- */

static void
send_bytes(int socket, ReaderFrameKind kind, guint32 index, GBytes *bytes)
{
    if (!reader_wire_send(socket, kind, index, bytes))
        _exit(EXIT_FAILURE);
    g_bytes_unref(bytes);
}

/* A message with `n` parts that all claim file number `file`. */
static void
send_message(int socket, guint n, const char *file)
{
    g_autoptr(Message) message = message_new();
    for (guint i = 0; i < n; i++) {
        MessagePart *part = message_part_new();
        part->label = g_strdup_printf("%u", i);
        part->file = g_strdup(file);
        g_ptr_array_add(message->parts, part);
    }
    send_bytes(socket, READER_FRAME_MESSAGE, 0, message_to_bytes(message));
}

static void
send_part(int socket, ReaderFrameKind kind, guint32 index, const char *file)
{
    g_autoptr(MessagePart) part = message_part_new();
    part->label = g_strdup("examined");
    part->file = g_strdup(file);
    send_bytes(socket, kind, index, message_part_to_bytes(part));
}

static void
need_files(int socket, guint n)
{
    ReaderFrame frame;
    int fd = -1;
    for (guint i = 0; i < n; i++) {
        reader_wire_send(socket, READER_FRAME_NEED_FILE, 0, NULL);
        if (!reader_wire_receive(socket, &frame, &fd, 1))
            _exit(EXIT_FAILURE);
        if (fd >= 0)
            close(fd);
    }
}

static void
done(int socket)
{
    reader_wire_send(socket, READER_FRAME_DONE, 0, NULL);
}

static void
act(int socket, const char *word, guint request)
{
    if (strcmp(word, "crash") == 0)
        abort();
    else if (strcmp(word, "crash-when-used") == 0 && request > 1)
        abort();
    else if (strcmp(word, "nonsense") == 0)
        send_bytes(socket, READER_FRAME_MESSAGE, 0,
                   g_bytes_new_static("xyz", 3));
    else if (strcmp(word, "unknown-frame") == 0)
        reader_wire_send(socket, (ReaderFrameKind)99, 0, NULL);
    else if (strcmp(word, "no-message") == 0)
        done(socket);
    else if (strcmp(word, "two-messages") == 0)
        send_message(socket, 0, NULL);
    else if (strcmp(word, "foreign-file") == 0)
        send_message(socket, 1, "/etc/passwd");
    else if (strcmp(word, "file-number") == 0)
        send_message(socket, 1, "7");
    else if (strcmp(word, "many-files") == 0)
        need_files(socket, 1000);
    else if (strcmp(word, "file-twice") == 0) {
        need_files(socket, 1);
        send_message(socket, 2, "0");
    } else if (strcmp(word, "skips") == 0) {
        send_message(socket, 2, NULL);
        send_part(socket, READER_FRAME_REPLACE, 1, NULL);
    } else if (strcmp(word, "far") == 0) {
        send_message(socket, 1, NULL);
        send_part(socket, READER_FRAME_INSERT, 4000000000U, NULL);
    } else if (strcmp(word, "part-crash") == 0) {
        need_files(socket, 1);
        send_message(socket, 1, "0");
        abort();
    }
    send_message(socket, 0, NULL);
    done(socket);
}

/* Of the examined documents the one that holds "bad" ends its child. */
static void
examine(int socket, const char *word)
{
    ReaderFrame frame;
    if (!reader_wire_receive(socket, &frame, NULL, 0))
        _exit(EXIT_FAILURE);
    g_bytes_unref(reader_wire_receive_payload(socket, &frame));
    if (strcmp(word, "bad") == 0)
        abort();
    send_part(socket, READER_FRAME_INSERT, 1, NULL);
    send_part(socket, READER_FRAME_REPLACE, 0, "0");
    send_part(socket, READER_FRAME_REPLACE, 1, NULL);
    done(socket);
}

/* Three pieces; the child dies at the first, the second kills again. */
static void
act_pieces(int socket)
{
    static const char *const contents[] = {"bad", "bad", "good"};
    g_autoptr(Message) message = message_new();
    for (gsize i = 0; i < G_N_ELEMENTS(contents); i++) {
        ReaderFrame frame;
        int fd;
        reader_wire_send(socket, READER_FRAME_NEED_FILE, 0, NULL);
        if (!reader_wire_receive(socket, &frame, &fd, 1) ||
            write(fd, contents[i], strlen(contents[i])) < 0)
            _exit(EXIT_FAILURE);
        MessagePart *part = message_part_new();
        part->file = g_strdup_printf("%u", frame.index);
        g_ptr_array_add(message->parts, part);
    }
    send_bytes(socket, READER_FRAME_MESSAGE, 0, message_to_bytes(message));
    abort();
}

static void
serve_requests(int socket)
{
    ReaderFrame frame;
    int input;
    for (guint n = 1; reader_wire_receive(socket, &frame, &input, 1); n++) {
        char word[64] = "";
        if (pread(input, word, sizeof word - 1, 0) < 0)
            break;
        close(input);
        if (strcmp(word, "dies-at-once") == 0)
            abort();
        reader_wire_send(socket, READER_FRAME_HELLO, 0, NULL);
        if (frame.kind == READER_FRAME_EXAMINE)
            examine(socket, word);
        else if (strcmp(word, "pieces") == 0)
            act_pieces(socket);
        else
            act(socket, word, n);
    }
    _exit(EXIT_SUCCESS);
}

static int
be_the_reader(void)
{
    ReaderFrame frame;
    int socket;
    signal(SIGCHLD, SIG_IGN);
    while (reader_wire_receive(REQUESTS, &frame, &socket, 1)) {
        if (fork() == 0) {
            close(REQUESTS);
            serve_requests(socket);
        }
        close(socket);
    }
    return EXIT_SUCCESS;
}

/* ---- the tests ---- */

static int
set_up(void **state)
{
    *state = reader_new_with_program("/proc/self/exe", NULL);
    return *state == NULL;
}

static int
tear_down(void **state)
{
    reader_free(*state);
    return 0;
}

static Message *
ask(Reader *reader, const char *word, const char *spool, GError **error)
{
    int fd = memfd_create("mail", MFD_CLOEXEC);
    assert_int_equal(write(fd, word, strlen(word)), strlen(word));
    Message *message = reader_read(reader, fd, spool, error);
    close(fd);
    return message;
}

/* Each costs this mail alone: the next one is read. */
static void
test_bad_answers(void **state)
{
    static const char *const words[] = {
        "crash",        "nonsense",     "unknown-frame", "no-message",
        "two-messages", "foreign-file", "file-number",   "many-files",
        "file-twice",   "skips",        "far",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autofree char *spool = g_dir_make_tmp("session-XXXXXX", NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(Message) message = ask(*state, words[i], spool, &error);
        if (message != NULL ||
            !g_error_matches(error, READER_ERROR, READER_ERROR_UNREADABLE))
            fail_msg("%s was taken", words[i]);
        g_autoptr(Message) next = ask(*state, "good", spool, NULL);
        assert_non_null(next);
        /* No file may be left. */
        assert_int_equal(g_rmdir(spool), 0);
    }
}

/* What a used child does is tried once more with a fresh one. */
static void
test_second_chance(void **state)
{
    g_autoptr(Message) first = ask(*state, "good", NULL, NULL);
    g_autoptr(Message) second = ask(*state, "crash-when-used", NULL, NULL);
    assert_non_null(first);
    assert_non_null(second);
}

static void
test_piece_that_kills(void **state)
{
    g_autofree char *spool = g_dir_make_tmp("session-XXXXXX", NULL);
    g_autoptr(Message) message = ask(*state, "pieces", spool, NULL);
    assert_non_null(message);
    assert_int_equal(message->parts->len, 4);
    const MessagePart *const *parts =
        (const MessagePart *const *)message->parts->pdata;
    assert_int_equal(parts[0]->state, PART_DAMAGED);
    assert_null(parts[0]->file);
    assert_int_equal(parts[1]->state, PART_DAMAGED);
    assert_int_equal(parts[2]->state, PART_READABLE);
    assert_non_null(parts[2]->file);
    assert_string_equal(parts[3]->label, "examined");
    reader_discard(message);
    assert_int_equal(g_rmdir(spool), 0);
}

static void
test_child_that_never_starts(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Message) message = ask(*state, "dies-at-once", NULL, &error);
    assert_null(message);
    assert_true(g_error_matches(error, READER_ERROR, READER_ERROR_DIED));
    g_autoptr(Message) next = ask(*state, "good", NULL, NULL);
    assert_non_null(next);
}

static gpointer
ask_often(gpointer reader)
{
    for (guint i = 0; i < 50; i++) {
        g_autoptr(Message) message = ask(reader, "good", NULL, NULL);
        if (message == NULL)
            return GINT_TO_POINTER(1);
    }
    return NULL;
}

static void
test_threads(void **state)
{
    GThread *threads[4];
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("reader", ask_often, *state);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        assert_null(g_thread_join(threads[i]));
}

int
main(int argc, char **argv)
{
    (void)argc;
    if (strcmp(argv[0], "dossierd-reader") == 0)
        return be_the_reader();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_answers),
        cmocka_unit_test(test_second_chance),
        cmocka_unit_test(test_piece_that_kills),
        cmocka_unit_test(test_child_that_never_starts),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
