#include "report/pages.h"
#include "report/sample.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct {
    Phrases *phrases;
    char *top;
} Fixture;

static int
set_up(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->phrases = phrases_load("conf", NULL);
    fixture->top = g_dir_make_tmp("pages-XXXXXX", NULL);
    *state = fixture;
    return fixture->phrases != NULL && fixture->top != NULL ? 0 : -1;
}

static int
tear_down(void **state)
{
    Fixture *fixture = *state;
    const char *argv[] = {"rm", "-rf", fixture->top, NULL};
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                 NULL, NULL, NULL, NULL);
    phrases_free(fixture->phrases);
    g_free(fixture->top);
    g_free(fixture);
    return 0;
}

static PagesResult
write_pages(const Fixture *fixture, Sample *sample)
{
    sample->config.state_dir = fixture->top;
    g_autofree char *folder = g_build_filename(fixture->top, "www", NULL);
    PagesInput input = {.config = &sample->config,
                        .phrases = fixture->phrases,
                        .texts_folder = "conf",
                        .source = &sample->source,
                        .now = SAMPLE_CLOSING};
    PagesResult result = {0};
    GError *error = NULL;
    assert_true(pages_write(&input, folder, &result, &error));
    return result;
}

static char *
read_page(const Fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->top, "www", name, NULL);
    GError *error = NULL;
    char *text = file_read(path, 1 << 22, NULL, &error);
    assert_null(error);
    /* A phrase that is not in phrases.ini shows as "page.key". */
    assert_null(strstr(text, "page.column"));
    assert_null(strstr(text, ">page."));
    return text;
}

static guint
count(const char *text, const char *word)
{
    guint n = 0;
    while ((text = strstr(text, word)) != NULL) {
        n++;
        text += strlen(word);
    }
    return n;
}

static void
test_stopped_work_is_no_success(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(Sample) sample = sample_new(3, 0);
    const gint stop = TRUE;
    sample->config.state_dir = fixture->top;
    g_autofree char *folder = g_build_filename(fixture->top, "www", NULL);
    PagesInput input = {.config = &sample->config,
                        .phrases = fixture->phrases,
                        .texts_folder = "conf",
                        .source = &sample->source,
                        .now = SAMPLE_CLOSING,
                        .stop = &stop};
    g_autoptr(GError) error = NULL;
    assert_false(pages_write(&input, folder, NULL, &error));
    assert_true(g_error_matches(error, PAGES_ERROR, PAGES_ERROR_STOPPED));
    g_autofree char *front = g_build_filename(folder, "index.html", NULL);
    assert_false(g_file_test(front, G_FILE_TEST_EXISTS));
}

static void
test_empty_campaign_reads_well(void **state)
{
    g_autoptr(Sample) sample = sample_new(0, 0);
    write_pages(*state, sample);
    g_autofree char *campaign = read_page(*state, "rs2026/index.html");
    assert_non_null(strstr(campaign, "Aucune candidature"));
    assert_non_null(strstr(campaign, "Rien n&#39;attend"));
    assert_non_null(strstr(campaign, "mardi 19 mai 2026 à 23 h 59"));
    g_autofree char *position = read_page(*state, "rs2026/poste-0132733A.html");
    assert_non_null(strstr(position, "Aucun dossier"));
    assert_null(strstr(position, "<table"));
}

static void
test_dossier_page_shows_everything(void **state)
{
    g_autoptr(Sample) sample = sample_new(4, 1);
    write_pages(*state, sample);
    g_autofree char *page =
        read_page(*state, "rs2026/dossiers/RS26-00003.html");
    static const char *const shown[] = {
        "<html lang=\"fr\">",
        "ÉLUARD Marie3",
        "Incomplet",
        "RS26-00003",
        "href=\"../../rs2026/poste-0131943S.html\"",
        "mailto:marie.dupont@example.org",
        "CV Éva.pdf",
        "à contrôler",
        "Non retenue",
        "Manquante",
        "Avis du supérieur hiérarchique",
        "href=\"../../../dossiers/rs2026/0132733A/DUPONT%20Marie/"
        "letter%200123.pdf\"",
        "artaud, referent",
        "Accusé de réception",
        "(par slaurent)",
        NULL};
    for (gsize i = 0; shown[i] != NULL; i++) {
        if (strstr(page, shown[i]) == NULL)
            fail_msg("the page lacks %s", shown[i]);
    }
}

static void
test_what_strangers_write_is_text(void **state)
{
    g_autoptr(Sample) sample = sample_new(40, 8);
    sample->hostile = TRUE;
    write_pages(*state, sample);
    static const char *const pages[] = {"rs2026/dossiers/RS26-00001.html",
                                        "rs2026/poste-0132733A.html"};
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_autofree char *page = read_page(*state, pages[i]);
        assert_int_equal(count(page, "<script"), 1);
        assert_non_null(strstr(page, "&lt;script&gt;"));
    }
}

static void
test_nothing_is_rewritten_or_left(void **state)
{
    g_autoptr(Sample) forty = sample_new(40, 5);
    PagesResult first = write_pages(*state, forty);
    /* 40 dossiers, 4 positions, campaign, review, mails, and at the top index,
     * review, mails. */
    assert_int_equal(first.written, 50);
    PagesResult again = write_pages(*state, forty);
    assert_int_equal(again.written, 0);
    assert_int_equal(again.removed, 0);
    g_autoptr(Sample) fewer = sample_new(30, 5);
    PagesResult after = write_pages(*state, fewer);
    assert_int_equal(after.removed, 10);
}

static void
test_long_lists_go_on(void **state)
{
    g_autoptr(Sample) sample = sample_new(2400, 501);
    write_pages(*state, sample);
    g_autofree char *first = read_page(*state, "rs2026/poste-0132733A.html");
    g_autofree char *second =
        read_page(*state, "rs2026/poste-0132733A-page-2.html");
    assert_int_equal(count(first, "<tr>"), 501);
    assert_int_equal(count(second, "<tr>"), 101);
    assert_non_null(strstr(first, "href=\"../rs2026/poste-0132733A-page-2"));
    assert_non_null(strstr(second, "href=\"../rs2026/poste-0132733A.html"));
    g_autofree char *review =
        read_page(*state, "rs2026/a-verifier-page-2.html");
    /* What `dossierctl file` asks for, and on paper where it belongs. */
    assert_non_null(strstr(review, "<td>601</td>"));
    assert_non_null(strstr(review, "<p class=\"over\">Coordonnateur"));
    assert_int_equal(count(review, "<tr>"), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_stopped_work_is_no_success, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_empty_campaign_reads_well, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_dossier_page_shows_everything,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_strangers_write_is_text,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_rewritten_or_left,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_lists_go_on, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
