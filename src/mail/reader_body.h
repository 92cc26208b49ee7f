/* The text of a mail out of its text parts. Child side. */
#pragma once

#include "mail/reader_gmime.h"

/* Text under way, and where it came from. */
typedef struct {
    GString *text;
    gboolean is_html;
    GPtrArray *links; /* char* */
    GPtrArray *cids;  /* char* */
} ReaderBody;

/* Shares links and cids with `parent`, which may be NULL. */
ReaderBody *reader_body_new(ReaderBody *parent);
void reader_body_free(ReaderBody *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderBody, reader_body_free)

/* TRUE for a part that is the mail's own text and no piece: text/plain or
 * text/html, not marked as an attachment and without a file name. */
gboolean reader_body_is_text(GMimePart *part);

/* Appends the text of such a part. */
void reader_body_add_part(ReaderBody *body, GMimePart *part);

/* Appends text that belongs to no part, any bytes. */
void reader_body_add_raw(ReaderBody *body, const char *bytes);

/* Appends one of the alternatives (RFC 2046 section 5.1.4): the plain one,
 * unless it says next to nothing beside the other. */
void reader_body_add_choice(ReaderBody *body, GPtrArray *alternatives);

/* All decoded bytes of a part, up to `limit`; g_free(). */
char *reader_body_decode(GMimePart *part, gsize limit, gsize *length);
