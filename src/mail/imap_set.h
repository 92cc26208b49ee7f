/* Sets of UIDs as ranges (RFC 3501 section 9, sequence-set). */
#pragma once

#include <glib.h>

typedef struct {
    guint32 first, last;
} ImapRange;

/* A GArray of ImapRange, ascending, not overlapping. */
typedef GArray ImapSet;

/* The longest set for one command: servers may refuse lines beyond 8,000 bytes
 * (RFC 7162 section 4), and a range takes up to 22. */
#define IMAP_SET_MAX_RANGES 318

ImapSet *imap_set_new(void);
void imap_set_free(ImapSet *set);

/* UIDs must come in ascending order; others are ignored. */
void imap_set_add(ImapSet *set, guint32 uid);

/* Adds what "1:5,9" (ESEARCH ALL) or "1 2 9" (SEARCH) names, in any order;
 * FALSE if it is neither. */
gboolean imap_set_parse(ImapSet *set, const char *text);

gboolean imap_set_has(const ImapSet *set, guint32 uid);
guint64 imap_set_count(const ImapSet *set);

/* "1:5,9" for all of it. g_free(). */
char *imap_set_format(const ImapSet *set);

/* Takes the first `n` UIDs, at most IMAP_SET_MAX_RANGES ranges, out of `set`
 * into a new one; empty if `set` is. */
ImapSet *imap_set_take(ImapSet *set, guint32 n);

/* Those of `set` that are not in `without`. */
ImapSet *imap_set_subtract(const ImapSet *set, const ImapSet *without);

/* Drops all UIDs below `uid`. */
void imap_set_drop_below(ImapSet *set, guint32 uid);
