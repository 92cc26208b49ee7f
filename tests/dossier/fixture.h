/* A store in a temporary folder, with a campaign of two positions and mails
 * made of a few words. Included by the tests of the dossier store alone. */
#pragma once

#include "base/file.h"
#include "dossier/database_sqlite.h"
#include "dossier/dossier_store.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define PUBLISHED 1777852800 /* 2026-05-04 */
#define MAY_6 (PUBLISHED + 2 * 86400)

static const char *const school_a[] = {"ce.a@ecole.test", NULL};
static const char *const school_b[] = {"ce.b@ecole.test", NULL};

static const ConfigPosition positions[] = {
    {.id = "0130001A", .title = "Collège A", .addresses = school_a},
    {.id = "0130002B", .title = "Collège B", .addresses = school_b},
};

static const ConfigDocument documents[] = {
    {.id = "letter", .title = "Lettre", .required = TRUE},
    {.id = "cv", .title = "CV", .required = TRUE},
    {.id = "inspection", .title = "Rapport", .required = FALSE},
};

static const ConfigMailbox mailboxes[] = {
    {.name = "referent", .address = "referent@ecole.test"},
    {.name = "a", .address = "ce.a@ecole.test"},
    {.name = "b", .address = "ce.b@ecole.test", .filed_folder = "F/{position}"},
};
static const char *const mailbox_names[] = {"referent", "a", "b", NULL};

typedef struct {
    char *folder;
    ConfigCampaign campaign;
    Config config;
    Database *database;
    DossierStore *store;
    guint32 uid;
} Fixture;

static inline void
fixture_open(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    fixture->database =
        database_open(fixture->folder, DATABASE_READ_WRITE, &error);
    if (fixture->database)
        fixture->store =
            dossier_store_open(&fixture->config, fixture->database, &error);
    if (error)
        print_error("%s\n", error->message);
    assert_non_null(fixture->store);
}

static inline void
fixture_close(Fixture *fixture)
{
    g_clear_pointer(&fixture->store, dossier_store_close);
    g_clear_pointer(&fixture->database, database_close);
}

static inline int
fixture_setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->folder = g_dir_make_tmp("dossierd-XXXXXX", NULL);
    fixture->campaign = (ConfigCampaign){
        .id = "micro-structure-rs2026",
        .title = "RS2026",
        .deadline = {.kind = CONFIG_DEADLINE_DATE, .inclusive = TRUE},
        .mailboxes = mailbox_names,
        .positions = positions,
        .n_positions = G_N_ELEMENTS(positions),
        .documents = documents,
        .n_documents = G_N_ELEMENTS(documents),
    };
    g_date_set_dmy(&fixture->campaign.deadline.date, 19, 5, 2026);
    g_date_set_dmy(&fixture->campaign.published, 4, 5, 2026);
    fixture->config = (Config){
        .state_dir = fixture->folder,
        .timezone = "Europe/Paris",
        .mailboxes = mailboxes,
        .n_mailboxes = G_N_ELEMENTS(mailboxes),
        .campaigns = &fixture->campaign,
        .n_campaigns = 1,
    };
    fixture_open(fixture);
    *state = fixture;
    return 0;
}

static inline void
remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        remove_tree(child);
    }
    g_remove(path);
}

static inline int
fixture_teardown(void **state)
{
    Fixture *fixture = *state;
    fixture_close(fixture);
    remove_tree(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture);
    return 0;
}

/* One mail to be filed: set what the case is about, then fixture_file(). */
typedef struct {
    const ConfigMailbox *mailbox; /* NULL: the referent's */
    gint64 at;                    /* 0: MAY_6 */
    Verdict verdict;
    const char *family, *given, *email;
    const char *id;   /* Message-ID, NULL: none */
    const char *text; /* body, and what makes its hash */
    const char *cv;   /* content of a CV, NULL: none */
    const char *letter;
    gboolean letter_in_body;
    gboolean logo;
    guint positions;  /* bits: 1 A, 2 B */
    GPtrArray *known; /* borrowed: supplement's KnownDossier* */
} Mail;

static const Mail fixture_first = {.verdict = VERDICT_APPLICATION,
                                   .family = "DUPONT",
                                   .given = "Marie",
                                   .email = "marie@perso.test",
                                   .positions = 3,
                                   .id = "1@x",
                                   .text = "un",
                                   .cv = "cv de Marie"};

static inline char *
spool_file(const Fixture *fixture, const char *content)
{
    char *path = NULL;
    int fd =
        file_create_temporary(dossier_store_spool(fixture->store), &path, NULL);
    assert_true(fd >= 0);
    assert_true(file_write_all(fd, content, strlen(content), NULL));
    close(fd);
    return path;
}

static inline char *
hash_of(const char *text)
{
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

static inline void
add_document(const Fixture *fixture, Message *message, Recognition *seen,
             const char *content, const ConfigDocument *kind, const char *name)
{
    MessagePart *part = message_part_new();
    part->label = g_strdup(name);
    part->type = g_strdup("application/pdf");
    part->sha256 = hash_of(content);
    part->file = spool_file(fixture, content);
    part->size = (gint64)strlen(content);
    g_ptr_array_add(message->parts, part);
    RecogniseDocument *document = g_new0(RecogniseDocument, 1);
    document->part = part;
    document->name = g_strdup(name);
    document->kinds = g_ptr_array_new();
    if (kind)
        g_ptr_array_add(document->kinds, (gpointer)kind);
    document->accepted = TRUE;
    g_ptr_array_add(seen->documents, document);
}

static inline void
document_free(gpointer pointer)
{
    RecogniseDocument *document = pointer;
    g_ptr_array_unref(document->kinds);
    g_free(document->name);
    g_free(document->reason);
    g_free(document);
}

static inline Recognition *
fixture_recognition(const Fixture *fixture, const Mail *mail, Message *message)
{
    Recognition *seen = g_new0(Recognition, 1);
    seen->verdict = mail->verdict;
    seen->campaign = &fixture->campaign;
    seen->positions = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(positions); i++)
        if (mail->positions & (1U << i))
            g_ptr_array_add(seen->positions, (gpointer)&positions[i]);
    seen->family_name = g_strdup(mail->family);
    seen->given_name = g_strdup(mail->given);
    seen->email = g_strdup(mail->email);
    seen->subject = g_strdup("Candidature");
    seen->documents = g_ptr_array_new_with_free_func(document_free);
    seen->missing = g_ptr_array_new();
    seen->dossiers =
        mail->known ? g_ptr_array_ref(mail->known) : g_ptr_array_new();
    seen->reasons = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(seen->reasons, g_strdup("L’objet est « conforme »"));
    if (mail->cv)
        add_document(fixture, message, seen, mail->cv, &documents[1], "CV.pdf");
    if (mail->letter)
        add_document(fixture, message, seen, mail->letter, &documents[0], NULL);
    if (mail->logo)
        add_document(fixture, message, seen, "logo", NULL, "logo.png");
    if (mail->letter_in_body) {
        RecogniseDocument *document = g_new0(RecogniseDocument, 1);
        document->kinds = g_ptr_array_new();
        g_ptr_array_add(document->kinds, (gpointer)&documents[0]);
        document->accepted = TRUE;
        g_ptr_array_add(seen->documents, document);
    }
    return seen;
}

static inline Message *
fixture_message(const Mail *mail)
{
    Message *message = message_new();
    message->message_id = g_strdup(mail->id);
    g_free(message->text);
    message->text = g_strdup(mail->text);
    if (mail->email)
        g_ptr_array_add(message->from, message_address_new(NULL, mail->email));
    return message;
}

static inline MailboxMail *
fixture_raw(Fixture *fixture, const Mail *mail)
{
    MailboxMail *raw = g_new0(MailboxMail, 1);
    raw->mailbox = mail->mailbox ? mail->mailbox : &mailboxes[0];
    raw->uidvalidity = 1;
    raw->uid = ++fixture->uid;
    raw->internal_date = mail->at ? mail->at : MAY_6;
    raw->size = (gint64)strlen(mail->text);
    raw->file = spool_file(fixture, mail->text);
    return raw;
}

/* Within an open group, as the intake does it. */
static inline StoreResult *
fixture_add(Fixture *fixture, const Mail *mail)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MailboxMail) raw = fixture_raw(fixture, mail);
    g_autofree char *sha256 = hash_of(mail->text);
    StoreResult *result = NULL;
    if (dossier_store_note_copy(fixture->store, raw, sha256, mail->id, &result,
                                &error))
        return result;
    if (error)
        print_error("%s\n", error->message);
    assert_null(error);
    g_autoptr(Message) message = fixture_message(mail);
    g_autoptr(Recognition) seen = fixture_recognition(fixture, mail, message);
    if (!dossier_store_add(fixture->store, raw, sha256, message, seen, &result,
                           &error))
        print_error("%s\n", error->message);
    assert_non_null(result);
    for (guint i = 0; i < message->parts->len; i++)
        g_unlink(((MessagePart *)g_ptr_array_index(message->parts, i))->file);
    return result;
}

static inline StoreResult *
fixture_file(Fixture *fixture, const Mail *mail)
{
    g_autoptr(GError) error = NULL;
    assert_true(dossier_store_begin(fixture->store, &error));
    StoreResult *result = fixture_add(fixture, mail);
    if (!dossier_store_commit(fixture->store, &error)) {
        print_error("%s\n", error->message);
        fail();
    }
    return result;
}

static inline Dossier *
fixture_dossier(Fixture *fixture, gint64 id)
{
    Dossier *dossier = dossier_store_get(fixture->store, id, NULL);
    assert_non_null(dossier);
    return dossier;
}

static inline gint64
first_dossier(const StoreResult *result)
{
    assert_true(result->dossiers->len > 0);
    return g_array_index(result->dossiers, gint64, 0);
}

static inline void
list_into(GPtrArray *paths, const char *root, const char *below)
{
    g_autofree char *folder = g_build_filename(root, below, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path =
            *below ? g_strjoin("/", below, name, NULL) : g_strdup(name);
        g_autofree char *full = g_build_filename(root, path, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_DIR))
            list_into(paths, root, path);
        else
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
}

static inline gint
compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files below `name` in the state folder, one a line, sorted. */
static inline char *
fixture_tree(const Fixture *fixture, const char *name)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    list_into(paths, fixture->folder, name);
    g_ptr_array_sort(paths, compare_paths);
    g_ptr_array_add(paths, NULL);
    return g_strjoinv("\n", (char **)paths->pdata);
}

static inline gint64
fixture_count(Fixture *fixture, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    sqlite3 *handle = database_handle(fixture->database);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL),
                     SQLITE_OK);
    gint64 count = sqlite3_step(statement) == SQLITE_ROW
                       ? sqlite3_column_int64(statement, 0)
                       : -1;
    sqlite3_finalize(statement);
    return count;
}

#define FIXTURE_CASE(function)                                                 \
    cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)
