/* dossierd-reader: loads what reading mail takes, then forks one child for
 * each request that comes in on descriptor 3. Started by mail/reader.c with an
 * empty environment; ends when the daemon does. */
#include "mail/reader.h"
#include "mail/reader_charset.h"
#include "mail/reader_child.h"
#include "mail/reader_gmime.h"
#include "mail/reader_sandbox.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define REQUESTS 3

static void
load_libraries(void)
{
    /* File names in archives are UTF-8 or nothing. */
    setlocale(LC_CTYPE, "C.UTF-8");
    reader_gmime_init();
    reader_charset_preload();
}

/* The end of the service is told by the socket: a stop signal to the whole
 * control group must not cost a mail its reading. Children need not be waited
 * for. */
static void
set_signals(void)
{
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
}

static _Noreturn void
run_child(const ReaderSandbox *sandbox, const ReaderFrame *frame, int input,
          int socket)
{
    close(REQUESTS);
    /* Where there is no cage there is no reading, and it is not the mail's
     * fault: the daemon hears nothing. */
    if (!reader_sandbox_enter(sandbox) ||
        !reader_wire_send(socket, READER_FRAME_HELLO, 0, NULL))
        _exit(EXIT_FAILURE);
    _exit(reader_child_run(frame->kind, input, socket));
}

/* One request: the mail and the socket to answer on. FALSE at the end. */
static gboolean
serve(const ReaderSandbox *sandbox)
{
    ReaderFrame frame;
    int fds[2];
    if (!reader_wire_receive(REQUESTS, &frame, fds, 2))
        return FALSE;
    if (fds[1] >= 0 && fork() == 0)
        run_child(sandbox, &frame, fds[0], fds[1]);
    /* Where the fork failed, the daemon sees the socket close at once. */
    for (gsize i = 0; i < G_N_ELEMENTS(fds); i++)
        if (fds[i] >= 0)
            close(fds[i]);
    return TRUE;
}

int
main(void)
{
    g_autoptr(GError) error = NULL;
    ReaderSandbox sandbox = {0};
    prctl(PR_SET_DUMPABLE, 0);
    set_signals();
    load_libraries();
    if (!reader_sandbox_prepare(&sandbox, &error)) {
        fprintf(stderr, "dossierd-reader: %s\n", error->message);
        return EXIT_FAILURE;
    }
    while (serve(&sandbox))
        continue;
    return EXIT_SUCCESS;
}
