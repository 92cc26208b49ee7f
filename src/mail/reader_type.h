/* What a piece is by its content and name, and whether it may be taken out of
 * the mail at all. Pure. Child side. */
#pragma once

#include "mail/message.h"

/* The media type that the first bytes of a file tell; NULL if unknown. A ZIP
 * is "application/zip" here: what it holds is seen when it is opened. */
const char *reader_type_detect(const char *bytes, gsize length);

/* PART_REFUSED for a program, a script, a page with scripts, a document with
 * macros or an archive of a kind that is not opened, by name or declared type
 * or content; PART_ENCRYPTED for an encrypted mail; PART_DAMAGED where the
 * name promises a form that the content has not; else PART_READABLE. */
PartState reader_type_judge(const char *label, const char *type,
                            const char *detected);

/* TRUE if the name ends in one of the extensions ("pdf", …), any case. */
gboolean reader_type_has_extension(const char *label,
                                   const char *const *extensions, gsize n);
