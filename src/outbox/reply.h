/* Builds the bytes of an outgoing mail (RFC 5322, 2045-2047, 3834) with
 * GMime: canonical CRLF, ASCII lines of at most 76 characters of text, UTF-8
 * below, one recipient, fixed Message-ID. Pure but for g_mime_init(); any
 * thread. */
#pragma once

#include "base/config.h"

typedef struct {
    const char *kind;     /* X-Dossierd: acknowledgement… */
    gboolean is_answer;   /* auto-replied, else auto-generated */
    const char *to;       /* checked: text_is_address */
    const char *reply_to; /* a watched mailbox of the campaign, or NULL */
    const char *subject;
    const char *body;        /* text/plain, UTF-8 */
    const char *html;        /* NULL, or the alternative */
    const char *message_id;  /* without brackets; reply_new_message_id() */
    const char *in_reply_to; /* NULL, or without brackets */
    const char *const *references; /* NULL or NULL-terminated, oldest first */
    gint64 date;
    /* Attachment, or NULL: name, media type, content. */
    const char *attachment_name, *attachment_type;
    GBytes *attachment;
    /* Inline picture for html, or NULL; "cid:chart". */
    GBytes *chart_png;
} ReplyMail;

#define REPLY_ERROR (reply_error_quark())
GQuark reply_error_quark(void);
typedef enum { REPLY_ERROR_ADDRESS, REPLY_ERROR_BUILD } ReplyError;

/* Of a thread's References the first and the last ones are kept, this many in
 * all; the sender chooses how many there are. */
#define REPLY_MAX_REFERENCES 20

/* From comes from `smtp`. Message-IDs of the sender's that are no Message-IDs
 * (RFC 5322 section 3.6.4, and no longer than 250 bytes) are left out. */
GBytes *reply_build(const ConfigSmtp *smtp, const ReplyMail *mail,
                    GError **error);

/* "<random>.dossierd@<domain of smtp.from>", without brackets. */
char *reply_new_message_id(const ConfigSmtp *smtp);
/* TRUE for a Message-ID that reply_new_message_id made for this domain. */
gboolean reply_is_own_message_id(const ConfigSmtp *smtp, const char *id);
