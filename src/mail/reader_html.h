/* HTML to plain text, with its links and the pictures it shows. Child side. */
#pragma once

#include <glib.h>

typedef struct {
    GString *text; /* appended to, up to `limit` bytes in all */
    gsize limit;
    GPtrArray *links; /* char*, owned by the array: http and https */
    GPtrArray *cids;  /* char*: Content-IDs of pictures within the mail */
} ReaderHtml;

/* Parses `html` (UTF-8) with libxml2's SAX interface: no tree is built, no
 * reference followed. */
void reader_html_read(const char *html, gsize length, ReaderHtml *result);

/* Adds the http and https URLs that stand in a text. */
void reader_html_find_links(const char *text, GPtrArray *links);
