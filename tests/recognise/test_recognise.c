/* Whole mails: the contract's examples, and what real clients make of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/answer.h"
#include "recognise/mail_fixture_bodies.h"

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    g_autoptr(Phrases) phrases = fixture_phrases();
    g_autoptr(GPtrArray) rows = fixture_rows("mails.tsv", 9);
    guint failed = 0;
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        FixtureMail mail = fixture_mail(row);
        Message *message = fixture_message(&mail);
        RecogniseInput input = {.recogniser = recogniser,
                                .phrases = phrases,
                                .message = message,
                                .received_at = fixture_time(&mail)};
        g_autoptr(Recognition) recognition = recognise(&input);
        g_autofree char *found = fixture_summary(recognition);
        fixture_message_free(message);
        if (strcmp(found, row[8]) == 0)
            continue;
        failed++;
        print_message("%s\n  expected %s\n  found    %s\n", row[3], row[8],
                      found);
    }
    assert_int_equal(failed, 0);
}

static void
test_addresses(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    const struct {
        const char *address;
        gboolean allowed;
    } cases[] = {
        {"marie.dupont@courriel.example", TRUE},
        {config->smtp.from, FALSE},
        {config->mailboxes[0].address, FALSE},
        {"noreply@courriel.example", FALSE},
        {"\"a b\"@courriel.example", FALSE},
        {"a..b@courriel.example", FALSE},
        {"a@[127.0.0.1]", FALSE},
        {"a@courriel.example\r\nBcc: b@c.example", FALSE},
        {"a", FALSE},
        {NULL, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        if (answer_is_allowed(config, cases[i].address) != cases[i].allowed)
            fail_msg("%s", cases[i].address);
}

/* A mail without Return-Path, in a mailbox whose server may write it. */
static void
test_no_return_path(void **state)
{
    (void)state;
    static const struct {
        gboolean written, there, answered;
    } cases[] = {
        {FALSE, FALSE, TRUE}, {TRUE, FALSE, FALSE}, {TRUE, TRUE, TRUE}};
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    g_autoptr(Phrases) phrases = fixture_phrases();
    g_autoptr(GPtrArray) rows = fixture_rows("mails.tsv", 9);
    FixtureMail mail = fixture_mail(rows->pdata[0]);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Message *message = fixture_message(&mail);
        ConfigMailbox *mailbox = (ConfigMailbox *)&config->mailboxes[0];
        mailbox->return_path = cases[i].written;
        message->machine.has_return_path = cases[i].there;
        RecogniseInput input = {.recogniser = recogniser,
                                .phrases = phrases,
                                .message = message,
                                .mailbox = mailbox->name,
                                .received_at = fixture_time(&mail)};
        g_autoptr(Recognition) recognition = recognise(&input);
        if ((recognition->reply_to != NULL) != cases[i].answered)
            fail_msg("case %zu: %s", i, recognition->reply_to);
        fixture_message_free(message);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_addresses),
                                       cmocka_unit_test(test_no_return_path)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
