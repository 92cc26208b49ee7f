/* A writer of HTML that cannot leave an element open or a text unescaped.
 *
 * Elements nest: html_close() ends the innermost. Everything passed as text or
 * as an attribute's value is escaped (HTML Living Standard, section 13.3);
 * names of elements and attributes are the program's own. Text that is no
 * valid UTF-8 is repaired, control characters become U+FFFD. Not for threads.
 */
#pragma once

#include <glib.h>

typedef struct Html Html;

/* Starts with the doctype where `document`, empty otherwise. */
Html *html_new(gboolean document);
void html_free(Html *html);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Html, html_free)

/* Opens `tag`; then pairs of attribute name and value, with a NULL name at the
 * end. The value "" writes the bare name, NULL leaves the attribute out. */
void html_open(Html *html, const char *tag, ...) G_GNUC_NULL_TERMINATED;
/* Adds to the element just opened, before any content; NULL: nothing. */
void html_attribute(Html *html, const char *name, const char *value);
void html_close(Html *html);
/* How many elements are open; html_close_to() closes down to that depth. */
guint html_depth(const Html *html);
void html_close_to(Html *html, guint depth);

/* NULL is the empty text. */
void html_text(Html *html, const char *text);
/* An element with nothing but text; attributes as in html_open(). */
void html_element(Html *html, const char *tag, const char *text,
                  ...) G_GNUC_NULL_TERMINATED;
/* An element without an end tag: meta, br, img, input. */
void html_void(Html *html, const char *tag, ...) G_GNUC_NULL_TERMINATED;
/* Our own style sheet or script, as it is. */
void html_raw(Html *html, const char *trusted);

/* Closes what is open and gives the document; `html` is empty afterwards. */
GBytes *html_finish(Html *html);
