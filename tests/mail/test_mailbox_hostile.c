/* A mailbox on servers that break off anywhere, say anything in between, and
 * name absurd numbers. */
#include "mail/mailbox_owner.h"

#include "mail/mailbox_private.h"

#include <sys/resource.h>

/* Sanitizers keep what was freed for a while. */
#ifdef __SANITIZE_ADDRESS__
#define MOST_MEGABYTES 2000
#else
#define MOST_MEGABYTES 500
#endif

/* A session with two mails, of which the first is taken; everything is said
 * that may be left out or come twice. */
static const char *const session[] = {
    LOGIN,
    EXAMINE,
    HEADER("10", "5", "takeX") HEADER("11", "5", "takeX") "%t OK x\r\n",
    BODY("10", "hello") BODY("11", "world") "%t OK x\r\n",
    BYE,
    NULL,
};

static gsize
count_bytes(const char *const *steps)
{
    gsize n = strlen("* OK ready\r\n");

    for (; *steps != NULL; steps++)
        n += strlen(*steps);
    return n;
}

static void
check_both(const Owner *owner, const char *what, gsize number)
{
    if (owner->mails->len < 2 || owner->cursor.last_uid != 11)
        fail_msg("%s %zu: %u mails, UID %u", what, number, owner->mails->len,
                 owner->cursor.last_uid);
    check_mail(owner, owner->mails->len - 2, 10, "hello");
    check_mail(owner, owner->mails->len - 1, 11, "world");
}

/* Cut after each byte of what the server says: nothing counts that did not
 * come to its tagged OK, nothing is left, and the next pass brings it. */
static void
test_cut_after_each_byte(void **state)
{
    const Fixture *fixture = *state;
    const Script whole = {.steps = session};
    gsize n = count_bytes(session), good = 0;

    for (gsize cut = 1; cut < n; cut++) {
        const Script script = {.steps = session, .cut = cut};
        Owner owner;

        owner_init(&owner);
        gboolean finished = pass_hostile(fixture, &script, &owner);

        good += finished ? 1 : 0;
        if (finished != (owner.cursor.last_uid == 11) ||
            (!finished && (owner.mails->len > 0 || owner.troubles != 1)))
            fail_msg("cut %zu: %d, %u mails, UID %u", cut, finished,
                     owner.mails->len, owner.cursor.last_uid);
        if (!finished) {
            assert_int_equal(count_files(fixture->spool), 0);
            assert_true(pass_hostile(fixture, &whole, &owner));
        }
        check_both(&owner, "cut", cut);
        owner_clear(&owner);
        assert_int_equal(count_files(fixture->spool), 0);
    }
    /* All was there before the answer to LOGOUT. */
    assert_in_range(good, 1, strlen(BYE) + 8);
}

static const char *const harmless[] = {
    "* OK still here\r\n",
    "* OK [ALERT] watch out\r\n",
    "* NO the disk is nearly full\r\n",
    "* BAD I did not like that\r\n",
    "* 9 EXISTS\r\n",
    "* 4294967295 EXISTS\r\n",
    "* 0 EXISTS\r\n",
    "* 2 RECENT\r\n",
    "* 1 EXPUNGE\r\n",
    "* 4294967295 EXPUNGE\r\n",
    "* VANISHED (EARLIER) 1:4294967295\r\n",
    "* 3 FETCH (FLAGS (\\Seen))\r\n",
    "* 3 FETCH (UID 4294967295 FLAGS ())\r\n",
    "* 3 FETCH (UID 10 FLAGS (\\Deleted) MODSEQ (18446744073709551615))\r\n",
    "* 3 FETCH (UID 77 BODY[] {4}\r\nevil)\r\n",
    "* 3 FETCH (UID 0 BODY[] NIL)\r\n",
    "* 1 FETCH (UID 10 BODY[] {5}\r\nhello)\r\n",
    "* 3 FETCH ()\r\n",
    "* SEARCH 1 2 3\r\n",
    "* SEARCH\r\n",
    "* ESEARCH (TAG \"D9\") UID ALL 1:4294967295\r\n",
    "* FLAGS (\\Seen \\Deleted)\r\n",
    "* LIST (\\Noselect) \"/\" {3}\r\na\r\n\r\n",
    "* STATUS INBOX (MESSAGES 1 UIDNEXT 2)\r\n",
    "* CAPABILITY IMAP4rev1 IDLE MOVE\r\n",
    "* CAPABILITY\r\n",
    "* ID NIL\r\n",
    "* XUNHEARD-OF (a (b {1}\r\nc) \"d\\\"e\") NIL\r\n",
    "+ go ahead\r\n",
    "+\r\n",
};

/* Untagged data may come at any time (RFC 3501 section 7): before each response
 * of the session, it changes nothing. */
static void
test_unasked_data_anywhere(void **state)
{
    const Fixture *fixture = *state;

    for (gsize i = 0; i < G_N_ELEMENTS(harmless); i++)
        for (guint at = 1; at <= 14; at++) {
            const Script script = {
                .steps = session, .junk = harmless[i], .junk_at = at};
            Owner owner;

            owner_init(&owner);
            /* News are asked for, which this server does not expect. */
            if (!pass_hostile(fixture, &script, &owner) &&
                strstr(harmless[i], "EXISTS") == NULL)
                fail_msg("response %u: %s", at, harmless[i]);
            if (owner.mails->len != 2)
                fail_msg("response %u: %s: %u mails", at, harmless[i],
                         owner.mails->len);
            check_both(&owner, harmless[i], at);
            owner_clear(&owner);
            assert_int_equal(count_files(fixture->spool), 0);
        }
}

static const char *const fatal[] = {
    "* BYE\r\n",
    "* BYE [UNAVAILABLE] later\r\n",
    /* Tags that were used, that were not given yet, that are not ours. */
    "D1 OK again\r\n",
    "D2 OK again\r\n",
    "D99 OK forged\r\n",
    "A001 OK x\r\n",
    "x OK x\r\n",
    "D4294967297 OK x\r\n",
    "OK\r\n",
    "\r\n",
    "* 3 FETCH (UID 10 BODY[] {9223372036854775807}\r\nx",
    "* 3 FETCH (UID 10 BODY[] {9223372036854775808}\r\nx",
    "* 3 FETCH (UID 10 BODY[] {18446744073709551615}\r\nx",
    "* 3 FETCH (UID 10 BODY[] {18446744073709551616}\r\nx",
    "* 3 FETCH (UID 10 BODY[] {4294967296}\r\nx",
    "* 3 FETCH (UID 10 BODY[] {-1}\r\nx)\r\n",
    "* 3 FETCH (UID 10 BODY[] {}\r\nx)\r\n",
    "* 3 FETCH (UID 10 BODY[] {1a}\r\nx)\r\n",
    "* 3 FETCH (UID 10 BODY[] \"open\r\n",
    "* 3 FETCH (UID 10 BODY[\r\n",
    "\x16\x03\x01\x02\r\n",
    "* 99999999999999999999 EXISTS\r\n",
    "HTTP/1.1 400 Bad Request\r\n",
};

/* The session ends, nothing is left behind, and the next one brings what the
 * last did not. */
static void
test_nonsense_anywhere(void **state)
{
    const Fixture *fixture = *state;
    const Script whole = {.steps = session};

    for (gsize i = 0; i < G_N_ELEMENTS(fatal); i++)
        for (guint at = 1; at <= 13; at++) {
            const Script script = {
                .steps = session, .junk = fatal[i], .junk_at = at};
            Owner owner;

            owner_init(&owner);
            gboolean good = pass_hostile(fixture, &script, &owner);
            guint before = owner.mails->len;

            if (before != 0 && before != 2)
                fail_msg("response %u: %s: %u mails", at, fatal[i], before);
            if (before == 0 || owner.cursor.last_uid != 11) {
                assert_false(good);
                assert_true(pass_hostile(fixture, &whole, &owner));
            }
            check_both(&owner, fatal[i], at);
            owner_clear(&owner);
            if (count_files(fixture->spool) > 0)
                fail_msg("response %u: %s leaves a file", at, fatal[i]);
        }
}

/* Megabytes that this process holds at most. */
static glong
peak_megabytes(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

/* A list of `n` UIDs, every second one, as SEARCH gives it. */
static char *
long_search(guint n)
{
    GString *text = g_string_new("* SEARCH");

    for (guint i = 0; i < n; i++)
        g_string_append_printf(text, " %u", 2 * i + 1);
    g_string_append(text, "\r\n%t OK x\r\n");
    return g_string_free(text, FALSE);
}

/* Ten million UIDs: as a range they cost nothing, one by one they are refused
 * before they cost much. */
static void
test_ten_million_uids(void **state)
{
    const Fixture *fixture = *state;
    static const char *const compact[] = {
        "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",
        "%t OK in\r\n", "* CAPABILITY IMAP4rev1 ESEARCH\r\n%t OK x\r\n",
        "* 10000000 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n"
        "* OK [UIDNEXT 10000001] x\r\n%t OK x\r\n",
        "* ESEARCH (TAG \"%t\") UID ALL 1:10000000\r\n%t OK x\r\n",
        /* Four slices are under way; of the first one mail is passed over,
         * the next 256 and 256 are not there. */
        GLANCE("256", "noneX") "%t OK x\r\n", "%t OK x\r\n", "%t OK x\r\n",
        "%t OK x\r\n", HEADER("10", "5", "noneX") "%t OK x\r\n", "%t OK x\r\n",
        NULL};
    g_autofree char *list = long_search(10000000);
    const char *const single[] = {
        LOGIN,
        "* 10000000 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n"
        "* OK [UIDNEXT 20000001] x\r\n%t OK x\r\n",
        list, NULL};
    const Script scripts[] = {{.steps = compact}, {.steps = single}};
    static const guint32 settled_at[] = {513, 0};
    static const int troubles[] = {IMAP_CLIENT_ERROR_CLOSED,
                                   IMAP_CLIENT_ERROR_PROTOCOL};

    for (gsize i = 0; i < G_N_ELEMENTS(scripts); i++) {
        Owner owner;

        owner_init(&owner);
        assert_false(pass_hostile(fixture, &scripts[i], &owner));
        assert_int_equal(owner.cursor.last_uid, settled_at[i]);
        assert_int_equal(owner.last_trouble, troubles[i]);
        owner_clear(&owner);
    }
    /* Of that the server's own text is four times 80 MB. */
    assert_in_range(peak_megabytes(), 0, MOST_MEGABYTES);
}

/* What was advertised before the login does not count after it: the answer to
 * the login does, or what is asked then. */
static void
test_changing_capabilities(void **state)
{
    const Fixture *fixture = *state;
    static const struct {
        const char *before, *login, *asked; /* NULL: not asked */
        const char *command;
    } cases[] = {
        {" ESEARCH", "%t OK in\r\n", "* CAPABILITY IMAP4rev1\r\n%t OK x\r\n",
         "UID SEARCH UID"},
        {"", "%t OK in\r\n", "* CAPABILITY IMAP4rev1 ESEARCH\r\n%t OK x\r\n",
         "UID SEARCH RETURN (ALL) UID"},
        {"", "* CAPABILITY IMAP4rev1 ESEARCH\r\n%t OK in\r\n", NULL,
         "UID SEARCH RETURN (ALL) UID"},
        {" ESEARCH", "* CAPABILITY IMAP4rev1\r\n%t OK in\r\n", NULL,
         "UID SEARCH UID"},
        {" ESEARCH", "%t OK [CAPABILITY IMAP4rev1] in\r\n", NULL,
         "UID SEARCH UID"},
        {"", "%t OK [CAPABILITY IMAP4rev1 ESEARCH] in\r\n", NULL,
         "UID SEARCH RETURN (ALL) UID"},
        {"", "%t OK [CAPABILITY IMAP4rev1 ESEARCH\r\n",
         "* CAPABILITY IMAP4rev1\r\n%t OK x\r\n", "UID SEARCH UID"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *before =
            g_strdup_printf("* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN%s\r\n"
                            "%%t OK x\r\n",
                            cases[i].before);
        const char *steps[8] = {before, cases[i].login};
        gsize n = 2;
        const Script script = {.steps = steps};

        if (cases[i].asked != NULL)
            steps[n++] = cases[i].asked;
        steps[n++] = "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n%t OK x\r\n";
        steps[n++] = "%t OK x\r\n";
        steps[n++] = BYE;
        HostileServer *server = hostile_server_new(&script);
        ConfigMailbox config = make_config(fixture, "capable");
        Owner owner;

        config.url = server->url;
        owner_init(&owner);
        pass(fixture, &config, &owner);
        assert_int_equal(strstr(server->heard->str, "D1 CAPABILITY") != NULL,
                         cases[i].asked != NULL);
        assert_non_null(strstr(server->heard->str, cases[i].command));
        hostile_server_free(server);
        owner_clear(&owner);
    }
}

/* n:* names the last mail always: one that is known is not fetched again. */
static void
test_last_mail_again(void **state)
{
    const Fixture *fixture = *state;
    static const char *const steps[] = {
        LOGIN, "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n%t OK x\r\n",
        "* SEARCH 11\r\n%t OK x\r\n", BYE, NULL};
    const Script script = {.steps = steps};
    HostileServer *server = hostile_server_new(&script);
    ConfigMailbox config = make_config(fixture, "again");
    Owner owner;

    config.url = server->url;
    owner_init(&owner);
    owner.cursor = (MailboxCursor){7, 11};
    pass(fixture, &config, &owner);
    assert_non_null(strstr(server->heard->str, "UID SEARCH UID 12:*"));
    assert_null(strstr(server->heard->str, "FETCH"));
    hostile_server_free(server);
    owner_clear(&owner);
}

/* Less than RFC822.SIZE announced: asked for once more, and only the whole mail
 * counts. */
static void
test_short_body_is_asked_for_again(void **state)
{
    const Fixture *fixture = *state;
    static const char *const steps[] = {
        LOGIN,
        EXAMINE,
        HEADER("10", "9", "takeX") "%t OK x\r\n",
        BODY("10", "hello") "%t OK x\r\n",
        "* 1 FETCH (UID 10 BODY[] {9}\r\nhello all)\r\n%t OK x\r\n",
        BYE,
        NULL};
    const Script script = {.steps = steps};
    Owner owner;

    owner_init(&owner);
    assert_true(pass_hostile(fixture, &script, &owner));
    assert_int_equal(owner.mails->len, 1);
    check_mail(&owner, 0, 10, "hello all");
    owner_clear(&owner);
}

/* UIDVALIDITY absent at each open: looked through again each time, and each
 * time all of it. UIDNEXT below the cursor: the same. */
static void
test_numbers_that_go_back(void **state)
{
    const Fixture *fixture = *state;
    static const char *const openings[] = {
        "* 2 EXISTS\r\n* OK [UIDNEXT 12] x\r\n%t OK x\r\n",
        "* 2 EXISTS\r\n* OK [UIDVALIDITY 0] x\r\n* OK [UIDNEXT 12] x\r\n"
        "%t OK x\r\n",
        "* 2 EXISTS\r\n* OK [UIDVALIDITY 8] x\r\n* OK [UIDNEXT 12] x\r\n"
        "%t OK x\r\n",
        "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n"
        "%t OK x\r\n",
    };
    static const MailboxCursor cursors[] = {{7, 11}, {7, 11}, {7, 11}, {7, 99}};

    for (gsize i = 0; i < G_N_ELEMENTS(openings); i++) {
        const char *const steps[] = {LOGIN,      openings[i], session[4],
                                     session[4], session[5],  session[6],
                                     BYE,        NULL};
        const Script script = {.steps = steps};
        Owner owner;

        owner_init(&owner);
        owner.cursor = cursors[i];
        assert_true(pass_hostile(fixture, &script, &owner));
        assert_int_equal(owner.rescans, 1);
        check_both(&owner, "opening", i);
        owner_clear(&owner);
    }
}

static gpointer
run_mailbox(gpointer mailbox)
{
    mailbox_run(mailbox, 1);
    return NULL;
}

/* One server that never answers and one that sends a byte at a time: the
 * mailbox beside them is read as if they were not there. */
static void
test_mailboxes_beside_a_stuck_one(void **state)
{
    const Fixture *fixture = *state;
    static const char *const silent[] = {LOGIN, "", NULL};
    const Script scripts[] = {
        {.steps = silent, .hang = TRUE},
        {.steps = session, .drip_milliseconds = 200, .hang = TRUE},
        {.steps = session}};
    HostileServer *servers[3];
    ConfigMailbox configs[3];
    Owner owners[3];
    MailboxHandler handlers[3];
    Mailbox *mailboxes[3];
    GThread *threads[3];
    gint64 start = g_get_monotonic_time();

    for (gsize i = 0; i < 3; i++) {
        servers[i] = hostile_server_new(&scripts[i]);
        configs[i] = make_config(fixture, "beside");
        configs[i].url = servers[i]->url;
        owner_init(&owners[i]);
        handlers[i] = make_handler(&owners[i]);
        mailboxes[i] =
            mailbox_new(&configs[i], &limits, fixture->spool, 0, &handlers[i]);
        threads[i] = g_thread_new("mailbox", run_mailbox, mailboxes[i]);
    }
    await(&owners[2], &owners[2].mails->len, 2);
    assert_in_range(g_get_monotonic_time() - start, 0, 3 * G_USEC_PER_SEC);
    assert_int_equal(owners[0].mails->len, 0);
    for (gsize i = 0; i < 3; i++) {
        mailbox_stop(mailboxes[i]);
        g_thread_join(threads[i]);
        mailbox_free(mailboxes[i]);
        hostile_server_free(servers[i]);
        owner_clear(&owners[i]);
    }
}

/* A login that is refused is not tried again soon, or the account would be
 * locked; a server that breaks off is. */
static void
test_refused_login_is_left_alone(void **state)
{
    const Fixture *fixture = *state;
    static const char *const refused[] = {
        "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",
        "%t NO [AUTHENTICATIONFAILED] no\r\n", NULL};
    static const char *const broken[] = {"* BYE\r\n", NULL};
    const Script scripts[] = {{.steps = refused}, {.steps = broken}};
    gint sessions[2];

    for (gsize i = 0; i < G_N_ELEMENTS(scripts); i++) {
        HostileServer *server = hostile_server_new(&scripts[i]);
        ConfigMailbox config = make_config(fixture, "refused");
        Owner owner;
        MailboxHandler handler = make_handler(&owner);

        config.url = server->url;
        owner_init(&owner);
        Mailbox *mailbox =
            mailbox_new(&config, &limits, fixture->spool, 0, &handler);
        GThread *thread = g_thread_new("mailbox", run_mailbox, mailbox);

        g_usleep(3 * G_USEC_PER_SEC);
        mailbox_stop(mailbox);
        g_thread_join(thread);
        mailbox_free(mailbox);
        sessions[i] = g_atomic_int_get(&server->sessions);
        hostile_server_free(server);
        owner_clear(&owner);
    }
    assert_int_equal(sessions[0], 1);
    assert_in_range(sessions[1], 2, 10);
}

/* What a session waits, and how long a mailbox is left alone. */
static void
test_delays(void **state)
{
    static const struct {
        gboolean refused;
        guint failures;
        gint64 seconds;
    } cases[] = {
        {FALSE, 0, 1},    {FALSE, 1, 2},       {FALSE, 5, 32},
        {FALSE, 6, 40},   {FALSE, 1000, 40},   {TRUE, 0, 900},
        {TRUE, 1, 1800},  {TRUE, 3, 7200},     {TRUE, 4, 14400},
        {TRUE, 5, 14400}, {TRUE, 1000, 14400},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(
            mailbox_retry_seconds(cases[i].refused, cases[i].failures),
            cases[i].seconds);
    assert_int_equal(mailbox_wait_seconds(0), 1);
    assert_int_equal(mailbox_wait_seconds(60), 60);
    /* RFC 2177: well under 29 minutes, whatever poll_seconds says. */
    assert_in_range(mailbox_wait_seconds(86400), 60, 27 * 60);
}

#define IDLER                                                                  \
    "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",                \
        "%t OK in\r\n", "* CAPABILITY IMAP4rev1 IDLE\r\n%t OK x\r\n"
#define EMPTY                                                                  \
    "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n"          \
    "%t OK x\r\n"
/* Of EXAMINE and of SEARCH. */
#define NOTHING EMPTY, "* SEARCH\r\n%t OK x\r\n"

/* In IDLE where it is advertised, and nowhere else; the server is asked all the
 * same, and what it tells then is asked for; n:* names a known mail then.
 * Nothing is to be moved, so that the folder is never opened for writing. */
static void
test_waits(void **state)
{
    const Fixture *fixture = *state;
    static const char *const idle[] = {IDLER,
                                       NOTHING,
                                       "+ idling\r\n",
                                       "D4 OK x\r\n",
                                       "%t OK x\r\n",
                                       "+ idling\r\n",
                                       "D6 OK x\r\n",
                                       "* 1 EXISTS\r\n%t OK x\r\n",
                                       HEADER("9", "5", "takeX") "%t OK x\r\n",
                                       NULL};
    static const char *const plain[] = {LOGIN,
                                        NOTHING,
                                        "%t OK x\r\n",
                                        "* 1 EXISTS\r\n%t OK x\r\n",
                                        HEADER("9", "5", "takeX") "%t OK x\r\n",
                                        NULL};
    /* Searched where what is new is not simply given. */
    static const char *const refusing[] = {
        LOGIN,          NOTHING,
        "%t OK x\r\n",  "* 1 EXISTS\r\n%t OK x\r\n",
        "%t NO no\r\n", "* SEARCH 9\r\n%t OK x\r\n",
        "%t OK x\r\n",  NULL};
    const Script scripts[] = {
        {.steps = idle}, {.steps = plain}, {.steps = refusing}};
    static const char *const said[] = {
        "D4 IDLE\r\nDONE\r\nD5 NOOP\r\nD6 IDLE\r\nDONE\r\nD7 NOOP\r\n"
        "D8 UID FETCH 10:* ",
        "D4 NOOP\r\nD5 NOOP\r\nD6 UID FETCH 10:* ",
        "D7 UID SEARCH UID 10:*\r\n"};

    for (gsize i = 0; i < G_N_ELEMENTS(scripts); i++) {
        HostileServer *server = hostile_server_new(&scripts[i]);
        ConfigMailbox config = make_config(fixture, "waits");
        Owner owner;
        MailboxHandler handler = make_handler(&owner);

        config.url = server->url;
        config.filed_folder = "Filed";
        owner_init(&owner);
        owner.cursor = (MailboxCursor){7, 9};
        Mailbox *mailbox =
            mailbox_new(&config, &limits, fixture->spool, 0, &handler);
        GThread *thread = g_thread_new("mailbox", run_mailbox, mailbox);

        await(&owner, &owner.troubles, 1);
        mailbox_stop(mailbox);
        g_thread_join(thread);
        mailbox_free(mailbox);
        if (strstr(server->heard->str, said[i]) == NULL ||
            strstr(server->heard->str, "UID FETCH 9 ") != NULL ||
            strstr(server->heard->str, "SELECT") != NULL)
            fail_msg("server %zu: %s", i, server->heard->str);
        assert_int_equal(owner.headers, 0);
        hostile_server_free(server);
        owner_clear(&owner);
    }
}

/* The folder is open for writing for as long as the move takes. */
static void
test_moves(void **state)
{
    const Fixture *fixture = *state;
    static const char *const steps[] = {
        "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",
        "%t OK in\r\n",
        "* CAPABILITY IMAP4rev1 MOVE\r\n%t OK x\r\n",
        NOTHING,
        EMPTY,
        "%t OK moved\r\n",
        NOTHING,
        BYE,
        NULL};
    const Script script = {.steps = steps};
    HostileServer *server = hostile_server_new(&script);
    ConfigMailbox config = make_config(fixture, "moves");
    MailboxMove *move = g_new0(MailboxMove, 1);
    Owner owner;

    config.url = server->url;
    config.filed_folder = "Filed";
    owner_init(&owner);
    owner.cursor = (MailboxCursor){7, 9};
    move->uid = 8;
    move->folder = g_strdup("Filed");
    g_ptr_array_add(owner.moves, move);
    pass(fixture, &config, &owner);
    assert_non_null(strstr(server->heard->str,
                           "D2 EXAMINE \"INBOX\"\r\nD3 UID SEARCH UID 10:*\r\n"
                           "D4 SELECT \"INBOX\"\r\n"
                           "D5 UID MOVE 8 \"Filed\"\r\n"
                           "D6 EXAMINE \"INBOX\"\r\nD7 UID SEARCH "));
    hostile_server_free(server);
    owner_clear(&owner);
}

static int
set_up_folder(void **state)
{
    *state = fixture_new();
    return 0;
}

static int
tear_down_folder(void **state)
{
    Fixture *fixture = *state;

    run_command("rm -rf %s", fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->secret);
    g_free(fixture->spool);
    g_free(fixture->ca_file);
    g_free(fixture);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_after_each_byte),
        cmocka_unit_test(test_unasked_data_anywhere),
        cmocka_unit_test(test_nonsense_anywhere),
        cmocka_unit_test(test_ten_million_uids),
        cmocka_unit_test(test_changing_capabilities),
        cmocka_unit_test(test_last_mail_again),
        cmocka_unit_test(test_short_body_is_asked_for_again),
        cmocka_unit_test(test_numbers_that_go_back),
        cmocka_unit_test(test_mailboxes_beside_a_stuck_one),
        cmocka_unit_test(test_refused_login_is_left_alone),
        cmocka_unit_test(test_delays),
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_moves),
    };

    return cmocka_run_group_tests(tests, set_up_folder, tear_down_folder);
}
