#include "mail/reader_report.h"

#include "base/text.h"
#include "mail/reader.h"
#include "mail/reader_fields.h"

#include <string.h>

#define MAX_STATUS_BYTES (64 * 1024)

/* The fields of one recipient in a delivery status. */
typedef struct {
    char *final_recipient, *original_recipient, *action;
} Recipient;

/* "rfc822; a@b" to the address (RFC 3464 section 2.3). */
static char *
typed_address(const char *value)
{
    const char *semicolon = strchr(value, ';');
    g_autofree char *text = g_strdup(semicolon == NULL ? value : semicolon + 1);
    g_strstrip(text);
    char *start = text + (*text == '<');
    start[strcspn(start, "> \t(")] = '\0';
    return *start == '\0' ? NULL : g_strdup(start);
}

static void
add_failed(GPtrArray *failed, const char *address)
{
    if (address == NULL || failed->len >= READER_MAX_ADDRESSES)
        return;
    for (guint i = 0; i < failed->len; i++)
        if (text_address_equal(failed->pdata[i], address))
            return;
    g_ptr_array_add(failed, g_strdup(address));
}

/* The address we wrote to comes first, where a forwarding changed it. */
static void
end_recipient(Recipient *recipient, GPtrArray *failed)
{
    if (recipient->action != NULL &&
        g_ascii_strncasecmp(recipient->action, "failed", 6) == 0) {
        add_failed(failed, recipient->original_recipient);
        add_failed(failed, recipient->final_recipient);
    }
    g_clear_pointer(&recipient->final_recipient, g_free);
    g_clear_pointer(&recipient->original_recipient, g_free);
    g_clear_pointer(&recipient->action, g_free);
}

/* The value if the line is the field `name`, else NULL. */
static const char *
field_value(const char *line, const char *name)
{
    gsize length = strlen(name);
    if (g_ascii_strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    line += length + 1;
    return line + strspn(line, " \t");
}

static void
take_line(Message *message, Recipient *recipient, const char *line)
{
    const char *value;
    if ((value = field_value(line, "Final-Recipient")) != NULL &&
        recipient->final_recipient == NULL)
        recipient->final_recipient = typed_address(value);
    else if ((value = field_value(line, "Original-Recipient")) != NULL &&
             recipient->original_recipient == NULL)
        recipient->original_recipient = typed_address(value);
    else if ((value = field_value(line, "Action")) != NULL &&
             recipient->action == NULL)
        recipient->action = g_strdup(value);
    else if (((value = field_value(line, "Original-Message-ID")) != NULL ||
              (value = field_value(line, "Message-ID")) != NULL) &&
             message->machine.reported_id == NULL)
        message->machine.reported_id = reader_fields_id(value);
}

/* The line at `i` with those that continue it; `i` moves behind them. */
static char *
unfold_line(char **lines, gsize *i)
{
    GString *line = g_string_new(g_strchomp(lines[(*i)++]));
    while (line->len > 0 && lines[*i] != NULL &&
           (*lines[*i] == ' ' || *lines[*i] == '\t')) {
        g_string_append_c(line, ' ');
        g_string_append(line, g_strstrip(lines[(*i)++]));
    }
    return g_string_free(line, FALSE);
}

/* Fields of a status, a disposition or a returned header, a block for each
 * recipient. */
static void
read_fields(Message *message, GMimePart *part, GPtrArray *failed)
{
    gsize length = 0;
    g_autofree char *bytes =
        reader_body_decode(part, MAX_STATUS_BYTES, &length);
    g_autofree char *text = text_from_bytes(bytes, (gssize)length);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    Recipient recipient = {0};
    for (gsize i = 0; lines[i] != NULL;) {
        g_autofree char *line = unfold_line(lines, &i);
        if (*line == '\0')
            end_recipient(&recipient, failed);
        else
            take_line(message, &recipient, line);
    }
    end_recipient(&recipient, failed);
}

static void
read_returned(Message *message, GMimeMessage *returned)
{
    if (returned == NULL || message->machine.reported_id != NULL)
        return;
    const char *id = g_mime_message_get_message_id(returned);
    message->machine.reported_id = id == NULL ? NULL : text_from_bytes(id, -1);
}

static void
read_part(Message *message, GMimeObject *part, ReaderBody *body,
          GPtrArray *failed)
{
    GMimeContentType *type = g_mime_object_get_content_type(part);
    if (GMIME_IS_MESSAGE_PART(part))
        read_returned(
            message, g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)));
    else if (!GMIME_IS_PART(part))
        return;
    else if (g_mime_content_type_is_type(type, "message", "*") ||
             g_mime_content_type_is_type(type, "text", "rfc822-headers"))
        read_fields(message, GMIME_PART(part), failed);
    else if (reader_body_is_text(GMIME_PART(part)))
        reader_body_add_part(body, GMIME_PART(part));
}

static void
read_multipart(Message *message, GMimeMultipart *multipart, ReaderBody *body,
               GPtrArray *failed)
{
    int n = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < n; i++) {
        GMimeObject *part = g_mime_multipart_get_part(multipart, i);
        /* The text for people may come in alternatives: one level. */
        if (GMIME_IS_MULTIPART(part)) {
            int m = g_mime_multipart_get_count(GMIME_MULTIPART(part));
            for (int j = 0; j < m; j++)
                read_part(message,
                          g_mime_multipart_get_part(GMIME_MULTIPART(part), j),
                          body, failed);
        } else {
            read_part(message, part, body, failed);
        }
    }
}

void
reader_report_read(Message *message, GMimeMultipart *report, ReaderBody *body)
{
    GPtrArray *failed = g_ptr_array_new();
    read_multipart(message, report, body, failed);
    g_ptr_array_add(failed, NULL);
    g_strfreev(message->machine.failed);
    message->machine.failed = (char **)g_ptr_array_free(failed, FALSE);
}

void
reader_report_guess(Message *message)
{
    MessageMachine *machine = &message->machine;
    if (machine->reported_id != NULL ||
        (!machine->null_return_path && !machine->has_failed_recipients))
        return;
    g_auto(GStrv) lines = g_strsplit(message->text, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++) {
        const char *value = field_value(g_strstrip(lines[i]), "Message-ID");
        if (value == NULL)
            continue;
        machine->reported_id = reader_fields_id(value);
        return;
    }
}
