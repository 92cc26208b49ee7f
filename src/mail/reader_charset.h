/* Bytes of a declared charset to UTF-8, as well as can be. Child side. */
#pragma once

#include <glib.h>

/* Opens every converter that mails need, for good: none can be loaded within
 * the sandbox. Once a process. */
void reader_charset_preload(void);

/* Always valid UTF-8 without NUL, g_free(). `charset` may be NULL, unknown or
 * wrong: bytes that are UTF-8 all through count as UTF-8 whatever a
 * single-byte charset is declared, since the opposite hardly ever happens. */
char *reader_charset_decode(const char *charset, const char *bytes,
                            gsize length);

/* A field's value to text: encoded words (RFC 2047) decoded, neighbours of one
 * charset joined before (a character may be cut between them), folds undone,
 * raw bytes read as UTF-8 or windows-1252. g_free(). */
char *reader_words_decode(const char *value);

/* Text that was decoded with a single-byte charset though it was UTF-8
 * ("lycÃ©e") set right, else `text` itself. Takes and returns ownership. */
char *reader_charset_repair(char *text);
