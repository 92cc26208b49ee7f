/* Subjects against the format of RS2026: conformity and both names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture.c.h"

#define F "Candidature micro-structure RS2026 – "

typedef struct {
    const char *subject, *display, *address;
    const char *expected; /* "conformity FAMILY/Given" */
} Row;

static const Row rows[] = {
    /* the fixed text, character for character */
    {F "DUPONT Marie", NULL, "x@example.org", "exact DUPONT/Marie"},
    {"  " F "DUPONT Marie  ", NULL, "x@example.org", "exact DUPONT/Marie"},
    {F "Dupont Marie", "Marie Dupont", "m@example.org", "exact DUPONT/Marie"},
    {F "dupont marie", NULL, "marie.dupont@example.org", "exact DUPONT/Marie"},
    {F "DUPONT MARIE", NULL, "marie.dupont@example.org", "exact DUPONT/Marie"},
    {F "LE GOFF Maël", NULL, "x@example.org", "exact LE GOFF/Maël"},
    {F "DE LA FONTAINE Jean-Pierre", NULL, "x@example.org", "exact DE LA FONTAINE/Jean-Pierre"},
    {F "de la Fontaine Jean-Pierre", NULL, "x@example.org", "exact DE LA FONTAINE/Jean-Pierre"},
    {F "BEN AMOR Inès", NULL, "ines.ba@example.org", "exact BEN AMOR/Inès"},
    {F "D'ALMEIDA João", NULL, "x@example.org", "exact D'ALMEIDA/João"},
    {F "D’ALMEIDA João", NULL, "x@example.org", "exact D'ALMEIDA/João"},
    {F "N'GUESSAN Zoé", NULL, "z.n@example.org", "exact N'GUESSAN/Zoé"},
    {F "EL KHATTABI Samira", NULL, "x@example.org", "exact EL KHATTABI/Samira"},
    {F "El Khattabi Samira", NULL, "samira.elkhattabi@example.org", "exact EL KHATTABI/Samira"},
    {F "VAN DER BERG Els", NULL, "x@example.org", "exact VAN DER BERG/Els"},
    {F "MARTIN ép. BERNARD Sophie", NULL, "x@example.org", "exact MARTIN ép. BERNARD/Sophie"},
    {F "MARTIN-DURAND Anne-Sophie", NULL, "x@example.org", "exact MARTIN-DURAND/Anne-Sophie"},
    {F "LEFÈVRE Éloïse", NULL, "x@example.org", "exact LEFÈVRE/Éloïse"},
    {F "O'CONNOR Liam", NULL, "x@example.org", "exact O'CONNOR/Liam"},
    {F "ben amor ines", "Inès BEN AMOR", "x@example.org", "exact BEN AMOR/Ines"},
    {F "MARTIN Pierre", NULL, "x@example.org", "exact MARTIN/Pierre"},
    {F "PUGET Marie", NULL, "x@example.org", "exact PUGET/Marie"},
    {F "ARTAUD Antonin", NULL, "antonin.artaud@example.org", "exact ARTAUD/Antonin"},
    {F "DUPONT Marie Claire", NULL, "x@example.org", "exact DUPONT/Marie Claire"},
    {F "DUPONT Jean-pierre", NULL, "x@example.org", "exact DUPONT/Jean-Pierre"},
    {F "Martin Paul", NULL, "paul.martin@example.org", "exact MARTIN/Paul"},
    /* dash, spaces, case, accents, apostrophes */
    {"Candidature micro-structure RS2026 - DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro-structure RS2026 — DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro-structure RS2026 −DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro-structure RS2026–DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro-structure RS2026-DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro-structure RS2026 -- DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature  micro-structure  RS2026 –  DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro-structure RS2026\u00a0– DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"candidature micro-structure rs2026 – DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"CANDIDATURE MICRO-STRUCTURE RS2026 – DUPONT MARIE", NULL, "marie.dupont@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro structure RS2026 – DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature microstructure RS2026 – DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro-structure RS 2026 – DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Candidature micro\u2011structure RS2026 – DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {F "DUPONT  Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    /* prefixes, tags, civility, full stop */
    {"Re: " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"RE : " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Re: Re: Fwd: " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"TR: " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Tr : " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Fwd: " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"FW: " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"WG: " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Rép. : " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"Re[2]: " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"[SPAM] " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"[ac-test] Re: " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"(EXTERNE) " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {"***SPAM*** " F "DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {F "DUPONT Marie [EXTERNE]", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {F "Mme DUPONT Marie", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    {F "M. ROUX Paul", NULL, "x@example.org", "equivalent ROUX/Paul"},
    {F "Monsieur ROUX Paul", NULL, "x@example.org", "equivalent ROUX/Paul"},
    {F "DUPONT Marie.", NULL, "x@example.org", "equivalent DUPONT/Marie"},
    /* turned round */
    {F "Marie DUPONT", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {F "Marie Dupont", "Marie Dupont", "x@example.org", "deviant DUPONT/Marie"},
    {F "Marie Dupont", NULL, "marie.dupont@example.org", "deviant DUPONT/Marie"},
    {F "marie dupont", NULL, "m.dupont@example.org", "deviant DUPONT/Marie"},
    {F "Jean-Pierre de la Fontaine", NULL, "x@example.org", "deviant DE LA FONTAINE/Jean-Pierre"},
    {F "Maël LE GOFF", NULL, "x@example.org", "deviant LE GOFF/Maël"},
    /* no separator, other words, typing errors */
    {"Candidature micro-structure RS2026 DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro-structure RS2026 : DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro-structure RS2026, DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidatue micro-structure RS2026 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro structrue RS2026 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro-structure RS26 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro-structure RS2025 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro-structures RS2026 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro-structure – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro-lycée RS2026 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Ma candidature micro-structure RS2026 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Objet : Candidature micro-structure RS2026 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"micro-structure RS2026 – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {F "DUPONT Marie - Micro-lycée Artaud", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {F "DUPONT Marie (Artaud)", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {F "DUPONT Marie URGENT", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {F "DUPONT Marie - dossier complet", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature micro-structure RS2026 micro-lycée Artaud – DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature poste coordonnateur micro-lycée Daumier DUPONT Marie", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"Candidature de Marie DUPONT micro-structure RS2026", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"DUPONT Marie – Candidature micro-structure RS2026", NULL, "x@example.org", "deviant DUPONT/Marie"},
    {"candidature micro-lycée artaud paul roux", NULL, "paul.roux@example.org", "deviant ROUX/Paul"},
    {"Candidature collège Pierre Puget – MARTIN Sophie", NULL, "x@example.org", "deviant MARTIN/Sophie"},
    {"Candidature micro-structure RS2026 MARTIN Pierre", NULL, "x@example.org", "deviant MARTIN/Pierre"},
    {"Candidature micro-structure RS2026 – ARTAUD Jeanne – micro-lycée Duby", NULL, "jeanne.artaud@example.org", "deviant ARTAUD/Jeanne"},
    /* names missing */
    {"Candidature micro-structure RS2026", NULL, "x@example.org", "deviant /"},
    {"Candidature micro-structure RS2026 –", NULL, "x@example.org", "deviant /"},
    {"Candidature micro-structure RS2026 – DUPONT", NULL, "x@example.org", "deviant DUPONT/"},
    {"Candidature micro-structure RS2026 – Nom Prénom", NULL, "x@example.org", "deviant /"},
    {"Candidature micro-lycée Artaud", "Paul Roux", "paul.roux@example.org", "deviant /"},
    {"Candidature au poste de coordonnateur du micro-collège Puget", NULL, "x@example.org", "deviant /"},
};

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    const ConfigCampaign *campaign =
        config_find_campaign(config, "micro-structure-rs2026");
    guint failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(SenderName) sender = {0};
        sender_name_read(&sender, rows[i].display, rows[i].address);
        g_auto(SubjectMatch) match = {0};
        subject_match(&match, campaign, rows[i].subject, &sender);
        g_autofree char *found = g_strdup_printf(
            "%s %s/%s", subject_conformity_name(match.conformity),
            match.name.family ? match.name.family : "",
            match.name.given ? match.name.given : "");
        if (strcmp(found, rows[i].expected) == 0)
            continue;
        failed++;
        print_message("%s (%s)\n  expected %s\n  found    %s\n",
                      rows[i].subject, rows[i].address, rows[i].expected,
                      found);
    }
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
