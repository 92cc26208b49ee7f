/* What dossierctl lists, as JSON made by SQLite itself; iso_time() is
 * query.c's. */
#include "dossier/database_sql.h"

/* clang-format tears nested macros apart. */
/* clang-format off */

/* A boolean of JSON out of SQLite's 0 and 1. */
#define JSON_BOOL(value) "json(iif(" value ", 'true', 'false'))"

#define JSON_MESSAGE_ID(id) "nullif('<' || " id " || '>', '<>')"

#define JSON_MAILBOXES(message) \
    "(SELECT json_group_array(mailbox) FROM (SELECT DISTINCT mailbox" \
    " FROM message_copy WHERE message = " message " ORDER BY mailbox))"

/* A piece that holds several kinds is listed once for each. Not by way of the
 * index document_kinds, which would order them by kind: hence the plus. */
#define JSON_DOCUMENTS \
    "(SELECT json_group_array(json_object('kind', kind.value," \
    " 'file', p.file, 'sha256', p.sha256, 'name', p.name," \
    " 'received_at', iso_time(m.received_at)," \
    " 'to_check', " JSON_BOOL("p.to_check") "))" \
    " FROM document p JOIN message m ON m.id = p.message," \
    " json_each(p.kinds) kind WHERE p.dossier = d.id AND +p.accepted)"

/* Refused pieces and those whose kind nobody could tell. */
#define JSON_OTHERS \
    "(SELECT json_group_array(json_object('kinds', json(p.kinds)," \
    " 'file', p.file, 'sha256', p.sha256, 'name', p.name," \
    " 'accepted', " JSON_BOOL("p.accepted") "," \
    " 'to_check', " JSON_BOOL("p.to_check") ", 'reason', p.reason))" \
    " FROM document p WHERE p.dossier = d.id" \
    " AND (NOT p.accepted OR p.kinds = '[]'))"

#define JSON_MESSAGES \
    "(SELECT json_group_array(json_object(" \
    "'message_id', " JSON_MESSAGE_ID("m.message_id") "," \
    " 'mailboxes', json(" JSON_MAILBOXES("m.id") ")," \
    " 'file', nullif(dm.file, ''), 'sha256', m.sha256," \
    " 'verdict', m.verdict, 'received_at', iso_time(m.received_at)," \
    " 'date', iso_time(m.date_sent), 'from', m.from_address," \
    " 'forwarder', m.forwarder, 'subject', m.subject," \
    " 'conformity', m.conformity))" \
    " FROM dossier_message dm JOIN message m ON m.id = dm.message" \
    " WHERE dm.dossier = d.id)"

#define JSON_DOSSIER_FIELDS \
    "'ref', d.ref, 'campaign', d.campaign, 'position', d.position," \
    " 'candidate', json_object('family_name', c.family_name," \
    " 'given_name', c.given_name, 'email', c.email)," \
    " 'status', d.status, 'late', " JSON_BOOL("d.late") "," \
    " 'namesake', " JSON_BOOL("c.namesake") "," \
    " 'received_at', iso_time(d.received_at)," \
    " 'completed_at', iso_time(d.completed_at)," \
    " 'withdrawn_at', iso_time(d.withdrawn_at), 'folder', d.folder," \
    " 'documents', json(" JSON_DOCUMENTS ")," \
    " 'others', json(" JSON_OTHERS ")," \
    " 'missing', json(d.missing), 'messages', json(" JSON_MESSAGES ")"

#define FROM_DOSSIER " FROM dossier d JOIN candidate c ON c.id = d.candidate"

#define DOSSIER_FILTER \
    " (?1 IS NULL OR d.position = ?1) AND (?2 IS NULL OR d.status = ?2)" \
    " AND d.received_at >= ?3"

#define QUERY_DOSSIERS \
    "SELECT json_object(" JSON_DOSSIER_FIELDS ")" FROM_DOSSIER " WHERE" \
    DOSSIER_FILTER

#define JSON_REFS(table, key, id) \
    "(SELECT json_group_array(ref) FROM " table " link JOIN dossier" \
    " ON dossier.id = link.dossier WHERE link." key " = " id ")"

/* Why a mail that is not sent waits; words of phrases.ini, group [value]. */
#define OUTBOX_WAITS \
    "CASE o.state WHEN 'held' THEN iif(o.error IS NULL, 'release', 'quota')" \
    " WHEN 'unknown' THEN 'decision' WHEN 'queued' THEN CASE" \
    " WHEN o.kind <> 'operator' AND EXISTS (SELECT 1 FROM setting" \
    "  WHERE name = 'clock_doubted_since' AND value <> '0') THEN 'clock'" \
    " WHEN o.server_fault THEN 'server'" \
    " WHEN o.error IS NOT NULL THEN 'retry' ELSE 'turn' END END"

#define JSON_OUTBOX \
    "json_object('id', o.id, 'kind', o.kind, 'to', o.recipient," \
    " 'subject', o.subject," \
    " 'message_id', " JSON_MESSAGE_ID("o.message_id") ", 'state', o.state," \
    " 'refs', json(" JSON_REFS("outbox_dossier", "outbox", "o.id") ")," \
    " 'due_at', iso_time(o.due_at), 'attempts', o.attempts," \
    " 'error', o.error, 'campaign', o.campaign," \
    " 'created_at', iso_time(o.created_at), 'sent_at', iso_time(o.sent_at)," \
    " 'waits', " OUTBOX_WAITS ")"

#define QUERY_OUTBOX \
    "SELECT " JSON_OUTBOX " FROM outbox o WHERE ?1 IS NULL" \
    " AND (?2 IS NULL OR o.state = ?2) AND o.created_at >= ?3"

#define QUERY_DOSSIER \
    "SELECT json_object(" JSON_DOSSIER_FIELDS ", 'mails', json(" \
    "(SELECT json_group_array(json(" JSON_OUTBOX "))" \
    " FROM outbox_dossier od JOIN outbox o ON o.id = od.outbox" \
    " WHERE od.dossier = d.id)))" FROM_DOSSIER " WHERE d.ref = ?1"

#define QUERY_MESSAGES \
    "SELECT json_object('id', m.id," \
    " 'message_id', " JSON_MESSAGE_ID("m.message_id") "," \
    " 'mailboxes', json(" JSON_MAILBOXES("m.id") "), 'verdict', m.verdict," \
    " 'reasons', json(m.reasons), 'received_at', iso_time(m.received_at)," \
    " 'refs', json(" JSON_REFS("dossier_message", "message", "m.id") ")," \
    " 'campaign', m.campaign, 'positions', json(m.positions)," \
    " 'from', m.from_address, 'subject', m.subject," \
    " 'conformity', m.conformity, 'reply_to', m.reply_to," \
    " 'candidate', json_object('family_name', m.family_name," \
    "  'given_name', m.given_name, 'email', m.email)," \
    " 'withdrawal', " JSON_BOOL("m.withdrawal") ", 'file', m.file," \
    " 'settled_at', iso_time(m.settled_at)) FROM message m" \
    " WHERE (?1 IS NULL OR EXISTS (SELECT 1 FROM json_each(m.positions)" \
    "  WHERE value = ?1)) AND (?2 IS NULL OR m.verdict = ?2)" \
    " AND m.received_at >= ?3"

#define QUERY_STATUS \
    "SELECT json_object('mailboxes', json((SELECT json_group_array(" \
    "json_object('name', name, 'uidvalidity', uidvalidity," \
    " 'last_uid', last_uid, 'last_contact', iso_time(last_contact)," \
    " 'trouble', trouble, 'trouble_since', iso_time(trouble_since)))" \
    " FROM mailbox))," \
    " 'dossiers', json((SELECT json_group_object(status, n) FROM" \
    "  (SELECT status, count(*) AS n FROM dossier GROUP BY status)))," \
    " 'review', (SELECT count(*) FROM message WHERE verdict = 'review'" \
    "  AND settled_at IS NULL)," \
    " 'quarantined', (SELECT count(*) FROM message" \
    "  WHERE verdict = 'quarantined')," \
    " 'outbox', json((SELECT json_group_object(state, n) FROM" \
    "  (SELECT state, count(*) AS n FROM outbox GROUP BY state)))," \
    " 'bounced', (SELECT count(*) FROM bounced_address)," \
    " 'next_due', iso_time((SELECT min(due_at) FROM outbox" \
    "  WHERE state = 'queued'))," \
    " 'rebuilt_at', iso_time(nullif((SELECT CAST(value AS INTEGER)" \
    "  FROM setting WHERE name = 'rebuilt_at'), 0)))"

/* clang-format on */

const char *const database_sql_query[N_SQL] = {
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
};
