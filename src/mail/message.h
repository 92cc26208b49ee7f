/* A parsed mail as plain, read-only data, and its form on the wire between the
 * sandboxed reader and the daemon.
 *
 * Nothing here refers to GMime: the reader (mail/reader.h) fills it in, in a
 * process of its own; everybody else only reads. All strings are valid UTF-8,
 * NULL where the mail has no such thing. A Message owns everything below it.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *name;    /* decoded display name, NULL if none */
    char *address; /* as written, not checked: see text_is_address() */
} MessageAddress;

/* Why a piece cannot be used; the order is that of preference when several
 * hold. */
typedef enum {
    PART_READABLE,
    PART_ENCRYPTED, /* password needed */
    PART_DAMAGED,   /* not what its type says, or cut short */
    PART_REFUSED,   /* a program, a script, a web page, a document with macros,
                       an archive that is no ZIP or stands within one */
    PART_TOO_LARGE, /* beyond a cap of the reader */
    PART_EMPTY,
} PartState;

typedef struct {
    char *label;     /* the sender's file name cleaned (text_label), or NULL */
    char *type;      /* declared media type, lower case, "type/subtype" */
    char *detected;  /* media type by content, NULL if unknown */
    char *container; /* "" top level, else "message", "zip", "winmail". A ZIP
                        or winmail.dat that could be opened is a part without
                        file, right before the parts that came out of it */
    char *sha256;    /* hex, of the decoded bytes */
    char *file;      /* path of the decoded bytes in the spool; NULL where not
                        extracted (state says why) */
    gint64 size;     /* decoded bytes */
    PartState state;
    guint message;      /* 0: this mail; n: the n-th of Message.inner (1…) */
    gboolean is_inline; /* Content-Disposition inline, or a cid in HTML */
    gboolean has_content_id;
    char **pages; /* text by page (one entry for DOCX, ODT, text); NULL where
                     no text could be drawn (scan, photo, not looked at) */
} MessagePart;

/* Facts for RFC 3834: what makes a mail machine-made. */
typedef struct {
    gboolean has_return_path, null_return_path;
    char *return_path;
    char *auto_submitted; /* keyword, lower case, without parameters */
    char *precedence;     /* lower case */
    char *auto_response_suppress;
    gboolean has_list_field; /* any List-* */
    gboolean has_failed_recipients, has_autoreply, has_autorespond;
    char *dossierd;     /* our X-Dossierd */
    gboolean is_report; /* multipart/report */
    char *report_type;  /* report-type parameter, lower case */
    char *reported_id; /* Message-ID of the mail a bounce or receipt is about */
    char **failed;     /* addresses with action failed (Original-Recipient,
                          Final-Recipient) or of X-Failed-Recipients; NULL
                          where the mail says nothing of the kind */
} MessageMachine;

typedef struct Message Message;

struct Message {
    char *message_id;  /* without the angle brackets */
    char *in_reply_to; /* first id */
    char **references; /* ids, oldest first; never NULL */
    char *subject;     /* decoded as well as can be, unfolded; NULL: none */
    char *subject_raw; /* the field's bytes as UTF-8 (text_from_bytes) */
    GPtrArray *from, *sender, *reply_to, *to, *cc;     /* MessageAddress* */
    GPtrArray *delivered_to, *original_to, *resent_to; /* MessageAddress* */
    gint64 date;     /* the sender's Date, 0 if none: shown, never decides */
    gint64 received; /* topmost Received, 0 if none */
    char *authentication_results; /* topmost, for people to see */
    MessageMachine machine;
    char *text;       /* the body as plain text, of text/plain or else drawn
                         from text/html, at most 256 kB; "" if none */
    char **links;     /* http(s) URLs of the body, at most 50; never NULL */
    GPtrArray *parts; /* MessagePart*: everything that could be a piece, flat,
                         those of inner mails and archives included */
    GPtrArray *inner; /* Message*: attached mails (message/rfc822) in order, a
                         nesting flattened; their own parts and inner are empty:
                         all parts stand in the outermost mail */
    gint64 size;      /* bytes of the raw mail */
};

Message *message_new(void); /* empty, every array in place */
void message_free(Message *message);
/* About how many bytes of memory it takes: its texts, which senders fill, and
 * a bit for the rest. */
gsize message_weight(const Message *message);
MessagePart *message_part_new(void);
void message_part_free(MessagePart *part);
MessageAddress *message_address_new(const char *name, const char *address);
void message_address_free(MessageAddress *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MessagePart, message_part_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MessageAddress, message_address_free)

/* The wire form: counted fields in a fixed order, for this machine alone. The
 * daemon trusts nothing of it: message_from_bytes() checks counts, lengths,
 * UTF-8 and values and returns NULL with an error for anything else. */
GBytes *message_to_bytes(const Message *message);
Message *message_from_bytes(GBytes *bytes, GError **error);
