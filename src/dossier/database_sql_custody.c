/* What people decide: settle, withdraw, erase, purge; and the register. */
#include "dossier/database_sql.h"

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
};
