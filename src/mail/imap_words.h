/* Decoded words of BODYSTRUCTURE: RFC 2047 and RFC 2231, small and strict.
 *
 * For file names shown by the server before a mail is fetched; whole mails are
 * parsed in the sandbox (mail/reader.h). Pure; results are valid UTF-8.
 */
#pragma once

#include "mail/imap_parser.h"

/* Decodes encoded words wherever they stand (also where RFC 2047 section 5
 * forbids them: file names are sent so all the time); neighbours of one
 * charset are joined before conversion, since senders cut inside characters.
 * g_free(). */
char *imap_words_decode(const char *text);

/* The value of parameter `name` in the list of names and values at
 * nodes[list] (body-fld-param), continuations and charsets resolved; NULL if
 * it is not there. g_free(). */
char *imap_words_parameter(const ImapNode *nodes, guint32 list,
                           const char *name);
