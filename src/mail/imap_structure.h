/* BODYSTRUCTURE (RFC 3501 section 7.4.2) as a flat list of parts. */
#pragma once

#include "mail/imap_parser.h"

#define IMAP_STRUCTURE_MAX_PARTS 500

typedef struct {
    char *type;        /* "application/pdf", lower case */
    char *disposition; /* "attachment", lower case; NULL if none */
    char *name;        /* file name, decoded; NULL if none */
    gint64 size;       /* encoded bytes */
    guint depth;       /* multiparts and messages around it */
} ImapPart;
void imap_part_free(ImapPart *part);

/* The leaves and the attached mails (message/rfc822, followed by their own
 * parts) in order; never NULL, empty where the value is no structure, at most
 * IMAP_STRUCTURE_MAX_PARTS. `node` is among `nodes`. Free the array. */
GPtrArray *imap_structure_parse(const ImapNode *nodes, const ImapNode *node);

/* TRUE for what is not the text of the mail. */
gboolean imap_part_is_attachment(const ImapPart *part);
