/* What the file of a campaign as a whole must keep. */
#include "base/config_private.h"

#include "base/text.h"

static void
check_deadline_date(ConfigLoader *loader, const ConfigCampaign *campaign)
{
    const ConfigDeadline *deadline = &campaign->deadline;
    if (g_date_valid(&campaign->published) && g_date_valid(&deadline->date) &&
        g_date_compare(&deadline->date, &campaign->published) < 0)
        config_fault(loader, &deadline->date,
                     "the deadline is before the day of publication; correct "
                     "date or published");
}

static void
check_deadline_days(ConfigLoader *loader, const ConfigCampaign *campaign)
{
    const ConfigDeadline *deadline = &campaign->deadline;
    if (!config_was_given(loader, &campaign->published))
        config_fault(loader, &deadline->days,
                     "days_after_publication without published; add "
                     "published = \"YYYY-MM-DD\"; to the campaign");
    if (config_was_given(loader, &deadline->inclusive))
        config_fault(loader, &deadline->inclusive,
                     "inclusive goes with date only, the last of "
                     "days_after_publication always counts; leave it out");
}

static void
check_deadline(ConfigLoader *loader, ConfigCampaign *campaign)
{
    ConfigDeadline *deadline = &campaign->deadline;
    gboolean days = config_was_given(loader, &deadline->days);
    gboolean date = config_was_given(loader, &deadline->date);
    if (days && date) {
        config_fault(loader, &deadline->date,
                     "the deadline has both date and days_after_publication; "
                     "leave one of them out");
    } else if (date) {
        deadline->kind = CONFIG_DEADLINE_DATE;
        check_deadline_date(loader, campaign);
    } else if (days) {
        deadline->kind = CONFIG_DEADLINE_DAYS;
        check_deadline_days(loader, campaign);
    } else if (config_was_given(loader, deadline)) {
        config_fault(loader, deadline,
                     "the deadline has no day; write deadline = { date = "
                     "\"YYYY-MM-DD\"; };, or leave deadline out");
    } else if (deadline->strict) {
        config_fault(loader, &deadline->strict,
                     "strict_deadline without deadline; add deadline = { date "
                     "= \"YYYY-MM-DD\"; };, or leave it out");
    }
}

static void
check_subject(ConfigLoader *loader, const ConfigCampaign *campaign)
{
    if (campaign->subject_required &&
        !config_was_given(loader, &campaign->subject))
        config_fault(loader, &campaign->subject_required,
                     "subject_required without subject; add subject = "
                     "\"Candidature … – {family_name} {given_name}\";");
}

/* Two names that differ in case alone would be one folder on Windows. */
static gboolean
is_same_id(const char *a, const char *b)
{
    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

static void
check_addresses(ConfigLoader *loader, const ConfigPosition *first,
                const ConfigPosition *second)
{
    for (const char *const *p = second->addresses; *p; p++) {
        if (!g_strv_contains(first->addresses, *p))
            continue;
        config_fault(loader, p,
                     "address %s is claimed by position \"%s\" already; give "
                     "it to one of the two, or to none where they share a "
                     "mailbox",
                     *p, first->id ? first->id : "");
    }
}

static void
check_positions(ConfigLoader *loader, const ConfigCampaign *campaign)
{
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const ConfigPosition *second = &campaign->positions[i];
        for (gsize j = 0; j < i; j++) {
            const ConfigPosition *first = &campaign->positions[j];
            if (is_same_id(first->id, second->id))
                config_fault(loader, &second->id,
                             "a second position has the id \"%s\"; give each "
                             "position an id of its own",
                             second->id);
            check_addresses(loader, first, second);
        }
    }
}

static void
check_documents(ConfigLoader *loader, const ConfigCampaign *campaign)
{
    for (gsize i = 0; i < campaign->n_documents; i++) {
        const ConfigDocument *second = &campaign->documents[i];
        for (gsize j = 0; j < i; j++) {
            if (is_same_id(campaign->documents[j].id, second->id))
                config_fault(loader, &second->id,
                             "a second document has the id \"%s\"; give each "
                             "document an id of its own",
                             second->id);
        }
    }
}

/* The nearest name, for a misspelt one. */
static const char *
nearest_mailbox(const Config *config, const char *name)
{
    const char *nearest = "NAME";
    double best = 0;
    for (gsize i = 0; i < config->n_mailboxes; i++) {
        const char *known = config->mailboxes[i].name;
        double similarity = known ? text_similarity(known, name) : 0;
        if (similarity <= best)
            continue;
        best = similarity;
        nearest = known;
    }
    return nearest;
}

/* An answer to our mail goes to the first mailbox of the list: without one
 * that is watched, the missing piece of a candidate would never be seen. */
static void
check_mailboxes(ConfigLoader *loader, const ConfigCampaign *campaign)
{
    const Config *config = &loader->owner->config;
    gboolean given = config_was_given(loader, &campaign->mailboxes);
    if (!*campaign->mailboxes)
        config_fault(
            loader, given ? (gconstpointer)&campaign->mailboxes : &campaign->id,
            "no mailbox is watched for this campaign, so that a "
            "candidate who answers would not be heard; write "
            "mailboxes = [ \"NAME\" ]; with a name of dossierd.conf");
    for (const char *const *p = campaign->mailboxes; *p; p++) {
        if (!config_find_mailbox(config, *p))
            config_fault(loader, p,
                         "mailbox \"%s\" is not configured in dossierd.conf; "
                         "write \"%s\", or add it there",
                         *p, nearest_mailbox(config, *p));
        for (const char *const *q = campaign->mailboxes; q < p; q++) {
            if (g_str_equal(*q, *p))
                config_fault(loader, p,
                             "mailbox \"%s\" is listed twice; "
                             "remove one",
                             *p);
        }
    }
}

static void
default_contact(ConfigLoader *loader, ConfigCampaign *campaign)
{
    const ConfigPerson *referent = &campaign->referent;
    if (campaign->contact || !referent->address)
        return;
    campaign->contact =
        referent->name
            ? config_keep(loader, g_strdup_printf("%s, %s", referent->name,
                                                  referent->address))
            : referent->address;
}

void
config_check_campaign(ConfigLoader *loader, ConfigCampaign *campaign)
{
    check_deadline(loader, campaign);
    check_subject(loader, campaign);
    check_positions(loader, campaign);
    check_documents(loader, campaign);
    check_mailboxes(loader, campaign);
    default_contact(loader, campaign);
    campaign->digest.enabled =
        config_was_given(loader, &campaign->digest.weekday);
}
