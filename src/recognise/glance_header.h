/* The few header fields that a glance needs, where they are utterly regular.
 * Internal to glance.c. */
#pragma once

#include <glib.h>

typedef struct {
    char *subject; /* decoded, UTF-8 */
    char *name;    /* of the sender, decoded; "" if none */
    char *address; /* of the sender, lower case */
    char **ids;    /* of In-Reply-To and References, without brackets */
} GlanceHeader;

void glance_header_clear(GlanceHeader *header);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GlanceHeader, glance_header_clear)

/* FALSE where anything is irregular, or hints at a bounce: then a parser must
 * look. Reads RFC 5322 fields, RFC 2047 words in UTF-8 and Latin 1. */
gboolean glance_header_read(GlanceHeader *header, const char *bytes,
                            gsize length);
