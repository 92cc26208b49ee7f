/* The outcome of one submission against servers that say and do anything. */
#include "mail/smtp_fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>

typedef struct {
    const char *name;
    PeerPhase phase;
    const char *reply;
    gboolean cut;
    SmtpOutcome outcome;
    gboolean fault;
    const char *words; /* part of the error */
} Case;

static const Case CASES[] = {
    {"all good", PEER_DOT, NULL, FALSE, SMTP_SENT, FALSE, NULL},
    {"another 2yz", PEER_DOT, "251 will forward\r\n", FALSE, SMTP_SENT, FALSE,
     NULL},
    {"multi-line", PEER_DOT, "250-one\r\n250-two\r\n250 three\r\n", FALSE,
     SMTP_SENT, FALSE, NULL},
    {"recipient elsewhere", PEER_RCPT, "251 elsewhere\r\n", FALSE, SMTP_SENT,
     FALSE, NULL},
    {"busy", PEER_GREETING, "421 too busy\r\n", TRUE, SMTP_RETRY, TRUE,
     "421 too busy"},
    {"no service", PEER_GREETING, "554 no service\r\n", TRUE, SMTP_RETRY, TRUE,
     "554 no service"},
    {"silent end", PEER_GREETING, "", TRUE, SMTP_RETRY, TRUE, ""},
    {"not SMTP", PEER_GREETING, "HTTP/1.1 400 Bad Request\r\n\r\n", TRUE,
     SMTP_RETRY, TRUE, ""},
    {"EHLO and HELO refused", PEER_EHLO, "502 no\r\n", FALSE, SMTP_RETRY, TRUE,
     "502 no"},
    {"cut at EHLO", PEER_EHLO, "", TRUE, SMTP_RETRY, TRUE, ""},
    {"421 at MAIL", PEER_MAIL, "421 going down\r\n", TRUE, SMTP_RETRY, TRUE,
     "421 going down"},
    {"451 at MAIL", PEER_MAIL, "451 later\r\n", FALSE, SMTP_RETRY, FALSE,
     "451 later"},
    {"login wanted", PEER_MAIL, "530 5.7.0 log in\r\n", FALSE, SMTP_RETRY, TRUE,
     "530 5.7.0 log in"},
    {"550 at MAIL", PEER_MAIL, "550 not you\r\n", FALSE, SMTP_REJECTED, FALSE,
     "550 not you"},
    {"cut at MAIL", PEER_MAIL, "", TRUE, SMTP_RETRY, FALSE, ""},
    {"cut after MAIL", PEER_MAIL, NULL, TRUE, SMTP_RETRY, FALSE, ""},
    {"greylisted", PEER_RCPT, "450 4.2.0 greylisted\r\n", FALSE, SMTP_RETRY,
     FALSE, "greylisted"},
    {"no such user", PEER_RCPT, "550-5.1.1 no such\r\n550 5.1.1 user\r\n",
     FALSE, SMTP_REJECTED, FALSE, "550-5.1.1 no such 550 5.1.1 user"},
    {"odd reply", PEER_RCPT, "999 what\r\n", FALSE, SMTP_REJECTED, FALSE,
     "999 what"},
    {"cut at RCPT", PEER_RCPT, "", TRUE, SMTP_RETRY, FALSE, ""},
    {"452 at DATA", PEER_DATA, "452 full\r\n", FALSE, SMTP_RETRY, FALSE,
     "452 full"},
    {"554 at DATA", PEER_DATA, "554 no valid recipients\r\n", FALSE,
     SMTP_REJECTED, FALSE, "554 no valid"},
    {"cut at DATA", PEER_DATA, "", TRUE, SMTP_RETRY, FALSE, ""},
    {"451 after the dot", PEER_DOT, "451 try again\r\n", FALSE, SMTP_RETRY,
     FALSE, "451 try again"},
    {"421 after the dot", PEER_DOT, "421 not now\r\n", TRUE, SMTP_RETRY, TRUE,
     "421 not now"},
    {"552 after the dot", PEER_DOT, "552 too big\r\n", FALSE, SMTP_REJECTED,
     FALSE, "552 too big"},
    {"cut after the dot", PEER_DOT, "", TRUE, SMTP_UNKNOWN, FALSE, ""},
    {"half a reply", PEER_DOT, "250-it ", TRUE, SMTP_UNKNOWN, FALSE, ""},
    {"half a multi-line reply", PEER_DOT, "250-it was\r\n", TRUE, SMTP_UNKNOWN,
     FALSE, ""},
    {"go on again", PEER_DOT, "354 go on\r\n", FALSE, SMTP_UNKNOWN, FALSE, ""},
    {"garbage", PEER_DOT, "thanks!\r\n", TRUE, SMTP_UNKNOWN, FALSE, ""},
};

static void
test_outcomes(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Case *c = &CASES[i];
        PeerScript script = {0};
        Fixture fixture;
        g_autoptr(GError) error = NULL;
        gboolean fault = FALSE;
        script.replies[c->phase] = c->reply;
        script.cuts[c->phase] = c->cut;
        start(&fixture, &script);
        SmtpOutcome outcome =
            send_text(&fixture, "a@b.example", MAIL, &fault, &error);
        stop(&fixture);
        if (outcome != c->outcome || fault != c->fault ||
            (error != NULL) != (c->words != NULL) ||
            (error != NULL && strstr(error->message, c->words) == NULL))
            fail_msg("%s: outcome %d, fault %d, \"%s\"", c->name, outcome,
                     fault, error != NULL ? error->message : "");
    }
}

static void
test_bytes_on_the_wire(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0});
    assert_int_equal(send_text(&fixture, "a@b.example", MAIL, NULL, NULL),
                     SMTP_SENT);
    assert_string_equal(fixture.peer->mail->str,
                        "Subject: x\r\n\r\n..dot first\r\nline\r\n");
    assert_non_null(strstr(fixture.peer->commands->str, "MAIL FROM:<>"));
    assert_non_null(
        strstr(fixture.peer->commands->str, "RCPT TO:<a@b.example>\r\n"));
    stop(&fixture);
}

static void
test_refuses_what_is_unfit(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a@b.example\r\nRCPT TO:<evil@c.example>", MAIL},
        {"a b@c.example", MAIL},
        {"", MAIL},
        {"a@b.example", "Subject: x\n\nbare\n"},
        {"a@b.example", "Subject: x\r\n\r\nbare\n.\r\n"},
        {"a@b.example", "Subject: x\r\n\r\ncr\ralone\r\n"},
        {"a@b.example", "no line end"},
    };
    Fixture fixture;
    start(&fixture, &(PeerScript){0});
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_int_equal(
            send_text(&fixture, cases[i][0], cases[i][1], NULL, &error),
            SMTP_REJECTED);
        assert_true(
            g_error_matches(error, SMTP_CLIENT_ERROR, SMTP_CLIENT_ERROR_MAIL));
    }
    assert_int_equal(g_atomic_int_get(&fixture.peer->connections), 0);
    stop(&fixture);
}

static void
test_keeps_its_connection(void **state)
{
    (void)state;
    Fixture fixture;
    start(&fixture, &(PeerScript){0});
    for (guint i = 0; i < 5; i++)
        assert_int_equal(send_text(&fixture, "a@b.example", MAIL, NULL, NULL),
                         SMTP_SENT);
    assert_int_equal(g_atomic_int_get(&fixture.peer->mails), 5);
    assert_int_equal(g_atomic_int_get(&fixture.peer->connections), 1);
    stop(&fixture);
}

/* The server hangs up between two mails: no mail fails for it. */
static void
test_renews_a_stale_connection(void **state)
{
    (void)state;
    static const char *const last_words[] = {
        NULL, "250 2.0.0 taken\r\n421 idle too long\r\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(last_words); i++) {
        Fixture fixture;
        PeerScript script = {.mails_each = 1};
        script.replies[PEER_DOT] = last_words[i];
        start(&fixture, &script);
        for (guint n = 0; n < 4; n++)
            assert_int_equal(
                send_text(&fixture, "a@b.example", MAIL, NULL, NULL),
                SMTP_SENT);
        assert_int_equal(g_atomic_int_get(&fixture.peer->mails), 4);
        stop(&fixture);
    }
}

static void
test_cut_in_the_middle_of_a_mail(void **state)
{
    (void)state;
    Fixture fixture;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) mail = g_string_new("Subject: x\r\n\r\n");
    for (guint i = 0; i < 400000; i++)
        g_string_append(mail, "0123456789012345678901234567890123456789\r\n");
    start(&fixture, &(PeerScript){.cut_in_data = 5000});
    assert_int_equal(
        send_text(&fixture, "a@b.example", mail->str, NULL, &error),
        SMTP_RETRY);
    stop(&fixture);
}

static void
test_slow_server(void **state)
{
    (void)state;
    static const struct {
        PeerPhase phase;
        SmtpOutcome outcome;
    } cases[] = {{PEER_RCPT, SMTP_RETRY}, {PEER_DOT, SMTP_UNKNOWN}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture fixture;
        PeerScript script = {0};
        g_autoptr(GError) error = NULL;
        script.delays_ms[cases[i].phase] = 3000;
        start(&fixture, &script);
        smtp_client_set_timeouts(fixture.client, 5, 1);
        assert_int_equal(send_text(&fixture, "a@b.example", MAIL, NULL, &error),
                         cases[i].outcome);
        stop(&fixture);
    }
}

static gpointer
stop_soon(gpointer client)
{
    g_usleep(200 * 1000);
    smtp_client_stop(client);
    return NULL;
}

/* A stop before the final dot ends at once, one after it waits. */
static void
test_stop(void **state)
{
    (void)state;
    static const struct {
        PeerPhase phase;
        SmtpOutcome outcome;
    } cases[] = {{PEER_RCPT, SMTP_RETRY}, {PEER_DOT, SMTP_SENT}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture fixture;
        PeerScript script = {0};
        g_autoptr(GError) error = NULL;
        script.delays_ms[cases[i].phase] = 3000;
        start(&fixture, &script);
        smtp_client_set_timeouts(fixture.client, 30, 60);
        GThread *thread = g_thread_new("stop", stop_soon, fixture.client);
        assert_int_equal(send_text(&fixture, "a@b.example", MAIL, NULL, &error),
                         cases[i].outcome);
        g_thread_join(thread);
        stop(&fixture);
    }
}

static void
test_no_server(void **state)
{
    (void)state;
    Fixture fixture;
    g_autoptr(GError) error = NULL;
    gboolean fault = FALSE;
    start(&fixture, &(PeerScript){0});
    shutdown(fixture.peer->loopback.fd, SHUT_RDWR);
    assert_int_equal(send_text(&fixture, "a@b.example", MAIL, &fault, &error),
                     SMTP_RETRY);
    assert_true(fault);
    assert_true(g_error_matches(error, SMTP_CLIENT_ERROR,
                                SMTP_CLIENT_ERROR_UNREACHABLE));
    stop(&fixture);
}

static void
test_login(void **state)
{
    (void)state;
    static const struct {
        const char *auth;
        SmtpOutcome outcome;
        gint code;
    } cases[] = {
        {"235 welcome\r\n", SMTP_SENT, 0},
        {"535 wrong password\r\n", SMTP_RETRY, SMTP_CLIENT_ERROR_LOGIN},
    };
    g_autofree char *secret = g_strdup("/tmp/dossierd-secret-XXXXXX");
    close(g_mkstemp_full(secret, O_RDWR, 0600));
    g_file_set_contents_full(secret, "s3cret\n", -1, 0, 0600, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture fixture;
        g_autoptr(GError) error = NULL;
        gboolean fault = FALSE;
        start(&fixture, &(PeerScript){.auth = cases[i].auth});
        fixture.config.user = "dossierd";
        fixture.config.password_file = secret;
        assert_int_equal(
            send_text(&fixture, "a@b.example", MAIL, &fault, &error),
            cases[i].outcome);
        assert_int_equal(fault, cases[i].outcome == SMTP_RETRY);
        if (error != NULL)
            assert_int_equal(error->code, cases[i].code);
        else
            /* base64 of \0dossierd\0s3cret */
            assert_non_null(strstr(fixture.peer->commands->str,
                                   "AUTH PLAIN AGRvc3NpZXJkAHMzY3JldA==\r\n"));
        stop(&fixture);
    }
    g_unlink(secret);
}

static void
test_secret_that_others_can_read(void **state)
{
    (void)state;
    Fixture fixture;
    g_autoptr(GError) error = NULL;
    gboolean fault = FALSE;
    g_autofree char *secret = g_strdup("/tmp/dossierd-secret-XXXXXX");
    close(g_mkstemp_full(secret, O_RDWR, 0644));
    start(&fixture, &(PeerScript){.auth = "235 welcome\r\n"});
    fixture.config.user = "dossierd";
    fixture.config.password_file = secret;
    assert_int_equal(send_text(&fixture, "a@b.example", MAIL, &fault, &error),
                     SMTP_RETRY);
    assert_true(fault);
    assert_non_null(error);
    assert_int_equal(g_atomic_int_get(&fixture.peer->connections), 0);
    g_unlink(secret);
    stop(&fixture);
}

/* STARTTLS that is not offered, or refused: the mail does not go in clear. */
static void
test_never_falls_back_to_plain(void **state)
{
    (void)state;
    static const char *const offers[] = {NULL,
                                         "250-peer.test\r\n250 STARTTLS\r\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(offers); i++) {
        Fixture fixture;
        PeerScript script = {0};
        g_autoptr(GError) error = NULL;
        gboolean fault = FALSE;
        script.replies[PEER_EHLO] = offers[i];
        start(&fixture, &script);
        fixture.config.tls = CONFIG_TLS_STARTTLS;
        assert_int_equal(
            send_text(&fixture, "a@b.example", MAIL, &fault, &error),
            SMTP_RETRY);
        assert_true(fault);
        assert_true(
            g_error_matches(error, SMTP_CLIENT_ERROR, SMTP_CLIENT_ERROR_TLS));
        assert_null(strstr(fixture.peer->commands->str, "MAIL"));
        stop(&fixture);
    }
}

/* A person's trial: what the server offers is used, and no mail is begun. */
static void
test_try(void **state)
{
    (void)state;
    static const struct {
        const char *auth, *ehlo;
        ConfigTls tls;
        gboolean listens;
        int fault; /* -1: good */
    } cases[] = {
        {"235 welcome\r\n", NULL, CONFIG_TLS_NONE, TRUE, -1},
        {"535 wrong password\r\n", NULL, CONFIG_TLS_NONE, TRUE,
         CONNECTION_FAULT_LOGIN},
        {"235 welcome\r\n", "554 go away\r\n", CONFIG_TLS_NONE, TRUE,
         CONNECTION_FAULT_OTHER},
        {NULL, NULL, CONFIG_TLS_STARTTLS, TRUE, CONNECTION_FAULT_STARTTLS},
        {NULL, NULL, CONFIG_TLS_NONE, FALSE, CONNECTION_FAULT_PORT},
    };
    g_autofree char *secret = g_strdup("/tmp/dossierd-secret-XXXXXX");
    close(g_mkstemp_full(secret, O_RDWR, 0600));
    g_file_set_contents_full(secret, "s3cret\n", -1, 0, 0600, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture fixture;
        g_autoptr(GError) error = NULL;
        ConnectionFault fault = CONNECTION_FAULT_OTHER;
        PeerScript script = {.auth = cases[i].auth};
        script.replies[PEER_EHLO] = cases[i].ehlo;
        start(&fixture, &script);
        fixture.config.tls = cases[i].tls;
        fixture.config.user = cases[i].auth ? "dossierd" : NULL;
        fixture.config.password_file = secret;
        if (!cases[i].listens)
            shutdown(fixture.peer->loopback.fd, SHUT_RDWR);
        gboolean good = smtp_client_try(fixture.client, &fault, &error);
        if (good != (cases[i].fault < 0) ||
            (!good && (int)fault != cases[i].fault))
            fail_msg("case %zu: %s (%d)", i, error ? error->message : "good",
                     (int)fault);
        assert_null(strstr(fixture.peer->commands->str, "MAIL"));
        stop(&fixture);
    }
    unlink(secret);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_try),
        cmocka_unit_test(test_bytes_on_the_wire),
        cmocka_unit_test(test_refuses_what_is_unfit),
        cmocka_unit_test(test_keeps_its_connection),
        cmocka_unit_test(test_renews_a_stale_connection),
        cmocka_unit_test(test_cut_in_the_middle_of_a_mail),
        cmocka_unit_test(test_slow_server),
        cmocka_unit_test(test_stop),
        cmocka_unit_test(test_no_server),
        cmocka_unit_test(test_login),
        cmocka_unit_test(test_secret_that_others_can_read),
        cmocka_unit_test(test_never_falls_back_to_plain),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
