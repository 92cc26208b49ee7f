#include "daemon/scheduler.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define LONGEST_SECONDS 3600

struct Scheduler {
    Upkeep *upkeep;
    SchedulerOwner owner;
    int wake_fd;             /* eventfd */
    int timer_fd;            /* on the wall clock; tells when it is set */
    gint collected, closing; /* atomic */
    gint64 patient_until;    /* clock_monotonic() */
    GThread *thread;
};

static void
set_timer(Scheduler *scheduler, gint64 instant)
{
    struct itimerspec alarm = {.it_value = {.tv_sec = instant}};
    timerfd_settime(scheduler->timer_fd,
                    TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &alarm, NULL);
}

/* Below libfaketime the kernel's clock is not ours: a timer that ends before
 * its time is not used again. */
static void
read_timer(Scheduler *scheduler, gint64 instant)
{
    guint64 count = 0;
    if (read(scheduler->timer_fd, &count, sizeof count) < 0) {
        if (errno == ECANCELED)
            log_info("the clock was set");
    } else if (clock_now() < instant) {
        close(scheduler->timer_fd);
        scheduler->timer_fd = -1;
    }
}

/* Two alarms for one instant. The timer runs on the wall clock: it goes on
 * while the machine sleeps, and ends when somebody sets the clock
 * (timerfd_create(2)). The timeout of poll(2) does neither, and is there for
 * systems where the timer is of no use. */
static void
sleep_until(Scheduler *scheduler, gint64 instant)
{
    gint64 seconds = CLAMP(instant - clock_now(), 1, LONGEST_SECONDS);
    guint64 count = 0;
    struct pollfd events[] = {
        {.fd = scheduler->wake_fd, .events = POLLIN},
        {.fd = scheduler->timer_fd, .events = POLLIN},
    };
    instant = clock_now() + seconds;
    if (scheduler->timer_fd >= 0)
        set_timer(scheduler, instant);
    poll(events, G_N_ELEMENTS(events), (int)seconds * 1000);
    if (events[0].revents != 0 &&
        read(scheduler->wake_fd, &count, sizeof count) < 0)
        log_debug("scheduler: woken for nothing");
    if (events[1].revents != 0)
        read_timer(scheduler, instant);
}

static gboolean
is_collected(Scheduler *scheduler)
{
    return g_atomic_int_get(&scheduler->collected) ||
           clock_monotonic() >= scheduler->patient_until;
}

static gint64
take_turn(Scheduler *scheduler)
{
    gboolean collected = is_collected(scheduler);
    if (collected)
        scheduler->owner.settle(scheduler->owner.data);
    gint64 next = upkeep_turn(scheduler->upkeep, collected);
    scheduler->owner.queued(scheduler->owner.data);
    if (collected)
        return next;
    gint64 patience =
        (scheduler->patient_until - clock_monotonic()) / G_USEC_PER_SEC;
    return MIN(next, clock_now() + patience + 1);
}

static gpointer
run(gpointer scheduler_pointer)
{
    Scheduler *scheduler = scheduler_pointer;
    while (!g_atomic_int_get(&scheduler->closing))
        sleep_until(scheduler, take_turn(scheduler));
    return NULL;
}

Scheduler *
scheduler_new(Upkeep *upkeep, const SchedulerOwner *owner, GError **error)
{
    g_autoptr(Scheduler) scheduler = g_new0(Scheduler, 1);
    scheduler->upkeep = upkeep;
    scheduler->owner = *owner;
    scheduler->patient_until =
        clock_monotonic() + SCHEDULER_PATIENCE_SECONDS * G_USEC_PER_SEC;
    scheduler->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    scheduler->timer_fd =
        timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (scheduler->wake_fd < 0 || scheduler->timer_fd < 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                    "no timer to be had: %s", g_strerror(errno));
        return NULL;
    }
    scheduler->thread = g_thread_new("scheduler", run, scheduler);
    return g_steal_pointer(&scheduler);
}

void
scheduler_wake(Scheduler *scheduler)
{
    guint64 one = 1;
    /* A full counter wakes as well. */
    if (write(scheduler->wake_fd, &one, sizeof one) < 0)
        log_debug("scheduler: is awake");
}

void
scheduler_collected(Scheduler *scheduler)
{
    g_atomic_int_set(&scheduler->collected, TRUE);
    scheduler_wake(scheduler);
}

void
scheduler_stop(Scheduler *scheduler)
{
    if (!scheduler->thread)
        return;
    g_atomic_int_set(&scheduler->closing, TRUE);
    scheduler_wake(scheduler);
    g_thread_join(scheduler->thread);
    scheduler->thread = NULL;
}

void
scheduler_free(Scheduler *scheduler)
{
    if (!scheduler)
        return;
    scheduler_stop(scheduler);
    if (scheduler->wake_fd >= 0)
        close(scheduler->wake_fd);
    if (scheduler->timer_fd >= 0)
        close(scheduler->timer_fd);
    g_free(scheduler);
}
