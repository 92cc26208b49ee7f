#include "mail/reader_text.h"

#include "mail/reader_charset.h"

#include <string.h>
#include <unistd.h>

struct ReaderPages {
    ReaderTask *task;
    GPtrArray *pages; /* char* */
    gsize left;
    gboolean has_text;
};

ReaderPages *
reader_pages_new(ReaderTask *task)
{
    ReaderPages *pages = g_new0(ReaderPages, 1);
    pages->task = task;
    pages->pages = g_ptr_array_new_with_free_func(g_free);
    pages->left = MIN(READER_MAX_PAGES_TEXT, task->texts_left);
    return pages;
}

void
reader_pages_free(ReaderPages *pages)
{
    if (pages == NULL)
        return;
    g_ptr_array_unref(pages->pages);
    g_free(pages);
}

gboolean
reader_pages_is_full(const ReaderPages *pages)
{
    return pages->left == 0 || pages->pages->len >= READER_MAX_PAGES;
}

static gboolean
is_blank(const char *text)
{
    /* Form feeds are all that a scanned page gives. */
    return text[strspn(text, " \t\r\n\f\v")] == '\0';
}

void
reader_pages_add(ReaderPages *pages, const char *text)
{
    if (reader_pages_is_full(pages))
        return;
    gsize length = strnlen(text, pages->left);
    char *page = g_utf8_make_valid(text, (gssize)length);
    pages->left -= length;
    pages->task->texts_left -= length;
    pages->has_text |= !is_blank(page);
    g_ptr_array_add(pages->pages, page);
}

void
reader_pages_finish(ReaderPages *pages, MessagePart *part)
{
    g_clear_pointer(&part->pages, g_strfreev);
    if (!pages->has_text)
        return;
    g_ptr_array_add(pages->pages, NULL);
    part->pages = (char **)g_ptr_array_steal(pages->pages, NULL);
}

static const char *
marked_charset(const char *bytes, gsize length)
{
    if (length >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
        return "UTF-16";
    if (length >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
        return "UTF-16";
    return NULL;
}

void
reader_text_read(ReaderTask *task, MessagePart *part, int fd)
{
    g_autofree char *bytes = g_malloc(READER_MAX_PAGES_TEXT);
    ssize_t got = pread(fd, bytes, READER_MAX_PAGES_TEXT, 0);
    if (got <= 0)
        return;
    g_autofree char *text = reader_charset_decode(
        marked_charset(bytes, (gsize)got), bytes, (gsize)got);
    g_autoptr(ReaderPages) pages = reader_pages_new(task);
    reader_pages_add(pages, text);
    reader_pages_finish(pages, part);
}
