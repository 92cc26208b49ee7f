/* Office documents that are ZIP files of XML (ECMA-376, OpenDocument). Child
 * side. */
#pragma once

#include "mail/reader_archive.h"

typedef enum {
    READER_OFFICE_NONE, /* some other ZIP */
    READER_OFFICE_DOCX,
    READER_OFFICE_ODT,
    READER_OFFICE_OTHER, /* sheets, slides: no text is drawn */
} ReaderOfficeKind;

typedef struct {
    ReaderOfficeKind kind;
    const char *type; /* media type, NULL for NONE */
    gboolean has_macros;
    gboolean is_encrypted;
    gboolean is_broken;
} ReaderOffice;

/* Looks through the names of the entries in `fd`. */
ReaderOffice reader_office_look(int fd);

/* Draws the text of a DOCX or ODT; damaged where its XML is. */
void reader_office_read(ReaderTask *task, MessagePart *part, int fd,
                        ReaderOfficeKind kind);
