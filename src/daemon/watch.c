#include "daemon/watch.h"

#include "base/log.h"
#include "daemon/scanner.h"
#include "dossier/deadline.h"
#include "mail/clamd.h"
#include "mail/imap_client.h"
#include "recognise/glance.h"
#include "recognise/screen.h"

#include <pthread.h>

/* A thousand mailboxes are a thousand threads: their stacks must be small. */
#define STACK_BYTES (256 * 1024)

typedef struct {
    Watches *watches;
    const ConfigMailbox *config;
    Mailbox *mailbox;
    pthread_t thread;
    gboolean running;
    gboolean failed;  /* of the last pass */
    gboolean trouble; /* logged, until contact again */
    gint seen;        /* atomic: worked through or in trouble once */
    ScanSuspect suspect;
} Watch;

struct Watches {
    const Services *services;
    Pipeline *pipeline;
    WatchesOwner owner;
    gint n_unseen;            /* atomic */
    MailboxHandler *handlers; /* one a watch: data is the Watch */
    Watch *watches;
    gsize n;
};

static gboolean
load_cursor(gpointer data, const ConfigMailbox *mailbox, MailboxCursor *cursor)
{
    Watch *watch = data;
    if (!pipeline_await(watch->watches->pipeline, mailbox))
        return FALSE;
    g_autoptr(GError) error = NULL;
    if (dossier_store_load_cursor(watch->watches->services->store,
                                  mailbox->name, cursor, &error))
        return TRUE;
    log_warning("%s: %s", mailbox->name, error->message);
    return FALSE;
}

/* The header facts of a batch, read in the sandbox; NULL elements are
 * unreadable. NULL if the reader failed as a whole. */
static GPtrArray *
read_headers(Watch *watch, MailboxHeader **headers, gsize n)
{
    g_autoptr(GPtrArray) blocks =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (gsize i = 0; i < n; i++)
        g_ptr_array_add(blocks, g_bytes_ref(headers[i]->header));
    g_autoptr(GError) error = NULL;
    GPtrArray *read =
        reader_read_headers(watch->watches->services->reader, blocks, &error);
    if (!read)
        log_error("%s: header fields not read: %s", watch->config->name,
                  error->message);
    return read;
}

static MailboxChoice
to_mailbox_choice(ScreenChoice choice)
{
    switch (choice) {
    case SCREEN_PASS:
        return MAILBOX_PASS;
    case SCREEN_STRUCTURE:
        return MAILBOX_STRUCTURE;
    case SCREEN_TAKE:
        break;
    }
    return MAILBOX_TAKE;
}

/* Settles what a glance is enough for; the rest, in order. */
static GPtrArray *
glance_at(const Watch *watch, const KnownLookup *known, MailboxHeader **headers,
          gsize n)
{
    GPtrArray *rest = g_ptr_array_sized_new((guint)n);
    for (gsize i = 0; i < n; i++) {
        gsize length;
        const char *bytes = g_bytes_get_data(headers[i]->header, &length);
        if (bytes && glance_passes(watch->watches->services->recogniser, bytes,
                                   length, known))
            headers[i]->choice = MAILBOX_PASS;
        else
            g_ptr_array_add(rest, headers[i]);
    }
    return rest;
}

static gboolean
passes_at_a_glance(gpointer data, const char *header, gsize length)
{
    const Watches *watches = ((const Watch *)data)->watches;
    return glance_passes(watches->services->recogniser, header, length,
                         dossier_store_committed(watches->services->store));
}

static void
choose_headers(gpointer data, const ConfigMailbox *mailbox, MailboxHeader **all,
               gsize n_all)
{
    Watch *watch = data;
    const Services *services = watch->watches->services;
    const KnownLookup *known = dossier_store_committed(services->store);
    g_autoptr(GPtrArray) rest = glance_at(watch, known, all, n_all);
    if (rest->len == 0)
        return;
    MailboxHeader **headers = (MailboxHeader **)rest->pdata;
    gsize n = rest->len;
    g_autoptr(GPtrArray) read = read_headers(watch, headers, n);
    for (gsize i = 0; i < n; i++) {
        const Message *header = read ? g_ptr_array_index(read, i) : NULL;
        /* A header that cannot be read safely says nothing against the mail:
         * it is taken, and quarantined if the whole cannot be read either. */
        headers[i]->choice =
            header ? to_mailbox_choice(recognise_screen_header(
                         services->recogniser, mailbox->name, header, known))
                   : MAILBOX_TAKE;
    }
}

static void
choose_structure(gpointer data, const ConfigMailbox *mailbox,
                 MailboxHeader **headers, gsize n)
{
    Watch *watch = data;
    const Services *services = watch->watches->services;
    g_autoptr(GPtrArray) read = read_headers(watch, headers, n);
    const KnownLookup *known = dossier_store_committed(services->store);
    for (gsize i = 0; i < n; i++) {
        const Message *header = read ? g_ptr_array_index(read, i) : NULL;
        const char *const *names = (const char *const *)headers[i]->file_names;
        headers[i]->choice =
            header ? to_mailbox_choice(recognise_screen_structure(
                         services->recogniser, mailbox->name, header, names,
                         headers[i]->n_attachments, known))
                   : MAILBOX_TAKE;
    }
}

/* On the mailbox's own thread: a clamd that is slow holds up nobody else's
 * mail. */
static gboolean
scan(Watch *watch, MailboxMail *mail, GError **error)
{
    Watches *watches = watch->watches;
    g_autoptr(GError) fault = NULL;
    gboolean scanned = scanner_look_at(watches->services->config,
                                       mailbox_stop_fd(watch->mailbox),
                                       &watch->suspect, mail, &fault);
    if (g_error_matches(fault, CLAMD_ERROR, CLAMD_ERROR_STOPPED)) {
        g_set_error_literal(error, IMAP_CLIENT_ERROR, IMAP_CLIENT_ERROR_STOPPED,
                            fault->message);
        return FALSE;
    }
    watches->owner.scanned(watches->owner.data, fault);
    if (!scanned)
        g_propagate_error(error, g_steal_pointer(&fault));
    return scanned;
}

static gboolean
deliver(gpointer data, MailboxMail *mail, GError **error)
{
    Watch *watch = data;
    Watches *watches = watch->watches;
    g_autoptr(MailboxMail) owned = mail;
    if (mail->file && !scan(watch, mail, error))
        return FALSE;
    pipeline_deliver(watches->pipeline, g_steal_pointer(&owned));
    return TRUE;
}

static void
settled(gpointer data, const ConfigMailbox *mailbox, guint32 uidvalidity,
        guint32 uid)
{
    Watch *watch = data;
    pipeline_settle(watch->watches->pipeline, mailbox, uidvalidity, uid);
}

static void
note_seen(Watch *watch)
{
    Watches *watches = watch->watches;
    if (g_atomic_int_compare_and_exchange(&watch->seen, FALSE, TRUE) &&
        g_atomic_int_dec_and_test(&watches->n_unseen))
        watches->owner.collected(watches->owner.data);
}

static void
caught_up(gpointer data, const ConfigMailbox *mailbox)
{
    (void)mailbox;
    note_seen(data);
}

static GPtrArray *
list_moves(gpointer data, const ConfigMailbox *mailbox, guint32 uidvalidity)
{
    Watch *watch = data;
    g_autoptr(GError) error = NULL;
    GPtrArray *moves = dossier_store_list_moves(watch->watches->services->store,
                                                mailbox, uidvalidity, &error);
    if (!moves)
        log_warning("%s: %s", mailbox->name, error->message);
    return moves;
}

static void
moved(gpointer data, const ConfigMailbox *mailbox, guint32 uidvalidity,
      guint32 uid)
{
    Watch *watch = data;
    g_autoptr(GError) error = NULL;
    if (!dossier_store_moved(watch->watches->services->store, mailbox->name,
                             uidvalidity, uid, &error))
        log_warning("%s uid %u: %s", mailbox->name, uid, error->message);
}

static GBytes *
next_append(gpointer data, const ConfigMailbox *mailbox, char **folder,
            gint64 *id)
{
    Watch *watch = data;
    return outbox_next_append(watch->watches->services->outbox, mailbox, folder,
                              id);
}

static void
appended(gpointer data, const ConfigMailbox *mailbox, gint64 id)
{
    Watch *watch = data;
    g_autoptr(GError) error = NULL;
    if (!outbox_appended(watch->watches->services->outbox, mailbox, id, &error))
        log_warning("%s: %s", mailbox->name, error->message);
}

static void
certificate(gpointer data, const ConfigMailbox *mailbox, gint64 until)
{
    const Watch *watch = data;
    const WatchesOwner *owner = &watch->watches->owner;
    owner->certificate(owner->data, mailbox, until);
}

static void
report(gpointer data, const ConfigMailbox *mailbox, const GError *trouble)
{
    Watch *watch = data;
    if (trouble && !watch->trouble)
        log_warning("%s: %s", mailbox->name, trouble->message);
    else if (!trouble && watch->trouble)
        log_info("%s: in contact again", mailbox->name);
    watch->trouble = trouble != NULL;
    g_autoptr(GError) error = NULL;
    if (!dossier_store_note_contact(watch->watches->services->store,
                                    mailbox->name,
                                    trouble ? trouble->message : NULL, &error))
        log_warning("%s: %s", mailbox->name, error->message);
    watch->watches->owner.reported(watch->watches->owner.data, mailbox,
                                   trouble);
    if (trouble)
        note_seen(watch);
}

/* The start of the day on which the first of the mailbox's campaigns was
 * published; 0 where one of them does not say. Older mails are no business of
 * ours. */
static gint64
published_since(const Config *config, const ConfigMailbox *mailbox)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    gint64 since = G_MAXINT64;
    for (gsize i = 0; i < config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &config->campaigns[i];
        if (!g_strv_contains(campaign->mailboxes, mailbox->name))
            continue;
        if (!g_date_valid(&campaign->published))
            return 0;
        since = MIN(since,
                    deadline_days_before(&campaign->published, 0, 0, 0, zone));
    }
    return since == G_MAXINT64 ? 0 : since;
}

Watches *
watches_new(const Services *services, Pipeline *pipeline,
            const WatchesOwner *owner)
{
    const Config *config = services->config;
    Watches *watches = g_new0(Watches, 1);
    watches->services = services;
    watches->pipeline = pipeline;
    watches->owner = *owner;
    watches->n = config->n_mailboxes;
    watches->n_unseen = (gint)watches->n;
    watches->watches = g_new0(Watch, watches->n);
    watches->handlers = g_new0(MailboxHandler, watches->n);
    for (gsize i = 0; i < watches->n; i++) {
        Watch *watch = &watches->watches[i];
        watch->watches = watches;
        watch->config = &config->mailboxes[i];
        watches->handlers[i] = (MailboxHandler){
            .data = watch,
            .load_cursor = load_cursor,
            .passes_at_a_glance = passes_at_a_glance,
            .choose_headers = choose_headers,
            .choose_structure = choose_structure,
            .deliver = deliver,
            .settled = settled,
            .caught_up = caught_up,
            .list_moves = list_moves,
            .moved = moved,
            .next_append = next_append,
            .appended = appended,
            .certificate = certificate,
            .report = report,
        };
        watch->mailbox = mailbox_new(watch->config, &config->limits,
                                     dossier_store_spool(services->store),
                                     published_since(config, watch->config),
                                     &watches->handlers[i]);
    }
    return watches;
}

void
watches_free(Watches *watches)
{
    if (!watches)
        return;
    watches_stop(watches);
    for (gsize i = 0; i < watches->n; i++)
        mailbox_free(watches->watches[i].mailbox);
    g_free(watches->watches);
    g_free(watches->handlers);
    g_free(watches);
}

static void *
run_pass(void *watch_pointer)
{
    Watch *watch = watch_pointer;
    g_autoptr(GError) error = NULL;
    watch->failed = !mailbox_pass(watch->mailbox, &error);
    if (watch->failed)
        log_error("%s: %s", watch->config->name, error->message);
    return NULL;
}

static void *
run_watch(void *watch_pointer)
{
    Watch *watch = watch_pointer;
    mailbox_run(watch->mailbox, watch->watches->services->config->poll_seconds);
    return NULL;
}

static gboolean
start_thread(Watch *watch, void *(*run)(void *), GError **error)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    int code = pthread_create(&watch->thread, &attributes, run, watch);
    pthread_attr_destroy(&attributes);
    watch->running = code == 0;
    if (code != 0)
        g_set_error(error, G_THREAD_ERROR, G_THREAD_ERROR_AGAIN,
                    "%s: no thread to be had: %s", watch->config->name,
                    g_strerror(code));
    return watch->running;
}

static void
join(Watches *watches)
{
    for (gsize i = 0; i < watches->n; i++) {
        Watch *watch = &watches->watches[i];
        if (watch->running)
            pthread_join(watch->thread, NULL);
        watch->running = FALSE;
    }
}

guint
watches_pass(Watches *watches)
{
    for (gsize i = 0; i < watches->n; i++) {
        Watch *watch = &watches->watches[i];
        g_autoptr(GError) error = NULL;
        watch->failed = !start_thread(watch, run_pass, &error);
        if (watch->failed)
            log_error("%s", error->message);
    }
    join(watches);
    guint failed = 0;
    for (gsize i = 0; i < watches->n; i++)
        failed += watches->watches[i].failed ? 1 : 0;
    return failed;
}

gboolean
watches_start(Watches *watches, GError **error)
{
    for (gsize i = 0; i < watches->n; i++)
        if (!start_thread(&watches->watches[i], run_watch, error))
            return FALSE;
    return TRUE;
}

void
watches_stop(Watches *watches)
{
    for (gsize i = 0; i < watches->n; i++)
        if (watches->watches[i].running)
            mailbox_stop(watches->watches[i].mailbox);
    join(watches);
}

void
watches_wake(Watches *watches)
{
    for (gsize i = 0; i < watches->n; i++)
        if (watches->watches[i].config->filed_folder ||
            watches->watches[i].config->sent_folder)
            mailbox_wake(watches->watches[i].mailbox);
}

void
watches_reset(Watches *watches)
{
    for (gsize i = 0; i < watches->n; i++)
        mailbox_reset(watches->watches[i].mailbox);
}
