/* Pieces by their names and by their text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/document.h"
#include "recognise/document_kind.h"
#include "recognise/letter.h"
#include "recognise/mail_fixture.c.h"

typedef struct {
    const char *text;
    const char *kinds;
} Row;

static const Row names[] = {
    {"CV.pdf", "cv"},
    {"cv.PDF", "cv"},
    {"CV_Dupont.pdf", "cv"},
    {"CV-Dupont-Marie.docx", "cv"},
    {"CVDupont.pdf", "cv"},
    {"cvmariedupont.pdf", "cv"},
    {"C.V. Marie Dupont.pdf", "cv"},
    {"CV2026.pdf", "cv"},
    {"Mon CV à jour.pdf", "cv"},
    {"Curriculum Vitae.odt", "cv"},
    {"Curiculum vitae.pdf", "cv"},
    {"curriculum.pdf", "cv"},
    {"CV Europass.pdf", "cv"},
    {"DUPONT Marie CV.pdf", "cv"},
    {"Lettre.pdf", "letter"},
    {"Lettre de motivation.pdf", "letter"},
    {"lettre_motivation_dupont.pdf", "letter"},
    {"LettreMotivation.pdf", "letter"},
    {"lettredemotivation.pdf", "letter"},
    {"LM.pdf", "letter"},
    {"LM_Dupont.pdf", "letter"},
    {"LM2026.pdf", "letter"},
    {"Letre de motivaton.pdf", "letter"},
    {"motivation.docx", "letter"},
    {"Motivations Dupont.pdf", "letter"},
    {"Lettre micro-lycée Artaud.pdf", "letter"},
    {"CV et lettre de motivation.pdf", "letter+cv"},
    {"CV + LM.pdf", "letter+cv"},
    {"CV_LM_Avis.pdf", "letter+cv+opinion"},
    {"Avis.pdf", "opinion"},
    {"Avis hiérarchique.pdf", "opinion"},
    {"avis_hierarchique_signe.pdf", "opinion"},
    {"Avis du chef d'établissement.pdf", "opinion"},
    {"Avis Principal.pdf", "opinion"},
    {"AVIS PROVISEUR DUPONT.pdf", "opinion"},
    {"Avis favorable.pdf", "opinion"},
    {"rapport inspection 2023.pdf", "inspection"},
    {"Rapport d'inspection.pdf", "inspection"},
    {"RapportInspection.pdf", "inspection"},
    {"inspection_2019.pdf", "inspection"},
    {"Compte rendu rendez-vous de carrière.pdf", "inspection"},
    {"rdv carrière 2022.pdf", "inspection"},
    {"Avis et rapport d'inspection.pdf", "opinion+inspection"},
    /* something else */
    {"Avis d'imposition 2025.pdf", ""},
    {"Lettre de recommandation.pdf", ""},
    {"Rapport d'activité.pdf", ""},
    {"Rapport de stage.pdf", ""},
    {"attestation.pdf", ""},
    {"diplome master.pdf", ""},
    {"document1.pdf", ""},
    {"scan0001.pdf", ""},
    {"dossier complet.pdf", ""},
    {"Candidature DUPONT Marie.pdf", ""},
    {"logo.png", ""},
    {"image001.png", ""},
    {"RIB.pdf", ""},
    {"Carte identité.pdf", ""},
    {"recvoir.pdf", ""},
};

#define LETTER                                                                 \
    "Marie Dupont\n12 rue des Lilas\n\nObjet : candidature au poste de "       \
    "coordonnateur\n\nMadame, Monsieur,\nJ'ai l'honneur de vous adresser ma "  \
    "candidature. Mon parcours et mes compétences me permettent de m'investir" \
    ". Vous trouverez mon curriculum vitae, l'avis de mon supérieur "          \
    "hiérarchique et mon dernier rapport d'inspection.\nJe vous prie d'agréer" \
    " mes salutations distinguées.\nMarie Dupont"
#define CV                                                                     \
    "Marie DUPONT\nNée le 3 mai 1980\n\nExpérience professionnelle\n2010-2020" \
    " professeure de lettres\n\nFormation\nMaster MEEF\n\nLangues\nAnglais"

static const Row texts[] = {
    {LETTER, "letter"},
    {CV, "cv"},
    {"CURRICULUM VITAE\nMarie DUPONT\nDiplômes\n2004 Licence", "cv"},
    {"Avis du supérieur hiérarchique\nMadame Dupont est une enseignante "
     "investie. Avis très favorable.\nLe principal",
     "opinion"},
    {"Monsieur le recteur,\nj'émets un avis très favorable à la candidature "
     "de Mme Dupont. Je vous prie d'agréer mes salutations distinguées.\n"
     "Le proviseur",
     "opinion"},
    {"RAPPORT D'INSPECTION\nSéance observée : français, 4e\nAppréciation "
     "générale : très bonne maîtrise.\nL'inspecteur d'académie",
     "inspection"},
    {"Compte rendu de rendez-vous de carrière\nProfesseur certifié",
     "inspection"},
    {"Menu de la cantine\nLundi : carottes râpées", ""},
    {"Attestation d'assurance\nNous certifions que Mme Dupont est assurée.",
     ""},
};

static char *
join_kinds(const ConfigCampaign *campaign, const char *text, gboolean page)
{
    GString *out = g_string_new(NULL);
    g_autofree char *line = page ? NULL : document_label_line(text);
    for (gsize i = 0; i < campaign->n_documents; i++) {
        const ConfigDocument *kind = &campaign->documents[i];
        gboolean has = page
                           ? document_kind_in_page(kind, text) >= DOCUMENT_SURE
                           : document_kind_in_name(kind, line);
        if (has)
            g_string_append_printf(out, "%s%s", out->len > 0 ? "+" : "",
                                   kind->id);
    }
    return g_string_free(out, FALSE);
}

static void
check_rows(const Row *rows, gsize n, gboolean page)
{
    g_autoptr(Config) config = fixture_config();
    const ConfigCampaign *campaign =
        config_find_campaign(config, "micro-structure-rs2026");
    guint failed = 0;
    for (gsize i = 0; i < n; i++) {
        g_autofree char *found = join_kinds(campaign, rows[i].text, page);
        if (strcmp(found, rows[i].kinds) == 0)
            continue;
        failed++;
        print_message("%s\n  expected \"%s\", found \"%s\"\n", rows[i].text,
                      rows[i].kinds, found);
    }
    assert_int_equal(failed, 0);
}

static void
test_names(void **state)
{
    (void)state;
    check_rows(names, G_N_ELEMENTS(names), FALSE);
}

static void
test_texts(void **state)
{
    (void)state;
    check_rows(texts, G_N_ELEMENTS(texts), TRUE);
}

static void
test_body_letter(void **state)
{
    (void)state;
    assert_false(letter_is_letter(
        "Bonjour,\nveuillez trouver ci-joint ma candidature : lettre de "
        "motivation, CV et avis de mon chef d'établissement.\nJe reste à votre "
        "disposition pour un entretien.\nCordialement,\nMarie Dupont"));
    assert_true(letter_is_letter(
        "Madame, Monsieur,\n\nactuellement professeure de lettres au collège "
        "Jean Moulin, je souhaite vous faire part de ma candidature au poste "
        "de coordonnatrice du micro-lycée Artaud. Depuis quinze ans, "
        "j'accompagne des élèves fragiles et j'ai construit avec mes "
        "collègues un projet de prévention du décrochage. Cette expérience "
        "m'a appris à travailler en équipe, à écouter les familles et à "
        "adapter mes cours aux besoins de chacun. J'ai animé pendant trois "
        "ans le groupe de prévention du décrochage de mon établissement et "
        "suivi plusieurs formations sur le sujet. Ma motivation est entière "
        "et mes compétences sont au service des jeunes que la structure "
        "accueille. Je serais heureuse de vous exposer mon projet lors d'un "
        "entretien.\n\nJe vous prie d'agréer, Madame, Monsieur, l'expression "
        "de mes salutations distinguées.\n\nMarie Dupont"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_body_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
