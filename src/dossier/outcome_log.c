#include "dossier/outcome_log.h"

#include "base/file.h"
#include "dossier/database_sqlite.h"
#include "dossier/layout.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 1024

void
outcome_log_add(const char *state_dir, const char *message_id,
                const char *state, gint64 at)
{
    g_autofree char *path = g_build_filename(state_dir, LAYOUT_OUTCOMES, NULL);
    g_autofree char *line =
        g_strdup_printf("%s %s %" G_GINT64_FORMAT "\n", message_id, state, at);
    int fd = g_open(
        path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    file_write_all(fd, line, strlen(line), NULL);
    close(fd);
}

static gboolean
is_state(const char *word)
{
    static const char *const states[] = {
        "held", "queued", "sent", "failed", "unknown", "cancelled", NULL};
    return g_strv_contains(states, word);
}

/* A line that a power cut left torn says nothing. */
static gboolean
load_line(Database *database, char *line, GError **error)
{
    g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", 4);
    if (g_strv_length(words) != 3 || !is_state(words[1]))
        return TRUE;
    gint64 at = g_ascii_strtoll(words[2], NULL, 10);
    return DATABASE_RUN(database, SQL_LOAD_OUTCOME, error, SQL_T(words[0]),
                        SQL_T(words[1]), SQL_I(at));
}

gboolean
outcome_log_load(const char *state_dir, Database *database, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, LAYOUT_OUTCOMES, NULL);
    int fd = g_open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
    FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");
    if (!stream)
        return TRUE;
    char line[LINE_BYTES];
    gboolean good = TRUE;
    while (good && fgets(line, sizeof line, stream))
        good = load_line(database, line, error);
    fclose(stream);
    return good;
}
