/* A first glance at raw header fields, before they are parsed.
 *
 * Of a hundred thousand mails of a school nearly all have a plain header and a
 * subject that no campaign knows. To tell these takes no MIME parser and no
 * sandbox: the bytes are compared, nothing is interpreted that is not utterly
 * regular. Whatever is odd, encoded in an uncommon way or near to anything of
 * interest is left to the reader and recognise_screen_header().
 *
 * Pure but for `known`.
 */
#pragma once

#include "recognise/recognise.h"

/* TRUE only where recognise_screen_header() would say SCREEN_PASS of these
 * header fields (raw, as the server gives them); FALSE: nobody knows yet. */
gboolean glance_passes(const Recogniser *recogniser, const char *header,
                       gsize length, const KnownLookup *known);
