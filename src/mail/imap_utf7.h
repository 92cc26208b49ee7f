/* Mailbox names on the wire: modified UTF-7 (RFC 3501 section 5.1.3). Pure. */
#pragma once

#include <glib.h>

/* UTF-8 to modified UTF-7: "Dossiers traités" → "Dossiers trait&AOk-s". Only
 * printable ASCII comes out. g_free(); NULL if `name` is not UTF-8. */
char *imap_utf7_encode(const char *name);
