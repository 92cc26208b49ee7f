#include "daemon/daemon.h"

#include "base/clock.h"
#include "base/log.h"
#include "daemon/beacon.h"
#include "daemon/control.h"
#include "daemon/distress.h"
#include "daemon/publisher.h"
#include "daemon/scheduler.h"
#include "daemon/sender.h"
#include "daemon/watch.h"
#include "outbox/notice.h"
#include "outbox/template.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

/* What was collected is filed by then, or its disk is in trouble. */
#define DRAIN_SECONDS 60

/* A configuration in force and all that runs on it. */
typedef struct {
    const Config *config; /* borrowed: its threads read it to their end */
    Services *services;
    Pipeline *pipeline;
    Upkeep *upkeep;
    Watches *watches;
    Scheduler *scheduler; /* NULL with --once */
    Sender *sender;       /* NULL: nothing is sent */
    Control *control;     /* NULL with --once */
    Publisher *publisher; /* NULL with --once, or without report_dir */
} Running;

static void
wake_sender(gpointer running_pointer)
{
    Running *running = running_pointer;
    if (running->sender)
        sender_wake(running->sender);
}

static void
wake_publisher(Running *running)
{
    if (running->publisher)
        publisher_wake(running->publisher);
}

static void
wake_scheduler(Running *running)
{
    if (running->scheduler)
        scheduler_wake(running->scheduler);
}

static void
on_committed(gpointer running_pointer)
{
    Running *running = running_pointer;
    wake_sender(running);
    wake_publisher(running);
    if (running->watches)
        watches_wake(running->watches);
    if (running->upkeep)
        troubles_note(upkeep_troubles(running->upkeep), TROUBLE_FILING, "",
                      NULL);
}

static void
on_lost(gpointer running_pointer, const GError *error)
{
    Running *running = running_pointer;
    log_error("nothing of a group of mails was filed, they are collected "
              "again: %s",
              error->message);
    if (running->watches)
        watches_reset(running->watches);
    if (running->upkeep && troubles_note(upkeep_troubles(running->upkeep),
                                         TROUBLE_FILING, "", error->message))
        wake_scheduler(running);
}

static void
on_reported(gpointer running_pointer, const ConfigMailbox *mailbox,
            const GError *fault)
{
    Running *running = running_pointer;
    if (upkeep_note_mailbox(running->upkeep, mailbox, fault))
        wake_scheduler(running);
}

static void
on_scanned(gpointer running_pointer, const GError *fault)
{
    Running *running = running_pointer;
    if (troubles_note(upkeep_troubles(running->upkeep), TROUBLE_SCAN, "",
                      fault ? fault->message : NULL))
        wake_scheduler(running);
}

static void
on_certificate(gpointer running_pointer, const ConfigMailbox *mailbox,
               gint64 until)
{
    Running *running = running_pointer;
    if (upkeep_note_certificate(running->upkeep, mailbox->url, until))
        wake_scheduler(running);
}

static void
on_server(gpointer running_pointer, const GError *fault, gint64 certificate_end)
{
    Running *running = running_pointer;
    if (upkeep_note_server(running->upkeep, fault, certificate_end))
        wake_scheduler(running);
}

static void
on_collected(gpointer running_pointer)
{
    Running *running = running_pointer;
    if (running->scheduler)
        scheduler_collected(running->scheduler);
}

static void
settle(gpointer running_pointer)
{
    Running *running = running_pointer;
    pipeline_drain(running->pipeline, DRAIN_SECONDS);
}

static gboolean
is_live(const Running *running)
{
    return running->config->send == CONFIG_SEND_LIVE && running->sender;
}

static void
on_sent(gpointer running_pointer)
{
    Running *running = running_pointer;
    wake_publisher(running);
    if (running->watches)
        watches_wake(running->watches);
}

static void
on_queued(gpointer running_pointer)
{
    Running *running = running_pointer;
    wake_sender(running);
    wake_publisher(running);
    beacon_show(running->services, is_live(running));
}

static void
running_free(Running *running)
{
    if (!running)
        return;
    g_clear_pointer(&running->control, control_free);
    if (running->watches)
        watches_stop(running->watches);
    if (running->scheduler)
        scheduler_stop(running->scheduler);
    /* The pipeline finishes what was delivered; the sender the mail that is
     * on its way. Both still wake the watches, the publisher and the
     * scheduler. */
    g_clear_pointer(&running->pipeline, pipeline_free);
    g_clear_pointer(&running->sender, sender_free);
    g_clear_pointer(&running->publisher, publisher_free);
    g_clear_pointer(&running->scheduler, scheduler_free);
    g_clear_pointer(&running->watches, watches_free);
    g_clear_pointer(&running->upkeep, upkeep_free);
    g_clear_pointer(&running->services, services_close);
    g_free(running);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Running, running_free)

static gboolean
open_services(const DaemonOptions *options, Running *running, GError **error)
{
    const Config *config = running->config;
    gboolean shadow = options->shadow || config->send == CONFIG_SEND_SHADOW;
    g_autoptr(GError) fault = NULL;
    running->services = services_open(config, shadow, &fault);
    if (running->services)
        return TRUE;
    distress_tell(config, options->shadow, fault);
    g_propagate_error(error, g_steal_pointer(&fault));
    return FALSE;
}

static Running *
open_running(const DaemonOptions *options, const Config *config, GError **error)
{
    g_autoptr(Running) running = g_new0(Running, 1);
    running->config = config;
    if (!open_services(options, running, error))
        return NULL;
    running->upkeep = upkeep_new(running->services, error);
    if (!running->upkeep)
        return NULL;
    outbox_watch_server(running->services->outbox, on_server, running);
    PipelineOwner owner = {running, on_committed, on_lost};
    running->pipeline = pipeline_new(running->services, &owner);
    WatchesOwner watcher = {running, on_reported, on_scanned, on_certificate,
                            on_collected};
    running->watches =
        watches_new(running->services, running->pipeline, &watcher);
    return g_steal_pointer(&running);
}

static Running *
start_running(const DaemonOptions *options, const Config *config,
              GError **error)
{
    g_autoptr(Running) running = open_running(options, config, error);
    if (!running)
        return NULL;
    if (!options->shadow)
        running->sender = sender_new(running->services->outbox, &config->smtp,
                                     on_sent, running);
    running->publisher = publisher_new(running->services);
    running->control =
        control_new(running->services, on_committed, running, error);
    SchedulerOwner owner = {running, settle, on_queued};
    running->scheduler = scheduler_new(running->upkeep, &owner, error);
    if (!running->control || !running->scheduler ||
        !watches_start(running->watches, error))
        return NULL;
    return g_steal_pointer(&running);
}

/* Which exit code says best why the services could not be opened. */
static int
exit_code_of(const GError *error)
{
    if (g_error_matches(error, INSTANCE_ERROR, INSTANCE_ERROR_RUNNING) ||
        g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_FULL) ||
        g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_BUSY))
        return EX_TEMPFAIL;
    if (error->domain == TEMPLATE_ERROR || error->domain == PHRASE_ERROR ||
        error->domain == CONFIG_ERROR)
        return EX_CONFIG;
    return EX_SOFTWARE;
}

static int
fail(const GError *error)
{
    log_error("%s", error->message);
    return exit_code_of(error);
}

static Config *
load_config(const DaemonOptions *options, GError **error)
{
    return config_load(options->config_file, FALSE, error);
}

int
daemon_check(const DaemonOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load_config(options, &error);
    g_autofree char *texts =
        config ? config_texts_folder(config, &error) : NULL;
    if (!texts || !notices_check_texts(config, texts, &error)) {
        g_printerr("%s\n", g_strchomp(error->message));
        return EX_CONFIG;
    }
    printf("%s: no fault, %zu mailboxes, %zu campaigns\n", options->config_file,
           config->n_mailboxes, config->n_campaigns);
    return EX_OK;
}

/* A mail that was filed or sent leaves something to do in its mailbox only
 * where folders for it are set. */
static gboolean
has_folders(const Config *config)
{
    for (gsize i = 0; i < config->n_mailboxes; i++)
        if (config->mailboxes[i].filed_folder ||
            config->mailboxes[i].sent_folder)
            return TRUE;
    return FALSE;
}

static void
drain(Running *running)
{
    const Config *config = running->config;
    for (gsize i = 0; i < config->n_mailboxes; i++)
        pipeline_await(running->pipeline, &config->mailboxes[i]);
}

/* Returns FALSE if the server or the database was in the way. */
static gboolean
send_due(const DaemonOptions *options, Running *running)
{
    if (options->shadow)
        return TRUE;
    g_autoptr(SmtpClient) client = smtp_client_new(&running->config->smtp);
    g_autoptr(GError) error = NULL;
    int failures = outbox_send_due(running->services->outbox, client, &error);
    if (failures < 0)
        log_error("outbox: %s", error->message);
    else if (failures > 0)
        log_warning("%d mails wait for the SMTP server", failures);
    return failures == 0;
}

int
daemon_once(const DaemonOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load_config(options, &error);
    if (!config)
        return fail(error);
    g_autoptr(Running) running = open_running(options, config, &error);
    if (!running)
        return fail(error);
    guint failed = watches_pass(running->watches);
    drain(running);
    upkeep_turn(running->upkeep, TRUE);
    gboolean sent = send_due(options, running);
    /* What sending told of the server goes out at once, where it can. */
    troubles_tell(upkeep_troubles(running->upkeep), clock_now());
    if (sent)
        sent = send_due(options, running);
    if (has_folders(config))
        failed += watches_pass(running->watches);
    drain(running);
    publisher_write(running->services, NULL);
    beacon_show(running->services, is_live(running));
    gboolean lost = pipeline_losses(running->pipeline) > 0;
    return failed > 0 || !sent || lost ? EX_TEMPFAIL : EX_OK;
}

static sigset_t
our_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    return signals;
}

void
daemon_block_signals(void)
{
    sigset_t signals = our_signals();
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Milliseconds until something is to be told again: two pings within the time
 * of systemd's watchdog. */
static int
telling_interval(void)
{
    guint64 microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0)
        return BEACON_SECONDS * 1000;
    return (int)MIN(microseconds / 2000, BEACON_SECONDS * 1000);
}

static void
show_again(const Running *running, gint64 *shown)
{
    gint64 now = clock_monotonic();
    if (now - *shown < BEACON_SECONDS * G_USEC_PER_SEC)
        return;
    *shown = now;
    beacon_show(running->services, is_live(running));
}

/* Sleeps until a signal comes; pings the watchdog meanwhile, as long as the
 * pipeline can be asked, which it cannot when it is stuck. */
static int
wait_for_signal(int signals, Running *running)
{
    int interval = telling_interval();
    gint64 shown = clock_monotonic();
    for (;;) {
        struct pollfd event = {.fd = signals, .events = POLLIN};
        int ready = poll(&event, 1, interval);
        if (ready == 0) {
            pipeline_losses(running->pipeline);
            sd_notify(0, "WATCHDOG=1");
            show_again(running, &shown);
            continue;
        }
        struct signalfd_siginfo signal_info;
        if (ready > 0 && read(signals, &signal_info, sizeof signal_info) ==
                             (ssize_t)sizeof signal_info)
            return (int)signal_info.ssi_signo;
    }
}

static void
notify_ready(const Running *running)
{
    const Config *config = running->config;
    sd_notify(0, "READY=1");
    beacon_show(running->services, is_live(running));
    log_info("watching %zu mailboxes for %zu campaigns, %s",
             config->n_mailboxes, config->n_campaigns,
             is_live(running) ? "answering"
                              : "in shadow mode: answers are held");
}

/* SIGHUP: what runs now goes on unless the new configuration is without
 * fault and can be opened, and `config` is then the new one. NULL if neither
 * can be opened. */
static Running *
reload(const DaemonOptions *options, Running *running, Config **config,
       GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(Config) next = load_config(options, &fault);
    if (!next) {
        log_error("the configuration has faults, the old one stays:\n%s",
                  fault->message);
        return running;
    }
    sd_notify(0, "RELOADING=1");
    running_free(running);
    running = start_running(options, next, &fault);
    if (!running) {
        log_error("the new configuration does not work, the old one stays: %s",
                  fault->message);
        return start_running(options, *config, error);
    }
    config_free(*config);
    *config = g_steal_pointer(&next);
    return running;
}

int
daemon_run(const DaemonOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load_config(options, &error);
    if (!config)
        return fail(error);
    Running *running = start_running(options, config, &error);
    sigset_t set = our_signals();
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    while (running) {
        notify_ready(running);
        if (wait_for_signal(signals, running) != SIGHUP)
            break;
        running = reload(options, running, &config, &error);
    }
    if (signals >= 0)
        close(signals);
    if (!running)
        return fail(error);
    sd_notify(0, "STOPPING=1");
    log_info("stopping");
    running_free(running);
    return EX_OK;
}
