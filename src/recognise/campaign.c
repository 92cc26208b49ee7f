#include "recognise/campaign.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

/* How much each kind of evidence weighs: what the candidate chose to write in
 * the subject outweighs where the mail was sent, and that any word further
 * down. */
enum {
    WEIGHT_FORMAT = 16,
    WEIGHT_SUBJECT_WORDS = 6,
    WEIGHT_POSITION = 5,
    WEIGHT_OFFICE = 5,
    WEIGHT_ADDRESSED = 3,
    WEIGHT_TEXT_WORDS = 2,
    WEIGHT_IN_TIME = 1,
};

/* A campaign goes on a while after closing: late mail is filed, too. */
#define LATE_DAYS 60

void
campaign_evidence_free(CampaignEvidence *evidence)
{
    if (!evidence)
        return;
    subject_match_clear(&evidence->subject);
    g_free(evidence->rest_line);
    lexicon_hits_clear(&evidence->rest_hits);
    g_free(evidence);
}

static gboolean
is_position_address(const CampaignWords *words, const char *address)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);
    return g_hash_table_contains(words->addresses, lower);
}

static gboolean
has_office(const Config *config, const ConfigCampaign *campaign,
           const char *address)
{
    if (text_address_equal(campaign->referent.address, address))
        return TRUE;
    for (const char *const *p = campaign->copies; p && *p; p++) {
        if (text_address_equal(*p, address))
            return TRUE;
    }
    for (const char *const *p = campaign->mailboxes; p && *p; p++) {
        const ConfigMailbox *mailbox = config_find_mailbox(config, *p);
        if (mailbox && text_address_equal(mailbox->address, address))
            return TRUE;
    }
    return FALSE;
}

/* A recipient counts for a campaign as the address of a position, or as an
 * office; as an office of this campaign alone it counts more. */
static void
weigh_recipient(CampaignEvidence *evidence, const Config *config,
                const char *address)
{
    const ConfigCampaign *campaign = evidence->campaign;
    gboolean office = has_office(config, campaign, address);
    gboolean school = is_position_address(evidence->words, address);
    if (!office && !school)
        return;
    evidence->addressed = TRUE;
    /* A school's box gets every mail of the school. Where a campaign has but
     * one position its address is the office that was named for it. */
    if (!office || (school && campaign->n_positions > 1))
        return;
    for (gsize i = 0; i < config->n_campaigns; i++) {
        const ConfigCampaign *other = &config->campaigns[i];
        if (other != campaign && has_office(config, other, address))
            return;
    }
    evidence->addressed_office = TRUE;
}

static gint64
date_seconds(const GDate *date)
{
    g_autoptr(GDateTime) time =
        g_date_time_new_utc(g_date_get_year(date), (gint)g_date_get_month(date),
                            g_date_get_day(date), 0, 0, 0);
    return time ? g_date_time_to_unix(time) : 0;
}

/* To the day: this only separates the campaign of one year from the next. */
static gboolean
is_in_time(const ConfigCampaign *campaign, gint64 when)
{
    if (when <= 0)
        return FALSE;
    gboolean published = g_date_valid(&campaign->published);
    if (published && when < date_seconds(&campaign->published) - 86400)
        return FALSE;
    gint64 end = G_MAXINT64;
    if (campaign->deadline.kind == CONFIG_DEADLINE_DATE)
        end = date_seconds(&campaign->deadline.date);
    else if (campaign->deadline.kind == CONFIG_DEADLINE_DAYS && published)
        end = date_seconds(&campaign->published) +
              campaign->deadline.days * G_GINT64_CONSTANT(86400);
    if (end == G_MAXINT64)
        return published;
    /* Without a publication date a call is a year old at most. */
    gint64 start = end - 400 * G_GINT64_CONSTANT(86400);
    return (published || when > start) &&
           when < end + LATE_DAYS * G_GINT64_CONSTANT(86400);
}

/* The campaign's keywords, its title, and what only its format has. */
static gboolean
subject_tells(const CampaignWords *words, const LexiconHits *hits)
{
    return lexicon_sets_meet(words->lexicon, hits->near, words->own) ||
           lexicon_set_has(hits->near, words->title.number) ||
           lexicon_sets_meet(words->lexicon, hits->exact, words->marks);
}

static gboolean
text_tells(const CampaignWords *words, const LexiconHits *hits)
{
    return lexicon_sets_meet(words->lexicon, hits->exact, words->own) ||
           lexicon_sets_meet(words->lexicon, hits->exact, words->codes) ||
           lexicon_sets_meet(words->lexicon, hits->exact, words->marks);
}

static gboolean
rest_names_position(const CampaignWords *words, const LexiconHits *hits)
{
    return lexicon_sets_meet(words->lexicon, hits->near, words->named) ||
           lexicon_sets_meet(words->lexicon, hits->exact, words->codes);
}

static void
weigh_words(CampaignEvidence *evidence, const MailCase *mail)
{
    const CampaignWords *words = evidence->words;
    evidence->rest_line = words_line(evidence->subject.rest);
    lexicon_look(&evidence->rest_hits, words->lexicon, evidence->rest_line,
                 TRUE);
    evidence->subject_words = subject_tells(words, &mail->subject_hits) ||
                              subject_tells(words, &mail->inner_hits);
    evidence->position_named =
        rest_names_position(words, &evidence->rest_hits) ||
        lexicon_sets_meet(words->lexicon, mail->inner_hits.exact, words->codes);
    evidence->text_words = text_tells(words, &mail->text_hits) ||
                           text_tells(words, &mail->names_hits) ||
                           text_tells(words, &mail->pages_hits);
}

/* The format in the subject, or in that of the mail that is sent on. */
static void
weigh_subject(CampaignEvidence *evidence, const MailCase *mail)
{
    const SenderName *author = mail_case_author(mail);
    subject_match(&evidence->subject, evidence->words, mail->message->subject,
                  author);
    if (evidence->subject.meant || !mail->origin || !mail->origin->subject)
        return;
    g_auto(SubjectMatch) inner = {0};
    subject_match(&inner, evidence->words, mail->origin->subject, author);
    if (!inner.meant)
        return;
    /* The name and the intent are the candidate's; the form shown and judged
     * is that of the mail itself. */
    inner.conformity = evidence->subject.conformity;
    SubjectMatch outer = evidence->subject;
    evidence->subject = inner;
    inner = outer;
}

CampaignEvidence *
campaign_weigh(const MailCase *mail, const ConfigCampaign *campaign)
{
    CampaignEvidence *evidence = g_new0(CampaignEvidence, 1);
    evidence->campaign = campaign;
    evidence->words = recogniser_words(mail->recogniser, campaign);
    weigh_subject(evidence, mail);
    weigh_words(evidence, mail);
    for (guint i = 0; i < mail->recipients->len; i++)
        weigh_recipient(evidence, mail->config, mail->recipients->pdata[i]);
    evidence->in_time = is_in_time(campaign, mail->received_at);
    evidence->score = (evidence->subject.meant ? WEIGHT_FORMAT : 0) +
                      (evidence->subject_words ? WEIGHT_SUBJECT_WORDS : 0) +
                      (evidence->position_named ? WEIGHT_POSITION : 0) +
                      (evidence->addressed_office ? WEIGHT_OFFICE : 0) +
                      (evidence->addressed ? WEIGHT_ADDRESSED : 0) +
                      (evidence->text_words ? WEIGHT_TEXT_WORDS : 0);
    return evidence;
}

gboolean
campaign_is_mentioned(const CampaignEvidence *evidence)
{
    return evidence->subject.meant || evidence->subject_words ||
           evidence->text_words;
}

static int
rank(const CampaignEvidence *evidence)
{
    return 2 * evidence->score + (evidence->in_time ? WEIGHT_IN_TIME : 0);
}

CampaignEvidence *
campaign_choose(const MailCase *mail, const ConfigCampaign **rival)
{
    g_autoptr(CampaignEvidence) best = NULL;
    *rival = NULL;
    for (gsize i = 0; i < mail->config->n_campaigns; i++) {
        g_autoptr(CampaignEvidence) next =
            campaign_weigh(mail, &mail->config->campaigns[i]);
        if (next->score == 0)
            continue;
        if (best && rank(next) == rank(best)) {
            *rival = next->campaign;
            continue;
        }
        if (best && rank(next) < rank(best))
            continue;
        *rival = NULL;
        campaign_evidence_free(best);
        best = g_steal_pointer(&next);
    }
    return g_steal_pointer(&best);
}
