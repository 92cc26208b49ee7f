/* IMAP responses out of bytes (RFC 3501 sections 7 and 9), without any I/O.
 *
 * The caller feeds bytes as they come, cut anywhere; each response that is
 * whole is handed to the handler. A literal is framed by its announced size
 * alone, so nothing inside it can pass for a response. The body of a mail
 * (item BODY[]) is never held: its bytes go to handler->stream as they arrive.
 * What a sender can inflate (nesting, parameters, header fields) is cut, with
 * `cut` set, and never breaks the framing; what only a server can do wrong is
 * an error, after which the parser must not be fed again.
 */
#pragma once

#include <glib.h>

/* Kept of one literal that is not streamed, one byte beyond the header cap of
 * the reader, so that a header that was cut is also found too long there. */
#define IMAP_PARSER_MAX_KEPT (64 * 1024 + 1)
#define IMAP_PARSER_MAX_LINE (8 * 1024 * 1024)
#define IMAP_PARSER_MAX_LITERAL (G_GUINT64_CONSTANT(1) << 31)
#define IMAP_PARSER_MAX_NODES 65536
#define IMAP_PARSER_MAX_DEPTH 100
#define IMAP_PARSER_MAX_TEXT (4 * 1024 * 1024)

#define IMAP_PARSER_ERROR (imap_parser_error_quark())
GQuark imap_parser_error_quark(void);
typedef enum {
    IMAP_PARSER_ERROR_SYNTAX,
    IMAP_PARSER_ERROR_LIMIT, /* a literal or a line beyond its cap */
} ImapParserError;

typedef enum {
    IMAP_ATOM, /* numbers and flags too; BODY[…] with its section */
    IMAP_STRING,
    IMAP_NIL,
    IMAP_LIST,
    IMAP_STREAMED, /* `length` bytes that went to handler->stream */
} ImapNodeKind;

/* Nodes stand in the order of the text: the children of the list i follow it,
 * from i + 1 to before `next`. */
typedef struct {
    ImapNodeKind kind;
    guint32 next;     /* index of the first node behind this one */
    const char *text; /* NUL-terminated; "" for NIL, lists, streamed */
    gsize length;
    gsize offset; /* of the parser itself */
} ImapNode;

typedef enum {
    IMAP_DATA, /* no status: `name` and nodes */
    IMAP_OK,
    IMAP_NO,
    IMAP_BAD,
    IMAP_BYE,
    IMAP_PREAUTH,
    IMAP_CONTINUE, /* "+" */
} ImapStatus;

/* Valid during the call of handler->response only. */
typedef struct {
    const char *tag; /* "*" where untagged, "+" with IMAP_CONTINUE */
    ImapStatus status;
    const char *name; /* "FETCH", "EXISTS"…, upper case; "" with a status */
    guint32 number;   /* before the name, 0 if none */
    const char *code; /* "UIDVALIDITY"…, upper case; NULL if none */
    const char *code_text; /* what follows the code's name, "" if nothing */
    const char *text; /* for people; the data of SEARCH, ESEARCH, unparsed */
    const ImapNode *nodes;
    gsize n_nodes;
    gboolean cut; /* beyond a cap: some nodes or bytes were left out */
} ImapResponse;

/* All are required. FALSE with an error ends imap_parser_feed() with it. */
typedef struct {
    gpointer data;
    /* A body of `size` bytes begins; its UID may come after it. */
    gboolean (*begin)(gpointer data, guint64 size, GError **error);
    gboolean (*stream)(gpointer data, const char *bytes, gsize length,
                       GError **error);
    gboolean (*response)(gpointer data, const ImapResponse *response,
                         GError **error);
} ImapParserHandler;

typedef struct ImapParser ImapParser;

ImapParser *imap_parser_new(const ImapParserHandler *handler); /* copied */
void imap_parser_free(ImapParser *parser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapParser, imap_parser_free)

/* Consumes all of `bytes`. */
gboolean imap_parser_feed(ImapParser *parser, const char *bytes, gsize length,
                          GError **error);

/* Gives back the memory that is only of use while data flows; may be called
 * whenever nothing is under way, does nothing otherwise. */
void imap_parser_trim(ImapParser *parser);
