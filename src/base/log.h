/* One line per event on stderr, in the form journald reads (sd-daemon(3)).
 *
 * The log is the program's only global. Any thread may call. Lines are in
 * English and never hold names of people, bodies or secrets: refer to a mail
 * by mailbox and UID, to a dossier by its reference.
 *
 * A function logs an error or returns it, never both.
 */
#pragma once

#include <glib.h>

typedef enum {
    LOG_LEVEL_ERROR = 3, /* syslog(3) numbers */
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7,
} LogLevel;

/* Messages less urgent than `level` are dropped; LOG_LEVEL_INFO at start. */
void log_set_level(LogLevel level);

/* Control bytes, bidirectional controls and invalid UTF-8 are escaped, so that
 * no sender can forge a line or drive a terminal; a line ends after 1,000
 * bytes. Cut single values that a sender controls with "%.200s". */
void log_error(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_info(const char *format, ...) G_GNUC_PRINTF(1, 2);
void log_debug(const char *format, ...) G_GNUC_PRINTF(1, 2);
