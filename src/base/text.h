/* Unicode text as people write it: folding, similarity, safe labels.
 *
 * Every function takes UTF-8 and returns a new string that the caller frees
 * with g_free() (g_autofree), unless it says otherwise; NULL is read as the
 * empty text, bytes that are no UTF-8 as windows-1252. Pure: no I/O, no state,
 * any thread. Built on GLib's Unicode tables.
 */
#pragma once

#include <glib.h>

/* Valid UTF-8 out of any bytes: UTF-8 kept, else read as windows-1252; NUL
 * becomes U+FFFD. `length` -1: NUL-terminated. */
char *text_from_bytes(const char *bytes, gssize length);

/* The form in which texts are compared: compatibility decomposition, no
 * accents, case folded, ligatures spelt out (oe, ae), every dash '-', every
 * apostrophe '\'', every run of white space one ' ', trimmed; format and
 * control characters gone. */
char *text_fold(const char *text);

/* The folded words (runs of letters and digits) of a text; g_strfreev(). */
char **text_words(const char *text);

/* The same as one text with a space around each, " a b "; " " without any. */
char *text_words_line(const char *text);

/* TRUE if the words of `phrase` stand in `text` one after the other. Both are
 * folded first; an empty phrase is never found. */
gboolean text_has_phrase(const char *text, const char *phrase);

/* The same in a text that text_words() has split already: fold a long body
 * once, then ask for many phrases. */
gboolean text_words_have_phrase(const char *const *words, const char *phrase);

/* 1 - (edit distance / longer length), over folded text, in code points;
 * insertion, deletion, substitution and swap of two neighbours count one; 1.0
 * for equal, 1.0 for two empty texts. Costs O(n*m); texts are cut at 200 code
 * points. */
double text_similarity(const char *a, const char *b);

/* A sender's text as a label for people: NFC, control, format and
 * bidirectional characters removed, spaces collapsed, trimmed, at most
 * `max_chars` code points (an ellipsis marks a cut). NULL if nothing is
 * left. */
char *text_label(const char *text, gsize max_chars);

/* A name that is one safe path component on Linux and Windows: as text_label,
 * then / \ : * ? " < > | replaced by '-', no leading or trailing dot or space,
 * no reserved device name (CON, NUL, COM1…), at most `max_bytes` bytes cut on
 * a character. Never empty: "_" where nothing is left. */
char *text_file_name(const char *text, gsize max_bytes);

/* A form for a terminal or a log line: control, format and bidirectional
 * characters escaped as \xNN or \u{NNNN}, bytes that are no UTF-8 as \xNN. */
char *text_escape(const char *text);

/* TRUE for an address that may go into an SMTP envelope: ASCII dot-atom "@"
 * host name (RFC 5321 section 4.1.2, without quoted strings, literals and
 * source routes), at most 254 bytes, 64 before the "@", no CR, LF, blank. */
gboolean text_is_address(const char *address);

/* TRUE for a host name in ASCII (RFC 1123 section 2.1), not an address. */
gboolean text_is_host_name(const char *host);

/* Addresses compare without case (both halves: school mailboxes are written
 * in any case). NULL equals nothing. */
gboolean text_address_equal(const char *a, const char *b);

/* TRUE for an UAI code: seven digits and a letter ("0132733A"), any case. */
gboolean text_is_uai(const char *word);
