#include "base/log.h"

#include "base/text.h"

#include <string.h>
#include <unistd.h>

#define LINE_BYTES 1000

static int log_level = LOG_LEVEL_INFO;

void
log_set_level(LogLevel level)
{
    g_atomic_int_set(&log_level, (int)level);
}

/* On a character, so that the journal stays UTF-8. */
static void
cut_line(char *line)
{
    if (strlen(line) <= LINE_BYTES)
        return;
    char *end = line + LINE_BYTES;
    while (((guchar)*end & 0xC0) == 0x80)
        end--;
    *end = '\0';
}

static void G_GNUC_PRINTF(2, 0)
    write_line(LogLevel level, const char *format, va_list arguments)
{
    if ((int)level > g_atomic_int_get(&log_level))
        return;
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    g_autofree char *escaped = text_escape(message);
    cut_line(escaped);
    /* People at a terminal need no syslog numbers. */
    g_autofree char *line =
        isatty(STDERR_FILENO)
            ? g_strdup_printf("%s\n", escaped)
            : g_strdup_printf("<%d>%s\n", (int)level, escaped);
    /* One write a line, so that threads do not mix; a log that cannot be
     * written must not stop the mail. */
    ssize_t written = write(STDERR_FILENO, line, strlen(line));
    (void)written;
}

#define DEFINE_LOG(name, level)                                                \
    void log_##name(const char *format, ...)                                   \
    {                                                                          \
        va_list arguments;                                                     \
        va_start(arguments, format);                                           \
        write_line(level, format, arguments);                                  \
        va_end(arguments);                                                     \
    }

DEFINE_LOG(error, LOG_LEVEL_ERROR)
DEFINE_LOG(warning, LOG_LEVEL_WARNING)
DEFINE_LOG(info, LOG_LEVEL_INFO)
DEFINE_LOG(debug, LOG_LEVEL_DEBUG)
