#include "outbox/reply.h"

#include "base/text.h"

#include <gmime/gmime.h>
#include <string.h>

#define MAX_MESSAGE_ID_BYTES 250
#define ID_MARK ".dossierd@"

G_DEFINE_QUARK(reply_error, reply_error)

static void
initialise_gmime(void)
{
    static gsize done = 0;
    if (g_once_init_enter(&done)) {
        g_mime_init();
        g_once_init_leave(&done, 1);
    }
}

static const char *
sender_domain(const ConfigSmtp *smtp)
{
    const char *at = strrchr(smtp->from, '@');
    return at != NULL ? at + 1 : "localhost";
}

char *
reply_new_message_id(const ConfigSmtp *smtp)
{
    g_autofree char *random = g_uuid_string_random();
    return g_strconcat(random, ID_MARK, sender_domain(smtp), NULL);
}

gboolean
reply_is_own_message_id(const ConfigSmtp *smtp, const char *id)
{
    g_autofree char *suffix = g_strconcat(ID_MARK, sender_domain(smtp), NULL);
    gsize length = id != NULL ? strlen(id) : 0;
    return length > strlen(suffix) &&
           g_ascii_strcasecmp(id + length - strlen(suffix), suffix) == 0;
}

static gboolean
is_message_id(const char *id)
{
    gsize length = strlen(id);
    if (length == 0 || length > MAX_MESSAGE_ID_BYTES || strchr(id, '@') == NULL)
        return FALSE;
    for (const char *p = id; *p != '\0'; p++)
        if (!g_ascii_isgraph(*p) || *p == '<' || *p == '>')
            return FALSE;
    return TRUE;
}

/* "<first> <…> <last>", at most REPLY_MAX_REFERENCES; NULL if there is none. */
static char *
format_references(const char *const *ids)
{
    g_autoptr(GPtrArray) good = g_ptr_array_new();
    for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
        if (is_message_id(ids[i]))
            g_ptr_array_add(good, (gpointer)ids[i]);
    if (good->len == 0)
        return NULL;
    if (good->len > REPLY_MAX_REFERENCES)
        g_ptr_array_remove_range(good, 1, good->len - REPLY_MAX_REFERENCES);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < good->len; i++)
        g_string_append_printf(text, "%s<%s>", i > 0 ? " " : "",
                               (const char *)g_ptr_array_index(good, i));
    return g_string_free(text, FALSE);
}

static void
add_mailbox(GMimeMessage *message, GMimeAddressType type, const char *name,
            const char *address)
{
    g_autofree char *label = name != NULL ? text_label(name, 100) : NULL;
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    InternetAddress *mailbox = internet_address_mailbox_new(label, address);
    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(list, mailbox);
    g_object_unref(mailbox);
}

static void
set_header(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

static void
set_thread(GMimeMessage *message, const ReplyMail *mail)
{
    g_autofree char *references = format_references(mail->references);
    if (mail->in_reply_to != NULL && is_message_id(mail->in_reply_to)) {
        g_autofree char *id = g_strdup_printf("<%s>", mail->in_reply_to);
        set_header(message, "In-Reply-To", id);
    }
    if (references != NULL)
        set_header(message, "References", references);
}

static void
set_headers(GMimeMessage *message, const ConfigSmtp *smtp,
            const ReplyMail *mail)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_local(mail->date);
    g_autofree char *subject = text_label(mail->subject, 250);
    add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, smtp->from_name, smtp->from);
    add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, mail->to);
    if (mail->reply_to != NULL)
        add_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, mail->reply_to);
    g_mime_message_set_subject(message, subject != NULL ? subject : "",
                               "utf-8");
    g_mime_message_set_date(message, date);
    g_mime_message_set_message_id(message, mail->message_id);
    set_thread(message, mail);
    set_header(message, "Auto-Submitted",
               mail->is_answer ? "auto-replied" : "auto-generated");
    set_header(message, "X-Auto-Response-Suppress", "All");
    set_header(message, "X-Dossierd", mail->kind);
    set_header(message, "MIME-Version", "1.0");
}

static void
set_content(GMimePart *part, const void *bytes, gsize length,
            GMimeContentEncoding encoding)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeDataWrapper *wrapper = g_mime_data_wrapper_new_with_stream(
        stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, wrapper);
    g_mime_part_set_content_encoding(part, encoding);
    g_object_unref(wrapper);
    g_object_unref(stream);
}

/* Not by g_mime_text_part_set_text(): it writes ISO-8859-1 where it can. */
static GMimeObject *
text_part(const char *subtype, const char *text)
{
    GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);
    g_mime_text_part_set_charset(part, "utf-8");
    set_content(GMIME_PART(part), text, strlen(text),
                GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

static GMimeObject *
binary_part(const char *type, GBytes *content, const char *disposition,
            const char *name)
{
    g_auto(GStrv) names = g_strsplit(type, "/", 2);
    gsize length = 0;
    const char *bytes = g_bytes_get_data(content, &length);
    GMimePart *part =
        g_mime_part_new_with_type(names[0], names[0] != NULL ? names[1] : NULL);
    set_content(part, bytes, length, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(part), disposition);
    g_mime_part_set_filename(part, name);
    return GMIME_OBJECT(part);
}

/* A multipart of both; takes them over. */
static GMimeObject *
join_parts(const char *subtype, GMimeObject *first, GMimeObject *second)
{
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype(subtype);
    g_mime_multipart_add(multipart, first);
    g_mime_multipart_add(multipart, second);
    g_object_unref(first);
    g_object_unref(second);
    return GMIME_OBJECT(multipart);
}

static GMimeObject *
html_part(const ReplyMail *mail)
{
    GMimeObject *html = text_part("html", mail->html);
    if (mail->chart_png == NULL)
        return html;
    GMimeObject *chart = binary_part("image/png", mail->chart_png,
                                     GMIME_DISPOSITION_INLINE, "chart.png");
    g_mime_object_set_content_id(chart, "chart");
    GMimeObject *related = join_parts("related", html, chart);
    g_mime_object_set_content_type_parameter(related, "type", "text/html");
    return related;
}

static GMimeObject *
content(const ReplyMail *mail)
{
    GMimeObject *part = text_part("plain", mail->body);
    if (mail->html != NULL)
        part = join_parts("alternative", part, html_part(mail));
    if (mail->attachment == NULL)
        return part;
    return join_parts("mixed", part,
                      binary_part(mail->attachment_type, mail->attachment,
                                  GMIME_DISPOSITION_ATTACHMENT,
                                  mail->attachment_name));
}

static GBytes *
write_message(GMimeMessage *message)
{
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    GMimeStream *stream = g_mime_stream_mem_new();
    gssize written =
        g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    GByteArray *bytes =
        g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    GBytes *mail = written < 0 ? NULL : g_bytes_new(bytes->data, bytes->len);
    g_object_unref(stream);
    g_mime_format_options_free(format);
    return mail;
}

GBytes *
reply_build(const ConfigSmtp *smtp, const ReplyMail *mail, GError **error)
{
    const char *addresses[] = {smtp->from, mail->to, mail->reply_to};
    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++)
        if (addresses[i] != NULL && !text_is_address(addresses[i])) {
            g_set_error(error, REPLY_ERROR, REPLY_ERROR_ADDRESS,
                        "not a plain address: %.100s", addresses[i]);
            return NULL;
        }
    initialise_gmime();
    GMimeMessage *message = g_mime_message_new(FALSE);
    GMimeObject *part = content(mail);
    set_headers(message, smtp, mail);
    g_mime_message_set_mime_part(message, part);
    GBytes *bytes = write_message(message);
    g_object_unref(part);
    g_object_unref(message);
    if (bytes == NULL)
        g_set_error_literal(error, REPLY_ERROR, REPLY_ERROR_BUILD,
                            "the mail cannot be written");
    return bytes;
}
