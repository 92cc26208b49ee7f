/* The source that reads the index.
 *
 * Over a read-only connection all that one source gives is of one moment: it
 * holds a read transaction from open to close, so keep it short-lived. Over
 * the daemon's own connection each call is of its own moment and takes the
 * connection's lock: give the pages a connection of their own.
 */
#pragma once

#include "dossier/database.h"
#include "report/source.h"

typedef struct ReportDatabase ReportDatabase;

/* `config` and `database` outlive it. */
ReportDatabase *report_database_open(const Config *config, Database *database,
                                     GError **error);
void report_database_close(ReportDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportDatabase, report_database_close)

const ReportSource *report_database_source(const ReportDatabase *database);
