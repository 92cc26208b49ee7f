/* A lost or damaged index made anew from the records of the store
 * (dossier_store_record.h): the same references, row numbers, verdicts,
 * pieces, register and tombstones. Mailboxes are looked through again by the
 * next pass, which knows every mail and answers none.
 *
 * What was not certainly sent is `unknown`, what the cap of a sender held back
 * is `cancelled`; nothing at all goes out until a person says so (outbox.h,
 * outbox_resume).
 */
#pragma once

#include "dossier/database.h"

#define REBUILD_ERROR (rebuild_error_quark())
GQuark rebuild_error_quark(void);
typedef enum {
    REBUILD_ERROR_NOTHING, /* the store holds no records */
} RebuildError;

/* The setting that is not 0 from a rebuild until outgoing mail is resumed. */
#define REBUILD_SETTING "rebuilt_at"

/* FALSE with DATABASE_ERROR_CORRUPT where the store holds records and there is
 * no index. Asked before the index is opened, which would make an empty one. */
gboolean rebuild_check(const char *state_dir, GError **error);

typedef struct {
    guint dossiers, messages; /* in the new index */
    guint missing;            /* files that it names and that are not there */
    guint unknown;      /* mails of which it is not known that they went */
    GPtrArray *damaged; /* char*, records that could not be read */
    gboolean kept_old;  /* as dossierd.db.old */
} RebuildResult;
void rebuild_result_free(RebuildResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RebuildResult, rebuild_result_free)

typedef void (*RebuildProgress)(gpointer data, guint done, guint total);

/* The caller holds the lock of `state_dir`, and nobody has the index open;
 * `actor` is for the register. On failure the old index stands as it was. */
RebuildResult *rebuild_index(const char *state_dir, const char *actor,
                             RebuildProgress progress, gpointer data,
                             GError **error);
