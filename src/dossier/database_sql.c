#include "dossier/database_sql.h"

const char *const database_sql[N_SQL] = {
    /* ------------------------------------------------------- database */
    [SQL_USER_VERSION] = "PRAGMA user_version",
    [SQL_QUICK_CHECK] = "PRAGMA quick_check(1)",
    [SQL_GET_SETTING] = "SELECT value FROM setting WHERE name = ?1",
    [SQL_SET_SETTING] =
        "INSERT INTO setting(name, value) VALUES(?1, ?2)"
        " ON CONFLICT(name) DO UPDATE SET value = excluded.value",

    /* --------------------------------------------------------- outbox */
    [SQL_OUTBOX_FIND_EVENT] = "SELECT id FROM outbox WHERE event = ?1",
};
