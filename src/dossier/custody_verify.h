/* Is the store what the index says? Reads every file; changes nothing, works
 * over a read-only connection beside the running daemon. */
#pragma once

#include "base/config.h"
#include "dossier/database.h"

typedef enum {
    CUSTODY_FILE_MISSING,   /* the index names it, it is not there */
    CUSTODY_FILE_CHANGED,   /* it is not what was filed */
    CUSTODY_FILE_UNKNOWN,   /* it is there, the index does not name it */
    CUSTODY_RECORD_MISSING, /* of a dossier, or it cannot be read */
    CUSTODY_MODE_WRONG,     /* not what store_readers asks for */
} CustodyFault;

typedef struct {
    gpointer data;
    /* `file` is relative to the state folder. */
    void (*fault)(gpointer data, CustodyFault fault, const char *file);
    void (*progress)(gpointer data, guint64 files);
} CustodyVerifier;

/* FALSE only where the index could not be read to its end. */
gboolean custody_verify(Database *database, const Config *config,
                        const CustodyVerifier *verifier, GError **error);
