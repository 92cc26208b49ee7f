#include "base/fair_lock.h"

/* A condition of its own: of a thousand that wait only the next is woken. */
typedef struct {
    GThread *thread;
    GCond given;
} Waiter;

void
fair_lock_init(FairLock *lock)
{
    *lock = (FairLock){.waiting = G_QUEUE_INIT};
    g_mutex_init(&lock->mutex);
}

void
fair_lock_clear(FairLock *lock)
{
    g_mutex_clear(&lock->mutex);
}

/* Call with the mutex held. */
static void
wait_for_turn(FairLock *lock)
{
    Waiter waiter = {.thread = g_thread_self()};
    g_cond_init(&waiter.given);
    g_queue_push_tail(&lock->waiting, &waiter);
    while (lock->owner != waiter.thread)
        g_cond_wait(&waiter.given, &lock->mutex);
    g_cond_clear(&waiter.given);
}

void
fair_lock_lock(FairLock *lock)
{
    g_mutex_lock(&lock->mutex);
    if (!lock->owner)
        lock->owner = g_thread_self();
    else if (lock->owner != g_thread_self())
        wait_for_turn(lock);
    lock->depth++;
    g_mutex_unlock(&lock->mutex);
}

/* Given back, it belongs to the next that waits before that one runs. */
void
fair_lock_unlock(FairLock *lock)
{
    g_mutex_lock(&lock->mutex);
    if (--lock->depth == 0) {
        Waiter *next = g_queue_pop_head(&lock->waiting);
        lock->owner = next ? next->thread : NULL;
        if (next)
            g_cond_signal(&next->given);
    }
    g_mutex_unlock(&lock->mutex);
}
