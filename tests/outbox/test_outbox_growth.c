/* One more answer costs the same, however many mails went out today. */
#include "outbox/outbox_fixture.h"

/* `count` mails of the last hour, each as large as an answer; of a flood, held
 * and to one recipient. */
static void
fill(Fixture *fixture, guint first, guint count, gboolean flood)
{
    g_autofree char *sql = g_strdup_printf(
        "WITH RECURSIVE number(n) AS (SELECT %u UNION ALL"
        " SELECT n + 1 FROM number WHERE n + 1 < %u)"
        "INSERT INTO outbox(kind, event, recipient, subject, message_id, state,"
        " due_at, error, created_at, sent_at, mail) SELECT 'acknowledgement',"
        " 'event' || n, iif(%d, '%s', n || '@b.example'), '', 'id' || n,"
        " iif(%d, 'held', 'sent'), 1, 'a cap', unixepoch() - n %% 1000, 1,"
        " randomblob(8000) FROM number",
        first, first + count, flood, "flood@b.example", flood);
    run_sql(fixture, sql);
}

/* Pages of the index that an answer touches. */
static int
count_pages(Fixture *fixture, guint n)
{
    int sum = 0;
    sqlite3 *handle = database_handle(fixture->database);
    static const int counters[] = {SQLITE_DBSTATUS_CACHE_HIT,
                                   SQLITE_DBSTATUS_CACHE_MISS};
    for (gsize i = 0; i < G_N_ELEMENTS(counters); i++)
        sqlite3_db_status(handle, counters[i], &sum, &sum, TRUE);
    answer_mail(fixture, n, VERDICT_APPLICATION, "flood@b.example");
    int pages = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(counters); i++) {
        int highest = 0;
        sqlite3_db_status(handle, counters[i], &sum, &highest, FALSE);
        pages += sum;
    }
    return pages;
}

static void
check_growth(gboolean flood)
{
    Fixture fixture;
    start(&fixture, &(PeerScript){0}, FALSE);
    fixture.config.limits.sends_per_hour = G_MAXINT;
    fixture.config.limits.sends_per_day = G_MAXINT;
    fill(&fixture, 1, 200, flood);
    count_pages(&fixture, 1); /* the statements are prepared */
    int few = count_pages(&fixture, 2);
    fill(&fixture, 1000, 4000, flood);
    int many = count_pages(&fixture, 3);
    if (many > 2 * few)
        fail_msg("%d pages among 200 mails, %d among 4,200", few, many);
    stop(&fixture);
}

static void
test_many_mails_of_today(void **state)
{
    (void)state;
    check_growth(FALSE);
}

static void
test_flood_of_one_sender(void **state)
{
    (void)state;
    check_growth(TRUE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_mails_of_today),
        cmocka_unit_test(test_flood_of_one_sender),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
