/* What the daemon does of itself, beside the mailboxes: one turn looks at the
 * clock, at the machine and at the calendar, and queues what is due.
 *
 * The scheduler takes turns; --once takes one.
 */
#pragma once

#include "daemon/services.h"
#include "daemon/trouble.h"

typedef struct Upkeep Upkeep;

/* `services` outlive it. */
Upkeep *upkeep_new(const Services *services, GError **error);
/* Notes that the program still ran now. */
void upkeep_free(Upkeep *upkeep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Upkeep, upkeep_free)

/* Where troubles are noted; any thread. */
Troubles *upkeep_troubles(Upkeep *upkeep);
/* What became of a connection to a mailbox; `fault` NULL: contact. TRUE where
 * that is news. Any thread. */
gboolean upkeep_note_mailbox(Upkeep *upkeep, const ConfigMailbox *mailbox,
                             const GError *fault);

/* The certificate of the server that `url` names is good until then: near its
 * end the operator is told. TRUE where that is news. Any thread. */
gboolean upkeep_note_certificate(Upkeep *upkeep, const char *url, gint64 until);
/* What became of a mail at the SMTP server, as OutboxServerFunc tells. */
gboolean upkeep_note_server(Upkeep *upkeep, const GError *fault,
                            gint64 certificate_end);

/* One turn; logs what fails. The calendar is left alone while the clock is not
 * credible (sends are held then, too) and before the mailboxes were looked at
 * (`collected` FALSE): a piece that waits there is not to be asked for.
 * Returns when the next turn is due, an hour from now at most. */
gint64 upkeep_turn(Upkeep *upkeep, gboolean collected);
