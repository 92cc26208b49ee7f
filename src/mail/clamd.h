/* ClamAV's daemon, asked about raw mails before anybody reads them.
 *
 * One connection a mail to its Unix socket, the INSTREAM command of clamd(8):
 * chunks with their length before them, a chunk of length 0 at the end. Blocks
 * until the answer, the deadline or the stop descriptor; any thread.
 */
#pragma once

#include <glib.h>

#define CLAMD_ERROR (clamd_error_quark())
GQuark clamd_error_quark(void);
typedef enum {
    CLAMD_ERROR_ABSENT,  /* nobody answers on the socket */
    CLAMD_ERROR_FAILED,  /* it gave no verdict: too slow, cut off, an error */
    CLAMD_ERROR_STOPPED, /* the stop descriptor was readable */
} ClamdError;

typedef enum {
    CLAMD_CLEAN,
    CLAMD_INFECTED,
    CLAMD_TOO_LARGE, /* beyond clamd's StreamMaxLength: not looked at */
    CLAMD_NONE,      /* no verdict, see the error */
} ClamdVerdict;

typedef struct {
    const char *socket; /* path */
    int stop_fd;        /* -1: none */
    guint seconds;      /* for all of one scan */
} Clamd;

/* Scans the file `fd` from its start; the offset is not kept. `name` is what
 * clamd calls an infection, printable ASCII, g_free(); set with CLAMD_INFECTED
 * only, `error` with CLAMD_NONE only. */
ClamdVerdict clamd_scan(const Clamd *clamd, int fd, char **name,
                        GError **error);

/* TRUE if clamd finds nothing in a few harmless bytes: it is at work, so that
 * what it failed on before is to blame itself. */
gboolean clamd_is_sound(const Clamd *clamd);
