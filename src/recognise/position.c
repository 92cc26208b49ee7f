#include "recognise/position.h"

#include "base/text.h"
#include "recognise/position_role.h"
#include "recognise/position_text.h"
#include "recognise/words.h"

#include <string.h>

/* ---- addresses ---- */

static void
add_addressed(GPtrArray *found, const CampaignWords *words,
              const char *const *addresses)
{
    g_autoptr(GArray) indices = campaign_words_addressed(words, addresses);
    for (guint i = 0; i < indices->len; i++)
        position_add(
            found, &words->config->positions[g_array_index(indices, guint, i)]);
}

static void
find_by_address(GPtrArray *found, const MailCase *mail,
                const CampaignWords *words)
{
    g_autoptr(GPtrArray) recipients = g_ptr_array_new();
    g_ptr_array_extend(recipients, mail->recipients, NULL, NULL);
    g_ptr_array_add(recipients, NULL);
    add_addressed(found, words, (const char *const *)recipients->pdata);
    /* The school that sends a mail on had received it. */
    if (found->len > 0 || !mail->origin || !mail->from)
        return;
    g_autofree char *sender = g_ascii_strdown(mail->from->address, -1);
    add_addressed(found, words, (const char *const[]){sender, NULL});
}

/* ---- words ---- */

/* Found positions of which the line has the same keywords. */
typedef struct {
    GPtrArray *keywords; /* const KeywordWords*, as they are written */
    gboolean coded;      /* the line has the id, too */
    guint left;          /* how many are not dropped */
} Namesakes;

static void
namesakes_free(gpointer data)
{
    Namesakes *namesakes = data;
    g_ptr_array_unref(namesakes->keywords);
    g_free(namesakes);
}

static Namesakes *
namesakes_new(const PositionWords *position, const LexiconHits *hits)
{
    Namesakes *namesakes = g_new0(Namesakes, 1);
    namesakes->keywords = g_ptr_array_new();
    namesakes->coded = lexicon_set_has(hits->exact, position->id.number);
    for (gsize k = 0; k < position->n_keywords; k++) {
        if (lexicon_set_has(hits->exact, position->keywords[k].number))
            g_ptr_array_add(namesakes->keywords,
                            (gpointer)&position->keywords[k]);
    }
    return namesakes;
}

static char *
namesakes_key(const Namesakes *namesakes)
{
    GString *key = g_string_new(namesakes->coded ? "+" : "-");
    for (guint i = 0; i < namesakes->keywords->len; i++) {
        const KeywordWords *keyword = namesakes->keywords->pdata[i];
        g_string_append(key, keyword->line);
    }
    return g_string_free(key, FALSE);
}

/* For each of the positions found its namesakes, which `all` owns. */
static GPtrArray *
sort_namesakes(GPtrArray *all, const GPtrArray *found,
               const CampaignWords *words, const LexiconHits *hits)
{
    GPtrArray *sorted = g_ptr_array_new();
    g_autoptr(GHashTable) known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < found->len; i++) {
        Namesakes *own =
            namesakes_new(campaign_words_of(words, found->pdata[i]), hits);
        g_autofree char *key = namesakes_key(own);
        Namesakes *same = g_hash_table_lookup(known, key);
        if (same) {
            namesakes_free(own);
        } else {
            same = own;
            g_ptr_array_add(all, own);
            g_hash_table_insert(known, g_steal_pointer(&key), own);
        }
        same->left++;
        g_ptr_array_add(sorted, same);
    }
    return sorted;
}

static gboolean
is_within_any(const KeywordWords *mine, const GPtrArray *keywords)
{
    for (guint i = 0; i < keywords->len; i++) {
        const KeywordWords *other = keywords->pdata[i];
        if (strlen(other->line) > strlen(mine->line) &&
            strstr(other->line, mine->line))
            return TRUE;
    }
    return FALSE;
}

/* TRUE if each keyword in the line lies within a longer one of `rival`:
 * "réseaux Salon, Côte Bleue" is not the trainer of Côte Bleue. */
static gboolean
is_covered(const Namesakes *namesakes, const Namesakes *rival)
{
    for (guint i = 0; i < namesakes->keywords->len; i++) {
        if (!is_within_any(namesakes->keywords->pdata[i], rival->keywords))
            return FALSE;
    }
    return !namesakes->coded;
}

static void
drop_covered(GPtrArray *found, const CampaignWords *words,
             const LexiconHits *hits)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(namesakes_free);
    g_autoptr(GPtrArray) sorted = sort_namesakes(all, found, words, hits);
    for (guint i = found->len; i-- > 0;) {
        Namesakes *own = sorted->pdata[i];
        for (guint k = 0; k < all->len; k++) {
            const Namesakes *rival = all->pdata[k];
            if (rival->left > 0 && is_covered(own, rival) &&
                !is_covered(rival, own)) {
                g_ptr_array_remove_index(found, i);
                own->left--;
                break;
            }
        }
    }
}

/* Keywords near to the line that are those of one position found alone: its
 * position by the text of the keyword, NULL where several have it. */
static GHashTable *
find_owners(const GPtrArray *found, const CampaignWords *words,
            const LexiconHits *hits)
{
    GHashTable *owners = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < found->len; i++) {
        const PositionWords *position =
            campaign_words_of(words, found->pdata[i]);
        for (gsize k = 0; k < position->n_keywords; k++) {
            const KeywordWords *keyword = &position->keywords[k];
            gpointer owner;
            if (!lexicon_set_has(hits->near, keyword->number))
                continue;
            gboolean known = g_hash_table_lookup_extended(owners, keyword->text,
                                                          NULL, &owner);
            if (!known || owner != position)
                g_hash_table_insert(owners, (gpointer)keyword->text,
                                    known ? NULL : (gpointer)position);
        }
    }
    return owners;
}

/* TRUE if some position has no keyword in the line that is its own: "Camargue"
 * alone stands for two. */
static gboolean
is_ambiguous(const GPtrArray *found, const CampaignWords *words,
             const LexiconHits *hits)
{
    g_autoptr(GHashTable) owners = find_owners(found, words, hits);
    for (guint i = 0; i < found->len; i++) {
        const PositionWords *position =
            campaign_words_of(words, found->pdata[i]);
        gboolean own = lexicon_set_has(hits->exact, position->id.number);
        for (gsize k = 0; k < position->n_keywords; k++)
            own |= g_hash_table_lookup(owners, position->keywords[k].text) ==
                   position;
        if (!own)
            return TRUE;
    }
    return FALSE;
}

static void
find_kinds(GPtrArray *found, const CampaignWords *words,
           const LexiconHits *hits)
{
    for (gsize i = 0; i < words->n_positions; i++) {
        if (position_own_kind(hits, words, &words->positions[i]))
            position_add(found, words->positions[i].config);
    }
}

static gboolean
find_by_words(GPtrArray *found, const char *line, const LexiconHits *hits,
              const char *roles, const CampaignWords *words, char **name)
{
    g_autoptr(GArray) bearers = campaign_words_bearers(words, hits->near);
    for (guint i = 0; i < bearers->len; i++) {
        const PositionWords *position =
            &words->positions[g_array_index(bearers, guint, i)];
        if (position_keyword(line, hits, words, position, name))
            position_add(found, position->config);
    }
    if (found->len == 0)
        find_kinds(found, words, hits);
    if (found->len < 2)
        return FALSE;
    position_drop_roles(found, words, roles);
    drop_covered(found, words, hits);
    return found->len > 1 && is_ambiguous(found, words, hits);
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

/* Of the candidate, as far as subject and sender tell. */
static char **
name_words(const MailCase *mail, const CampaignEvidence *evidence)
{
    const PersonName *name = &evidence->subject.name;
    const SenderName *author = mail_case_author(mail);
    if (!name->family)
        name = author->display.family ? &author->display : &author->local;
    return person_words(name->family, name->given);
}

PositionFinding *
position_find(const MailCase *mail, const CampaignEvidence *evidence)
{
    const CampaignWords *words = evidence->words;
    PositionFinding *finding = g_new0(PositionFinding, 1);
    for (int s = 0; s < POSITION_N_SOURCES; s++)
        finding->found[s] = g_ptr_array_new();
    finding->positions = g_ptr_array_new();
    if (words->n_positions == 1) {
        find_single(finding, words->config);
        return finding;
    }
    g_auto(GStrv) name = name_words(mail, evidence);
    find_by_address(finding->found[POSITION_ADDRESS], mail, words);
    g_autofree char *subject =
        g_strconcat(evidence->rest_line, mail->inner_line + 1, NULL);
    g_auto(LexiconHits) hits = {0};
    lexicon_look(&hits, words->lexicon, subject, TRUE);
    g_autofree char *roles = position_role_line(mail, words, subject);
    finding->ambiguous |= find_by_words(finding->found[POSITION_SUBJECT],
                                        subject, &hits, roles, words, name);
    gboolean unclear =
        find_by_words(finding->found[POSITION_FILES], mail->names_line,
                      &mail->names_hits, roles, words, name);
    finding->ambiguous |= unclear && finding->found[POSITION_SUBJECT]->len == 0;
    position_read_texts(finding->found[POSITION_TEXT], mail, words, name);
    if (finding->found[POSITION_TEXT]->len > 1)
        position_drop_roles(finding->found[POSITION_TEXT], words, roles);
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
