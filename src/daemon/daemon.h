/* The program's two ways of running: one pass, or until told to stop.
 *
 * Both return an exit code of sysexits(3) and log what they could not do.
 * Call daemon_block_signals() in main() before any thread exists.
 */
#pragma once

#include <glib.h>

typedef struct {
    const char *config_file;
    gboolean shadow; /* --shadow: nothing is sent whatever was released */
} DaemonOptions;

/* SIGTERM, SIGINT and SIGHUP are from now on read by daemon_run() alone;
 * SIGPIPE is ignored. */
void daemon_block_signals(void);

/* --once: collects all that is there, files it, sends what is due. EX_TEMPFAIL
 * where a mailbox or the SMTP server was out of reach. */
int daemon_once(const DaemonOptions *options);

/* Until SIGTERM or SIGINT. SIGHUP reads the configuration anew; one with
 * faults is logged and the old one stays. */
int daemon_run(const DaemonOptions *options);

/* --check: EX_OK or EX_CONFIG, faults on stderr. */
int daemon_check(const DaemonOptions *options);
