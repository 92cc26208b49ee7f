/* Whole mails: what the contract's examples say, and what real clients make
 * of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/mail_fixture.c.h"

#define F "Candidature micro-structure RS2026 – "
#define REF "referent13@"
#define ART "ce.0132733a@ referent13@"
#define ALL "CV.pdf;Lettre.pdf;Avis.pdf"

typedef struct {
    FixtureMail mail;
    const char *expected;
} Row;

static const Row contract[] = {
    {{"Marie Dupont", "marie.dupont@", ART, F "DUPONT Marie", ALL},
     "application | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | exact | cv,letter,opinion |  | marie.dupont@example.org"},
    {{NULL, "n.benali@", "ce.0130175v@ referent13@", "candidature micro structure RS2026 - benali nadia", "LM.pdf;cv nadia.odt"},
     "application | micro-structure-rs2026 | 0130175V | BENALI/Nadia/n.benali@example.org | equivalent | letter,cv | opinion | n.benali@example.org"},
    {{NULL, "j.lefevre@", "ce.0133525l@", "Candidature micro-structure RS2026 — LEFÈVRE Jean‑Pierre", "dossier complet.pdf=Lettre de motivation\nMadame, Monsieur,\nJ'ai l'honneur de vous adresser ma candidature au poste. Veuillez agréer mes salutations distinguées|Curriculum vitae\nExpériences professionnelles\nFormation\nLangues|Avis du supérieur hiérarchique\nAvis très favorable"},
     "application | micro-structure-rs2026 | 0133525L | LEFÈVRE/Jean-Pierre/j.lefevre@example.org | equivalent | letter+cv+opinion |  | j.lefevre@example.org"},
    {{NULL, "a.morel@", REF, F "MOREL Anne", "CV.pdf;lettre micro-collège Puget.pdf"},
     "application | micro-structure-rs2026 | 0131943S | MOREL/Anne/a.morel@example.org | exact | cv,letter | opinion | a.morel@example.org"},
    {{NULL, "z.n@", REF, F "N'GUESSAN Zoé", "CV.pdf;Lettre.pdf"},
     "review | micro-structure-rs2026 |  | N'GUESSAN/Zoé/z.n@example.org | exact | cv,letter | opinion | z.n@example.org"},
    {{NULL, "ines.ba@", "ce.0132733a@ ce.0131943s@ referent13@", F "BEN AMOR Inès", "CV.pdf;LM.pdf"},
     "application | micro-structure-rs2026 | 0132733A+0131943S | BEN AMOR/Inès/ines.ba@example.org | exact | cv,letter | opinion | ines.ba@example.org"},
    {{"Paul Roux", "paul.roux@", "ce.0132733a@", "Candidature micro-lycée Artaud", "CV.pdf;LM.pdf"},
     "application | micro-structure-rs2026 | 0132733A | ROUX/Paul/paul.roux@example.org | deviant | cv,letter | opinion | paul.roux@example.org"},
    {{NULL, "principal@", "ce.0131943s@ referent13@", "TR: " F "COSTA Léa", "CV.pdf;Lettre.pdf;Avis du chef d'établissement.pdf", .inner = "Léa Costa|lea.costa@|principal@|" F "COSTA Léa|Bonjour, voici ma candidature."},
     "application | micro-structure-rs2026 | 0131943S | COSTA/Léa/lea.costa@example.org | equivalent forwarded | cv,letter,opinion |  | lea.costa@example.org"},
    {{NULL, "proviseur@", REF, "Avis hiérarchique – DUPONT Marie", "Avis.pdf"},
     "supplement | micro-structure-rs2026 |  | DUPONT/Marie/ | deviant forwarded | opinion | letter,cv | proviseur@example.org"},
    {{NULL, "marie.dupont@", "ce.0132733a@", "Re: " F "DUPONT Marie", "rapport inspection 2023.pdf", .header = "irt=a@b.example"},
     "supplement | micro-structure-rs2026 | 0132733A | DUPONT/Marie/marie.dupont@example.org | equivalent | inspection | letter,cv,opinion | marie.dupont@example.org"},
    {{NULL, REF, "marie.dupont@", "Re: " F "DUPONT Marie", .header = "irt=a@b.example"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "parent@", "ce.0132733a@", "Candidature service civique"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "drh@", "ce.0132733a@", "Candidatures micro-structure : point d'étape"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "prof@", "ce.0132733a@", "Question sur le poste de coordonnateur micro-lycée"}, "unrelated | - |  | // | null |  |  | -"},
    {{NULL, "mailer-daemon@", REF, "Undelivered Mail Returned to Sender", .header = "report=delivery-status"}, "automatic | - |  | // | null |  |  | -"},
    {{NULL, "paul.roux@", "ce.0132733a@", "Réponse automatique : Accusé de réception", .header = "sup=All"}, "automatic | - |  | // | null |  |  | -"},
};

static void
check_rows(const Row *rows, gsize n)
{
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Phrases) phrases = fixture_phrases();
    guint failed = 0;
    for (gsize i = 0; i < n; i++) {
        Message *message = fixture_message(&rows[i].mail);
        RecogniseInput input = {.config = config,
                                .phrases = phrases,
                                .message = message,
                                .received_at = fixture_time(&rows[i].mail)};
        g_autoptr(Recognition) found = recognise(&input);
        g_autofree char *summary = fixture_summary(found);
        if (strcmp(summary, rows[i].expected) != 0) {
            failed++;
            print_message("%s\n  expected %s\n  found    %s\n",
                          rows[i].mail.subject, rows[i].expected, summary);
            for (guint k = 0; k < found->reasons->len; k++)
                print_message("    %s\n", (char *)found->reasons->pdata[k]);
        }
        fixture_message_free(message);
    }
    assert_int_equal(failed, 0);
}

static void
test_contract(void **state)
{
    (void)state;
    check_rows(contract, G_N_ELEMENTS(contract));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_contract)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
