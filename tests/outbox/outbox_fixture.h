/* An outbox over a database of its own, and mails to answer. */
#pragma once

#include "dossier/database_sqlite.h"
#include "outbox/outbox.h"

#include "mail/smtp_peer.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const ConfigMailbox MAILBOXES[] = {
    {.name = "artaud", .address = "ce.artaud@ac.example"},
    {.name = "referent",
     .address = "referent@ac.example",
     .sent_folder = "Envoyés/{campaign}/{position}"},
};

static const ConfigPosition POSITIONS[] = {
    {"ARTAUD", "Micro-lycée Artaud",
     (const char *const[]){"ce.artaud@ac.example", NULL}, NULL},
    {"PUGET", "Collège Puget",
     (const char *const[]){"ce.puget@ac.example", NULL}, NULL},
};

static const ConfigDocument DOCUMENTS[] = {
    {"cv", "Curriculum vitae", TRUE, NULL},
    {"opinion", "Avis du supérieur", TRUE, NULL},
};

static const ConfigCampaign CAMPAIGN = {
    .id = "rs2026",
    .title = "Coordonnateur RS2026",
    .deadline = {.kind = CONFIG_DEADLINE_NONE},
    .mailboxes = (const char *const[]){"artaud", "referent", NULL},
    .referent = {"Mme Laurent", "referent@ac.example"},
    .contact = "Mme Laurent, referent@ac.example",
    .positions = POSITIONS,
    .n_positions = G_N_ELEMENTS(POSITIONS),
    .documents = DOCUMENTS,
    .n_documents = G_N_ELEMENTS(DOCUMENTS),
    .retention_days = 730,
};

typedef struct {
    char *folder, *url;
    SmtpPeer *peer;
    Config config;
    Phrases *phrases;
    Database *database;
    Outbox *outbox;
    SmtpClient *client;
} Fixture;

static inline void
open_outbox(Fixture *fixture, gboolean shadow)
{
    g_autoptr(GError) error = NULL;
    fixture->outbox = outbox_open(&fixture->config, fixture->phrases, "conf",
                                  fixture->database, shadow, &error);
    if (fixture->outbox == NULL)
        fail_msg("%s", error->message);
    fixture->client = smtp_client_new(&fixture->config.smtp);
    /* Long: a busy machine is not to look like a server out of reach. */
    smtp_client_set_timeouts(fixture->client, 60, 60);
}

/* As if the program had ended and started again. */
static inline void
reopen_outbox(Fixture *fixture, gboolean shadow)
{
    smtp_client_free(fixture->client);
    outbox_close(fixture->outbox);
    open_outbox(fixture, shadow);
}

static inline void
start(Fixture *fixture, const PeerScript *script, gboolean shadow)
{
    g_autoptr(GError) error = NULL;
    fixture->folder = g_dir_make_tmp("dossierd-outbox-XXXXXX", NULL);
    fixture->peer = smtp_peer_start(script);
    fixture->url = smtp_peer_url(fixture->peer);
    fixture->config = (Config){.timezone = "Europe/Paris",
                               .operator_address = "admin@ac.example",
                               .smtp = {.url = fixture->url,
                                        .from = "candidatures@ac.example",
                                        .from_name = "Candidatures",
                                        .bounce_address = ""},
                               .limits = {.answers_per_sender_per_day = 10,
                                          .sends_per_hour = 1000,
                                          .sends_per_day = 10000,
                                          .message_bytes = 50000000},
                               .mailboxes = MAILBOXES,
                               .n_mailboxes = G_N_ELEMENTS(MAILBOXES),
                               .campaigns = &CAMPAIGN,
                               .n_campaigns = 1};
    fixture->phrases = phrases_load("conf", &error);
    fixture->database =
        database_open(fixture->folder, DATABASE_READ_WRITE, &error);
    if (error != NULL)
        fail_msg("%s", error->message);
    open_outbox(fixture, shadow);
}

static inline void
stop(Fixture *fixture)
{
    g_autofree char *command = g_strdup_printf("rm -r %s", fixture->folder);
    smtp_client_free(fixture->client);
    outbox_close(fixture->outbox);
    database_close(fixture->database);
    phrases_free(fixture->phrases);
    smtp_peer_stop(fixture->peer);
    assert_int_equal(system(command), 0);
    g_free(fixture->folder);
    g_free(fixture->url);
}

static inline void
run_sql(Fixture *fixture, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(database_handle(fixture->database), sql, NULL, NULL,
                     &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
}

/* The first column of the first row, "" where there is none. */
static inline char *
ask_sql(Fixture *fixture, const char *sql)
{
    sqlite3_stmt *rows = NULL;
    assert_int_equal(sqlite3_prepare_v2(database_handle(fixture->database), sql,
                                        -1, &rows, NULL),
                     SQLITE_OK);
    const char *text = sqlite3_step(rows) == SQLITE_ROW
                           ? (const char *)sqlite3_column_text(rows, 0)
                           : NULL;
    char *value = g_strdup(text != NULL ? text : "");
    sqlite3_finalize(rows);
    return value;
}

#define assert_sql(fixture, sql, value)                                        \
    do {                                                                       \
        g_autofree char *found = ask_sql(fixture, sql);                        \
        assert_string_equal(found, value);                                     \
    } while (0)

/* A mail as the store would have noted it, and its answer queued. `n` tells
 * one mail from another. */
static inline void
answer_mail(Fixture *fixture, guint n, Verdict verdict, const char *to)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sql = g_strdup_printf(
        "INSERT OR IGNORE INTO message(id, sha256, message_id, verdict,"
        " positions, reasons, received_at, size, filed_at)"
        " VALUES(%u, 'hash%u', 'mail%u@b.example', 'application', '[]', '[]',"
        " 1, 1, 1);"
        "INSERT OR IGNORE INTO message_copy(mailbox, uidvalidity, uid,"
        " message, received_at) VALUES('referent', 1, %u, %u, 1)",
        n, n, n, n, n);
    run_sql(fixture, sql);
    g_autofree char *ref = g_strdup_printf("RS-%u", n);
    g_autofree char *id = g_strdup_printf("mail%u@b.example", n);
    Dossier dossier = {.id = n,
                       .ref = ref,
                       .campaign = (char *)"rs2026",
                       .position = (char *)"ARTAUD",
                       .family_name = (char *)"DUPONT",
                       .given_name = (char *)"Marie",
                       .received = (char *[]){(char *)"cv", NULL},
                       .missing = (char *[]){(char *)"opinion", NULL}};
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(GPtrArray) dossiers = g_ptr_array_new();
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (verdict != VERDICT_REVIEW)
        g_ptr_array_add(dossiers, &dossier);
    Recognition recognition = {.verdict = verdict,
                               .campaign = &CAMPAIGN,
                               .positions = none,
                               .documents = none,
                               .reply_to = (char *)to};
    StoreResult result = {.outcome = STORE_NEW, .message = n, .dossiers = ids};
    Message message = {.message_id = id};
    if (!outbox_queue_answer(fixture->outbox, &message, &recognition, &result,
                             dossiers, 1778061600, &error))
        fail_msg("%s", error->message);
}

static inline int
send_due(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    int failures = outbox_send_due(fixture->outbox, fixture->client, &error);
    if (failures < 0)
        fail_msg("%s", error->message);
    return failures;
}
