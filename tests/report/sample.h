/* Campaigns made up for tests: any number of dossiers, made as they are walked
 * through, with what strangers write into names and subjects. */
#pragma once

#include "base/config.h"
#include "report/source.h"

#include <string.h>

#define SAMPLE_DAY 86400
/* 2026-05-04 00:00 and 2026-05-20 00:00 in Paris. */
#define SAMPLE_PUBLISHED G_GINT64_CONSTANT(1777845600)
#define SAMPLE_CLOSING G_GINT64_CONSTANT(1779228000)

static const char *const sample_school[] = {"ce.0132733a@example.org", NULL};
static const ConfigPosition sample_positions[] = {
    {"0132733A", "Micro-lycée Antonin Artaud, Marseille", sample_school, NULL},
    {"0130175V", "Micro-lycée Honoré Daumier, Marseille", NULL, NULL},
    {"0133525L", "Micro-lycée Georges Duby, Aix-en-Provence", NULL, NULL},
    {"0131943S", "Micro-collège Pierre Puget, Marseille", NULL, NULL},
};
static const ConfigDocument sample_documents[] = {
    {"letter", "Lettre de motivation", TRUE, NULL},
    {"cv", "Curriculum vitae", TRUE, NULL},
    {"opinion", "Avis du supérieur hiérarchique", TRUE, NULL},
    {"inspection", "Rapport d'inspection", FALSE, NULL},
};

typedef struct {
    Config config;
    ConfigCampaign campaign;
    GTimeZone *zone;
    guint n_dossiers, n_review;
    gboolean hostile; /* names and subjects full of markup */
    ReportPosition positions[4];
    GArray *arrivals;
    ReportSummary summary, others;
    ReportSource source;
} Sample;

static const char *const sample_bounced[] = {"lea.absente@example.test", NULL};

/* What the n-th dossier is: every seventh lacks the opinion, and so on. */
static gboolean
sample_lacks(guint n)
{
    return n % 7 == 3;
}

static guint
sample_position(const Sample *sample, guint n)
{
    return (guint)((guint64)n * 4 / MAX(sample->n_dossiers, 1));
}

static gint64
sample_received(guint n)
{
    guint day = n * 37 % 17 * (n * 11 % 17) / 16;
    return SAMPLE_PUBLISHED + day * SAMPLE_DAY + 8 * 3600 + n % 600 * 60;
}

static void
sample_count(Sample *sample)
{
    guint days[20][4] = {{0}};
    for (guint n = 0; n < sample->n_dossiers; n++) {
        ReportPosition *position =
            &sample->positions[sample_position(sample, n)];
        gint64 received = sample_received(n);
        if (n % 50 == 49)
            position->withdrawn++;
        else if (sample_lacks(n))
            position->incomplete++;
        else
            position->complete++;
        position->opinion += sample_lacks(n) && n % 50 != 49;
        position->late += received >= SAMPLE_CLOSING && n % 50 != 49;
        days[(received - SAMPLE_PUBLISHED) / SAMPLE_DAY]
            [sample_position(sample, n)]++;
    }
    GDate first;
    g_date_clear(&first, 1);
    g_date_set_dmy(&first, 4, G_DATE_MAY, 2026);
    for (guint32 day = 0; day < 20; day++) {
        for (guint p = 0; p < 4; p++) {
            ReportArrivals one = {g_date_get_julian(&first) + day, p,
                                  days[day][p]};
            if (one.count > 0)
                g_array_append_val(sample->arrivals, one);
        }
    }
}

static const ReportSummary *
sample_summary(gpointer data, const ConfigCampaign *campaign, gint64 since,
               gint64 until, GError **error)
{
    Sample *sample = data;
    (void)error;
    for (gsize i = 0; i < 4; i++)
        sample->positions[i].fresh = 0;
    sample->summary.fresh_messages = 0;
    for (guint n = 0; n < sample->n_dossiers; n++) {
        gint64 received = sample_received(n);
        guint fresh = received >= since && received < until ? 1 : 0;
        sample->positions[sample_position(sample, n)].fresh += fresh;
        sample->summary.fresh_messages += fresh;
    }
    return campaign != NULL ? &sample->summary : &sample->others;
}

static const ReportMail sample_mail = {
    .id = 7,
    .kind = "acknowledgement",
    .state = "sent",
    .to = "marie.dupont@example.org",
    .subject = "Votre candidature – accusé de réception",
    .due_at = SAMPLE_PUBLISHED,
    .sent_at = SAMPLE_PUBLISHED + 60,
    .attempts = 1,
};

static gboolean
sample_give(const Sample *sample, const ReportQuery *query, guint n,
            ReportDossierFunc func, gpointer user, GError **error)
{
    static const char *const families[] = {"DUPONT", "D'ALMEIDA", "LE GOFF",
                                           "ÉLUARD", "N'DIAYE"};
    static const char *const lacking[] = {"opinion", NULL};
    static const char *const boxes[] = {"artaud", "referent", NULL};
    gboolean after = query->after_closing;
    gint64 received = sample_received(n);
    if (after && n % 2 == 0)
        received = SAMPLE_CLOSING + n * 60;
    g_autofree char *ref = g_strdup_printf("RS26-%05u", n);
    g_autofree char *given = g_strdup_printf("Marie%u", n);
    const char *evil = "<script>alert('x')</script>\" & =cmd|' /C calc'!A0";
    static const char *const letter[] = {"letter", NULL};
    static const char *const cv[] = {"cv", NULL};
    const ReportDocument documents[] = {
        {letter, sample->hostile ? evil : "lettre.pdf",
         "dossiers/rs2026/0132733A/DUPONT Marie/letter 0123.pdf", NULL, TRUE,
         FALSE, received},
        {cv, "CV Éva.pdf", "dossiers/rs2026/0132733A/DUPONT Marie/cv 4567.pdf",
         "le fichier est une image sans texte", TRUE, TRUE, received},
        {NULL, "macro.docm", NULL, "document contenant des macros", FALSE,
         FALSE, received},
    };
    const ReportMessage message = {
        .message_id = "m1@example.org",
        .sender = "marie.dupont@example.org",
        .subject = sample->hostile
                       ? evil
                       : "Candidature micro-structure RS2026 – DUPONT Marie",
        .file = "dossiers/rs2026/0132733A/DUPONT Marie/mail 89ab.eml",
        .mailboxes = boxes,
        .received_at = received,
        .sent_at = received - 30,
        .late = received >= SAMPLE_CLOSING,
    };
    const ReportEvent events[] = {
        {received, "created", NULL, NULL},
        {received + 86400, "file", NULL, "slaurent"},
    };
    const ReportDossier dossier = {
        .ref = ref,
        .position = sample_positions[sample_position(sample, n)].id,
        .family_name = sample->hostile ? evil : families[n % 5],
        .given_name = given,
        .email = "marie.dupont@example.org",
        .withdrawn = n % 50 == 49,
        .late = received >= SAMPLE_CLOSING,
        .received_at = received,
        .completed_at = after ? SAMPLE_CLOSING + 3600 : received,
        .superior = n % 2 == 0 ? NULL : "principal@example.org",
        .late_sent_at = after && n % 4 == 0 ? SAMPLE_CLOSING - 600 : 0,
        .documents = documents,
        .n_documents = G_N_ELEMENTS(documents),
        .missing = sample_lacks(n) ? lacking : NULL,
        .messages = &message,
        .n_messages = 1,
        .mails = &sample_mail,
        .n_mails = 1,
        .events = events,
        .n_events = G_N_ELEMENTS(events),
    };
    return func(&dossier, user, error);
}

static gboolean
sample_each_dossier(gpointer data, const ReportQuery *query,
                    ReportDossierFunc func, gpointer user, GError **error)
{
    const Sample *sample = data;
    guint given = 0;
    for (guint n = 0; n < sample->n_dossiers; n++) {
        const char *position = sample_positions[sample_position(sample, n)].id;
        if (query->position != NULL && strcmp(query->position, position) != 0)
            continue;
        g_autofree char *ref = g_strdup_printf("RS26-%05u", n);
        if (query->address != NULL &&
            strcmp(query->address, "marie.dupont@example.org") != 0)
            continue;
        if (!query->after_closing && query->until != 0 &&
            (sample_received(n) < query->since ||
             sample_received(n) >= query->until))
            continue;
        if (query->opinion && (!sample_lacks(n) || n % 50 == 49))
            continue;
        if (query->limit != 0 && given++ == query->limit)
            break;
        if (!sample_give(sample, query, n, func, user, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
sample_each_review(gpointer data, const ReportQuery *query,
                   ReportReviewFunc func, gpointer user, GError **error)
{
    const Sample *sample = data;
    static const char *const boxes[] = {"referent", NULL};
    static const char *const reasons[] = {
        "le message est arrivé à l'adresse du micro-lycée Antonin Artaud",
        "son texte nomme le micro-lycée Honoré Daumier", NULL};
    if (query->campaign == NULL ||
        (query->address != NULL &&
         strcmp(query->address, "paul.martin@example.org") != 0))
        return TRUE;
    guint limit = query->limit != 0 ? query->limit : G_MAXUINT;
    for (guint n = 0; n < MIN(sample->n_review, limit); n++) {
        const ReportReview review = {
            .number = n + 101,
            .message_id = "r1@example.org",
            .sender = "paul.martin@example.org",
            .subject = n % 2 == 0 ? "Candidature" : NULL,
            .file = "review/rs2026/0123456789ab.eml",
            .mailboxes = boxes,
            .reasons = reasons,
            .quarantined = n % 5 == 4,
            .received_at = SAMPLE_CLOSING - (sample->n_review - n) * 50000,
        };
        if (!func(&review, user, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
sample_each_mail(gpointer data, const ReportQuery *query, ReportMailFunc func,
                 gpointer user, GError **error)
{
    const Sample *sample = data;
    if (query->campaign == NULL)
        return TRUE;
    for (guint n = 0; n < sample->n_dossiers; n++) {
        ReportMail mail = sample_mail;
        mail.id = n + 1;
        if (n == 0) {
            mail.state = "failed";
            mail.error = "550 5.1.1 adresse inconnue";
            mail.to = "lea.absente@example.test";
        }
        if (query->failed && n > 0)
            break;
        if (!func(&mail, user, error))
            return FALSE;
    }
    return TRUE;
}

static Sample *
sample_new(guint n_dossiers, guint n_review)
{
    Sample *sample = g_new0(Sample, 1);
    sample->n_dossiers = n_dossiers;
    sample->n_review = n_review;
    sample->zone = g_time_zone_new_identifier("Europe/Paris");
    sample->arrivals = g_array_new(FALSE, FALSE, sizeof(ReportArrivals));
    ConfigCampaign *campaign = &sample->campaign;
    campaign->id = "rs2026";
    campaign->title = "Coordonnateur micro-structure RS2026";
    campaign->referent =
        (ConfigPerson){"Sylvie Laurent", "referent13@example.org"};
    campaign->positions = sample_positions;
    campaign->n_positions = G_N_ELEMENTS(sample_positions);
    campaign->documents = sample_documents;
    campaign->n_documents = G_N_ELEMENTS(sample_documents);
    campaign->deadline.kind = CONFIG_DEADLINE_DAYS;
    campaign->deadline.days = 15;
    g_date_set_dmy(&campaign->published, 4, G_DATE_MAY, 2026);
    sample->config.timezone = "Europe/Paris";
    sample->config.campaigns = campaign;
    sample->config.n_campaigns = 1;
    for (gsize i = 0; i < 4; i++) {
        sample->positions[i].id = sample_positions[i].id;
        sample->positions[i].title = sample_positions[i].title;
    }
    sample_count(sample);
    sample->summary = (ReportSummary){
        .campaign = campaign,
        .zone = sample->zone,
        .closing = SAMPLE_CLOSING,
        .positions = sample->positions,
        .n_positions = 4,
        .arrivals =
            (const ReportArrivals *)(gconstpointer)sample->arrivals->data,
        .n_arrivals = sample->arrivals->len,
        .mails = {.sent = n_dossiers > 0 ? n_dossiers - 1 : 0,
                  .failed = n_dossiers > 0 ? 1 : 0},
        .review = n_review,
        .bounced = n_dossiers > 0 ? sample_bounced : sample_bounced + 1,
        .n_bounced = n_dossiers > 0 ? 1 : 0,
    };
    sample->others =
        (ReportSummary){.zone = sample->zone, .closing = G_MAXINT64};
    sample->source = (ReportSource){sample, sample_summary, sample_each_dossier,
                                    sample_each_review, sample_each_mail};
    return sample;
}

static void
sample_free(Sample *sample)
{
    if (sample == NULL)
        return;
    g_time_zone_unref(sample->zone);
    g_array_unref(sample->arrivals);
    g_free(sample);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sample, sample_free)
