/* A recursive lock that is given in the order in which it was asked for.
 *
 * GRecMutex is not: a thread that gives it back and takes it again at once, as
 * the intake does with group after group, keeps the others out for as long as
 * it likes. Any thread may call; what a thread locks it unlocks, as often. */
#pragma once

#include <glib.h>

typedef struct {
    GMutex mutex;
    GQueue waiting; /* those that asked, oldest first; on their stacks */
    GThread *owner; /* NULL: free */
    guint depth;
} FairLock;

void fair_lock_init(FairLock *lock);
/* Nobody holds it. */
void fair_lock_clear(FairLock *lock);

void fair_lock_lock(FairLock *lock);
void fair_lock_unlock(FairLock *lock);

/* Held until the end of the scope:
 *     g_autoptr(FairLockHold) hold = fair_lock_hold(&lock); */
typedef FairLock FairLockHold;

static inline FairLockHold *
fair_lock_hold(FairLock *lock)
{
    fair_lock_lock(lock);
    return lock;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(FairLockHold, fair_lock_unlock)
