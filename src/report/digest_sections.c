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

/* "DUPONT Marie (RS26-00012), Micro-lycée…" */
static char *
name_dossier(const DigestContent *content, const ReportDossier *dossier)
{
    const DigestInput *input = content->input;
    g_autofree char *name = report_dossier_name(dossier);
    const ConfigPosition *position =
        config_find_position(input->campaign, dossier->position);
    if (input->position != NULL)
        return g_strdup_printf("%s (%s)", name, dossier->ref);
    return g_strdup_printf("%s (%s), %s", name, dossier->ref,
                           position != NULL ? position->title
                                            : dossier->position);
}

static gboolean
take_fresh(const ReportDossier *dossier, gpointer user, GError **error)
{
    const Walk *walk = user;
    (void)error;
    g_autofree char *name = name_dossier(walk->content, dossier);
    g_autofree char *missing = report_document_titles(
        walk->content->input->campaign, dossier->missing);
    g_autofree char *state =
        dossier->withdrawn ? digest_phrase(walk->content, "withdrawn", NULL)
        : *missing == '\0' ? digest_phrase(walk->content, "is-complete", NULL)
                           : digest_phrase(walk->content, "lacks", missing);
    g_autofree char *late = dossier->late
                                ? digest_phrase(walk->content, "is-late", NULL)
                                : g_strdup("");
    g_ptr_array_add(walk->list->items,
                    g_strdup_printf("%s\u00A0: %s%s", name, state, late));
    return TRUE;
}

gboolean
digest_add_fresh(DigestContent *content, GError **error)
{
    const DigestInput *input = content->input;
    ReportPosition total = report_total(content->summary);
    digest_add(content, BLOCK_HEADING, digest_phrase(content, "fresh", NULL));
    digest_add(content, BLOCK_PARAGRAPH,
               digest_count(content, "fresh-count", total.fresh));
    if (total.fresh == 0)
        return TRUE;
    Walk walk = {content, digest_add(content, BLOCK_LIST, NULL)};
    ReportQuery query = query_for(content);
    query.since = input->since;
    query.until = input->until;
    if (!input->source->each_dossier(input->source->data, &query, take_fresh,
                                     &walk, error))
        return FALSE;
    add_rest(content, walk.list, total.fresh);
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
    g_autofree char *unknown =
        digest_phrase(walk->content, "outcome-unknown", NULL);
    g_ptr_array_add(
        walk->list->items,
        g_strdup_printf("%s, %s\u00A0: %s", mail->to, mail->subject,
                        mail->error != NULL ? mail->error : unknown));
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
    g_ptr_array_add(walk->list->items, name_dossier(walk->content, dossier));
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
