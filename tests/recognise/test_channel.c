/* Mails quoted in a body, as the clients write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/channel.h"
#include "recognise/mail_fixture_bodies.h"

static char *
first_mail(const GPtrArray *mails)
{
    if (mails->len == 0)
        return g_strdup("");
    const ChannelMail *mail = mails->pdata[0];
    return g_strdup_printf("%s <%s> %s | %s", mail->name ? mail->name : "",
                           mail->address ? mail->address : "",
                           mail->subject ? mail->subject : "",
                           mail->to->len > 0 ? (char *)mail->to->pdata[0] : "");
}

static void
test_two_levels(void **state)
{
    (void)state;
    g_autofree char *own = NULL;
    g_autoptr(GPtrArray) mails = channel_read_inline(
        "Pour suite.\n\nDe : Principal <p@example.org>\nEnvoyé : mardi\n"
        "À : r@example.org\nObjet : TR: Candidature\n\nAvis favorable.\n\n"
        "De : Léa Costa <lea.costa@example.net>\nEnvoyé : lundi\n"
        "À : p@example.org\nObjet : Candidature\n\nMonsieur,",
        &own);
    assert_string_equal(own, "Pour suite.\n");
    assert_int_equal(mails->len, 2);
    const ChannelMail *first = mails->pdata[0], *second = mails->pdata[1];
    assert_string_equal(first->text, "\nAvis favorable.\n");
    assert_string_equal(second->address, "lea.costa@example.net");
}

static void
test_quote(void **state)
{
    (void)state;
    g_autofree char *own = channel_drop_quote(
        "Merci.\n\nLe 5 mai 2026 à 10:12, Référente\n<r@example.org> a "
        "écrit :\n> Bonjour");
    assert_null(strstr(own, "Bonjour"));
    assert_non_null(strstr(own, "Merci."));
}

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) rows = fixture_rows("quoted.tsv", 3);
    guint failed = 0;
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        g_autoptr(GPtrArray) mails = channel_read_inline(row[1], NULL);
        g_autofree char *found = first_mail(mails);
        if (strcmp(found, row[2]) == 0)
            continue;
        failed++;
        print_message("%s\n  expected %s\n  found    %s\n", row[0], row[2],
                      found);
    }
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_two_levels),
                                       cmocka_unit_test(test_quote)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
