/* What the pages, exports and the digest read, against a real store. */
#include "dossier/fixture.h"
#include "report/digest.h"
#include "report/export.h"
#include "report/pages.h"
#include "report/source_database.h"

typedef struct {
    Database *database;
    ReportDatabase *source;
} Reader;

static void
reader_close(Reader *reader)
{
    report_database_close(reader->source);
    database_close(reader->database);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_close)

static Reader
open_reader(const Fixture *fixture)
{
    Reader reader;
    GError *error = NULL;
    reader.database =
        database_open(fixture->folder, DATABASE_READ_ONLY, &error);
    assert_null(error);
    reader.source =
        report_database_open(&fixture->config, reader.database, &error);
    assert_null(error);
    return reader;
}

static void
file_some(Fixture *fixture)
{
    const Mail mails[] = {
        {.verdict = VERDICT_APPLICATION,
         .family = "ZOLA",
         .given = "Émile",
         .email = "emile@zola.test",
         .id = "1@zola.test",
         .text = "one",
         .cv = "cv of zola",
         .letter = "letter of zola",
         .positions = 1},
        {.verdict = VERDICT_APPLICATION,
         .family = "ABADIE",
         .given = "Anne",
         .email = "anne@abadie.test",
         .id = "2@abadie.test",
         .text = "two",
         .cv = "cv of abadie",
         .positions = 3,
         .at = MAY_6 + 86400},
        {.verdict = VERDICT_APPLICATION,
         .family = "TARD",
         .given = "Venu",
         .email = "venu@tard.test",
         .id = "3@tard.test",
         .text = "three",
         .cv = "cv of tard",
         .positions = 2,
         .at = MAY_6 + 30 * 86400},
        {.verdict = VERDICT_REVIEW,
         .email = "qui@est.test",
         .id = "4@est.test",
         .text = "four",
         .positions = 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(StoreResult) result = fixture_file(fixture, &mails[i]);
        assert_int_equal(result->outcome, STORE_NEW);
    }
}

static void
test_summary_counts(void **state)
{
    Fixture *fixture = *state;
    file_some(fixture);
    g_auto(Reader) reader = open_reader(fixture);
    const ReportSource *source = report_database_source(reader.source);
    GError *error = NULL;
    const ReportSummary *summary = source->summary(
        source->data, &fixture->campaign, MAY_6 + 1, MAY_6 + 86401, &error);
    assert_null(error);
    assert_int_equal(summary->n_positions, 2);
    const ReportPosition *a = &summary->positions[0];
    const ReportPosition *b = &summary->positions[1];
    assert_string_equal(a->title, "Collège A");
    assert_int_equal(a->complete, 1);
    assert_int_equal(a->incomplete, 1);
    assert_int_equal(a->fresh, 1);
    assert_int_equal(a->late, 0);
    assert_int_equal(b->complete, 0);
    assert_int_equal(b->incomplete, 2);
    assert_int_equal(b->late, 1);
    assert_int_equal(summary->review, 1);
    assert_int_equal(summary->fresh_messages, 1);
    assert_int_equal(summary->n_arrivals, 4);
    assert_int_equal(summary->arrivals[1].day, summary->arrivals[0].day + 1);
    assert_int_equal(summary->arrivals[2].position, 1);
    assert_null(summary->bounced[0]);
}

static gboolean
count_review(const ReportReview *review, gpointer user, GError **error)
{
    (void)review;
    (void)error;
    ++*(guint *)user;
    return TRUE;
}

/* A mail of no campaign waits for those whose mailbox it came to. */
static void
test_stray_mails(void **state)
{
    Fixture *fixture = *state;
    file_some(fixture);
    GError *error = NULL;
    assert_int_equal(sqlite3_exec(database_handle(fixture->database),
                                  "UPDATE message SET campaign = NULL"
                                  " WHERE verdict = 'review'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    g_auto(Reader) reader = open_reader(fixture);
    const ReportSource *source = report_database_source(reader.source);
    const ReportSummary *summary = source->summary(
        source->data, &fixture->campaign, MAY_6, MAY_6 + 1, &error);
    assert_null(error);
    assert_int_equal(summary->review, 0);
    assert_int_equal(summary->stray, 1);
    assert_int_equal(summary->fresh_messages, 2);
    for (gint stray = 0; stray < 2; stray++) {
        guint count = 0;
        ReportQuery query = {.campaign = fixture->campaign.id, .stray = stray};
        assert_true(source->each_review(source->data, &query, count_review,
                                        &count, &error));
        assert_int_equal(count, stray);
    }
    static const char *const others[] = {"elsewhere", NULL};
    fixture->campaign.mailboxes = others;
    summary = source->summary(source->data, &fixture->campaign, MAY_6,
                              MAY_6 + 1, &error);
    assert_int_equal(summary->stray, 0);
}

static gboolean
note_dossier(const ReportDossier *dossier, gpointer user, GError **error)
{
    (void)error;
    g_autoptr(GString) pieces = g_string_new(NULL);
    for (gsize i = 0; i < dossier->n_documents; i++) {
        g_autofree char *kinds =
            g_strjoinv("+", (char **)dossier->documents[i].kinds);
        g_string_append_printf(pieces, " %s", kinds);
    }
    g_autofree char *missing = g_strjoinv(",", (char **)dossier->missing);
    g_string_append_printf(user, "%s %s%s -%s %s %" G_GSIZE_FORMAT "%s\n",
                           dossier->position, dossier->family_name, pieces->str,
                           missing, report_dossier_status(dossier),
                           dossier->n_messages, dossier->late ? " late" : "");
    return TRUE;
}

static void
assert_dossiers(const ReportSource *source, const ReportQuery *query,
                const char *expected)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    GError *error = NULL;
    assert_true(
        source->each_dossier(source->data, query, note_dossier, seen, &error));
    assert_string_equal(seen->str, expected);
}

#define ZOLA_A "0130001A ZOLA cv letter - complete 1\n"
#define ABADIE_A "0130001A ABADIE cv -letter incomplete 1\n"
#define ABADIE_B "0130002B ABADIE cv -letter incomplete 1\n"
#define TARD_B "0130002B TARD cv -letter incomplete 1 late\n"

static void
test_dossiers_come_in_order(void **state)
{
    Fixture *fixture = *state;
    file_some(fixture);
    g_auto(Reader) reader = open_reader(fixture);
    const ReportSource *source = report_database_source(reader.source);
    const char *campaign = fixture->campaign.id;
    const struct {
        ReportQuery query;
        const char *expected;
    } cases[] = {
        {{.campaign = campaign}, ABADIE_A ZOLA_A ABADIE_B TARD_B},
        {{.campaign = campaign, .position = "0130002B"}, ABADIE_B TARD_B},
        {{.campaign = campaign, .address = "anne@abadie.test"},
         ABADIE_A ABADIE_B},
        {{.campaign = campaign, .position = "0130001A", .limit = 1}, ABADIE_A},
        {{.campaign = campaign, .limit = 3}, ABADIE_A ZOLA_A ABADIE_B},
        {{.campaign = campaign, .limit = 2}, ABADIE_A ZOLA_A},
        {{.campaign = campaign, .since = MAY_6, .until = MAY_6 + 1}, ZOLA_A},
        {{.campaign = campaign, .opinion = TRUE}, ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_dossiers(source, &cases[i].query, cases[i].expected);
}

static void
test_one_source_is_of_one_moment(void **state)
{
    Fixture *fixture = *state;
    g_auto(Reader) reader = open_reader(fixture);
    const ReportSource *source = report_database_source(reader.source);
    GError *error = NULL;
    source->summary(source->data, &fixture->campaign, 0, 0, &error);
    assert_null(error);
    file_some(fixture);
    ReportQuery query = {.campaign = fixture->campaign.id};
    assert_dossiers(source, &query, "");
}

static void
test_everything_is_made_of_it(void **state)
{
    Fixture *fixture = *state;
    file_some(fixture);
    g_auto(Reader) reader = open_reader(fixture);
    const ReportSource *source = report_database_source(reader.source);
    GError *error = NULL;
    g_autoptr(Phrases) phrases = phrases_load("conf", &error);
    PagesInput pages = {.config = &fixture->config,
                        .phrases = phrases,
                        .texts_folder = "conf",
                        .source = source,
                        .now = MAY_6 + 3 * 86400};
    PagesResult written;
    g_autofree char *folder = g_build_filename(fixture->folder, "www", NULL);
    assert_true(pages_write(&pages, folder, &written, &error));
    assert_int_equal(written.written, 4 + 2 + 3 + 3);
    ExportInput export = {
        .config = &fixture->config, .phrases = phrases, .source = source};
    ExportResult result;
    g_autofree char *zip = g_build_filename(fixture->folder, "a.zip", NULL);
    assert_true(export_zip(&export, zip, &result, &error));
    assert_int_equal(result.dossiers, 4);
    assert_int_equal(result.files, 9);
    assert_int_equal(result.missing, 0);
    DigestInput input = {.config = &fixture->config,
                         .phrases = phrases,
                         .source = source,
                         .campaign = &fixture->campaign,
                         .since = MAY_6,
                         .until = MAY_6 + 7 * 86400};
    g_autoptr(Digest) digest = digest_build(&input, &error);
    assert_non_null(digest);
    assert_non_null(strstr(digest->text, "3 candidatures nouvelles"));
    assert_non_null(strstr(digest->text, "qui@est.test"));
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_summary_counts),
        TEST(test_stray_mails),
        TEST(test_dossiers_come_in_order),
        TEST(test_one_source_is_of_one_moment),
        TEST(test_everything_is_made_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
