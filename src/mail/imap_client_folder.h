/* Changing folders: moving, appending. Part of mail/imap_client.h.
 *
 * Folder names are UTF-8; '/' stands for the server's hierarchy delimiter,
 * which is asked for once, and the prefix of people's own folders (NAMESPACE,
 * RFC 2342) is put before where it is missing. A folder is created only when
 * the server answers TRYCREATE.
 */
#pragma once

#include "mail/imap_client.h"

/* Moves mails of the folder that imap_client_select() opened: MOVE (RFC 6851),
 * else COPY and \Deleted, and, with UIDPLUS, an EXPUNGE of just these. UIDs
 * that are gone are passed over. */
gboolean imap_client_move(ImapClient *client, const GArray *uids /* guint32 */,
                          const char *folder, GError **error);

/* Appends a mail as seen. */
gboolean imap_client_append(ImapClient *client, const char *folder,
                            GBytes *mail, GError **error);

/* The name as it goes on the wire, a quoted string; g_free(), NULL with an
 * error. Of use inside imap_client*.c only. */
char *imap_client_quote_folder(ImapClient *client, const char *folder,
                               GError **error);
