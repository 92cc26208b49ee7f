/* Reads records back (dossier_store_record.h tells what they are). `file` is
 * relative to the state folder. Private to src/dossier. */
#pragma once

#include "dossier/database.h"

/* How the two versions of a dossier's record end. */
#define RECORD_FIRST ".0.json"
#define RECORD_SECOND ".1.json"

/* The other version of a dossier's record, new string; NULL for another sort
 * of record. */
char *record_other_version(const char *file);

/* The text of a record and the number of its group, by SQLite's JSON functions
 * over `database`. Of a dossier that was being recorded when the program ended
 * both versions may stand: the newer that is whole counts, and `file` may be
 * either. NULL where none is whole; `group` is then left alone. */
char *record_read(Database *database, const char *state_dir, const char *file,
                  gint64 *group);
