#include "daemon/publisher.h"

#include "base/clock.h"
#include "base/log.h"
#include "report/pages.h"
#include "report/source_database.h"

#include <sys/resource.h>

/* What comes within this time of a change is shown with it. */
#define GATHER_SECONDS 2
/* Rest after a run: so many times as long, within these bounds. */
#define REST_TIMES 20
#define REST_MIN_SECONDS 3
#define REST_MAX_SECONDS 1800
/* The pages say how long mails have waited: that changes by itself. */
#define LONGEST_SECONDS (6 * 3600)
#define NICEST 19

struct Publisher {
    const Services *services;
    GMutex mutex;
    GCond cond;
    gboolean changed; /* guarded */
    gint closing;     /* atomic; set under the lock */
    GThread *thread;
};

static gboolean
write_pages(const Services *services, const gint *stop, PagesResult *result,
            GError **error)
{
    const Config *config = services->config;
    g_autoptr(Database) database =
        database_open(config->state_dir, DATABASE_READ_ONLY, error);
    g_autoptr(ReportDatabase) reader =
        database ? report_database_open(config, database, error) : NULL;
    if (!reader)
        return FALSE;
    PagesInput input = {.config = config,
                        .phrases = services->phrases,
                        .texts_folder = services->texts,
                        .source = report_database_source(reader),
                        .now = clock_now(),
                        .stop = stop};
    return pages_write(&input, config->report_dir, result, error);
}

gboolean
publisher_write(const Services *services, const gint *stop)
{
    if (!services->config->report_dir)
        return TRUE;
    g_autoptr(GError) error = NULL;
    PagesResult result = {0};
    gboolean written = write_pages(services, stop, &result, &error);
    /* While the pages were read, the log of the index could not be emptied. */
    database_checkpoint(services->database);
    if (written)
        log_debug("%s: %u pages written, %u removed",
                  services->config->report_dir, result.written, result.removed);
    else if (!g_error_matches(error, PAGES_ERROR, PAGES_ERROR_STOPPED))
        log_error("the pages are not up to date: %s", error->message);
    return written;
}

/* Until something changed (where `heed`), the end is near or time is up. */
static void
wait(Publisher *publisher, gint64 seconds, gboolean heed)
{
    gint64 end = clock_monotonic() + seconds * G_USEC_PER_SEC;
    g_mutex_lock(&publisher->mutex);
    while (!g_atomic_int_get(&publisher->closing) &&
           !(heed && publisher->changed) &&
           g_cond_wait_until(&publisher->cond, &publisher->mutex, end))
        continue;
    g_mutex_unlock(&publisher->mutex);
}

static void
take_change(Publisher *publisher)
{
    g_mutex_lock(&publisher->mutex);
    publisher->changed = FALSE;
    g_mutex_unlock(&publisher->mutex);
}

static gpointer
run(gpointer publisher_pointer)
{
    Publisher *publisher = publisher_pointer;
    /* Of this thread alone, in spite of the name (setpriority(2)). */
    if (setpriority(PRIO_PROCESS, 0, NICEST) != 0)
        log_debug("the pages are written at the ordinary priority");
    while (!g_atomic_int_get(&publisher->closing)) {
        wait(publisher, GATHER_SECONDS, FALSE);
        take_change(publisher);
        gint64 began = clock_monotonic();
        if (!g_atomic_int_get(&publisher->closing))
            publisher_write(publisher->services, &publisher->closing);
        gint64 took = (clock_monotonic() - began) / G_USEC_PER_SEC;
        wait(publisher,
             CLAMP(took * REST_TIMES, REST_MIN_SECONDS, REST_MAX_SECONDS),
             FALSE);
        wait(publisher, LONGEST_SECONDS, TRUE);
    }
    return NULL;
}

Publisher *
publisher_new(const Services *services)
{
    if (!services->config->report_dir)
        return NULL;
    Publisher *publisher = g_new0(Publisher, 1);
    publisher->services = services;
    g_mutex_init(&publisher->mutex);
    g_cond_init(&publisher->cond);
    publisher->thread = g_thread_new("publisher", run, publisher);
    return publisher;
}

void
publisher_wake(Publisher *publisher)
{
    g_mutex_lock(&publisher->mutex);
    publisher->changed = TRUE;
    g_cond_signal(&publisher->cond);
    g_mutex_unlock(&publisher->mutex);
}

void
publisher_free(Publisher *publisher)
{
    if (!publisher)
        return;
    g_mutex_lock(&publisher->mutex);
    g_atomic_int_set(&publisher->closing, TRUE);
    g_cond_signal(&publisher->cond);
    g_mutex_unlock(&publisher->mutex);
    g_thread_join(publisher->thread);
    g_cond_clear(&publisher->cond);
    g_mutex_clear(&publisher->mutex);
    g_free(publisher);
}
