/* What the operator is told of: one mail for each trouble that lasts, one when
 * it is over; of a certificate that is refused, one each day that it lasts, and
 * no more however often it comes and goes. Across restarts, since both instants
 * are kept as settings.
 *
 * A trouble has a kind and a subject (a mailbox's name, a server's host and
 * port, "" for the machine). What keeps mail from leaving is told all the same:
 * the mail lies in the outbox and goes with the first ones after.
 * Any thread notes what it sees; one tells.
 */
#pragma once

#include "base/phrase.h"
#include "outbox/outbox.h"

typedef enum {
    TROUBLE_REACH,       /* a mailbox is out of reach; told after an hour */
    TROUBLE_LOGIN,       /* its login is refused */
    TROUBLE_CERTIFICATE, /* its server's certificate is */
    TROUBLE_SILENT,      /* it used to get mail */
    TROUBLE_FILING,      /* groups of mails are lost; told after ten minutes */
    TROUBLE_DISK,        /* little room is left */
    TROUBLE_CLOCK,       /* the clock is not credible */
    TROUBLE_EXPIRY,      /* a server's certificate ends soon */
    TROUBLE_SMTP_REACH,  /* the SMTP server is out of reach; after an hour */
    TROUBLE_SMTP_LOGIN,  /* its login is refused */
    TROUBLE_SMTP_CERTIFICATE,
    TROUBLE_SCAN, /* ClamAV gives no verdict; told after ten minutes */
    N_TROUBLE_KINDS,
} TroubleKind;

typedef enum { TROUBLE_NOTHING, TROUBLE_TELL, TROUBLE_TELL_OVER } TroubleStep;

/* One trouble, as it is kept. */
typedef struct {
    TroubleKind kind;
    gboolean present;
    gint64 since; /* 0: never */
    gint64 told;  /* 0: not yet */
} TroubleState;

/* As it is kept: "reach", "login"… */
const char *trouble_name(TroubleKind kind);

/* Pure: what to do now. */
TroubleStep trouble_step(const TroubleState *state, gint64 now);
/* When there is something to do by itself; G_MAXINT64 if never. */
gint64 trouble_next(const TroubleState *state);

/* Pure: the mail about it or, with `over`, about its end. `detail` may be
 * NULL; title and body are new strings. */
typedef struct {
    TroubleState state;
    const char *subject, *detail;
} TroubleFacts;
void trouble_compose(const Phrases *phrases, GTimeZone *zone,
                     const TroubleFacts *facts, gboolean over, char **title,
                     char **body);

typedef struct Troubles Troubles;

/* All outlive it. */
Troubles *troubles_new(const Config *config, const Phrases *phrases,
                       Database *database, Outbox *outbox);
void troubles_free(Troubles *troubles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Troubles, troubles_free)

/* `detail` is the cause in a line, for the mail; NULL: there is no such
 * trouble (any more). TRUE where that is news. */
gboolean troubles_note(Troubles *troubles, TroubleKind kind,
                       const char *subject, const char *detail);

/* The same for what began at a known instant: it names the trouble, so that
 * one that comes and goes is told once. */
gboolean troubles_note_since(Troubles *troubles, TroubleKind kind,
                             const char *subject, const char *detail,
                             gint64 since);

/* Queues the mails that are due; returns when to come again, G_MAXINT64 if
 * only news bring any. Logs what fails. */
gint64 troubles_tell(Troubles *troubles, gint64 now);
