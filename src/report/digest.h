/* The weekly digest: what the referent (or a school) reads on Monday.
 *
 * One content, built once as blocks, is written twice: as text and as HTML
 * that Outlook, Thunderbird, Zimbra and telephones show (tables, inline
 * styles, no outside resource, the chart as "cid:chart"). Lists are cut after
 * some entries, with the number of the rest; the spreadsheet holds them all.
 */
#pragma once

#include "base/phrase.h"
#include "report/source.h"

typedef struct {
    const Config *config;
    const Phrases *phrases;
    const ReportSource *source;
    const ConfigCampaign *campaign;
    const ConfigPosition *position; /* NULL: the whole campaign; else what that
                                       school may see: its own dossiers */
    gint64 since, until;            /* the week: from the last digest to now */
} DigestInput;

typedef struct {
    char *subject;
    char *text;        /* text/plain */
    char *html;        /* text/html, whole document */
    GBytes *png;       /* "cid:chart"; NULL where nothing has arrived yet */
    GBytes *csv;       /* NULL where it would be too large for a mail */
    char *csv_name;    /* "candidatures-<campaign>.csv" */
    gboolean is_empty; /* nothing happened since; it may be sent all the same */
} Digest;

/* NULL where the source fails. */
Digest *digest_build(const DigestInput *input, GError **error);
void digest_free(Digest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Digest, digest_free)
