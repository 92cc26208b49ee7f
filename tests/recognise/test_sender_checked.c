/* What the server noted about the sender is shown to people, and decides
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture_bodies.h"

static gboolean
has_reason(const Recognition *recognition, const char *words)
{
    for (guint i = 0; i < recognition->reasons->len; i++)
        if (strstr(recognition->reasons->pdata[i], words))
            return TRUE;
    return FALSE;
}

static void
test_shown(void **state)
{
    (void)state;
    static const char *const results[] = {NULL, "mx.example; spf=pass",
                                          "mx.example; spf=fail; dkim=fail"};
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    g_autoptr(Phrases) phrases = fixture_phrases();
    g_autoptr(GPtrArray) rows = fixture_rows("mails.tsv", 9);
    FixtureMail mail = fixture_mail(rows->pdata[0]);
    for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
        Message *message = fixture_message(&mail);
        message->authentication_results = g_strdup(results[i]);
        RecogniseInput input = {.recogniser = recogniser,
                                .phrases = phrases,
                                .message = message,
                                .received_at = fixture_time(&mail)};
        g_autoptr(Recognition) recognition = recognise(&input);
        g_autofree char *found = fixture_summary(recognition);
        assert_string_equal(found, ((char **)rows->pdata[0])[8]);
        assert_int_equal(has_reason(recognition, "Contrôle de l'expéditeur"),
                         results[i] != NULL);
        if (results[i])
            assert_true(has_reason(recognition, results[i]));
        g_clear_pointer(&message->authentication_results, g_free);
        fixture_message_free(message);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
