/* The reader as the daemon uses it: real mails through the real process. */
#include "mail/reader.h"
#include "mail/reader_type.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <glib/gstdio.h>

#define FOLDER "tests/data/mail/"

typedef struct {
    Reader *reader;
    char *spool;
} Fixture;

static int
set_up(void **state)
{
    const char *build = g_getenv("BUILD");
    g_autofree char *program = g_build_filename(build != NULL ? build : "build",
                                                "dossierd-reader", NULL);
    g_autoptr(GError) error = NULL;
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->reader = reader_new_with_program(program, &error);
    fixture->spool = g_dir_make_tmp("reader-XXXXXX", NULL);
    *state = fixture;
    return fixture->reader == NULL;
}

static int
tear_down(void **state)
{
    Fixture *fixture = *state;
    reader_free(fixture->reader);
    /* Fails if a test left a file behind. */
    int code = g_rmdir(fixture->spool);
    g_free(fixture->spool);
    g_free(fixture);
    return code;
}

static int
open_bytes(const char *bytes, gsize length)
{
    int fd = memfd_create("mail", MFD_CLOEXEC);
    assert_int_equal(write(fd, bytes, length), length);
    return fd;
}

static Message *
read_file(const Fixture *fixture, const char *name, const char *spool)
{
    g_autofree char *path = g_strconcat(FOLDER, name, NULL);
    g_autoptr(GError) error = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    Message *message = reader_read(fixture->reader, fd, spool, &error);
    close(fd);
    if (message == NULL)
        fail_msg("%s: %s", name, error->message);
    return message;
}

static Message *
read_text(const Fixture *fixture, const char *text, GError **error)
{
    int fd = open_bytes(text, strlen(text));
    Message *message = reader_read(fixture->reader, fd, NULL, error);
    close(fd);
    return message;
}

static const MessagePart *
part_at(const Message *message, guint index)
{
    assert_true(index < message->parts->len);
    return message->parts->pdata[index];
}

static const char *
address_at(const GPtrArray *addresses, guint index)
{
    assert_true(index < addresses->len);
    return ((const MessageAddress *)addresses->pdata[index])->address;
}

static void
test_application(void **state)
{
    g_autoptr(Message) message = read_file(*state, "application.eml", NULL);
    assert_string_equal(message->message_id, "application@ac.example");
    assert_string_equal(message->subject,
                        "Candidature micro-structure RS2026 – MARTIN Élodie");
    assert_string_equal(address_at(message->from, 0), "elodie@ac.example");
    assert_string_equal(((MessageAddress *)message->from->pdata[0])->name,
                        "Élodie Martin");
    assert_string_equal(address_at(message->delivered_to, 0),
                        "ce.0132733a@example.org");
    assert_string_equal(address_at(message->original_to, 0),
                        "alias@example.org");
    assert_int_equal(message->date, 1778055120);
    assert_int_equal(message->received, 1778055180);
    assert_string_equal(message->authentication_results, "b; spf=pass");
    assert_string_equal(message->machine.return_path, "elodie@ac.example");
    assert_false(message->machine.null_return_path);
    assert_non_null(strstr(message->text, "Voici ma candidature :"));
    assert_string_equal(message->links[0], "https://cloud.example/partage?x=1");
    assert_null(message->links[1]);
    assert_int_equal(message->parts->len, 4);
    assert_true(part_at(message, 0)->is_inline);
    assert_true(part_at(message, 0)->has_content_id);
    const MessagePart *cv = part_at(message, 1);
    assert_string_equal(cv->label, "CV é.pdf");
    assert_string_equal(cv->type, "application/octet-stream");
    assert_string_equal(cv->detected, "application/pdf");
    assert_int_equal(g_strv_length(cv->pages), 2);
    assert_non_null(strstr(cv->pages[0], "Élodie Martin"));
    assert_non_null(
        strstr(part_at(message, 2)->pages[0], "Madame, Monsieur, l’été"));
    assert_non_null(
        strstr(part_at(message, 3)->pages[0], "Avis très favorable"));
}

typedef struct {
    const char *label;
    PartState state;
    const char *detected;
    const char *text; /* what the first page holds, NULL: no pages */
} PieceCase;

#define WORD                                                                   \
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define PDF "application/pdf"

static void
check_pieces(const Message *message, const PieceCase *cases, gsize n)
{
    assert_int_equal(message->parts->len, n);
    for (gsize i = 0; i < n; i++) {
        const MessagePart *part = part_at(message, (guint)i);
        assert_string_equal(part->label, cases[i].label);
        if (part->state != cases[i].state)
            fail_msg("%s: state %d, expected %d", part->label, part->state,
                     cases[i].state);
        if (g_strcmp0(part->detected, cases[i].detected) != 0)
            fail_msg("%s: %s", part->label, part->detected);
        if ((cases[i].text == NULL) != (part->pages == NULL) ||
            (part->pages != NULL &&
             strstr(part->pages[0], cases[i].text) == NULL))
            fail_msg("%s: wrong text", part->label);
    }
}

static void
test_states_of_pieces(void **state)
{
    static const PieceCase cases[] = {
        {"secret.pdf", PART_ENCRYPTED, PDF, NULL},
        {"owner.pdf", PART_READABLE, PDF, "Curriculum"},
        {"cut.pdf", PART_DAMAGED, PDF, NULL},
        {"fake.pdf", PART_DAMAGED, "text/plain", NULL},
        {"empty.pdf", PART_EMPTY, NULL, NULL},
        {"run.exe", PART_REFUSED, "application/x-dosexec", NULL},
        {"hidden.pdf", PART_REFUSED, "application/x-dosexec", NULL},
        {"CV.pdf.js", PART_REFUSED, "text/plain", NULL},
        {"page.html", PART_REFUSED, "text/html", NULL},
        {"macro.docx", PART_REFUSED, WORD, NULL},
        {"macro.doc", PART_REFUSED, "application/msword", NULL},
        {"old.doc", PART_READABLE, "application/msword", NULL},
        {"broken.docx", PART_DAMAGED, "application/zip", NULL},
        {"rar.rar", PART_REFUSED, "application/vnd.rar", NULL},
        {"avis.txt", PART_READABLE, "text/plain", "défavorable"},
        {"photo.jpg", PART_READABLE, "image/jpeg", NULL},
        {"../../etc/passwd.pdf", PART_READABLE, PDF, "Curriculum"},
    };
    g_autoptr(Message) message = read_file(*state, "pieces.eml", NULL);
    check_pieces(message, cases, G_N_ELEMENTS(cases));
}

static void
test_zip(void **state)
{
    static const PieceCase cases[] = {
        {"dossier.zip", PART_READABLE, "application/zip", NULL},
        {"CV.pdf", PART_READABLE, PDF, "Curriculum"},
        {"lettre é.docx", PART_READABLE, WORD, "Lettre"},
        {"run.exe", PART_REFUSED, "application/x-dosexec", NULL},
        {"deeper.zip", PART_REFUSED, "application/zip", NULL},
        {"evil.txt", PART_READABLE, "text/plain", "Texte"},
        {"cut.zip", PART_DAMAGED, "application/zip", NULL},
        {"CV.pdf", PART_DAMAGED, NULL, NULL},
    };
    g_autoptr(Message) message = read_file(*state, "zip.eml", NULL);
    check_pieces(message, cases, G_N_ELEMENTS(cases));
    assert_string_equal(part_at(message, 0)->container, "");
    assert_string_equal(part_at(message, 1)->container, "zip");
}

static void
test_winmail(void **state)
{
    static const PieceCase cases[] = {
        {"winmail.dat", PART_READABLE, "application/vnd.ms-tnef", NULL},
        {"CV é.pdf", PART_READABLE, PDF, "Curriculum"},
        {"run.exe", PART_REFUSED, "application/x-dosexec", NULL},
    };
    g_autoptr(Message) message = read_file(*state, "winmail.eml", NULL);
    check_pieces(message, cases, G_N_ELEMENTS(cases));
    assert_string_equal(part_at(message, 1)->container, "winmail");
}

/* The topmost is the own server's; the one below came with the mail. */
static void
test_own_server(void **state)
{
    g_autoptr(Message) message =
        read_text(*state,
                  "Authentication-Results: ours; spf=fail\n"
                  "Authentication-Results: forged; spf=pass\n"
                  "From: a@b.test\n\nx",
                  NULL);
    assert_string_equal(message->authentication_results, "ours; spf=fail");
}

/* By name, by declared type, by content: each is enough. */
static void
test_programs(void **state)
{
    static const struct {
        const char *label, *type, *detected;
        PartState state;
    } cases[] = {
        {"cv.pdf", PDF, PDF, PART_READABLE},
        {"cv.exe", PDF, PDF, PART_REFUSED},
        {"cv.pdf.exe. ", PDF, PDF, PART_REFUSED},
        {"cv.pdf", "application/x-msdownload", PDF, PART_REFUSED},
        {"cv.pdf", PDF, "application/x-dosexec", PART_REFUSED},
        {"cv.docm", WORD, WORD, PART_REFUSED},
        {"cv.docx", "application/vnd.ms-word.document.macroenabled.12", WORD,
         PART_REFUSED},
        {"cv.js", "text/plain", "text/plain", PART_REFUSED},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(
            reader_type_judge(cases[i].label, cases[i].type, cases[i].detected),
            cases[i].state);
}

/* A bomb costs itself, the piece beside it is read. */
static void
test_bomb(void **state)
{
    static const PieceCase cases[] = {
        {"bomb.zip", PART_TOO_LARGE, "application/zip", NULL},
        {"big.pdf", PART_TOO_LARGE, PDF, NULL},
        {"CV.pdf", PART_READABLE, PDF, "Curriculum"},
    };
    g_autoptr(Message) message = read_file(*state, "bomb.eml", NULL);
    check_pieces(message, cases, G_N_ELEMENTS(cases));
}

/* Two hundred entries of an archive, not more. */
static void
test_many_entries(void **state)
{
    g_autoptr(Message) message = read_file(*state, "many.eml", NULL);
    assert_int_equal(message->parts->len, 1 + 200);
    assert_int_equal(part_at(message, 0)->state, PART_TOO_LARGE);
    assert_string_equal(part_at(message, 200)->label, "199");
}

static void
test_attached_mails(void **state)
{
    g_autoptr(Message) message = read_file(*state, "forwarded.eml", NULL);
    assert_string_equal(message->text, "Avis favorable.");
    assert_int_equal(message->inner->len, 2);
    const Message *middle = message->inner->pdata[0];
    const Message *inner = message->inner->pdata[1];
    assert_string_equal(middle->text, "Je transmets.");
    assert_string_equal(address_at(inner->from, 0), "elodie@ac.example");
    assert_string_equal(inner->text, "Corps du candidat.");
    assert_int_equal(message->parts->len, 1);
    assert_int_equal(part_at(message, 0)->message, 2);
    assert_string_equal(part_at(message, 0)->container, "message");
}

static void
test_encoded_mail(void **state)
{
    g_autoptr(Message) message =
        read_file(*state, "forwarded-encoded.eml", NULL);
    assert_int_equal(message->inner->len, 1);
    const Message *inner = message->inner->pdata[0];
    assert_string_equal(inner->text, "Corps du candidat.");
    assert_int_equal(message->parts->len, 2);
    assert_string_equal(part_at(message, 0)->label, "CV.pdf");
    assert_int_equal(part_at(message, 0)->message, 1);
    assert_string_equal(part_at(message, 1)->label, "fake.eml");
    assert_int_equal(part_at(message, 1)->message, 0);
}

static void
test_bounce(void **state)
{
    g_autoptr(Message) message = read_file(*state, "bounce.eml", NULL);
    const MessageMachine *machine = &message->machine;
    assert_true(machine->is_report);
    assert_true(machine->null_return_path);
    assert_string_equal(machine->report_type, "delivery-status");
    assert_string_equal(machine->reported_id, "abc.dossierd@example.org");
    assert_string_equal(machine->failed[0], "elodie@ac.example");
    assert_string_equal(machine->failed[1], "new.address@other.example");
    assert_null(machine->failed[2]);
    assert_string_equal(message->text, "The mail could not be delivered.");
    assert_int_equal(message->inner->len, 0);
    assert_int_equal(message->parts->len, 0);
}

/* A bounce of the kind before RFC 3464. */
static void
test_old_bounce(void **state)
{
    g_autoptr(Message) message = read_text(
        *state,
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\n\n"
        "Sorry, no such mailbox.\n--- Below is a copy.\n\n"
        "Return-Path: <x@example.org>\nMessage-ID: <abc@example.org>\n",
        NULL);
    assert_string_equal(message->machine.reported_id, "abc@example.org");
    assert_false(message->machine.is_report);
    assert_null(message->machine.failed);
}

static void
test_receipt(void **state)
{
    g_autoptr(Message) message = read_file(*state, "receipt.eml", NULL);
    const MessageMachine *machine = &message->machine;
    assert_string_equal(machine->report_type, "disposition-notification");
    assert_string_equal(machine->reported_id, "abc.dossierd@example.org");
    assert_null(machine->failed[0]);
    assert_string_equal(message->text, "Votre message a été lu.");
    assert_int_equal(message->parts->len, 0);
}

static void
test_machine_facts(void **state)
{
    g_autoptr(Message) message = read_file(*state, "absence.eml", NULL);
    const MessageMachine *machine = &message->machine;
    assert_string_equal(message->subject, "Absence du bureau");
    assert_string_equal(machine->auto_submitted, "auto-replied");
    assert_string_equal(machine->precedence, "bulk");
    assert_string_equal(machine->auto_response_suppress, "All");
    assert_string_equal(machine->dossierd, "acknowledgement");
    assert_true(machine->has_list_field);
    assert_true(machine->has_autoreply);
    assert_true(machine->has_failed_recipients);
    assert_string_equal(machine->failed[0], "a@ac.example");
    assert_null(machine->failed[1]);
    assert_false(machine->has_autorespond);
    assert_false(machine->is_report);
    assert_string_equal(message->in_reply_to, "abc.dossierd@example.org");
    assert_string_equal(message->references[0], "one@ac.example");
    assert_string_equal(message->references[1], "two@ac.example");
    assert_null(message->references[2]);
}

/* With a spool the pieces that can be used lie in it, the rest is gone. */
static void
test_spool(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Message) message = read_file(fixture, "zip.eml", fixture->spool);
    guint files = 0;
    for (guint i = 0; i < message->parts->len; i++) {
        const MessagePart *part = part_at(message, i);
        gboolean is_leaf = part->state == PART_READABLE && i > 0;
        assert_int_equal(part->file != NULL, is_leaf);
        if (part->file == NULL)
            continue;
        g_autofree char *bytes = NULL;
        gsize length;
        assert_true(g_str_has_prefix(part->file, fixture->spool));
        assert_true(g_file_get_contents(part->file, &bytes, &length, NULL));
        g_autofree char *sha256 = g_compute_checksum_for_data(
            G_CHECKSUM_SHA256, (const guchar *)bytes, length);
        assert_int_equal(length, part->size);
        assert_string_equal(sha256, part->sha256);
        files++;
    }
    g_autoptr(GDir) folder = g_dir_open(fixture->spool, 0, NULL);
    for (guint i = 0; i < files; i++)
        assert_non_null(g_dir_read_name(folder));
    assert_null(g_dir_read_name(folder));
    reader_discard(message);
    reader_discard(message);
}

static void
test_storage_fails(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    int fd = open(FOLDER "zip.eml", O_RDONLY | O_CLOEXEC);
    g_autoptr(Message) message =
        reader_read(fixture->reader, fd, "/nonexistent", &error);
    close(fd);
    assert_null(message);
    assert_true(g_error_matches(error, READER_ERROR, READER_ERROR_STORAGE));
}

static void
test_broken_mails(void **state)
{
    static const struct {
        const char *mail, *subject, *text;
    } cases[] = {
        {"", NULL, ""},
        {"\r\n\r\nBody\r\n", NULL, "\nBody"},
        {"No header at all,\njust text.\n", NULL,
         "No header at all,\njust text.\n"},
        {"Subject: x", "x", ""},
        {"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\nno part",
         "x", "no part"},
        {"Subject: x\nContent-Type: text/plain; charset=klingon\n\nl\xE9t\n",
         "x", "lét"},
        {"Subject: x\nContent-Transfer-Encoding: base64\n\n!!!!YWJj", "x",
         "abc"},
        {"Subject: x\nContent-Type: text/html\n\n<p>a<br>b &eacute; "
         "<script>c</script><style>d</style>\n",
         "x", "a\nb é"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Message) message = read_text(*state, cases[i].mail, &error);
        assert_null(error);
        assert_int_equal(message->parts->len, 0);
        if (g_strcmp0(message->subject, cases[i].subject) != 0 ||
            strcmp(message->text, cases[i].text) != 0)
            fail_msg("%zu: \"%s\", \"%s\"", i, message->subject, message->text);
    }
}

/* Every '#' becomes the number of the repetition. */
static void
append_many(GString *mail, const char *text, guint n)
{
    g_auto(GStrv) pieces = g_strsplit(text, "#", -1);
    for (guint i = 0; i < n; i++) {
        g_autofree char *number = g_strdup_printf("%u", i);
        g_autofree char *one = g_strjoinv(number, pieces);
        g_string_append(mail, one);
    }
}

/* Beyond a cap: refused, and the next mail is read. */
static void
test_caps(void **state)
{
    static const struct {
        const char *start, *repeated, *end;
        guint n;
        gboolean is_read;
    } cases[] = {
        {"From: ", "g:", "\n\nx", 75000, FALSE},
        {"From: ", "g:", "\n\nx", 30000, FALSE},
        {"Subject: a\n", "X-#: x\n", "\nx", 20000, FALSE},
        {"Content-Type: text/plain", "; a#=b", "\n\nx", 3000, FALSE},
        {"Content-Type: text/plain", "; a#=b", "\n\nx", 30, TRUE},
        {"Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n",
         "--b--\n", 600, FALSE},
        {"Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n",
         "--b--\n", 400, TRUE},
        {"", "Content-Type: message/rfc822\n\n", "\nx", 200, FALSE},
        {"", "Content-Type: message/rfc822\n\n", "\nx", 20, TRUE},
        {"", "Content-Type: multipart/mixed; boundary=b#\n\n--b#\n", "\nx", 200,
         FALSE},
        {"To: ", "a#@b.test, ", "\n\nx", 2000, TRUE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) mail = g_string_new(cases[i].start);
        append_many(mail, cases[i].repeated, cases[i].n);
        g_string_append(mail, cases[i].end);
        g_autoptr(GError) error = NULL;
        g_autoptr(Message) message = read_text(*state, mail->str, &error);
        if ((message != NULL) != cases[i].is_read)
            fail_msg("case %zu: %s", i, message ? "read" : error->message);
        if (message == NULL)
            assert_true(
                g_error_matches(error, READER_ERROR, READER_ERROR_UNREADABLE));
        else
            assert_true(message->to->len <= READER_MAX_ADDRESSES);
    }
}

static void
add_block(GPtrArray *headers, const char *text)
{
    g_ptr_array_add(headers, g_bytes_new(text, strlen(text)));
}

static void
test_headers(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GPtrArray) headers =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GString) nested = g_string_new("From: ");
    append_many(nested, "g:", 30000);
    add_block(headers, "Subject: one\r\nFrom: a@b.test\r\n");
    add_block(headers, nested->str);
    add_block(headers, "");
    add_block(headers, "Subject: =?utf-8?Q?d=C3=A9?=\r\n\r\n");
    add_block(headers, "Content-Type: multipart/report; report-type=x\n\n");
    g_autoptr(GPtrArray) messages =
        reader_read_headers(fixture->reader, headers, NULL);
    assert_int_equal(messages->len, 5);
    const Message *first = messages->pdata[0];
    const Message *fourth = messages->pdata[3];
    const Message *fifth = messages->pdata[4];
    assert_string_equal(first->subject, "one");
    assert_string_equal(address_at(first->from, 0), "a@b.test");
    assert_null(messages->pdata[1]);
    assert_non_null(messages->pdata[2]);
    assert_string_equal(fourth->subject, "dé");
    assert_true(fifth->machine.is_report);
}

static char *
hash_text(const char *text)
{
    int fd = open_bytes(text, strlen(text));
    gint64 size = -1;
    char *sha256 = reader_hash(fd, &size, NULL);
    close(fd);
    assert_int_equal(size, strlen(text));
    return sha256;
}

static void
test_identity(void **state)
{
    (void)state;
    const char *mail = "From: a@b.test\nSubject: x\n\nReceived: body\n";
    static const struct {
        const char *copy;
        gboolean is_same;
    } cases[] = {
        {"From: a@b.test\r\nSubject: x\r\n\r\nReceived: body\r\n", TRUE},
        {"Return-Path: <a@b.test>\nReceived: from x\n\tby y\n"
         "From: a@b.test\nSubject: x\n\nReceived: body\n",
         TRUE},
        {"From a@b.test Wed May  6 10:12:00 2026\nDELIVERED-TO : c@d.test\n"
         "From: a@b.test\nX-Spam-Status: No\n more\nSubject: x\n\n"
         "Received: body\n",
         TRUE},
        {"From: a@b.test\nSubject: y\n\nReceived: body\n", FALSE},
        {"From: a@b.test\nSubject: x\n\n", FALSE},
        {"From: a@b.test\nSubject: x\n\nReceived: body", FALSE},
        {"From : a@b.test\nSubject: x\n\nReceived: body\n", FALSE},
        {"DKIM-Signature: a\nFrom: a@b.test\nSubject: x\n\nReceived: body\n",
         FALSE},
    };
    g_autofree char *expected = hash_text(mail);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *sha256 = hash_text(cases[i].copy);
        if ((strcmp(sha256, expected) == 0) != cases[i].is_same)
            fail_msg("case %zu", i);
    }
}

static void
test_no_program(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(reader_new_with_program("/nonexistent/reader", &error));
    assert_true(g_error_matches(error, READER_ERROR, READER_ERROR_DIED));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_application),
        cmocka_unit_test(test_states_of_pieces),
        cmocka_unit_test(test_own_server),
        cmocka_unit_test(test_programs),
        cmocka_unit_test(test_zip),
        cmocka_unit_test(test_winmail),
        cmocka_unit_test(test_bomb),
        cmocka_unit_test(test_many_entries),
        cmocka_unit_test(test_attached_mails),
        cmocka_unit_test(test_encoded_mail),
        cmocka_unit_test(test_bounce),
        cmocka_unit_test(test_old_bounce),
        cmocka_unit_test(test_receipt),
        cmocka_unit_test(test_machine_facts),
        cmocka_unit_test(test_spool),
        cmocka_unit_test(test_storage_fails),
        cmocka_unit_test(test_broken_mails),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_no_program),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
