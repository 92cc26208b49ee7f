/* What names and texts tell of the usual kinds of pieces; document.c alone
 * uses it. A campaign's own keywords come first; this table adds what people
 * write for a letter, a CV, an opinion, a report, a form. */
#pragma once

#include "base/config.h"

/* A file name, with words split where people forget to. */
char *document_label_line(const char *label);

/* TRUE if the name says that the file is (or holds) this document. */
gboolean document_kind_in_name(const ConfigDocument *document,
                               const char *label_line);

/* A page of text, folded once for all documents. */
typedef struct {
    char *line;      /* words_line() */
    char **headings; /* words_line() of each line that may be one */
} DocumentPage;
void document_page_init(DocumentPage *page, const char *text);
void document_page_clear(DocumentPage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DocumentPage, document_page_clear)

/* How surely a page is (the beginning of) this document: 0 not at all,
 * DOCUMENT_SURE or more for a page that may be taken for it without a name. */
#define DOCUMENT_SURE 3
int document_kind_in_page(const ConfigDocument *document,
                          const DocumentPage *page);

/* TRUE if the kind is written like a letter, so that one page may look like
 * both: an opinion often is. */
gboolean document_kind_is_letter(const ConfigDocument *document);
