#include "outbox/answer_private.h"

#define ID(...) ((char *[]){__VA_ARGS__, NULL})
#define CANDIDATE "marie.dupont@example.org"
#define SUPERIOR "principal@example.org"

/* Tuesday 5 May 2026, 10:12 in Paris, and four weeks later. */
#define IN_TIME 1777968720
#define TOO_LATE (IN_TIME + 28 * 24 * 3600)

static const ConfigPosition positions[] = {
    {"0132733A", "Micro-lycée Antonin Artaud, Marseille",
     (const char *const[]){"ce.0132733a@example.org", NULL}, NULL},
    {"0131943S", "Micro-collège Pierre Puget, Marseille",
     (const char *const[]){"ce.0131943s@example.org", NULL}, NULL},
};

static const ConfigDocument documents[] = {
    {"letter", "Lettre de motivation", TRUE, NULL},
    {"cv", "Curriculum vitae", TRUE, NULL},
    {"opinion", "Avis du supérieur hiérarchique", TRUE, NULL},
};

static const ConfigCampaign campaign = {
    .id = "exemple",
    .title = "Coordonnateur micro-structure RS2026",
    .subject =
        "Candidature micro-structure RS2026 – {family_name} {given_name}",
    .subject_required = TRUE,
    .deadline = {.kind = CONFIG_DEADLINE_DATE,
                 .date = {.julian_days = 0,
                          .julian = 0,
                          .dmy = 1,
                          .day = 19,
                          .month = 5,
                          .year = 2026},
                 .inclusive = TRUE},
    .referent = {"Sylvie Laurent", "referent13@example.org"},
    .contact = "Sylvie Laurent, referent13@example.org",
    .positions = positions,
    .n_positions = G_N_ELEMENTS(positions),
    .documents = documents,
    .n_documents = G_N_ELEMENTS(documents),
    .digest = {.enabled = TRUE, .weekday = 1, .hour = 8},
    .retention_days = 730,
};

const Config answer_sample_config = {
    .timezone = "Europe/Paris",
    .smtp = {.from = "candidatures@example.org",
             .from_name = "Service des candidatures"},
    .limits = {.message_bytes = 50 * 1000 * 1000},
    .campaigns = &campaign,
    .n_campaigns = 1,
};

typedef struct {
    const char *title;
    Verdict verdict;
    guint n_dossiers;
    char **received, **missing;
    gboolean late;
    guint n_positions; /* recognised in a mail for review */
    gboolean no_name, no_campaign, deviant, forwarded, referent_absent;
    gboolean withdrawal, too_large, with_faults;
} Sample;

static const Sample samples[] = {
    {.title = "Dossier incomplet",
     .n_dossiers = 1,
     .received = ID("letter", "cv"),
     .missing = ID("opinion")},
    {.title = "Dossier complet, objet inexact, référent oublié",
     .n_dossiers = 1,
     .received = ID("letter", "cv", "opinion"),
     .deviant = TRUE,
     .referent_absent = TRUE},
    {.title = "Deux postes, transmis par le supérieur, fichiers refusés",
     .n_dossiers = 2,
     .received = ID("opinion"),
     .missing = ID("letter", "cv"),
     .forwarded = TRUE,
     .with_faults = TRUE},
    {.title = "Candidature tardive",
     .n_dossiers = 1,
     .received = ID("letter", "cv"),
     .missing = ID("opinion"),
     .late = TRUE},
    {.title = "Pièce ajoutée, dossier complet",
     .verdict = VERDICT_SUPPLEMENT,
     .n_dossiers = 1,
     .received = ID("letter", "cv", "opinion")},
    {.title = "Pièce ajoutée, dossier incomplet",
     .verdict = VERDICT_SUPPLEMENT,
     .n_dossiers = 1,
     .received = ID("letter", "cv"),
     .missing = ID("opinion")},
    {.title = "Poste non reconnu", .verdict = VERDICT_REVIEW},
    {.title = "Postes contradictoires",
     .verdict = VERDICT_REVIEW,
     .n_positions = 2},
    {.title = "Nom non reconnu",
     .verdict = VERDICT_REVIEW,
     .n_positions = 1,
     .no_name = TRUE},
    {.title = "Appel non reconnu",
     .verdict = VERDICT_REVIEW,
     .no_campaign = TRUE},
    {.title = "Autre motif", .verdict = VERDICT_REVIEW, .n_positions = 1},
    {.title = "Retrait",
     .verdict = VERDICT_REVIEW,
     .n_positions = 1,
     .withdrawal = TRUE},
    {.title = "Message trop volumineux",
     .verdict = VERDICT_REVIEW,
     .too_large = TRUE},
};

static void
add_document(GPtrArray *list, const char *name, const ConfigDocument *kind,
             gboolean accepted, const char *reason)
{
    RecogniseDocument *document = g_new0(RecogniseDocument, 1);
    document->name = g_strdup(name);
    document->kinds = g_ptr_array_new();
    if (kind != NULL)
        g_ptr_array_add(document->kinds, (gpointer)kind);
    document->accepted = accepted;
    document->to_check = accepted && kind == NULL;
    document->reason = g_strdup(reason);
    g_ptr_array_add(list, document);
}

static void
document_free(gpointer data)
{
    RecogniseDocument *document = data;
    g_free(document->name);
    g_ptr_array_unref(document->kinds);
    g_free(document->reason);
    g_free(document);
}

static void
add_documents(GPtrArray *list, const Sample *sample)
{
    add_document(list, "cv.pdf", &documents[1], TRUE, NULL);
    if (!sample->with_faults)
        return;
    add_document(list, "lettre.doc", NULL, FALSE, "ce fichier est illisible");
    add_document(list, "scan001.pdf", NULL, TRUE, NULL);
}

static Dossier *
sample_dossier(const Sample *sample, guint i)
{
    Dossier *dossier = g_new0(Dossier, 1);
    dossier->ref = g_strdup_printf("EXEMPLE-%u", i + 1);
    dossier->campaign = g_strdup(campaign.id);
    dossier->position = g_strdup(positions[i].id);
    dossier->family_name = g_strdup("DUPONT");
    dossier->given_name = g_strdup("Marie");
    dossier->received = g_strdupv(sample->received);
    dossier->missing = g_strdupv(sample->missing);
    return dossier;
}

static Recognition
sample_recognition(const Sample *sample, GPtrArray *files, GPtrArray *places)
{
    static char *links[] = {(char *)"https://partage.example/f/1", NULL};
    for (guint i = 0; i < sample->n_positions; i++)
        g_ptr_array_add(places, (gpointer)&positions[i]);
    add_documents(files, sample);
    return (Recognition){
        .verdict = sample->verdict,
        .campaign = sample->no_campaign ? NULL : &campaign,
        .positions = places,
        .family_name = sample->no_name ? NULL : (char *)"DUPONT",
        .given_name = sample->no_name ? NULL : (char *)"Marie",
        .conformity = sample->deviant ? SUBJECT_DEVIANT : SUBJECT_EXACT,
        .forwarded = sample->forwarded,
        .forwarder = sample->forwarded ? (char *)SUPERIOR : NULL,
        .withdrawal = sample->withdrawal,
        .referent_absent = sample->referent_absent,
        .documents = files,
        .links = sample->with_faults ? links : NULL,
    };
}

static void
preview_one(const Answers *answers, const Sample *sample, GString *text)
{
    g_autoptr(GPtrArray) dossiers =
        g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(document_free);
    g_autoptr(GPtrArray) places = g_ptr_array_new();
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    Recognition recognition = sample_recognition(sample, files, places);
    for (guint i = 0; i < sample->n_dossiers; i++)
        g_ptr_array_add(dossiers, sample_dossier(sample, i));
    AnswerFacts facts = {.recognition = &recognition,
                         .dossiers = dossiers,
                         .recipient = CANDIDATE,
                         .reply_address = "referent13@example.org",
                         .received_at = sample->late ? TOO_LATE : IN_TIME,
                         .too_large = sample->too_large};
    const char *kind = answers_compose(answers, &facts, &subject, &body);
    g_string_append_printf(text, "===== %s (%s)\nSubject: %s\n\n%s\n",
                           sample->title, kind, subject, body);
}

static void
preview_quarantine(const Answers *answers, GString *text)
{
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    const AnswerQuarantine facts = {.campaign = &campaign,
                                    .mailbox = "ce.0132733a@example.org",
                                    .sender = CANDIDATE,
                                    .title = "Candidature",
                                    .received_at = IN_TIME};
    answers_compose_quarantine(answers, &facts, &subject, &body);
    g_string_append_printf(text,
                           "===== Message illisible (alert)\nSubject: %s"
                           "\n\n%s",
                           subject, body);
}

char *
answers_preview(const Phrases *phrases, const char *texts_folder,
                GError **error)
{
    g_autoptr(Answers) answers =
        answers_load(&answer_sample_config, phrases, texts_folder, error);
    if (answers == NULL)
        return NULL;
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(samples); i++)
        preview_one(answers, &samples[i], text);
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    answers_compose_operator(answers, "boîte hors d'atteinte",
                             "La boîte « referent » est hors d'atteinte.",
                             &subject, &body);
    g_string_append_printf(text,
                           "===== Exploitant (operator)\nSubject: %s"
                           "\n\n%s\n",
                           subject, body);
    preview_quarantine(answers, text);
    return g_string_free(text, FALSE);
}
