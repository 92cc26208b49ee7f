/* The wire form of message.h. Fields are found by tables of offsets, so that
 * writing and reading cannot disagree; the counts of the tables are checked
 * on the way in. */
#include "mail/message_wire.h"

#include <gio/gio.h>
#include <string.h>

#define PART_TYPE "(amsabaxmas)"
#define FACTS_TYPE "(amsabaxamasaa(msms))"
#define MESSAGE_TYPE "(" FACTS_TYPE "a" FACTS_TYPE "a" PART_TYPE ")"

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
    IN_MESSAGE(sha256),
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

static GVariant *
pack_strings(gconstpointer base, const gsize *fields, gsize n)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("ams"));
    for (gsize i = 0; i < n; i++)
        g_variant_builder_add(&builder, "ms", *AT(base, fields[i], char *));
    return g_variant_builder_end(&builder);
}

static GVariant *
pack_booleans(gconstpointer base, const gsize *fields, gsize n)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("ab"));
    for (gsize i = 0; i < n; i++)
        g_variant_builder_add(&builder, "b", *AT(base, fields[i], gboolean));
    return g_variant_builder_end(&builder);
}

static GVariant *
pack_list(char *const *list)
{
    GVariant *child =
        list == NULL ? NULL : g_variant_new_strv((const char *const *)list, -1);
    return g_variant_new_maybe(G_VARIANT_TYPE("as"), child);
}

static GVariant *
pack_addresses(const GPtrArray *addresses)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(msms)"));
    for (guint i = 0; i < addresses->len; i++) {
        const MessageAddress *address = addresses->pdata[i];
        g_variant_builder_add(&builder, "(msms)", address->name,
                              address->address);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
pack_facts(const Message *message)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(FACTS_TYPE));
    g_variant_builder_add_value(
        &builder,
        pack_strings(message, message_strings, G_N_ELEMENTS(message_strings)));
    g_variant_builder_add_value(&builder,
                                pack_booleans(message, message_booleans,
                                              G_N_ELEMENTS(message_booleans)));
    g_variant_builder_open(&builder, G_VARIANT_TYPE("ax"));
    for (gsize i = 0; i < G_N_ELEMENTS(message_numbers); i++)
        g_variant_builder_add(&builder, "x",
                              *AT(message, message_numbers[i], gint64));
    g_variant_builder_close(&builder);
    g_variant_builder_open(&builder, G_VARIANT_TYPE("amas"));
    for (gsize i = 0; i < G_N_ELEMENTS(message_lists); i++)
        g_variant_builder_add_value(
            &builder, pack_list(*AT(message, message_lists[i], char **)));
    g_variant_builder_close(&builder);
    g_variant_builder_open(&builder, G_VARIANT_TYPE("aa(msms)"));
    for (gsize i = 0; i < G_N_ELEMENTS(message_addresses); i++)
        g_variant_builder_add_value(
            &builder,
            pack_addresses(*AT(message, message_addresses[i], GPtrArray *)));
    g_variant_builder_close(&builder);
    return g_variant_builder_end(&builder);
}

static GVariant *
pack_part(const MessagePart *part)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(PART_TYPE));
    g_variant_builder_add_value(
        &builder, pack_strings(part, part_strings, G_N_ELEMENTS(part_strings)));
    g_variant_builder_add_value(
        &builder,
        pack_booleans(part, part_booleans, G_N_ELEMENTS(part_booleans)));
    g_variant_builder_open(&builder, G_VARIANT_TYPE("ax"));
    g_variant_builder_add(&builder, "x", part->size);
    g_variant_builder_add(&builder, "x", (gint64)part->state);
    g_variant_builder_add(&builder, "x", (gint64)part->message);
    g_variant_builder_close(&builder);
    g_variant_builder_add_value(&builder, pack_list(part->pages));
    return g_variant_builder_end(&builder);
}

static GBytes *
variant_to_bytes(GVariant *floating)
{
    g_autoptr(GVariant) value = g_variant_ref_sink(floating);
    g_autoptr(GVariant) normal = g_variant_get_normal_form(value);
    return g_variant_get_data_as_bytes(normal);
}

GBytes *
message_to_bytes(const Message *message)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(MESSAGE_TYPE));
    g_variant_builder_add_value(&builder, pack_facts(message));
    g_variant_builder_open(&builder, G_VARIANT_TYPE("a" FACTS_TYPE));
    for (guint i = 0; i < message->inner->len; i++)
        g_variant_builder_add_value(&builder,
                                    pack_facts(message->inner->pdata[i]));
    g_variant_builder_close(&builder);
    g_variant_builder_open(&builder, G_VARIANT_TYPE("a" PART_TYPE));
    for (guint i = 0; i < message->parts->len; i++)
        g_variant_builder_add_value(&builder,
                                    pack_part(message->parts->pdata[i]));
    g_variant_builder_close(&builder);
    return variant_to_bytes(g_variant_builder_end(&builder));
}

GBytes *
message_part_to_bytes(const MessagePart *part)
{
    return variant_to_bytes(pack_part(part));
}

/* The n-th child, if it is an array of exactly `count` elements. */
static GVariant *
take_array(GVariant *tuple, gsize index, gsize count)
{
    g_autoptr(GVariant) array = g_variant_get_child_value(tuple, index);
    if (g_variant_n_children(array) != count)
        return NULL;
    return g_steal_pointer(&array);
}

static gboolean
unpack_strings(GVariant *tuple, gpointer base, const gsize *fields, gsize n)
{
    g_autoptr(GVariant) array = take_array(tuple, 0, n);
    if (array == NULL)
        return FALSE;
    for (gsize i = 0; i < n; i++) {
        char **field = AT(base, fields[i], char *);
        g_clear_pointer(field, g_free);
        g_variant_get_child(array, i, "ms", field);
    }
    return TRUE;
}

static gboolean
unpack_booleans(GVariant *tuple, gpointer base, const gsize *fields, gsize n)
{
    g_autoptr(GVariant) array = take_array(tuple, 1, n);
    if (array == NULL)
        return FALSE;
    for (gsize i = 0; i < n; i++)
        g_variant_get_child(array, i, "b", AT(base, fields[i], gboolean));
    return TRUE;
}

static char **
unpack_list(GVariant *maybe)
{
    g_autoptr(GVariant) list = g_variant_get_maybe(maybe);
    return list == NULL ? NULL : g_variant_dup_strv(list, NULL);
}

static gboolean
unpack_numbers(GVariant *tuple, Message *message)
{
    gsize n = G_N_ELEMENTS(message_numbers);
    g_autoptr(GVariant) array = take_array(tuple, 2, n);
    if (array == NULL)
        return FALSE;
    for (gsize i = 0; i < n; i++)
        g_variant_get_child(array, i, "x",
                            AT(message, message_numbers[i], gint64));
    return message->size >= 0;
}

static gboolean
unpack_lists(GVariant *tuple, Message *message)
{
    gsize n = G_N_ELEMENTS(message_lists);
    g_autoptr(GVariant) array = take_array(tuple, 3, n);
    if (array == NULL)
        return FALSE;
    for (gsize i = 0; i < n; i++) {
        g_autoptr(GVariant) maybe = g_variant_get_child_value(array, i);
        char ***field = AT(message, message_lists[i], char **);
        g_clear_pointer(field, g_strfreev);
        *field = unpack_list(maybe);
    }
    return message->references != NULL && message->links != NULL;
}

static gboolean
unpack_addresses(GVariant *tuple, Message *message)
{
    gsize n = G_N_ELEMENTS(message_addresses);
    g_autoptr(GVariant) array = take_array(tuple, 4, n);
    if (array == NULL)
        return FALSE;
    for (gsize i = 0; i < n; i++) {
        GPtrArray *list = *AT(message, message_addresses[i], GPtrArray *);
        g_autoptr(GVariant) packed = g_variant_get_child_value(array, i);
        GVariantIter iter;
        g_variant_iter_init(&iter, packed);
        const char *name, *address;
        while (g_variant_iter_next(&iter, "(m&sm&s)", &name, &address))
            g_ptr_array_add(list, message_address_new(name, address));
    }
    return TRUE;
}

static Message *
unpack_facts(GVariant *tuple)
{
    g_autoptr(Message) message = message_new();
    if (!unpack_strings(tuple, message, message_strings,
                        G_N_ELEMENTS(message_strings)) ||
        !unpack_booleans(tuple, message, message_booleans,
                         G_N_ELEMENTS(message_booleans)) ||
        !unpack_numbers(tuple, message) || !unpack_lists(tuple, message) ||
        !unpack_addresses(tuple, message) || message->text == NULL)
        return NULL;
    return g_steal_pointer(&message);
}

static MessagePart *
unpack_part(GVariant *tuple)
{
    g_autoptr(MessagePart) part = message_part_new();
    g_autoptr(GVariant) numbers = take_array(tuple, 2, 3);
    if (numbers == NULL ||
        !unpack_strings(tuple, part, part_strings,
                        G_N_ELEMENTS(part_strings)) ||
        !unpack_booleans(tuple, part, part_booleans,
                         G_N_ELEMENTS(part_booleans)))
        return NULL;
    gint64 state, message;
    g_variant_get_child(numbers, 0, "x", &part->size);
    g_variant_get_child(numbers, 1, "x", &state);
    g_variant_get_child(numbers, 2, "x", &message);
    if (part->size < 0 || state < PART_READABLE || state > PART_EMPTY ||
        message < 0 || message > G_MAXUINT16 || part->container == NULL)
        return NULL;
    part->state = (PartState)state;
    part->message = (guint)message;
    g_autoptr(GVariant) pages = g_variant_get_child_value(tuple, 3);
    part->pages = unpack_list(pages);
    return g_steal_pointer(&part);
}

static gboolean
unpack_members(GVariant *tuple, Message *message)
{
    g_autoptr(GVariant) inner = g_variant_get_child_value(tuple, 1);
    for (gsize i = 0; i < g_variant_n_children(inner); i++) {
        g_autoptr(GVariant) facts = g_variant_get_child_value(inner, i);
        Message *mail = unpack_facts(facts);
        if (mail == NULL)
            return FALSE;
        g_ptr_array_add(message->inner, mail);
    }
    g_autoptr(GVariant) parts = g_variant_get_child_value(tuple, 2);
    for (gsize i = 0; i < g_variant_n_children(parts); i++) {
        g_autoptr(GVariant) packed = g_variant_get_child_value(parts, i);
        MessagePart *part = unpack_part(packed);
        if (part == NULL)
            return FALSE;
        g_ptr_array_add(message->parts, part);
        if (part->message > message->inner->len)
            return FALSE;
    }
    return TRUE;
}

/* A checked variant of `type`, or NULL: normal form includes valid UTF-8. */
static GVariant *
variant_from_bytes(GBytes *bytes, const char *type, GError **error)
{
    g_autoptr(GVariant) value = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(type), bytes, FALSE));
    if (!g_variant_is_normal_form(value)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "malformed data of type %s", type);
        return NULL;
    }
    return g_steal_pointer(&value);
}

Message *
message_from_bytes(GBytes *bytes, GError **error)
{
    g_autoptr(GVariant) value = variant_from_bytes(bytes, MESSAGE_TYPE, error);
    if (value == NULL)
        return NULL;
    g_autoptr(GVariant) facts = g_variant_get_child_value(value, 0);
    g_autoptr(Message) message = unpack_facts(facts);
    if (message == NULL || !unpack_members(value, message)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "a message with missing or impossible fields");
        return NULL;
    }
    return g_steal_pointer(&message);
}

MessagePart *
message_part_from_bytes(GBytes *bytes, GError **error)
{
    g_autoptr(GVariant) value = variant_from_bytes(bytes, PART_TYPE, error);
    if (value == NULL)
        return NULL;
    MessagePart *part = unpack_part(value);
    if (part == NULL)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "a part with missing or impossible fields");
    return part;
}
