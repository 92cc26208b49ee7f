#include "dossier/record.h"

#include "base/file.h"
#include "dossier/database_sqlite.h"
#include "dossier/layout.h"

#include <string.h>

char *
record_other_version(const char *file)
{
    gboolean is_first = g_str_has_suffix(file, RECORD_FIRST);
    if (!is_first && !g_str_has_suffix(file, RECORD_SECOND))
        return NULL;
    g_autofree char *stem =
        g_strndup(file, strlen(file) - strlen(RECORD_FIRST));
    return g_strconcat(stem, is_first ? RECORD_SECOND : RECORD_FIRST, NULL);
}

static char *
read_version(Database *database, const char *state_dir, const char *file,
             gint64 *group)
{
    g_autofree char *path = g_build_filename(state_dir, file, NULL);
    g_autofree char *text =
        file_read(path, LAYOUT_RECORD_MAX_BYTES, NULL, NULL);
    gint64 found = 0;
    if (!text ||
        !DATABASE_GET(database, SQL_LOAD_GROUP, NULL, &found, SQL_T(text)) ||
        found == 0)
        return NULL;
    *group = found;
    return g_steal_pointer(&text);
}

char *
record_read(Database *database, const char *state_dir, const char *file,
            gint64 *group)
{
    g_autofree char *text = read_version(database, state_dir, file, group);
    g_autofree char *other = record_other_version(file);
    gint64 other_group = 0;
    g_autofree char *other_text =
        other ? read_version(database, state_dir, other, &other_group) : NULL;
    if (!other_text || (text && *group > other_group))
        return g_steal_pointer(&text);
    *group = other_group;
    return g_steal_pointer(&other_text);
}
