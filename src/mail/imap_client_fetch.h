/* Fetching: header fields, structures, bodies. Part of mail/imap_client.h.
 *
 * Several commands are under way at once, so that the number of round trips
 * does not grow with the number of mails. Callbacks run on the caller's thread
 * while the server goes on sending; one that blocks slows the server down, it
 * is not held against it. FALSE from a callback ends the session.
 */
#pragma once

#include "mail/imap_client.h"
#include "mail/imap_structure.h"

/* One mail's header fields. `header` is to be kept by reference. */
typedef struct {
    guint32 uid;
    gint64 internal_date; /* seconds since 1970 */
    gint64 size;          /* RFC822.SIZE */
    GBytes *header;       /* at most IMAP_PARSER_MAX_KEPT bytes */
} ImapHeader;
typedef gboolean (*ImapHeaderFunc)(gpointer data, const ImapHeader *header,
                                   GError **error);

/* For all of `uids` that are there; `set` is an IMAP sequence set such as
 * "7:*", which the server answers with the last mail even if it is below 7.
 * TRUE with `refusal` set: the server could not give all of them. */
gboolean imap_client_fetch_headers(ImapClient *client, const char *set,
                                   ImapHeaderFunc found, gpointer data,
                                   GError **refusal, GError **error);

/* A few header fields of many mails: the server is asked for the next slices
 * while `ended` works on what a slice left. */
typedef struct {
    gpointer data;
    /* Of UIDs nobody asked for, too; some may not come. */
    void (*found)(gpointer data, guint32 uid, const char *header, gsize length);
    /* No more comes of `slice`. May fetch headers, structures, bodies. */
    gboolean (*ended)(gpointer data, const ImapSet *slice, GError **error);
} ImapGlances;

gboolean imap_client_fetch_glances(ImapClient *client, const ImapSet *uids,
                                   const ImapGlances *glances, GError **error);

/* In ascending UIDs. */
typedef struct {
    guint32 uid;
    gint64 size; /* RFC822.SIZE, for the grouping */
} ImapWanted;

/* `parts` are ImapPart*, in order. One that the server cannot give does not
 * come. */
typedef gboolean (*ImapStructureFunc)(gpointer data, guint32 uid,
                                      GPtrArray *parts, GError **error);
gboolean imap_client_fetch_structures(ImapClient *client,
                                      const GArray *wanted /* ImapWanted */,
                                      ImapStructureFunc found, gpointer data,
                                      GError **error);

typedef struct {
    const char *spool;
    gint64 max_bytes; /* larger ones are not written */
    gpointer data;
    /* A mail is in `file`, all of its announced bytes; takes ownership of the
     * path. NULL: larger than max_bytes. UIDs nobody asked for may come. */
    gboolean (*found)(gpointer data, guint32 uid, char *file, gint64 size,
                      GError **error);
    /* The server ended its answer for wanted[first] to wanted[end - 1]: what
     * was not found is gone, or, with `refusal`, was not given. */
    gboolean (*ended)(gpointer data, guint first, guint end,
                      const GError *refusal, GError **error);
} ImapBodies;

/* Streams bodies into new files below bodies->spool, in ascending UIDs. A
 * failing disk gives a G_FILE_ERROR; no file is left behind then. */
gboolean imap_client_fetch_bodies(ImapClient *client,
                                  const GArray *wanted /* ImapWanted */,
                                  const ImapBodies *bodies, GError **error);
