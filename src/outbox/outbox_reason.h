/* What stands in a row's error beside the server's own words; report/words.h
 * says it in French. */
#pragma once

#include "dossier/database_sql.h"

#define OUTBOX_CAP_SENDER SQL_CAP_SENDER
#define OUTBOX_CAP_HOUR "over the limit of mails an hour"
#define OUTBOX_CAP_DAY "over the limit of mails a day"
#define OUTBOX_OVERTAKEN "the campaign closed before the mail left"
#define OUTBOX_RETURNED "returned by the recipient's server"
#define OUTBOX_BOUNCED_BEFORE "an earlier mail to this address came back"
#define OUTBOX_INTERRUPTED "the program ended while the mail was sent"
