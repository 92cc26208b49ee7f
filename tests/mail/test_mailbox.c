#include "mail/mailbox.h"

#include "mail/hostile_server.h"
#include "mail/imap_client.h"

/* The owner of one mailbox, as the daemon is. */
typedef struct {
    GMutex lock;
    GCond changed;
    MailboxCursor cursor;
    guint rescans;    /* settled with 0 */
    GPtrArray *mails; /* MailboxMail* */
    GPtrArray *moves; /* MailboxMove* */
    GArray *moved;    /* guint32 */
    GBytes *to_append;
    guint appended, headers, structures, contacts, troubles;
    int last_trouble;
    guint32 refused_uid; /* not taken */
} Owner;

static void
move_free(MailboxMove *move)
{
    g_free(move->folder);
    g_free(move);
}

static void
owner_init(Owner *owner)
{
    memset(owner, 0, sizeof *owner);
    g_mutex_init(&owner->lock);
    g_cond_init(&owner->changed);
    owner->mails =
        g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_mail_free);
    owner->moves = g_ptr_array_new_with_free_func((GDestroyNotify)move_free);
    owner->moved = g_array_new(FALSE, FALSE, sizeof(guint32));
}

static void
owner_clear(Owner *owner)
{
    g_ptr_array_unref(owner->mails);
    g_ptr_array_unref(owner->moves);
    g_array_unref(owner->moved);
    g_clear_pointer(&owner->to_append, g_bytes_unref);
    g_mutex_clear(&owner->lock);
    g_cond_clear(&owner->changed);
}

static void
enter(Owner *owner)
{
    g_mutex_lock(&owner->lock);
}

static void
leave(Owner *owner)
{
    g_cond_broadcast(&owner->changed);
    g_mutex_unlock(&owner->lock);
}

static gboolean
load_cursor(gpointer data, const ConfigMailbox *config, MailboxCursor *cursor)
{
    (void)config;
    *cursor = ((Owner *)data)->cursor;
    return TRUE;
}

static gboolean
has_word(const MailboxHeader *header, const char *word)
{
    gsize length;
    const char *bytes = g_bytes_get_data(header->header, &length);

    return memmem(bytes, length, word, strlen(word)) != NULL;
}

static void
choose_headers(gpointer data, const ConfigMailbox *config,
               MailboxHeader **headers, gsize n)
{
    Owner *owner = data;

    (void)config;
    owner->headers += (guint)n;
    for (gsize i = 0; i < n; i++)
        if (has_word(headers[i], "Subject: take"))
            headers[i]->choice = MAILBOX_TAKE;
        else if (has_word(headers[i], "Subject: look"))
            headers[i]->choice = MAILBOX_STRUCTURE;
}

static void
choose_structure(gpointer data, const ConfigMailbox *config,
                 MailboxHeader **headers, gsize n)
{
    Owner *owner = data;

    (void)config;
    owner->structures += (guint)n;
    for (gsize i = 0; i < n; i++)
        headers[i]->choice =
            g_strv_contains((const char *const *)headers[i]->file_names,
                            "CV é.pdf")
                ? MAILBOX_TAKE
                : MAILBOX_PASS;
}

static gboolean
deliver(gpointer data, MailboxMail *mail, GError **error)
{
    Owner *owner = data;
    gboolean refused = mail->uid == owner->refused_uid;

    enter(owner);
    if (refused)
        mailbox_mail_free(mail);
    else
        g_ptr_array_add(owner->mails, mail);
    leave(owner);
    if (refused)
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN, "not now");
    return !refused;
}

static void
settled(gpointer data, const ConfigMailbox *config, guint32 uidvalidity,
        guint32 uid)
{
    Owner *owner = data;

    (void)config;
    enter(owner);
    owner->cursor = (MailboxCursor){uidvalidity, uid};
    owner->rescans += uid == 0;
    leave(owner);
}

static GPtrArray *
list_moves(gpointer data, const ConfigMailbox *config, guint32 uidvalidity)
{
    Owner *owner = data;

    (void)config;
    (void)uidvalidity;
    enter(owner);
    GPtrArray *moves = g_steal_pointer(&owner->moves);

    owner->moves = g_ptr_array_new_with_free_func((GDestroyNotify)move_free);
    leave(owner);
    return moves;
}

static void
moved(gpointer data, const ConfigMailbox *config, guint32 uidvalidity,
      guint32 uid)
{
    Owner *owner = data;

    (void)config;
    (void)uidvalidity;
    enter(owner);
    g_array_append_val(owner->moved, uid);
    leave(owner);
}

static GBytes *
next_append(gpointer data, const ConfigMailbox *config, char **folder,
            gint64 *id)
{
    Owner *owner = data;

    (void)config;
    *folder = g_strdup("Envoyés/2026");
    *id = 7;
    return g_steal_pointer(&owner->to_append);
}

static void
appended(gpointer data, const ConfigMailbox *config, gint64 id)
{
    Owner *owner = data;

    (void)config;
    enter(owner);
    owner->appended += id == 7;
    leave(owner);
}

static void
report(gpointer data, const ConfigMailbox *config, const GError *error)
{
    Owner *owner = data;

    (void)config;
    enter(owner);
    if (error == NULL) {
        owner->contacts++;
    } else {
        owner->troubles++;
        owner->last_trouble = error->code;
    }
    leave(owner);
}

static MailboxHandler
make_handler(Owner *owner)
{
    return (MailboxHandler){
        .data = owner,
        .load_cursor = load_cursor,
        .choose_headers = choose_headers,
        .choose_structure = choose_structure,
        .deliver = deliver,
        .settled = settled,
        .list_moves = list_moves,
        .moved = moved,
        .next_append = next_append,
        .appended = appended,
        .report = report,
    };
}

static const ConfigLimits limits = {.message_bytes = 1000000};

static void
pass_since(const Fixture *fixture, const ConfigMailbox *config, Owner *owner,
           gint64 since)
{
    MailboxHandler handler = make_handler(owner);
    g_autoptr(Mailbox) mailbox =
        mailbox_new(config, &limits, fixture->spool, since, &handler);
    g_autoptr(GError) error = NULL;

    mailbox_pass(mailbox, &error);
    assert_null(error);
}

static void
pass(const Fixture *fixture, const ConfigMailbox *config, Owner *owner)
{
    pass_since(fixture, config, owner, 0);
}

static void
check_mail(const Owner *owner, guint index, guint32 uid, const char *text)
{
    const MailboxMail *mail = owner->mails->pdata[index];
    g_autofree char *bytes = NULL;
    gsize length;

    assert_int_equal(mail->uid, uid);
    assert_true(g_file_get_contents(mail->file, &bytes, &length, NULL));
    assert_int_equal(length, mail->size);
    g_auto(GStrv) lines = g_strsplit(bytes, "\r\n", -1);
    g_autofree char *plain = g_strjoinv("\n", lines);

    assert_non_null(strstr(plain, text));
}

static guint
count_files(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    guint n = 0;

    while (g_dir_read_name(dir) != NULL)
        n++;
    return n;
}

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

/* Waits up to ten seconds for `*counter` to reach `n`. */
static void
await(Owner *owner, const guint *counter, guint n)
{
    gint64 end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    g_mutex_lock(&owner->lock);
    while (*counter < n &&
           g_cond_wait_until(&owner->changed, &owner->lock, end))
        ;
    guint reached = *counter;

    g_mutex_unlock(&owner->lock);
    assert_in_range(reached, n, G_MAXUINT);
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

/* libcurl's part of a session, and our CAPABILITY and EXAMINE. */
#define LOGIN                                                                  \
    "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",                \
        "%t OK in\r\n", "* CAPABILITY IMAP4rev1\r\n%t OK x\r\n"
#define EXAMINE                                                                \
    "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n"          \
    "%t OK [READ-ONLY] x\r\n"
#define HEADER(uid, size, subject)                                             \
    "* 1 FETCH (UID " uid " INTERNALDATE \"12-May-2026 10:12:00 +0200\" "      \
    "RFC822.SIZE " size                                                        \
    " BODY[HEADER.FIELDS (SUBJECT)] {18}\r\nSubject: " subject "\r\n\r\n)\r\n"
#define BODY(uid, bytes) "* 1 FETCH (UID " uid " BODY[] {5}\r\n" bytes ")\r\n"
#define BYE "* BYE\r\n%t OK x\r\n"

/* One pass over what the server plays; TRUE if it was worked through. */
static gboolean
pass_hostile(const Fixture *fixture, const char *const *steps, Owner *owner)
{
    Script script = {steps, 1, 0, FALSE};
    HostileServer *server = hostile_server_new(&script);
    ConfigMailbox config = make_config(fixture, "hostile");
    MailboxHandler handler = make_handler(owner);
    g_autoptr(GError) error = NULL;

    config.url = server->url;
    Mailbox *mailbox =
        mailbox_new(&config, &limits, fixture->spool, 0, &handler);
    gboolean good = mailbox_pass(mailbox, &error);

    mailbox_free(mailbox);
    hostile_server_free(server);
    return good;
}

static void
test_hostile(void **state)
{
    const Fixture *fixture = *state;
    static const struct {
        const char *steps[12];
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
        {{LOGIN, EXAMINE, "%t NO [SERVERBUG] x\r\n",
          "* SEARCH 10 11\r\n%t OK x\r\n", "%t NO [SERVERBUG] x\r\n",
          HEADER("11", "5", "takeX") "%t OK x\r\n",
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

        owner_init(&owner);
        gboolean good = pass_hostile(fixture, cases[i].steps, &owner);

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
        cmocka_unit_test(test_large_headers),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
