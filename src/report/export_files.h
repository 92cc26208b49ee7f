/* The files of one dossier into an archive. Private to the exports. */
#pragma once

#include "report/export.h"
#include "report/export_archive.h"

/* Puts the pieces and raw mails below `folder` (ends in "/", may be ""). A
 * file that cannot be read is counted in `result`, not an error. */
gboolean export_dossier_files(ExportArchive *archive, const ExportInput *input,
                              const ReportSummary *summary,
                              const ReportDossier *dossier, const char *folder,
                              ExportResult *result, GError **error);
/* One file of the store, relative to state_dir; the same. */
gboolean export_stored_file(ExportArchive *archive, const ExportInput *input,
                            const char *name, const char *file,
                            gint64 changed_at, ExportResult *result,
                            GError **error);
/* "<campaign>/<position>/<FAMILY Given (REF)>/". New string. */
char *export_dossier_folder(const ReportSummary *summary,
                            const ReportDossier *dossier);
/* "Message du 2026-05-04 10 h 12.eml". New string. */
char *export_message_name(const ExportInput *input,
                          const ReportSummary *summary, gint64 received_at);
