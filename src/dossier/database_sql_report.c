/* What the pages, digests and exports read. */
#include "dossier/database_sql.h"

/* What report/source_database.c reads of a dossier and of a mail of ours. */
#define REPORT_DOSSIERS(more, condition, order)                                \
    "SELECT d.id, d.ref, d.position, c.family_name, c.given_name, c.email,"    \
    " d.status = 'withdrawn', d.late, d.received_at, d.missing,"               \
    " d.completed_at, d.withdrawn_at" more                                     \
    " FROM dossier d JOIN candidate c ON c.id = d.candidate"                   \
    " WHERE " condition " ORDER BY " order " LIMIT ?5"
/* For the lists of a digest: who last sent the candidate's mail on; the date
 * before closing that a mail received after it bears. */
#define REPORT_MORE                                                            \
    ", (SELECT m.forwarder FROM dossier_message dm JOIN message m"             \
    "  ON m.id = dm.message WHERE dm.dossier = d.id"                           \
    "  AND m.forwarder IS NOT NULL ORDER BY m.received_at DESC LIMIT 1),"      \
    " (SELECT min(m.date_sent) FROM campaign k JOIN dossier_message dm"        \
    "  JOIN message m ON m.id = dm.message WHERE k.id = d.campaign"            \
    "  AND dm.dossier = d.id AND m.received_at >= k.closing"                   \
    "  AND m.date_sent > 0 AND m.date_sent < k.closing)"
#define REPORT_MAIL                                                            \
    "o.id, o.kind, o.state, o.recipient, o.subject, o.due_at, o.sent_at,"      \
    " o.attempts, o.error"
#define REPORT_MAILBOXES                                                       \
    " (SELECT json_group_array(mailbox) FROM (SELECT DISTINCT mailbox"         \
    "  FROM message_copy WHERE message = m.id ORDER BY mailbox))"
const char *const database_sql_report[N_SQL] = {
    [SQL_REPORT_COUNT_STATUS] =
        "SELECT position, status, count(*) FROM dossier WHERE campaign = ?1"
        " GROUP BY position, status",
    [SQL_REPORT_COUNT_FRESH] =
        "SELECT position, count(*) FROM dossier INDEXED BY dossier_period"
        " WHERE campaign = ?1 AND received_at >= ?2 AND received_at < ?3"
        " GROUP BY position",
    [SQL_REPORT_COUNT_LATE] =
        "SELECT position, count(*) FROM dossier INDEXED BY dossier_period"
        " WHERE campaign = ?1 AND received_at >= ?2 AND late"
        " AND status <> 'withdrawn' GROUP BY position",
    [SQL_REPORT_COUNT_LACKING] =
        "SELECT count(*) FROM dossier WHERE campaign = ?1 AND position = ?2"
        " AND status = 'incomplete' AND missing = ?3",
    /* By quarters of an hour, which every time zone adds up to its days. */
    [SQL_REPORT_ARRIVALS] =
        "SELECT position, received_at / 900 AS quarter, count(*) FROM dossier"
        " INDEXED BY dossier_quarter WHERE campaign = ?1"
        " GROUP BY position, quarter",
    [SQL_REPORT_COUNT_STATE] =
        "SELECT count(*) FROM outbox INDEXED BY outbox_state"
        " WHERE state = ?1 AND campaign IS ?2",
    [SQL_REPORT_COUNT_MAILS] =
        "SELECT count(*) FROM outbox WHERE campaign IS ?1",
    [SQL_REPORT_COUNT_REVIEW] =
        "SELECT count(*) FROM message WHERE verdict IN"
        " ('review', 'quarantined') AND campaign IS ?1 AND settled_at IS NULL",
    [SQL_REPORT_COUNT_STRAY] =
        "SELECT count(*), coalesce(sum(received_at >= ?2 AND received_at < ?3),"
        " 0) FROM message m WHERE verdict IN ('review', 'quarantined')"
        " AND settled_at IS NULL AND " SQL_STRAY("?1"),
    [SQL_REPORT_COUNT_MESSAGES] =
        "SELECT count(*) FROM message WHERE received_at >= ?2"
        " AND received_at < ?3 AND campaign IS ?1 AND verdict <> 'automatic'",
    [SQL_REPORT_COUNT_TROUBLES] =
        "SELECT (SELECT count(*) FROM outbox WHERE state IN"
        "  ('failed', 'unknown') AND due_at >= ?2 AND due_at < ?3"
        "  AND campaign IS ?1) +"
        " (SELECT count(*) FROM bounced_address b JOIN outbox o"
        "  ON o.id = b.outbox WHERE b.bounced_at >= ?2 AND b.bounced_at < ?3"
        "  AND o.campaign IS ?1)",
    [SQL_REPORT_BOUNCED] =
        "SELECT b.address FROM bounced_address b LEFT JOIN outbox o"
        " ON o.id = b.outbox WHERE o.campaign IS ?1 ORDER BY b.bounced_at DESC",
    [SQL_REPORT_DOSSIERS] = REPORT_DOSSIERS(
        ", NULL, NULL",
        "d.campaign = ?1 AND d.position = ?2 AND (?3 IS NULL OR d.candidate IN"
        " (SELECT candidate FROM candidate_address WHERE campaign = ?1"
        "  AND address = ?3))",
        "c.family_key, c.given_key, d.id"),
    [SQL_REPORT_FRESH_DOSSIERS] =
        REPORT_DOSSIERS(REPORT_MORE,
                        "d.campaign = ?1 AND d.position = ?2"
                        " AND d.received_at >= ?3 AND d.received_at < ?4",
                        "d.received_at"),
    /* Opened or completed after closing, within the period: none where that
     * ends before. Nothing of it is older than the last contact, which has an
     * index. */
    [SQL_REPORT_LATE_DOSSIERS] = REPORT_DOSSIERS(
        REPORT_MORE,
        "(SELECT closing FROM campaign WHERE id = ?1) < ?4"
        " AND d.campaign = ?1 AND +d.position = ?2 AND d.withdrawn_at IS NULL"
        " AND d.last_contact >= ?3 AND (d.late AND d.received_at >= ?3"
        "  AND d.received_at < ?4 OR NOT d.late AND d.completed_at >= ?3"
        "  AND d.completed_at < ?4 AND d.completed_at >="
        "  (SELECT closing FROM campaign WHERE id = ?1))",
        "d.last_contact"),
    [SQL_REPORT_LACKING_DOSSIERS] =
        REPORT_DOSSIERS(REPORT_MORE,
                        "d.campaign = ?1 AND d.position = ?2"
                        " AND d.status = 'incomplete' AND d.missing = ?3",
                        "d.received_at"),
    [SQL_REPORT_DOCUMENTS] =
        "SELECT p.kinds, p.name, p.file, p.reason, p.accepted, p.to_check,"
        " m.received_at FROM document p JOIN message m ON m.id = p.message"
        " WHERE p.dossier = ?1 ORDER BY m.received_at, p.id",
    [SQL_REPORT_MESSAGES] =
        "SELECT m.message_id, m.from_address, m.subject, nullif(dm.file, ''),"
        " m.received_at, m.date_sent, m.forwarder IS NOT NULL," REPORT_MAILBOXES
        " FROM dossier_message dm JOIN message m ON m.id = dm.message"
        " WHERE dm.dossier = ?1 ORDER BY m.received_at, m.id",
    [SQL_REPORT_DOSSIER_MAILS] =
        "SELECT " REPORT_MAIL " FROM outbox_dossier link JOIN outbox o"
        " ON o.id = link.outbox"
        " WHERE link.dossier = ?1 ORDER BY o.id",
    [SQL_REPORT_REGISTER] =
        "SELECT at, action, detail, actor FROM register WHERE object = ?1"
        " ORDER BY id",
    [SQL_REPORT_REVIEW] =
        "SELECT m.message_id, m.from_address, m.subject, m.file,"
        " m.received_at, m.verdict = 'quarantined', m.reasons," REPORT_MAILBOXES
        ", m.id FROM message m WHERE m.verdict IN ('review', 'quarantined')"
        " AND (m.campaign IS ?1 OR " SQL_STRAY(
            "?4") ")"
                  " AND m.settled_at IS NULL"
                  " AND (?2 IS NULL OR m.from_address = ?2 OR m.email = ?2)"
                  " ORDER BY m.received_at, m.id LIMIT ?3",
    [SQL_REPORT_MAILS] = "SELECT " REPORT_MAIL " FROM outbox o"
                         " WHERE o.campaign IS ?1 AND o.state <> 'cancelled'"
                         " ORDER BY o.created_at DESC, o.id DESC LIMIT ?2",
    [SQL_REPORT_FAILED_MAILS] =
        "SELECT " REPORT_MAIL " FROM outbox o"
        " WHERE o.state IN ('failed', 'unknown') AND o.campaign IS ?1"
        " ORDER BY o.due_at DESC, o.id DESC LIMIT ?2",
};
