/* The thread that takes the turns of daemon/upkeep.h: sleeps until the next
 * one is due, or something is news, or the clock was set.
 */
#pragma once

#include "daemon/upkeep.h"

typedef struct Scheduler Scheduler;

/* Called on the scheduler's thread. */
typedef struct {
    gpointer data;
    /* Before a turn: waits until what was collected is filed. */
    void (*settle)(gpointer data);
    /* After a turn: mail may have been queued. */
    void (*queued)(gpointer data);
} SchedulerOwner;

/* `upkeep` outlives it. NULL where the system has no timers. */
Scheduler *scheduler_new(Upkeep *upkeep, const SchedulerOwner *owner,
                         GError **error);
/* Finishes the turn under way; what others note from now on is heard by
 * nobody. */
void scheduler_stop(Scheduler *scheduler);
void scheduler_free(Scheduler *scheduler);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scheduler, scheduler_free)

/* From any thread: something is news. */
void scheduler_wake(Scheduler *scheduler);
/* From any thread: the mailboxes were all looked at once. Without that the
 * calendar is worked off after SCHEDULER_PATIENCE_SECONDS all the same: one
 * server out of reach must not silence a campaign. */
void scheduler_collected(Scheduler *scheduler);

#define SCHEDULER_PATIENCE_SECONDS 300
