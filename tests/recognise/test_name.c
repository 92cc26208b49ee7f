/* Display names and addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture.c.h"
#include "recognise/name.h"

typedef struct {
    const char *display, *address;
    const char *expected; /* "FAMILY/Given" of the display name or address */
} Row;

static const Row rows[] = {
    {"Marie Dupont", "x@a.example", "DUPONT/Marie"},
    {"DUPONT Marie", "x@a.example", "DUPONT/Marie"},
    {"Marie DUPONT", "x@a.example", "DUPONT/Marie"},
    {"Dupont, Marie", "x@a.example", "DUPONT/Marie"},
    {"Dupont Marie", "marie.dupont@a.example", "DUPONT/Marie"},
    {"marie dupont", "x@a.example", "DUPONT/Marie"},
    {"MARIE DUPONT", "marie.dupont@a.example", "DUPONT/Marie"},
    {"Mme Marie Dupont", "x@a.example", "DUPONT/Marie"},
    {"Marie Dupont (Collège Moulin)", "x@a.example", "DUPONT/Marie"},
    {"Marie Dupont - Professeure", "x@a.example", "DUPONT/Marie"},
    {"'Marie Dupont' via Contact", "x@a.example", "DUPONT/Marie"},
    {"Inès Ben Amor", "ines.benamor@a.example", "BEN AMOR/Inès"},
    {"Inès BEN AMOR", "x@a.example", "BEN AMOR/Inès"},
    {"Jean-Pierre de la Fontaine", "x@a.example", "DE LA FONTAINE/Jean-Pierre"},
    {"Maël Le Goff", "x@a.example", "LE GOFF/Maël"},
    {"João d'Almeida", "x@a.example", "D'ALMEIDA/João"},
    {"Zoé N'Guessan", "x@a.example", "N'GUESSAN/Zoé"},
    {"LEFÈVRE Jean‑Pierre", "x@a.example", "LEFÈVRE/Jean-Pierre"},
    {"Marie Claire Dupont", "marieclaire.dupont@a.example", "DUPONT/Marie Claire"},
    {NULL, "marie.dupont@a.example", "DUPONT/Marie"},
    {NULL, "marie.dupont13@a.example", "DUPONT/Marie"},
    {NULL, "marie_dupont@a.example", "DUPONT/Marie"},
    {NULL, "jean-pierre.lefevre@a.example", "LEFEVRE/Jean-Pierre"},
    {NULL, "Marie.Dupont@a.example", "DUPONT/Marie"},
    {"marie.dupont@a.example", "marie.dupont@a.example", "DUPONT/Marie"},
    {"Popol", "paul.roux@a.example", "ROUX/Paul"},
    {NULL, "mdupont@a.example", "/"},
    {NULL, "ce.0132733a@a.example", "/"},
    {NULL, "proviseur.daumier@a.example", "/"},
    {"Secrétariat du collège Puget", "sec@a.example", "/"},
    {"Lycée Artaud", "lycee.artaud@a.example", "/"},
    {NULL, "contact@a.example", "/"},
};

static void
test_senders(void **state)
{
    (void)state;
    guint failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(SenderName) sender = {0};
        sender_name_read(&sender, rows[i].display, rows[i].address);
        const PersonName *name =
            sender.display.family ? &sender.display : &sender.local;
        g_autofree char *found = g_strdup_printf(
            "%s/%s", name->family ? name->family : "",
            name->given ? name->given : "");
        if (strcmp(found, rows[i].expected) == 0)
            continue;
        failed++;
        print_message("\"%s\" <%s>: expected %s, found %s\n",
                      rows[i].display ? rows[i].display : "", rows[i].address,
                      rows[i].expected, found);
    }
    assert_int_equal(failed, 0);
}

static void
test_agrees(void **state)
{
    (void)state;
    assert_true(person_name_agrees("DUPONT", "Marie", "Dupont", "marie"));
    assert_true(person_name_agrees("DUPONT", "Marie", "DUPONT", NULL));
    assert_true(person_name_agrees("DUPONT", "Marie", "DUPONT", "M"));
    assert_true(person_name_agrees("LEFÈVRE", "Jean", "LEFEVRE", "Jean"));
    assert_true(person_name_agrees("MARTIN ép. BERNARD", "S", "BERNARD", "S"));
    assert_false(person_name_agrees("DUPONT", "Marie", "DUPONT", "Paul"));
    assert_false(person_name_agrees("DUPONT", "Marie", "MARTIN", "Marie"));
    assert_false(person_name_agrees(NULL, "Marie", "MARTIN", "Marie"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_senders),
                                       cmocka_unit_test(test_agrees)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
