/* A blocking IMAP session (RFC 3501) for one thread at a time.
 *
 * Every call ends: at the answer, at its deadline, or as soon as the stop
 * descriptor is readable. The deadline is command_seconds of waiting and one
 * more second for each min_rate bytes that came: a server that drips is given
 * up, a large mailbox on a slow line is not. After any error but
 * IMAP_CLIENT_ERROR_REFUSED the session is at its end: free it.
 *
 * Nothing here changes a flag of a mail (EXAMINE, BODY.PEEK), but for
 * imap_client_move() and imap_client_append().
 */
#pragma once

#include "base/config.h"
#include "mail/connection_fault.h"
#include "mail/imap_set.h"

#define IMAP_CLIENT_ERROR (imap_client_error_quark())
GQuark imap_client_error_quark(void);
typedef enum {
    IMAP_CLIENT_ERROR_CONNECT,
    IMAP_CLIENT_ERROR_CERTIFICATE, /* no password was sent */
    IMAP_CLIENT_ERROR_LOGIN,       /* back off long: accounts get locked */
    IMAP_CLIENT_ERROR_TIMEOUT,
    IMAP_CLIENT_ERROR_CLOSED,
    IMAP_CLIENT_ERROR_PROTOCOL,
    IMAP_CLIENT_ERROR_REFUSED, /* NO or BAD: the session goes on */
    IMAP_CLIENT_ERROR_STOPPED,
} ImapClientError;

typedef struct {
    guint connect_seconds; /* 0: 30 */
    guint command_seconds; /* 0: 60 */
    guint min_rate;        /* bytes a second, 0: 1,000 */
} ImapClientLimits;

typedef struct ImapClient ImapClient;

/* Connects and logs in; `limits` may be NULL; `config` must outlive the
 * client. The secret is read anew each time. */
ImapClient *imap_client_open(const ConfigMailbox *config, int stop_fd,
                             const ImapClientLimits *limits, GError **error);

/* The same for a person at a terminal: `fault` says why there is no session. */
ImapClient *imap_client_try(const ConfigMailbox *config, ConnectionFault *fault,
                            GError **error);
void imap_client_free(ImapClient *client); /* closes at once */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapClient, imap_client_free)

/* Says LOGOUT, leaves IDLE for it, and gives the server five seconds to
 * answer. */
void imap_client_logout(ImapClient *client);

/* TRUE if the server advertised `capability` after the login. */
gboolean imap_client_has(const ImapClient *client, const char *capability);

/* When the server's certificate ends, in seconds since 1970; 0 without TLS. */
gint64 imap_client_certificate_end(const ImapClient *client);

/* Of the folder last opened. */
typedef struct {
    guint32 uidvalidity; /* 0: the server named none */
    guint32 uidnext;     /* when it was opened; 0: the server named none */
    guint32 exists;      /* kept up to date */
    guint64 arrivals;    /* mails that came since it was opened */
} ImapFolder;

/* `folder` is UTF-8 with '/' between levels (see imap_client_folder.h). */
gboolean imap_client_examine(ImapClient *client, const char *folder,
                             GError **error);
gboolean imap_client_select(ImapClient *client, const char *folder,
                            GError **error);
const ImapFolder *imap_client_folder(const ImapClient *client);

/* UIDs from `first` on that arrived on the day of `since` (seconds; 0: any
 * day) or later. Days are the server's: some of the day before are in it. */
ImapSet *imap_client_search(ImapClient *client, guint32 first, gint64 since,
                            GError **error);

/* EXAMINE and that search in one round trip. */
ImapSet *imap_client_examine_and_search(ImapClient *client, const char *folder,
                                        guint32 first, gint64 since,
                                        GError **error);

/* NOOP: takes in what the server has to tell. */
gboolean imap_client_poll(ImapClient *client, GError **error);

typedef enum {
    IMAP_IDLE_FAILED,
    IMAP_IDLE_NEWS, /* a mail arrived */
    IMAP_IDLE_WOKEN,
    IMAP_IDLE_TIMEOUT,
} ImapIdle;

/* IDLE (RFC 2177) until something happens or `seconds` are over; without IDLE
 * on the server it waits all the same. Holds next to no memory meanwhile. */
ImapIdle imap_client_idle(ImapClient *client, int wake_fd, guint seconds,
                          GError **error);
