/* What people, bounces and sent_folder do to the queue. */
#include "outbox_fixture.h"

#define CANDIDATE "marie@b.example"
#define STATE "SELECT state FROM outbox WHERE id = 1"

static void
test_commands_change_all_or_nothing(void **state)
{
    (void)state;
    Fixture fixture;
    g_autoptr(GError) error = NULL;
    start(&fixture, &(PeerScript){0}, TRUE);
    for (guint i = 1; i <= 3; i++)
        answer_mail(&fixture, i, VERDICT_APPLICATION, CANDIDATE);
    run_sql(&fixture, "UPDATE outbox SET state = 'sent' WHERE id = 3");
    assert_false(
        outbox_release(fixture.outbox, (gint64[]){1, 2, 77}, 3, &error));
    assert_non_null(strstr(error->message, "no mail 77"));
    g_clear_error(&error);
    assert_false(outbox_release(fixture.outbox, (gint64[]){1, 3}, 2, &error));
    assert_non_null(strstr(error->message, "mail 3 is sent"));
    g_clear_error(&error);
    assert_false(outbox_cancel(fixture.outbox, (gint64[]){1, 3}, 2, &error));
    assert_sql(&fixture, "SELECT group_concat(state, ' ') FROM outbox",
               "held held sent");
    assert_true(outbox_release(fixture.outbox, (gint64[]){1, 1}, 2, NULL));
    assert_true(outbox_cancel(fixture.outbox, (gint64[]){1, 2}, 2, NULL));
    assert_sql(&fixture, "SELECT group_concat(state, ' ') FROM outbox",
               "cancelled cancelled sent");
    /* A mail that was cancelled stays the answer to its event. */
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    assert_sql(&fixture, "SELECT count(*) FROM outbox", "3");
    stop(&fixture);
}

static void
test_retry(void **state)
{
    (void)state;
    static const char *const from[] = {"failed", "unknown", "queued"};
    for (gsize i = 0; i < G_N_ELEMENTS(from); i++) {
        Fixture fixture;
        const gint64 id = 1;
        start(&fixture, &(PeerScript){0}, FALSE);
        answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
        g_autofree char *message_id =
            ask_sql(&fixture, "SELECT message_id FROM outbox WHERE id = 1");
        g_autofree char *sql = g_strdup_printf(
            "UPDATE outbox SET state = '%s', due_at = due_at + 10000,"
            " error = 'x', first_tried_at = 1",
            from[i]);
        run_sql(&fixture, sql);
        run_sql(&fixture, "INSERT INTO bounced_address(address, bounced_at)"
                          " VALUES('" CANDIDATE "', 1)");
        send_due(&fixture);
        assert_sql(&fixture, STATE, from[i]);
        assert_true(outbox_retry(fixture.outbox, &id, 1, NULL));
        send_due(&fixture);
        assert_sql(&fixture, STATE, "sent");
        assert_non_null(strstr(fixture.peer->mail->str, message_id));
        stop(&fixture);
    }
}

static void
note_bounce(Fixture *fixture, const char *id, const char *address)
{
    g_autoptr(GError) error = NULL;
    Recognition recognition = {.verdict = VERDICT_AUTOMATIC,
                               .reported_id = (char *)id,
                               .failed = (char *[]){(char *)address, NULL}};
    if (!outbox_note_bounce(fixture->outbox, &recognition, &error))
        fail_msg("%s", error->message);
}

static void
test_bounces(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    answer_mail(&fixture, 2, VERDICT_APPLICATION, "other@b.example");
    send_due(&fixture);
    g_autofree char *id =
        ask_sql(&fixture, "SELECT message_id FROM outbox WHERE id = 1");
    /* Forged: about a mail that is not ours, to whom we never wrote. */
    note_bounce(&fixture, "forged@evil.example", "other@b.example");
    note_bounce(&fixture, NULL, "stranger@b.example");
    assert_sql(&fixture, "SELECT count(*) FROM bounced_address", "0");
    answer_mail(&fixture, 3, VERDICT_SUPPLEMENT, CANDIDATE);
    note_bounce(&fixture, id, CANDIDATE);
    assert_sql(&fixture, STATE, "failed");
    assert_sql(&fixture, "SELECT address FROM bounced_address", CANDIDATE);
    /* Queued before the bounce came: not sent after it. */
    send_due(&fixture);
    assert_sql(&fixture, "SELECT state FROM outbox WHERE id = 3", "failed");
    assert_int_equal(g_atomic_int_get(&fixture.peer->mails), 2);
    /* What comes after it is not even queued. */
    answer_mail(&fixture, 4, VERDICT_SUPPLEMENT, CANDIDATE);
    assert_sql(&fixture, "SELECT count(*) FROM outbox", "3");
    note_bounce(&fixture, NULL, "Other@b.example");
    assert_sql(&fixture, "SELECT state FROM outbox WHERE id = 2", "failed");
    stop(&fixture);
}

static void
test_append(void **state)
{
    (void)state;
    Fixture fixture;
    g_autofree char *folder = NULL;
    gint64 id = 0;
    start(&fixture, &(PeerScript){0}, FALSE);
    answer_mail(&fixture, 1, VERDICT_APPLICATION, CANDIDATE);
    assert_null(
        outbox_next_append(fixture.outbox, &MAILBOXES[1], &folder, &id));
    send_due(&fixture);
    assert_null(
        outbox_next_append(fixture.outbox, &MAILBOXES[0], &folder, &id));
    g_autoptr(GBytes) mail =
        outbox_next_append(fixture.outbox, &MAILBOXES[1], &folder, &id);
    assert_non_null(mail);
    assert_string_equal(folder, "Envoyés/rs2026/ARTAUD");
    assert_int_equal(id, 1);
    g_string_replace(fixture.peer->mail, "\r\n..", "\r\n.", 0);
    assert_int_equal(g_bytes_get_size(mail), fixture.peer->mail->len);
    assert_memory_equal(g_bytes_get_data(mail, NULL), fixture.peer->mail->str,
                        fixture.peer->mail->len);
    assert_true(outbox_appended(fixture.outbox, &MAILBOXES[1], id, NULL));
    g_clear_pointer(&folder, g_free);
    assert_null(
        outbox_next_append(fixture.outbox, &MAILBOXES[1], &folder, &id));
    stop(&fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands_change_all_or_nothing),
        cmocka_unit_test(test_retry),
        cmocka_unit_test(test_bounces),
        cmocka_unit_test(test_append),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
