/* One mail in several dossiers: the same bytes by hard links. */
#include "dossier/dossier_store_private.h"

#include <string.h>

/* The same file name in another folder. */
static char *
in_folder(const char *folder, const char *file)
{
    const char *slash = strrchr(file, '/');
    return g_strconcat(folder, "/", slash ? slash + 1 : file, NULL);
}

static gboolean
share_mail(DossierStore *store, gint64 message, gint64 from, gint64 to,
           const char *folder, GError **error)
{
    g_autofree char *file = NULL;
    {
        DATABASE_LOCK(store->database);
        g_autoptr(DatabaseRows) rows =
            DATABASE_QUERY(store->database, SQL_MESSAGE_FILE, error,
                           SQL_I(from), SQL_I(message));
        if (!rows)
            return FALSE;
        if (database_next(store->database, rows, NULL))
            file = database_column_text(rows, 0);
    }
    g_autofree char *place =
        file && *file ? in_folder(folder, file) : g_strdup("");
    if (*place)
        store_group_link(store->group, file, place);
    return DATABASE_RUN(store->database, SQL_ADD_DOSSIER_MESSAGE, error,
                        SQL_I(to), SQL_I(message), SQL_T(place));
}

/* (id, file) of the pieces that the mail brought to `from`. */
typedef struct {
    gint64 id;
    char *file;
} Piece;

static void
piece_clear(gpointer pointer)
{
    g_free(((Piece *)pointer)->file);
}

static void
take_piece(DatabaseRows *rows, gpointer pieces_pointer)
{
    GArray *pieces = pieces_pointer;
    Piece piece = {sqlite3_column_int64(rows, 0),
                   database_column_text(rows, 1)};
    g_array_append_val(pieces, piece);
}

static GArray *
list_pieces(DossierStore *store, gint64 message, gint64 from, GError **error)
{
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    g_array_set_clear_func(pieces, piece_clear);
    if (!DATABASE_EACH(store->database, SQL_LIST_PIECES, error, take_piece,
                       pieces, SQL_I(from), SQL_I(message)))
        return NULL;
    return g_steal_pointer(&pieces);
}

/* The mail itself may be a piece (a letter in its body): it is linked once. */
static gboolean
share_piece(DossierStore *store, const Piece *piece, gint64 to,
            const char *folder, GError **error)
{
    g_autofree char *place =
        piece->file ? in_folder(folder, piece->file) : NULL;
    if (!DATABASE_RUN(store->database, SQL_SHARE_DOCUMENT, error, SQL_I(to),
                      SQL_I(piece->id), SQL_T(place)))
        return FALSE;
    if (place && database_changes(store->database) > 0 &&
        !g_str_has_suffix(place, ".eml"))
        store_group_link(store->group, piece->file, place);
    return TRUE;
}

gboolean
store_share(DossierStore *store, gint64 message, gint64 from, gint64 to,
            GError **error)
{
    g_autofree char *folder = store_folder(store, to, error);
    if (!folder || !share_mail(store, message, from, to, folder, error))
        return FALSE;
    g_autoptr(GArray) pieces = list_pieces(store, message, from, error);
    for (guint i = 0; pieces && i < pieces->len; i++)
        if (!share_piece(store, &g_array_index(pieces, Piece, i), to, folder,
                         error))
            return FALSE;
    return pieces != NULL;
}
