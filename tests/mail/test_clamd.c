/* A scripted clamd. */
#include "mail/clamd.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define MAIL_BYTES (1024 * 1024)

typedef struct {
    const char *reply; /* with its NUL where `length` says so */
    gsize length;
    gint64 read_bytes; /* of the stream before the reply; -1: all of it */
    guint pause_milliseconds;
} Script;

typedef struct {
    Script script;
    char *folder, *path;
    int fd;
    GThread *thread;
    gint64 received; /* bytes of the mail */
    gboolean whole;  /* the end of the stream came */
} Peer;

static gboolean
read_whole(int fd, void *bytes, gsize length)
{
    return recv(fd, bytes, length, MSG_WAITALL) == (gssize)length;
}

/* INSTREAM as clamd(8) has it. */
static void
read_stream(Peer *peer, int fd)
{
    char command[10];
    guint32 length;
    g_autofree char *chunk = g_malloc(MAIL_BYTES);

    if (!read_whole(fd, command, sizeof command) ||
        memcmp(command, "zINSTREAM", sizeof command) != 0)
        return;
    while (peer->script.read_bytes < 0 ||
           peer->received < peer->script.read_bytes) {
        if (!read_whole(fd, &length, sizeof length))
            return;
        length = GUINT32_FROM_BE(length);
        peer->whole = length == 0;
        if (peer->whole || !read_whole(fd, chunk, length))
            return;
        peer->received += length;
    }
}

static gpointer
serve(gpointer data)
{
    Peer *peer = data;
    int fd = accept(peer->fd, NULL, NULL);

    if (fd < 0)
        return NULL;
    read_stream(peer, fd);
    g_usleep(peer->script.pause_milliseconds * 1000);
    send(fd, peer->script.reply, peer->script.length, MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

static Peer *
peer_new(const Script *script)
{
    Peer *peer = g_new0(Peer, 1);
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    peer->script = *script;
    peer->folder = g_dir_make_tmp("clamd-XXXXXX", NULL);
    peer->path = g_build_filename(peer->folder, "socket", NULL);
    g_strlcpy(address.sun_path, peer->path, sizeof address.sun_path);
    peer->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(
        bind(peer->fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(peer->fd, 1), 0);
    peer->thread = g_thread_new("clamd", serve, peer);
    return peer;
}

/* What it received may be looked at then. */
static void
peer_finish(Peer *peer)
{
    shutdown(peer->fd, SHUT_RDWR);
    g_clear_pointer(&peer->thread, g_thread_join);
}

static void
peer_free(Peer *peer)
{
    if (peer->thread != NULL)
        peer_finish(peer);
    close(peer->fd);
    g_unlink(peer->path);
    g_rmdir(peer->folder);
    g_free(peer->path);
    g_free(peer->folder);
    g_free(peer);
}

static int
make_mail(void)
{
    int fd = memfd_create("mail", MFD_CLOEXEC);

    assert_int_equal(ftruncate(fd, MAIL_BYTES), 0);
    return fd;
}

#define REPLY(text) text, sizeof text
#define BARE(text) text, sizeof text - 1
#define LONG100                                                                \
    "0123456789012345678901234567890123456789012345678901234567890123456789"   \
    "012345678901234567890123456789"

static void
test_replies(void **state)
{
    const struct {
        Script script;
        ClamdVerdict verdict;
        const char *name;
    } cases[] = {
        {{REPLY("stream: OK"), -1, 0}, CLAMD_CLEAN, NULL},
        {{REPLY("stream: OK"), -1, 300}, CLAMD_CLEAN, NULL},
        {{REPLY("stream: Eicar-Test-Signature FOUND"), -1, 0},
         CLAMD_INFECTED,
         "Eicar-Test-Signature"},
        {{REPLY("stream: a b\x1b[31m FOUND"), -1, 0},
         CLAMD_INFECTED,
         "a_b_[31m"},
        {{REPLY("stream: " LONG100 "too long FOUND"), -1, 0},
         CLAMD_INFECTED,
         LONG100},
        /* Before the whole mail was given. */
        {{REPLY("INSTREAM size limit exceeded. ERROR"), 100000, 0},
         CLAMD_TOO_LARGE,
         NULL},
        {{REPLY("stream: Early FOUND"), 100000, 0}, CLAMD_INFECTED, "Early"},
        {{REPLY("stream: Can't allocate memory ERROR"), -1, 0},
         CLAMD_NONE,
         NULL},
        {{REPLY("stream:  FOUND"), -1, 0}, CLAMD_NONE, NULL},
        {{REPLY(" FOUND"), -1, 0}, CLAMD_NONE, NULL},
        {{REPLY("OK"), -1, 0}, CLAMD_NONE, NULL},
        {{REPLY(""), -1, 0}, CLAMD_NONE, NULL},
        /* In doubt against the mail. */
        {{REPLY("stream: OK\nstream: X FOUND"), -1, 0},
         CLAMD_INFECTED,
         "OK_stream:_X"},
        {{REPLY("220 mail.example ESMTP\r\n"), 0, 0}, CLAMD_NONE, NULL},
        /* Cut: what looks like a verdict is none. */
        {{BARE("stream: OK"), -1, 0}, CLAMD_NONE, NULL},
        {{BARE("stream: Eicar FOUND"), -1, 0}, CLAMD_NONE, NULL},
        {{BARE(""), -1, 0}, CLAMD_NONE, NULL},
        {{BARE(""), 100000, 0}, CLAMD_NONE, NULL},
        {{BARE(LONG100 LONG100 LONG100 LONG100 LONG100 LONG100 LONG100 LONG100
                   LONG100 LONG100 LONG100),
          -1, 0},
         CLAMD_NONE,
         NULL},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Peer *peer = peer_new(&cases[i].script);
        const Clamd clamd = {peer->path, -1, 5};
        g_autofree char *name = NULL;
        g_autoptr(GError) error = NULL;
        int fd = make_mail();
        ClamdVerdict verdict = clamd_scan(&clamd, fd, &name, &error);

        close(fd);
        if (verdict != cases[i].verdict ||
            g_strcmp0(name, cases[i].name) != 0 ||
            (error != NULL) != (verdict == CLAMD_NONE))
            fail_msg("case %zu: verdict %d, name %s, error %s", i, verdict,
                     name, error != NULL ? error->message : "none");
        peer_finish(peer);
        if (cases[i].script.read_bytes < 0) {
            assert_true(peer->whole);
            assert_int_equal(peer->received, MAIL_BYTES);
        }
        peer_free(peer);
    }
}

static void
test_absent(void **state)
{
    const char *paths[] = {"/nonexistent/clamd.ctl",
                           LONG100 LONG100, /* longer than an address */
                           "/dev/null"};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        const Clamd clamd = {paths[i], -1, 5};
        g_autofree char *name = NULL;
        g_autoptr(GError) error = NULL;
        int fd = make_mail();

        assert_int_equal(clamd_scan(&clamd, fd, &name, &error), CLAMD_NONE);
        assert_true(g_error_matches(error, CLAMD_ERROR, CLAMD_ERROR_ABSENT));
        assert_non_null(strstr(error->message, paths[i]));
        assert_false(clamd_is_sound(&clamd));
        close(fd);
    }
}

/* Nothing is read, or nothing answered: over at the deadline, or when told. */
static void
test_deadline(void **state)
{
    const gint64 reads[] = {0, -1};

    (void)state;
    for (gsize i = 0; i < 2 * G_N_ELEMENTS(reads); i++) {
        gboolean told = i >= G_N_ELEMENTS(reads);
        Script script = {BARE(""), reads[i % G_N_ELEMENTS(reads)], 2000};
        Peer *peer = peer_new(&script);
        int stop = eventfd(told ? 1 : 0, EFD_CLOEXEC);
        const Clamd clamd = {peer->path, stop, told ? 60 : 1};
        g_autoptr(GError) error = NULL;
        g_autofree char *name = NULL;
        int fd = make_mail();
        gint64 start = g_get_monotonic_time();

        assert_int_equal(clamd_scan(&clamd, fd, &name, &error), CLAMD_NONE);
        assert_int_equal(error->code,
                         told ? CLAMD_ERROR_STOPPED : CLAMD_ERROR_FAILED);
        assert_true(g_get_monotonic_time() - start < 1800000);
        close(fd);
        close(stop);
        peer_free(peer);
    }
}

static void
test_sound(void **state)
{
    const struct {
        Script script;
        gboolean sound;
    } cases[] = {
        {{REPLY("stream: OK"), -1, 0}, TRUE},
        {{REPLY("stream: X FOUND"), -1, 0}, FALSE},
        {{BARE(""), -1, 0}, FALSE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Peer *peer = peer_new(&cases[i].script);
        const Clamd clamd = {peer->path, -1, 5};

        assert_int_equal(clamd_is_sound(&clamd), cases[i].sound);
        peer_free(peer);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replies),
        cmocka_unit_test(test_absent),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
