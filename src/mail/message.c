#include "mail/message.h"

#include <string.h>

#define BASE_WEIGHT 2048 /* fields and addresses of a common mail */
#define PART_WEIGHT 512

static GPtrArray *
new_addresses(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)message_address_free);
}

Message *
message_new(void)
{
    Message *message = g_new0(Message, 1);
    message->references = g_new0(char *, 1);
    message->from = new_addresses();
    message->sender = new_addresses();
    message->reply_to = new_addresses();
    message->to = new_addresses();
    message->cc = new_addresses();
    message->delivered_to = new_addresses();
    message->original_to = new_addresses();
    message->resent_to = new_addresses();
    message->text = g_strdup("");
    message->links = g_new0(char *, 1);
    message->parts =
        g_ptr_array_new_with_free_func((GDestroyNotify)message_part_free);
    message->inner =
        g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    return message;
}

static void
clear_machine(MessageMachine *machine)
{
    g_free(machine->return_path);
    g_free(machine->auto_submitted);
    g_free(machine->precedence);
    g_free(machine->auto_response_suppress);
    g_free(machine->dossierd);
    g_free(machine->report_type);
    g_free(machine->reported_id);
    g_strfreev(machine->failed);
}

void
message_free(Message *message)
{
    if (message == NULL)
        return;
    g_free(message->message_id);
    g_free(message->in_reply_to);
    g_strfreev(message->references);
    g_free(message->subject);
    g_free(message->subject_raw);
    g_ptr_array_unref(message->from);
    g_ptr_array_unref(message->sender);
    g_ptr_array_unref(message->reply_to);
    g_ptr_array_unref(message->to);
    g_ptr_array_unref(message->cc);
    g_ptr_array_unref(message->delivered_to);
    g_ptr_array_unref(message->original_to);
    g_ptr_array_unref(message->resent_to);
    g_free(message->authentication_results);
    clear_machine(&message->machine);
    g_free(message->text);
    g_strfreev(message->links);
    g_ptr_array_unref(message->parts);
    g_ptr_array_unref(message->inner);
    g_free(message);
}

static gsize
strv_weight(char *const *texts)
{
    gsize weight = 0;
    for (; texts && *texts; texts++)
        weight += strlen(*texts) + sizeof *texts;
    return weight;
}

gsize
message_weight(const Message *message)
{
    gsize weight = BASE_WEIGHT + strlen(message->text ? message->text : "") +
                   strv_weight(message->links);
    for (guint i = 0; i < message->parts->len; i++)
        weight +=
            PART_WEIGHT +
            strv_weight(((const MessagePart *)message->parts->pdata[i])->pages);
    for (guint i = 0; i < message->inner->len; i++)
        weight += message_weight(message->inner->pdata[i]);
    return weight;
}

MessagePart *
message_part_new(void)
{
    MessagePart *part = g_new0(MessagePart, 1);
    part->container = g_strdup("");
    return part;
}

void
message_part_free(MessagePart *part)
{
    if (part == NULL)
        return;
    g_free(part->label);
    g_free(part->type);
    g_free(part->detected);
    g_free(part->container);
    g_free(part->sha256);
    g_free(part->file);
    g_strfreev(part->pages);
    g_free(part);
}

MessageAddress *
message_address_new(const char *name, const char *address)
{
    MessageAddress *result = g_new0(MessageAddress, 1);
    result->name = g_strdup(name);
    result->address = g_strdup(address);
    return result;
}

void
message_address_free(MessageAddress *address)
{
    if (address == NULL)
        return;
    g_free(address->name);
    g_free(address->address);
    g_free(address);
}
