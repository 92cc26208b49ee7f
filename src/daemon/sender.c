#include "daemon/sender.h"

#include "base/clock.h"
#include "base/log.h"

/* Without a due row the queue is looked at this often all the same: the wall
 * clock may have been set. */
#define LONGEST_SLEEP_SECONDS 600

/* After an error of the database. */
#define REST_SECONDS 30

struct Sender {
    Outbox *outbox;
    SmtpClient *client;
    void (*sent)(gpointer data);
    gpointer data;
    GMutex mutex;
    GCond changed;
    gboolean woken, closing;
    GThread *thread;
};

static gint64
seconds_to_sleep(Sender *sender, gboolean failed)
{
    if (failed)
        return REST_SECONDS;
    /* Never 0: a row that stays due must not become a busy loop. What comes
     * new wakes the thread. */
    gint64 due = outbox_next_due(sender->outbox);
    gint64 now = clock_now();
    return due <= now ? 1 : MIN(due - now, LONGEST_SLEEP_SECONDS);
}

/* FALSE when the sender closes. */
static gboolean
sleep_until_due(Sender *sender, gint64 seconds)
{
    gint64 until = clock_monotonic() + seconds * G_USEC_PER_SEC;
    g_mutex_lock(&sender->mutex);
    while (!sender->woken && !sender->closing)
        if (!g_cond_wait_until(&sender->changed, &sender->mutex, until))
            break;
    sender->woken = FALSE;
    gboolean going_on = !sender->closing;
    g_mutex_unlock(&sender->mutex);
    return going_on;
}

static gpointer
run(gpointer sender_pointer)
{
    Sender *sender = sender_pointer;
    gboolean failed = FALSE;
    while (sleep_until_due(sender, seconds_to_sleep(sender, failed))) {
        g_autoptr(GError) error = NULL;
        failed = outbox_send_due(sender->outbox, sender->client, &error) < 0;
        if (failed)
            log_error("outbox: %s", error->message);
        else
            sender->sent(sender->data);
    }
    return NULL;
}

Sender *
sender_new(Outbox *outbox, const ConfigSmtp *smtp, void (*sent)(gpointer data),
           gpointer data)
{
    Sender *sender = g_new0(Sender, 1);
    sender->outbox = outbox;
    sender->client = smtp_client_new(smtp);
    sender->sent = sent;
    sender->data = data;
    g_mutex_init(&sender->mutex);
    g_cond_init(&sender->changed);
    sender->thread = g_thread_new("outbox", run, sender);
    return sender;
}

void
sender_free(Sender *sender)
{
    if (!sender)
        return;
    g_mutex_lock(&sender->mutex);
    sender->closing = TRUE;
    g_cond_broadcast(&sender->changed);
    g_mutex_unlock(&sender->mutex);
    smtp_client_stop(sender->client);
    g_thread_join(sender->thread);
    smtp_client_free(sender->client);
    g_cond_clear(&sender->changed);
    g_mutex_clear(&sender->mutex);
    g_free(sender);
}

void
sender_wake(Sender *sender)
{
    g_mutex_lock(&sender->mutex);
    sender->woken = TRUE;
    g_cond_broadcast(&sender->changed);
    g_mutex_unlock(&sender->mutex);
}
