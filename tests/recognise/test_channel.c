/* Mails quoted in a body, as the clients write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/channel.h"
#include "recognise/mail_fixture.c.h"

typedef struct {
    const char *client, *text;
    const char *expected; /* "name <address> subject | first to" */
} Row;

#define LEA "Léa Costa <lea.costa@example.net> Candidature | p@example.org"

static const Row rows[] = {
    {"Outlook FR", "Bonjour,\nci-joint.\n\nDe : Léa Costa <lea.costa@example.net>\nEnvoyé : lundi 4 mai 2026 08:00\nÀ : Principal <p@example.org>\nObjet : Candidature\n\nMonsieur,", LEA},
    {"Outlook FR, old", "-----Message d'origine-----\nDe : Léa Costa [mailto:lea.costa@example.net] \nEnvoyé : lundi 4 mai 2026 08:00\nÀ : p@example.org\nObjet : Candidature\n\nMonsieur,", LEA},
    {"Outlook EN", "From: Léa Costa <lea.costa@example.net>\nSent: Monday, May 4, 2026 8:00 AM\nTo: p@example.org\nSubject: Candidature\n\nMonsieur,", LEA},
    {"Outlook rule", "________________________________\nDe: Léa Costa <lea.costa@example.net>\nEnvoyé: lundi 4 mai 2026\nÀ: p@example.org <p@example.org>\nObjet: Candidature", LEA},
    {"Outlook bold", "*De :* Léa Costa <lea.costa@example.net>\n*Envoyé :* lundi\n*À :* p@example.org\n*Objet :* Candidature", LEA},
    {"Thunderbird", "-------- Message transféré --------\nSujet : \tCandidature\nDate : \tMon, 4 May 2026 08:00:00 +0200\nDe : \tLéa Costa <lea.costa@example.net>\nPour : \tp@example.org\n\nMonsieur,", LEA},
    {"Zimbra", "----- Mail transféré -----\nDe: \"Léa Costa\" <lea.costa@example.net>\nÀ: \"Principal\" <p@example.org>\nEnvoyé: Lundi 4 Mai 2026 08:00:00\nObjet: Candidature\n\nMonsieur,", LEA},
    {"Gmail FR", "---------- Forwarded message ---------\nDe : Léa Costa <lea.costa@example.net>\nDate: lun. 4 mai 2026 à 08:00\nSubject: Candidature\nTo: <p@example.org>\n\n\nMonsieur,", LEA},
    {"Gmail, bold", "---------- Forwarded message ---------\nDe : *Léa Costa* <lea.costa@example.net>\nDate: lun. 4 mai 2026 à 08:00\nSubject: Candidature\nTo: <p@example.org>\n", LEA},
    {"Roundcube", "-------- Message original --------\nObjet: Candidature\nDate: 04/05/2026 08:00\nDe: Léa Costa <lea.costa@example.net>\nÀ: p@example.org\n\nMonsieur,", LEA},
    {"Apple", "Début du message réexpédié :\n\n> De: Léa Costa <lea.costa@example.net>\n> Objet: Candidature\n> Date: 4 mai 2026 à 08:00:00\n> À: p@example.org\n> \n> Monsieur,", LEA},
    {"blank lines between", "De : Léa Costa <lea.costa@example.net>\n\nEnvoyé : lundi\n\nÀ : p@example.org\n\nObjet : Candidature\n\nMonsieur,", LEA},
    {"no address", "De : COSTA Léa\nEnvoyé : lundi 4 mai 2026 08:00\nÀ : p@example.org\nObjet : Candidature", "COSTA Léa <> Candidature | p@example.org"},
    {"no quoted mail", "De : 8 h à 12 h\nA : l'accueil\n\nBonjour", ""},
    {"plain", "Bonjour,\nveuillez trouver ma candidature.", ""},
};

static void
test_inline(void **state)
{
    (void)state;
    guint failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mails = channel_read_inline(rows[i].text, NULL);
        g_autofree char *found = g_strdup("");
        if (mails->len > 0) {
            const ChannelMail *mail = mails->pdata[0];
            g_free(found);
            found = g_strdup_printf(
                "%s <%s> %s | %s", mail->name ? mail->name : "",
                mail->address ? mail->address : "",
                mail->subject ? mail->subject : "",
                mail->to->len > 0 ? (char *)mail->to->pdata[0] : "");
        }
        if (strcmp(found, rows[i].expected) == 0)
            continue;
        failed++;
        print_message("%s: expected %s, found %s\n", rows[i].client,
                      rows[i].expected, found);
    }
    assert_int_equal(failed, 0);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_inline),
                                       cmocka_unit_test(test_two_levels),
                                       cmocka_unit_test(test_quote)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
