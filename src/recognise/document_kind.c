#include "recognise/document_kind.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

#define HEADING_WORDS 9
#define SUBSTRING_CHARS 10
/* Shorter words are found within others by chance. */
#define RUN_TOGETHER_BYTES 6

typedef struct {
    const char *phrase; /* folded words */
    int weight;
} Cue;

struct DocumentKnowledge {
    const char *const *marks;  /* in the document's id, title, keywords:
                                  this is the kind meant */
    const char *const *names;  /* more words in file names */
    const char *const *unlike; /* in file names: something else */
    const Cue *headings;       /* lines that begin so */
    const Cue *cues;           /* anywhere on the page */
    gboolean letter;
};

#define PHRASES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define CUES(...) ((const Cue[]){__VA_ARGS__, {NULL, 0}})

static const DocumentKnowledge knowledge[] = {
    {PHRASES("motivation", "letter", "lettre"),
     PHRASES("lettre", "motivation", "lm", "motiv", "ldm"),
     PHRASES("recommandation", "lettre de mission", "felicitation",
             "felicitations", "affectation", "lettre du chef",
             "lettre de reference", "lettre de soutien"),
     CUES({"lettre de motivation", 3}, {"objet candidature", 2},
          {"objet acte de candidature", 2}, {"objet lettre", 2},
          {"motivation", 1}),
     CUES({"ma candidature", 2}, {"madame monsieur", 1}, {"madame", 1},
          {"monsieur", 1}, {"j ai l honneur", 2}, {"je me permets", 1},
          {"je vous prie", 1}, {"veuillez agreer", 2},
          {"salutations distinguees", 1}, {"consideration", 1},
          {"sentiments", 1}, {"je souhaite", 1}, {"je postule", 2},
          {"postuler", 1}, {"je candidate", 2}, {"motivee", 1}, {"motive", 1},
          {"motivation", 1}, {"je reste a votre disposition", 1},
          {"entretien", 1}, {"convaincu", 1}, {"convaincue", 1}, {"j ai", 1},
          {"je suis", 1}),
     TRUE},
    {PHRASES("cv", "curriculum"),
     PHRASES("cv", "curriculum", "vitae", "resume", "europass"), PHRASES(""),
     CUES({"curriculum vitae", 3}, {"curriculum", 3}, {"cv", 3},
          {"experience professionnelle", 2},
          {"experiences professionnelles", 2}, {"experiences", 2},
          {"experience", 1}, {"parcours professionnel", 2}, {"formation", 1},
          {"formations", 1}, {"formation et diplomes", 2}, {"diplomes", 2},
          {"competences", 1}, {"langues", 1}, {"loisirs", 1},
          {"centres d interet", 2}, {"etat civil", 2}, {"informatique", 1}),
     CUES({"curriculum vitae de", 2}, {"permis b", 1}, {"nationalite", 1},
          {"date de naissance", 1}, {"nee le", 1}, {"ne le", 1},
          {"centres d interet", 1}, {"licence", 1}, {"master", 1},
          {"baccalaureat", 1}, {"capes", 1}, {"concours", 1},
          {"experiences professionnelles", 1},
          {"experience professionnelle", 1}),
     FALSE},
    {PHRASES("avis", "opinion", "hierarchique"),
     PHRASES("avis", "hierarchique", "superieur hierarchique"),
     PHRASES("imposition", "echeance", "deces", "situation", "affectation",
             "avis d impot", "mutation"),
     CUES({"avis hierarchique", 3}, {"avis du", 3}, {"avis de la", 3},
          {"avis circonstancie", 3}, {"avis motive", 3}, {"avis", 2},
          {"avis sur", 3}),
     CUES({"avis favorable", 3}, {"avis tres favorable", 3},
          {"avis defavorable", 3}, {"avis reserve", 3}, {"emets un avis", 3},
          {"donne un avis", 3}, {"emettre un avis", 2},
          {"avis extremement favorable", 3}, {"avis plus que favorable", 3},
          {"avis du chef d etablissement", 3},
          {"avis du superieur hierarchique", 3},
          {"signature du chef d etablissement", 2}, {"sa candidature", 2},
          {"cette candidature", 1}, {"favorable", 1}, {"je soussigne", 1},
          {"je soussignee", 1}, {"le proviseur", 1}, {"le principal", 1},
          {"la principale", 1}, {"la proviseure", 1}),
     FALSE},
    {PHRASES("inspection", "rapport"),
     PHRASES("inspection", "rendez vous de carriere", "rdv carriere", "rdvc",
             "rapport"),
     PHRASES("rapport d activite", "activites", "stage", "soutenance", "jury",
             "medical", "rapport annuel"),
     CUES({"rapport d inspection", 3}, {"inspection individuelle", 3},
          {"compte rendu d inspection", 3}, {"bulletin d inspection", 3},
          {"compte rendu de rendez vous de carriere", 3},
          {"rendez vous de carriere", 3}, {"compte rendu de visite", 2},
          {"date de l inspection", 2}),
     CUES({"seance observee", 2}, {"inspecteur d academie", 1},
          {"inspectrice d academie", 1}, {"ia ipr", 1}, {"ien et eg", 1},
          {"appreciation generale", 1}, {"lecon observee", 2},
          {"date de l inspection", 2}, {"inspecteur pedagogique", 1},
          {"inspectrice pedagogique", 1}),
     FALSE},
    {PHRASES("fiche", "form", "formulaire"),
     PHRASES("fiche de candidature", "fiche candidature",
             "formulaire de candidature", "formulaire candidature", "fiche",
             "formulaire"),
     PHRASES("fiche de poste", "fiche de paie", "fiche de paye", "fiche poste"),
     CUES({"fiche de candidature", 3}, {"fiche candidature", 3},
          {"formulaire de candidature", 3}, {"acte de candidature", 2},
          {"dossier de candidature", 2}, {"nom d usage", 1},
          {"nom de naissance", 1}, {"affectation actuelle", 1},
          {"situation administrative", 1}, {"grade", 1}, {"echelon", 1},
          {"corps", 1}, {"poste demande", 1}, {"voeu", 1}),
     CUES({"poste sollicite", 1}, {"poste demande", 1}, {"echelon", 1},
          {"nom de famille", 1}),
     FALSE},
};

static gboolean
has_mark(const char *line, const char *const *marks)
{
    for (; *marks; marks++) {
        if (**marks && words_line_has(line, *marks))
            return TRUE;
    }
    return FALSE;
}

/* By its id, then its title, then its keywords: "Rapport" may stand in the
 * keywords of two documents. */
static const DocumentKnowledge *
find_knowledge(const ConfigDocument *document)
{
    g_autofree char *keywords = words_line_join(
        document->keywords ? document->keywords : (const char *const[]){NULL});
    g_autofree char *id = words_line(document->id);
    g_autofree char *title = words_line(document->title);
    const char *lines[] = {id, title, keywords};
    for (gsize k = 0; k < G_N_ELEMENTS(lines); k++) {
        for (gsize i = 0; i < G_N_ELEMENTS(knowledge); i++) {
            if (has_mark(lines[k], knowledge[i].marks))
                return &knowledge[i];
        }
    }
    return NULL;
}

static void
add_name(DocumentWords *document, Lexicon *labels, const char *name)
{
    g_auto(GStrv) words = text_words(name);
    guint number = lexicon_add(labels, name, TRUE);
    g_array_append_val(document->numbers, number);
    if (words[0] && !words[1])
        g_ptr_array_add(document->joined, g_strdup(words[0]));
}

void
document_words_init(DocumentWords *document, const ConfigDocument *config,
                    Lexicon *labels)
{
    document->config = config;
    document->known = find_knowledge(config);
    document->title = g_strchomp(words_line(config->title));
    document->numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    document->joined = g_ptr_array_new_with_free_func(g_free);
    for (const char *const *p = config->keywords; p && *p; p++)
        add_name(document, labels, *p);
    const DocumentKnowledge *known = document->known;
    for (const char *const *p = known ? known->names : NULL; p && *p; p++)
        add_name(document, labels, *p);
}

void
document_words_seal(DocumentWords *document, const Lexicon *labels)
{
    document->names = lexicon_set_new(labels);
    for (guint i = 0; i < document->numbers->len; i++)
        lexicon_set_add(document->names,
                        g_array_index(document->numbers, guint, i));
}

void
document_words_clear(DocumentWords *document)
{
    g_free(document->title);
    g_free(document->names);
    g_array_unref(document->numbers);
    g_ptr_array_unref(document->joined);
}

/* ---- names ---- */

void
document_label_init(DocumentLabel *label, const char *text,
                    const Lexicon *labels)
{
    const char *dot = strrchr(text, '.');
    gsize length = dot && strlen(dot) <= 5 ? (gsize)(dot - text) : strlen(text);
    g_autofree char *base = g_strndup(text, length);
    g_autofree char *split = words_split_label(text);
    g_autofree char *line = words_line(split);
    g_autofree char *whole = words_line(base);
    /* "C.V." is one word; the unsplit words are kept beside: "LeCV". */
    gboolean dotted = strstr(line, " c v ") != NULL;
    label->line = g_strconcat(line, dotted ? "cv " : "", whole + 1, NULL);
    label->labels = labels;
    lexicon_look(&label->hits, labels, label->line, TRUE);
}

void
document_label_clear(DocumentLabel *label)
{
    g_free(label->line);
    lexicon_hits_clear(&label->hits);
}

/* "lettredemotivation", "cvdupont": words run together. */
static gboolean
has_run_together(const char *line, const char *word)
{
    gboolean cv = strcmp(word, "cv") == 0;
    gsize least = strlen(word);
    if (!cv && least < RUN_TOGETHER_BYTES)
        return FALSE;
    for (const char *p = strstr(line, word); p; p = strstr(p + 1, word)) {
        const char *start = p;
        while (start[-1] != ' ')
            start--;
        if (cv ? start == p : strcspn(start, " ") >= SUBSTRING_CHARS)
            return TRUE;
    }
    return FALSE;
}

gboolean
document_kind_in_name(const DocumentWords *document, const DocumentLabel *label)
{
    const DocumentKnowledge *known = document->known;
    if (known && has_mark(label->line, known->unlike))
        return FALSE;
    if (lexicon_sets_meet(label->labels, label->hits.near, document->names))
        return TRUE;
    for (guint i = 0; i < document->joined->len; i++) {
        if (has_run_together(label->line, document->joined->pdata[i]))
            return TRUE;
    }
    return FALSE;
}

/* ---- text ---- */

static int
sum_cues(const char *line, const Cue *cues)
{
    int sum = 0;
    for (; cues->phrase; cues++) {
        if (words_line_has(line, cues->phrase))
            sum += cues->weight;
    }
    return sum;
}

/* A heading begins a short line and does not end like a sentence; returned as
 * words_line(), or NULL. */
static char *
heading_line(const char *text)
{
    gsize n = strlen(text);
    while (n > 0 && g_ascii_isspace(text[n - 1]))
        n--;
    for (; n > 0 && g_ascii_isspace(*text); n--)
        text++;
    if (n == 0 || n > 100 || strchr(".,;", text[n - 1]))
        return NULL;
    g_autofree char *cut = g_strndup(text, n);
    g_autofree char *line = words_line(cut);
    guint words = 0;
    for (const char *p = line + 1; *p; p++)
        words += *p == ' ';
    return words <= HEADING_WORDS ? g_steal_pointer(&line) : NULL;
}

static gboolean
begins_with(const char *line, const char *phrase)
{
    gsize n = strlen(phrase);
    return strncmp(line + 1, phrase, n) == 0 && line[n + 1] == ' ';
}

/* Each heading counts once a page. */
static int
sum_headings(char **lines, const Cue *headings)
{
    int sum = 0;
    for (; headings->phrase; headings++) {
        for (char **line = lines; *line; line++) {
            if (begins_with(*line, headings->phrase)) {
                sum += headings->weight;
                break;
            }
        }
    }
    return sum;
}

static char **
heading_lines(const char *page)
{
    g_auto(GStrv) lines = g_strsplit(page, "\n", 400);
    GPtrArray *headings = g_ptr_array_new();
    for (char **line = lines; *line; line++) {
        char *heading = heading_line(*line);
        if (heading)
            g_ptr_array_add(headings, heading);
    }
    g_ptr_array_add(headings, NULL);
    return (char **)g_ptr_array_free(headings, FALSE);
}

/* The campaign's own words as headings, for kinds that nobody knows. */
static int
own_headings(const DocumentWords *document, char **lines)
{
    const char *title = document->title;
    for (char **line = lines; *line; line++) {
        if (*title && begins_with(*line, title + 1))
            return DOCUMENT_SURE;
    }
    return 0;
}

void
document_page_init(DocumentPage *page, const char *text, const char *line)
{
    page->line = line;
    page->headings = heading_lines(text);
}

void
document_page_clear(DocumentPage *page)
{
    g_clear_pointer(&page->headings, g_strfreev);
}

int
document_kind_in_page(const DocumentWords *document, const DocumentPage *page)
{
    const DocumentKnowledge *known = document->known;
    int own = own_headings(document, page->headings);
    if (!known)
        return own;
    int titled = MAX(own, sum_headings(page->headings, known->headings));
    int cues = sum_cues(page->line, known->cues);
    /* A letter speaks of everything and has no headings: it needs more. */
    if (known->letter)
        return titled + cues - 2;
    return titled + MIN(cues, titled > 0 ? 9 : DOCUMENT_SURE);
}

gboolean
document_kind_is_letter(const DocumentWords *document)
{
    return document->known && document->known->letter;
}
