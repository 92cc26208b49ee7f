/* What the files of the dossier store share. Private to dossier_store*.c. */
#pragma once

#include "dossier/database_sqlite.h"
#include "dossier/dossier_store.h"
#include "dossier/dossier_store_group.h"
#include "dossier/dossier_store_record.h"

struct DossierStore {
    const Config *config;
    Database *database;
    GTimeZone *zone;
    char *spool;
    int state_fd;      /* the open state_dir, -1 before */
    char *identity;    /* of this index */
    gint64 committed;  /* number of the last group with files */
    StoreGroup *group; /* NULL outside a group */
    /* Ended without its rows, as far as is known, but its files stand. */
    StoreGroup *undecided;
    GPtrArray *removals; /* char*, what the last groups could not remove */
    StoreChanges changes;
    KnownLookup known;
    Database *reader; /* for what must not wait for a group */
    KnownLookup committed_known;
};

/* A JSON array of texts; NULL is the empty array. New string. */
char *store_json(const char *const *texts);
/* The way back; anything else than an array of texts is empty. */
char **store_from_json(const char *json);

/* The candidate whom `recognition` names, known or new; 0 with an error.
 * The same person: the same names, and the address is known, the mail cites
 * or continues one of the dossiers, shows a known address, or brings a piece
 * that lies there already; or the same address and nearly the same names.
 * Everybody else of the same names is a namesake: a candidate of their own,
 * both marked. */
gint64 store_candidate(DossierStore *store, const Message *message,
                       const Recognition *recognition, GError **error);

/* A candidate who adds to their dossier from another address has that one,
 * too. Not where somebody else sent the mail on, or the names differ. */
gboolean store_learn_address(DossierStore *store, const KnownDossier *dossier,
                             const Recognition *recognition, GError **error);

/* The dossier of a candidate for a position, known or new; 0 with an error. */
gint64 store_dossier(DossierStore *store, gint64 candidate,
                     const char *campaign, const char *position,
                     gint64 received_at, StoreResult *result, GError **error);

/* Judges late, missing and the first instant again, after something was added
 * at `received_at` or an earlier copy came. */
gboolean store_judge(DossierStore *store, gint64 dossier, gint64 received_at,
                     GError **error);

/* Copies the mail and the pieces of `message` from a dossier that has them
 * into another, by hard links. */
gboolean store_share(DossierStore *store, gint64 message, gint64 from,
                     gint64 to, GError **error);

/* Notes (mailbox, uidvalidity, uid) as a copy of `message`. */
gboolean store_copy(DossierStore *store, const MailboxMail *mail,
                    gint64 message, gboolean filed, GError **error);

/* The same for all copies that were noted before it was filed. */
gboolean store_copies_filed(DossierStore *store, gint64 message,
                            GError **error);

/* A ConfigMailbox.filed_folder with its fields filled in. New string. */
char *store_expand_folder(const char *pattern, const char *campaign,
                          const char *position);

StoreResult *store_result_new(StoreOutcome outcome, gint64 message);
void store_result_add(StoreResult *result, gint64 dossier);

/* dossiers/<campaign>/<position>/<folder> and the like, relative. */
char *store_folder(DossierStore *store, gint64 dossier, GError **error);

gboolean store_known_open(DossierStore *store, GError **error);

/* Judges again the dossiers of campaigns whose requirements or deadline
 * changed since. */
gboolean store_sync_campaigns(DossierStore *store, GError **error);
