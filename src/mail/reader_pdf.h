/* Text of PDF with poppler. Child side. */
#pragma once

#include "mail/reader_task.h"

/* Loads poppler's tables for good, once a process: they would go with the last
 * open document and cost more than reading a short one. */
void reader_pdf_preload(void);

/* Sets pages or state (encrypted, damaged) of the part from the PDF in `fd`.
 * At most READER_MAX_PAGES pages and READER_MAX_PAGES_TEXT bytes are drawn. */
void reader_pdf_read(ReaderTask *task, MessagePart *part, int fd);
