#include "recognise/position.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

/* Words before the name of a school that tell whether the sentence is about
 * the post applied for or about where somebody works. */
#define WINDOW_WORDS 12

static void
add_once(GPtrArray *positions, const ConfigPosition *position)
{
    if (!g_ptr_array_find(positions, position, NULL))
        g_ptr_array_add(positions, (gpointer)position);
}

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
                add_once(found, &campaign->positions[i]);
        }
    }
    /* The school that sends a mail on had received it. */
    if (found->len > 0 || !mail->origin || !mail->from)
        return;
    g_autofree char *sender = g_ascii_strdown(mail->from->address, -1);
    for (gsize i = 0; i < campaign->n_positions; i++) {
        if (is_address_of(&campaign->positions[i], sender))
            add_once(found, &campaign->positions[i]);
    }
}

/* ---- words ---- */

/* A campaign's keyword that stands in the title of one position only names
 * it: "micro-collège" where the others are micro-lycées. */
static gboolean
has_own_kind(const char *line, const ConfigCampaign *campaign,
             const ConfigPosition *position)
{
    for (const char *const *p = campaign->keywords; p && *p; p++) {
        guint titles = 0;
        gboolean mine = FALSE;
        for (gsize i = 0; i < campaign->n_positions; i++) {
            const ConfigPosition *other = &campaign->positions[i];
            g_autofree char *title = words_line(other->title);
            if (!words_has_keyword(title, *p))
                continue;
            titles++;
            mine |= other == position;
        }
        if (titles == 1 && mine && words_has_keyword(line, *p))
            return TRUE;
    }
    return FALSE;
}

/* "clg Puget" is the school even where the candidate is called Puget. */
static gboolean
has_school_word(const char *line, const char *keyword)
{
    static const char *const schools[] = {"lycee", "college", "clg",   "lgt",
                                          "lpo",   "lp",      "ecole", NULL};
    for (guint i = 0; schools[i]; i++) {
        g_autofree char *phrase = g_strconcat(schools[i], " ", keyword, NULL);
        if (words_has_keyword(line, phrase))
            return TRUE;
    }
    return FALSE;
}

/* The keyword of the position that a text holds, NULL if none; never one that
 * is part of the candidate's own name. */
static const char *
find_keyword(const char *line, const ConfigPosition *position,
             const PersonName *name, gboolean fuzzy)
{
    for (const char *const *p = position->keywords; p && *p; p++) {
        gboolean has = fuzzy ? words_resembles_keyword(line, *p)
                             : words_has_keyword(line, *p);
        if (!has)
            continue;
        g_autofree char *own = words_line(*p);
        if (person_name_touches(own, name->family, name->given) &&
            !has_school_word(line, *p))
            continue;
        return *p;
    }
    return text_is_uai(position->id) && words_has_keyword(line, position->id)
               ? position->id
               : NULL;
}

/* "Formateur" and "formatrice", "coordonnateur" and "coordonnatrice" begin
 * alike. */
static gboolean
has_role_of(const char *line, const ConfigPosition *position)
{
    g_auto(GStrv) words = text_words(position->title ? position->title : "");
    if (!words[0] || strlen(words[0]) < 6)
        return FALSE;
    g_autofree char *stem = g_strdup_printf(" %.5s", words[0]);
    return strstr(line, stem) != NULL;
}

static gboolean
same_role(const ConfigPosition *a, const ConfigPosition *b)
{
    g_auto(GStrv) x = text_words(a->title ? a->title : "");
    g_auto(GStrv) y = text_words(b->title ? b->title : "");
    return x[0] && y[0] && strncmp(x[0], y[0], 5) == 0;
}

/* A role in the text rules out positions of another role: "formateur
 * Camargue" is not the coordinator whose area has Camargue, too. */
static void
drop_other_roles(GPtrArray *found, const char *line)
{
    for (guint i = found->len; i-- > 0;) {
        const ConfigPosition *position = found->pdata[i];
        gboolean other = FALSE;
        for (guint k = 0; k < found->len; k++) {
            const ConfigPosition *rival = found->pdata[k];
            other |= !same_role(position, rival) && has_role_of(line, rival);
        }
        if (other && !has_role_of(line, position))
            g_ptr_array_remove_index(found, i);
    }
}

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
        if (find_keyword(line, &campaign->positions[i], name, TRUE))
            add_once(found, &campaign->positions[i]);
    }
    for (gsize i = 0; i < campaign->n_positions && found->len == 0; i++) {
        if (has_own_kind(line, campaign, &campaign->positions[i]))
            add_once(found, &campaign->positions[i]);
    }
    if (found->len < 2)
        return FALSE;
    drop_other_roles(found, roles);
    drop_covered(found, line);
    return found->len > 1 && is_ambiguous(found, line);
}

/* ---- sentences ---- */

static gboolean
is_about_post(const char *word)
{
    static const char *const words[] = {"poste",         "postes",
                                        "candidature",   "candidatures",
                                        "postule",       "postuler",
                                        "candidater",    "candidate",
                                        "candidat",      "voeu",
                                        "voeux",         "souhaite",
                                        "rejoindre",     "integrer",
                                        "objet",         "sollicite",
                                        "coordonnateur", "coordonnatrice",
                                        "coordinateur",  "coordinatrice",
                                        "coordination",  "interesse",
                                        "interessee",    "formateur",
                                        "formatrice",    NULL};
    return g_strv_contains(words, word);
}

static gboolean
is_about_work(const char *word)
{
    static const char *const words[] = {"enseignant",
                                        "enseignante",
                                        "enseigne",
                                        "professeur",
                                        "professeure",
                                        "prof",
                                        "exerce",
                                        "exercant",
                                        "affecte",
                                        "affectee",
                                        "actuellement",
                                        "actuel",
                                        "actuelle",
                                        "titulaire",
                                        "nomme",
                                        "nommee",
                                        "cpe",
                                        "plp",
                                        "certifie",
                                        "certifiee",
                                        "agrege",
                                        "agregee",
                                        "depuis",
                                        "travaille",
                                        "travaillant",
                                        "etablissement",
                                        "remplacement",
                                        "tzr",
                                        "aed",
                                        "chef",
                                        "principal",
                                        "principale",
                                        "proviseur",
                                        "proviseure",
                                        "documentaliste",
                                        "documentation",
                                        "fonction",
                                        "fonctions",
                                        NULL};
    return g_strv_contains(words, word);
}

/* Looks back from the school's name: the nearest word that tells decides. */
static gboolean
window_is_about_post(char **words, guint at)
{
    for (guint back = 1; back <= WINDOW_WORDS && back <= at; back++) {
        if (is_about_post(words[at - back]))
            return TRUE;
        if (is_about_work(words[at - back]))
            return FALSE;
    }
    return FALSE;
}

static void
read_sentence(GPtrArray *found, const char *sentence,
              const ConfigCampaign *campaign, const PersonName *name)
{
    g_autofree char *line = words_line(sentence);
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const ConfigPosition *position = &campaign->positions[i];
        const char *keyword = find_keyword(line, position, name, FALSE);
        g_auto(GStrv) first = text_words(keyword ? keyword : "");
        if (!first[0])
            continue;
        g_auto(GStrv) words = text_words(sentence);
        for (guint k = 0; words[k]; k++) {
            if (g_str_has_prefix(words[k], first[0]) &&
                window_is_about_post(words, k))
                add_once(found, position);
        }
    }
}

/* Full stops and empty lines end a sentence; a line break does not. */
static void
read_text(GPtrArray *found, const char *text, const ConfigCampaign *campaign,
          const PersonName *name)
{
    g_autofree char *flat = g_strdup(text ? text : "");
    for (char *p = strstr(flat, "\n\n"); p; p = strstr(p + 1, "\n\n"))
        *p = '.';
    for (char *p = flat; *p; p++) {
        /* "l.e.p. Daumier", "M. Puget": a stop ends before a capital only
         * where a blank follows. */
        if ((*p == '.' && !g_ascii_isspace(p[1]) && p[1] != '\0') ||
            (*p != '.' && *p != '!' && *p != '?' && *p != ';'))
            continue;
        *p = '\x1f';
    }
    g_auto(GStrv) sentences = g_strsplit(flat, "\x1f", -1);
    for (char **sentence = sentences; *sentence; sentence++)
        read_sentence(found, *sentence, campaign, name);
}

static void
find_by_text(GPtrArray *found, const MailCase *mail,
             const ConfigCampaign *campaign, const PersonName *name)
{
    read_text(found, mail->text, campaign, name);
    for (guint i = 0; i < mail->message->parts->len; i++) {
        const MessagePart *part = mail->message->parts->pdata[i];
        for (char **page = part->pages; page && *page; page++)
            read_text(found, *page, campaign, name);
    }
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
        add_once(to, from->pdata[i]);
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
    add_once(finding->positions, &campaign->positions[0]);
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
    finding->ambiguous |= find_by_words(finding->found[POSITION_SUBJECT],
                                        subject, subject, campaign, name);
    if (finding->found[POSITION_SUBJECT]->len == 0)
        finding->ambiguous |=
            find_by_words(finding->found[POSITION_FILES], mail->names_line,
                          subject, campaign, name);
    else
        find_by_words(finding->found[POSITION_FILES], mail->names_line, subject,
                      campaign, name);
    find_by_text(finding->found[POSITION_TEXT], mail, campaign, name);
    if (finding->found[POSITION_TEXT]->len > 1)
        drop_other_roles(finding->found[POSITION_TEXT], mail->text_line);
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
