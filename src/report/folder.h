/* The folder of written pages: whole files only, only what changed.
 *
 * A page is written under a temporary name and renamed over the old one, so
 * that a reader sees the one or the other. A page whose bytes are the same is
 * left alone. Pages can be made again at any time: nothing is synced.
 */
#pragma once

#include <glib.h>

typedef struct ReportFolder ReportFolder;

/* Creates `path` where needed. `state_dir` is where the store's files are.
 * `mode` is that of a page (0: 0600); who may read a page may enter its
 * folders. A folder of somebody else keeps its mode. */
ReportFolder *report_folder_open(const char *path, const char *state_dir,
                                 guint mode, GError **error);
void report_folder_close(ReportFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportFolder, report_folder_close)

/* `name` is relative to the folder, made of the program's own ids, "/"
 * between folders. */
gboolean report_folder_write(ReportFolder *folder, const char *name,
                             GBytes *content, GError **error);

/* The address of `file` (relative to state_dir) as the page `name` links to
 * it: a relative URL, percent-encoded. New string. */
char *report_folder_link(const ReportFolder *folder, const char *name,
                         const char *file);

/* Removes pages of ours that were not written since the folder was opened: a
 * dossier that was erased leaves no page behind. So do half-written pages of
 * a run that was cut off. Files without our mark (REPORT_FOLDER_MARK in the
 * first 500 bytes) are never touched. */
gboolean report_folder_sweep(ReportFolder *folder, GError **error);
#define REPORT_FOLDER_MARK "<meta name=\"generator\" content=\"dossierd\">"

/* Pages written anew, and pages removed. */
guint report_folder_written(const ReportFolder *folder);
guint report_folder_removed(const ReportFolder *folder);
