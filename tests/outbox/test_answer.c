/* The words of every answer: what each must and must not say. */
#include "outbox/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TUESDAY 1777968720 /* 5 May 2026, 10:12 in Paris */
#define CLOSING "mardi 19 mai 2026 à 23 h 59 (heure de Paris)"
#define IDS(...) ((char *[]){__VA_ARGS__, NULL})

static const ConfigPosition POSITIONS[] = {
    {"0132733A", "Micro-lycée Antonin Artaud, Marseille",
     (const char *const[]){"ce.0132733a@ac.example", NULL}, NULL},
    {"0131943S", "Micro-collège Pierre Puget, Marseille",
     (const char *const[]){NULL}, NULL},
};

static const ConfigDocument DOCUMENTS[] = {
    {"letter", "Lettre de motivation", TRUE, NULL},
    {"cv", "Curriculum vitae", TRUE, NULL},
    {"opinion", "Avis du supérieur hiérarchique", TRUE, NULL},
};

static const ConfigCampaign CAMPAIGN = {
    .id = "rs2026",
    .title = "Coordonnateur RS2026",
    .subject = "Candidature RS2026 – {family_name} {given_name}",
    .subject_required = TRUE,
    .referent = {"Sylvie Laurent", "referent13@ac.example"},
    .contact = "Sylvie Laurent, 04 91 99 66 73",
    .positions = POSITIONS,
    .n_positions = 2,
    .documents = DOCUMENTS,
    .n_documents = 3,
    .retention_days = 730,
};

/* One mail; what is not set is as on a good day. */
typedef struct {
    const char *name;
    Verdict verdict;
    char **received, **missing;   /* of the first dossier */
    char **received2, **missing2; /* of the second, where `two` */
    gboolean two, no_deadline, strict, late, deviant, referent_absent;
    gboolean no_campaign, no_name, withdrawal, too_large, links, no_from_name;
    guint n_positions;
    const char *forwarder, *recipient;
    PartState state; /* of a file that was refused, but READABLE */
    gboolean to_check;
    const char *const *says; /* NULL-terminated */
    const char *const *says_not;
} Case;

#define SAYS(...)                                                              \
    .says = (const char *const[])                                              \
    {                                                                          \
        __VA_ARGS__, NULL                                                      \
    }
#define SAYS_NOT(...)                                                          \
    .says_not = (const char *const[])                                          \
    {                                                                          \
        __VA_ARGS__, NULL                                                      \
    }

static const Case CASES[] = {
    {.name = "every item of the contract",
     .received = IDS("letter", "cv"),
     .missing = IDS("opinion"),
     SAYS("Subject: Accusé de réception – Coordonnateur RS2026 – RS-1\n",
          "Madame, Monsieur,\n",
          "la référence suivante :\n\n- RS-1 : "
          "Micro-lycée Antonin Artaud, Marseille\n",
          "Pièces reçues :\n- Lettre de motivation\n- Curriculum vitae\n",
          "Pièce manquante :\n- Avis du supérieur hiérarchique\n",
          "répondez à ce message en joignant la pièce manquante, au plus tard "
          "le " CLOSING ".",
          "referent13@ac.example", "Sylvie Laurent, 04 91 99 66 73",
          "Service responsable : Candidatures.",
          "servent uniquement à examiner les candidatures",
          "conservées deux ans",
          "le mardi 5 mai 2026 à 10 h 12 (heure de Paris)",
          "envoyé directement par celui-ci", "rappelant la référence RS-1"),
     SAYS_NOT("délai de rigueur", "hors délai", "objet précis", "transmise",
              "Dossier RS-1", "lien", "fichier", "complet",
              "toutes les pièces")},
    {.name = "complete",
     .received = IDS("letter", "cv", "opinion"),
     SAYS("comporte toutes les pièces demandées", "au plus tard le " CLOSING),
     SAYS_NOT("manquante", "Pour compléter", "celui-ci")},
    {.name = "nothing could be read",
     .missing = IDS("letter", "cv", "opinion"),
     .state = PART_ENCRYPTED,
     .links = TRUE,
     SAYS("Aucune des pièces demandées", "Pièces manquantes :\n- Lettre",
          "Un fichier n'a pas pu être retenu :\n- « piece.pdf » : ce fichier "
          "est protégé par un mot de passe",
          "lien vers un espace de partage", "les pièces manquantes"),
     SAYS_NOT("Pièces reçues", "Pièce reçue")},
    {.name = "damaged",
     .missing = IDS("cv"),
     .state = PART_DAMAGED,
     SAYS("endommagé ou illisible")},
    {.name = "a program",
     .missing = IDS("cv"),
     .state = PART_REFUSED,
     SAYS("programme, ou document contenant des macros")},
    {.name = "too large a file",
     .missing = IDS("cv"),
     .state = PART_TOO_LARGE,
     SAYS("trop volumineux")},
    {.name = "an empty file",
     .missing = IDS("cv"),
     .state = PART_EMPTY,
     SAYS("ce fichier est vide")},
    {.name = "to be checked",
     .received = IDS("cv"),
     .to_check = TRUE,
     SAYS("sera vérifié :\n- « scan.pdf »\n", "Pièce reçue :\n- Curriculum")},
    {.name = "no deadline",
     .received = IDS("cv"),
     .missing = IDS("letter"),
     .no_deadline = TRUE,
     SAYS("joignant la pièce manquante."),
     SAYS_NOT("au plus tard", "clôture")},
    {.name = "strict",
     .received = IDS("cv"),
     .missing = IDS("letter"),
     .strict = TRUE,
     SAYS("au plus tard le " CLOSING " (délai de rigueur)."),
     SAYS_NOT("hors délai")},
    {.name = "late",
     .received = IDS("cv"),
     .missing = IDS("letter"),
     .late = TRUE,
     SAYS("après la clôture des candidatures, fixée au " CLOSING,
          "la suite qui peut lui être donnée vous sera communiquée",
          "enregistré comme reçu après la clôture"),
     SAYS_NOT("au plus tard", "rigueur")},
    {.name = "late and strict",
     .received = IDS("cv"),
     .late = TRUE,
     .strict = TRUE,
     SAYS("délai de rigueur", "n'est en principe pas examinée"),
     SAYS_NOT("la suite qui peut", "au plus tard")},
    {.name = "two positions alike",
     .received = IDS("cv"),
     .missing = IDS("letter", "opinion"),
     .received2 = IDS("cv"),
     .missing2 = IDS("letter", "opinion"),
     .two = TRUE,
     SAYS(" – RS-1, RS-2\n", "les références suivantes, une pour chaque poste",
          "- RS-1 : Micro-lycée Antonin Artaud, Marseille\n"
          "- RS-2 : Micro-collège Pierre Puget, Marseille\n",
          "compléter vos dossiers", "les pièces manquantes",
          "les références RS-1, RS-2"),
     SAYS_NOT("Dossier RS-1 (")},
    {.name = "two positions that differ",
     .received = IDS("cv", "letter", "opinion"),
     .received2 = IDS("cv"),
     .missing2 = IDS("letter"),
     .two = TRUE,
     SAYS("Dossier RS-1 (Micro-lycée Antonin Artaud, Marseille) :\n"
          "Pièces reçues :\n- Curriculum vitae\n- Lettre de motivation\n"
          "- Avis du supérieur hiérarchique\nCe dossier comporte toutes",
          "Dossier RS-2 (Micro-collège Pierre Puget, Marseille) :\n"
          "Pièce reçue :\n- Curriculum vitae\nPièce manquante :\n- Lettre"),
     SAYS_NOT("Vos dossiers comportent", "Aucune des pièces")},
    {.name = "subject to be recalled",
     .received = IDS("cv"),
     .deviant = TRUE,
     SAYS("objet précis", "\nCandidature RS2026 – DUPONT Marie\n")},
    {.name = "referent left out",
     .received = IDS("cv"),
     .referent_absent = TRUE,
     SAYS("aux deux adresses", "Sylvie Laurent en a connaissance",
          "en copie l'adresse referent13@ac.example")},
    {.name = "through the superior, answered to the candidate",
     .received = IDS("cv"),
     .forwarder = "principal@ac.example",
     SAYS("Votre candidature a été reçue",
          "transmise par principal@ac.example.")},
    {.name = "through the superior, answered to the superior",
     .received = IDS("cv"),
     .forwarder = "principal@ac.example",
     .recipient = "Principal@ac.example",
     SAYS("La candidature de Marie DUPONT, que vous nous avez transmise"),
     SAYS_NOT("Votre candidature a été", "transmise par")},
    {.name = "no name of the sender",
     .received = IDS("cv"),
     .no_from_name = TRUE,
     SAYS("Service responsable : candidatures@ac.example.")},
    {.name = "supplement completes",
     .verdict = VERDICT_SUPPLEMENT,
     .received = IDS("letter", "cv", "opinion"),
     SAYS("Subject: Votre dossier est complet – ",
          "Votre message du mardi 5 mai", "à votre dossier :\n\n- RS-1 : ",
          "Pièce ajoutée :\n- Curriculum vitae\n",
          "comporte désormais toutes les pièces"),
     SAYS_NOT("manquante", "Pour compléter")},
    {.name = "supplement, still incomplete",
     .verdict = VERDICT_SUPPLEMENT,
     .received = IDS("cv"),
     .missing = IDS("letter", "opinion"),
     .late = TRUE,
     SAYS("Subject: Pièces reçues pour votre dossier – ",
          "Pièces encore manquantes :\n- Lettre de motivation\n- Avis",
          "Il nous est parvenu après la clôture"),
     SAYS_NOT("toutes les pièces")},
    {.name = "supplement of the superior's",
     .verdict = VERDICT_SUPPLEMENT,
     .received = IDS("opinion"),
     .missing = IDS("cv"),
     .forwarder = "principal@ac.example",
     SAYS("que principal@ac.example nous a adressé le mardi 5 mai 2026"),
     SAYS_NOT("Votre message du")},
    {.name = "which position",
     .verdict = VERDICT_REVIEW,
     SAYS("Subject: Votre candidature : une précision est nécessaire – "
          "Coordonnateur RS2026\n",
          "- quel poste vous demandez\n", "avec toutes ses pièces",
          "\nCandidature RS2026 – DUPONT Marie\n",
          "- Micro-lycée Antonin Artaud, Marseille : ce.0132733a@ac.example\n"
          "- Micro-collège Pierre Puget, Marseille : referent13@ac.example\n",
          "Date limite d'envoi : " CLOSING, "Données personnelles"),
     SAYS_NOT("nom et prénom", "à quel appel", "Accusé")},
    {.name = "positions that contradict each other",
     .verdict = VERDICT_REVIEW,
     .n_positions = 2,
     SAYS("en désigne plusieurs (Micro-lycée Antonin Artaud, Marseille ; "
          "Micro-collège Pierre Puget, Marseille)")},
    {.name = "which name",
     .verdict = VERDICT_REVIEW,
     .n_positions = 1,
     .no_name = TRUE,
     SAYS("- vos nom et prénom\n", "\nCandidature RS2026 – NOM Prénom\n",
          "Adresse d'envoi (avec en copie referent13@ac.example) :\n"
          "- Micro-lycée"),
     SAYS_NOT("quel poste", "Puget")},
    {.name = "which campaign",
     .verdict = VERDICT_REVIEW,
     .no_campaign = TRUE,
     SAYS("- à quel appel à candidatures vous répondez\n",
          "Appel à candidatures en cours :\n- Coordonnateur RS2026 : "
          "referent13@ac.example",
          "en écrivant à referent13@ac.example"),
     SAYS_NOT("{", "Date limite", "Pour toute question")},
    {.name = "something else",
     .verdict = VERDICT_REVIEW,
     .n_positions = 1,
     SAYS("Subject: Votre message a été reçu – ", "va l'examiner"),
     SAYS_NOT("renvoyer")},
    {.name = "withdrawal",
     .verdict = VERDICT_REVIEW,
     .n_positions = 1,
     .withdrawal = TRUE,
     .late = TRUE,
     SAYS("Subject: Votre demande de retrait", "enregistrera ce retrait",
          "S'il s'agit d'une erreur"),
     SAYS_NOT("Merci de renvoyer", "clôture", "Date limite", "va l'examiner")},
    {.name = "too large",
     .verdict = VERDICT_REVIEW,
     .too_large = TRUE,
     SAYS("Subject: Votre message est trop volumineux", "(50 Mo)",
          "Date limite d'envoi"),
     SAYS_NOT("quel poste")},
    {.name = "too large and late",
     .verdict = VERDICT_REVIEW,
     .too_large = TRUE,
     .late = TRUE,
     SAYS("closes depuis le " CLOSING " :"),
     SAYS_NOT("Date limite")},
};

static ConfigCampaign
campaign_of(const Case *c)
{
    ConfigCampaign campaign = CAMPAIGN;
    if (c->no_deadline)
        return campaign;
    campaign.deadline.kind = CONFIG_DEADLINE_DATE;
    campaign.deadline.inclusive = TRUE;
    campaign.deadline.strict = c->strict;
    g_date_clear(&campaign.deadline.date, 1);
    g_date_set_dmy(&campaign.deadline.date, 19, 5, 2026);
    return campaign;
}

static Dossier
dossier_of(gboolean second, char **received, char **missing)
{
    return (Dossier){.ref = (char *)(second ? "RS-2" : "RS-1"),
                     .campaign = (char *)"rs2026",
                     .position = (char *)POSITIONS[second ? 1 : 0].id,
                     .family_name = (char *)"DUPONT",
                     .given_name = (char *)"Marie",
                     .received = received,
                     .missing = missing};
}

/* cv.pdf was taken; perhaps a file was refused, another is to be checked. */
static void
compose(const Answers *answers, const Config *config, const Case *c,
        char **subject, char **body)
{
    g_autoptr(GPtrArray) cv = g_ptr_array_new();
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_autoptr(GPtrArray) positions = g_ptr_array_new();
    g_autoptr(GPtrArray) dossiers = g_ptr_array_new();
    MessagePart part = {.state = c->state};
    RecogniseDocument taken = {
        .name = (char *)"cv.pdf", .kinds = cv, .accepted = TRUE};
    RecogniseDocument refused = {
        .name = (char *)"piece.pdf", .kinds = none, .part = &part};
    RecogniseDocument unsure = {.name = (char *)"scan.pdf",
                                .kinds = none,
                                .accepted = TRUE,
                                .to_check = TRUE};
    Dossier first = dossier_of(FALSE, c->received, c->missing);
    Dossier second = dossier_of(TRUE, c->received2, c->missing2);
    g_ptr_array_add(cv, (gpointer)&DOCUMENTS[1]);
    g_ptr_array_add(files, &taken);
    if (c->state != PART_READABLE)
        g_ptr_array_add(files, &refused);
    if (c->to_check)
        g_ptr_array_add(files, &unsure);
    for (guint i = 0; i < c->n_positions; i++)
        g_ptr_array_add(positions, (gpointer)&POSITIONS[i]);
    if (c->verdict != VERDICT_REVIEW)
        g_ptr_array_add(dossiers, &first);
    if (c->two)
        g_ptr_array_add(dossiers, &second);
    Recognition recognition = {
        .verdict = c->verdict,
        .campaign = c->no_campaign ? NULL : &config->campaigns[0],
        .positions = positions,
        .documents = files,
        .family_name = (char *)(c->no_name ? NULL : "DUPONT"),
        .given_name = (char *)(c->no_name ? NULL : "Marie"),
        .conformity = c->deviant ? SUBJECT_DEVIANT : SUBJECT_EXACT,
        .forwarder = (char *)c->forwarder,
        .withdrawal = c->withdrawal,
        .referent_absent = c->referent_absent,
        .links = c->links ? IDS((char *)"https://x.example") : NULL};
    AnswerFacts facts = {
        .recognition = &recognition,
        .dossiers = dossiers,
        .recipient = c->recipient != NULL ? c->recipient : "marie@b.example",
        .reply_address = "referent13@ac.example",
        .received_at = TUESDAY + (c->late ? 28 * 24 * 3600 : 0),
        .too_large = c->too_large};
    const char *kind = answers_compose(answers, &facts, subject, body);
    assert_string_equal(kind, c->verdict == VERDICT_REVIEW ? "receipt"
                                                           : "acknowledgement");
}

/* What no mail may have, whatever it says. */
static void
check_form(const Case *c, const char *text)
{
    static const char *const never[] = {
        "{",    "}",       "\n\n\n", "mail.", " \n",    " ,", "  ",
        " .\n", ":\n\n\n", "(s)",    "1 pi",  "(null)", "''"};
    for (gsize i = 0; i < G_N_ELEMENTS(never); i++)
        if (strstr(text, never[i]) != NULL)
            fail_msg("%s: has \"%s\":\n%s", c->name, never[i], text);
    assert_true(g_utf8_validate(text, -1, NULL));
}

static void
check_case(const Phrases *phrases, const Case *c)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    ConfigCampaign campaign = campaign_of(c);
    Config config = {
        .timezone = "Europe/Paris",
        .smtp = {.from = "candidatures@ac.example",
                 .from_name = c->no_from_name ? "" : "Candidatures"},
        .limits = {.message_bytes = 50000000},
        .campaigns = &campaign,
        .n_campaigns = 1};
    g_autoptr(Answers) answers = answers_load(&config, phrases, "conf", &error);
    if (answers == NULL)
        fail_msg("%s", error->message);
    compose(answers, &config, c, &subject, &body);
    g_autofree char *text = g_strdup_printf("Subject: %s\n\n%s", subject, body);
    check_form(c, text);
    for (const char *const *p = c->says; *p != NULL; p++)
        if (strstr(text, *p) == NULL)
            fail_msg("%s: lacks \"%s\":\n%s", c->name, *p, text);
    for (const char *const *p = c->says_not; p != NULL && *p != NULL; p++)
        if (strstr(text, *p) != NULL)
            fail_msg("%s: says \"%s\":\n%s", c->name, *p, text);
}

static void
test_answers(void **state)
{
    (void)state;
    g_autoptr(Phrases) phrases = phrases_load("conf", NULL);
    assert_non_null(phrases);
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++)
        check_case(phrases, &CASES[i]);
}

static void
test_retention_in_words(void **state)
{
    (void)state;
    static const struct {
        guint days;
        const char *words;
    } cases[] = {
        {365, "conservées un an à"},     {730, "conservées deux ans à"},
        {90, "conservées trois mois à"}, {30, "conservées un mois à"},
        {1, "conservées un jour à"},     {100, "conservées 100 jours à"},
        {7300, "conservées 20 ans à"},
    };
    g_autoptr(Phrases) phrases = phrases_load("conf", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ConfigCampaign campaign = CAMPAIGN;
        campaign.retention_days = cases[i].days;
        Config config = {.timezone = "Europe/Paris",
                         .smtp = {.from = "a@ac.example"},
                         .campaigns = &campaign,
                         .n_campaigns = 1};
        g_autofree char *subject = NULL;
        g_autofree char *body = NULL;
        g_autoptr(Answers) answers =
            answers_load(&config, phrases, "conf", NULL);
        Case c = {.received = IDS("cv"), .no_deadline = TRUE};
        compose(answers, &config, &c, &subject, &body);
        assert_non_null(strstr(body, cases[i].words));
    }
}

static void
test_preview(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Phrases) phrases = phrases_load("conf", NULL);
    g_autofree char *text = answers_preview(phrases, "conf", &error);
    if (text == NULL)
        fail_msg("%s", error->message);
    static const char *const kinds[] = {
        "===== Dossier incomplet (acknowledgement)\nSubject: Accusé",
        "===== Pièce ajoutée, dossier complet (acknowledgement)",
        "===== Retrait (receipt)", "(operator)\nSubject: [dossierd] "};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        assert_non_null(strstr(text, kinds[i]));
    assert_null(strchr(text, '{'));
    assert_null(answers_preview(phrases, "/nonexistent", &error));
    assert_non_null(error);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_retention_in_words),
        cmocka_unit_test(test_preview),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
