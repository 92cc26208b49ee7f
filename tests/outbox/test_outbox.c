/* The queue: what is queued once, what is sent, what is never sent again. */
#include "outbox_fixture.h"

#include "base/clock.h"
#include "outbox/outbox_reason.h"

#define CANDIDATE "marie@b.example"
#define STATE "SELECT state FROM outbox WHERE id = 1"

static void
test_live_sends_once(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    assert_sql(&fixture, STATE, "queued");
    assert_true(outbox_next_due(fixture.outbox) != G_MAXINT64);
    assert_int_equal(send_due(&fixture), 0);
    assert_sql(&fixture,
               "SELECT state || attempts || (error IS NULL) ||"
               " (sent_at > 0) FROM outbox",
               "sent111");
    /* The same mail again: another copy, a rescan, a restart. */
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    reopen_outbox(&fixture, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    assert_int_equal(send_due(&fixture), 0);
    assert_sql(&fixture, "SELECT count(*) FROM outbox", "1");
    assert_int_equal(g_atomic_int_get(&fixture.peer->mails), 1);
    assert_true(outbox_next_due(fixture.outbox) == G_MAXINT64);
    stop(&fixture);
}

static void
test_mail_on_the_wire(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, "Marie@B.example");
    send_due(&fixture);
    const char *mail = fixture.peer->mail->str;
    assert_non_null(
        strstr(fixture.peer->commands->str, "RCPT TO:<marie@b.example>"));
    static const char *const fields[] = {"To: marie@b.example\r\n",
                                         "Reply-To: referent@ac.example\r\n",
                                         "In-Reply-To: <mail1@b.example>\r\n",
                                         "References: <mail1@b.example>\r\n",
                                         "X-Dossierd: acknowledgement\r\n",
                                         "Auto-Submitted: auto-replied\r\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
        assert_non_null(strstr(mail, fields[i]));
    g_autofree char *id =
        ask_sql(&fixture, "SELECT message_id FROM outbox WHERE id = 1");
    assert_non_null(strstr(mail, id));
    assert_sql(&fixture,
               "SELECT kind || ' ' || recipient || ' ' || event"
               " FROM outbox",
               "acknowledgement marie@b.example answer:hash1:RS-1");
    stop(&fixture);
}

static void
test_shadow_holds(void **state)
{
    (void)state;
    Fixture fixture;
    g_autoptr(GError) error = NULL;
    const gint64 id = 1;
    start(&fixture, &(PeerScript){0}, TRUE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    assert_sql(&fixture, STATE, "held");
    /* Released in shadow mode it waits for the day the mode is live. */
    assert_true(outbox_release(fixture.outbox, &id, 1, &error));
    assert_int_equal(send_due(&fixture), 0);
    assert_true(outbox_next_due(fixture.outbox) == G_MAXINT64);
    assert_int_equal(g_atomic_int_get(&fixture.peer->connections), 0);
    reopen_outbox(&fixture, FALSE);
    send_due(&fixture);
    assert_sql(&fixture, STATE, "sent");
    stop(&fixture);
}

static void
test_nobody_is_answered_who_must_not(void **state)
{
    (void)state;
    static const struct {
        Verdict verdict;
        const char *to;
    } cases[] = {
        {VERDICT_APPLICATION, NULL},
        {VERDICT_APPLICATION, "referent@ac.example"},
        {VERDICT_APPLICATION, "CE.PUGET@ac.example"},
        {VERDICT_REVIEW, "candidatures@ac.example"},
        {VERDICT_APPLICATION, "not an address"},
        {VERDICT_AUTOMATIC, CANDIDATE},
        {VERDICT_QUARANTINED, CANDIDATE},
        {VERDICT_UNRELATED, CANDIDATE},
        {VERDICT_APPLICATION, "bounced@b.example"},
    };
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    run_sql(&fixture, "INSERT INTO bounced_address(address, bounced_at)"
                      " VALUES('bounced@b.example', 1)");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        answer_mail(&fixture, i + 1, cases[i].verdict, cases[i].to);
    assert_sql(&fixture, "SELECT count(*) FROM outbox", "0");
    answer_mail(&fixture, 99, VERDICT_REVIEW, CANDIDATE);
    assert_sql(&fixture, "SELECT kind FROM outbox", "receipt");
    stop(&fixture);
}

static void
test_temporary_failure(void **state)
{
    (void)state;
    Fixture fixture;
    PeerScript script = {0};
    script.replies[PEER_RCPT] = "450 greylisted\r\n";
    start(&fixture, &script, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    answer_mail(&fixture, 2, VERDICT_APPLICATION, "other@b.example");
    g_autofree char *id =
        ask_sql(&fixture, "SELECT message_id FROM outbox WHERE id = 1");
    assert_int_equal(send_due(&fixture), 2);
    assert_sql(&fixture,
               "SELECT state || attempts || ' ' || error"
               " FROM outbox WHERE id = 1",
               "queued1 450 greylisted");
    /* Five minutes, a fifth more or less, and what a busy machine takes. */
    assert_sql(&fixture,
               "SELECT due_at - created_at BETWEEN 239 AND 470"
               " FROM outbox WHERE id = 1",
               "1");
    assert_int_equal(send_due(&fixture), 0);
    fixture.peer->script.replies[PEER_RCPT] = NULL;
    run_sql(&fixture, "UPDATE outbox SET due_at = 0");
    assert_int_equal(send_due(&fixture), 0);
    assert_sql(&fixture, "SELECT state || attempts FROM outbox WHERE id = 1",
               "sent2");
    assert_sql(&fixture, "SELECT message_id FROM outbox WHERE id = 1", id);
    stop(&fixture);
}

static void
test_back_off_doubles_and_ends(void **state)
{
    (void)state;
    Fixture fixture;
    PeerScript script = {0};
    script.replies[PEER_MAIL] = "451 later\r\n";
    start(&fixture, &script, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    run_sql(&fixture, "UPDATE outbox SET attempts = 3");
    send_due(&fixture);
    assert_sql(&fixture,
               "SELECT due_at - created_at BETWEEN 1919 AND 2990"
               " FROM outbox",
               "1");
    run_sql(&fixture, "UPDATE outbox SET attempts = 1000000, due_at = 0");
    send_due(&fixture);
    assert_sql(&fixture,
               "SELECT due_at - created_at BETWEEN 11519 AND 17390"
               " FROM outbox",
               "1");
    g_autofree char *first = ask_sql(&fixture, "SELECT due_at FROM outbox");
    guint same = 0;
    for (guint i = 0; i < 8; i++) {
        run_sql(&fixture, "UPDATE outbox SET due_at = 0");
        send_due(&fixture);
        g_autofree char *due = ask_sql(&fixture, "SELECT due_at FROM outbox");
        same += llabs(atoll(due) - atoll(first)) < 30 ? 1 : 0;
    }
    assert_in_range(same, 0, 7);
    run_sql(&fixture, "UPDATE outbox SET due_at = 0,"
                      " first_tried_at = created_at - 5 * 24 * 3600 + 600");
    send_due(&fixture);
    assert_sql(&fixture, "SELECT state FROM outbox", "queued");
    run_sql(&fixture, "UPDATE outbox SET due_at = 0,"
                      " first_tried_at = created_at - 5 * 24 * 3600 - 10");
    send_due(&fixture);
    assert_sql(&fixture, "SELECT state || ' ' || error FROM outbox",
               "failed 451 later");
    stop(&fixture);
}

static void
test_final_outcomes(void **state)
{
    (void)state;
    static const struct {
        PeerPhase phase;
        const char *reply;
        gboolean cut;
        const char *state;
    } cases[] = {
        {PEER_RCPT, "550 no such user\r\n", FALSE, "failed"},
        {PEER_DOT, "554 spam\r\n", FALSE, "failed"},
        {PEER_DOT, "", TRUE, "unknown"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture fixture;
        PeerScript script = {0};
        script.replies[cases[i].phase] = cases[i].reply;
        script.cuts[cases[i].phase] = cases[i].cut;
        start(&fixture, &script, FALSE);
        answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
        assert_int_equal(send_due(&fixture), cases[i].cut ? 1 : 0);
        assert_sql(&fixture, STATE, cases[i].state);
        assert_sql(&fixture, "SELECT error <> '' FROM outbox", "1");
        reopen_outbox(&fixture, FALSE);
        assert_int_equal(send_due(&fixture), 0);
        assert_sql(&fixture, "SELECT attempts FROM outbox", "1");
        stop(&fixture);
    }
}

/* The program died between the mark and the outcome. */
static void
test_sending_at_start_is_unknown(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    run_sql(&fixture, "UPDATE outbox SET state = 'sending'");
    reopen_outbox(&fixture, FALSE);
    send_due(&fixture);
    assert_sql(&fixture, STATE, "unknown");
    assert_int_equal(g_atomic_int_get(&fixture.peer->connections), 0);
    stop(&fixture);
}

/* What another process would read of the index. */
typedef struct {
    Fixture fixture;
    char *state;
} Onlooker;

static void
note_state(gpointer data)
{
    Onlooker *onlooker = data;
    g_autofree char *path =
        g_build_filename(onlooker->fixture.folder, "dossierd.db", NULL);
    sqlite3 *index = NULL;
    sqlite3_stmt *rows = NULL;
    if (sqlite3_open_v2(path, &index, SQLITE_OPEN_READONLY, NULL) ==
            SQLITE_OK &&
        sqlite3_prepare_v2(index, STATE, -1, &rows, NULL) == SQLITE_OK &&
        sqlite3_step(rows) == SQLITE_ROW)
        onlooker->state = g_strdup((const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
    sqlite3_close(index);
}

/* So that a program that dies from here on leaves `sending`. */
static void
test_marked_before_the_first_byte(void **state)
{
    (void)state;
    Onlooker onlooker = {0};
    start(&onlooker.fixture,
          &(PeerScript){.connected = note_state, .data = &onlooker}, FALSE);
    answer_mail(&onlooker.fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    assert_int_equal(send_due(&onlooker.fixture), 0);
    assert_non_null(onlooker.state);
    assert_string_equal(onlooker.state, "sending");
    assert_sql(&onlooker.fixture, STATE, "sent");
    stop(&onlooker.fixture);
    g_free(onlooker.state);
}

/* One look at a server that is out of reach, not one for each mail; and a new
 * run looks at once. */
static void
test_server_out_of_reach(void **state)
{
    (void)state;
    Fixture fixture;
    PeerScript script = {0};
    script.replies[PEER_GREETING] = "421 busy\r\n";
    script.cuts[PEER_GREETING] = TRUE;
    start(&fixture, &script, FALSE);
    for (guint i = 1; i <= 5; i++)
        answer_mail(&fixture, i, VERDICT_APPLICATION, CANDIDATE);
    assert_int_equal(send_due(&fixture), 1);
    assert_int_equal(send_due(&fixture), 0);
    assert_int_equal(g_atomic_int_get(&fixture.peer->connections), 1);
    assert_sql(&fixture, "SELECT count(*) FROM outbox WHERE state = 'queued'",
               "5");
    assert_sql(&fixture, "SELECT sum(attempts) FROM outbox", "1");
    assert_true(outbox_next_due(fixture.outbox) > 0);
    fixture.peer->script = (PeerScript){0};
    reopen_outbox(&fixture, FALSE);
    assert_int_equal(send_due(&fixture), 0);
    assert_sql(&fixture, "SELECT count(*) FROM outbox WHERE state = 'sent'",
               "5");
    stop(&fixture);
}

/* Longer than one that is out of reach, or the account gets locked. */
static void
test_login_required_is_left_alone(void **state)
{
    (void)state;
    Fixture fixture;
    PeerScript script = {0};
    script.replies[PEER_MAIL] = "530 login required\r\n";
    start(&fixture, &script, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    assert_int_equal(send_due(&fixture), 1);
    assert_in_range(outbox_next_due(fixture.outbox) - clock_now(), 700, 1100);
    stop(&fixture);
}

/* A program that ends leaves what it had not begun, due at its next start. */
static void
test_stop_leaves_the_rest(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    answer_mail(&fixture, 2, VERDICT_APPLICATION, CANDIDATE);
    smtp_client_stop(fixture.client);
    send_due(&fixture);
    assert_sql(&fixture, "SELECT count(*) FROM outbox WHERE state = 'queued'",
               "2");
    reopen_outbox(&fixture, FALSE);
    assert_int_equal(send_due(&fixture), 0);
    assert_int_equal(g_atomic_int_get(&fixture.peer->mails), 2);
    stop(&fixture);
}

static void
test_cap_of_one_sender(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    for (guint i = 1; i <= 15; i++)
        answer_mail(&fixture, i, VERDICT_APPLICATION, CANDIDATE);
    answer_mail(&fixture, 16, VERDICT_APPLICATION, "other@b.example");
    assert_sql(&fixture,
               "SELECT count(*) FROM outbox WHERE state = 'held' AND"
               " error LIKE '%answers a day%'",
               "5");
    assert_sql(&fixture,
               "SELECT count(*) || min(recipient) FROM outbox"
               " WHERE kind = 'operator'",
               "1admin@ac.example");
    assert_sql(&fixture,
               "SELECT state FROM outbox WHERE recipient = 'other@b.example'",
               "queued");
    send_due(&fixture);
    assert_int_equal(g_atomic_int_get(&fixture.peer->mails), 12);
    /* A day later the sender is answered again, in spite of the held ones. */
    run_sql(&fixture, "UPDATE outbox SET created_at = created_at - 80000");
    answer_mail(&fixture, 17, VERDICT_APPLICATION, CANDIDATE);
    assert_sql(&fixture,
               "SELECT state FROM outbox WHERE event = 'answer:hash17:RS-17'",
               "held");
    run_sql(&fixture, "UPDATE outbox SET created_at = created_at - 6401");
    answer_mail(&fixture, 18, VERDICT_APPLICATION, CANDIDATE);
    assert_sql(&fixture,
               "SELECT state FROM outbox WHERE event = 'answer:hash18:RS-18'",
               "queued");
    stop(&fixture);
}

static void
test_cap_of_an_hour(void **state)
{
    (void)state;
    Fixture fixture;
    g_autoptr(GError) error = NULL;
    start(&fixture, &(PeerScript){0}, FALSE);
    fixture.config.limits.sends_per_hour = 3;
    for (guint i = 1; i <= 6; i++) {
        g_autofree char *to = g_strdup_printf("c%u@b.example", i);
        answer_mail(&fixture, i, VERDICT_APPLICATION, to);
    }
    send_due(&fixture);
    assert_sql(&fixture,
               "SELECT group_concat(state, ' ') FROM outbox WHERE"
               " kind <> 'operator'",
               "sent sent sent held held held");
    assert_sql(&fixture,
               "SELECT count(*) FROM outbox WHERE kind = 'operator'"
               " AND state = 'sent'",
               "1");
    /* What a person releases is sent, cap or not. */
    g_autofree char *held =
        ask_sql(&fixture, "SELECT min(id) FROM outbox WHERE state = 'held'");
    gint64 id = g_ascii_strtoll(held, NULL, 10);
    assert_true(outbox_release(fixture.outbox, &id, 1, &error));
    send_due(&fixture);
    assert_sql(&fixture, "SELECT count(*) FROM outbox WHERE state = 'sent'",
               "5");
    stop(&fixture);
}

/* Hours that are each below their cap add up. */
static void
test_cap_of_a_day(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    fixture.config.limits.sends_per_day = 2;
    for (guint i = 1; i <= 3; i++) {
        g_autofree char *to = g_strdup_printf("c%u@b.example", i);
        answer_mail(&fixture, i, VERDICT_APPLICATION, to);
        run_sql(&fixture, "UPDATE outbox SET created_at = created_at - 7200");
    }
    assert_sql(&fixture,
               "SELECT group_concat(state, ' ') || ' ' || max(error)"
               " FROM outbox WHERE kind <> 'operator'",
               "queued queued held " OUTBOX_CAP_DAY);
    assert_sql(&fixture, "SELECT count(*) FROM outbox WHERE kind = 'operator'",
               "1");
    run_sql(&fixture, "UPDATE outbox SET created_at = created_at - 86400");
    answer_mail(&fixture, 4, VERDICT_APPLICATION, "c4@b.example");
    assert_sql(&fixture,
               "SELECT state FROM outbox WHERE recipient = 'c4@b.example'",
               "queued");
    stop(&fixture);
}

/* A reminder that waited for the server until the campaign had closed. */
static void
test_no_reminder_after_closing(void **state)
{
    (void)state;
    Fixture fixture;
    g_autoptr(GError) error = NULL;
    ConfigCampaign campaign = CAMPAIGN;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    start(&fixture, &(PeerScript){0}, FALSE);
    fixture.config.campaigns = &campaign;
    campaign.deadline.kind = CONFIG_DEADLINE_DATE;
    for (gint days = -3; days <= 3; days += 6) {
        g_autoptr(GDateTime) day = g_date_time_add_days(now, days);
        g_autofree char *event = g_strdup_printf("reminder:rs2026:%d", days);
        g_date_set_time_t(&campaign.deadline.date, g_date_time_to_unix(day));
        OutboxMail mail = {.kind = "reminder",
                           .event = event,
                           .campaign = &campaign,
                           .recipient = CANDIDATE,
                           .subject = "Rappel",
                           .body = "…"};
        assert_true(outbox_queue_mail(fixture.outbox, &mail, &error));
        assert_int_equal(send_due(&fixture), 0);
    }
    assert_sql(&fixture,
               "SELECT group_concat(state || ' ' || coalesce(error, ''), ', ')"
               " FROM outbox",
               "cancelled " OUTBOX_OVERTAKEN ", sent ");
    stop(&fixture);
}

static void
test_operator_is_told_once(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    for (guint i = 0; i < 3; i++)
        assert_true(outbox_queue_operator(fixture.outbox, "disk:2026-05-04",
                                          "disque presque plein",
                                          "Ligne 1\nLigne 2", NULL));
    send_due(&fixture);
    assert_int_equal(g_atomic_int_get(&fixture.peer->mails), 1);
    assert_non_null(strstr(fixture.peer->mail->str,
                           "Subject: [dossierd] disque presque plein\r\n"));
    assert_non_null(
        strstr(fixture.peer->mail->str, "Auto-Submitted: auto-generated\r\n"));
    assert_non_null(strstr(fixture.peer->mail->str, "Ligne 1\r\nLigne 2"));
    stop(&fixture);
}

static void
test_answer_with_its_transaction(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    assert_true(database_begin(fixture.database, NULL));
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    database_rollback(fixture.database);
    assert_sql(&fixture, "SELECT count(*) FROM outbox", "0");
    send_due(&fixture);
    assert_int_equal(g_atomic_int_get(&fixture.peer->connections), 0);
    assert_true(database_begin(fixture.database, NULL));
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    assert_true(database_commit(fixture.database, NULL));
    send_due(&fixture);
    assert_sql(&fixture, STATE, "sent");
    stop(&fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_live_sends_once),
        cmocka_unit_test(test_mail_on_the_wire),
        cmocka_unit_test(test_shadow_holds),
        cmocka_unit_test(test_nobody_is_answered_who_must_not),
        cmocka_unit_test(test_temporary_failure),
        cmocka_unit_test(test_back_off_doubles_and_ends),
        cmocka_unit_test(test_final_outcomes),
        cmocka_unit_test(test_sending_at_start_is_unknown),
        cmocka_unit_test(test_marked_before_the_first_byte),
        cmocka_unit_test(test_server_out_of_reach),
        cmocka_unit_test(test_login_required_is_left_alone),
        cmocka_unit_test(test_stop_leaves_the_rest),
        cmocka_unit_test(test_cap_of_one_sender),
        cmocka_unit_test(test_cap_of_an_hour),
        cmocka_unit_test(test_cap_of_a_day),
        cmocka_unit_test(test_no_reminder_after_closing),
        cmocka_unit_test(test_operator_is_told_once),
        cmocka_unit_test(test_answer_with_its_transaction),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
