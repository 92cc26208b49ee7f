/* What people decide: settle, withdraw, erase, purge; and the register. */
#include "dossier/database_sql.h"

/* From an address of candidate ?1, for campaign ?2 as far as that is known. */
#define OF_CANDIDATE                                                           \
    "(campaign IS NULL OR campaign = ?2) AND (from_address IN"                 \
    " (SELECT address FROM candidate_address WHERE candidate = ?1)"            \
    " OR email IN"                                                             \
    " (SELECT address FROM candidate_address WHERE candidate = ?1))"

/* A message in no dossier. */
#define IN_NONE                                                                \
    " AND NOT EXISTS (SELECT 1 FROM dossier_message dm"                        \
    "  WHERE dm.message = message.id)"

/* The row stays, so that nothing is sent a second time; what it says of a
 * person goes. What is on its way ends as it ends. */
#define ERASE_MAIL                                                             \
    "UPDATE outbox SET recipient = '', subject = '', in_reply_to = NULL,"      \
    " error = NULL, mail = NULL, appended = NULL, state ="                     \
    " iif(state IN ('sending', 'sent'), state, 'cancelled') WHERE "

const char *const database_sql_custody[N_SQL] = {
    [SQL_REGISTER_LAST] = "SELECT hash FROM register"
                          " WHERE id = (SELECT max(id) FROM register)",
    [SQL_REGISTER_ADD] =
        "INSERT INTO register(at, actor, action, object, detail, hash)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_REGISTER_LIST] =
        "SELECT id, at, actor, action, object, detail, hash FROM register"
        " ORDER BY id",

    [SQL_COUNT_MESSAGE_ID] =
        "SELECT count(*) FROM message_reference r JOIN message m"
        " ON m.id = r.message WHERE r.reference = ?1 AND m.message_id = ?1",
    [SQL_FIND_MESSAGE_ID] =
        "SELECT m.id FROM message_reference r JOIN message m"
        " ON m.id = r.message WHERE r.reference = ?1 AND m.message_id = ?1",
    [SQL_GET_WAITING] =
        "SELECT m.id, m.sha256, nullif(m.message_id, ''), m.campaign, m.file,"
        " m.size, m.verdict, m.settled_at IS NOT NULL, c.mailbox,"
        " c.uidvalidity, c.uid, c.received_at"
        " FROM message m JOIN message_copy c ON c.message = m.id"
        " WHERE m.id = ?1 ORDER BY c.received_at, c.mailbox LIMIT 1",
    [SQL_COPIES_TO_MOVE] =
        "UPDATE message_copy SET moved = 0 WHERE message = ?1"
        " AND mailbox = ?2 AND moved IS NULL",

    [SQL_CUSTODY_DOSSIER] =
        "SELECT id, candidate, campaign, position, folder,"
        " withdrawn_at IS NOT NULL, created_at FROM dossier WHERE ref = ?1",
    [SQL_WITHDRAW] = "UPDATE dossier SET withdrawn_at = ?2 WHERE id = ?1",
    [SQL_CANCEL_REMINDERS] =
        "UPDATE outbox SET state = 'cancelled' WHERE id IN"
        " (SELECT outbox FROM outbox_dossier WHERE dossier = ?1)"
        " AND kind = 'reminder' AND state IN ('held', 'queued')"
        " AND NOT EXISTS (SELECT 1 FROM outbox_dossier od JOIN dossier d"
        "  ON d.id = od.dossier WHERE od.outbox = outbox.id"
        "  AND d.withdrawn_at IS NULL)",
    [SQL_LIST_WITHDRAWALS] =
        "SELECT id, sha256, file FROM message WHERE verdict = 'review'"
        " AND settled_at IS NULL AND withdrawal AND " OF_CANDIDATE,
    [SQL_SETTLE_ASIDE] =
        "UPDATE message SET settled_at = ?2, file = NULL WHERE id = ?1",

    [SQL_DOSSIER_FILES] =
        "SELECT file FROM dossier_message WHERE dossier = ?1 AND file <> ''"
        " UNION SELECT file FROM document WHERE dossier = ?1"
        " AND file IS NOT NULL",
    [SQL_LIST_OWN_MAILS] =
        "SELECT m.id, m.sha256, m.file FROM dossier_message dm"
        " JOIN message m ON m.id = dm.message WHERE dm.dossier = ?1"
        " AND NOT EXISTS (SELECT 1 FROM dossier_message other"
        "  WHERE other.message = m.id AND other.dossier <> ?1)",
    [SQL_LIST_ASIDE] =
        "SELECT id, sha256, file FROM message WHERE verdict IN"
        " ('review', 'quarantined', 'automatic') AND " OF_CANDIDATE IN_NONE,
    [SQL_GET_ASIDE] =
        "SELECT id, sha256, file FROM message WHERE id = ?1" IN_NONE,
    [SQL_LIST_REMNANTS] =
        "SELECT c.mailbox, c.uid, c.received_at, c.moved, m.campaign,"
        " (SELECT position FROM dossier JOIN dossier_message d"
        "  ON d.dossier = dossier.id WHERE d.message = m.id"
        "  ORDER BY dossier.id LIMIT 1)"
        " FROM message_copy c JOIN message m ON m.id = c.message"
        " WHERE c.message = ?1 ORDER BY c.mailbox, c.uid",
    [SQL_BURY_MESSAGE] =
        "INSERT INTO tombstone(sha256, mailbox, uidvalidity, uid, erased_at)"
        " SELECT m.sha256, c.mailbox, c.uidvalidity, c.uid, unixepoch()"
        " FROM message m JOIN message_copy c ON c.message = m.id"
        " WHERE m.id = ?1 ON CONFLICT DO NOTHING",
    [SQL_ERASE_ANSWERS] = ERASE_MAIL "message = ?1",
    [SQL_ERASE_MESSAGE] = "DELETE FROM message WHERE id = ?1",
    [SQL_ERASE_SENT] =
        ERASE_MAIL "id IN (SELECT outbox FROM outbox_dossier"
                   "  WHERE dossier = ?1) AND NOT EXISTS"
                   " (SELECT 1 FROM outbox_dossier other"
                   "  WHERE other.outbox = outbox.id AND other.dossier <> ?1)",
    /* Digests and the like name everybody; once sent they need no copy. */
    [SQL_ERASE_SUMMARIES] =
        "UPDATE outbox SET mail = NULL WHERE campaign = ?1"
        " AND created_at >= ?2 AND kind IN ('digest', 'alert', 'closing')"
        " AND state IN ('sent', 'cancelled') AND appended IS NOT 0",
    [SQL_ERASE_DOSSIER] = "DELETE FROM dossier WHERE id = ?1",
    [SQL_COUNT_DOSSIERS] = "SELECT count(*) FROM dossier WHERE candidate = ?1",
    [SQL_ERASE_BOUNCES] =
        "DELETE FROM bounced_address WHERE address IN (SELECT address"
        " FROM candidate_address WHERE candidate = ?1)",
    [SQL_ERASE_CANDIDATE] = "DELETE FROM candidate WHERE id = ?1",
    [SQL_CHECKPOINT] = "PRAGMA wal_checkpoint(TRUNCATE)",

    [SQL_DUE_DOSSIERS] =
        "SELECT ref, 0, last_contact FROM dossier WHERE campaign = ?1"
        " AND last_contact < ?2 ORDER BY last_contact LIMIT ?3",
    [SQL_DUE_MESSAGES] =
        "SELECT NULL, id, received_at FROM message WHERE verdict IN"
        " ('review', 'quarantined', 'automatic') AND campaign IS ?1"
        " AND received_at < ?2" IN_NONE " LIMIT ?3",

    [SQL_VERIFY_MAILS] =
        "SELECT dm.file, m.sha256 FROM dossier_message dm"
        " JOIN message m ON m.id = dm.message WHERE dm.file <> ''",
    [SQL_VERIFY_ASIDE] =
        "SELECT file, sha256 FROM message WHERE file IS NOT NULL",
    [SQL_VERIFY_DOCUMENTS] =
        "SELECT file, sha256 FROM document WHERE file IS NOT NULL",
    [SQL_VERIFY_REFERENCES] = "SELECT ref FROM dossier",
    [SQL_VERIFY_IS_KNOWN] =
        "SELECT EXISTS (SELECT 1 FROM dossier d WHERE d.folder = ?1 AND"
        " (EXISTS (SELECT 1 FROM dossier_message"
        "   WHERE dossier = d.id AND file = ?2)"
        "  OR EXISTS (SELECT 1 FROM document"
        "   WHERE dossier = d.id AND file = ?2)))"
        " OR EXISTS (SELECT 1 FROM message WHERE verdict IN"
        "  ('review', 'quarantined') AND file = ?2)",
};
