/* What an ImapResponse says: items of FETCH, numbers, dates, sets.
 *
 * Pure functions over mail/imap_parser.h; nothing here owns anything.
 */
#pragma once

#include "mail/imap_parser.h"

/* The value of the FETCH item whose name begins with `name` ("UID",
 * "BODY[HEADER"), NULL if it is not there. */
const ImapNode *imap_response_item(const ImapResponse *response,
                                   const char *name);

/* FALSE for anything but decimal digits that fit (NULL and NIL included). */
gboolean imap_node_number(const ImapNode *node, guint32 *number);
gboolean imap_node_size(const ImapNode *node, gint64 *size);

/* INTERNALDATE, "17-Jul-1996 02:44:25 -0700" (RFC 3501 section 9), in seconds
 * since 1970; 0 for anything else. */
gint64 imap_node_date(const ImapNode *node);

/* "12-May-2026", the UTC day of `time` (for SEARCH SINCE); g_free(). */
char *imap_format_day(gint64 time);

/* An UIDVALIDITY or UIDNEXT; 0 where it is none. */
guint32 imap_parse_number(const char *text);
