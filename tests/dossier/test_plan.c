/* Filing one more costs the same at a thousand and at a million dossiers: no
 * statement reads through a whole table, except the lists that are meant to
 * and the tables as long as the configuration. */
#include "dossier/fixture.h"

#include "dossier/query.h"

static gboolean
may_scan(DatabaseSql sql)
{
    static const DatabaseSql lists[] = {
        SQL_QUERY_DOSSIERS,    SQL_QUERY_MESSAGES,     SQL_QUERY_OUTBOX,
        SQL_QUERY_STATUS,      SQL_JUDGE_CAMPAIGN,     SQL_REPORT_BOUNCED,
        SQL_REGISTER_LIST,     SQL_VERIFY_MAILS,       SQL_VERIFY_ASIDE,
        SQL_VERIFY_DOCUMENTS,  SQL_LOAD_NAMESAKES,     SQL_COUNT_ALL_DOSSIERS,
        SQL_VERIFY_REFERENCES, SQL_COUNT_ALL_MESSAGES, SQL_RECORD_REGISTER,
    };
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        if (lists[i] == sql)
            return TRUE;
    return FALSE;
}

/* json_each() and a subquery's own rows are no tables; an index that holds
 * just the rows that are wanted may be read whole. */
static gboolean
is_scan(const char *detail)
{
    static const char *const harmless[] = {
        "VIRTUAL TABLE", "SCAN cited",     "SCAN held",
        "SCAN seen",     "SCAN (subquery", "SCAN (join",
        "CONSTANT ROW",  "outbox_append",  "message_copy_move",
    };
    if (!g_str_has_prefix(detail, "SCAN"))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(harmless); i++)
        if (strstr(detail, harmless[i]))
            return FALSE;
    return TRUE;
}

static guint
count_scans(Fixture *fixture, DatabaseSql sql)
{
    g_autofree char *text =
        g_strconcat("EXPLAIN QUERY PLAN ", database_sql(sql), NULL);
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(database_handle(fixture->database),
                                        text, -1, &statement, NULL),
                     SQLITE_OK);
    guint scans = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(statement, 3);
        if (!is_scan(detail))
            continue;
        print_error("%s\n    %s\n", database_sql(sql), detail);
        scans++;
    }
    sqlite3_finalize(statement);
    return scans;
}

static void
test_no_statement_scans(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(Query) query = query_new(fixture->database, "Europe/Paris", NULL);
    assert_non_null(query);
    guint scans = 0;
    for (gsize i = 0; i < N_SQL; i++)
        if (!may_scan((DatabaseSql)i) &&
            !g_str_has_prefix(database_sql((DatabaseSql)i), "PRAGMA"))
            scans += count_scans(fixture, (DatabaseSql)i);
    assert_int_equal(scans, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(test_no_statement_scans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
