#include "dossier/database_sql.h"

/* Nested JSON made by SQLite itself; iso_time() is query.c's. */

/* A boolean of JSON out of SQLite's 0 and 1. */
#define JSON_BOOL(value) "json(iif(" value ", 'true', 'false'))"

#define JSON_MESSAGE_ID(id) "nullif('<' || " id " || '>', '<>')"

#define JSON_MAILBOXES(message)                                                \
    "(SELECT json_group_array(mailbox) FROM (SELECT DISTINCT mailbox"          \
    " FROM message_copy WHERE message = " message " ORDER BY mailbox))"

/* A piece that holds several kinds is listed once for each. */
#define JSON_DOCUMENTS                                                         \
    "(SELECT json_group_array(json_object('kind', kind.value, 'file', p.file," \
    " 'sha256', p.sha256, 'name', p.name, 'received_at',"                      \
    " iso_time(m.received_at), 'to_check', " JSON_BOOL(                        \
        "p.to_check") "))"                                                     \
                      " FROM document p JOIN message m ON m.id = p.message,"   \
                      " json_each(p.kinds) kind WHERE p.dossier = d.id AND p.accepted)"

/* Refused pieces and those whose kind nobody could tell. */
#define JSON_OTHERS                                                               \
    "(SELECT json_group_array(json_object('kinds', json(p.kinds),"                \
    " 'file', p.file, 'sha256', p.sha256, 'name', p.name,"                        \
    " 'accepted', " JSON_BOOL(                                                    \
        "p.accepted") ","                                                         \
                      " 'to_check', " JSON_BOOL(                                  \
                          "p.to_check") ", 'reason', p.reason))"                  \
                                        " FROM document p WHERE p.dossier = d.id" \
                                        " AND (NOT p.accepted OR p.kinds = '[]'))"

#define JSON_MESSAGES                                                                                \
    "(SELECT json_group_array(json_object("                                                          \
    "'message_id', " JSON_MESSAGE_ID(                                                                \
        "m.message_id") ","                                                                          \
                        " 'mailboxes', json(" JSON_MAILBOXES(                                        \
                            "m.id") "),"                                                             \
                                    " 'file', nullif(dm.file, ''), 'sha256', m.sha256,"              \
                                    " 'verdict', m.verdict, 'received_at', iso_time(m.received_at)," \
                                    " 'date', iso_time(m.date_sent), 'from', m.from_address,"        \
                                    " 'forwarder', m.forwarder, 'subject', m.subject,"               \
                                    " 'conformity', m.conformity))"                                  \
                                    " FROM dossier_message dm JOIN message m ON m.id = dm.message"   \
                                    " WHERE dm.dossier = d.id)"

#define JSON_DOSSIER_FIELDS                                                                          \
    "'ref', d.ref, 'campaign', d.campaign, 'position', d.position,"                                  \
    " 'candidate', json_object('family_name', c.family_name,"                                        \
    " 'given_name', c.given_name, 'email', c.email),"                                                \
    " 'status', d.status, 'late', " JSON_BOOL(                                                       \
        "d.late") ","                                                                                \
                  " 'namesake', " JSON_BOOL(                                                         \
                      "c.namesake") ","                                                              \
                                    " 'received_at', iso_time(d.received_at),"                       \
                                    " 'completed_at', iso_time(d.completed_at),"                     \
                                    " 'withdrawn_at', iso_time(d.withdrawn_at), 'folder', d.folder," \
                                    " 'documents', json(" JSON_DOCUMENTS                             \
                                    "), 'others', json(" JSON_OTHERS "),"                            \
                                    " 'missing', json(d.missing), 'messages', json(" JSON_MESSAGES   \
                                    ")"

#define FROM_DOSSIER " FROM dossier d JOIN candidate c ON c.id = d.candidate"

#define DOSSIER_FILTER                                                         \
    " (?1 IS NULL OR d.position = ?1) AND (?2 IS NULL OR d.status = ?2)"       \
    " AND d.received_at >= ?3"

#define QUERY_DOSSIERS                                                         \
    "SELECT json_object(" JSON_DOSSIER_FIELDS ")" FROM_DOSSIER                 \
    " WHERE" DOSSIER_FILTER

#define JSON_REFS(table, key, id)                                              \
    "(SELECT json_group_array(ref) FROM " table                                \
    " link JOIN dossier ON dossier.id = link.dossier WHERE link." key " = " id \
    ")"

#define JSON_OUTBOX                                                                          \
    "json_object('id', o.id, 'kind', o.kind, 'to', o.recipient,"                             \
    " 'subject', o.subject,"                                                                 \
    " 'message_id', " JSON_MESSAGE_ID(                                                       \
        "o.message_id") ", 'state', o.state,"                                                \
                        " 'refs', json(" JSON_REFS(                                          \
                            "outbox_dossier", "outbox",                                      \
                            "o.id") "),"                                                     \
                                    " 'due_at', iso_time(o.due_at), 'attempts', o.attempts," \
                                    " 'error', o.error, 'campaign', o.campaign,"             \
                                    " 'created_at', iso_time(o.created_at), 'sent_at', iso_time(o.sent_at))"

#define QUERY_OUTBOX                                                           \
    "SELECT " JSON_OUTBOX " FROM outbox o WHERE ?1 IS NULL"                    \
    " AND (?2 IS NULL OR o.state = ?2) AND o.created_at >= ?3"

#define QUERY_DOSSIER                                                          \
    "SELECT json_object(" JSON_DOSSIER_FIELDS ", 'mails', json("               \
    "(SELECT json_group_array(json(" JSON_OUTBOX "))"                          \
    " FROM outbox_dossier od JOIN outbox o ON o.id = od.outbox"                \
    " WHERE od.dossier = d.id)))" FROM_DOSSIER " WHERE d.ref = ?1"

#define QUERY_MESSAGES                                                                                                                   \
    "SELECT json_object('id', m.id,"                                                                                                     \
    " 'message_id', " JSON_MESSAGE_ID(                                                                                                   \
        "m.message_id") ","                                                                                                              \
                        " 'mailboxes', json(" JSON_MAILBOXES(                                                                            \
                            "m.id") "), 'verdict', m.verdict,"                                                                           \
                                    " 'reasons', json(m.reasons), 'received_at', iso_time(m.received_at),"                               \
                                    " 'refs', json(" JSON_REFS(                                                                          \
                                        "dossier_message", "message",                                                                    \
                                        "m.id") "),"                                                                                     \
                                                " 'campaign', m.campaign, 'positions', json(m.positions),"                               \
                                                " 'from', m.from_address, 'subject', m.subject,"                                         \
                                                " 'conformity', m.conformity, 'reply_to', m.reply_to,"                                   \
                                                " 'candidate', json_object('family_name', m.family_name,"                                \
                                                "  'given_name', m.given_name, 'email', m.email),"                                       \
                                                " 'withdrawal', " JSON_BOOL(                                                             \
                                                    "m.withdrawal") ", 'file', m.file,"                                                  \
                                                                    " 'settled_at', iso_time(m.settled_at)) FROM message m"              \
                                                                    " WHERE (?1 IS NULL OR EXISTS (SELECT 1 FROM json_each(m.positions)" \
                                                                    "  WHERE value = ?1)) AND (?2 IS NULL OR m.verdict = ?2)"            \
                                                                    " AND m.received_at >= ?3"

#define QUERY_STATUS                                                           \
    "SELECT json_object('mailboxes', json((SELECT json_group_array("           \
    "json_object('name', name, 'uidvalidity', uidvalidity,"                    \
    " 'last_uid', last_uid, 'last_contact', iso_time(last_contact),"           \
    " 'trouble', trouble, 'trouble_since', iso_time(trouble_since)))"          \
    " FROM mailbox)),"                                                         \
    " 'dossiers', json((SELECT json_group_object(status, n) FROM"              \
    "  (SELECT status, count(*) AS n FROM dossier GROUP BY status))),"         \
    " 'review', (SELECT count(*) FROM message WHERE verdict = 'review'"        \
    "  AND settled_at IS NULL),"                                               \
    " 'quarantined', (SELECT count(*) FROM message"                            \
    "  WHERE verdict = 'quarantined'),"                                        \
    " 'outbox', json((SELECT json_group_object(state, n) FROM"                 \
    "  (SELECT state, count(*) AS n FROM outbox GROUP BY state))),"            \
    " 'bounced', (SELECT count(*) FROM bounced_address),"                      \
    " 'next_due', iso_time((SELECT min(due_at) FROM outbox"                    \
    "  WHERE state = 'queued')))"

/* A KnownDossier, in the order of dossier_store_known.c. */
#define KNOWN_COLUMNS                                                          \
    "SELECT d.id, d.ref, d.campaign, d.position, c.family_name,"               \
    " c.given_name, c.email FROM "
#define KNOWN_BY_CANDIDATE(condition)                                          \
    KNOWN_COLUMNS                                                              \
    "candidate c JOIN dossier d ON d.candidate = c.id WHERE " condition        \
    " LIMIT 50"

/* One rule for one dossier and for all of a campaign. */
#define JUDGE(condition)                                                       \
    "UPDATE dossier SET late = received_at >= campaign.closing, missing ="     \
    " (SELECT json_group_array(need.value) FROM json_each(campaign.required)"  \
    "  need WHERE need.value NOT IN"                                           \
    "  (SELECT kind.value FROM document, json_each(document.kinds) kind"       \
    "   WHERE document.dossier = dossier.id AND document.accepted))"           \
    " FROM campaign WHERE campaign.id = dossier.campaign AND " condition

/* What report/source_database.c reads of a dossier and of a mail of ours. */
#define REPORT_DOSSIERS(condition)                                             \
    "SELECT d.id, d.ref, d.position, c.family_name, c.given_name, c.email,"    \
    " d.status = 'withdrawn', d.late, d.received_at, d.missing,"               \
    " d.completed_at, d.withdrawn_at"                                          \
    " FROM dossier d JOIN candidate c ON c.id = d.candidate"                   \
    " WHERE " condition " ORDER BY c.family_key, c.given_key, d.id LIMIT ?5"
#define REPORT_MAIL                                                            \
    "o.id, o.kind, o.state, o.recipient, o.subject, o.due_at, o.sent_at,"      \
    " o.attempts, o.error"
#define REPORT_MAILBOXES                                                       \
    " (SELECT json_group_array(mailbox) FROM (SELECT DISTINCT mailbox"         \
    "  FROM message_copy WHERE message = m.id ORDER BY mailbox))"

const char *const database_sql[N_SQL] = {
    /* ------------------------------------------------------- database */
    [SQL_USER_VERSION] = "PRAGMA user_version",
    [SQL_QUICK_CHECK] = "PRAGMA quick_check(1)",
    [SQL_GET_SETTING] = "SELECT value FROM setting WHERE name = ?1",
    [SQL_GET_NUMBER] =
        "SELECT CAST(value AS INTEGER) FROM setting WHERE name = ?1",
    [SQL_INIT_SETTING] = "INSERT INTO setting(name, value) VALUES(?1, ?2)"
                         " ON CONFLICT(name) DO NOTHING",
    [SQL_SET_SETTING] =
        "INSERT INTO setting(name, value) VALUES(?1, ?2)"
        " ON CONFLICT(name) DO UPDATE SET value = excluded.value",

    /* ------------------------------------------ dossier_store_mailbox */
    [SQL_SET_CURSOR] =
        "INSERT INTO mailbox(name, uidvalidity, last_uid) VALUES(?1, ?2, ?3)"
        " ON CONFLICT(name) DO UPDATE SET uidvalidity = excluded.uidvalidity,"
        " last_uid = excluded.last_uid",
    [SQL_GET_CURSOR] =
        "SELECT uidvalidity, last_uid FROM mailbox WHERE name = ?1",
    [SQL_LIST_MOVES] =
        "SELECT copy.uid, message.campaign,"
        " (SELECT position FROM dossier JOIN dossier_message d"
        "  ON d.dossier = dossier.id WHERE d.message = message.id"
        "  ORDER BY dossier.id LIMIT 1)"
        " FROM message_copy copy JOIN message ON message.id = copy.message"
        " WHERE copy.mailbox = ?1 AND copy.uidvalidity = ?2 AND copy.moved = 0"
        " ORDER BY copy.uid LIMIT 1000",
    [SQL_MOVED] = "UPDATE message_copy SET moved = 1"
                  " WHERE mailbox = ?1 AND uidvalidity = ?2 AND uid = ?3",
    [SQL_NOTE_CONTACT] =
        "INSERT INTO mailbox(name, last_contact) VALUES(?1, ?2)"
        " ON CONFLICT(name) DO UPDATE SET last_contact = excluded.last_contact,"
        " trouble = NULL, trouble_since = NULL"
        " WHERE trouble IS NOT NULL OR last_contact IS NULL"
        " OR last_contact <= ?3 OR last_contact > ?2",
    [SQL_NOTE_TROUBLE] =
        "INSERT INTO mailbox(name, trouble, trouble_since) VALUES(?1, ?2, ?3)"
        " ON CONFLICT(name) DO UPDATE SET trouble = excluded.trouble,"
        " trouble_since = coalesce(trouble_since, excluded.trouble_since)",
    [SQL_ADD_COPY] =
        "INSERT INTO message_copy(mailbox, uidvalidity, uid, message,"
        " received_at, moved) VALUES(?1, ?2, ?3, ?4, ?5, iif(?6, 0, NULL))"
        " ON CONFLICT(mailbox, uidvalidity, uid) DO UPDATE"
        " SET message = excluded.message, received_at = excluded.received_at,"
        " moved = coalesce(moved, excluded.moved)",

    /* -------------------------------------------- dossier_store_judge */
    [SQL_JUDGE_RECEIVED] =
        "UPDATE dossier SET received_at = coalesce((SELECT min(m.received_at)"
        " FROM dossier_message d JOIN message m ON m.id = d.message"
        " WHERE d.dossier = dossier.id AND m.verdict = 'application'),"
        " received_at), last_contact = coalesce((SELECT max(m.received_at)"
        " FROM dossier_message d JOIN message m ON m.id = d.message"
        " WHERE d.dossier = dossier.id), last_contact) WHERE id = ?1",
    [SQL_JUDGE_DOSSIER] = JUDGE("dossier.id = ?1"),
    [SQL_JUDGE_CAMPAIGN] = JUDGE("dossier.campaign = ?1"),
    [SQL_JUDGE_COMPLETED] =
        "UPDATE dossier SET completed_at = iif(missing = '[]',"
        " coalesce(completed_at, ?2), NULL) WHERE id = ?1",
    [SQL_SET_CAMPAIGN] =
        "INSERT INTO campaign(id, required, closing) VALUES(?1, ?2, ?3)"
        " ON CONFLICT(id) DO UPDATE SET required = excluded.required,"
        " closing = excluded.closing WHERE required <> excluded.required"
        " OR closing IS NOT excluded.closing",

    /* -------------------------------------------- dossier_store_known */
    [SQL_KNOWN_BY_MESSAGE_ID] =
        KNOWN_COLUMNS "(SELECT dm.dossier AS dossier FROM message_reference r"
                      "  JOIN dossier_message dm ON dm.message = r.message"
                      "  WHERE r.reference = ?1"
                      " UNION SELECT od.dossier FROM outbox o"
                      "  JOIN outbox_dossier od ON od.outbox = o.id"
                      "  WHERE o.message_id = ?1) cited"
                      " JOIN dossier d ON d.id = cited.dossier"
                      " JOIN candidate c ON c.id = d.candidate LIMIT 50",
    [SQL_KNOWN_BY_REFERENCE] =
        KNOWN_COLUMNS "dossier d JOIN candidate c ON c.id = d.candidate"
                      " WHERE d.ref = ?1",
    [SQL_KNOWN_BY_ADDRESS] =
        KNOWN_COLUMNS "candidate_address a JOIN candidate c"
                      " ON c.id = a.candidate"
                      " JOIN dossier d ON d.candidate = c.id"
                      " WHERE a.campaign = ?1 AND a.address = ?2 LIMIT 50",
    [SQL_KNOWN_BY_NAMES] = KNOWN_BY_CANDIDATE(
        "c.campaign = ?1 AND c.family_key = ?2 AND c.given_key = ?3"),
    [SQL_KNOWN_BY_FAMILY_NAME] =
        KNOWN_BY_CANDIDATE("c.campaign = ?1 AND c.family_key = ?2"),
    [SQL_KNOWN_BY_GIVEN_NAME] =
        KNOWN_BY_CANDIDATE("c.campaign = ?1 AND c.given_key = ?2"),
    [SQL_GET_DOSSIER] =
        "SELECT d.id, d.ref, d.campaign, d.position, c.family_name,"
        " c.given_name, c.email, d.late, d.withdrawn_at IS NOT NULL,"
        " d.received_at, d.missing, (SELECT json_group_array(DISTINCT"
        "  kind.value) FROM document, json_each(document.kinds) kind"
        "  WHERE document.dossier = d.id AND document.accepted)"
        " FROM dossier d JOIN candidate c ON c.id = d.candidate"
        " WHERE d.id = ?1",

    /* ---------------------------------------- dossier_store_candidate */
    [SQL_CANDIDATES_OF_NAMES] =
        "SELECT id, family_key, given_key FROM candidate"
        " WHERE campaign = ?1 AND family_key = ?2 AND given_key = ?3"
        " ORDER BY id LIMIT 100",
    [SQL_CANDIDATES_AT_ADDRESS] =
        "SELECT c.id, c.family_key, c.given_key FROM candidate_address a"
        " JOIN candidate c ON c.id = a.candidate"
        " WHERE a.campaign = ?1 AND a.address = ?2 ORDER BY c.id LIMIT 100",
    [SQL_CANDIDATE_HAS_DOCUMENT] =
        "SELECT 1 FROM dossier JOIN document ON document.dossier = dossier.id"
        " WHERE dossier.candidate = ?1 AND document.sha256 = ?2 LIMIT 1",
    [SQL_CANDIDATE_FOLDER] = "SELECT folder FROM candidate WHERE id = ?1",
    [SQL_LIST_ADDRESSES] =
        "SELECT address FROM candidate_address WHERE candidate = ?1"
        " ORDER BY address LIMIT 100",
    [SQL_ADD_ADDRESS] =
        "INSERT INTO candidate_address(campaign, address, candidate)"
        " VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
    [SQL_INIT_EMAIL] =
        "UPDATE candidate SET email = ?2 WHERE id = ?1 AND email IS NULL",
    [SQL_LAST_FOLDER_NUMBER] = "SELECT max(folder_number) FROM candidate"
                               " WHERE campaign = ?1 AND folder_key = ?2",
    [SQL_ADD_CANDIDATE] =
        "INSERT INTO candidate(campaign, family_name, given_name, family_key,"
        " given_key, folder_key, folder_number, folder)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_MARK_NAMESAKES] =
        "UPDATE candidate SET namesake = 1"
        " WHERE campaign = ?1 AND family_key = ?2 AND given_key = ?3",
    [SQL_NEXT_REFERENCE] =
        "INSERT INTO reference_counter(prefix, last) VALUES(?1, 1)"
        " ON CONFLICT(prefix) DO UPDATE SET last = last + 1 RETURNING last",
    [SQL_FIND_DOSSIER] =
        "SELECT id FROM dossier WHERE candidate = ?1 AND position = ?2",
    [SQL_ADD_DOSSIER] =
        "INSERT INTO dossier(ref, campaign, position, candidate, folder,"
        " missing, received_at, late, created_at, last_contact)"
        " VALUES(?1, ?2, ?3, ?4, ?5, '[]', ?6, 0, ?7, ?6)",
    [SQL_DOSSIER_CANDIDATE] = "SELECT candidate FROM dossier WHERE id = ?1",
    [SQL_DOSSIER_FOLDER] = "SELECT folder FROM dossier WHERE id = ?1",

    /* ------------------------------- dossier_store_add, _copy, _share */
    [SQL_FIND_MESSAGE] = "SELECT id, verdict, received_at, file, campaign,"
                         " settled_at IS NOT NULL FROM message"
                         " WHERE sha256 = ?1 AND message_id = ?2",
    [SQL_ADD_MESSAGE] =
        "INSERT INTO message(sha256, message_id, verdict, campaign, positions,"
        " reasons, family_name, given_name, email, from_address, reply_to,"
        " forwarder, subject, conformity, withdrawal, received_at, date_sent,"
        " size, filed_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
        " ?11, ?12, ?13, ?14, ?15, ?16, nullif(?17, 0), ?18, ?19)",
    [SQL_SETTLE_MESSAGE] =
        "UPDATE message SET verdict = ?2, campaign = ?3, positions = ?4,"
        " reasons = ?5, family_name = ?6, given_name = ?7, email = ?8,"
        " file = NULL, settled_at = ?9 WHERE id = ?1",
    [SQL_SET_MESSAGE_FILE] = "UPDATE message SET file = ?2 WHERE id = ?1",
    [SQL_SET_RECEIVED] = "UPDATE message SET received_at = ?2 WHERE id = ?1",
    [SQL_ADD_MESSAGE_REFERENCE] =
        "INSERT INTO message_reference(reference, message) VALUES(?1, ?2)"
        " ON CONFLICT DO NOTHING",
    [SQL_ADD_DOSSIER_MESSAGE] =
        "INSERT INTO dossier_message(dossier, message, file)"
        " VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING",
    [SQL_ADD_DOCUMENT] =
        "INSERT INTO document(dossier, message, sha256, kinds, file, name,"
        " size, accepted, to_check, reason)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        " ON CONFLICT(dossier, sha256) DO NOTHING",
    [SQL_COUNT_COPIES_IN] = "SELECT count(*) FROM message_copy"
                            " WHERE message = ?1 AND mailbox = ?2",
    [SQL_MESSAGE_DOSSIERS] = "SELECT dossier FROM dossier_message"
                             " WHERE message = ?1 ORDER BY dossier",
    [SQL_HAS_MESSAGE] = "SELECT 1 FROM dossier_message"
                        " WHERE dossier = ?1 AND message = ?2",
    [SQL_MESSAGE_FILE] = "SELECT file FROM dossier_message"
                         " WHERE dossier = ?1 AND message = ?2",
    [SQL_LIST_PIECES] = "SELECT id, file FROM document"
                        " WHERE dossier = ?1 AND message = ?2 ORDER BY id",
    [SQL_SHARE_DOCUMENT] =
        "INSERT INTO document(dossier, message, sha256, kinds, file, name,"
        " size, accepted, to_check, reason) SELECT ?1, message, sha256, kinds,"
        " ?3, name, size, accepted, to_check, reason FROM document"
        " WHERE id = ?2 ON CONFLICT(dossier, sha256) DO NOTHING",
    [SQL_IS_ERASED] = "SELECT 1 FROM tombstone WHERE sha256 = ?1 LIMIT 1",
    [SQL_ADD_TOMBSTONE] =
        "INSERT INTO tombstone(sha256, mailbox, uidvalidity, uid, erased_at)"
        " VALUES(?1, ?2, ?3, ?4, unixepoch()) ON CONFLICT DO NOTHING",

    /* ---------------------------------------------------------- query */
    [SQL_QUERY_DOSSIERS] = QUERY_DOSSIERS " ORDER BY d.id",
    [SQL_QUERY_CAMPAIGN_DOSSIERS] =
        QUERY_DOSSIERS " AND d.campaign = ?4 ORDER BY d.received_at",
    [SQL_QUERY_MESSAGES] = QUERY_MESSAGES " ORDER BY m.id",
    [SQL_QUERY_CAMPAIGN_MESSAGES] =
        QUERY_MESSAGES " AND m.campaign = ?4 ORDER BY m.received_at",
    [SQL_QUERY_OUTBOX] = QUERY_OUTBOX " ORDER BY o.id",
    [SQL_QUERY_CAMPAIGN_OUTBOX] =
        QUERY_OUTBOX " AND o.campaign = ?4 ORDER BY o.created_at",
    [SQL_QUERY_DOSSIER] = QUERY_DOSSIER,
    [SQL_QUERY_STATUS] = QUERY_STATUS,
    /* --------------------------------------------------------- report */
    [SQL_REPORT_COUNT_STATUS] =
        "SELECT position, status, count(*) FROM dossier WHERE campaign = ?1"
        " GROUP BY position, status",
    [SQL_REPORT_COUNT_FRESH] =
        "SELECT position, count(*) FROM dossier WHERE campaign = ?1"
        " AND received_at >= ?2 AND received_at < ?3 GROUP BY +position",
    [SQL_REPORT_COUNT_LATE] =
        "SELECT position, count(*) FROM dossier WHERE campaign = ?1"
        " AND received_at >= ?2 AND late AND status <> 'withdrawn'"
        " GROUP BY +position",
    [SQL_REPORT_COUNT_LACKING] =
        "SELECT count(*) FROM dossier WHERE campaign = ?1 AND position = ?2"
        " AND status = 'incomplete' AND missing = ?3",
    /* By quarters of an hour, which every time zone adds up to its days. */
    [SQL_REPORT_ARRIVALS] =
        "SELECT position, received_at / 900 AS quarter, count(*) FROM dossier"
        " INDEXED BY dossier_position WHERE campaign = ?1"
        " GROUP BY position, quarter",
    [SQL_REPORT_COUNT_STATE] =
        "SELECT count(*) FROM outbox WHERE state = ?1 AND campaign IS ?2",
    [SQL_REPORT_COUNT_MAILS] =
        "SELECT count(*) FROM outbox WHERE campaign IS ?1",
    [SQL_REPORT_COUNT_REVIEW] =
        "SELECT count(*) FROM message WHERE verdict IN"
        " ('review', 'quarantined') AND campaign IS ?1 AND settled_at IS NULL",
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
        "d.campaign = ?1 AND d.position = ?2 AND (?3 IS NULL OR d.candidate IN"
        " (SELECT candidate FROM candidate_address WHERE campaign = ?1"
        "  AND address = ?3))"),
    [SQL_REPORT_FRESH_DOSSIERS] =
        REPORT_DOSSIERS("d.campaign = ?1 AND +d.position = ?2"
                        " AND d.received_at >= ?3 AND d.received_at < ?4"),
    [SQL_REPORT_LACKING_DOSSIERS] =
        REPORT_DOSSIERS("d.campaign = ?1 AND d.position = ?2"
                        " AND d.status = 'incomplete' AND d.missing = ?3"),
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
        " FROM message m WHERE m.verdict IN"
        " ('review', 'quarantined') AND m.campaign IS ?1"
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

    /* --------------------------------------------------------- outbox */
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
     * not silence the days after. */
    [SQL_OUTBOX_COUNT_ANSWERS] =
        "SELECT count(*) FROM outbox WHERE recipient = ?1 AND created_at > ?2"
        " AND kind IN ('acknowledgement', 'receipt') AND state <> 'cancelled'"
        " AND NOT (state = 'held' AND error IS NOT NULL)",
    [SQL_OUTBOX_COUNT_CREATED] =
        "SELECT count(*) FROM outbox WHERE created_at > ?1"
        " AND state NOT IN ('held', 'cancelled')",
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
        "SELECT min(due_at) FROM outbox WHERE state = 'queued'",
    [SQL_OUTBOX_TAKE] =
        "SELECT id, recipient, attempts, first_tried_at, mail FROM outbox"
        " WHERE state = 'queued' AND due_at <= ?1"
        " ORDER BY due_at, id LIMIT 1",
    [SQL_OUTBOX_SENDING] =
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1,"
        " first_tried_at = coalesce(first_tried_at, ?2) WHERE id = ?1",
    [SQL_OUTBOX_SENT] =
        "UPDATE outbox SET state = 'sent', sent_at = ?2, error = NULL,"
        " server_fault = 0, appended = iif(folder IS NULL, NULL, 0)"
        " WHERE id = ?1",
    [SQL_OUTBOX_POSTPONE] =
        "UPDATE outbox SET state = 'queued', due_at = ?2, error = ?3,"
        " server_fault = ?4 WHERE id = ?1",
    [SQL_OUTBOX_END] =
        "UPDATE outbox SET state = ?2, error = ?3, server_fault = 0"
        " WHERE id = ?1",
    [SQL_OUTBOX_STATE] = "SELECT state FROM outbox WHERE id = ?1",
    [SQL_OUTBOX_CHANGE] =
        "UPDATE outbox SET state = ?2, due_at = ?3, error = NULL,"
        " first_tried_at = NULL, server_fault = 0 WHERE id = ?1",
    [SQL_OUTBOX_NEXT_APPEND] =
        "SELECT id, folder, mail FROM outbox WHERE mailbox = ?1"
        " AND appended = 0 ORDER BY id LIMIT 1",
    [SQL_OUTBOX_APPENDED] = "UPDATE outbox SET appended = 1 WHERE id = ?1",
};
