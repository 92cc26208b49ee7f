#include "recognise/known.h"

#include "base/text.h"

#include <string.h>

#define MAX_TOKENS 40

static KnownFinding *
finding_new(void)
{
    KnownFinding *finding = g_new0(KnownFinding, 1);
    finding->dossiers = g_ptr_array_new();
    return finding;
}

void
known_finding_free(KnownFinding *finding)
{
    if (!finding)
        return;
    g_ptr_array_unref(finding->dossiers);
    g_free(finding);
}

static void
take(KnownFinding *finding, GPtrArray *dossiers, KnownLink link)
{
    g_ptr_array_unref(finding->dossiers);
    finding->dossiers = dossiers;
    if (dossiers->len > 0)
        finding->link = link;
}

static gboolean
ask_thread(KnownFinding *finding, const MailCase *mail,
           const KnownLookup *known)
{
    const Message *message = mail->message;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (char **id = message->references; id && *id; id++)
        g_ptr_array_add(ids, *id);
    if (message->in_reply_to)
        g_ptr_array_add(ids, message->in_reply_to);
    if (ids->len == 0)
        return FALSE;
    g_ptr_array_add(ids, NULL);
    take(finding,
         known->by_message_ids(known->data, (const char *const *)ids->pdata),
         KNOWN_THREAD);
    return finding->dossiers->len > 0;
}

/* A word that may be a reference: capitals, digits, hyphens, with a digit. */
static gboolean
is_reference(const char *word)
{
    gsize n = strlen(word);
    return n >= 6 && n <= 40 && strpbrk(word, "0123456789") &&
           strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == n;
}

static gboolean
ask_reference(KnownFinding *finding, const char *text, const KnownLookup *known)
{
    g_auto(GStrv) words =
        g_strsplit_set(text ? text : "", " \t\r\n,;:.()[]«»\"'", -1);
    guint asked = 0;
    for (char **word = words; *word && asked < MAX_TOKENS; word++) {
        if (!is_reference(*word))
            continue;
        asked++;
        take(finding, known->by_reference(known->data, *word), KNOWN_REFERENCE);
        if (finding->dossiers->len > 0)
            return TRUE;
    }
    return FALSE;
}

KnownFinding *
known_by_thread(const MailCase *mail, const KnownLookup *known)
{
    KnownFinding *finding = finding_new();
    if (known && !ask_thread(finding, mail, known) &&
        !ask_reference(finding, mail->message->subject, known))
        ask_reference(finding, mail->text, known);
    return finding;
}

/* Does the mail itself show that the other address is the same person's? A CV
 * often carries it, a copy goes there, and a dossier without address
 * contradicts nothing. */
static gboolean
shows_address(const MailCase *mail, const char *address)
{
    if (!address || !*address || mail_case_is_to(mail, address))
        return TRUE;
    g_autofree char *lower = g_ascii_strdown(address, -1);
    g_autofree char *body =
        g_ascii_strdown(mail->message->text ? mail->message->text : "", -1);
    if (strstr(body, lower))
        return TRUE;
    for (guint i = 0; i < mail->message->parts->len; i++) {
        const MessagePart *part = mail->message->parts->pdata[i];
        for (char **page = part->pages; page && *page; page++) {
            g_autofree char *text = g_ascii_strdown(*page, -1);
            if (strstr(text, lower))
                return TRUE;
        }
    }
    return FALSE;
}

/* One person's dossiers, and the candidate's. A superior's mail seldom tells
 * the candidate's address: then the dossiers must agree among themselves. */
static gboolean
is_same_person(const MailCase *mail, const CandidateFinding *candidate,
               const KnownFinding *finding)
{
    const char *address = candidate->email;
    for (guint i = 0; i < finding->dossiers->len; i++) {
        const KnownDossier *dossier = finding->dossiers->pdata[i];
        if (address && !text_address_equal(address, dossier->email) &&
            !shows_address(mail, dossier->email))
            return FALSE;
        address = address ? address : dossier->email;
    }
    return TRUE;
}

/* A couple or a family with one mailbox: the given names tell them apart. A
 * changed family name does not make another person. */
static void
drop_other_people(KnownFinding *finding, const CandidateFinding *candidate)
{
    const char *given = candidate->name.given;
    for (guint i = finding->dossiers->len; candidate->certain && i-- > 0;) {
        const KnownDossier *dossier = finding->dossiers->pdata[i];
        if (dossier->given_name &&
            !person_name_agrees("x", given, "x", dossier->given_name))
            g_ptr_array_remove_index(finding->dossiers, i);
    }
    if (finding->dossiers->len == 0)
        finding->link = KNOWN_NOTHING;
}

KnownFinding *
known_by_candidate(const MailCase *mail, const ConfigCampaign *campaign,
                   const CandidateFinding *candidate, const KnownLookup *known)
{
    KnownFinding *finding = finding_new();
    if (!known)
        return finding;
    if (candidate->email)
        take(finding,
             known->by_address(known->data, campaign->id, candidate->email),
             KNOWN_CANDIDATE);
    drop_other_people(finding, candidate);
    if (finding->dossiers->len > 0 || !candidate->name.family)
        return finding;
    g_autofree char *family = text_fold(candidate->name.family);
    g_autofree char *given =
        candidate->name.given ? text_fold(candidate->name.given) : NULL;
    take(finding, known->by_name(known->data, campaign->id, family, given),
         KNOWN_CANDIDATE);
    if (finding->dossiers->len > 0 && !is_same_person(mail, candidate, finding))
        finding->link = KNOWN_NAMESAKE;
    return finding;
}

gboolean
known_has_position(const KnownFinding *finding, const char *position)
{
    for (guint i = 0; i < finding->dossiers->len; i++) {
        const KnownDossier *dossier = finding->dossiers->pdata[i];
        if (g_strcmp0(dossier->position, position) == 0)
            return TRUE;
    }
    return FALSE;
}
