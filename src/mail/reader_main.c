/* dossierd-reader: loads what reading mail takes, then forks a child for each
 * request that comes in on descriptor 3. Started by mail/reader.c with an
 * empty environment; ends when the daemon does. */
#include "mail/reader.h"
#include "mail/reader_charset.h"
#include "mail/reader_child.h"
#include "mail/reader_gmime.h"
#include "mail/reader_pdf.h"
#include "mail/reader_sandbox.h"
#include "mail/reader_wire.h"

#include <libxml/parser.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define REQUESTS 3

/* Libraries complain of strangers' documents; GLib would also look for the
 * journal, which is not to be had in the sandbox. */
static GLogWriterOutput
discard_log(GLogLevelFlags level, const GLogField *fields, gsize n_fields,
            gpointer data)
{
    (void)level, (void)fields, (void)n_fields, (void)data;
    return G_LOG_WRITER_HANDLED;
}

static void
load_libraries(void)
{
    g_log_set_writer_func(discard_log, NULL, NULL);
    /* File names in archives are UTF-8 or nothing. */
    setlocale(LC_CTYPE, "C.UTF-8");
    reader_gmime_init();
    reader_charset_preload();
    reader_pdf_preload();
    xmlInitParser();
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

/* Where there is no cage there is no reading, and it is not the mail's fault:
 * the child ends before it takes up anything. */
static _Noreturn void
run_child(const ReaderSandbox *sandbox, int socket)
{
    close(REQUESTS);
    if (reader_sandbox_enter(sandbox))
        reader_child_run(socket);
    _exit(EXIT_SUCCESS);
}

/* One request for a child. FALSE at the end. */
static gboolean
serve(const ReaderSandbox *sandbox)
{
    ReaderFrame frame;
    int socket;
    if (!reader_wire_receive(REQUESTS, &frame, &socket, 1))
        return FALSE;
    if (socket < 0)
        return TRUE;
    if (fork() == 0)
        run_child(sandbox, socket);
    /* Where the fork failed, the daemon sees the socket close at once. */
    close(socket);
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
    /* What was loaded for good is not given back. */
    _exit(EXIT_SUCCESS);
}
