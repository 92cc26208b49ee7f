/* The durable queue of outgoing mail: rows written in the transaction of what
 * they answer, sent by a thread of their own.
 *
 * States: held (shadow, or over a cap), queued, sending, sent, failed,
 * unknown, cancelled. A row is set to `sending` durably before the first byte
 * goes out and to its outcome after; what is found in `sending` at start is
 * `unknown` and never sent again by itself. An event has one row for ever
 * (UNIQUE), so that nothing is answered twice.
 *
 * Any thread may queue; one thread at a time sends.
 */
#pragma once

#include "base/config.h"
#include "base/phrase.h"
#include "dossier/dossier_store.h"
#include "mail/smtp_client.h"

typedef struct Outbox Outbox;

/* Loads every template (an error names file and line). All outlive it. What
 * waited for a server that was out of reach is due again. */
Outbox *outbox_open(const Config *config, const Phrases *phrases,
                    const char *texts_folder, Database *database,
                    gboolean shadow, GError **error);
void outbox_close(Outbox *outbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outbox, outbox_close)

/* Within the intake's transaction: the answer to a mail that was just filed
 * (acknowledgement for application and supplement, receipt for review; none
 * where Recognition.reply_to is NULL, where the event was answered before, or
 * where the address bounced). `message` holds at least the header facts, or
 * is NULL. `dossiers` are the Dossier* it was filed in. */
gboolean outbox_queue_answer(Outbox *outbox, const Message *message,
                             const Recognition *recognition,
                             const StoreResult *result, GPtrArray *dossiers,
                             gint64 received_at, GError **error);

/* Within the intake's transaction: a mail that could not be read safely. Tells
 * the operator, once a day for each mailbox, and the referent of its campaign
 * (of each campaign of the mailbox where that is not known), once a day each.
 * `header` may be NULL. */
gboolean outbox_queue_quarantine(Outbox *outbox, const ConfigMailbox *mailbox,
                                 const ConfigCampaign *campaign,
                                 const Message *header, gint64 received_at,
                                 GError **error);

/* Within the intake's transaction: a bounce of ours marks row and address. */
gboolean outbox_note_bounce(Outbox *outbox, const Recognition *recognition,
                            GError **error);

/* A mail to the operator, once for each `event` key; alone or in a
 * transaction. `body` may have several lines. */
gboolean outbox_queue_operator(Outbox *outbox, const char *event,
                               const char *subject, const char *body,
                               GError **error);

/* Any other mail that the daemon writes on its own: reminder, alert, closing,
 * digest. Strings are copied; NULL where there is no such thing. */
typedef struct {
    const char *kind;
    const char *event; /* "reminder:<campaign>:<day>:<ref>"…, once for ever */
    const ConfigCampaign *campaign;
    const char *recipient;
    const char *subject, *body, *html;
    const char *attachment_name, *attachment_type;
    GBytes *attachment, *chart_png;
    const gint64 *dossiers; /* row ids that it is about */
    gsize n_dossiers;
} OutboxMail;

/* Alone or in a transaction. TRUE also where the event has its mail already
 * or the address bounced. */
gboolean outbox_queue_mail(Outbox *outbox, const OutboxMail *mail,
                           GError **error);

/* Sends what is due until nothing is; returns the number of mails that ended
 * in a temporary failure of the server or in `unknown`, -1 with an error of
 * the database. Nothing is sent in shadow mode, or while a server that was out
 * of reach or refused the login is given a rest. */
int outbox_send_due(Outbox *outbox, SmtpClient *client, GError **error);

/* On the sending thread, outside of any transaction, after each mail: `fault`
 * where the server as a whole was out of reach or refused us, else NULL; the
 * end of its certificate (smtp_client.h). To be set before anything is sent. */
typedef void (*OutboxServerFunc)(gpointer data, const GError *fault,
                                 gint64 certificate_end);
void outbox_watch_server(Outbox *outbox, OutboxServerFunc heard, gpointer data);

/* While held, nothing is sent but mail to the operator. Any thread. */
void outbox_hold(Outbox *outbox, gboolean hold);

/* When to call outbox_send_due again: seconds since 1970, G_MAXINT64 if there
 * is nothing to be sent. */
gint64 outbox_next_due(Outbox *outbox);

/* For `sent_folder`: the next sent mail to append in this mailbox, NULL if
 * none; mark it when it is there. */
GBytes *outbox_next_append(Outbox *outbox, const ConfigMailbox *mailbox,
                           char **folder, gint64 *id);
gboolean outbox_appended(Outbox *outbox, const ConfigMailbox *mailbox,
                         gint64 id, GError **error);

#define OUTBOX_ERROR (outbox_error_quark())
GQuark outbox_error_quark(void);
typedef enum { OUTBOX_ERROR_ID, OUTBOX_ERROR_STATE } OutboxError;

/* dossierctl: ids that do not exist or are in a state that does not allow it
 * are an error that names them; nothing is changed then. */
gboolean outbox_release(Outbox *outbox, const gint64 *ids, gsize n,
                        GError **error); /* held → queued */
gboolean outbox_retry(Outbox *outbox, const gint64 *ids, gsize n,
                      GError **error); /* failed, unknown, queued → due now,
                                          same Message-ID; a bounce of that
                                          address is forgotten */
gboolean outbox_cancel(Outbox *outbox, const gint64 *ids, gsize n,
                       GError **error); /* not yet sent → gone, row kept */
gboolean outbox_release_all(Outbox *outbox, GError **error);
/* After a rebuild, which holds new mail; what was held stays so. */
gboolean outbox_resume(Outbox *outbox, GError **error);
