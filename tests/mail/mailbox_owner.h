/* The owner of one mailbox, as the daemon is, and passes over what a scripted
 * server plays; for the tests of src/mail/mailbox*. */
#pragma once

#include "mail/hostile_server.h"
#include "mail/mailbox.h"

typedef struct {
    GMutex lock;
    GCond changed;
    MailboxCursor cursor;
    guint rescans;    /* settled with 0 */
    GPtrArray *mails; /* MailboxMail* */
    GPtrArray *moves; /* MailboxMove* */
    GArray *moved;    /* guint32 */
    GBytes *to_append;
    guint appended, glances, headers, structures, contacts, troubles;
    int last_trouble;
    guint32 refused_uid; /* not taken */
} Owner;

static inline void
move_free(MailboxMove *move)
{
    g_free(move->folder);
    g_free(move);
}

static inline void
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

static inline void
owner_clear(Owner *owner)
{
    g_ptr_array_unref(owner->mails);
    g_ptr_array_unref(owner->moves);
    g_array_unref(owner->moved);
    g_clear_pointer(&owner->to_append, g_bytes_unref);
    g_mutex_clear(&owner->lock);
    g_cond_clear(&owner->changed);
}

static inline void
enter(Owner *owner)
{
    g_mutex_lock(&owner->lock);
}

static inline void
leave(Owner *owner)
{
    g_cond_broadcast(&owner->changed);
    g_mutex_unlock(&owner->lock);
}

static inline gboolean
load_cursor(gpointer data, const ConfigMailbox *config, MailboxCursor *cursor)
{
    (void)config;
    *cursor = ((Owner *)data)->cursor;
    return TRUE;
}

static inline gboolean
has_word(const MailboxHeader *header, const char *word)
{
    gsize length;
    const char *bytes = g_bytes_get_data(header->header, &length);

    return memmem(bytes, length, word, strlen(word)) != NULL;
}

static inline gboolean
passes_at_a_glance(gpointer data, const char *header, gsize length)
{
    ((Owner *)data)->glances++;
    return memmem(header, length, "Subject: none", 13) != NULL;
}

static inline void
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

static inline void
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

static inline gboolean
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

static inline void
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

static inline GPtrArray *
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

static inline void
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

static inline GBytes *
next_append(gpointer data, const ConfigMailbox *config, char **folder,
            gint64 *id)
{
    Owner *owner = data;

    (void)config;
    *folder = g_strdup("Envoyés/2026");
    *id = 7;
    return g_steal_pointer(&owner->to_append);
}

static inline void
appended(gpointer data, const ConfigMailbox *config, gint64 id)
{
    Owner *owner = data;

    (void)config;
    enter(owner);
    owner->appended += id == 7;
    leave(owner);
}

static inline void
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

static inline MailboxHandler
make_handler(Owner *owner)
{
    return (MailboxHandler){
        .data = owner,
        .load_cursor = load_cursor,
        .passes_at_a_glance = passes_at_a_glance,
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

/* Waits up to ten seconds for `*counter` to reach `n`. */
static inline void
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

static inline void
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

static inline void
pass(const Fixture *fixture, const ConfigMailbox *config, Owner *owner)
{
    pass_since(fixture, config, owner, 0);
}

static inline void
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

static inline guint
count_files(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    guint n = 0;

    while (g_dir_read_name(dir) != NULL)
        n++;
    return n;
}

/* libcurl's part of a session, and our CAPABILITY, EXAMINE and SEARCH. */
#define LOGIN                                                                  \
    "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n%t OK x\r\n",                \
        "%t OK in\r\n", "* CAPABILITY IMAP4rev1\r\n%t OK x\r\n"
#define EXAMINE                                                                \
    "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n"          \
    "%t OK [READ-ONLY] x\r\n",                                                 \
        "* SEARCH 3 10 11\r\n%t OK x\r\n"
#define HEADER(uid, size, subject)                                             \
    "* 1 FETCH (UID " uid " INTERNALDATE \"12-May-2026 10:12:00 +0200\" "      \
    "RFC822.SIZE " size                                                        \
    " BODY[HEADER.FIELDS (SUBJECT)] {18}\r\nSubject: " subject "\r\n\r\n)\r\n"
#define GLANCE(uid, subject)                                                   \
    "* 1 FETCH (UID " uid                                                      \
    " BODY[HEADER.FIELDS (SUBJECT)] {18}\r\nSubject: " subject "\r\n\r\n)\r\n"
#define BODY(uid, bytes) "* 1 FETCH (UID " uid " BODY[] {5}\r\n" bytes ")\r\n"
#define BYE "* BYE\r\n%t OK x\r\n"

/* One pass over what the server plays; TRUE if it was worked through. */
static inline gboolean
pass_hostile(const Fixture *fixture, const Script *script, Owner *owner)
{
    HostileServer *server = hostile_server_new(script);
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
