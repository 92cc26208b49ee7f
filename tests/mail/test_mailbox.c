#include "mail/mailbox.h"

#include "mail/imap_client.h"
#include "mail/mailbox_owner.h"

/* The client's side of all sessions of a user. */
static char *
read_rawlog(const Fixture *fixture, const char *user)
{
    g_autofree char *folder =
        g_build_filename(fixture->folder, "rawlog", user, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    GString *all = g_string_new(NULL);
    const char *name;

    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;

        if (g_str_has_suffix(name, ".in") &&
            g_file_get_contents(path, &text, NULL, NULL))
            g_string_append(all, text);
    }
    return g_string_free(all, FALSE);
}

static void
test_pass(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "pass");
    Owner owner;

    owner_init(&owner);
    run_command("mkdir -p %s/rawlog/pass && chmod -R 777 %s/rawlog",
                fixture->folder, fixture->folder);
    deliver_mail(fixture, "pass", "take1", 100);
    deliver_mail(fixture, "pass", "private", 100);
    deliver_mail(fixture, "pass", "take2", 400000);
    g_autofree char *text = make_mail("take2", 400000);

    pass(fixture, &config, &owner);
    assert_int_equal(owner.mails->len, 2);
    check_mail(&owner, 0, 1, "Subject: take1");
    check_mail(&owner, 1, 3, text);
    assert_int_equal(owner.cursor.last_uid, 3);
    assert_int_equal(owner.rescans, 1);

    g_autofree char *flags =
        ask_doveadm(fixture, "fetch -u pass flags mailbox INBOX");
    assert_string_equal(flags, "flags: \\Recent\n\f\nflags: \\Recent\n\f\n"
                               "flags: \\Recent");
    g_autofree char *log = read_rawlog(fixture, "pass");

    assert_non_null(strstr(log, "UID FETCH 1,3 (UID BODY.PEEK[])"));
    assert_null(strstr(log, "SELECT"));
    assert_null(strstr(log, "CAPABILITY")); /* Dovecot told it unasked */
    assert_non_null(strstr(log, "LOGOUT"));

    pass(fixture, &config, &owner);
    assert_int_equal(owner.mails->len, 2);
    assert_int_equal(owner.headers, 3);
    owner_clear(&owner);
    assert_int_equal(count_files(fixture->spool), 0);
}

/* A mail that is not taken yet ends the round, and comes again. */
static void
test_not_now(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "refused");
    Owner owner;

    owner_init(&owner);
    deliver_mail(fixture, "refused", "take1", 100);
    deliver_mail(fixture, "refused", "take2", 100);
    deliver_mail(fixture, "refused", "take3", 100);
    owner.refused_uid = 2;
    MailboxHandler handler = make_handler(&owner);
    g_autoptr(Mailbox) mailbox =
        mailbox_new(&config, &limits, fixture->spool, 0, &handler);
    g_autoptr(GError) error = NULL;

    assert_false(mailbox_pass(mailbox, &error));
    assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN));
    assert_int_equal(owner.mails->len, 1);
    assert_true(owner.cursor.last_uid < 2);
    owner.refused_uid = 0;
    pass(fixture, &config, &owner);
    check_mail(&owner, owner.mails->len - 2, 2, "Subject: take2");
    check_mail(&owner, owner.mails->len - 1, 3, "Subject: take3");
    assert_int_equal(owner.cursor.last_uid, 3);
    owner_clear(&owner);
    assert_int_equal(count_files(fixture->spool), 0);
}

static const char mime_mail[] =
    "From: a@example.org\nSubject: look%d\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\n\nhello\n"
    "--b\nContent-Type: application/pdf\n"
    "Content-Disposition: attachment; filename*0*=%s%%20;\n"
    " filename*1=\"%s.pdf\"\n\nxx\n--b--\n";

static void
test_structure(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "structure");
    Owner owner;

    owner_init(&owner);
    g_autofree char *yes =
        g_strdup_printf(mime_mail, 1, "UTF-8''CV", "\xc3\xa9");
    g_autofree char *no = g_strdup_printf(mime_mail, 2, "UTF-8''DC", "x");

    deliver_bytes(fixture, "structure", no, strlen(no));
    deliver_bytes(fixture, "structure", yes, strlen(yes));
    deliver_mail(fixture, "structure", "look3", 10);
    pass(fixture, &config, &owner);
    assert_int_equal(owner.structures, 3);
    assert_int_equal(owner.mails->len, 1);
    check_mail(&owner, 0, 2, "Subject: look1");
    assert_int_equal(owner.cursor.last_uid, 3);
    owner_clear(&owner);
}

static void
test_too_large(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "large");
    Owner owner;

    owner_init(&owner);
    deliver_mail(fixture, "large", "take1", 1200000);
    deliver_mail(fixture, "large", "take2", 10);
    pass(fixture, &config, &owner);
    assert_int_equal(owner.mails->len, 2);
    const MailboxMail *mail = owner.mails->pdata[0];

    assert_true(mail->too_large);
    assert_null(mail->file);
    assert_true(mail->size > 1200000);
    assert_true(g_bytes_get_size(mail->header) > 0);
    check_mail(&owner, 1, 2, "Subject: take2");
    owner_clear(&owner);
}

static void
test_uidvalidity(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "validity");
    Owner owner;

    owner_init(&owner);
    deliver_mail(fixture, "validity", "take1", 10);
    pass(fixture, &config, &owner);
    assert_int_equal(owner.mails->len, 1);
    owner.cursor.uidvalidity++;
    pass(fixture, &config, &owner);
    assert_int_equal(owner.mails->len, 2);
    assert_int_equal(owner.rescans, 2);
    /* UIDNEXT below what was seen. */
    owner.cursor.last_uid = 99;
    pass(fixture, &config, &owner);
    assert_int_equal(owner.mails->len, 3);
    assert_int_equal(owner.cursor.last_uid, 1);
    owner_clear(&owner);
}

static void
test_since(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "since");
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    Owner owner;

    owner_init(&owner);
    deliver_mail(fixture, "since", "take1", 10);
    pass_since(fixture, &config, &owner, now + 86400);
    assert_int_equal(owner.headers, 0);
    assert_int_equal(owner.cursor.last_uid, 1);
    owner.cursor = (MailboxCursor){0};
    pass_since(fixture, &config, &owner, now - 86400);
    assert_int_equal(owner.mails->len, 1);
    owner_clear(&owner);
}

typedef struct {
    Mailbox *mailbox;
    guint poll_seconds;
} Run;

static gpointer
run_mailbox(gpointer data)
{
    const Run *run = data;

    mailbox_run(run->mailbox, run->poll_seconds);
    return NULL;
}

static void
test_run(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "run");
    Owner owner;

    config.filed_folder = config.sent_folder = "yes";
    owner_init(&owner);
    MailboxHandler handler = make_handler(&owner);
    g_autoptr(Mailbox) mailbox =
        mailbox_new(&config, &limits, fixture->spool, 0, &handler);
    Run run = {mailbox, 600};
    GThread *thread = g_thread_new("mailbox", run_mailbox, &run);

    await(&owner, &owner.contacts, 1);
    deliver_mail(fixture, "run", "take1", 10); /* IDLE tells */
    await(&owner, &owner.mails->len, 1);
    deliver_mail(fixture, "run", "take2", 10);
    await(&owner, &owner.mails->len, 2);

    MailboxMove *move = g_new0(MailboxMove, 1);

    move->uid = 1;
    move->folder = g_strdup("Traités/RS 2026 & co");
    enter(&owner);
    g_ptr_array_add(owner.moves, move);
    owner.to_append = g_bytes_new_static("Subject: x\r\n\r\ny\r\n", 17);
    leave(&owner);
    mailbox_wake(mailbox);
    await(&owner, &owner.moved->len, 1);
    await(&owner, &owner.appended, 1);

    gint64 start = g_get_monotonic_time();

    mailbox_stop(mailbox);
    g_thread_join(thread);
    assert_in_range(g_get_monotonic_time() - start, 0, 2 * G_USEC_PER_SEC);
    assert_int_equal(owner.troubles, 0);
    g_autofree char *filed = ask_doveadm(
        fixture, "fetch -u run hdr.subject mailbox 'Traités/RS 2026 & co'");
    g_autofree char *sent =
        ask_doveadm(fixture, "fetch -u run flags mailbox 'Envoyés/2026'");

    assert_string_equal(filed, "hdr.subject: take1");
    assert_string_equal(sent, "flags: \\Seen \\Recent");
    owner_clear(&owner);
}

/* Header fields of 60 kB each: more than are kept at once. */
static void
test_large_headers(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "flood");
    g_autofree char *line = g_strnfill(900, 'r');
    GString *references = g_string_new("Subject: take\nReferences: <x>");
    Owner owner;

    owner_init(&owner);
    for (guint i = 0; i < 66; i++)
        g_string_append_printf(references, "\n <%s>", line);
    g_string_append(references, "\n\nx\n");
    run_command("tests/e2e/dovecot.sh fill %s flood 300 <<'END'\n%sEND\n",
                fixture->folder, references->str);
    pass(fixture, &config, &owner);
    assert_int_equal(owner.mails->len, 300);
    for (guint i = 0; i < 300; i++) /* each once, in order */
        assert_int_equal(((MailboxMail *)owner.mails->pdata[i])->uid, i + 1);
    assert_int_equal(owner.cursor.last_uid, 300);
    assert_in_range(owner.headers, 300, 600);
    g_string_free(references, TRUE);
    owner_clear(&owner);
}

/* Of many mails a few fields are asked for, and more of what is left. */
static void
test_many(void **state)
{
    const Fixture *fixture = *state;
    ConfigMailbox config = make_config(fixture, "many");
    Owner owner;

    owner_init(&owner);
    run_command("mkdir -p %s/rawlog/many && chmod -R 777 %s/rawlog",
                fixture->folder, fixture->folder);
    run_command("tests/e2e/dovecot.sh fill %s many 300 <<'END'\n"
                "Subject: none\n\nx\nEND\n",
                fixture->folder);
    deliver_mail(fixture, "many", "take1", 10);
    pass(fixture, &config, &owner);
    assert_int_equal(owner.glances, 301);
    assert_int_equal(owner.headers, 1);
    assert_int_equal(owner.mails->len, 1);
    check_mail(&owner, 0, 1, "Subject: take1");
    assert_int_equal(owner.cursor.last_uid, 301);
    g_autofree char *log = read_rawlog(fixture, "many");

    assert_non_null(strstr(log, "UID FETCH 1:301 (UID BODY.PEEK[HEADER.FIELDS "
                                "(FROM SUBJECT "));
    assert_non_null(strstr(log, "UID FETCH 1 (UID INTERNALDATE "));
    owner_clear(&owner);
}

static void
test_hostile(void **state)
{
    const Fixture *fixture = *state;
    static const struct {
        const char *steps[14];
        gboolean good;
        guint mails, withheld;
        guint32 last_uid;
    } cases[] = {
        /* As it should be; flags and mails that nobody asked for. */
        {{LOGIN, EXAMINE,
          HEADER("3", "5", "takeX") HEADER("10", "5", "takeX")
              HEADER("11", "5", "noneX") "%t OK x\r\n",
          BODY("10", "hello") BODY("77", "wrong") BODY("11", "wrong")
              BODY("3", "three") "%t OK x\r\n",
          BYE},
         TRUE,
         2,
         0,
         11},
        /* Expunged before it was fetched. */
        {{LOGIN, EXAMINE,
          HEADER("10", "5", "takeX") HEADER("11", "5", "takeX") "%t OK x\r\n",
          "* 1 EXPUNGE\r\n" BODY("11", "hello") "%t OK x\r\n", BYE},
         TRUE,
         1,
         0,
         11},
        /* Cut: neither counts, though one came whole. */
        {{LOGIN, EXAMINE,
          HEADER("10", "5", "takeX") HEADER("11", "5", "takeX") "%t OK x\r\n",
          BODY("10", "hello") "* 1 FETCH (UID 11 BODY[] {5}\r\nhel"},
         FALSE,
         0,
         0,
         0},
        /* Another length than announced: asked again, then believed. */
        {{LOGIN, EXAMINE, HEADER("10", "999", "takeX") "%t OK x\r\n",
          BODY("10", "hello") "%t OK x\r\n", BODY("10", "hello") "%t OK x\r\n",
          BYE},
         TRUE,
         1,
         0,
         11},
        /* Refused, and refused alone: delivered without a file. */
        {{LOGIN, EXAMINE,
          HEADER("10", "5", "takeX") HEADER("11", "5", "takeX") "%t OK x\r\n",
          BODY("11", "hello") "%t NO [SERVERBUG] x\r\n",
          "%t NO [SERVERBUG] x\r\n", BYE},
         TRUE,
         2,
         1,
         11},
        /* Refused header fields hold up no other mail. */
        {{LOGIN, EXAMINE, "%t NO [SERVERBUG] x\r\n", "%t OK x\r\n",
          "%t NO [SERVERBUG] x\r\n", HEADER("11", "5", "takeX") "%t OK x\r\n",
          BODY("11", "hello") "%t NO [SERVERBUG] x\r\n",
          "%t NO [SERVERBUG] x\r\n", BYE},
         TRUE,
         2,
         1,
         11},
        /* UIDNEXT and UIDVALIDITY missing. */
        {{LOGIN, "* 1 EXISTS\r\n%t OK x\r\n", "* SEARCH 11\r\n%t OK x\r\n",
          HEADER("11", "5", "takeX") "%t OK x\r\n",
          BODY("11", "hello") "%t OK x\r\n", BYE},
         TRUE,
         1,
         0,
         11},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Owner owner;
        guint withheld = 0;

        const Script script = {.steps = cases[i].steps};

        owner_init(&owner);
        gboolean good = pass_hostile(fixture, &script, &owner);

        for (guint j = 0; j < owner.mails->len; j++)
            withheld +=
                ((MailboxMail *)owner.mails->pdata[j])->withheld ? 1 : 0;
        if (good != cases[i].good || owner.mails->len != cases[i].mails ||
            withheld != cases[i].withheld ||
            owner.cursor.last_uid != cases[i].last_uid)
            fail_msg("case %zu: %d, %u mails, %u withheld, UID %u", i, good,
                     owner.mails->len, withheld, owner.cursor.last_uid);
        owner_clear(&owner);
        assert_int_equal(count_files(fixture->spool), 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_not_now),       cmocka_unit_test(test_pass),
        cmocka_unit_test(test_structure),     cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_uidvalidity),   cmocka_unit_test(test_since),
        cmocka_unit_test(test_run),           cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_large_headers), cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
