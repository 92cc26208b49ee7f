/* What names and texts tell of the usual kinds of pieces; document.c alone
 * asks it. A campaign's own keywords come first; a table adds what people
 * write for a letter, a CV, an opinion, a report, a form. */
#pragma once

#include "base/config.h"
#include "recognise/lexicon.h"

typedef struct DocumentKnowledge DocumentKnowledge;

/* A document of a campaign made ready once, part of the campaign's words. */
typedef struct {
    const ConfigDocument *config;
    const DocumentKnowledge *known; /* NULL: a kind that nobody knows */
    char *title;                    /* " avis du superieur" */
    guint64 *names;    /* in the lexicon of labels: what file names may have */
    GArray *numbers;   /* guint: the same, before the lexicon is sealed */
    GPtrArray *joined; /* char*: words that may run together with others */
} DocumentWords;

/* In two steps, as the words of the campaign. */
void document_words_init(DocumentWords *document, const ConfigDocument *config,
                         Lexicon *labels);
void document_words_seal(DocumentWords *document, const Lexicon *labels);
void document_words_clear(DocumentWords *document);

/* A file name, with words split where people forget to. */
typedef struct {
    char *line;
    const Lexicon *labels;
    LexiconHits hits;
} DocumentLabel;
void document_label_init(DocumentLabel *label, const char *text,
                         const Lexicon *labels);
void document_label_clear(DocumentLabel *label);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DocumentLabel, document_label_clear)

/* TRUE if the name says that the file is (or holds) this document. */
gboolean document_kind_in_name(const DocumentWords *document,
                               const DocumentLabel *label);

/* A page of text, folded once for all documents. */
typedef struct {
    const char *line; /* words_line(), borrowed */
    char **headings;  /* words_line() of each line that may be one */
} DocumentPage;
void document_page_init(DocumentPage *page, const char *text, const char *line);
void document_page_clear(DocumentPage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DocumentPage, document_page_clear)

/* How surely a page is (the beginning of) this document: 0 not at all,
 * DOCUMENT_SURE or more for a page that may be taken for it without a name. */
#define DOCUMENT_SURE 3
int document_kind_in_page(const DocumentWords *document,
                          const DocumentPage *page);

/* TRUE if the kind is written like a letter, so that one page may look like
 * both: an opinion often is. */
gboolean document_kind_is_letter(const DocumentWords *document);
