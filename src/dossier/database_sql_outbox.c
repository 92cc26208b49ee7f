/* The queue of outgoing mail. */
#include "dossier/database_sql.h"

const char *const database_sql_outbox[N_SQL] = {
    [SQL_OUTBOX_FIND_EVENT] = "SELECT id FROM outbox WHERE event = ?1",
    [SQL_OUTBOX_FIND_SUBMISSION] =
        "SELECT sha256, size FROM message WHERE id = ?1",
    [SQL_OUTBOX_LIST_COPIES] =
        "SELECT mailbox FROM message_copy WHERE message = ?1"
        " ORDER BY received_at, mailbox",
    [SQL_OUTBOX_ADD] =
        "INSERT INTO outbox(kind, event, campaign, message, recipient,"
        " subject, message_id, in_reply_to, state, due_at, error, created_at,"
        " mailbox, folder, mail) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
        " ?10, ?11, ?12, ?13, ?14, ?15)",
    [SQL_OUTBOX_ADD_DOSSIER] =
        "INSERT OR IGNORE INTO outbox_dossier(outbox, dossier)"
        " VALUES(?1, ?2)",
    /* What a cap held back does not count against it: a flood of one day does
     * not silence the days after. Counted no further than to the cap, in an
     * index of its own: each new mail asks. */
    [SQL_OUTBOX_COUNT_ANSWERS] =
        "SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_answered"
        " WHERE recipient = ?1 AND created_at > ?2"
        " AND kind IN ('acknowledgement', 'receipt') AND state <> 'cancelled'"
        " AND NOT (state = 'held' AND error IS NOT NULL) LIMIT ?3)",
    [SQL_OUTBOX_COUNT_CREATED] =
        "SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_counted"
        " WHERE created_at > ?1 AND state NOT IN ('held', 'cancelled')"
        " LIMIT ?2)",
    [SQL_OUTBOX_IS_BOUNCED] =
        "SELECT 1 FROM bounced_address WHERE address = ?1",
    [SQL_OUTBOX_FIND_MESSAGE_ID] =
        "SELECT id, recipient FROM outbox WHERE message_id = ?1",
    [SQL_OUTBOX_FIND_RECENT] =
        "SELECT id, recipient FROM outbox WHERE recipient = ?1"
        " AND created_at > ?2 AND state = 'sent'"
        " ORDER BY created_at DESC LIMIT 1",
    [SQL_OUTBOX_BOUNCE] =
        "UPDATE outbox SET state = 'failed', error = ?2 WHERE id = ?1"
        " AND state IN ('sending', 'sent', 'unknown', 'queued')",
    [SQL_OUTBOX_ADD_BOUNCED] =
        "INSERT INTO bounced_address(address, bounced_at, outbox)"
        " VALUES(?1, ?2, ?3) ON CONFLICT(address)"
        " DO UPDATE SET bounced_at = excluded.bounced_at,"
        " outbox = excluded.outbox",
    [SQL_OUTBOX_FORGET_BOUNCED] =
        "DELETE FROM bounced_address WHERE address ="
        " (SELECT recipient FROM outbox WHERE id = ?1)",
    [SQL_OUTBOX_RECOVER] = "UPDATE outbox SET state = 'unknown', error = ?1"
                           " WHERE state = 'sending'",
    [SQL_OUTBOX_DUE_AGAIN] =
        "UPDATE outbox SET due_at = ?1 WHERE state = 'queued'"
        " AND due_at > ?1 AND server_fault = 1",
    [SQL_OUTBOX_NEXT_DUE] =
        "SELECT min(due_at) FROM outbox WHERE state = 'queued'"
        " AND (?1 = 0 OR kind = 'operator')",
    [SQL_OUTBOX_TAKE] =
        "SELECT id, recipient, attempts, first_tried_at, mail,"
        " iif(" SQL_BEFORE_CLOSING ", campaign, NULL) FROM outbox"
        " WHERE state = 'queued' AND due_at <= ?1"
        " AND (?2 = 0 OR kind = 'operator')"
        " ORDER BY due_at, id LIMIT 1",
    [SQL_OUTBOX_SENDING] =
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1,"
        " first_tried_at = coalesce(first_tried_at, ?2) WHERE id = ?1",
    [SQL_OUTBOX_SENT] =
        "UPDATE outbox SET state = 'sent', sent_at = ?2, error = NULL,"
        " server_fault = 0,"
        " appended = iif(folder IS NULL OR mail IS NULL, NULL, 0)"
        " WHERE id = ?1",
    [SQL_OUTBOX_POSTPONE] =
        "UPDATE outbox SET state = iif(mail IS NULL, 'cancelled', 'queued'),"
        " due_at = ?2, error = ?3,"
        " server_fault = ?4 WHERE id = ?1",
    [SQL_OUTBOX_END] =
        "UPDATE outbox SET state = ?2, error = ?3, server_fault = 0"
        " WHERE id = ?1",
    [SQL_OUTBOX_STATE] = "SELECT state FROM outbox WHERE id = ?1",
    [SQL_OUTBOX_OUTCOME] = "SELECT message_id, state FROM outbox WHERE id = ?1",
    [SQL_OUTBOX_CHANGE] =
        "UPDATE outbox SET state = ?2, due_at = ?3, error = NULL,"
        " first_tried_at = NULL, server_fault = 0 WHERE id = ?1",
    [SQL_OUTBOX_RELEASE_ALL] =
        "UPDATE outbox SET state = 'queued', due_at = ?1, error = NULL,"
        " first_tried_at = NULL, server_fault = 0 WHERE state = 'held'",
    [SQL_OUTBOX_NEXT_APPEND] =
        "SELECT id, folder, mail FROM outbox WHERE mailbox = ?1"
        " AND appended = 0 ORDER BY id LIMIT 1",
    [SQL_OUTBOX_APPENDED] = "UPDATE outbox SET appended = 1 WHERE id = ?1",
};
