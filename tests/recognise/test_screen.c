/* The screen before a body is fetched: nearly all of a school's mail passes,
 * nothing that may be an application does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture.c.h"

#define S "ce.0132733a@"

typedef struct {
    FixtureMail mail; /* files: the names of BODYSTRUCTURE */
    ScreenChoice header, structure;
} Row;

static const Row rows[] = {
    {{"Marie Dupont", "m@", S, "Candidature micro-structure RS2026 – DUPONT Marie", "CV.pdf"}, SCREEN_TAKE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, "Candidatue micro structrue RS2026 - DUPONT Marie", "CV.pdf"}, SCREEN_TAKE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, "Candidature micro-lycée Artaud", ""}, SCREEN_TAKE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, "Candidature", "CV.pdf"}, SCREEN_STRUCTURE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, "Bonjour", "CV.pdf"}, SCREEN_STRUCTURE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, NULL, "CV.pdf"}, SCREEN_STRUCTURE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, "Dossier Marie Dupont", "scan.pdf"}, SCREEN_STRUCTURE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, "Pièces jointes", "a.pdf"}, SCREEN_STRUCTURE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, "Bonjour", ""}, SCREEN_STRUCTURE, SCREEN_PASS},
    {{"Marie Dupont", "m@", S, "poste 0132733A", "a.pdf"}, SCREEN_STRUCTURE, SCREEN_TAKE},
    {{"Le principal", "p@", S, "Avis hiérarchique – DUPONT Marie", "Avis.pdf"}, SCREEN_STRUCTURE, SCREEN_TAKE},
    {{"Marie Dupont", "m@", S, "Re: Accusé de réception", .header = "irt=1.dossierd@example.org"}, SCREEN_TAKE, SCREEN_TAKE},
    {{NULL, "mailer-daemon@", S, "Undelivered Mail Returned to Sender", .header = "report=delivery-status"}, SCREEN_TAKE, SCREEN_TAKE},
    {{NULL, "candidatures@", S, "Accusé de réception", .header = "own=acknowledgement"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "parent@", S, "Absence de mon fils Lucas mardi", "certificat.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "parent@", S, "Inscription cantine 2026 Lucas Petit", "formulaire.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "p@", S, "Candidature service civique", "CV.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "p@", S, "Demande de stage de 3e", "CV.pdf;LM.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "p@", S, "Candidature AED rentrée 2026", "CV.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "Lettre d'information de mai", "a.pdf", .header = "list=1"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "Conseil d'administration du 12 mai : convocation", "oj.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "Facture 2026-114 fournitures de laboratoire", "f.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "RE: Emploi du temps 2nde 4 salle informatique", "edt.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "Notes du baccalauréat blanc de mathématiques", "n.xlsx"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "Sortie scolaire au musée d'histoire naturelle", "a.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "Commande de manuels de physique terminale", "bc.pdf"}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "Rappel : réunion parents-professeurs jeudi", ""}, SCREEN_PASS, SCREEN_PASS},
    {{NULL, "n@", S, "Panne du chauffage bâtiment C", "photo.jpg"}, SCREEN_PASS, SCREEN_PASS},
};

static ScreenChoice
second_look(const Config *config, const Message *message, const char *files)
{
    g_auto(GStrv) names = g_strsplit(files ? files : "", ";", -1);
    return recognise_screen_structure(config, "artaud", message,
                                      (const char *const *)names,
                                      g_strv_length(names), NULL);
}

static void
test_rows(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    guint failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const FixtureMail *mail = &rows[i].mail;
        Message *message = fixture_message(mail);
        ScreenChoice first =
            recognise_screen_header(config, "artaud", message, NULL);
        ScreenChoice second = second_look(config, message, mail->files);
        if (first != rows[i].header || second != rows[i].structure) {
            failed++;
            print_message("%s: expected %d %d, found %d %d\n",
                          mail->subject ? mail->subject : "(none)",
                          rows[i].header, rows[i].structure, first, second);
        }
        fixture_message_free(message);
    }
    assert_int_equal(failed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
