#include "mail/reader_pdf.h"

#include "mail/reader_text.h"

#include <glib/poppler.h>
#include <unistd.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

static void
read_pages(ReaderTask *task, MessagePart *part, PopplerDocument *document)
{
    g_autoptr(ReaderPages) pages = reader_pages_new(task);
    int n = MIN(poppler_document_get_n_pages(document), READER_MAX_PAGES);
    for (int i = 0; i < n && !reader_pages_is_full(pages); i++) {
        g_autoptr(PopplerPage) page = poppler_document_get_page(document, i);
        g_autofree char *text =
            page == NULL ? NULL : poppler_page_get_text(page);
        reader_pages_add(pages, text == NULL ? "" : text);
    }
    reader_pages_finish(pages, part);
}

void
reader_pdf_read(ReaderTask *task, MessagePart *part, int fd)
{
    g_autoptr(GError) error = NULL;
    /* poppler closes the descriptor it is given. */
    g_autoptr(PopplerDocument) document =
        poppler_document_new_from_fd(dup(fd), NULL, &error);
    if (document != NULL && poppler_document_get_n_pages(document) > 0)
        read_pages(task, part, document);
    else if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        part->state = PART_ENCRYPTED;
    else
        part->state = PART_DAMAGED;
}
