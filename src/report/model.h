/* The state of one campaign as pages, exports and the digest show it.
 *
 * Plain const structs: where they come from is the business of the source
 * (source.h), so that tests can make any state up. Lists that grow with the
 * number of applications are never held whole: they are walked, one element
 * at a time, each valid until the callback returns. All strings are valid
 * UTF-8; everything a sender wrote is to be escaped by whoever prints it.
 * Instants are seconds since 1970.
 */
#pragma once

#include "base/config.h"
#include "base/phrase.h"

typedef struct {
    const char *const *kinds; /* document ids; empty or NULL: no piece that
                                 was asked for */
    const char *name;         /* the sender's label, NULL if none */
    const char *file;         /* relative to state_dir, NULL if not extracted */
    const char *reason; /* French, why to check or why refused; may be NULL */
    gboolean accepted, to_check;
    gint64 received_at;
} ReportDocument;

typedef struct {
    const char *message_id; /* may be NULL */
    const char *sender, *subject;
    const char *file; /* raw mail, relative to state_dir */
    const char *const *mailboxes;
    gint64 received_at;
    gint64 sent_at;     /* the sender's own date, 0 if unknown */
    gboolean forwarded; /* by a superior or a school */
    gboolean late;
} ReportMessage;

typedef struct {
    gint64 id;
    const char *kind, *state; /* the contract's words */
    const char *to, *subject;
    const char *const *refs;
    gint64 due_at;
    gint64 sent_at; /* 0: not sent */
    guint attempts;
    const char *error; /* NULL: none */
} ReportMail;

/* An entry of the register: who did what to a dossier. */
typedef struct {
    gint64 at;
    const char *action; /* phrase [page] history-<action> */
    const char *detail; /* may be NULL */
    const char *actor;  /* system user, NULL: the daemon */
} ReportEvent;

typedef struct {
    const char *ref;
    const char *position;                         /* id */
    const char *family_name, *given_name, *email; /* each may be NULL */
    gboolean withdrawn, late;
    gint64 received_at;
    gint64 completed_at; /* 0: it lacks something */
    /* In the lists of a digest alone: who sent the candidate's mail on, and
     * the date before closing that the sender gave to a mail received after
     * it; NULL and 0 where there is no such thing. */
    const char *superior;
    gint64 late_sent_at;
    const ReportDocument *documents;
    gsize n_documents;
    const char *const *missing; /* document ids */
    const ReportMessage *messages;
    gsize n_messages;
    const ReportMail *mails;
    gsize n_mails;
    const ReportEvent *events;
    gsize n_events;
} ReportDossier;

/* A mail that waits for the referent (verdict review or quarantined). */
typedef struct {
    gint64 number; /* as `dossierctl file` takes it */
    const char *message_id, *sender, *subject, *file;
    const char *const *mailboxes;
    const char *const *reasons; /* French */
    gboolean quarantined;
    gint64 received_at;
} ReportReview;

/* "complete", "incomplete" or "withdrawn": the contract's words. */
const char *report_dossier_status(const ReportDossier *dossier);
/* "DUPONT Marie", the address or the reference where no name is known; new
 * string. */
char *report_dossier_name(const ReportDossier *dossier);
/* The title of a document, its id where the campaign has none such. */
const char *report_document_title(const ConfigCampaign *campaign,
                                  const char *id);
/* Their titles, joined by commas; `ids` may be NULL. New string. */
char *report_document_titles(const ConfigCampaign *campaign,
                             const char *const *ids);
/* An entry of the register in French; an action without a phrase
 * (history-<action>) is shown as it is recorded. New string. */
char *report_event_text(const ReportEvent *event, const Phrases *phrases);
