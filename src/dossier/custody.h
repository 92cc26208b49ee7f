/* What people decide about what is kept: settle, withdraw, erase, purge.
 *
 * Every change runs in a group of the store (dossier_store_begin … commit), so
 * that rows, files and the register's row are one whole. References are taken
 * in any letter case. Errors are CUSTODY_ERROR, or the store's.
 */
#pragma once

#include "dossier/dossier_store.h"

#define CUSTODY_ERROR (custody_error_quark())
GQuark custody_error_quark(void);
typedef enum {
    CUSTODY_ERROR_UNKNOWN, /* there is no such dossier or message */
    CUSTODY_ERROR_STATE,   /* it is not in a state that allows it */
    CUSTODY_ERROR_CLOCK,   /* held: the clock is not credible */
    CUSTODY_ERROR_CAP,     /* more than one purge may take */
} CustodyError;

/* A message that waits for a person, and what is needed to read it again. */
typedef struct {
    gint64 id;
    char *sha256;
    char *message_id; /* NULL: it has none */
    char *campaign;   /* NULL: not known */
    char *file;       /* absolute path of the raw mail */
    gint64 size;
    /* Its first copy. */
    char *mailbox;
    guint32 uidvalidity, uid;
    gint64 received_at;
} CustodyWaiting;

/* `name` is the row id of `dossierctl messages`, or the Message-ID with or
 * without its brackets. Only what waits for review and has its raw mail. */
CustodyWaiting *custody_find_waiting(DossierStore *store, const char *name,
                                     GError **error);
void custody_waiting_free(CustodyWaiting *waiting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CustodyWaiting, custody_waiting_free)
