#include "recognise/position.h"

#include "base/text.h"
#include "recognise/position_role.h"
#include "recognise/position_text.h"
#include "recognise/words.h"

#include <string.h>

/* ---- addresses ---- */

/* "ce.0132733a@" is that school's box whatever the domain. */
static gboolean
address_has_code(const char *address, const char *id)
{
    if (!text_is_uai(id))
        return FALSE;
    const char *at = strchr(address, '@');
    g_autofree char *local =
        at ? g_strndup(address, (gsize)(at - address)) : g_strdup(address);
    g_autofree char *line = words_line(local);
    return words_has_keyword(line, id);
}

static gboolean
is_address_of(const ConfigPosition *position, const char *address)
{
    return (position->addresses &&
            g_strv_contains(position->addresses, address)) ||
           address_has_code(address, position->id);
}

static void
find_by_address(GPtrArray *found, const MailCase *mail,
                const ConfigCampaign *campaign)
{
    for (gsize i = 0; i < campaign->n_positions; i++) {
        for (guint k = 0; k < mail->recipients->len; k++) {
            if (is_address_of(&campaign->positions[i],
                              mail->recipients->pdata[k]))
                position_add(found, &campaign->positions[i]);
        }
    }
    /* The school that sends a mail on had received it. */
    if (found->len > 0 || !mail->origin || !mail->from)
        return;
    g_autofree char *sender = g_ascii_strdown(mail->from->address, -1);
    for (gsize i = 0; i < campaign->n_positions; i++) {
        if (is_address_of(&campaign->positions[i], sender))
            position_add(found, &campaign->positions[i]);
    }
}

/* ---- words ---- */

/* TRUE if each keyword of `position` in the line lies within a longer one of
 * `rival`: "réseaux Salon, Côte Bleue" is not the trainer of Côte Bleue. */
static gboolean
is_covered(const ConfigPosition *position, const ConfigPosition *rival,
           const char *line)
{
    for (const char *const *p = position->keywords; p && *p; p++) {
        if (!words_has_keyword(line, *p))
            continue;
        g_autofree char *mine = words_line(*p);
        gboolean covered = FALSE;
        for (const char *const *q = rival->keywords; q && *q; q++) {
            g_autofree char *other = words_line(*q);
            covered |= strlen(other) > strlen(mine) && strstr(other, mine) &&
                       words_has_keyword(line, *q);
        }
        if (!covered)
            return FALSE;
    }
    return !words_has_keyword(line, position->id);
}

static void
drop_covered(GPtrArray *found, const char *line)
{
    for (guint i = found->len; i-- > 0;) {
        const ConfigPosition *position = found->pdata[i];
        for (guint k = 0; k < found->len; k++) {
            const ConfigPosition *rival = found->pdata[k];
            if (rival != position && is_covered(position, rival, line) &&
                !is_covered(rival, position, line)) {
                g_ptr_array_remove_index(found, i);
                break;
            }
        }
    }
}

/* TRUE if some position has no keyword in the line that is its own: "Camargue"
 * alone stands for two. */
static gboolean
is_ambiguous(const GPtrArray *found, const char *line)
{
    for (guint i = 0; i < found->len; i++) {
        const ConfigPosition *position = found->pdata[i];
        gboolean own = words_has_keyword(line, position->id);
        for (const char *const *p = position->keywords; p && *p; p++) {
            gboolean shared = FALSE;
            for (guint k = 0; k < found->len; k++) {
                const ConfigPosition *other = found->pdata[k];
                if (other != position && other->keywords)
                    shared |= g_strv_contains(other->keywords, *p);
            }
            own |= !shared && words_resembles_keyword(line, *p);
        }
        if (!own)
            return TRUE;
    }
    return FALSE;
}

static gboolean
find_by_words(GPtrArray *found, const char *line, const char *roles,
              const ConfigCampaign *campaign, const PersonName *name)
{
    for (gsize i = 0; i < campaign->n_positions; i++) {
        if (position_keyword(line, campaign, &campaign->positions[i], name,
                             TRUE))
            position_add(found, &campaign->positions[i]);
    }
    for (gsize i = 0; i < campaign->n_positions && found->len == 0; i++) {
        if (position_own_kind(line, campaign, &campaign->positions[i]))
            position_add(found, &campaign->positions[i]);
    }
    if (found->len < 2)
        return FALSE;
    position_drop_roles(found, roles);
    drop_covered(found, line);
    return found->len > 1 && is_ambiguous(found, line);
}

/* ---- together ---- */

static gboolean
is_subset(const GPtrArray *a, const GPtrArray *b)
{
    for (guint i = 0; i < a->len; i++) {
        if (!g_ptr_array_find((GPtrArray *)b, a->pdata[i], NULL))
            return FALSE;
    }
    return TRUE;
}

static void
add_all(GPtrArray *to, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++)
        position_add(to, from->pdata[i]);
}

/* The first source in words that says anything. */
static const GPtrArray *
said(const PositionFinding *finding)
{
    const GPtrArray *found = finding->found[POSITION_SUBJECT];
    for (int s = POSITION_FILES; s <= POSITION_TEXT && found->len == 0; s++)
        found = finding->found[s];
    return found;
}

static void
combine(PositionFinding *finding)
{
    const GPtrArray *addressed = finding->found[POSITION_ADDRESS];
    const GPtrArray *subject = finding->found[POSITION_SUBJECT];
    const GPtrArray *files = finding->found[POSITION_FILES];
    const GPtrArray *words = said(finding);
    add_all(finding->positions, addressed);
    add_all(finding->positions, words);
    if (addressed->len > 0 && words->len > 0 && !is_subset(words, addressed) &&
        !is_subset(addressed, words))
        finding->contradiction = TRUE;
    if (subject->len > 0 && files->len > 0 && addressed->len == 0 &&
        !is_subset(files, subject) && !is_subset(subject, files)) {
        finding->contradiction = TRUE;
        add_all(finding->positions, files);
    }
    /* Addresses settle what one word leaves open. */
    if (finding->ambiguous && addressed->len > 0 &&
        is_subset(addressed, words)) {
        finding->ambiguous = FALSE;
        g_ptr_array_set_size(finding->positions, 0);
        add_all(finding->positions, addressed);
    }
    finding->certain = finding->positions->len > 0 && !finding->ambiguous &&
                       !finding->contradiction;
}

static void
find_single(PositionFinding *finding, const ConfigCampaign *campaign)
{
    finding->single = TRUE;
    finding->certain = TRUE;
    position_add(finding->positions, &campaign->positions[0]);
}

PositionFinding *
position_find(const MailCase *mail, const CampaignEvidence *evidence)
{
    const ConfigCampaign *campaign = evidence->campaign;
    PositionFinding *finding = g_new0(PositionFinding, 1);
    for (int s = 0; s < POSITION_N_SOURCES; s++)
        finding->found[s] = g_ptr_array_new();
    finding->positions = g_ptr_array_new();
    if (campaign->n_positions == 1) {
        find_single(finding, campaign);
        return finding;
    }
    const PersonName *name = &evidence->subject.name;
    const SenderName *author = mail_case_author(mail);
    if (!name->family)
        name = author->display.family ? &author->display : &author->local;
    find_by_address(finding->found[POSITION_ADDRESS], mail, campaign);
    g_autofree char *rest = words_line(evidence->subject.rest);
    g_autofree char *inner =
        words_line(mail->origin ? mail->origin->subject : NULL);
    g_autofree char *subject = g_strconcat(rest, inner + 1, NULL);
    g_autofree char *roles = position_role_line(mail, campaign, subject);
    finding->ambiguous |= find_by_words(finding->found[POSITION_SUBJECT],
                                        subject, roles, campaign, name);
    gboolean unclear = find_by_words(finding->found[POSITION_FILES],
                                     mail->names_line, roles, campaign, name);
    finding->ambiguous |= unclear && finding->found[POSITION_SUBJECT]->len == 0;
    position_read_texts(finding->found[POSITION_TEXT], mail, campaign, name);
    if (finding->found[POSITION_TEXT]->len > 1)
        position_drop_roles(finding->found[POSITION_TEXT], roles);
    combine(finding);
    return finding;
}

void
position_finding_free(PositionFinding *finding)
{
    if (!finding)
        return;
    for (int s = 0; s < POSITION_N_SOURCES; s++)
        g_ptr_array_unref(finding->found[s]);
    g_ptr_array_unref(finding->positions);
    g_free(finding);
}
