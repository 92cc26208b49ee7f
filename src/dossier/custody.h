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

/* The candidate withdrew: no reminder any more. Mails that say so and wait for
 * review are settled into the dossier. Begins and commits its own group. */
gboolean custody_withdraw(DossierStore *store, const char *ref,
                          const char *actor, GError **error);

/* A mail that the daemon cannot remove: it never touches a mailbox but to
 * move what it filed. */
typedef struct {
    char *mailbox, *folder;
    guint32 uid; /* 0: not known, it was moved */
    gint64 received_at;
} CustodyRemnant;

typedef struct {
    guint messages, files;
    GPtrArray *remnants; /* CustodyRemnant* */
} CustodyErasure;
void custody_erasure_free(CustodyErasure *erasure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CustodyErasure, custody_erasure_free)

/* The dossier with its files, the mails that no other dossier has, what we
 * wrote about it, and with the last dossier the candidate and their mails
 * under review. What stays is the reference, and a tombstone for each copy of
 * a mail so that it does not come back. In a group of its own; `action` is for
 * the register: "erase" or "purge". */
CustodyErasure *custody_erase(DossierStore *store, const char *ref,
                              const char *actor, const char *action,
                              GError **error);
/* The same for a message that is in no dossier. */
CustodyErasure *custody_erase_message(DossierStore *store, gint64 message,
                                      const char *actor, const char *action,
                                      GError **error);

/* What has been kept as long as its campaign says. */
typedef struct {
    char *ref;      /* NULL: a message in no dossier */
    gint64 message; /* 0: a dossier */
    gint64 last_contact;
} CustodyDue;
void custody_due_free(CustodyDue *due);

/* CustodyDue*, `limit` at most of each sort and campaign; NULL with an
 * error. */
GPtrArray *custody_list_due(DossierStore *store, gint64 now, guint limit,
                            GError **error);
