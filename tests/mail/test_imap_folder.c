/* What src/mail/imap_client*.c say to servers that lack an extension. */
#include "mail/imap_client_folder.h"

#include "mail/hostile_server.h"
#include "mail/imap_client.h"

#define CAPABILITY "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n"
#define EXAMINE "* OK [UIDVALIDITY 7] x\r\n%t OK [READ-ONLY] x\r\n"

static const ImapClientLimits impatient = {
    .connect_seconds = 2, .command_seconds = 1, .min_rate = 1000};

/* By MOVE. Without it: copied, marked, and only these expunged; without UIDPLUS
 * not even that; never a bare EXPUNGE. A folder is made only where the server
 * says that this would help. */
static void
test_move_without_move(void **state)
{
    const Fixture *fixture = *state;
    static const char capability[] =
        "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n";
    static const char uidplus[] =
        "* CAPABILITY IMAP4rev1 UIDPLUS\r\n%t OK x\r\n";
    static const char *const with[] = {capability,
                                       "%t OK in\r\n",
                                       uidplus,
                                       "%t NO [TRYCREATE] x\r\n",
                                       "%t OK created\r\n",
                                       "%t OK copied\r\n",
                                       "%t OK stored\r\n",
                                       "%t OK gone\r\n",
                                       NULL};
    static const char *const without[] = {
        capability,         "%t OK in\r\n",     capability,
        "%t OK copied\r\n", "%t OK stored\r\n", NULL};
    static const char *const move[] = {
        capability, "%t OK in\r\n",
        "* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n%t OK x\r\n", "%t OK moved\r\n",
        NULL};
    static const char *const refused[] = {capability,
                                          "%t OK in\r\n",
                                          uidplus,
                                          "%t NO [OVERQUOTA] full\r\n",
                                          "%t OK created\r\n",
                                          NULL};
    const struct {
        const char *const *steps;
        const char *heard;
        gboolean fails;
    } cases[] = {
        {move, "D2 UID MOVE 3:4 \"x\"\r\n", FALSE},
        {refused, "D2 UID COPY 3:4 \"x\"\r\n", TRUE},
        {with,
         "D2 UID COPY 3:4 \"x\"\r\nD3 CREATE \"x\"\r\n"
         "D4 UID COPY 3:4 \"x\"\r\n"
         "D5 UID STORE 3:4 +FLAGS.SILENT (\\Deleted)\r\n"
         "D6 UID EXPUNGE 3:4\r\n",
         FALSE},
        {without,
         "D2 UID COPY 3:4 \"x\"\r\n"
         "D3 UID STORE 3:4 +FLAGS.SILENT (\\Deleted)\r\n",
         FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Script script = {.steps = cases[i].steps};
        HostileServer *server = hostile_server_new(&script);
        ConfigMailbox config = make_config(fixture, "move");
        g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
        guint32 numbers[] = {4, 3};

        config.url = server->url;
        g_array_append_vals(uids, numbers, 2);
        ImapClient *client = imap_client_open(&config, -1, &impatient, NULL);

        assert_non_null(client);
        assert_int_equal(imap_client_move(client, uids, "x", NULL),
                         !cases[i].fails);
        imap_client_free(client);
        assert_true(g_str_has_suffix(server->heard->str, cases[i].heard));
        hostile_server_free(server);
    }
}

/* What is sent to open folders where namespaces have prefixes. */
static void
test_prefix(void **state)
{
    const Fixture *fixture = *state;
    static const char capability[] =
        "* CAPABILITY IMAP4rev1 NAMESPACE\r\n%t OK x\r\n";
    static const char dot[] = "* LIST (\\Noselect) \".\" \"\"\r\n%t OK x\r\n";
    static const char courier[] =
        "* NAMESPACE ((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\"))\r\n"
        "%t OK x\r\n";
    static const char plain[] =
        "* NAMESPACE ((\"\" \".\")) NIL NIL\r\n%t OK x\r\n";
    static const char none[] =
        "* NAMESPACE NIL ((\"Others.\" \".\")) NIL\r\n%t OK x\r\n";
    const struct {
        const char *namespace;
        const char *folder;
        const char *opened;
    } cases[] = {
        {courier, "Traités/x", "\"INBOX.Trait&AOk-s.x\""},
        {courier, "INBOX/x/y", "\"INBOX.x.y\""},
        {courier, "#shared/x", "\"#shared.x\""},
        {courier, "INBOXES/x", "\"INBOX.INBOXES.x\""},
        {plain, "x/y", "\"x.y\""},
        {none, "x/y", "\"x.y\""},
        {"%t NO x\r\n", "x/y", "\"x.y\""},
        {"%t OK x\r\n", "x/y", "\"x.y\""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gboolean inbox = g_str_has_prefix(cases[i].folder, "INBOX/");
        const char *steps[] = {CAPABILITY, "%t OK in\r\n",     capability,
                               dot,        cases[i].namespace, EXAMINE,
                               NULL};

        if (inbox) /* nothing more is asked for that */
            steps[4] = EXAMINE;
        Script script = {.steps = steps};
        HostileServer *server = hostile_server_new(&script);
        ConfigMailbox config = make_config(fixture, "prefix");

        config.url = server->url;
        ImapClient *client = imap_client_open(&config, -1, &impatient, NULL);
        g_autofree char *wanted =
            g_strdup_printf("EXAMINE %s\r\n", cases[i].opened);

        assert_non_null(client);
        assert_true(imap_client_examine(client, cases[i].folder, NULL));
        imap_client_free(client);
        if (!g_str_has_suffix(server->heard->str, wanted))
            fail_msg("case %zu: %s", i, server->heard->str);
        hostile_server_free(server);
    }
}

/* A server that names no mechanism, as Courier does: the LOGIN command. */
static void
test_login_command(void **state)
{
    const Fixture *fixture = *state;
    static const char *const steps[] = {
        "* CAPABILITY IMAP4rev1\r\n%t OK x\r\n", "%t OK in\r\n",
        "* CAPABILITY IMAP4rev1 IDLE\r\n%t OK x\r\n", NULL};
    Script script = {.steps = steps}; /* the first is given up */
    HostileServer *server = hostile_server_new(&script);
    ConfigMailbox config = make_config(fixture, "somebody");
    g_autoptr(GError) error = NULL;

    config.url = server->url;
    ImapClient *client = imap_client_open(&config, -1, &impatient, &error);

    assert_null(error);
    assert_true(imap_client_has(client, "IDLE"));
    assert_non_null(strstr(server->heard->str, " LOGIN somebody "));
    imap_client_free(client);
    hostile_server_free(server);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_move_without_move),
        cmocka_unit_test(test_prefix),
        cmocka_unit_test(test_login_command),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
