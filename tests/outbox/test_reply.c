/* Mails that go out, read back: header fields, structure, bytes. */
#include "outbox/reply.h"

#include <gmime/gmime.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MAX_LINE 998 /* RFC 5322 section 2.1.1 */

static const ConfigSmtp SMTP = {.from = "candidatures@ac.example",
                                .from_name = "Candidatures – académie"};

static ReplyMail
sample(void)
{
    return (ReplyMail){.kind = "acknowledgement",
                       .is_answer = TRUE,
                       .to = "marie.dupont@example.org",
                       .reply_to = "referent13@example.org",
                       .subject = "Accusé de réception – œuvre « déjà »",
                       .body = "Madame, Monsieur,\n.\n.point\nété\n",
                       .message_id = "1.dossierd@ac.example",
                       .in_reply_to = "abc@example.org",
                       .date = 1778061600};
}

/* Checks what holds for every mail, and parses it. */
static GMimeMessage *
read_back(const ReplyMail *mail)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = reply_build(&SMTP, mail, &error);
    if (bytes == NULL)
        fail_msg("%s", error->message);
    gsize length = 0;
    gsize line = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    for (gsize i = 0; i < length; i++) {
        assert_true((guchar)data[i] < 128);
        if (data[i] == '\n')
            assert_true(i > 0 && data[i - 1] == '\r');
        if (data[i] == '\r')
            assert_true(i + 1 < length && data[i + 1] == '\n');
        line = data[i] == '\n' ? 0 : line + 1;
        assert_true(line <= MAX_LINE);
    }
    assert_int_equal(data[length - 1], '\n');
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    assert_non_null(message);
    return message;
}

static const char *
header(GMimeMessage *message, const char *name)
{
    return g_mime_object_get_header(GMIME_OBJECT(message), name);
}

static char *
part_text(GMimeObject *part)
{
    assert_true(GMIME_IS_TEXT_PART(part));
    assert_string_equal(
        g_mime_object_get_content_type_parameter(part, "charset"), "utf-8");
    return g_mime_text_part_get_text(GMIME_TEXT_PART(part));
}

static void
test_answer(void **state)
{
    (void)state;
    ReplyMail mail = sample();
    mail.references =
        (const char *const[]){"first@example.org", "abc@example.org", NULL};
    GMimeMessage *message = read_back(&mail);
    assert_string_equal(g_mime_message_get_subject(message), mail.subject);
    assert_string_equal(g_mime_message_get_message_id(message),
                        "1.dossierd@ac.example");
    assert_string_equal(header(message, "Auto-Submitted"), "auto-replied");
    assert_string_equal(header(message, "X-Auto-Response-Suppress"), "All");
    assert_string_equal(header(message, "X-Dossierd"), "acknowledgement");
    assert_string_equal(header(message, "In-Reply-To"), "<abc@example.org>");
    assert_string_equal(header(message, "References"),
                        "<first@example.org> <abc@example.org>");
    assert_string_equal(header(message, "To"), "marie.dupont@example.org");
    assert_string_equal(header(message, "Reply-To"), "referent13@example.org");
    assert_string_equal(header(message, "MIME-Version"), "1.0");
    assert_int_equal(g_date_time_to_unix(g_mime_message_get_date(message)),
                     mail.date);
    InternetAddress *from =
        internet_address_list_get_address(g_mime_message_get_from(message), 0);
    assert_string_equal(internet_address_get_name(from), SMTP.from_name);
    assert_string_equal(
        internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(from)),
        SMTP.from);
    g_autofree char *text = part_text(g_mime_message_get_mime_part(message));
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    g_autofree char *unix_text = g_strjoinv("\n", lines);
    assert_string_equal(unix_text, mail.body);
    g_object_unref(message);
}

static void
test_other_mail(void **state)
{
    (void)state;
    ReplyMail mail = sample();
    mail.is_answer = FALSE;
    mail.kind = "operator";
    mail.in_reply_to = NULL;
    mail.reply_to = NULL;
    GMimeMessage *message = read_back(&mail);
    assert_string_equal(header(message, "Auto-Submitted"), "auto-generated");
    assert_int_equal(g_mime_part_get_content_encoding(
                         GMIME_PART(g_mime_message_get_mime_part(message))),
                     GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    assert_null(header(message, "In-Reply-To"));
    assert_null(header(message, "References"));
    assert_null(header(message, "Reply-To"));
    g_object_unref(message);
}

/* What a sender wrote cannot become a header field of its own. */
static void
test_injection(void **state)
{
    (void)state;
    static const char *const evil[] = {
        "x\r\nBcc: evil@example.org",
        "a@b>\r\nBcc: <evil@example.org",
        "a b@example.org",
        "a@b\xc3\xa9.example",
        "no-at-sign",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(evil); i++) {
        ReplyMail mail = sample();
        mail.subject = evil[i];
        mail.in_reply_to = evil[i];
        mail.references =
            (const char *const[]){evil[i], "good@example.org", NULL};
        GMimeMessage *message = read_back(&mail);
        assert_null(header(message, "Bcc"));
        assert_null(header(message, "In-Reply-To"));
        assert_string_equal(header(message, "References"),
                            "<good@example.org>");
        g_object_unref(message);
    }
}

static void
test_many_long_references(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < 500; i++)
        g_ptr_array_add(ids, g_strdup_printf("%0230u@example.org", i));
    g_ptr_array_add(ids, NULL);
    ReplyMail mail = sample();
    mail.references = (const char *const *)ids->pdata;
    GMimeMessage *message = read_back(&mail);
    g_auto(GStrv) kept =
        g_strsplit_set(header(message, "References"), " \t\r\n", -1);
    guint n = 0;
    for (guint i = 0; kept[i] != NULL; i++)
        n += *kept[i] == '<' ? 1 : 0;
    assert_int_equal(n, REPLY_MAX_REFERENCES);
    assert_true(g_str_has_suffix(kept[0], "0000@example.org>"));
    assert_non_null(strstr(header(message, "References"), "499@example.org>"));
    g_object_unref(message);
}

static void
test_long_text(void **state)
{
    (void)state;
    g_autofree char *word = g_strnfill(3000, 'x');
    g_autofree char *body = g_strdup_printf("%s\nété %s\n", word, word);
    ReplyMail mail = sample();
    mail.subject = body;
    mail.body = body;
    g_object_unref(read_back(&mail));
}

static void
test_addresses(void **state)
{
    (void)state;
    static const char *const evil[] = {"", "x", "a@b.example\r\nBcc: c@d.test",
                                       "Name <a@b.example>"};
    for (gsize i = 0; i < G_N_ELEMENTS(evil); i++) {
        ReplyMail to = sample();
        ReplyMail reply_to = sample();
        g_autoptr(GError) error = NULL;
        to.to = evil[i];
        reply_to.reply_to = evil[i];
        assert_null(reply_build(&SMTP, &to, &error));
        assert_true(g_error_matches(error, REPLY_ERROR, REPLY_ERROR_ADDRESS));
        assert_null(reply_build(&SMTP, &reply_to, NULL));
    }
}

static void
test_digest(void **state)
{
    (void)state;
    g_autoptr(GBytes) csv = g_bytes_new("a;b\r\n1;é\r\n", 11);
    g_autoptr(GBytes) png = g_bytes_new("\x89PNG\r\n\x1a\n\0\n\r", 11);
    ReplyMail mail = sample();
    mail.is_answer = FALSE;
    mail.html = "<p>été <img src=\"cid:chart\" alt=\"\"></p>";
    mail.chart_png = png;
    mail.attachment = csv;
    mail.attachment_name = "candidatures été.csv";
    mail.attachment_type = "text/csv";
    GMimeMessage *message = read_back(&mail);
    GMimeMultipart *mixed =
        GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    GMimeMultipart *alternative =
        GMIME_MULTIPART(g_mime_multipart_get_part(mixed, 0));
    GMimeMultipart *related =
        GMIME_MULTIPART(g_mime_multipart_get_part(alternative, 1));
    g_autofree char *html = part_text(g_mime_multipart_get_part(related, 0));
    assert_string_equal(html, mail.html);
    GMimeObject *chart = g_mime_multipart_get_part(related, 1);
    assert_string_equal(g_mime_object_get_content_id(chart), "chart");
    GMimePart *table = GMIME_PART(g_mime_multipart_get_part(mixed, 1));
    assert_string_equal(g_mime_part_get_filename(table), mail.attachment_name);
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(table), stream);
    GByteArray *bytes =
        g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    assert_int_equal(bytes->len, 11);
    assert_memory_equal(bytes->data, "a;b\r\n1;é\r\n", 11);
    g_object_unref(stream);
    g_object_unref(message);
}

static void
test_message_ids(void **state)
{
    (void)state;
    g_autofree char *one = reply_new_message_id(&SMTP);
    g_autofree char *two = reply_new_message_id(&SMTP);
    assert_string_not_equal(one, two);
    assert_true(reply_is_own_message_id(&SMTP, one));
    assert_true(reply_is_own_message_id(&SMTP, "X.DOSSIERD@AC.EXAMPLE"));
    assert_false(reply_is_own_message_id(&SMTP, ".dossierd@ac.example"));
    assert_false(reply_is_own_message_id(&SMTP, "x.dossierd@other.example"));
    assert_false(reply_is_own_message_id(&SMTP, "x@ac.example"));
    assert_false(reply_is_own_message_id(&SMTP, NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer),
        cmocka_unit_test(test_other_mail),
        cmocka_unit_test(test_injection),
        cmocka_unit_test(test_many_long_references),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_message_ids),
    };
    g_mime_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
