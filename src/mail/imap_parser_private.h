/* The parser as the files imap_parser*.c share it; nobody else includes it. */
#pragma once

#include "mail/imap_parser.h"

/* Reads what stands before the data of `line`, which is cut into words that
 * `response` refers to; the name of data is copied to `name`. Returns the
 * rest, which is to be scanned; NULL where the response is complete without
 * it, or wrong (with an error). */
char *imap_parser_read_head(char *line, ImapResponse *response, char *name,
                            gsize name_size, GError **error);
