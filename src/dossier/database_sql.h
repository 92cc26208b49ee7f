/* The names of all statements on the index; their text is in database_sql.c,
 * in the same order. Private as database_sqlite.h is. */
#pragma once

typedef enum {
    /* database */
    SQL_USER_VERSION,
    SQL_QUICK_CHECK,
    SQL_GET_SETTING,
    SQL_SET_SETTING,
    /* outbox: add below, and in database_sql.c */
    SQL_OUTBOX_FIND_EVENT,
    N_SQL,
} DatabaseSql;

extern const char *const database_sql[N_SQL];
