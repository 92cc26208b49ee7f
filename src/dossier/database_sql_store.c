/* What the dossier store reads and writes. */
#include "dossier/database_sql.h"

/* A KnownDossier, in the order of dossier_store_known.c. */
#define KNOWN_COLUMNS                                                          \
    "SELECT d.id, d.ref, d.campaign, d.position, c.family_name,"               \
    " c.given_name, c.email FROM "
#define KNOWN_BY_CANDIDATE(condition)                                          \
    KNOWN_COLUMNS                                                              \
    "candidate c JOIN dossier d ON d.candidate = c.id WHERE " condition        \
    " LIMIT 50"

/* held: the values of `kinds` of the dossier's accepted documents, from one to
 * the next in the index: a flood of the same documents costs nothing more. */
#define HELD_KINDS                                                             \
    "WITH RECURSIVE held(kinds) AS (SELECT min(kinds) FROM document"           \
    "  WHERE document.dossier = dossier.id AND accepted UNION ALL"             \
    " SELECT (SELECT min(kinds) FROM document"                                 \
    "  WHERE document.dossier = dossier.id AND accepted"                       \
    "  AND kinds > held.kinds) FROM held WHERE held.kinds IS NOT NULL)"

/* One rule for one dossier and for all of a campaign. */
#define JUDGE(condition)                                                       \
    "UPDATE dossier SET late = received_at >= campaign.closing, missing ="     \
    " (SELECT json_group_array(need.value) FROM json_each(campaign.required)"  \
    "  need WHERE need.value NOT IN (" HELD_KINDS                              \
    "   SELECT kind.value FROM held, json_each(held.kinds) kind))"             \
    " FROM campaign WHERE campaign.id = dossier.campaign AND " condition

const char *const database_sql_store[N_SQL] = {
    /* ------------------------------------------------------- database */
    [SQL_USER_VERSION] = "PRAGMA user_version",
    [SQL_QUICK_CHECK] = "PRAGMA quick_check(1)",
    [SQL_GET_SETTING] = "SELECT value FROM setting WHERE name = ?1",
    [SQL_GET_NUMBER] =
        "SELECT CAST(value AS INTEGER) FROM setting WHERE name = ?1",
    [SQL_LIST_NUMBERS] =
        "SELECT name, CAST(value AS INTEGER) FROM setting"
        " WHERE name > ?1 AND name < ?1 || char(1114111) ORDER BY name",
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
    [SQL_KNOWS_ADDRESS] =
        "SELECT 1 FROM candidate_address WHERE address = ?1 LIMIT 1",
    [SQL_KNOWN_BY_NAMES] = KNOWN_BY_CANDIDATE(
        "c.campaign = ?1 AND c.family_key = ?2 AND c.given_key = ?3"),
    [SQL_KNOWN_BY_FAMILY_NAME] =
        KNOWN_BY_CANDIDATE("c.campaign = ?1 AND c.family_key = ?2"),
    [SQL_KNOWN_BY_GIVEN_NAME] =
        KNOWN_BY_CANDIDATE("c.campaign = ?1 AND c.given_key = ?2"),
    [SQL_GET_DOSSIER] =
        "SELECT dossier.id, ref, dossier.campaign, position, family_name,"
        " given_name, email, late, withdrawn_at IS NOT NULL, received_at,"
        " missing, (SELECT json_group_array(value) FROM (" HELD_KINDS
        /* In the order in which they came. */
        ", seen(kinds, first) AS (SELECT kinds, (SELECT min(document.id)"
        "  FROM document WHERE document.dossier = dossier.id AND accepted"
        "  AND document.kinds = held.kinds) FROM held)"
        " SELECT kind.value FROM seen, json_each(seen.kinds) kind"
        " GROUP BY kind.value ORDER BY min(seen.first), min(kind.key)))"
        " FROM dossier JOIN candidate ON candidate.id = dossier.candidate"
        " WHERE dossier.id = ?1",

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
};
