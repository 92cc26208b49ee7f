/* Pages of text under way, within their caps. Child side. */
#pragma once

#include "mail/reader_task.h"

#define READER_MAX_PAGES 30
#define READER_MAX_PAGES_TEXT (64 * 1024)

typedef struct ReaderPages ReaderPages;

/* Takes from the task what all documents of a mail may give together. */
ReaderPages *reader_pages_new(ReaderTask *task);
void reader_pages_free(ReaderPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderPages, reader_pages_free)

gboolean reader_pages_is_full(const ReaderPages *pages);
/* Adds a page, cut where the cap is reached; any bytes, made valid. */
void reader_pages_add(ReaderPages *pages, const char *text);
/* Moves the pages to the part; none where all of them are blank (a scan). */
void reader_pages_finish(ReaderPages *pages, MessagePart *part);

/* Sets the page of a plain text in `fd`: UTF-8, UTF-16 with its mark, or
 * windows-1252. */
void reader_text_read(ReaderTask *task, MessagePart *part, int fd);
