/* The names of what stands in the state folder, and how large a file of ours
 * may be that is read as a whole. Paths in the index are relative to the state
 * folder and begin with one of these folders. */
#pragma once

/* The index, and what SQLite keeps beside it. */
#define LAYOUT_INDEX "dossierd.db"
#define LAYOUT_INDEX_WAL LAYOUT_INDEX "-wal"
#define LAYOUT_INDEX_SHM LAYOUT_INDEX "-shm"
#define LAYOUT_INDEX_JOURNAL LAYOUT_INDEX "-journal"
/* The one before, kept by a rebuild, and where that makes the new one. */
#define LAYOUT_INDEX_OLD LAYOUT_INDEX ".old"
#define LAYOUT_REBUILD "rebuild"

/* What was filed: see dossier_store.h. */
#define LAYOUT_DOSSIERS "dossiers"
#define LAYOUT_REVIEW "review"
#define LAYOUT_QUARANTINE "quarantine"

/* From which the index can be made anew: see dossier_store_record.h and
 * outcome_log.h. */
#define LAYOUT_RECORDS "records"
#define LAYOUT_RECORD_MAX_BYTES (64 * 1024 * 1024)
#define LAYOUT_OUTCOMES "outbox.log"

/* See dossier_store_group.h. */
#define LAYOUT_JOURNAL "group.journal"
#define LAYOUT_JOURNAL_MAX_BYTES (16 * 1024 * 1024)

/* Raw mails and pieces under way; emptied at each start. */
#define LAYOUT_SPOOL "spool"

/* The running daemon: its lock, its socket for dossierctl. */
#define LAYOUT_LOCK "lock"
#define LAYOUT_CONTROL "control"
