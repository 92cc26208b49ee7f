/* The watched mailboxes: a thread each, and what they ask and tell.
 *
 * Joins mail/mailbox.h to the rules (which mail to take) and to the pipeline.
 */
#pragma once

#include "daemon/pipeline.h"

typedef struct Watches Watches;

/* Told on the mailboxes' threads. */
typedef struct {
    gpointer data;
    /* Contact (`fault` NULL) or trouble. */
    void (*reported)(gpointer data, const ConfigMailbox *mailbox,
                     const GError *fault);
    /* ClamAV had a verdict (`fault` NULL) or none. Where it is not asked, it
     * has one. */
    void (*scanned)(gpointer data, const GError *fault);
    /* The certificate of the mailbox's server is good until then. */
    void (*certificate)(gpointer data, const ConfigMailbox *mailbox,
                        gint64 until);
    /* Once, when each mailbox was worked through or found in trouble. */
    void (*collected)(gpointer data);
} WatchesOwner;

/* All outlive the watches. */
Watches *watches_new(const Services *services, Pipeline *pipeline,
                     const WatchesOwner *owner);
void watches_free(Watches *watches);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watches, watches_free)

/* One pass over every mailbox, all at once; returns how many could not be
 * worked through (each logged). */
guint watches_pass(Watches *watches);

/* Runs every mailbox in its thread until watches_stop(). FALSE if a thread
 * could not be had. */
gboolean watches_start(Watches *watches, GError **error);

/* Ends the threads, waits for them. */
void watches_stop(Watches *watches);

/* A group was lost: every mailbox starts again from its stored cursor. */
void watches_reset(Watches *watches);

/* Something may be there to move or to append. */
void watches_wake(Watches *watches);
