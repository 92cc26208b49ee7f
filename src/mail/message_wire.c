/* The wire form of message.h: counted fields in a fixed order. Fields are
 * found by tables of offsets, so that writing and reading cannot disagree.
 * (GVariant does the same at ten times the cost, and a first pass reads the
 * header of every mail in a mailbox.) */
#include "mail/message_wire.h"

#include <gio/gio.h>
#include <string.h>

#define NO_STRING G_MAXUINT32

#define IN_MESSAGE(field) G_STRUCT_OFFSET(Message, field)
#define IN_MACHINE(field) G_STRUCT_OFFSET(Message, machine.field)
#define IN_PART(field) G_STRUCT_OFFSET(MessagePart, field)
#define AT(base, offset, type) ((type *)G_STRUCT_MEMBER_P(base, offset))

static const gsize message_strings[] = {
    IN_MESSAGE(message_id),
    IN_MESSAGE(in_reply_to),
    IN_MESSAGE(subject),
    IN_MESSAGE(subject_raw),
    IN_MESSAGE(authentication_results),
    IN_MESSAGE(text),
    IN_MACHINE(return_path),
    IN_MACHINE(auto_submitted),
    IN_MACHINE(precedence),
    IN_MACHINE(auto_response_suppress),
    IN_MACHINE(dossierd),
    IN_MACHINE(report_type),
    IN_MACHINE(reported_id),
};
static const gsize message_booleans[] = {
    IN_MACHINE(has_return_path), IN_MACHINE(null_return_path),
    IN_MACHINE(has_list_field),  IN_MACHINE(has_failed_recipients),
    IN_MACHINE(has_autoreply),   IN_MACHINE(has_autorespond),
    IN_MACHINE(is_report),
};
static const gsize message_numbers[] = {
    IN_MESSAGE(date),
    IN_MESSAGE(received),
    IN_MESSAGE(size),
};
static const gsize message_lists[] = {
    IN_MESSAGE(references),
    IN_MESSAGE(links),
    IN_MACHINE(failed),
};
static const gsize message_addresses[] = {
    IN_MESSAGE(from),        IN_MESSAGE(sender),    IN_MESSAGE(reply_to),
    IN_MESSAGE(to),          IN_MESSAGE(cc),        IN_MESSAGE(delivered_to),
    IN_MESSAGE(original_to), IN_MESSAGE(resent_to),
};
static const gsize part_strings[] = {
    IN_PART(label),     IN_PART(type),   IN_PART(detected),
    IN_PART(container), IN_PART(sha256), IN_PART(file),
};
static const gsize part_booleans[] = {
    IN_PART(is_inline),
    IN_PART(has_content_id),
};

static void
put_number(GByteArray *out, guint32 number)
{
    g_byte_array_append(out, (const guint8 *)&number, sizeof number);
}

static void
put_string(GByteArray *out, const char *string)
{
    if (string == NULL) {
        put_number(out, NO_STRING);
        return;
    }
    gsize length = strlen(string);
    put_number(out, (guint32)length);
    g_byte_array_append(out, (const guint8 *)string, (guint)length);
}

static void
put_strings(GByteArray *out, gconstpointer base, const gsize *fields, gsize n)
{
    for (gsize i = 0; i < n; i++)
        put_string(out, *AT(base, fields[i], char *));
}

static void
put_booleans(GByteArray *out, gconstpointer base, const gsize *fields, gsize n)
{
    for (gsize i = 0; i < n; i++)
        put_number(out, *AT(base, fields[i], gboolean) ? 1 : 0);
}

static void
put_long(GByteArray *out, gint64 number)
{
    g_byte_array_append(out, (const guint8 *)&number, sizeof number);
}

static void
put_list(GByteArray *out, char *const *list)
{
    if (list == NULL) {
        put_number(out, NO_STRING);
        return;
    }
    put_number(out, g_strv_length((char **)list));
    for (; *list != NULL; list++)
        put_string(out, *list);
}

static void
put_addresses(GByteArray *out, const GPtrArray *addresses)
{
    put_number(out, addresses->len);
    for (guint i = 0; i < addresses->len; i++) {
        const MessageAddress *address = addresses->pdata[i];
        put_string(out, address->name);
        put_string(out, address->address);
    }
}

static void
put_facts(GByteArray *out, const Message *message)
{
    put_strings(out, message, message_strings, G_N_ELEMENTS(message_strings));
    put_booleans(out, message, message_booleans,
                 G_N_ELEMENTS(message_booleans));
    for (gsize i = 0; i < G_N_ELEMENTS(message_numbers); i++)
        put_long(out, *AT(message, message_numbers[i], gint64));
    for (gsize i = 0; i < G_N_ELEMENTS(message_lists); i++)
        put_list(out, *AT(message, message_lists[i], char **));
    for (gsize i = 0; i < G_N_ELEMENTS(message_addresses); i++)
        put_addresses(out, *AT(message, message_addresses[i], GPtrArray *));
}

static void
put_part(GByteArray *out, const MessagePart *part)
{
    put_strings(out, part, part_strings, G_N_ELEMENTS(part_strings));
    put_booleans(out, part, part_booleans, G_N_ELEMENTS(part_booleans));
    put_long(out, part->size);
    put_number(out, part->state);
    put_number(out, part->message);
    put_list(out, part->pages);
}

GBytes *
message_to_bytes(const Message *message)
{
    GByteArray *out = g_byte_array_new();
    put_facts(out, message);
    put_number(out, message->inner->len);
    for (guint i = 0; i < message->inner->len; i++)
        put_facts(out, message->inner->pdata[i]);
    put_number(out, message->parts->len);
    for (guint i = 0; i < message->parts->len; i++)
        put_part(out, message->parts->pdata[i]);
    return g_byte_array_free_to_bytes(out);
}

GBytes *
message_part_to_bytes(const MessagePart *part)
{
    GByteArray *out = g_byte_array_new();
    put_part(out, part);
    return g_byte_array_free_to_bytes(out);
}

/* What is left to read; nothing any more once something was wrong. */
typedef struct {
    const char *at;
    gsize left;
    gboolean is_bad;
} Cursor;

static const char *
take(Cursor *cursor, gsize length)
{
    if (cursor->is_bad || length > cursor->left) {
        cursor->is_bad = TRUE;
        return NULL;
    }
    const char *at = cursor->at;
    cursor->at += length;
    cursor->left -= length;
    return at;
}

static guint32
take_number(Cursor *cursor)
{
    guint32 number = 0;
    const char *at = take(cursor, sizeof number);
    if (at != NULL)
        memcpy(&number, at, sizeof number);
    return number;
}

static gint64
take_long(Cursor *cursor)
{
    gint64 number = 0;
    const char *at = take(cursor, sizeof number);
    if (at != NULL)
        memcpy(&number, at, sizeof number);
    return number;
}

/* A count of things of which each takes four bytes at least, so that no
 * number makes us allocate more than came in. */
static guint32
take_count(Cursor *cursor)
{
    guint32 count = take_number(cursor);
    if (count > cursor->left / sizeof(guint32))
        cursor->is_bad = TRUE;
    return cursor->is_bad ? 0 : count;
}

/* Valid UTF-8 without NUL, or NULL. */
static char *
take_string(Cursor *cursor)
{
    guint32 length = take_number(cursor);
    if (cursor->is_bad || length == NO_STRING)
        return NULL;
    const char *at = take(cursor, length);
    if (at == NULL || !g_utf8_validate(at, length, NULL)) {
        cursor->is_bad = TRUE;
        return NULL;
    }
    return g_strndup(at, length);
}

static void
take_strings(Cursor *cursor, gpointer base, const gsize *fields, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        char **field = AT(base, fields[i], char *);
        g_free(*field);
        *field = take_string(cursor);
    }
}

static void
take_booleans(Cursor *cursor, gpointer base, const gsize *fields, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        guint32 value = take_number(cursor);
        *AT(base, fields[i], gboolean) = value == 1;
        cursor->is_bad |= value > 1;
    }
}

static char **
take_list(Cursor *cursor)
{
    if (cursor->left >= sizeof(guint32)) {
        guint32 mark;
        memcpy(&mark, cursor->at, sizeof mark);
        if (mark == NO_STRING) {
            take_number(cursor);
            return NULL;
        }
    }
    guint32 n = take_count(cursor);
    char **list = g_new0(char *, (gsize)n + 1);
    for (guint32 i = 0; i < n && !cursor->is_bad; i++) {
        list[i] = take_string(cursor);
        cursor->is_bad |= list[i] == NULL;
    }
    return list;
}

static void
take_addresses(Cursor *cursor, GPtrArray *addresses)
{
    guint32 n = take_count(cursor);
    for (guint32 i = 0; i < n && !cursor->is_bad; i++) {
        MessageAddress *address = g_new0(MessageAddress, 1);
        address->name = take_string(cursor);
        address->address = take_string(cursor);
        g_ptr_array_add(addresses, address);
    }
}

static Message *
take_facts(Cursor *cursor)
{
    Message *message = message_new();
    take_strings(cursor, message, message_strings,
                 G_N_ELEMENTS(message_strings));
    take_booleans(cursor, message, message_booleans,
                  G_N_ELEMENTS(message_booleans));
    for (gsize i = 0; i < G_N_ELEMENTS(message_numbers); i++)
        *AT(message, message_numbers[i], gint64) = take_long(cursor);
    for (gsize i = 0; i < G_N_ELEMENTS(message_lists); i++) {
        char ***field = AT(message, message_lists[i], char **);
        g_strfreev(*field);
        *field = take_list(cursor);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(message_addresses); i++)
        take_addresses(cursor, *AT(message, message_addresses[i], GPtrArray *));
    cursor->is_bad |= message->text == NULL || message->references == NULL ||
                      message->links == NULL || message->size < 0;
    return message;
}

static MessagePart *
take_part(Cursor *cursor)
{
    MessagePart *part = message_part_new();
    take_strings(cursor, part, part_strings, G_N_ELEMENTS(part_strings));
    take_booleans(cursor, part, part_booleans, G_N_ELEMENTS(part_booleans));
    part->size = take_long(cursor);
    guint32 state = take_number(cursor);
    part->message = take_number(cursor);
    part->pages = take_list(cursor);
    cursor->is_bad |=
        part->size < 0 || state > PART_EMPTY || part->container == NULL;
    part->state = cursor->is_bad ? PART_DAMAGED : (PartState)state;
    return part;
}

static Cursor
open_bytes(GBytes *bytes)
{
    Cursor cursor = {0};
    cursor.at = g_bytes_get_data(bytes, &cursor.left);
    return cursor;
}

/* All was taken and all of it was good. */
static gboolean
close_bytes(const Cursor *cursor, GError **error)
{
    if (!cursor->is_bad && cursor->left == 0)
        return TRUE;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                "a message with missing or impossible fields");
    return FALSE;
}

Message *
message_from_bytes(GBytes *bytes, GError **error)
{
    Cursor cursor = open_bytes(bytes);
    g_autoptr(Message) message = take_facts(&cursor);
    guint32 n_inner = take_count(&cursor);
    for (guint32 i = 0; i < n_inner && !cursor.is_bad; i++)
        g_ptr_array_add(message->inner, take_facts(&cursor));
    guint32 n_parts = take_count(&cursor);
    for (guint32 i = 0; i < n_parts && !cursor.is_bad; i++) {
        MessagePart *part = take_part(&cursor);
        g_ptr_array_add(message->parts, part);
        cursor.is_bad |= part->message > n_inner;
    }
    if (!close_bytes(&cursor, error))
        return NULL;
    return g_steal_pointer(&message);
}

MessagePart *
message_part_from_bytes(GBytes *bytes, GError **error)
{
    Cursor cursor = open_bytes(bytes);
    g_autoptr(MessagePart) part = take_part(&cursor);
    if (!close_bytes(&cursor, error))
        return NULL;
    return g_steal_pointer(&part);
}
