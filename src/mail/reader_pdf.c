#include "mail/reader_pdf.h"

#include "mail/reader_text.h"

#include <glib/poppler.h>
#include <sys/mman.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

/* The least that poppler takes for a document. */
static const char blank[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    "trailer<</Root 1 0 R>>\n";

void
reader_pdf_preload(void)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(blank, sizeof blank - 1);
    PopplerDocument *document =
        poppler_document_new_from_bytes(bytes, NULL, NULL);
    g_return_if_fail(document != NULL);
    g_autoptr(PopplerPage) page = poppler_document_get_page(document, 0);
    g_free(poppler_page_get_text(page));
    /* Kept open on purpose. */
}

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

typedef struct {
    void *bytes;
    gsize size;
} Mapping;

static void
unmap(gpointer data)
{
    Mapping *mapping = data;
    munmap(mapping->bytes, mapping->size);
    g_free(mapping);
}

/* From a descriptor poppler reads 256 bytes at a time. NULL: no memory. */
static GBytes *
map_file(int fd, gsize size)
{
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return NULL;
    Mapping *mapping = g_new(Mapping, 1);
    *mapping = (Mapping){bytes, size};
    return g_bytes_new_with_free_func(bytes, size, unmap, mapping);
}

void
reader_pdf_read(ReaderTask *task, MessagePart *part, int fd)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = map_file(fd, (gsize)part->size);
    g_autoptr(PopplerDocument) document =
        bytes == NULL ? NULL
                      : poppler_document_new_from_bytes(bytes, NULL, &error);
    if (document != NULL && poppler_document_get_n_pages(document) > 0)
        read_pages(task, part, document);
    else if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        part->state = PART_ENCRYPTED;
    else
        part->state = PART_DAMAGED;
}
