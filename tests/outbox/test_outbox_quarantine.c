/* Who is told of a mail that could not be read safely. */
#include "outbox_fixture.h"

static void
tell(Fixture *fixture, const ConfigMailbox *mailbox,
     const ConfigCampaign *campaign, const Message *header)
{
    g_autoptr(GError) error = NULL;
    if (!outbox_queue_quarantine(fixture->outbox, mailbox, campaign, header,
                                 1779228000, &error))
        fail_msg("%s", error->message);
}

static void
test_operator_and_referent_once_a_day(void **state)
{
    (void)state;
    Fixture fixture;
    g_autoptr(Message) header = message_new();
    start(&fixture, &(PeerScript){0}, FALSE);
    header->subject = g_strdup("Candidature\x1b[31m {campaign}");
    g_ptr_array_add(header->from,
                    message_address_new("Anne", "anne@b.example"));
    tell(&fixture, &MAILBOXES[0], NULL, header);
    tell(&fixture, &MAILBOXES[0], NULL, header);
    tell(&fixture, &MAILBOXES[1], &CAMPAIGN, NULL);
    assert_sql(&fixture,
               "SELECT group_concat(kind || ' ' || recipient, ', ') FROM"
               " (SELECT * FROM outbox ORDER BY id)",
               "operator admin@ac.example, alert referent@ac.example,"
               " operator admin@ac.example");
    run_sql(&fixture, "DELETE FROM outbox WHERE kind = 'operator'");
    send_due(&fixture);
    const char *mail = fixture.peer->mail->str;
    static const char *const said[] = {"X-Dossierd: alert\r\n",
                                       "anne@b.example", "ce.artaud@ac.example",
                                       "20 mai 2026", "{campaign}"};
    for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
        if (strstr(mail, said[i]) == NULL)
            fail_msg("%s is not in\n%s", said[i], mail);
    assert_null(strchr(mail, '\x1b'));
    stop(&fixture);
}

static void
test_a_mailbox_without_campaign_is_the_operators(void **state)
{
    (void)state;
    Fixture fixture;
    static const ConfigMailbox other = {.name = "other",
                                        .address = "other@ac.example"};
    start(&fixture, &(PeerScript){0}, FALSE);
    tell(&fixture, &other, NULL, NULL);
    assert_sql(&fixture, "SELECT group_concat(kind) FROM outbox", "operator");
    stop(&fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operator_and_referent_once_a_day),
        cmocka_unit_test(test_a_mailbox_without_campaign_is_the_operators),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
