/* Any reply at any phase of a submission, and what must follow: a mail that
 * may have been taken is never called to be tried again, one that cannot have
 * been taken is never called sent. */
#include "mail/smtp_fixture.h"

#include <signal.h>

static const char *const codes[] = {
    "100", "200", "220", "221", "235", "250", "251", "252", "299", "300", "334",
    "354", "399", "400", "421", "432", "450", "451", "452", "454", "455", "499",
    "500", "501", "502", "503", "504", "521", "530", "534", "535", "538", "550",
    "551", "552", "553", "554", "555", "556", "599", "600", "999", "099",
};

/* %s is the code. */
static const char *const forms[] = {
    "%s what\r\n",
    "%s\r\n",
    "%s-one\r\n%s-two\r\n%s three\r\n",
    "%s 5.7.1 \xFF\xFE\x1B[31m not UTF-8\r\n",
};

/* Sure replies have sure outcomes; the others are bound by what may be. */
static gboolean
may_be(PeerPhase phase, const char *code, gboolean cut, SmtpOutcome outcome)
{
    char digit = code[0];

    /* Log in first: that is about us, and surely a refusal. */
    if (strcmp(code, "530") == 0 && outcome == SMTP_RETRY)
        return TRUE;
    if (phase == PEER_DOT) {
        SmtpOutcome expected = digit == '2'   ? SMTP_SENT
                               : digit == '4' ? SMTP_RETRY
                               : digit == '5' ? SMTP_REJECTED
                                              : SMTP_UNKNOWN;

        /* Codes that there are not: the mail may have been taken. */
        return outcome == expected || (strchr("123", digit) == NULL &&
                                       digit > '5' && outcome == SMTP_REJECTED);
    }
    /* What follows go-ahead and cut may have arrived, dot and all. */
    if (phase == PEER_DATA && digit == '3')
        return outcome == (cut ? SMTP_UNKNOWN : SMTP_SENT) ||
               outcome == SMTP_RETRY;
    if (phase != PEER_DATA && digit == '2')
        return outcome == SMTP_SENT || outcome == SMTP_RETRY;
    /* Before MAIL a refusal is about the server, not about the mail. */
    return outcome == SMTP_RETRY ||
           (phase > PEER_EHLO && digit >= '5' && outcome == SMTP_REJECTED);
}

static void
check_reply(PeerPhase phase, const char *form, const char *code, gboolean cut)
{
    Fixture fixture;
    PeerScript script = {0};
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) pieces = g_strsplit(form, "%s", -1);
    g_autofree char *reply = g_strjoinv(code, pieces);

    script.replies[phase] = reply;
    script.cuts[phase] = cut;
    start(&fixture, &script);
    smtp_client_set_timeouts(fixture.client, 1, 1);
    SmtpOutcome outcome =
        send_text(&fixture, "a@b.example", MAIL, NULL, &error);
    gint taken = g_atomic_int_get(&fixture.peer->mails);

    stop(&fixture);
    if (!may_be(phase, code, cut, outcome) || taken > 1 ||
        (outcome == SMTP_SENT && taken != 1) ||
        (outcome == SMTP_SENT) != (error == NULL) ||
        (error != NULL && !g_utf8_validate(error->message, -1, NULL)))
        fail_msg("phase %d, cut %d: %s: outcome %d, %d taken, %s", phase, cut,
                 reply, outcome, taken, error != NULL ? error->message : "");
}

static void
test_any_reply_at_any_phase(void **state)
{
    (void)state;
    for (PeerPhase phase = 0; phase < PEER_PHASES; phase++)
        for (gsize form = 0; form < G_N_ELEMENTS(forms); form++)
            for (gsize code = 0; code < G_N_ELEMENTS(codes); code++)
                check_reply(phase, forms[form], codes[code], form == 1);
}

/* The connection ends after each byte of the reply: before the dot the mail is
 * tried again, after it never. */
static void
test_cut_in_each_reply(void **state)
{
    (void)state;
    for (PeerPhase phase = 0; phase < PEER_PHASES; phase++) {
        const char *whole =
            phase == PEER_EHLO ? "250 peer.test\r\n" : PEER_GOOD[phase];

        for (gsize n = 0; n < strlen(whole); n++) {
            g_autofree char *reply = g_strndup(whole, n);
            Fixture fixture;
            PeerScript script = {0};

            script.replies[phase] = reply;
            script.cuts[phase] = TRUE;
            start(&fixture, &script);
            SmtpOutcome outcome =
                send_text(&fixture, "a@b.example", MAIL, NULL, NULL);

            stop(&fixture);
            if (outcome != (phase == PEER_DOT ? SMTP_UNKNOWN : SMTP_RETRY))
                fail_msg("phase %d after \"%s\": %d", phase, reply, outcome);
        }
    }
}

/* Endless lines, endless replies, a byte now and then: each ends. */
static void
test_replies_without_end(void **state)
{
    (void)state;
    g_autofree char *long_line = g_strnfill(2000000, 'x');
    GString *many = g_string_new(NULL);

    memcpy(long_line, "250 ", 4);
    for (guint i = 0; i < 200000; i++)
        g_string_append(many, "250-more\r\n");
    const struct {
        PeerPhase phase;
        const char *reply;
        guint drip;
    } cases[] = {
        {PEER_GREETING, long_line, 0},
        {PEER_EHLO, long_line, 0},
        {PEER_RCPT, long_line, 0},
        {PEER_DATA, long_line, 0},
        {PEER_DOT, long_line, 0},
        {PEER_GREETING, many->str, 0},
        {PEER_EHLO, many->str, 0},
        {PEER_RCPT, many->str, 0},
        {PEER_DATA, many->str, 0},
        {PEER_DOT, many->str, 0},
        {PEER_RCPT, "250 dripping on and on", 300},
        {PEER_DOT, "250 dripping on and on", 300},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        PeerPhase phase = cases[i].phase;
        Fixture fixture;
        PeerScript script = {0};
        gint64 begin = g_get_monotonic_time();

        script.replies[phase] = cases[i].reply;
        script.drips_ms[phase] = cases[i].drip;
        script.cuts[phase] = TRUE;
        start(&fixture, &script);
        smtp_client_set_timeouts(fixture.client, 1, 1);
        SmtpOutcome outcome =
            send_text(&fixture, "a@b.example", MAIL, NULL, NULL);
        gint64 end = g_get_monotonic_time();

        smtp_client_free(g_steal_pointer(&fixture.client));
        stop(&fixture);
        if (outcome != (phase == PEER_DOT ? SMTP_UNKNOWN : SMTP_RETRY) ||
            end - begin > 5 * G_USEC_PER_SEC)
            fail_msg("case %zu: outcome %d after %d ms", i, outcome,
                     (int)((end - begin) / 1000));
    }
    g_string_free(many, TRUE);
}

/* Replies to commands that were not given yet. The server's words count, but
 * no mail may be given to it twice for them, and a session that is out of step
 * is not gone on with. */
static void
test_early_replies(void **state)
{
    (void)state;
    static const struct {
        PeerPhase phase;
        const char *reply;
    } cases[] = {
        {PEER_GREETING, "220 hi\r\n250 early\r\n"},
        {PEER_GREETING,
         "220 hi\r\n250 a\r\n250 b\r\n250 c\r\n354 d\r\n250 e\r\n"},
        {PEER_EHLO, "250 hi\r\n250 sender ok\r\n"},
        {PEER_MAIL, "250 ok\r\n250 recipient ok\r\n354 go on\r\n"},
        {PEER_RCPT, "250 ok\r\n354 go on\r\n250 taken\r\n"},
        {PEER_RCPT, "250 ok\r\n550 no\r\n"},
        {PEER_DATA, "354 go on\r\n250 taken\r\n"},
        {PEER_DATA, "354 go on\r\n451 later\r\n"},
        {PEER_DOT, "250 taken\r\n250 again\r\n250 and again\r\n"},
        {PEER_DOT, "250 taken\r\n500 what?\r\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Fixture fixture;
        PeerScript script = {0};

        script.replies[cases[i].phase] = cases[i].reply;
        start(&fixture, &script);
        for (guint n = 0; n < 3; n++) {
            SmtpOutcome outcome =
                send_text(&fixture, "a@b.example", MAIL, NULL, NULL);
            gint now = g_atomic_int_get(&fixture.peer->mails);

            /* No mail is refused for what was said about another. */
            if (outcome == SMTP_REJECTED && cases[i].phase != PEER_RCPT)
                fail_msg("case %zu, mail %u was refused", i, n);
            /* The peer may count a mail after the client heard of it. */
            if (now > (gint)n + 1)
                fail_msg("case %zu: %d mails for %u", i, now, n + 1);
        }
        smtp_client_free(g_steal_pointer(&fixture.client));
        stop(&fixture);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_reply_at_any_phase),
        cmocka_unit_test(test_cut_in_each_reply),
        cmocka_unit_test(test_replies_without_end),
        cmocka_unit_test(test_early_replies),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
