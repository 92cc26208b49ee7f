#include "mail/reader_fields.h"

#include "base/text.h"
#include "mail/reader.h"
#include "mail/reader_charset.h"

#include <string.h>

#define MAX_REFERENCES 100
#define MAX_GROUP_DEPTH 4
#define NAME_CHARS 200
#define ADDRESS_BYTES 512

typedef void (*TakeField)(Message *message, gsize field, const char *value);

typedef struct {
    const char *name; /* lower case */
    TakeField take;
    gsize field; /* offset in Message of what is filled */
} FieldRule;

#define AT(base, offset, type) ((type *)G_STRUCT_MEMBER_P(base, offset))

char *
reader_fields_id(const char *value)
{
    g_autofree char *id = g_mime_utils_decode_message_id(value);
    if (id == NULL)
        return NULL;
    g_strstrip(id);
    return *id == '\0' ? NULL : text_from_bytes(id, -1);
}

static void
add_address(GPtrArray *addresses, const char *name, const char *address)
{
    if (addresses->len >= READER_MAX_ADDRESSES || address == NULL)
        return;
    g_autofree char *clean =
        text_from_bytes(address, (gssize)strnlen(address, ADDRESS_BYTES));
    g_autofree char *utf8 =
        name == NULL ? NULL : reader_charset_repair(text_from_bytes(name, -1));
    g_autofree char *label = utf8 == NULL ? NULL : text_label(utf8, NAME_CHARS);
    g_ptr_array_add(addresses, message_address_new(label, clean));
}

static void
add_list(GPtrArray *addresses, InternetAddressList *list, guint depth)
{
    int n = internet_address_list_length(list);
    for (int i = 0; i < n && addresses->len < READER_MAX_ADDRESSES; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_MAILBOX(address))
            add_address(addresses, internet_address_get_name(address),
                        internet_address_mailbox_get_addr(
                            INTERNET_ADDRESS_MAILBOX(address)));
        else if (depth < MAX_GROUP_DEPTH)
            add_list(addresses,
                     internet_address_group_get_members(
                         INTERNET_ADDRESS_GROUP(address)),
                     depth + 1);
    }
}

static void
take_addresses(Message *message, gsize field, const char *value)
{
    g_autoptr(InternetAddressList) list =
        internet_address_list_parse(NULL, value);
    if (list != NULL)
        add_list(*AT(message, field, GPtrArray *), list, 0);
}

/* The topmost field counts: servers write theirs above. */
static void
take_text(Message *message, gsize field, const char *value)
{
    char **text = AT(message, field, char *);
    if (*text == NULL)
        *text = reader_words_decode(value);
}

/* The first word in lower case, without parameters and comments. */
static void
take_keyword(Message *message, gsize field, const char *value)
{
    char **keyword = AT(message, field, char *);
    if (*keyword != NULL)
        return;
    g_autofree char *text = reader_words_decode(value);
    text[strcspn(text, "; \t(")] = '\0';
    *keyword = g_ascii_strdown(text, -1);
}

static void
take_flag(Message *message, gsize field, const char *value)
{
    (void)value;
    *AT(message, field, gboolean) = TRUE;
}

/* The addresses of old bounces (Exim), where no status names them. */
static void
take_failed(Message *message, gsize field, const char *value)
{
    MessageMachine *machine = &message->machine;
    take_flag(message, field, value);
    if (machine->failed != NULL)
        return;
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)message_address_free);
    g_autoptr(InternetAddressList) parsed =
        internet_address_list_parse(NULL, value);
    if (parsed != NULL)
        add_list(list, parsed, 0);
    machine->failed = g_new0(char *, list->len + 1);
    for (guint i = 0; i < list->len; i++)
        machine->failed[i] =
            g_strdup(((MessageAddress *)list->pdata[i])->address);
}

static void
take_id(Message *message, gsize field, const char *value)
{
    char **id = AT(message, field, char *);
    if (*id == NULL)
        *id = reader_fields_id(value);
}

static void
take_references(Message *message, gsize field, const char *value)
{
    (void)field;
    if (message->references[0] != NULL)
        return;
    GMimeReferences *list = g_mime_references_parse(NULL, value);
    int n = g_mime_references_length(list);
    GPtrArray *ids = g_ptr_array_new();
    for (int i = MAX(0, n - MAX_REFERENCES); i < n; i++)
        g_ptr_array_add(
            ids,
            text_from_bytes(g_mime_references_get_message_id(list, i), -1));
    g_mime_references_free(list);
    g_ptr_array_add(ids, NULL);
    g_strfreev(message->references);
    message->references = (char **)g_ptr_array_free(ids, FALSE);
}

static void
take_subject(Message *message, gsize field, const char *value)
{
    (void)field;
    if (message->subject != NULL)
        return;
    message->subject = reader_charset_repair(reader_words_decode(value));
    message->subject_raw = g_strstrip(text_from_bytes(value, -1));
}

static gint64
parse_date(const char *value)
{
    g_autoptr(GDateTime) date = g_mime_utils_header_decode_date(value);
    return date == NULL ? 0 : g_date_time_to_unix(date);
}

static void
take_date(Message *message, gsize field, const char *value)
{
    gint64 *date = AT(message, field, gint64);
    if (*date == 0)
        *date = parse_date(value);
}

/* The date stands behind the last semicolon (RFC 5321 section 4.4). */
static void
take_received(Message *message, gsize field, const char *value)
{
    const char *semicolon = strrchr(value, ';');
    if (semicolon != NULL)
        take_date(message, field, semicolon + 1);
}

static void
take_return_path(Message *message, gsize field, const char *value)
{
    (void)field;
    MessageMachine *machine = &message->machine;
    if (machine->has_return_path)
        return;
    machine->has_return_path = TRUE;
    g_autofree char *text = g_strstrip(text_from_bytes(value, -1));
    char *path = text + (*text == '<');
    path[strcspn(path, ">")] = '\0';
    g_strstrip(path);
    machine->null_return_path = *path == '\0';
    if (*path != '\0')
        machine->return_path = g_strdup(path);
}

/* Says early, from the header alone, that the mail is a report. */
static void
take_type(Message *message, gsize field, const char *value)
{
    (void)field;
    g_autoptr(GMimeContentType) type = g_mime_content_type_parse(NULL, value);
    if (!g_mime_content_type_is_type(type, "multipart", "report"))
        return;
    const char *report = g_mime_content_type_get_parameter(type, "report-type");
    message->machine.is_report = TRUE;
    g_free(message->machine.report_type);
    g_autofree char *utf8 = report == NULL ? NULL : text_from_bytes(report, -1);
    message->machine.report_type =
        utf8 == NULL ? NULL : g_ascii_strdown(utf8, -1);
}

#define FIELD(name, take, member)                                              \
    {                                                                          \
        name, take, G_STRUCT_OFFSET(Message, member)                           \
    }

static const FieldRule rules[] = {
    FIELD("from", take_addresses, from),
    FIELD("sender", take_addresses, sender),
    FIELD("reply-to", take_addresses, reply_to),
    FIELD("to", take_addresses, to),
    FIELD("cc", take_addresses, cc),
    FIELD("delivered-to", take_addresses, delivered_to),
    FIELD("x-original-to", take_addresses, original_to),
    FIELD("envelope-to", take_addresses, original_to),
    FIELD("x-envelope-to", take_addresses, original_to),
    FIELD("resent-to", take_addresses, resent_to),
    FIELD("resent-cc", take_addresses, resent_to),
    FIELD("message-id", take_id, message_id),
    FIELD("in-reply-to", take_id, in_reply_to),
    FIELD("references", take_references, references),
    FIELD("subject", take_subject, subject),
    FIELD("date", take_date, date),
    FIELD("received", take_received, received),
    FIELD("authentication-results", take_text, authentication_results),
    FIELD("return-path", take_return_path, machine),
    FIELD("auto-submitted", take_keyword, machine.auto_submitted),
    FIELD("precedence", take_keyword, machine.precedence),
    FIELD("x-auto-response-suppress", take_text,
          machine.auto_response_suppress),
    FIELD("x-failed-recipients", take_failed, machine.has_failed_recipients),
    FIELD("x-autoreply", take_flag, machine.has_autoreply),
    FIELD("x-autorespond", take_flag, machine.has_autorespond),
    FIELD("x-dossierd", take_text, machine.dossierd),
};

static void
take_field(Message *message, const char *name, const char *value)
{
    if (g_ascii_strncasecmp(name, "list-", 5) == 0)
        message->machine.has_list_field = TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (g_ascii_strcasecmp(name, rules[i].name) == 0)
            rules[i].take(message, rules[i].field, value);
}

/* One field as it stands in the mail, its folds included. */
static void
take_line(Message *message, const char *line, gsize length)
{
    const char *colon = memchr(line, ':', length);
    if (colon == NULL)
        return;
    g_autofree char *name = g_strchomp(g_strndup(line, (gsize)(colon - line)));
    g_autofree char *value =
        g_strndup(colon + 1, length - (gsize)(colon + 1 - line));
    if (g_ascii_strcasecmp(name, "content-type") == 0)
        take_type(message, 0, value);
    else
        take_field(message, name, value);
}

Message *
reader_fields_parse(const char *bytes, gsize length)
{
    Message *message = message_new();
    const char *field = bytes, *end = bytes + length;
    while (field < end && *field != '\r' && *field != '\n') {
        const char *next = field;
        do {
            next = memchr(next, '\n', (gsize)(end - next));
            next = next == NULL ? end : next + 1;
        } while (next < end && (*next == ' ' || *next == '\t'));
        take_line(message, field, (gsize)(next - field));
        field = next;
    }
    return message;
}

static void
take_fields(Message *message, GMimeObject *object)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(object);
    int n = g_mime_header_list_get_count(headers);
    for (int i = 0; i < n; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        const char *value = g_mime_header_get_raw_value(header);
        if (value != NULL)
            take_field(message, g_mime_header_get_name(header), value);
    }
}

void
reader_fields_read(Message *message, GMimeMessage *source)
{
    take_fields(message, GMIME_OBJECT(source));
    /* GMime keeps the Content- fields of a mail with its body. */
    GMimeObject *body = g_mime_message_get_mime_part(source);
    const char *type =
        body == NULL ? NULL : g_mime_object_get_header(body, "Content-Type");
    if (type != NULL)
        take_type(message, 0, type);
}
