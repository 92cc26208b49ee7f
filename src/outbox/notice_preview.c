#include "outbox/answer_private.h"
#include "outbox/notice_private.h"

#define MAILBOX "referent13@example.org"

/* Tuesday 12 May 2026, 8:00 in Paris; closing is a week later. */
#define A_WEEK_BEFORE 1778565600
#define AFTER_CLOSING 1779228000

typedef struct {
    const char *title;
    NoticeKind kind;
    gboolean for_position;
    guint complete, incomplete, opinion, late; /* of the first position */
    guint review;
} Sample;

static const Sample samples[] = {
    {"Alerte au référent, aucun dossier", NOTICE_ALERT, FALSE, 0, 0, 0, 0, 0},
    {"Alerte au référent, quelques dossiers", NOTICE_ALERT, FALSE, 2, 2, 1, 0,
     3},
    {"Alerte à un établissement, un dossier", NOTICE_ALERT, TRUE, 0, 1, 0, 0,
     0},
    {"Alerte à un établissement, quelques dossiers", NOTICE_ALERT, TRUE, 3, 2,
     2, 0, 0},
    {"Alerte au référent, quarante dossiers", NOTICE_ALERT, FALSE, 20, 12, 8, 0,
     1},
    {"Bilan au référent", NOTICE_CLOSING, FALSE, 2, 1, 1, 1, 1},
    {"Bilan au référent, quarante dossiers", NOTICE_CLOSING, FALSE, 20, 12, 8,
     0, 0},
    {"Bilan à un établissement", NOTICE_CLOSING, TRUE, 1, 1, 1, 0, 0},
    {"Bilan à un établissement, aucun dossier", NOTICE_CLOSING, TRUE, 0, 0, 0,
     0, 0},
};

static const char *const names[] = {"DUPONT Marie", "MARTIN Paul",
                                    "N'GUESSAN Zoé", "LE GOFF Yann"};

static NoticeEntry *
sample_entry(const NoticeCount *count, guint number)
{
    NoticeEntry *entry = g_new0(NoticeEntry, 1);
    entry->position = count->position;
    entry->ref = g_strdup_printf("EXEMPLE-%04u", number + 1);
    entry->name = g_strdup(names[number % G_N_ELEMENTS(names)]);
    return entry;
}

static void
add_entries(NoticeState *state, NoticeList list, const NoticeCount *count,
            guint number, const char *missing)
{
    for (guint i = 0; i < number; i++) {
        NoticeEntry *entry = sample_entry(count, state->lists[list]->len);
        gboolean is_opinion = g_strcmp0(missing, "opinion") == 0;
        entry->missing = g_strsplit(missing, " ", -1);
        entry->complete = *missing == '\0';
        entry->late = state->counts->late > 0 && entry->complete && i == 0;
        entry->received_at = AFTER_CLOSING + 600;
        entry->sent_at = entry->late ? AFTER_CLOSING - 600 : 0;
        entry->unreachable = !entry->complete && !is_opinion && i == 1;
        entry->superior =
            is_opinion && i == 0 ? g_strdup("principal@example.org") : NULL;
        g_ptr_array_add(state->lists[list], entry);
    }
}

static void
fill_state(NoticeState *state, const Sample *sample)
{
    const ConfigCampaign *campaign = state->campaign;
    state->position = sample->for_position ? &campaign->positions[0] : NULL;
    state->n_counts = sample->for_position ? 1 : campaign->n_positions;
    state->counts = g_new0(NoticeCount, state->n_counts);
    for (gsize i = 0; i < N_NOTICE_LISTS; i++)
        state->lists[i] =
            g_ptr_array_new_with_free_func((GDestroyNotify)notice_entry_free);
    for (gsize i = 0; i < state->n_counts; i++) {
        NoticeCount *count = &state->counts[i];
        count->position = &campaign->positions[i];
        /* The last of several positions has drawn nobody yet. */
        if (i > 0)
            continue;
        count->complete = sample->complete;
        count->incomplete = sample->incomplete;
        count->opinion = sample->opinion;
        count->late = sample->late;
        add_entries(state, NOTICE_ALL, count, sample->complete, "");
        add_entries(state, NOTICE_ALL, count, sample->incomplete, "letter cv");
        add_entries(state, NOTICE_ALL, count, sample->opinion, "opinion");
        add_entries(state, NOTICE_INCOMPLETE, count, sample->incomplete,
                    "letter opinion");
        add_entries(state, NOTICE_OPINION, count, sample->opinion, "opinion");
    }
    state->review = sample->review;
    state->review_since = A_WEEK_BEFORE - 3 * 24 * 3600;
}

static void
append_mail(GString *text, const char *title, const char *kind,
            const char *subject, const char *body)
{
    g_string_append_printf(text, "===== %s (%s)\nSubject: %s\n\n%s\n", title,
                           kind, subject, body);
}

static void
preview_one(const NoticeTexts *texts, const Sample *sample, GString *text)
{
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    gboolean alert = sample->kind == NOTICE_ALERT;
    g_auto(NoticeState) state = {.campaign = answer_sample_config.campaigns,
                                 .now = alert ? A_WEEK_BEFORE : AFTER_CLOSING};
    fill_state(&state, sample);
    notice_compose(texts, sample->kind, &state, &subject, &body);
    append_mail(text, sample->title, alert ? "alert" : "closing", subject,
                body);
}

static Dossier *
sample_dossier(guint number, const char *missing)
{
    const ConfigCampaign *campaign = answer_sample_config.campaigns;
    Dossier *dossier = g_new0(Dossier, 1);
    dossier->ref = g_strdup_printf("EXEMPLE-%04u", number + 1);
    dossier->campaign = g_strdup(campaign->id);
    dossier->position = g_strdup(campaign->positions[number].id);
    dossier->missing = g_strsplit(missing, " ", -1);
    return dossier;
}

static void
preview_reminder(const Answers *answers, const char *title, const char *first,
                 const char *second, GString *text)
{
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    g_autoptr(GPtrArray) dossiers =
        g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
    g_ptr_array_add(dossiers, sample_dossier(0, first));
    if (second != NULL)
        g_ptr_array_add(dossiers, sample_dossier(1, second));
    answers_compose_reminder(answers, dossiers, "marie.dupont@example.org",
                             MAILBOX, A_WEEK_BEFORE, &subject, &body);
    append_mail(text, title, "reminder", subject, body);
}

static void
add_retained(RetentionState *state, guint number)
{
    RetentionEntry *entry = g_new0(RetentionEntry, 1);
    entry->ref = g_strdup_printf("EXEMPLE-%04u", number + 1);
    entry->name = g_strdup(names[number]);
    entry->last_contact = AFTER_CLOSING + (gint64)number * 24 * 3600;
    g_ptr_array_add(state->entries, entry);
}

static void
preview_retention(const RetentionTexts *texts, const char *title,
                  guint dossiers, guint asides, GString *text)
{
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    g_auto(RetentionState) state = {.campaign = answer_sample_config.campaigns,
                                    .entries = g_ptr_array_new_with_free_func(
                                        (GDestroyNotify)retention_entry_free),
                                    .dossiers = dossiers,
                                    .asides = asides,
                                    .first_contact = AFTER_CLOSING};
    for (guint i = 0; i < dossiers; i++)
        add_retained(&state, i);
    retention_compose(texts, &state, &subject, &body);
    append_mail(text, title, "alert", subject, body);
}

char *
notices_preview(const Phrases *phrases, const char *texts_folder,
                GError **error)
{
    g_autoptr(Answers) answers =
        answers_load(&answer_sample_config, phrases, texts_folder, error);
    g_autoptr(NoticeTexts) texts =
        answers != NULL ? notice_texts_load(&answer_sample_config, phrases,
                                            texts_folder, error)
                        : NULL;
    g_autoptr(RetentionTexts) retention =
        texts != NULL ? retention_texts_load(&answer_sample_config, phrases,
                                             texts_folder, error)
                      : NULL;
    if (retention == NULL)
        return NULL;
    GString *text = g_string_new(NULL);
    preview_reminder(answers, "Rappel, une pièce", "opinion", NULL, text);
    preview_reminder(answers, "Rappel, deux postes", "letter cv", "letter cv",
                     text);
    preview_reminder(answers, "Rappel, deux postes, pièces différentes",
                     "opinion", "letter cv", text);
    for (gsize i = 0; i < G_N_ELEMENTS(samples); i++)
        preview_one(texts, &samples[i], text);
    preview_retention(retention, "Fin de conservation, un dossier", 1, 0, text);
    preview_retention(retention, "Fin de conservation, plusieurs dossiers", 3,
                      2, text);
    preview_retention(retention, "Fin de conservation, aucun dossier", 0, 1,
                      text);
    return g_string_free(text, FALSE);
}
