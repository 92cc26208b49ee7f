#include "base/phrase.h"

#include "base/file.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

static Phrases *
load_text(const char *text, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("phrases-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "phrases.ini", NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    Phrases *phrases = phrases_load(folder, error);
    g_unlink(path);
    g_rmdir(folder);
    return phrases;
}

static void
check(const Phrases *phrases, const char *key, const char *value,
      const char *expected)
{
    g_autofree char *text = phrases_get(phrases, "group", key, value);
    assert_string_equal(text, expected);
}

static void
test_get(void **state)
{
    (void)state;
    g_autoptr(Phrases) phrases = load_text(
        "[group]\nplain=Reçu\nfield=Avant {value}, après {value}\n", NULL);
    assert_non_null(phrases);
    check(phrases, "plain", NULL, "Reçu");
    check(phrases, "plain", "x", "Reçu");
    check(phrases, "field", "{value}", "Avant {value}, après {value}");
    check(phrases, "field", NULL, "Avant , après ");
    check(phrases, "absent", "x", "group.absent: x");
    check(phrases, "absent", NULL, "group.absent: ");
}

static void
test_broken_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(load_text("[group]\nno pair here\n", &error));
    assert_true(g_error_matches(error, PHRASE_ERROR, PHRASE_ERROR_SYNTAX));
    assert_non_null(g_strstr_len(error->message, -1, "phrases.ini: "));
    assert_non_null(g_strstr_len(error->message, -1, "no pair here"));
}

static void
test_bytes_that_are_no_utf8(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(load_text("[group]\nkey=re\xE7u\n", &error));
    assert_true(g_error_matches(error, PHRASE_ERROR, PHRASE_ERROR_SYNTAX));
}

static void
test_absent_file(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(phrases_load("/nonexistent", &error));
    assert_true(g_error_matches(error, PHRASE_ERROR, PHRASE_ERROR_SYNTAX));
}

static void
test_shipped_file(void **state)
{
    (void)state;
    g_autofree char *folder = file_texts_folder(NULL);
    assert_non_null(folder);
    g_autoptr(Phrases) phrases = phrases_load(folder, NULL);
    assert_non_null(phrases);
    g_autofree char *month = phrases_get(phrases, "month", "8", NULL);
    assert_string_equal(month, "août");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get),
        cmocka_unit_test(test_broken_file),
        cmocka_unit_test(test_bytes_that_are_no_utf8),
        cmocka_unit_test(test_absent_file),
        cmocka_unit_test(test_shipped_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
