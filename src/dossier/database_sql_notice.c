/* Reminders, alerts and closing summaries. */
#include "dossier/database_sql.h"

/* Nothing but the superior's opinion is awaited. */
#define LACKS_OPINION_ALONE "missing = '[\"opinion\"]'"

const char *const database_sql_notice[N_SQL] = {
    /* Who asked to withdraw is left alone, though the referent has not said so
     * yet. */
    [SQL_NOTICE_REMIND] =
        "SELECT d.id, d.candidate, c.email FROM dossier d"
        " JOIN candidate c ON c.id = d.candidate"
        " WHERE d.campaign = ?1 AND d.status = 'incomplete'"
        " AND c.email NOT IN (SELECT address FROM bounced_address)"
        " AND d.candidate NOT IN (SELECT a.candidate FROM message m"
        "  JOIN candidate_address a ON a.campaign = ?1"
        "  AND a.address IN (lower(m.from_address), lower(m.email))"
        "  WHERE m.verdict = 'review' AND m.withdrawal"
        "  AND m.settled_at IS NULL)"
        " ORDER BY d.candidate, d.id",
    [SQL_NOTICE_COUNT] =
        "SELECT position, sum(status = 'complete'),"
        " sum(status = 'incomplete' AND NOT " LACKS_OPINION_ALONE "),"
        " sum(status = 'incomplete' AND " LACKS_OPINION_ALONE "),"
        " sum(status = 'withdrawn'), sum(status <> 'withdrawn' AND late)"
        " FROM dossier WHERE campaign = ?1 GROUP BY position",
    /* ?3 is a NoticeList; the superior is who last sent the candidate's mail
     * on. The ids in `missing` hold no blank. */
    [SQL_NOTICE_LIST] =
        "SELECT d.ref, c.family_name, c.given_name, c.email, d.status,"
        " (SELECT group_concat(value, ' ') FROM json_each(d.missing)), d.late,"
        " (SELECT m.forwarder FROM dossier_message dm"
        "  JOIN message m ON m.id = dm.message WHERE dm.dossier = d.id"
        "  AND m.forwarder IS NOT NULL ORDER BY m.received_at DESC LIMIT 1),"
        " d.received_at, (SELECT min(m.date_sent) FROM campaign k"
        "  JOIN dossier_message dm JOIN message m ON m.id = dm.message"
        "  WHERE k.id = d.campaign AND d.late AND dm.dossier = d.id"
        "  AND m.date_sent > 0 AND m.date_sent < k.closing),"
        " c.email IS NULL"
        " OR c.email IN (SELECT address FROM bounced_address)"
        " FROM dossier d JOIN candidate c ON c.id = d.candidate"
        " WHERE d.campaign = ?1 AND d.position = ?2 AND (?3 = 0 OR"
        " d.status = 'incomplete' AND (" LACKS_OPINION_ALONE ") = (?3 = 2))"
        " ORDER BY c.family_key, c.given_key, d.id LIMIT ?4",
    /* What is told of quarantined mail is an alert, too, but no less true. */
    [SQL_NOTICE_OVERTAKEN] =
        "UPDATE outbox SET state = 'cancelled', error = ?2"
        " WHERE campaign = ?1 AND state IN ('queued', 'held')"
        " AND " SQL_BEFORE_CLOSING,
    [SQL_NOTICE_REVIEW] =
        "SELECT count(*), min(received_at) FROM message m"
        " WHERE verdict IN ('review', 'quarantined')"
        " AND (campaign = ?1 OR " SQL_STRAY("?2") ") AND settled_at IS NULL",
    [SQL_RETENTION_COUNT] =
        "SELECT count(*), min(last_contact) FROM dossier WHERE campaign = ?1"
        " AND last_contact > ?2 AND last_contact <= ?3",
    [SQL_RETENTION_ASIDES] =
        "SELECT count(*), min(received_at) FROM message WHERE verdict IN"
        " ('review', 'quarantined', 'automatic') AND campaign = ?1"
        " AND received_at > ?2 AND received_at <= ?3 AND NOT EXISTS"
        " (SELECT 1 FROM dossier_message dm WHERE dm.message = message.id)",
    [SQL_RETENTION_LIST] =
        "SELECT d.ref, coalesce(c.family_name || ' ' || c.given_name,"
        " c.family_name, c.given_name, c.email, d.ref), d.last_contact"
        " FROM dossier d JOIN candidate c ON c.id = d.candidate"
        " WHERE d.campaign = ?1 AND d.last_contact > ?2"
        " AND d.last_contact <= ?3 ORDER BY d.last_contact LIMIT ?4",
};
