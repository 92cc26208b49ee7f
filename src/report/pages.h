/* Static HTML pages of all campaigns: `dossierctl report` and report_dir.
 *
 * index.html, and below a folder for each campaign: index.html, poste-ID.html,
 * dossiers/REF.html, a-verifier.html, envois.html; long lists go on as
 * …-page-2.html. Every page is whole in itself: no outside resource, readable
 * without scripts, RGAA 4 / WCAG 2.1 AA. Dossiers are written before the
 * lists that link to them, the front page last. Only what changed is written,
 * and pages of dossiers that are gone are removed.
 */
#pragma once

#include "base/phrase.h"
#include "report/source.h"

typedef struct {
    const Config *config;
    const Phrases *phrases;
    const char *texts_folder; /* file_texts_folder() */
    const ReportSource *source;
    gint64 now;
    /* Called after each dossier with their number so far and in all; may be
     * NULL. */
    void (*progress)(gpointer data, guint done, guint total);
    gpointer progress_data;
    const gint *stop; /* atomic: not 0 ends the work; may be NULL */
} PagesInput;

typedef struct {
    guint written, removed; /* pages */
} PagesResult;

#define PAGES_ERROR (pages_error_quark())
GQuark pages_error_quark(void);
typedef enum { PAGES_ERROR_STOPPED } PagesError;

/* FALSE where a page cannot be written, the source fails or the work was
 * stopped: the pages are then partly new, each whole. `result` may be NULL. */
gboolean pages_write(const PagesInput *input, const char *folder,
                     PagesResult *result, GError **error);
