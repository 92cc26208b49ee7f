/* A ZIP written entry by entry, with names in UTF-8 that read well on every
 * system. Private to the exports. */
#pragma once

#include <glib.h>

typedef struct ExportArchive ExportArchive;

/* Begins the archive at `path`, under a temporary name. */
ExportArchive *export_archive_open(const char *path, GError **error);
/* Without export_archive_finish() nothing is left of it. */
void export_archive_free(ExportArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExportArchive, export_archive_free)

/* Each component of a name goes through this once: safe, at most 100 bytes. */
char *export_archive_name(const char *text);

/* Adds a file of the store under `name`; where that name is taken, " (2)" and
 * so on stands before the extension. FALSE with a G_FILE_ERROR if the file
 * cannot be read (the archive stays good), EXPORT_ERROR if it cannot be
 * written. A link is not followed. */
gboolean export_archive_add_file(ExportArchive *archive, const char *name,
                                 const char *file, gint64 changed_at,
                                 GError **error);

/* A file made as it is written: begin, any number of writes, next entry. */
gboolean export_archive_begin(ExportArchive *archive, const char *name,
                              gint64 changed_at, GError **error);
gboolean export_archive_write(gpointer archive, const char *bytes, gsize length,
                              GError **error);

/* Syncs and renames. */
gboolean export_archive_finish(ExportArchive *archive, GError **error);
