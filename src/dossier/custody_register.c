#include "dossier/custody_register.h"

#include "base/clock.h"
#include "dossier/database_sqlite.h"

#include <string.h>

typedef struct {
    gint64 at;
    const char *actor, *action, *object, *detail;
} Entry;

/* Each text with its length in front: no two rows read the same. */
static void
cover(GChecksum *checksum, const char *text)
{
    g_autofree char *length = g_strdup_printf("%zu:", strlen(text));
    g_checksum_update(checksum, (const guchar *)length, -1);
    g_checksum_update(checksum, (const guchar *)text, -1);
}

static char *
entry_hash(const char *before, const Entry *entry)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, entry->at);
    const char *const texts[] = {
        before, at, entry->actor, entry->action, entry->object, entry->detail};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        cover(checksum, texts[i] ? texts[i] : "");
    return g_strdup(g_checksum_get_string(checksum));
}

static gboolean
last_hash(Database *database, char **hash, GError **error)
{
    DATABASE_LOCK(database);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(database, SQL_REGISTER_LAST, error, NULL, 0);
    if (!rows)
        return FALSE;
    if (database_next(database, rows, &failure))
        *hash = database_column_text(rows, 0);
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

gboolean
custody_register_add(Database *database, const char *actor, const char *action,
                     const char *object, const char *detail, GError **error)
{
    DATABASE_LOCK(database);
    g_autofree char *before = NULL;
    if (!last_hash(database, &before, error))
        return FALSE;
    const Entry entry = {clock_now(), actor, action, object, detail};
    g_autofree char *hash = entry_hash(before, &entry);
    return DATABASE_RUN(database, SQL_REGISTER_ADD, error, SQL_I(entry.at),
                        SQL_T(actor), SQL_T(action), SQL_T(object),
                        SQL_T(detail), SQL_T(hash));
}

static const char *
text_of(DatabaseRows *rows, int column)
{
    return (const char *)sqlite3_column_text(rows, column);
}

gboolean
custody_register_verify(Database *database, gint64 *rows_read, gint64 *broken,
                        char **last, GError **error)
{
    DATABASE_LOCK(database);
    g_autoptr(GError) failure = NULL;
    g_autofree char *before = NULL;
    g_autoptr(DatabaseRows) rows =
        database_query(database, SQL_REGISTER_LIST, error, NULL, 0);
    *rows_read = *broken = 0;
    while (rows && !*broken && database_next(database, rows, &failure)) {
        const Entry entry = {sqlite3_column_int64(rows, 1), text_of(rows, 2),
                             text_of(rows, 3), text_of(rows, 4),
                             text_of(rows, 5)};
        g_autofree char *hash = entry_hash(before, &entry);
        ++*rows_read;
        if (g_strcmp0(hash, text_of(rows, 6)) != 0)
            *broken = sqlite3_column_int64(rows, 0);
        g_free(before);
        before = g_steal_pointer(&hash);
    }
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (rows)
        *last = g_steal_pointer(&before);
    return rows && !failure;
}
