#include "dossier/fixture.h"

#include "dossier/query.h"

static gboolean
append(gpointer text, const char *json)
{
    g_string_append(text, json);
    g_string_append_c(text, '\n');
    return TRUE;
}

typedef gboolean (*ListFunction)(Query *, const QueryFilter *, QueryRow,
                                 gpointer, GError **);

/* Over a read-only connection, as dossierctl reads. */
static char *
run(const Fixture *fixture, ListFunction list, const QueryFilter *filter)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(Database) reader =
        database_open(fixture->folder, DATABASE_READ_ONLY, &error);
    assert_non_null(reader);
    g_autoptr(Query) query = query_new(reader, "Europe/Paris", &error);
    assert_non_null(query);
    if (!list(query, filter, append, text, &error))
        print_error("%s\n", error->message);
    assert_null(error);
    return g_strdup(text->str);
}

static void
file_samples(Fixture *fixture)
{
    Mail mail = {.verdict = VERDICT_APPLICATION,
                 .family = "DUPONT",
                 .given = "Zoé \"Z\"",
                 .email = "zoe@perso.test",
                 .positions = 1,
                 .id = "1@x",
                 .text = "un",
                 .cv = "cv"};
    store_result_free(fixture_file(fixture, &mail));
    mail.mailbox = &mailboxes[1];
    store_result_free(fixture_file(fixture, &mail));
    store_result_free(fixture_file(
        fixture, &(Mail){.verdict = VERDICT_REVIEW, .text = "deux"}));
}

static void
assert_has(const char *json, const char *piece)
{
    if (!strstr(json, piece))
        print_error("%s\nlacks %s\n", json, piece);
    assert_non_null(strstr(json, piece));
}

static void
test_list(void **state)
{
    Fixture *fixture = *state;
    file_samples(fixture);
    g_autofree char *json = run(fixture, query_dossiers, &(QueryFilter){0});
    g_autofree char *cv = hash_of("cv");
    g_autofree char *file = g_strdup_printf(
        "\"documents\":[{\"kind\":\"cv\",\"file\":\"dossiers/"
        "micro-structure-rs2026/0130001A/DUPONT Zoé -Z-/cv %.12s.pdf\","
        "\"sha256\":\"%s\",\"name\":\"CV.pdf\"",
        cv, cv);
    assert_has(json, "{\"ref\":\"MSRS26-0001-G\","
                     "\"campaign\":\"micro-structure-rs2026\","
                     "\"position\":\"0130001A\",\"candidate\":"
                     "{\"family_name\":\"DUPONT\","
                     "\"given_name\":\"Zoé \\\"Z\\\"\","
                     "\"email\":\"zoe@perso.test\"},"
                     "\"status\":\"incomplete\",\"late\":false,");
    assert_has(json, "\"received_at\":\"2026-05-06T02:00:00+02:00\"");
    assert_has(json, file);
    assert_has(json, "\"missing\":[\"letter\"]");
    assert_has(json, "\"messages\":[{\"message_id\":\"<1@x>\","
                     "\"mailboxes\":[\"a\",\"referent\"],\"file\":");
}

static void
test_filters(void **state)
{
    Fixture *fixture = *state;
    file_samples(fixture);
    static const struct {
        QueryFilter filter;
        gboolean found;
    } cases[] = {
        {{.campaign = "micro-structure-rs2026"}, TRUE},
        {{.campaign = "other"}, FALSE},
        {{.position = "0130001A"}, TRUE},
        {{.position = "0130002B"}, FALSE},
        {{.status = "incomplete"}, TRUE},
        {{.status = "complete"}, FALSE},
        {{.since = MAY_6}, TRUE},
        {{.since = MAY_6 + 1}, FALSE},
        {{.campaign = "micro-structure-rs2026", .status = "complete"}, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *json = run(fixture, query_dossiers, &cases[i].filter);
        assert_int_equal(*json != '\0', cases[i].found);
    }
}

static void
test_messages(void **state)
{
    Fixture *fixture = *state;
    file_samples(fixture);
    g_autofree char *json = run(fixture, query_messages, &(QueryFilter){0});
    assert_has(json, "\"message_id\":\"<1@x>\",\"mailboxes\":[\"a\","
                     "\"referent\"],\"verdict\":\"application\",\"reasons\":"
                     "[\"L’objet est « conforme »\"],");
    assert_has(json, "\"refs\":[\"MSRS26-0001-G\"]");
    assert_has(json, "\"message_id\":null,\"mailboxes\":[\"referent\"],"
                     "\"verdict\":\"review\"");
    g_autofree char *review =
        run(fixture, query_messages, &(QueryFilter){.status = "review"});
    assert_null(strstr(review, "application"));
}

static void
test_show_outbox_and_status(void **state)
{
    Fixture *fixture = *state;
    file_samples(fixture);
    assert_int_equal(
        sqlite3_exec(database_handle(fixture->database),
                     "INSERT INTO outbox(id, kind, event, recipient, subject,"
                     " message_id, state, due_at, created_at) VALUES(12,"
                     " 'acknowledgement', 'e', 'zoe@perso.test', 'Reçu',"
                     " 'k@y', 'queued', 1777852800, 1777852800);"
                     "INSERT INTO outbox_dossier VALUES(12, 1);",
                     NULL, NULL, NULL),
        SQLITE_OK);
    g_autofree char *outbox = run(fixture, query_outbox, &(QueryFilter){0});
    assert_has(outbox, "{\"id\":12,\"kind\":\"acknowledgement\","
                       "\"to\":\"zoe@perso.test\",\"subject\":\"Reçu\","
                       "\"message_id\":\"<k@y>\",\"state\":\"queued\","
                       "\"refs\":[\"MSRS26-0001-G\"],\"due_at\":"
                       "\"2026-05-04T02:00:00+02:00\",\"attempts\":0,"
                       "\"error\":null");
    g_autoptr(Query) query = query_new(fixture->database, "Europe/Paris", NULL);
    g_autoptr(GString) show = g_string_new(NULL);
    gboolean found = FALSE;
    assert_true(
        query_dossier(query, "msrs26-0001-g", append, show, &found, NULL));
    assert_true(found);
    assert_has(show->str, "\"mails\":[{\"id\":12,");
    assert_true(query_dossier(query, "nobody", append, show, &found, NULL));
    assert_false(found);
    g_autoptr(GString) status = g_string_new(NULL);
    assert_true(query_status(query, append, status, NULL));
    assert_has(status->str, "\"dossiers\":{\"incomplete\":1}");
    assert_has(status->str, "\"review\":1");
    static const struct {
        const char *sql, *waits;
    } reasons[] = {
        {"state = 'queued'", "turn"},   {"error = '450 later'", "retry"},
        {"server_fault = 1", "server"}, {"state = 'unknown'", "decision"},
        {"state = 'held'", "quota"},    {"error = NULL", "release"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++) {
        g_autofree char *sql =
            g_strdup_printf("UPDATE outbox SET %s", reasons[i].sql);
        g_autofree char *piece =
            g_strdup_printf("\"waits\":\"%s\"}", reasons[i].waits);
        assert_int_equal(sqlite3_exec(database_handle(fixture->database), sql,
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        g_autofree char *row = run(fixture, query_outbox, &(QueryFilter){0});
        assert_has(row, piece);
    }
    assert_has(status->str, "\"outbox\":{\"queued\":1}");
    assert_has(status->str, "\"next_due\":\"2026-05-04T02:00:00+02:00\"");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(test_list),
        FIXTURE_CASE(test_filters),
        FIXTURE_CASE(test_messages),
        FIXTURE_CASE(test_show_outbox_and_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
