/* Between the files of dossier/custody*.c. */
#pragma once

#include "dossier/custody.h"
#include "dossier/dossier_store_private.h"

typedef struct {
    gint64 id, candidate;
    char *ref, *campaign, *position, *folder;
    gboolean withdrawn;
    gint64 created_at;
} CustodyDossier;
void custody_dossier_clear(CustodyDossier *dossier);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CustodyDossier, custody_dossier_clear)

/* FALSE with an error, also where there is none. */
gboolean custody_find_dossier(DossierStore *store, const char *ref,
                              CustodyDossier *found, GError **error);

typedef struct {
    gint64 id;
    char *sha256;
    char *file; /* raw mail in no dossier, relative; NULL: none */
} CustodyMail;

/* CustodyMail* of a query for (id, sha256, file); NULL with an error. */
GPtrArray *custody_list_mails(DossierStore *store, DatabaseSql sql,
                              const DatabaseValue *values, gsize n,
                              GError **error);
