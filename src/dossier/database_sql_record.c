/* Rows into the records of the store (dossier_store_record.c), and back into a
 * new index (rebuild.c). Row ids are kept, so that what people noted down
 * stays true. */
#include "dossier/database_sql.h"

/* Open at its end: where the raw mail stands follows. */
#define MESSAGE_RECORD                                                         \
    "json_object('id', m.id, 'sha256', m.sha256, 'message_id', m.message_id,"  \
    " 'verdict', m.verdict, 'campaign', m.campaign, 'positions',"              \
    " m.positions, 'reasons', m.reasons, 'family_name', m.family_name,"        \
    " 'given_name', m.given_name, 'email', m.email, 'from_address',"           \
    " m.from_address, 'reply_to', m.reply_to, 'forwarder', m.forwarder,"       \
    " 'subject', m.subject, 'conformity', m.conformity, 'withdrawal',"         \
    " m.withdrawal, 'received_at', m.received_at, 'date_sent', m.date_sent,"   \
    " 'size', m.size, 'file', m.file, 'filed_at', m.filed_at, 'settled_at',"   \
    " m.settled_at, 'references', json((SELECT json_group_array(reference)"    \
    " FROM message_reference WHERE message = m.id)), 'copies', json((SELECT"   \
    " json_group_array(json_array(mailbox, uidvalidity, uid, received_at,"     \
    " moved)) FROM message_copy WHERE message = m.id)), 'place',"

/* A mail that was sent can be found in the mailbox it went to. One that the cap
 * of a sender held back, which is a flood, is not worth its place: it comes
 * back as cancelled. */
#define IS_OF_FLOOD "o.state = 'held' AND o.error = '" SQL_CAP_SENDER "'"
#define OUTBOX_RECORD                                                          \
    "json_object('id', o.id, 'kind', o.kind, 'event', o.event, 'campaign',"    \
    " o.campaign, 'message', o.message, 'recipient', o.recipient, 'subject',"  \
    " o.subject, 'message_id', o.message_id, 'in_reply_to', o.in_reply_to,"    \
    " 'state', iif(" IS_OF_FLOOD                                               \
    ", 'cancelled', o.state), 'due_at', o.due_at, 'attempts', o.attempts,"     \
    " 'first_tried_at', o.first_tried_at, 'error', o.error, 'created_at',"     \
    " o.created_at, 'sent_at', o.sent_at, 'mailbox', o.mailbox, 'folder',"     \
    " o.folder, 'mail', iif(o.state = 'sent' OR " IS_OF_FLOOD ", NULL,"        \
    " CAST(o.mail AS TEXT)),"                                                  \
    " 'dossiers', json((SELECT json_group_array(dossier) FROM outbox_dossier"  \
    " WHERE outbox = o.id)))"

const char *const database_sql_record[N_SQL] = {
    [SQL_RECORD_DOSSIER] =
        "SELECT json_object('format', 1, 'group', ?2, 'dossier',"
        " json_object('id', d.id, 'ref', d.ref, 'campaign', d.campaign,"
        " 'position', d.position, 'candidate', d.candidate, 'folder',"
        " d.folder, 'missing', d.missing, 'received_at', d.received_at,"
        " 'late', d.late, 'created_at', d.created_at, 'completed_at',"
        " d.completed_at, 'withdrawn_at', d.withdrawn_at, 'last_contact',"
        " d.last_contact), 'candidate', json_object('id', c.id, 'campaign',"
        " c.campaign, 'family_name', c.family_name, 'given_name',"
        " c.given_name, 'email', c.email, 'family_key', c.family_key,"
        " 'given_key', c.given_key, 'folder_key', c.folder_key,"
        " 'folder_number', c.folder_number, 'folder', c.folder, 'namesake',"
        " c.namesake), 'addresses',"
        " json((SELECT json_group_array(address) FROM candidate_address WHERE"
        " candidate = c.id)), 'messages', json((SELECT"
        " json_group_array(" MESSAGE_RECORD
        "dm.file)) FROM dossier_message dm JOIN message m ON m.id = dm.message"
        " WHERE dm.dossier = d.id)), 'documents', json((SELECT"
        " json_group_array(json_object('id', p.id, 'message', p.message,"
        " 'sha256', p.sha256, 'kinds', p.kinds, 'file', p.file, 'name',"
        " p.name, 'size', p.size, 'accepted', p.accepted, 'to_check',"
        " p.to_check, 'reason', p.reason)) FROM document p WHERE p.dossier ="
        " d.id)), 'outbox', json((SELECT json_group_array(" OUTBOX_RECORD
        ") FROM outbox o WHERE o.id IN (SELECT outbox FROM outbox_dossier"
        " WHERE dossier = d.id UNION SELECT a.id FROM dossier_message dm JOIN"
        " outbox a ON a.message = dm.message WHERE dm.dossier = d.id))),"
        " 'counters', json((SELECT json_group_object(prefix, last) FROM"
        " reference_counter WHERE prefix = substr(d.ref, 1, instr(d.ref, '-')"
        " - 1)))), d.ref FROM dossier d JOIN candidate c ON c.id = d.candidate"
        " WHERE d.id = ?1",
    [SQL_RECORD_ASIDE] =
        "SELECT json_object('format', 1, 'group', ?2, 'messages',"
        " json_array(" MESSAGE_RECORD
        "NULL)), 'outbox', json((SELECT json_group_array(" OUTBOX_RECORD
        ") FROM outbox o WHERE o.message = m.id))), m.sha256 FROM message m"
        " WHERE m.id = ?1 AND NOT EXISTS (SELECT 1 FROM dossier_message WHERE"
        " message = m.id)",
    [SQL_RECORD_REGISTER] =
        "SELECT json_object('format', 1, 'group', ?2, 'register', json((SELECT"
        " json_group_array(json_object('id', r.id, 'at', r.at, 'actor',"
        " r.actor, 'action', r.action, 'object', r.object, 'detail', r.detail,"
        " 'hash', r.hash)) FROM register r WHERE r.id > ?1)), 'tombstones',"
        " json((SELECT json_group_array(json_object('sha256', t.sha256,"
        " 'mailbox', t.mailbox, 'uidvalidity', t.uidvalidity, 'uid', t.uid,"
        " 'erased_at', t.erased_at)) FROM json_each(?3) hash JOIN tombstone t"
        " ON t.sha256 = hash.value)), 'counters', json((SELECT"
        " json_group_object(prefix, last) FROM reference_counter))), NULL",
    [SQL_REGISTER_MAX] = "SELECT max(id) FROM register",
    [SQL_DOSSIERS_AFTER] =
        "SELECT id FROM dossier WHERE id > ?1 ORDER BY id LIMIT ?2",
    [SQL_ASIDE_AFTER] =
        "SELECT id FROM message WHERE id > ?1 AND verdict IN ('review',"
        " 'quarantined') ORDER BY id LIMIT ?2",

    /* 0 for a text that is no JSON, and for a later form. */
    [SQL_LOAD_GROUP] =
        "SELECT CASE WHEN NOT json_valid(?1) THEN 0 WHEN ?1 ->> '$.format' = 1"
        " THEN ?1 ->> '$.group' ELSE 0 END",
    [SQL_LOAD_CANDIDATE] =
        "INSERT INTO candidate(id, campaign, family_name, given_name, email,"
        " family_key, given_key, folder_key, folder_number, folder,"
        " namesake) SELECT ?1 ->> '$.candidate.id',"
        " ?1 ->> '$.candidate.campaign', ?1 ->>"
        " '$.candidate.family_name', ?1 ->> '$.candidate.given_name', ?1 ->>"
        " '$.candidate.email', ?1 ->> '$.candidate.family_key', ?1 ->>"
        " '$.candidate.given_key', ?1 ->> '$.candidate.folder_key', ?1 ->>"
        " '$.candidate.folder_number', ?1 ->> '$.candidate.folder',"
        " ?1 ->> '$.candidate.namesake' WHERE ?1"
        " ->> '$.candidate.id' IS NOT NULL ON CONFLICT(id) DO UPDATE SET email"
        " = coalesce(email, excluded.email),"
        " namesake = max(namesake, excluded.namesake)",
    [SQL_LOAD_ADDRESSES] =
        "INSERT OR IGNORE INTO candidate_address(campaign, address, candidate)"
        " SELECT ?1 ->> '$.candidate.campaign', e.value, ?1 ->>"
        " '$.candidate.id' FROM json_each(?1, '$.addresses') e",
    [SQL_LOAD_MESSAGES] =
        "INSERT OR IGNORE INTO message(id, sha256, message_id, verdict,"
        " campaign, positions, reasons, family_name, given_name, email,"
        " from_address, reply_to, forwarder, subject, conformity, withdrawal,"
        " received_at, date_sent, size, file, filed_at, settled_at) SELECT"
        " e.value ->> 'id', e.value ->> 'sha256', e.value ->> 'message_id',"
        " e.value ->> 'verdict', e.value ->> 'campaign', e.value ->>"
        " 'positions', e.value ->> 'reasons', e.value ->> 'family_name',"
        " e.value ->> 'given_name', e.value ->> 'email', e.value ->>"
        " 'from_address', e.value ->> 'reply_to', e.value ->> 'forwarder',"
        " e.value ->> 'subject', e.value ->> 'conformity', e.value ->>"
        " 'withdrawal', e.value ->> 'received_at', e.value ->> 'date_sent',"
        " e.value ->> 'size', e.value ->> 'file', e.value ->> 'filed_at',"
        " e.value ->> 'settled_at' FROM json_each(?1, '$.messages') e",
    [SQL_LOAD_REFERENCES] =
        "INSERT OR IGNORE INTO message_reference(reference, message) SELECT"
        " cited.value, e.value ->> 'id' FROM json_each(?1, '$.messages') e,"
        " json_each(e.value, '$.references') cited",
    /* What was still to be moved is known again when its mailbox is looked
     * through. */
    [SQL_LOAD_COPIES] =
        "INSERT OR IGNORE INTO message_copy(mailbox, uidvalidity, uid,"
        " message, received_at, moved) SELECT copy.value ->> 0, copy.value ->>"
        " 1, copy.value ->> 2, e.value ->> 'id', copy.value ->> 3,"
        " nullif(copy.value ->> 4, 0) FROM json_each(?1, '$.messages') e,"
        " json_each(e.value, '$.copies') copy",
    [SQL_LOAD_DOSSIER] =
        "INSERT OR IGNORE INTO dossier(id, ref, campaign, position, candidate,"
        " folder, missing, received_at, late, created_at, completed_at,"
        " withdrawn_at, last_contact) SELECT ?1 ->> '$.dossier.id', ?1 ->>"
        " '$.dossier.ref', ?1 ->> '$.dossier.campaign', ?1 ->>"
        " '$.dossier.position', ?1 ->> '$.dossier.candidate', ?1 ->>"
        " '$.dossier.folder', ?1 ->> '$.dossier.missing', ?1 ->>"
        " '$.dossier.received_at', ?1 ->> '$.dossier.late', ?1 ->>"
        " '$.dossier.created_at', ?1 ->> '$.dossier.completed_at', ?1 ->>"
        " '$.dossier.withdrawn_at', ?1 ->> '$.dossier.last_contact' WHERE ?1"
        " ->> '$.dossier.id' IS NOT NULL",
    [SQL_LOAD_DOSSIER_MESSAGES] =
        "INSERT OR IGNORE INTO dossier_message(dossier, message, file) SELECT"
        " ?1 ->> '$.dossier.id', e.value ->> 'id', e.value ->> 'place' FROM"
        " json_each(?1, '$.messages') e WHERE e.value ->> 'place' IS NOT NULL",
    [SQL_LOAD_DOCUMENTS] =
        "INSERT OR IGNORE INTO document(dossier, id, message, sha256, kinds,"
        " file, name, size, accepted, to_check, reason) SELECT ?1 ->>"
        " '$.dossier.id', e.value ->> 'id', e.value ->> 'message', e.value ->>"
        " 'sha256', e.value ->> 'kinds', e.value ->> 'file', e.value ->>"
        " 'name', e.value ->> 'size', e.value ->> 'accepted', e.value ->>"
        " 'to_check', e.value ->> 'reason' FROM json_each(?1, '$.documents') e",
    [SQL_LOAD_OUTBOX] =
        "INSERT OR IGNORE INTO outbox(id, kind, event, campaign, message,"
        " recipient, subject, message_id, in_reply_to, state, due_at,"
        " attempts, first_tried_at, error, created_at, sent_at, mailbox,"
        " folder, mail) SELECT e.value ->> 'id', e.value ->> 'kind', e.value"
        " ->> 'event', e.value ->> 'campaign', (SELECT id FROM message WHERE"
        " id = e.value ->> 'message'), e.value ->> 'recipient', e.value ->>"
        " 'subject', e.value ->> 'message_id', e.value ->> 'in_reply_to',"
        " e.value ->> 'state', e.value ->> 'due_at', e.value ->> 'attempts',"
        " e.value ->> 'first_tried_at', e.value ->> 'error', e.value ->>"
        " 'created_at', e.value ->> 'sent_at', e.value ->> 'mailbox', e.value"
        " ->> 'folder', CAST(e.value ->> 'mail' AS BLOB) FROM json_each(?1,"
        " '$.outbox') e",
    /* The other dossiers of a mail come with records of their own. */
    [SQL_LOAD_OUTBOX_DOSSIERS] =
        "INSERT OR IGNORE INTO outbox_dossier(outbox, dossier) SELECT e.value"
        " ->> 'id', link.value FROM json_each(?1, '$.outbox') e,"
        " json_each(e.value, '$.dossiers') link WHERE link.value = ?1 ->>"
        " '$.dossier.id'",
    [SQL_LOAD_COUNTERS] =
        "INSERT INTO reference_counter(prefix, last) SELECT key, value FROM"
        " json_each(?1, '$.counters') WHERE true ON CONFLICT(prefix) DO UPDATE"
        " SET last = max(last, excluded.last)",
    [SQL_LOAD_REGISTER] =
        "INSERT OR IGNORE INTO register(id, at, actor, action, object, detail,"
        " hash) SELECT e.value ->> 'id', e.value ->> 'at', e.value ->>"
        " 'actor', e.value ->> 'action', e.value ->> 'object', e.value ->>"
        " 'detail', e.value ->> 'hash' FROM json_each(?1, '$.register') e",
    [SQL_LOAD_TOMBSTONES] =
        "INSERT OR IGNORE INTO tombstone(sha256, mailbox, uidvalidity, uid,"
        " erased_at) SELECT e.value ->> 'sha256', e.value ->> 'mailbox',"
        " e.value ->> 'uidvalidity', e.value ->> 'uid', e.value ->>"
        " 'erased_at' FROM json_each(?1, '$.tombstones') e",
    [SQL_LOAD_OUTCOME] =
        "UPDATE outbox SET state = ?2, sent_at = iif(?2 = 'sent', ?3, NULL),"
        " attempts = max(attempts, ?2 IN ('sent', 'failed', 'unknown')) WHERE"
        " message_id = ?1",
    [SQL_LOAD_END_OUTBOX] =
        "UPDATE outbox SET state = 'unknown', error = ?1 WHERE state IN"
        " ('queued', 'sending')",
    [SQL_LOAD_NAMESAKES] =
        "UPDATE candidate SET namesake = 1 WHERE EXISTS (SELECT 1 FROM"
        " candidate other WHERE other.campaign = candidate.campaign AND"
        " other.family_key = candidate.family_key AND other.given_key ="
        " candidate.given_key AND other.id <> candidate.id)",
    [SQL_COUNT_ALL_DOSSIERS] = "SELECT count(*) FROM dossier",
    [SQL_COUNT_ALL_MESSAGES] = "SELECT count(*) FROM message",
    [SQL_COUNT_UNKNOWN] = "SELECT count(*) FROM outbox WHERE state = 'unknown'",
};
