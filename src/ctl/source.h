/* What report, export and digest work with: the index of one moment, beside
 * the running daemon. */
#pragma once

#include "base/phrase.h"
#include "ctl/ctl.h"
#include "report/source_database.h"

typedef struct {
    Config *config;
    char *texts_folder;
    Phrases *phrases;
    Database *database;
    ReportDatabase *reader;
    const ReportSource *source;
    gboolean shows_progress; /* stderr is a terminal */
    gboolean progress_shown;
} CtlSource;

/* EX_OK, or the exit code after saying why. */
int ctl_source_open(const CtlContext *context, CtlSource *source);
void ctl_source_clear(CtlSource *source);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CtlSource, ctl_source_clear)

/* A progress callback: "1 200 / 10 000" on a terminal's stderr, nothing
 * elsewhere; `data` is the CtlSource. */
void ctl_source_progress(gpointer data, guint done, guint total);

/* The options of one command out of its arguments (GOptionEntry, NULL-ended);
 * what is left over goes to `rest` (g_strfreev). EX_OK or EX_USAGE. */
int ctl_parse_options(const CtlContext *context, const GOptionEntry *entries,
                      char ***rest);
