#include "report/digest_content.h"

#include "report/words.h"

/* Entries of a list before the rest is only counted. */
#define SHOWN 20

static void
add_rest(const DigestContent *content, Block *list, guint total)
{
    if (total <= list->items->len)
        return;
    g_ptr_array_add(list->items, digest_count(content, "and-more",
                                              total - list->items->len));
}

typedef struct {
    const DigestContent *content;
    Block *list;
} Walk;

static ReportQuery
query_for(const DigestContent *content)
{
    const DigestInput *input = content->input;
    return (ReportQuery){
        .campaign = input->campaign->id,
        .position = input->position != NULL ? input->position->id : NULL,
        .brief = TRUE,
        .limit = SHOWN,
    };
}

static const char *
title_of(const DigestContent *content, const ReportDossier *dossier)
{
    const ConfigPosition *position =
        config_find_position(content->input->campaign, dossier->position);
    return position != NULL ? position->title : dossier->position;
}

/* "DUPONT Marie (RS26-00012)" */
static char *
name_alone(const ReportDossier *dossier)
{
    g_autofree char *name = report_dossier_name(dossier);
    return g_strdup_printf("%s (%s)", name, dossier->ref);
}

/* "DUPONT Marie (RS26-00012), Micro-lycée…"; a school knows which it is. */
static char *
name_dossier(const DigestContent *content, const ReportDossier *dossier)
{
    g_autofree char *name = name_alone(dossier);
    if (content->input->position != NULL)
        return g_steal_pointer(&name);
    return g_strdup_printf("%s, %s", name, title_of(content, dossier));
}

static guint
count_missing(const ReportDossier *dossier)
{
    guint count = 0;
    while (dossier->missing != NULL && dossier->missing[count] != NULL)
        count++;
    return count;
}

/* "dossier incomplet, pièces manquantes : …" */
static char *
state_of(const DigestContent *content, const ReportDossier *dossier)
{
    guint lacks = count_missing(dossier);
    g_autofree char *missing =
        report_document_titles(content->input->campaign, dossier->missing);
    g_autofree char *state =
        dossier->withdrawn ? digest_phrase(content, "withdrawn", NULL)
        : lacks == 0       ? digest_phrase(content, "is-complete", NULL)
        : lacks == 1       ? digest_phrase(content, "lacks-1", missing)
                           : digest_phrase(content, "lacks-n", missing);
    if (!dossier->late)
        return g_steal_pointer(&state);
    g_autofree char *late = digest_phrase(content, "is-late", NULL);
    return g_strdup_printf("%s %s", state, late);
}

static gboolean
take_fresh(const ReportDossier *dossier, gpointer user, GError **error)
{
    const Walk *walk = user;
    const DigestContent *content = walk->content;
    (void)error;
    g_autofree char *name = name_alone(dossier);
    g_autofree char *whole = name_dossier(content, dossier);
    g_autofree char *state = state_of(content, dossier);
    const char *title = title_of(content, dossier);
    gboolean is_school = content->input->position != NULL;
    const char *cells[] = {name, is_school ? state : title,
                           is_school ? NULL : state, NULL};
    digest_add_row(walk->list, cells,
                   g_strdup_printf("%s\u00A0: %s", whole, state));
    return TRUE;
}

gboolean
digest_add_fresh(DigestContent *content, GError **error)
{
    static const char *const whole_keys[] = {
        "column-candidate", "column-position", "column-state", NULL};
    static const char *const school_keys[] = {"column-candidate",
                                              "column-state", NULL};
    const DigestInput *input = content->input;
    ReportPosition total = report_total(content->summary);
    digest_add(content, BLOCK_HEADING, digest_phrase(content, "fresh", NULL));
    digest_add(content, BLOCK_PARAGRAPH,
               digest_count(content,
                            input->since > 0 ? "fresh-count" : "fresh-first",
                            total.fresh));
    if (total.fresh == 0)
        return TRUE;
    Walk walk = {
        content,
        digest_add_table(content, NULL,
                         input->position == NULL ? whole_keys : school_keys)};
    ReportQuery query = query_for(content);
    query.since = input->since;
    query.until = input->until;
    if (!input->source->each_dossier(input->source->data, &query, take_fresh,
                                     &walk, error))
        return FALSE;
    if (total.fresh > walk.list->rows->len)
        digest_add(content, BLOCK_PARAGRAPH,
                   digest_count(content, "fresh-more",
                                total.fresh - walk.list->rows->len));
    return TRUE;
}

/* Both instants where the sender gave one before closing: the referent is to
 * decide. */
static gboolean
take_late(const ReportDossier *dossier, gpointer user, GError **error)
{
    const Walk *walk = user;
    const DigestContent *content = walk->content;
    GTimeZone *zone = content->summary->zone;
    (void)error;
    g_autofree char *name = name_dossier(content, dossier);
    g_autofree char *at = words_instant(
        dossier->late ? dossier->received_at : dossier->completed_at, zone);
    g_autofree char *what = digest_phrase(
        content, dossier->late ? "late-received" : "late-completed", at);
    g_autofree char *sent_at = words_instant(dossier->late_sent_at, zone);
    g_autofree char *sent = dossier->late_sent_at != 0
                                ? digest_phrase(content, "late-sent", sent_at)
                                : NULL;
    g_ptr_array_add(walk->list->items,
                    g_strdup_printf("%s\u00A0: %s%s%s", name, what,
                                    sent != NULL ? ", " : "",
                                    sent != NULL ? sent : ""));
    return TRUE;
}

gboolean
digest_add_late(DigestContent *content, GError **error)
{
    const DigestInput *input = content->input;
    if (input->until < content->summary->closing)
        return TRUE;
    ReportQuery query = query_for(content);
    query.after_closing = TRUE;
    query.since = input->since;
    query.until = input->until;
    guint heading = content->blocks->len;
    digest_add(content, BLOCK_HEADING,
               digest_phrase(content, "after-closing", NULL));
    Walk walk = {content, digest_add(content, BLOCK_LIST, NULL)};
    if (!input->source->each_dossier(input->source->data, &query, take_late,
                                     &walk, error))
        return FALSE;
    if (walk.list->items->len == 0)
        g_ptr_array_set_size(content->blocks, (gint)heading);
    else if (walk.list->items->len == SHOWN)
        g_ptr_array_add(walk.list->items,
                        digest_phrase(content, "late-more", NULL));
    return TRUE;
}

static gboolean
take_review(const ReportReview *review, gpointer user, GError **error)
{
    const Walk *walk = user;
    const DigestContent *content = walk->content;
    (void)error;
    guint days = words_days_between(review->received_at, content->input->until,
                                    content->summary->zone);
    g_autofree char *waiting = digest_count(content, "waiting", days);
    g_autofree char *untitled = digest_phrase(content, "no-subject", NULL);
    gboolean has_subject = review->subject != NULL && *review->subject != '\0';
    const char *subject = has_subject ? review->subject : untitled;
    const char *reason = review->reasons != NULL && review->reasons[0] != NULL
                             ? review->reasons[0]
                             : NULL;
    g_ptr_array_add(
        walk->list->items,
        g_strdup_printf("%s, %s, %s%s%s",
                        review->sender != NULL ? review->sender : "—", subject,
                        waiting, reason != NULL ? "\u00A0: " : "",
                        reason != NULL ? reason : ""));
    return TRUE;
}

gboolean
digest_add_review(DigestContent *content, GError **error)
{
    const DigestInput *input = content->input;
    guint total = content->summary->review + content->summary->stray;
    digest_add(content, BLOCK_HEADING, digest_phrase(content, "review", NULL));
    digest_add(content, BLOCK_PARAGRAPH,
               digest_count(content, "review-count", total));
    if (total == 0)
        return TRUE;
    Walk walk = {content, digest_add(content, BLOCK_LIST, NULL)};
    ReportQuery query = query_for(content);
    query.stray = TRUE;
    if (!input->source->each_review(input->source->data, &query, take_review,
                                    &walk, error))
        return FALSE;
    add_rest(content, walk.list, total);
    return TRUE;
}

static gboolean
take_failed(const ReportMail *mail, gpointer user, GError **error)
{
    const Walk *walk = user;
    (void)error;
    g_autofree char *outcome =
        words_outcome(walk->content->input->phrases, mail->state, mail->error);
    g_ptr_array_add(walk->list->items,
                    g_strdup_printf("%s, %s%s%s", mail->to, mail->subject,
                                    outcome != NULL ? "\u00A0: " : "",
                                    outcome != NULL ? outcome : ""));
    return TRUE;
}

static void
add_bounced(DigestContent *content)
{
    const ReportSummary *summary = content->summary;
    if (summary->n_bounced == 0)
        return;
    digest_add(content, BLOCK_PARAGRAPH,
               digest_count(content, "bounced", summary->n_bounced));
    Block *list = digest_add(content, BLOCK_LIST, NULL);
    for (gsize i = 0; i < SHOWN && summary->bounced[i] != NULL; i++)
        g_ptr_array_add(list->items, g_strdup(summary->bounced[i]));
    add_rest(content, list, summary->n_bounced);
}

gboolean
digest_add_failed(DigestContent *content, GError **error)
{
    const DigestInput *input = content->input;
    const ReportMailCounts *mails = &content->summary->mails;
    guint total = mails->failed + mails->unknown;
    if (total + content->summary->n_bounced == 0)
        return TRUE;
    digest_add(content, BLOCK_HEADING, digest_phrase(content, "failed", NULL));
    if (total > 0) {
        digest_add(content, BLOCK_PARAGRAPH,
                   digest_count(content, "failed-count", total));
        Walk walk = {content, digest_add(content, BLOCK_LIST, NULL)};
        ReportQuery query = query_for(content);
        query.failed = TRUE;
        if (!input->source->each_mail(input->source->data, &query, take_failed,
                                      &walk, error))
            return FALSE;
        add_rest(content, walk.list, total);
    }
    add_bounced(content);
    return TRUE;
}

static gboolean
take_opinion(const ReportDossier *dossier, gpointer user, GError **error)
{
    const Walk *walk = user;
    (void)error;
    g_autofree char *name = name_dossier(walk->content, dossier);
    if (dossier->superior == NULL) {
        g_ptr_array_add(walk->list->items, g_steal_pointer(&name));
        return TRUE;
    }
    g_autofree char *superior =
        digest_phrase(walk->content, "sent-on-by", dossier->superior);
    g_ptr_array_add(walk->list->items,
                    g_strdup_printf("%s %s", name, superior));
    return TRUE;
}

gboolean
digest_add_opinions(DigestContent *content, GError **error)
{
    const DigestInput *input = content->input;
    ReportPosition total = report_total(content->summary);
    if (total.opinion == 0)
        return TRUE;
    digest_add(content, BLOCK_HEADING,
               digest_phrase(content, "opinions", NULL));
    digest_add(content, BLOCK_PARAGRAPH,
               digest_count(content, "opinions-count", total.opinion));
    Walk walk = {content, digest_add(content, BLOCK_LIST, NULL)};
    ReportQuery query = query_for(content);
    query.opinion = TRUE;
    if (!input->source->each_dossier(input->source->data, &query, take_opinion,
                                     &walk, error))
        return FALSE;
    add_rest(content, walk.list, total.opinion);
    return TRUE;
}
