#include "base/fair_lock.h"

void
fair_lock_init(FairLock *lock)
{
    *lock = (FairLock){0};
    g_mutex_init(&lock->mutex);
    g_cond_init(&lock->changed);
}

void
fair_lock_clear(FairLock *lock)
{
    g_mutex_clear(&lock->mutex);
    g_cond_clear(&lock->changed);
}

void
fair_lock_lock(FairLock *lock)
{
    g_mutex_lock(&lock->mutex);
    if (lock->owner != g_thread_self()) {
        guint64 turn = lock->asked++;
        while (turn != lock->served)
            g_cond_wait(&lock->changed, &lock->mutex);
        lock->owner = g_thread_self();
    }
    lock->depth++;
    g_mutex_unlock(&lock->mutex);
}

void
fair_lock_unlock(FairLock *lock)
{
    g_mutex_lock(&lock->mutex);
    if (--lock->depth == 0) {
        lock->owner = NULL;
        lock->served++;
        g_cond_broadcast(&lock->changed);
    }
    g_mutex_unlock(&lock->mutex);
}
