/* Reminders, alerts and summaries over an index with 0, 1, 2, 40 and 500
 * dossiers: who is written to, how often, and the words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "outbox/notice_private.h"

#define REFERENT "referent@academie.example"
#define MORNING 1778565600 /* Tuesday 12 May 2026, 8:00 in Paris */
#define CLOSED 1779228000  /* Wednesday 20 May 2026, 0:00 */

static const ConfigPosition positions[] = {
    {"A", "Collège A", (const char *const[]){"a@ecole.example", NULL}, NULL},
    {"B", "Collège B", (const char *const[]){"b@ecole.example", REFERENT, NULL},
     NULL},
};

static const ConfigDocument documents[] = {
    {"letter", "Lettre", TRUE, NULL},
    {"cv", "CV", TRUE, NULL},
    {"opinion", "Avis", TRUE, NULL},
};

static const ConfigMailbox mailbox = {.name = "referent", .address = REFERENT};

typedef struct {
    char *folder;
    ConfigCampaign campaign;
    Config config;
    Phrases *phrases;
    Database *database;
    DossierStore *store;
    Outbox *outbox;
    Notices *notices;
} Fixture;

static int
setup(void **state)
{
    static const char *const names[] = {"referent", NULL};
    Fixture *fixture = g_new0(Fixture, 1);
    g_autoptr(GError) error = NULL;
    fixture->folder = g_dir_make_tmp("dossierd-notice-XXXXXX", NULL);
    fixture->campaign = (ConfigCampaign){
        .id = "rs",
        .title = "RS2026",
        .deadline = {.kind = CONFIG_DEADLINE_DATE, .inclusive = TRUE},
        .mailboxes = names,
        .referent = {"R", REFERENT},
        .contact = REFERENT,
        .positions = positions,
        .n_positions = G_N_ELEMENTS(positions),
        .documents = documents,
        .n_documents = G_N_ELEMENTS(documents),
        .retention_days = 730,
    };
    g_date_set_dmy(&fixture->campaign.deadline.date, 19, G_DATE_MAY, 2026);
    fixture->config = (Config){
        .state_dir = fixture->folder,
        .timezone = "Europe/Paris",
        .smtp = {.from = "candidatures@academie.example",
                 .from_name = "Service"},
        .limits = {10, 1000, 10000, 50 << 20},
        .mailboxes = &mailbox,
        .n_mailboxes = 1,
        .campaigns = &fixture->campaign,
        .n_campaigns = 1,
    };
    fixture->phrases = phrases_load("conf", &error);
    fixture->database =
        database_open(fixture->folder, DATABASE_READ_WRITE, &error);
    fixture->store =
        dossier_store_open(&fixture->config, fixture->database, &error);
    fixture->outbox = outbox_open(&fixture->config, fixture->phrases, "conf",
                                  fixture->database, FALSE, &error);
    fixture->notices =
        notices_new(&fixture->config, fixture->phrases, "conf",
                    fixture->database, fixture->store, fixture->outbox, &error);
    assert_null(error);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    notices_free(fixture->notices);
    outbox_close(fixture->outbox);
    dossier_store_close(fixture->store);
    database_close(fixture->database);
    phrases_free(fixture->phrases);
    g_autofree char *command = g_strdup_printf("rm -r %s", fixture->folder);
    assert_int_equal(system(command), 0);
    g_free(fixture->folder);
    g_free(fixture);
    return 0;
}

static void
run(Fixture *fixture, const char *sql)
{
    char *fault = NULL;
    if (sqlite3_exec(database_handle(fixture->database), sql, NULL, NULL,
                     &fault) != SQLITE_OK)
        fail_msg("%s: %s", sql, fault);
}

/* Candidate and dossier `id`; `email` and `withdrawn` are SQL. */
static void
add_dossier(Fixture *fixture, int id, const char *position, const char *missing,
            const char *email, const char *withdrawn)
{
    g_autofree char *sql = g_strdup_printf(
        "INSERT OR IGNORE INTO candidate(id, campaign, family_name, given_name,"
        " email, family_key, given_key, folder_key, folder_number, folder)"
        " VALUES(%d, 'rs', 'NOM%03d', 'Anne', %s, 'nom%03d', 'anne', 'n%d', 1,"
        " 'n%d');"
        "INSERT INTO dossier(ref, campaign, position, candidate, folder,"
        " missing, received_at, late, created_at, withdrawn_at, last_contact)"
        " VALUES('RS-%d%s', 'rs', '%s', %d, '%s%d', '%s', 1778000000, 0,"
        " 1778000000, %s, 1778000000);",
        id, id, email, id, id, id, id, position, position, id, position, id,
        missing, withdrawn);
    run(fixture, sql);
}

static void
add(Fixture *fixture, int id, const char *position, const char *missing)
{
    g_autofree char *email = g_strdup_printf("'nom%d@courriel.example'", id);
    add_dossier(fixture, id, position, missing, email, "NULL");
}

/* "kind recipient" of all rows, in the order of the rows. */
static char *
list_outbox(Fixture *fixture)
{
    GString *list = g_string_new(NULL);
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(database_handle(fixture->database),
                       "SELECT kind || ' ' || recipient FROM outbox"
                       " ORDER BY id",
                       -1, &statement, NULL);
    while (sqlite3_step(statement) == SQLITE_ROW)
        g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "",
                               (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return g_string_free(list, FALSE);
}

static void
check_outbox(Fixture *fixture, const char *expected)
{
    g_autofree char *list = list_outbox(fixture);
    assert_string_equal(list, expected);
}

static void
test_reminders(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    add(fixture, 1, "A", "[\"cv\"]");
    add(fixture, 1, "B", "[\"cv\",\"opinion\"]");
    add(fixture, 2, "A", "[]");
    add(fixture, 3, "A", "[\"opinion\"]");
    add_dossier(fixture, 4, "A", "[\"cv\"]", "'nom4@courriel.example'", "1");
    add_dossier(fixture, 5, "A", "[\"cv\"]", "'bounced@courriel.example'",
                "NULL");
    add_dossier(fixture, 6, "A", "[\"cv\"]", "NULL", "NULL");
    add_dossier(fixture, 7, "A", "[\"cv\"]", "'noreply@portail.example'",
                "NULL");
    add_dossier(fixture, 8, "A", "[\"cv\"]", "'a@ecole.example'", "NULL");
    run(fixture, "INSERT INTO bounced_address(address, bounced_at)"
                 " VALUES('bounced@courriel.example', 1)");
    NoticeEvent event = {&fixture->campaign, "reminder:rs:7:2026-05-19",
                         MORNING};
    assert_true(notices_remind(fixture->notices, &event, &error));
    check_outbox(fixture, "reminder nom1@courriel.example,"
                          " reminder nom3@courriel.example");
    gint64 at = 0;
    assert_true(notices_is_done(fixture->notices, "reminder:rs:7:2026-05-19",
                                &at, &error));
    assert_int_equal(at, MORNING);
    assert_true(notices_is_done(fixture->notices, "reminder:rs:2:2026-05-19",
                                &at, &error));
    assert_int_equal(at, 0);
    /* Worked off again by mistake: the keys of the mails hold. */
    assert_true(notices_remind(fixture->notices, &event, &error));
    event.key = "reminder:rs:2:2026-05-19";
    run(fixture, "UPDATE dossier SET missing = '[]' WHERE candidate = 1");
    assert_true(notices_remind(fixture->notices, &event, &error));
    check_outbox(fixture, "reminder nom1@courriel.example,"
                          " reminder nom3@courriel.example,"
                          " reminder nom3@courriel.example");
    /* The deadline moved: for those who applied since, once each. */
    event.key = "reminder:rs:2:2026-05-30";
    add(fixture, 9, "A", "[\"cv\"]");
    assert_true(notices_remind(fixture->notices, &event, &error));
    check_outbox(fixture, "reminder nom1@courriel.example,"
                          " reminder nom3@courriel.example,"
                          " reminder nom3@courriel.example,"
                          " reminder nom9@courriel.example");
}

/* Who asked to withdraw is not reminded, unless the referent says that it was
 * no withdrawal. */
static void
test_withdrawal_that_waits(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    add(fixture, 1, "A", "[\"cv\"]");
    run(fixture, "INSERT INTO candidate_address VALUES"
                 " ('rs', 'nom1@courriel.example', 1)");
    run(fixture,
        "INSERT INTO message(sha256, message_id, verdict, campaign, positions,"
        " reasons, from_address, withdrawal, received_at, size, filed_at)"
        " VALUES('x', '', 'review', 'rs', '[]', '[]', 'Nom1@courriel.example',"
        " 1, 1778400000, 1, 1)");
    NoticeEvent event = {&fixture->campaign, "reminder:rs:7:2026-05-19",
                         MORNING};
    assert_true(notices_remind(fixture->notices, &event, &error));
    check_outbox(fixture, "");
    run(fixture, "UPDATE message SET settled_at = 1");
    assert_true(notices_remind(fixture->notices, &event, &error));
    check_outbox(fixture, "reminder nom1@courriel.example");
}

/* A server that was out of reach until the end: no reminder goes out then. */
static void
test_closing_overtakes_what_waits(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    add(fixture, 1, "A", "[\"cv\"]");
    NoticeEvent reminder = {&fixture->campaign, "reminder:rs:7:2026-05-19",
                            MORNING};
    NoticeEvent alert = {&fixture->campaign, "alert:rs:7", MORNING};
    NoticeEvent closing = {&fixture->campaign, "closing:rs", CLOSED};
    assert_true(notices_remind(fixture->notices, &reminder, &error));
    assert_true(notices_alert(fixture->notices, &alert, &error));
    run(fixture, "UPDATE outbox SET state = 'sent' WHERE recipient ="
                 " 'a@ecole.example'");
    run(fixture, "INSERT INTO outbox(kind, event, campaign, recipient, subject,"
                 " message_id, state, due_at, created_at) VALUES('alert',"
                 " 'quarantine:x', 'rs', 'r', 's', 'm', 'queued', 1, 1)");
    assert_true(notices_close(fixture->notices, &closing, &error));
    run(fixture, "DELETE FROM outbox WHERE kind = 'closing'"
                 " OR state = 'cancelled'");
    check_outbox(fixture, "alert a@ecole.example, alert r");
}

static void
test_recipients(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    NoticeEvent alert = {&fixture->campaign, "alert:rs:7", MORNING};
    NoticeEvent closing = {&fixture->campaign, "closing:rs", CLOSED};
    assert_true(notices_alert(fixture->notices, &alert, &error));
    check_outbox(fixture, "alert " REFERENT ", alert a@ecole.example,"
                          " alert b@ecole.example");
    assert_true(notices_alert(fixture->notices, &alert, &error));
    assert_true(notices_close(fixture->notices, &closing, &error));
    check_outbox(fixture, "alert " REFERENT ", alert a@ecole.example,"
                          " alert b@ecole.example, closing " REFERENT
                          ", closing a@ecole.example, closing b@ecole.example");
}

/* A failure leaves neither mails nor the mark behind. */
static void
test_all_or_nothing(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    NoticeEvent event = {&fixture->campaign, "alert:rs:7", MORNING};
    gint64 at = 0;
    run(fixture, "CREATE TRIGGER broken BEFORE INSERT ON outbox"
                 " WHEN new.recipient = 'b@ecole.example'"
                 " BEGIN SELECT RAISE(ABORT, 'no'); END");
    assert_false(notices_alert(fixture->notices, &event, &error));
    assert_non_null(error);
    g_clear_error(&error);
    check_outbox(fixture, "");
    assert_true(notices_is_done(fixture->notices, event.key, &at, &error));
    assert_int_equal(at, 0);
    run(fixture, "DROP TRIGGER broken");
    assert_true(notices_alert(fixture->notices, &event, &error));
    check_outbox(fixture, "alert " REFERENT ", alert a@ecole.example,"
                          " alert b@ecole.example");
}

static void
test_digest(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    NoticeEvent event = {&fixture->campaign, "digest:rs:2026-W20", MORNING};
    NoticeDigest digest = {.recipient = REFERENT,
                           .subject = "Bilan",
                           .text = "Texte\n",
                           .html = "<p>Texte</p>"};
    gint64 at = 0;
    assert_true(notices_digest(fixture->notices, &event, &digest, 1, &error));
    assert_true(notices_digest(fixture->notices, &event, &digest, 1, &error));
    check_outbox(fixture, "digest " REFERENT);
    event.key = "digest:rs:2026-W21";
    assert_true(notices_digest(fixture->notices, &event, NULL, 0, &error));
    assert_true(notices_is_done(fixture->notices, event.key, &at, &error));
    assert_int_equal(at, MORNING);
    check_outbox(fixture, "digest " REFERENT);
}

typedef struct {
    const char *has;   /* '|'-separated */
    const char *lacks; /* the same */
} Words;

static void
check_words(Fixture *fixture, NoticeKind kind, const ConfigPosition *position,
            Words words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    g_auto(NoticeState)
        state = {.campaign = &fixture->campaign,
                 .position = position,
                 .now = kind == NOTICE_ALERT ? MORNING : CLOSED};
    assert_true(notice_state_read(fixture->database, kind, &state, &error));
    notice_compose(fixture->notices->texts, kind, &state, &subject, &body);
    g_autofree char *mail = g_strconcat(subject, "\n", body, NULL);
    g_auto(GStrv) has = g_strsplit(words.has, "|", -1);
    g_auto(GStrv) lacks = g_strsplit(words.lacks, "|", -1);
    for (char **text = has; *text != NULL; text++)
        if (strstr(mail, *text) == NULL)
            fail_msg("no '%s' in:\n%s", *text, mail);
    for (char **text = lacks; *text != NULL; text++)
        if (strstr(mail, *text) != NULL)
            fail_msg("'%s' in:\n%s", *text, mail);
}

static void
test_no_dossier(void **state)
{
    Fixture *fixture = *state;
    check_words(fixture, NOTICE_ALERT, NULL,
                (Words){"le mardi 19 mai 2026 – RS2026|"
                        "fixée au mardi 19 mai 2026 à 23 h 59 (heure de Paris)|"
                        "- Collège A : aucun dossier\n|Postes sans candidature",
                        "complet|vérification|()"});
    check_words(fixture, NOTICE_ALERT, &positions[0],
                (Words){"Collège A|: aucun dossier.", "Collège B|complet|()"});
    check_words(fixture, NOTICE_CLOSING, &positions[0],
                (Words){"closes depuis le mardi 19 mai 2026 à 23 h 59|"
                        ": aucun dossier.",
                        "\n- "});
}

static void
test_one_dossier(void **state)
{
    Fixture *fixture = *state;
    add(fixture, 1, "A", "[\"cv\"]");
    run(fixture, "INSERT INTO message(sha256, message_id, verdict, campaign,"
                 " positions, reasons, received_at, size, filed_at) VALUES('x',"
                 " '', 'review', 'rs', '[]', '[]', 1778400000, 1, 1)");
    check_words(fixture, NOTICE_ALERT, NULL,
                (Words){"Collège A : 1 dossier (incomplet)|"
                        "Poste sans candidature à ce jour :\n- Collège B|"
                        "Dossier incomplet :\n- NOM001 Anne (RS-1A), Collège A"
                        " – pièce manquante : CV\n|"
                        "Un message, reçu le dimanche 10 mai 2026, attend",
                        "Dossiers|pièces|messages attendent|avis"});
    check_words(fixture, NOTICE_ALERT, &positions[1],
                (Words){"aucun dossier", "NOM001|vérification"});
    check_words(fixture, NOTICE_CLOSING, NULL,
                (Words){"- NOM001 Anne (RS-1A) : incomplet, pièce manquante : "
                        "CV\n",
                        "hors délai)"});
}

static void
test_two_dossiers(void **state)
{
    Fixture *fixture = *state;
    add(fixture, 1, "A", "[\"letter\",\"cv\"]");
    add_dossier(fixture, 2, "A", "[\"opinion\"]", "NULL", "NULL");
    add_dossier(fixture, 3, "A", "[\"opinion\"]", "NULL", "1778400000");
    run(fixture,
        "INSERT INTO message(id, sha256, message_id, verdict, positions,"
        " reasons, forwarder, received_at, size, filed_at) VALUES(9, 'x', '',"
        " 'application', '[]', '[]', 'principal@college.example', 1, 1, 1);"
        "INSERT INTO dossier_message(dossier, message, file) SELECT id, 9, 'f'"
        " FROM dossier WHERE ref = 'RS-2A'");
    check_words(
        fixture, NOTICE_ALERT, &positions[0],
        (Words){"3 dossiers (1 incomplet, 1 auquel il ne manque que l'avis "
                "hiérarchique, 1 retiré)|"
                "Dossier incomplet :\n- NOM001 Anne (RS-1A) – pièces "
                "manquantes : Lettre, CV\n|"
                "Dossier auquel il ne manque que l'avis du supérieur "
                "hiérarchique :\n- NOM002 Anne (RS-2A) – dossier transmis par "
                "principal@college.example (nos messages",
                "NOM003|Dossiers"});
    check_words(fixture, NOTICE_CLOSING, &positions[0],
                (Words){"- NOM003 Anne (RS-3A) : candidature retirée\n",
                        "(RS-2A) : incomplet, pièces"});
}

static void
test_forty_dossiers(void **state)
{
    Fixture *fixture = *state;
    for (int i = 0; i < 40; i++)
        add(fixture, i, i % 2 ? "A" : "B", i % 4 < 2 ? "[]" : "[\"cv\"]");
    check_words(fixture, NOTICE_ALERT, NULL,
                (Words){"Collège A : 20 dossiers (10 complets, 10 incomplets)|"
                        "Dossiers incomplets :|NOM002|NOM039",
                        "sans candidature|et 1|autres dossiers|NOM001"});
    check_words(
        fixture, NOTICE_CLOSING, NULL,
        (Words){"NOM000|NOM039 Anne (RS-39A) : incomplet", "autres dossiers"});
}

static void
test_long_lists_are_cut(void **state)
{
    Fixture *fixture = *state;
    for (int i = 0; i < 500; i++)
        add(fixture, i, i < 199 ? "A" : "B", "[\"cv\"]");
    check_words(fixture, NOTICE_ALERT, NULL,
                (Words){"NOM099|et 400 autres dossiers", "NOM100"});
    check_words(fixture, NOTICE_CLOSING, NULL,
                (Words){"NOM198|NOM199|et 300 autres dossiers", "NOM200"});
    check_words(fixture, NOTICE_CLOSING, &positions[0],
                (Words){"NOM198", "autres dossiers"});
}

#define CONTACT 1778000000 /* of add(): 5 May 2026 */
#define DAY 86400

/* Two dossiers and one a month later, kept for two years. */
static void
test_end_of_retention_is_told_once(void **state)
{
    Fixture *fixture = *state;
    const ConfigCampaign *campaign = &fixture->campaign;
    const gint64 end = CONTACT + 730 * (gint64)DAY;
    add(fixture, 1, "A", "[]");
    add(fixture, 2, "B", "[\"cv\"]");
    add(fixture, 3, "A", "[]");
    add(fixture, 4, "A", "[]");
    run(fixture, "UPDATE dossier SET last_contact = last_contact + 20 * 86400"
                 " WHERE candidate = 3");
    run(fixture, "UPDATE dossier SET last_contact = last_contact + 60 * 86400"
                 " WHERE candidate = 4");
    static const struct {
        int days; /* before the end of the first */
        guint mails;
    } turns[] = {{100, 0}, {15, 0},  {14, 1},  {13, 1}, {-1, 1},
                 {-45, 1}, {-46, 2}, {-47, 2}, {-90, 2}};
    for (gsize i = 0; i < G_N_ELEMENTS(turns); i++) {
        g_autoptr(GError) error = NULL;
        assert_true(notices_announce_purge(fixture->notices, campaign,
                                           end - turns[i].days * (gint64)DAY,
                                           &error));
        assert_null(error);
        g_autofree char *list = list_outbox(fixture);
        g_auto(GStrv) mails = g_strsplit(list, ", ", -1);
        assert_int_equal(g_strv_length(mails), turns[i].mails);
    }
    check_outbox(fixture, "alert " REFERENT ", alert " REFERENT);
}

static void
test_short_retention_is_told_at_half_its_time(void **state)
{
    Fixture *fixture = *state;
    fixture->campaign.retention_days = 10;
    add(fixture, 1, "A", "[]");
    assert_true(notices_announce_purge(fixture->notices, &fixture->campaign,
                                       CONTACT + 4 * DAY, NULL));
    check_outbox(fixture, "");
    assert_true(notices_announce_purge(fixture->notices, &fixture->campaign,
                                       CONTACT + 5 * DAY, NULL));
    check_outbox(fixture, "alert " REFERENT);
    /* A new dossier is announced in its turn. */
    add(fixture, 2, "A", "[]");
    run(fixture, "UPDATE dossier SET last_contact = last_contact + 6 * 86400"
                 " WHERE candidate = 2");
    assert_true(notices_announce_purge(fixture->notices, &fixture->campaign,
                                       CONTACT + 11 * DAY, NULL));
    check_outbox(fixture, "alert " REFERENT ", alert " REFERENT);
}

static void
test_end_of_retention_counts_well(void **state)
{
    Fixture *fixture = *state;
    static const struct {
        guint dossiers, asides;
        const char *words;
    } cases[] = {
        {1, 0,
         "pour le dossier suivant :|- NOM Zoé (RS-1), à effacer à partir"
         " du mardi 19 mai 2026"},
        {2, 1, "pour les dossiers suivants :|S'y ajoute un message"},
        {2, 3, "S'y ajoutent 3 messages"},
        {0, 1, "le mardi 19 mai 2026 pour un message qui"},
        {0, 2, "pour 2 messages qui"},
    };
    g_autoptr(RetentionTexts) texts =
        retention_texts_load(&fixture->config, fixture->phrases, "conf", NULL);
    fixture->campaign.retention_days = 7;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *subject = NULL;
        g_autofree char *body = NULL;
        g_auto(RetentionState) due = {.campaign = &fixture->campaign,
                                      .entries = g_ptr_array_new_with_free_func(
                                          (GDestroyNotify)retention_entry_free),
                                      .dossiers = cases[i].dossiers,
                                      .asides = cases[i].asides,
                                      .first_contact = MORNING};
        for (guint j = 0; j < cases[i].dossiers; j++) {
            RetentionEntry *entry = g_new0(RetentionEntry, 1);
            entry->ref = g_strdup("RS-1");
            entry->name = g_strdup("NOM Zoé");
            entry->last_contact = MORNING;
            g_ptr_array_add(due.entries, entry);
        }
        retention_compose(texts, &due, &subject, &body);
        g_auto(GStrv) words = g_strsplit(cases[i].words, "|", -1);
        for (char **word = words; *word; word++)
            if (!strstr(body, *word))
                fail_msg("no \"%s\" in\n%s", *word, body);
        assert_null(strstr(body, "notice."));
    }
}

static void
test_preview(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = notices_preview(fixture->phrases, "conf", &error);
    assert_non_null(text);
    assert_non_null(strstr(text, "Rappel : votre dossier"));
    assert_null(strstr(text, "notice."));
    assert_null(strchr(text, '{'));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_reminders),
        CASE(test_withdrawal_that_waits),
        CASE(test_closing_overtakes_what_waits),
        CASE(test_recipients),
        CASE(test_all_or_nothing),
        CASE(test_digest),
        CASE(test_no_dossier),
        CASE(test_one_dossier),
        CASE(test_two_dossiers),
        CASE(test_forty_dossiers),
        CASE(test_long_lists_are_cut),
        CASE(test_preview),
        CASE(test_end_of_retention_is_told_once),
        CASE(test_short_retention_is_told_at_half_its_time),
        CASE(test_end_of_retention_counts_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
