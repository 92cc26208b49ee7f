/* What leaves the program as files: the spreadsheet, the dossiers as a ZIP,
 * everything that is held about one person (RGPD art. 15).
 *
 * All are streamed: memory does not grow with the number of dossiers. The file
 * at `path` is replaced once the new one is whole; until then it is written
 * beside it under a temporary name.
 */
#pragma once

#include "base/phrase.h"
#include "report/source.h"

typedef struct {
    const Config *config;
    const Phrases *phrases;
    const ReportSource *source;
    const char *campaign; /* id, NULL: all */
    const char *position; /* id, NULL: all */
    /* Called after each dossier with their number so far and in all; may be
     * NULL. */
    void (*progress)(gpointer data, guint done, guint total);
    gpointer progress_data;
} ExportInput;

typedef struct {
    guint dossiers;
    guint files;   /* put into the ZIP */
    guint missing; /* named by the index, not to be read: see `verify` */
} ExportResult;

#define EXPORT_ERROR (export_error_quark())
GQuark export_error_quark(void);
typedef enum {
    EXPORT_ERROR_TOO_LARGE, /* beyond the caller's cap */
    EXPORT_ERROR_ARCHIVE,
    EXPORT_ERROR_NOTHING, /* nothing is held about that person */
} ExportError;

/* Takes the next bytes of a spreadsheet. */
typedef gboolean (*ExportSink)(gpointer data, const char *bytes, gsize length,
                               GError **error);

/* A row for each dossier, to `sink`. */
gboolean export_csv_rows(const ExportInput *input, ExportSink sink,
                         gpointer data, GError **error);
gboolean export_csv(const ExportInput *input, const char *path, GError **error);
/* In memory, for a mail; EXPORT_ERROR_TOO_LARGE beyond `max_bytes`. */
GBytes *export_csv_bytes(const ExportInput *input, gsize max_bytes,
                         GError **error);

/* <campaign>/<position>/<FAMILY Given (REF)>/ with the pieces under their
 * titles and the raw mails, and the spreadsheet at the top. `result` may be
 * NULL. */
gboolean export_zip(const ExportInput *input, const char *path,
                    ExportResult *result, GError **error);

/* Everything about the person who writes from `address`: dossiers, pieces,
 * mails, mails under review, and a text that lists what is held. */
gboolean export_person(const ExportInput *input, const char *address,
                       const char *path, ExportResult *result, GError **error);
