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
    SQL_OUTBOX_FIND_SUBMISSION,
    SQL_OUTBOX_LIST_COPIES,
    SQL_OUTBOX_ADD,
    SQL_OUTBOX_ADD_DOSSIER,
    SQL_OUTBOX_COUNT_ANSWERS,
    SQL_OUTBOX_COUNT_CREATED,
    SQL_OUTBOX_IS_BOUNCED,
    SQL_OUTBOX_FIND_MESSAGE_ID,
    SQL_OUTBOX_FIND_RECENT,
    SQL_OUTBOX_BOUNCE,
    SQL_OUTBOX_ADD_BOUNCED,
    SQL_OUTBOX_FORGET_BOUNCED,
    SQL_OUTBOX_RECOVER,
    SQL_OUTBOX_DUE_AGAIN,
    SQL_OUTBOX_NEXT_DUE,
    SQL_OUTBOX_TAKE,
    SQL_OUTBOX_SENDING,
    SQL_OUTBOX_SENT,
    SQL_OUTBOX_POSTPONE,
    SQL_OUTBOX_END,
    SQL_OUTBOX_STATE,
    SQL_OUTBOX_CHANGE,
    SQL_OUTBOX_NEXT_APPEND,
    SQL_OUTBOX_APPENDED,
    N_SQL,
} DatabaseSql;

extern const char *const database_sql[N_SQL];
