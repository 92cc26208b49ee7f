#include "mail/imap_client.h"

#include "mail/hostile_server.h"
#include "mail/imap_client_fetch.h"

#include <sys/eventfd.h>

/* libcurl's part of a session, and our CAPABILITY and EXAMINE. */
#define LOGIN                                                                  \
    "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",                \
        "%t OK logged in\r\n", "* CAPABILITY IMAP4rev1 IDLE\r\n%t OK x\r\n"
#define EXAMINE                                                                \
    "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n"          \
    "%t OK [READ-ONLY] x\r\n"

static const ImapClientLimits impatient = {
    .connect_seconds = 2, .command_seconds = 1, .min_rate = 1000};

static void
test_certificates(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *wrong_name = g_strdup(fixture->tls_url);
    g_autofree char *starttls_name = g_strdup(fixture->url);

    /* 127.0.0.2 is loopback too, but not in the certificate. */
    memcpy(strstr(wrong_name, "localhost"), "127.0.0.2", 9);
    memcpy(strstr(starttls_name, "localhost"), "127.0.0.2", 9);
    g_autofree char *closed =
        g_strdup_printf("imap://localhost:%u", free_port());
    g_autofree char *implicit_to_plain =
        g_strdup_printf("imaps://localhost:%u", fixture->port);
    const struct {
        const char *url;
        ConfigTls tls;
        const char *ca_file;
        int code; /* -1: accepted */
        ConnectionFault fault;
    } cases[] = {
        {fixture->tls_url, CONFIG_TLS_IMPLICIT, fixture->ca_file, -1,
         CONNECTION_FAULT_OTHER},
        {fixture->url, CONFIG_TLS_STARTTLS, fixture->ca_file, -1,
         CONNECTION_FAULT_OTHER},
        {fixture->url, CONFIG_TLS_NONE, "", -1, CONNECTION_FAULT_OTHER},
        {fixture->tls_url, CONFIG_TLS_IMPLICIT, "",
         IMAP_CLIENT_ERROR_CERTIFICATE, CONNECTION_FAULT_CERTIFICATE_ISSUER},
        {fixture->url, CONFIG_TLS_STARTTLS, "", IMAP_CLIENT_ERROR_CERTIFICATE,
         CONNECTION_FAULT_CERTIFICATE_ISSUER},
        {wrong_name, CONFIG_TLS_IMPLICIT, fixture->ca_file,
         IMAP_CLIENT_ERROR_CERTIFICATE, CONNECTION_FAULT_CERTIFICATE_HOST},
        {starttls_name, CONFIG_TLS_STARTTLS, fixture->ca_file,
         IMAP_CLIENT_ERROR_CERTIFICATE, CONNECTION_FAULT_CERTIFICATE_HOST},
        {fixture->tls_url, CONFIG_TLS_IMPLICIT, "/nonexistent.pem",
         IMAP_CLIENT_ERROR_CERTIFICATE, CONNECTION_FAULT_CA_FILE},
        {closed, CONFIG_TLS_NONE, "", IMAP_CLIENT_ERROR_CONNECT,
         CONNECTION_FAULT_PORT},
        {"imaps://no-such-machine.invalid:993", CONFIG_TLS_IMPLICIT, "",
         IMAP_CLIENT_ERROR_CONNECT, CONNECTION_FAULT_NAME},
        {implicit_to_plain, CONFIG_TLS_IMPLICIT, "", IMAP_CLIENT_ERROR_CONNECT,
         CONNECTION_FAULT_TLS},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ConfigMailbox config = make_config(fixture, "tls");
        g_autoptr(GError) error = NULL;

        config.url = cases[i].url;
        config.tls = cases[i].tls;
        config.ca_file = cases[i].ca_file;
        ConnectionFault fault = CONNECTION_FAULT_OTHER;
        g_autoptr(ImapClient) client = imap_client_try(&config, &fault, &error);

        if ((client != NULL) != (cases[i].code < 0) ||
            (error != NULL &&
             (error->code != cases[i].code || fault != cases[i].fault)))
            fail_msg("case %zu: %s (%d)", i,
                     error ? error->message : "accepted", (int)fault);
        if (client != NULL)
            imap_client_logout(client);
    }
}

/* A certificate that ended while the program looks the other way. */
static void
test_expired(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "tls");
    g_autoptr(GError) error = NULL;
    const char *dir = fixture->folder;
    g_autofree char *other = g_build_filename(dir, "expired", NULL);
    guint16 port = free_port(), tls_port = free_port();

    run_command("mkdir %s && cp %s/ca.pem %s/server.key %s", other, dir, dir,
                other);
    run_command("faketime 2020-01-01 openssl x509 -req -in %s/server.csr "
                "-CA %s/ca.pem -CAkey %s/ca.key -CAcreateserial -days 9 "
                "-extfile %s/server.ext -out %s/server.pem 2>/dev/null",
                dir, dir, dir, dir, other);
    run_command("tests/e2e/dovecot.sh start %s %u %u", other, port, tls_port);
    g_autofree char *url = g_strdup_printf("imaps://localhost:%u", tls_port);

    config.url = url;
    config.tls = CONFIG_TLS_IMPLICIT;
    ConnectionFault fault = CONNECTION_FAULT_OTHER;
    g_autoptr(ImapClient) client = imap_client_try(&config, &fault, &error);

    run_command("tests/e2e/dovecot.sh stop %s", other);
    assert_null(client);
    assert_int_equal(fault, CONNECTION_FAULT_CERTIFICATE_DATE);
    assert_int_equal(error->code, IMAP_CLIENT_ERROR_CERTIFICATE);
    assert_non_null(strstr(error->message, "expired"));
}

static void
test_login(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "login");
    g_autoptr(GError) error = NULL;
    g_autofree char *wrong =
        write_file(fixture->folder, "wrong", "not the password\n");

    config.password_file = wrong;
    ConnectionFault fault = CONNECTION_FAULT_OTHER;
    g_autoptr(ImapClient) client = imap_client_try(&config, &fault, &error);

    assert_null(client);
    assert_int_equal(fault, CONNECTION_FAULT_LOGIN);
    assert_int_equal(error->code, IMAP_CLIENT_ERROR_LOGIN);
    assert_non_null(strstr(error->message, "AUTHENTICATIONFAILED"));
    assert_null(strstr(error->message, "not the password"));
}

/* What a session with a scripted server ends with. */
typedef struct {
    int code; /* -1: it did not fail */
    guint headers, bodies, refused;
    guint32 last_uid;
    gint64 last_size;
} Outcome;

static gboolean
count_header(gpointer data, const ImapHeader *header, GError **error)
{
    Outcome *outcome = data;

    (void)error;
    outcome->headers++;
    outcome->last_uid = header->uid;
    return TRUE;
}

static gboolean
count_body(gpointer data, guint32 uid, char *file, gint64 size, GError **error)
{
    Outcome *outcome = data;

    (void)error;
    outcome->bodies += file != NULL;
    outcome->last_uid = uid;
    outcome->last_size = size;
    if (file != NULL)
        unlink(file);
    g_free(file);
    return TRUE;
}

static gboolean
count_group(gpointer data, guint first, guint end, const GError *refusal,
            GError **error)
{
    Outcome *outcome = data;

    (void)first;
    (void)end;
    (void)error;
    outcome->refused += refusal != NULL;
    return TRUE;
}

static gboolean
fetch_two(ImapClient *client, const char *spool, Outcome *outcome,
          GError **error)
{
    ImapBodies bodies = {spool, 1000, outcome, count_body, count_group};
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(ImapWanted));
    ImapWanted mails[] = {{10, 5}, {11, 5}};

    g_array_append_vals(wanted, mails, 2);
    return imap_client_fetch_bodies(client, wanted, &bodies, error);
}

/* EXAMINE, then header fields or bodies. */
static gboolean
act(ImapClient *client, gboolean want_bodies, const char *spool,
    Outcome *outcome, GError **error)
{
    if (!imap_client_examine(client, "INBOX", error))
        return FALSE;
    return want_bodies ? fetch_two(client, spool, outcome, error)
                       : imap_client_fetch_headers(client, "10:*", count_header,
                                                   outcome, NULL, error);
}

static Outcome
face(const Fixture *fixture, const Script *script, gboolean want_bodies)
{
    HostileServer *server = hostile_server_new(script);
    ConfigMailbox config = make_config(fixture, "hostile");
    Outcome outcome = {.code = -1};
    g_autoptr(GError) error = NULL;

    config.url = server->url;
    ImapClient *client = imap_client_open(&config, -1, &impatient, &error);

    if (client != NULL)
        act(client, want_bodies, fixture->spool, &outcome, &error);
    if (error != NULL)
        outcome.code = error->code;
    imap_client_free(client);
    hostile_server_free(server);
    return outcome;
}

static void
check_spool_empty(const Fixture *fixture)
{
    g_autoptr(GDir) dir = g_dir_open(fixture->spool, 0, NULL);

    assert_null(g_dir_read_name(dir));
}

#define BODY_10 "* 1 FETCH (UID 10 BODY[] {5}\r\nhello)\r\n"
#define BODY_11 "* 2 FETCH (UID 11 BODY[] {5}\r\nworld)\r\n"

static void
test_hostile_bodies(void **state)
{
    const Fixture *fixture = *state;
    const struct {
        const char *steps[6];
        int code;
        guint bodies, refused;
    } cases[] = {
        {{LOGIN, EXAMINE, BODY_10 BODY_11 "%t OK x\r\n"}, -1, 2, 0},
        /* Anything may come at any time. */
        {{LOGIN, EXAMINE,
          "* 9 EXISTS\r\n" BODY_10 "* 1 EXPUNGE\r\n* 3 FETCH (FLAGS ())\r\n"
          "* OK still here\r\n* XNEW (a (b))\r\n" BODY_11 "%t OK x\r\n"},
         -1,
         2,
         0},
        /* Cut in a literal, and between two. */
        {{LOGIN, EXAMINE, "* 1 FETCH (UID 10 BODY[] {500}\r\nhel"},
         IMAP_CLIENT_ERROR_CLOSED,
         0,
         0},
        {{LOGIN, EXAMINE, BODY_10}, IMAP_CLIENT_ERROR_CLOSED, 1, 0},
        /* Shorter than announced: what follows belongs to the literal. */
        {{LOGIN, EXAMINE,
          "* 1 FETCH (UID 10 BODY[] {500}\r\nhello)\r\n%t OK x\r\n"},
         IMAP_CLIENT_ERROR_CLOSED,
         0,
         0},
        /* Longer than announced. */
        {{LOGIN, EXAMINE,
          "* 1 FETCH (UID 10 BODY[] {2}\r\nhello)\r\n%t OK x\r\n"},
         -1,
         1,
         0},
        {{LOGIN, EXAMINE, "* 1 FETCH (UID 10 BODY[] {99999999999}\r\nhello"},
         IMAP_CLIENT_ERROR_PROTOCOL,
         0,
         0},
        {{LOGIN, EXAMINE,
          "* 1 FETCH (UID 10 BODY[] {18446744073709551621}\r\nhello)\r\n"},
         IMAP_CLIENT_ERROR_PROTOCOL,
         0,
         0},
        {{LOGIN, EXAMINE, BODY_10 "* BYE shutting down\r\n"},
         IMAP_CLIENT_ERROR_CLOSED,
         1,
         0},
        {{LOGIN, EXAMINE, BODY_10 "%t NO [EXPUNGEISSUED] gone\r\n"}, -1, 1, 1},
        {{LOGIN, EXAMINE, "%t BAD what?\r\n"}, -1, 0, 1},
        {{LOGIN, EXAMINE, BODY_10 "D999 OK forged\r\n"},
         IMAP_CLIENT_ERROR_PROTOCOL,
         1,
         0},
        {{LOGIN, EXAMINE, "\x16\x03\x01garbage\r\n"},
         IMAP_CLIENT_ERROR_PROTOCOL,
         0,
         0},
        /* Without a UID it is nobody's. */
        {{LOGIN, EXAMINE, "* 1 FETCH (BODY[] {5}\r\nhello)\r\n%t OK x\r\n"},
         -1,
         0,
         0},
        /* NIL, quoted. */
        {{LOGIN, EXAMINE,
          "* 1 FETCH (UID 10 BODY[] NIL)\r\n"
          "* 2 FETCH (UID 11 BODY[] \"hey\")\r\n%t OK x\r\n"},
         -1,
         2,
         0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Script script = {.steps = cases[i].steps};
        Outcome outcome = face(fixture, &script, TRUE);

        if (outcome.code != cases[i].code ||
            outcome.bodies != cases[i].bodies ||
            outcome.refused != cases[i].refused)
            fail_msg("case %zu: code %d, %u bodies, %u refused", i,
                     outcome.code, outcome.bodies, outcome.refused);
        check_spool_empty(fixture);
    }
}

/* A mail that holds a whole forged end of the session. */
static void
test_forged_literal(void **state)
{
    const Fixture *fixture = *state;
    static const char mail[] =
        ")\r\n* 2 FETCH (UID 99 BODY[] {4}\r\nevil)\r\nD1 OK x\r\n"
        "D2 OK x\r\nD3 OK x\r\n* BYE x\r\n";
    g_autofree char *reply = g_strdup_printf(
        "* 1 FETCH (UID 10 BODY[] {%zu}\r\n%s)\r\n" BODY_11 "%%t OK x\r\n",
        sizeof mail - 1, mail);
    const char *steps[] = {LOGIN, EXAMINE, reply, NULL};
    Script script = {.steps = steps};
    Outcome outcome = face(fixture, &script, TRUE);

    assert_int_equal(outcome.code, -1);
    assert_int_equal(outcome.bodies, 2);
    assert_int_equal(outcome.last_uid, 11);
}

static void
test_too_large_literal(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *body = g_strnfill(2000, 'x');
    g_autofree char *reply = g_strdup_printf(
        "* 1 FETCH (UID 10 BODY[] {2000}\r\n%s)\r\n%%t OK x\r\n", body);
    const char *steps[] = {LOGIN, EXAMINE, reply, NULL};
    Script script = {.steps = steps};
    Outcome outcome = face(fixture, &script, TRUE);

    assert_int_equal(outcome.code, -1);
    assert_int_equal(outcome.bodies, 0);
    assert_int_equal(outcome.last_size, 2000);
}

static void
test_slow_servers(void **state)
{
    const Fixture *fixture = *state;
    static const char *const dripping[] = {
        LOGIN, EXAMINE,
        "* 1 FETCH (UID 10 BODY[] {900}\r\nhello world and so "
        "on and on, a byte at a time, never to end",
        NULL};
    static const char *const silent[] = {LOGIN, EXAMINE, "", NULL};
    static const char *const mute[] = {"", NULL};
    const Script scripts[] = {
        {.steps = dripping, .drip_milliseconds = 100, .hang = TRUE},
        {.steps = silent, .hang = TRUE},
        {.steps = mute, .hang = TRUE}};

    for (gsize i = 0; i < G_N_ELEMENTS(scripts); i++) {
        gint64 start = g_get_monotonic_time();
        Outcome outcome = face(fixture, &scripts[i], TRUE);

        assert_int_equal(outcome.code, IMAP_CLIENT_ERROR_TIMEOUT);
        assert_in_range(g_get_monotonic_time() - start, 0, 4 * G_USEC_PER_SEC);
    }
    check_spool_empty(fixture);
}

static void
test_hostile_sessions(void **state)
{
    const Fixture *fixture = *state;
    const struct {
        const char *steps[6];
        int code;
        guint headers;
    } cases[] = {
        {{"* BYE too many\r\n"}, IMAP_CLIENT_ERROR_CLOSED, 0},
        {{"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",
          "%t NO [UNAVAILABLE] later\r\n"},
         IMAP_CLIENT_ERROR_CONNECT,
         0},
        {{"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",
          "%t NO [AUTHENTICATIONFAILED] no\r\n"},
         IMAP_CLIENT_ERROR_LOGIN,
         0},
        {{LOGIN, "%t NO no such folder\r\n"}, IMAP_CLIENT_ERROR_REFUSED, 0},
        {{LOGIN, EXAMINE, "* BYE going down\r\n%t OK x\r\n"},
         IMAP_CLIENT_ERROR_CLOSED,
         0},
        {{LOGIN, EXAMINE,
          "* 1 FETCH (UID 10 INTERNALDATE \"12-May-2026 10:12:00 +0200\" "
          "RFC822.SIZE 5 BODY[HEADER.FIELDS (FROM)] {3}\r\na\r\n)\r\n"
          "* 2 FETCH (FLAGS (\\Seen))\r\n"
          "* 3 FETCH (UID 0 BODY[HEADER.FIELDS (FROM)] \"\")\r\n"
          "* 4 FETCH (UID 4294967296 BODY[HEADER.FIELDS (FROM)] \"\")\r\n"
          "%t OK x\r\n"},
         -1,
         1},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Script script = {.steps = cases[i].steps};
        Outcome outcome = face(fixture, &script, FALSE);

        if (outcome.code != cases[i].code ||
            outcome.headers != cases[i].headers)
            fail_msg("case %zu: code %d, %u headers", i, outcome.code,
                     outcome.headers);
    }
}

/* What a server says at length is quoted in part. */
static void
test_many_words(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *words = g_strnfill(5000, 'x');
    g_autofree char *refusal = g_strdup_printf("%%t NO %s\r\n", words);
    const char *steps[] = {LOGIN, refusal, NULL};
    Script script = {.steps = steps};
    HostileServer *server = hostile_server_new(&script);
    ConfigMailbox config = make_config(fixture, "words");
    g_autoptr(GError) error = NULL;

    config.url = server->url;
    ImapClient *client = imap_client_open(&config, -1, &impatient, NULL);

    assert_non_null(client);
    assert_false(imap_client_examine(client, "INBOX", &error));
    assert_in_range(strlen(error->message), 200, 300);
    imap_client_free(client);
    hostile_server_free(server);
}

/* A server without STARTTLS, or one in the middle that takes it out, never
 * hears the password. */
static void
test_starttls_stripped(void **state)
{
    const Fixture *fixture = *state;
    static const char *const steps[] = {
        "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n%t OK x\r\n", "%t BAD no\r\n",
        "%t BAD no\r\n", NULL};
    Script script = {.steps = steps};
    HostileServer *server = hostile_server_new(&script);
    ConfigMailbox config = make_config(fixture, "strip");
    g_autoptr(GError) error = NULL;

    config.url = server->url;
    config.tls = CONFIG_TLS_STARTTLS;
    ImapClient *client = imap_client_open(&config, -1, &impatient, &error);

    assert_null(client);
    assert_int_equal(error->code, IMAP_CLIENT_ERROR_CERTIFICATE);
    assert_null(strstr(server->heard->str, "LOGIN"));
    assert_null(strstr(server->heard->str, "AUTHENTICATE"));
    hostile_server_free(server);
}

static void
test_bearer(void **state)
{
    const Fixture *fixture = *state;
    static const char *const steps[] = {
        "* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n%t OK x\r\n",
        "%t OK in\r\n", "* CAPABILITY IMAP4rev1\r\n%t OK x\r\n", NULL};
    Script script = {.steps = steps};
    HostileServer *server = hostile_server_new(&script);
    ConfigMailbox config = make_config(fixture, "bearer");
    g_autoptr(GError) error = NULL;

    config.url = server->url;
    config.auth = CONFIG_AUTH_OAUTH2;
    ImapClient *client = imap_client_open(&config, -1, &impatient, &error);

    assert_non_null(client);
    imap_client_free(client);
    /* "user=bearer\1auth=Bearer secret\1\1" */
    assert_non_null(strstr(server->heard->str,
                           "AUTHENTICATE XOAUTH2 dXNlcj1iZWFyZXIBYXV0aD1CZWFy"
                           "ZXIgc2VjcmV0AQE="));
    hostile_server_free(server);
}

static gpointer
raise_later(gpointer data)
{
    g_usleep(200000);
    eventfd_write(*(int *)data, 1);
    return NULL;
}

/* Ends at once wherever it is: in the handshake, in a command, in IDLE. */
static void
test_stop(void **state)
{
    const Fixture *fixture = *state;
    static const char *const mute[] = {"", NULL};
    static const char *const silent[] = {LOGIN, EXAMINE, "", NULL};
    static const char *const idle[] = {LOGIN, "+ idling\r\n", NULL};
    const char *const *const all[] = {mute, silent, idle};

    for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
        Script script = {.steps = all[i], .hang = TRUE};
        HostileServer *server = hostile_server_new(&script);
        ConfigMailbox config = make_config(fixture, "stop");
        g_autoptr(GError) error = NULL;
        int fd = eventfd(0, EFD_CLOEXEC);
        GThread *thread = g_thread_new("stop", raise_later, &fd);
        gint64 start = g_get_monotonic_time();
        Outcome outcome = {0};

        config.url = server->url;
        ImapClient *client = imap_client_open(&config, fd, NULL, &error);

        if (client != NULL && all[i] == idle)
            imap_client_idle(client, -1, 60, &error);
        else if (client != NULL)
            act(client, FALSE, fixture->spool, &outcome, &error);
        assert_non_null(error);
        assert_int_equal(error->code, IMAP_CLIENT_ERROR_STOPPED);
        assert_in_range(g_get_monotonic_time() - start, 150000, 700000);
        imap_client_free(client);
        g_thread_join(thread);
        close(fd);
        hostile_server_free(server);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates),
        cmocka_unit_test(test_expired),
        cmocka_unit_test(test_login),
        cmocka_unit_test(test_hostile_bodies),
        cmocka_unit_test(test_forged_literal),
        cmocka_unit_test(test_too_large_literal),
        cmocka_unit_test(test_slow_servers),
        cmocka_unit_test(test_hostile_sessions),
        cmocka_unit_test(test_many_words),
        cmocka_unit_test(test_starttls_stripped),
        cmocka_unit_test(test_bearer),
        cmocka_unit_test(test_stop),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
