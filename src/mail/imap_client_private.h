/* The session as the files imap_client*.c share it; nobody else includes it. */
#pragma once

#include "mail/imap_client.h"
#include "mail/imap_client_stream.h"
#include "mail/imap_parser.h"

/* A command under way; belongs to the caller of imap_client_start(). */
typedef struct {
    guint tag;
    gboolean ended;
    ImapStatus status; /* once ended */
    char *code;        /* NULL if none */
    char *text;
} ImapCommand;
void imap_command_clear(ImapCommand *command);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImapCommand, imap_command_clear)

/* Where the bytes of bodies go. `file` is closed between two bodies. */
typedef struct {
    const char *spool;
    gint64 max_bytes;
    int fd;     /* -1: no body under way, or one that is not kept */
    char *file; /* NULL as well then */
} ImapSink;

/* What a FETCH response brings. Commands of several kinds may be under way. */
typedef enum {
    IMAP_FETCH_GLANCE,
    IMAP_FETCH_HEADER,
    IMAP_FETCH_STRUCTURE,
    IMAP_FETCH_BODY,
    IMAP_FETCH_KINDS,
} ImapFetchKind;

/* `node` is what the kind is named after. */
typedef gboolean (*ImapFetchFunc)(gpointer data, guint32 uid,
                                  const ImapResponse *response,
                                  const ImapNode *node, GError **error);
typedef struct {
    ImapFetchFunc take; /* NULL: passed over */
    gpointer data;
} ImapFetchTaker;

struct ImapClient {
    const ConfigMailbox *config;
    ImapClientLimits limits;
    ImapStream *stream;
    ImapParser *parser;
    char *buffer;        /* NULL while nothing is going on */
    GPtrArray *commands; /* ImapCommand* under way, not owned */
    guint last_tag;
    gint64 waited;      /* microseconds, since the last command ended */
    gint64 received;    /* bytes, likewise */
    char *capabilities; /* " IMAP4REV1 IDLE ", upper case */
    ImapFolder folder;
    ImapSet *search;  /* result under way, NULL if none was asked for */
    guint search_tag; /* of the command that asked */
    ImapFetchTaker takers[IMAP_FETCH_KINDS];
    ImapSink *sink;     /* NULL: bodies are passed over */
    gboolean continued; /* a "+" came */
    gboolean idling;    /* IDLE was sent and DONE was not */
    gboolean closing;   /* LOGOUT was sent: BYE is right */
    gboolean has_delimiter;
    char delimiter;  /* '\0': no hierarchy */
    char **prefixes; /* of namespaces, our own first; NULL until asked for */
};

/* Sends a command without its tag and CRLF; waits for nothing. */
gboolean imap_client_start(ImapClient *client, ImapCommand *command,
                           GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Waits for its end. `refusal` NULL: NO and BAD are errors (REFUSED); else
 * they are put there and TRUE is returned. */
gboolean imap_client_finish(ImapClient *client, ImapCommand *command,
                            GError **refusal, GError **error);

/* Reads what is there; `n` is 0 where nothing is. */
gboolean imap_client_read_some(ImapClient *client, gssize *n, GError **error);

/* Reads once, or waits until there is something to read. */
gboolean imap_client_pump(ImapClient *client, GError **error);

/* imap_client_name.c: what it learns from the server. */
void imap_client_take_list(ImapClient *client, const ImapResponse *response);
void imap_client_take_namespace(ImapClient *client,
                                const ImapResponse *response);

/* imap_client_fetch.c: a FETCH response, */
gboolean imap_client_take_fetch(ImapClient *client,
                                const ImapResponse *response, GError **error);
/* and what the parser calls for bodies. */
gboolean imap_sink_begin(gpointer client, guint64 size, GError **error);
gboolean imap_sink_stream(gpointer client, const char *bytes, gsize length,
                          GError **error);
