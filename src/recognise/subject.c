#include "recognise/subject.h"

#include "base/text.h"
#include "recognise/subject_format.h"
#include "recognise/words.h"

#include <string.h>

const char *
subject_conformity_name(SubjectConformity conformity)
{
    static const char *const names[] = {NULL, "exact", "equivalent", "deviant"};
    return names[conformity];
}

void
subject_match_clear(SubjectMatch *match)
{
    person_name_clear(&match->name);
    g_free(match->rest);
    memset(match, 0, sizeof *match);
}

/* The words that a campaign puts into subjects: its own, and its positions'. */
typedef struct {
    const CampaignWords *words;
    gboolean titles;  /* those of all positions, too */
    char **format;    /* NULL: none is asked for */
    GPtrArray *named; /* char**: the titles of positions that it speaks of */
} Vocabulary;

static void
vocabulary_clear(Vocabulary *vocabulary)
{
    g_clear_pointer(&vocabulary->named, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Vocabulary, vocabulary_clear)

static void
add_titles(Vocabulary *vocabulary, const char *text)
{
    const CampaignWords *words = vocabulary->words;
    g_autofree char *line = words_line(text);
    g_auto(LexiconHits) hits = {0};
    lexicon_look(&hits, words->lexicon, line, FALSE);
    g_autoptr(GArray) bearers = campaign_words_bearers(words, hits.exact);
    for (guint i = 0; i < bearers->len; i++) {
        const PositionWords *position =
            &words->positions[g_array_index(bearers, guint, i)];
        for (gsize k = 0; k < position->n_keywords; k++) {
            if (!lexicon_set_has(hits.exact, position->keywords[k].number))
                continue;
            g_ptr_array_add(vocabulary->named,
                            text_words(position->config->title));
            break;
        }
    }
}

/* The title of a position ("Collège Pierre Puget") only where the subject
 * speaks of it or the sender's name is known: somebody may be called Pierre. */
static void
vocabulary_init(Vocabulary *vocabulary, const CampaignWords *words,
                gboolean format, const char *text, const SenderName *hint)
{
    vocabulary->words = words;
    vocabulary->format = format ? words->format_words : NULL;
    vocabulary->titles = hint && (hint->display.family || hint->local.family);
    vocabulary->named =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    if (!vocabulary->titles)
        add_titles(vocabulary, text);
}

static gboolean
any_similar(char **known, const char *word)
{
    for (; known && *known; known++) {
        if (words_similar(word, *known))
            return TRUE;
    }
    return FALSE;
}

/* TRUE for words of a subject that are not part of anybody's name. */
static gboolean
is_vocabulary(const char *word, const Vocabulary *vocabulary)
{
    if (strpbrk(word, "0123456789@"))
        return TRUE;
    if (words_is(word, WORDS_FILLER) || words_is(word, WORDS_FUNCTION) ||
        words_is(word, WORDS_JOB))
        return TRUE;
    const CampaignWords *words = vocabulary->words;
    if (any_similar(vocabulary->format, word) ||
        lexicon_resembles(words->vocabulary, word) ||
        (vocabulary->titles && lexicon_resembles(words->titles, word)))
        return TRUE;
    for (guint i = 0; i < vocabulary->named->len; i++) {
        if (any_similar(vocabulary->named->pdata[i], word))
            return TRUE;
    }
    return FALSE;
}

/* A run of words that may be a name: consecutive words outside the
 * vocabulary, particles within or before them included. */
typedef struct {
    GString *text;
    guint words;
    guint capitals;
    gboolean touches; /* shares a word with the sender's name */
    guint people;     /* runs in capitals seen so far */
} Run;

static gboolean
run_better(const Run *a, const Run *b)
{
    if (!b->text || b->text->len == 0)
        return a->text->len > 0;
    if (a->touches != b->touches)
        return a->touches;
    if ((a->capitals > 0) != (b->capitals > 0))
        return a->capitals > 0;
    return a->words >= 2 && b->words < 2;
}

static void
run_end(Run *run, Run *best)
{
    best->people += run->words >= 2 && run->capitals > 0 ? 1 : 0;
    if (run->words > 0 && run_better(run, best)) {
        if (best->text)
            g_string_free(best->text, TRUE);
        guint people = best->people;
        *best = *run;
        best->people = people;
        run->text = g_string_new(NULL);
    }
    g_string_truncate(run->text, 0);
    run->words = run->capitals = 0;
    run->touches = FALSE;
}

static gboolean
is_capital_word(const char *word)
{
    guint upper = 0;
    for (const char *p = word; *p; p = g_utf8_next_char(p)) {
        if (g_unichar_islower(g_utf8_get_char(p)))
            return FALSE;
        upper += g_unichar_isupper(g_utf8_get_char(p)) ? 1 : 0;
    }
    return upper >= 2;
}

static void
run_add(Run *run, const char *word, const char *folded, const SenderName *hint)
{
    if (run->text->len > 0)
        g_string_append_c(run->text, ' ');
    g_string_append(run->text, word);
    if (words_is(folded, WORDS_PARTICLE) || words_is(folded, WORDS_CIVILITY))
        return;
    run->words++;
    run->capitals += is_capital_word(word) ? 1 : 0;
    g_auto(GStrv) parts = text_words(word);
    for (char **part = parts; *part && hint; part++) {
        g_autofree char *padded = g_strdup_printf(" %s ", *part);
        if (strlen(*part) > 1 && strstr(hint->line, padded))
            run->touches = TRUE;
    }
}

/* A word is vocabulary if each of its parts is: "micro-lycée", but not
 * "Jean-Puget". The sender's own names are none: somebody may be called
 * Artaud. */
static gboolean
is_vocabulary_word(const char *word, const Vocabulary *vocabulary,
                   const SenderName *hint, const char *folded)
{
    if (hint && !hint->function) {
        g_autofree char *padded = g_strdup_printf(" %s ", folded);
        if (strlen(folded) > 1 && strstr(hint->line, padded) &&
            !words_is(folded, WORDS_FILLER))
            return FALSE;
    }
    g_auto(GStrv) parts = text_words(word);
    for (char **part = parts; *part; part++) {
        if (!is_vocabulary(*part, vocabulary))
            return FALSE;
    }
    return TRUE;
}

/* The run of words in a free subject that is most likely the name; NULL if
 * there is none. */
static char *
find_name_run(const char *text, const Vocabulary *vocabulary,
              const SenderName *hint, guint *people)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
    Run run = {.text = g_string_new(NULL)}, best = {0};
    for (char **word = words; *word; word++) {
        g_auto(GStrv) parts = text_words(*word);
        if (!parts[0]) {
            run_end(&run, &best);
            continue;
        }
        if (strchr("([", **word))
            run_end(&run, &best);
        g_autofree char *plain = g_strjoinv(" ", parts);
        gboolean lower_particle = words_is(plain, WORDS_PARTICLE) &&
                                  !is_capital_word(*word) && run.words == 0 &&
                                  g_unichar_islower(g_utf8_get_char(*word));
        if (lower_particle && hint && hint->line) {
            g_autofree char *padded = g_strdup_printf(" %s ", plain);
            lower_particle = strstr(hint->line, padded) == NULL;
        }
        if (lower_particle)
            continue;
        if (!words_is(plain, WORDS_PARTICLE) &&
            is_vocabulary_word(*word, vocabulary, hint, plain)) {
            run_end(&run, &best);
            continue;
        }
        run_add(&run, *word, plain, hint);
        if (strchr(":;/|(", (*word)[strlen(*word) - 1]))
            run_end(&run, &best);
    }
    run_end(&run, &best);
    g_string_free(run.text, TRUE);
    *people = best.people;
    return best.text ? g_string_free(best.text, FALSE) : NULL;
}

/* "DUPONT Marie Micro-lycée Artaud": more than a name stands there. A name
 * made of the campaign's words is a name all the same ("PUGET Marie"), but not
 * "Nom Prénom". */
static gboolean
has_vocabulary(const char *zone, const Vocabulary *vocabulary,
               const SenderName *hint)
{
    if (strpbrk(zone, "([/"))
        return TRUE;
    g_auto(GStrv) words = g_strsplit(zone, " ", -1);
    guint own = 0, known = 0, filler = 0;
    for (char **word = words; *word; word++) {
        g_auto(GStrv) parts = text_words(*word);
        g_autofree char *plain = g_strjoinv(" ", parts);
        if (!parts[0] || words_is(plain, WORDS_PARTICLE) ||
            words_is(plain, WORDS_CIVILITY))
            continue;
        gboolean vocabulary_word =
            is_vocabulary_word(*word, vocabulary, hint, plain);
        if (words_is(plain, WORDS_FILLER) ||
            (vocabulary_word && words_is(plain, WORDS_JOB)))
            filler++;
        else if (vocabulary_word)
            known++;
        else
            own++;
    }
    return filler > 0 || (known > 0 && own >= 2);
}

/* Single spaces, no full stop, no civility: as the format shows it. */
static gboolean
is_plain_zone(const SubjectZone *zone, const PersonName *name)
{
    gsize n = strlen(zone->zone);
    return !name->civility && !strstr(zone->zone, "  ") && n > 0 &&
           zone->zone[n - 1] != '.' && zone->zone[n - 1] != ' ';
}

/* TRUE if the fixed text is there and both names stand in its place, in
 * whatever order. */
static gboolean
match_format(SubjectMatch *match, const SubjectFormat *format,
             const SubjectCore *core, const Vocabulary *vocabulary,
             const SenderName *hint)
{
    g_autofree char *subject =
        g_utf8_normalize(core->text, -1, G_NORMALIZE_NFC);
    SubjectZone zone = {0};
    if (!subject || !subject_format_locate(format, subject, &zone))
        return FALSE;
    g_autofree char *text = zone.zone;
    match->similarity = 1.0;
    PersonName *name = &match->name;
    if (!person_name_parse(name, text, hint, format->given_first) ||
        (!format->one_field && (!name->family || !name->given)) ||
        has_vocabulary(text, vocabulary, hint))
        return FALSE;
    gboolean plain = is_plain_zone(&zone, name) && zone.exact && !core->reply &&
                     !core->forward && !core->tag;
    match->conformity = plain ? SUBJECT_EXACT : SUBJECT_EQUIVALENT;
    if (!format->one_field && name->given_first != format->given_first)
        match->conformity = SUBJECT_DEVIANT;
    match->meant = TRUE;
    match->rest = g_strconcat(format->before, " ", format->after, NULL);
    return TRUE;
}

/* Cuts the name found out of the subject, so that a candidate called Artaud
 * does not name a position. */
static char *
without_name(const char *subject, const char *run)
{
    const char *at = run ? strstr(subject, run) : NULL;
    if (!at)
        return g_strdup(subject);
    g_autofree char *before = g_strndup(subject, (gsize)(at - subject));
    return g_strconcat(before, " ", at + strlen(run), NULL);
}

static void
match_free(SubjectMatch *match, const SubjectFormat *format, const char *text,
           const Vocabulary *vocabulary, const SenderName *hint)
{
    gsize from = 0, to = 0;
    if (format)
        match->similarity =
            MAX(match->similarity,
                subject_format_resemble(format, text, &from, &to));
    match->meant = match->similarity >= SUBJECT_SIMILARITY;
    g_autofree char *run =
        find_name_run(text, vocabulary, hint, &match->people);
    match->conformity = format ? SUBJECT_DEVIANT : SUBJECT_NONE;
    person_name_clear(&match->name);
    if (run && person_name_parse(&match->name, run, hint, FALSE) &&
        !match->name.given && !match->name.family)
        person_name_clear(&match->name);
    g_free(match->rest);
    match->rest = without_name(text, run);
}

static void
match_with(SubjectMatch *match, const CampaignWords *words,
           const SubjectFormat *format, const char *subject,
           const SenderName *hint)
{
    memset(match, 0, sizeof *match);
    g_auto(SubjectCore) core = {0};
    subject_strip(&core, subject);
    g_auto(Vocabulary) vocabulary = {0};
    vocabulary_init(&vocabulary, words, format != NULL, core.text, hint);
    if (!format || !match_format(match, format, &core, &vocabulary, hint))
        match_free(match, format, core.text, &vocabulary, hint);
}

void
subject_match(SubjectMatch *match, const CampaignWords *words,
              const char *subject, const SenderName *hint)
{
    match_with(match, words, words->format, subject, hint);
}

void
subject_match_free(SubjectMatch *match, const CampaignWords *words,
                   const char *text, const SenderName *hint)
{
    match_with(match, words, NULL, text, hint);
}

double
subject_similarity(const CampaignWords *words, const SubjectCore *core)
{
    gsize from, to;
    return words->format
               ? subject_format_resemble(words->format, core->text, &from, &to)
               : 0;
}
