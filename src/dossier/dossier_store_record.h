/* Records: what the index knows of each dossier, as files of the store.
 *
 * From them `dossierctl rebuild` (dossier/rebuild.h) makes a lost index anew.
 * <state_dir>/records/ holds, as JSON (database_sql_record.c is its form):
 *
 *   REF.0.json, REF.1.json   a dossier; there is one of both, the other is
 *                            the next version's
 *   mail-SHA.json            a message in review or quarantine
 *   register-GROUP.json      lines of the register, tombstones
 *
 * They are files of the group in which the rows change, so that records and
 * rows are one whole. Private to src/dossier.
 */
#pragma once

#include "dossier/dossier_store.h"

/* Settings: the last line of the register that a record has; whether every
 * dossier has its record. */
#define STORE_REGISTERED "registered"
#define STORE_RECORDED "records"

/* What changes in the group under way; empty at its begin and end. */
typedef struct {
    GHashTable *dossiers, *messages; /* gint64 sets of row ids */
    GPtrArray *erased;               /* char*, hashes of erased mails */
} StoreChanges;
void store_changes_init(StoreChanges *changes);
void store_changes_clear(StoreChanges *changes);

/* The rows of a dossier, of a message in none, were changed. */
void store_touch(DossierStore *store, gint64 dossier);
void store_touch_aside(DossierStore *store, gint64 message);

/* The record goes with the group: of a message that is in a dossier now or
 * erased, of a dossier. */
void store_forget_aside(DossierStore *store, const char *sha256);
void store_forget_dossier(DossierStore *store, const char *ref);
/* Its tombstones are to be recorded. */
void store_note_erased(DossierStore *store, const char *sha256);

/* The number of the group that wrote the record `name`, relative to
 * `state_dir`; 0 where it is missing or not whole. */
gint64 store_record_group(Database *database, const char *state_dir,
                          const char *name);

/* Before the group `number` is published: plans its records. */
gboolean store_plan_records(DossierStore *store, gint64 number, GError **error);

/* At start: records of what was filed by a version that made none, in groups
 * of their own. */
gboolean store_complete_records(DossierStore *store, GError **error);
