#include "mail/message.h"
#include "mail/message_wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Message *
sample(void)
{
    Message *message = message_new();
    message->message_id = g_strdup("a@b.example");
    message->subject = g_strdup("Candidature – été");
    message->date = 1777000000;
    message->received = -1;
    message->size = 480000;
    g_ptr_array_add(message->from, message_address_new("Zoé", "zoe@b.example"));
    g_ptr_array_add(message->from, message_address_new(NULL, "x@b.example"));
    g_free(message->text);
    message->text = g_strdup("Bonjour\n");
    message->machine.is_report = TRUE;
    message->machine.failed = g_strsplit("a@x.test,b@x.test", ",", -1);
    Message *inner = message_new();
    inner->subject = g_strdup("inner");
    g_ptr_array_add(message->inner, inner);
    MessagePart *part = message_part_new();
    part->label = g_strdup("CV.pdf");
    part->size = 12;
    part->state = PART_ENCRYPTED;
    part->message = 1;
    part->has_content_id = TRUE;
    part->pages = g_strsplit("one|two|", "|", -1);
    g_ptr_array_add(message->parts, part);
    return message;
}

static void
test_round_trip(void **state)
{
    (void)state;
    g_autoptr(Message) before = sample();
    g_autoptr(GBytes) bytes = message_to_bytes(before);
    g_autoptr(GError) error = NULL;
    g_autoptr(Message) after = message_from_bytes(bytes, &error);
    assert_null(error);
    assert_string_equal(after->message_id, "a@b.example");
    assert_string_equal(after->subject, before->subject);
    assert_null(after->in_reply_to);
    assert_int_equal(after->date, before->date);
    assert_int_equal(after->received, -1);
    assert_int_equal(after->from->len, 2);
    const MessageAddress *second = after->from->pdata[1];
    assert_null(second->name);
    assert_string_equal(second->address, "x@b.example");
    assert_true(after->machine.is_report);
    assert_string_equal(after->machine.failed[1], "b@x.test");
    assert_int_equal(after->inner->len, 1);
    const MessagePart *part = after->parts->pdata[0];
    assert_int_equal(part->state, PART_ENCRYPTED);
    assert_int_equal(part->message, 1);
    assert_true(part->has_content_id);
    assert_false(part->is_inline);
    assert_int_equal(g_strv_length(part->pages), 3);
    assert_null(part->file);
    g_autoptr(GBytes) again = message_to_bytes(after);
    assert_true(g_bytes_equal(bytes, again));
}

/* No damaged byte may crash the daemon; most are noticed. */
static void
test_damage(void **state)
{
    (void)state;
    g_autoptr(Message) message = sample();
    g_autoptr(GBytes) bytes = message_to_bytes(message);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    for (gsize i = 0; i < length; i++) {
        g_autofree char *copy = g_memdup2(data, length);
        copy[i] = (char)(copy[i] ^ 0xA5);
        g_autoptr(GBytes) damaged = g_bytes_new(copy, length);
        g_autoptr(GBytes) cut = g_bytes_new(data, i);
        g_autoptr(GError) error = NULL;
        g_autoptr(Message) one = message_from_bytes(damaged, NULL);
        g_autoptr(Message) two = message_from_bytes(cut, &error);
        assert_null(two);
        assert_non_null(error);
    }
}

typedef void (*Spoil)(Message *message);

static void
spoil_state(Message *message)
{
    ((MessagePart *)message->parts->pdata[0])->state = (PartState)99;
}

static void
spoil_size(Message *message)
{
    ((MessagePart *)message->parts->pdata[0])->size = -1;
}

static void
spoil_mail_index(Message *message)
{
    ((MessagePart *)message->parts->pdata[0])->message = 2;
}

static void
spoil_text(Message *message)
{
    g_clear_pointer(&message->text, g_free);
}

static void
test_impossible_values(void **state)
{
    (void)state;
    static const Spoil spoils[] = {spoil_state, spoil_size, spoil_mail_index,
                                   spoil_text};
    for (gsize i = 0; i < G_N_ELEMENTS(spoils); i++) {
        g_autoptr(Message) message = sample();
        spoils[i](message);
        g_autoptr(GBytes) bytes = message_to_bytes(message);
        g_autoptr(GError) error = NULL;
        assert_null(message_from_bytes(bytes, &error));
        assert_non_null(error);
    }
}

static void
test_part(void **state)
{
    (void)state;
    g_autoptr(Message) message = sample();
    g_autoptr(GBytes) bytes = message_part_to_bytes(message->parts->pdata[0]);
    g_autoptr(MessagePart) part = message_part_from_bytes(bytes, NULL);
    assert_string_equal(part->label, "CV.pdf");
    assert_string_equal(part->container, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_impossible_values),
        cmocka_unit_test(test_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
