#include "base/fair_lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROUNDS 500

typedef struct {
    FairLock lock;
    gint asks, done; /* atomic */
} Case;

static gpointer
lock_once(gpointer case_pointer)
{
    Case *fixture = case_pointer;
    g_atomic_int_set(&fixture->asks, TRUE);
    g_autoptr(FairLockHold) hold = fair_lock_hold(&fixture->lock);
    g_atomic_int_set(&fixture->done, TRUE);
    return NULL;
}

/* The holder takes it again at once, over and over. */
static void
test_no_thread_is_kept_out(void **state)
{
    (void)state;
    Case fixture = {0};
    fair_lock_init(&fixture.lock);
    fair_lock_lock(&fixture.lock);
    GThread *other = g_thread_new("other", lock_once, &fixture);
    while (!g_atomic_int_get(&fixture.asks))
        g_usleep(100);
    guint rounds = 0;
    while (!g_atomic_int_get(&fixture.done) && rounds < ROUNDS) {
        g_usleep(1000);
        fair_lock_unlock(&fixture.lock);
        fair_lock_lock(&fixture.lock);
        rounds++;
    }
    gboolean done = g_atomic_int_get(&fixture.done);
    fair_lock_unlock(&fixture.lock);
    g_thread_join(other);
    fair_lock_clear(&fixture.lock);
    if (!done)
        fail_msg("kept out for %u rounds", rounds);
}

/* Only the last of as many unlocks lets others in. */
static void
test_recursive(void **state)
{
    (void)state;
    Case fixture = {0};
    fair_lock_init(&fixture.lock);
    fair_lock_lock(&fixture.lock);
    fair_lock_lock(&fixture.lock);
    GThread *other = g_thread_new("other", lock_once, &fixture);
    while (!g_atomic_int_get(&fixture.asks))
        g_usleep(100);
    fair_lock_lock(&fixture.lock);
    fair_lock_unlock(&fixture.lock);
    fair_lock_unlock(&fixture.lock);
    g_usleep(20000);
    assert_false(g_atomic_int_get(&fixture.done));
    fair_lock_unlock(&fixture.lock);
    g_thread_join(other);
    assert_true(fixture.done);
    fair_lock_clear(&fixture.lock);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_thread_is_kept_out),
        cmocka_unit_test(test_recursive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
