/* Many keywords at once are found where each alone is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/lexicon.h"
#include "recognise/words.h"

#include <string.h>

/* ---- what a keyword is found in, said as plainly as may be ---- */

static gboolean
is_plural(const char *window, const char *keyword)
{
    g_autofree char *plural = g_strconcat(keyword, "s", NULL);
    return strlen(keyword) >= 4 && strcmp(window, plural) == 0;
}

static gboolean
stands_in(const char *line, const char *text, gboolean near)
{
    g_autofree char *keyword = words_squeeze(text);
    g_auto(GStrv) words = g_strsplit(line + 1, " ", -1);
    for (guint i = 0; *keyword && words[i] && *words[i]; i++) {
        g_autoptr(GString) window = g_string_new(NULL);
        for (guint k = i; *words[k]; k++) {
            g_string_append(window, words[k]);
            if (strcmp(window->str, keyword) == 0 ||
                is_plural(window->str, keyword) ||
                (near && words_similar(window->str, keyword)))
                return TRUE;
        }
    }
    return FALSE;
}

static void
check(char *const *keywords, const char *line)
{
    g_autoptr(Lexicon) lexicon = lexicon_new();
    guint numbers[64];
    for (guint i = 0; keywords[i]; i++)
        numbers[i] = lexicon_add(lexicon, keywords[i], TRUE);
    lexicon_seal(lexicon);
    g_auto(LexiconHits) hits = {0};
    lexicon_look(&hits, lexicon, line, TRUE);
    for (guint i = 0; keywords[i]; i++) {
        gboolean exact = lexicon_set_has(hits.exact, numbers[i]);
        gboolean near = lexicon_set_has(hits.near, numbers[i]);
        if (exact != stands_in(line, keywords[i], FALSE) ||
            near != stands_in(line, keywords[i], TRUE))
            fail_msg("\"%s\" in \"%s\": %d %d", keywords[i], line, exact, near);
    }
}

/* ---- cases ---- */

static void
test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *line, *keyword;
        gboolean exact, near;
    } cases[] = {
        {"la micro-structure", "micro structure", TRUE, TRUE},
        {"la microstructure", "micro-structure", TRUE, TRUE},
        {"les micro structures", "microstructure", TRUE, TRUE},
        {"les micro s", "micro", TRUE, TRUE},
        {"la microstructrue", "micro-structure", FALSE, TRUE},
        {"lycée Artaux", "Artaud", FALSE, TRUE},
        {"les LMs", "lm", FALSE, FALSE},
        {"Aixe", "Aix", FALSE, FALSE},
        {"préartaud", "Artaud", FALSE, FALSE},
        {"damier", "Daumier", FALSE, TRUE},
        {"budget", "Puget", FALSE, FALSE},
        {"Αθήναι", "Αθήνα", FALSE, TRUE},
        {"", "Artaud", FALSE, FALSE},
        {"Artaud", "", FALSE, FALSE},
        {"Artaud", "–", FALSE, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = words_line(cases[i].line);
        g_autoptr(Lexicon) lexicon = lexicon_new();
        guint number = lexicon_add(lexicon, cases[i].keyword, TRUE);
        lexicon_seal(lexicon);
        g_auto(LexiconHits) hits = {0};
        lexicon_look(&hits, lexicon, line, TRUE);
        if (lexicon_set_has(hits.exact, number) != cases[i].exact ||
            lexicon_set_has(hits.near, number) != cases[i].near)
            fail_msg("\"%s\" in \"%s\"", cases[i].keyword, cases[i].line);
    }
}

/* Keywords that are not to be found mistyped, or that are too long. */
static void
test_numbers(void **state)
{
    (void)state;
    g_autoptr(Lexicon) lexicon = lexicon_new();
    g_autofree char *longest = g_strnfill(127, 'a');
    g_autofree char *longer = g_strnfill(128, 'a');
    guint strict = lexicon_add(lexicon, "Daumier", FALSE);
    guint last = lexicon_add(lexicon, longest, TRUE);
    assert_int_equal(lexicon_add(lexicon, "DAUMIER !", FALSE), strict);
    assert_int_not_equal(lexicon_add(lexicon, "Damier", TRUE), strict);
    assert_true(last != LEXICON_NONE);
    assert_true(lexicon_add(lexicon, longer, TRUE) == LEXICON_NONE);
    assert_true(lexicon_add(lexicon, NULL, TRUE) == LEXICON_NONE);
    lexicon_seal(lexicon);
    g_autofree char *line = g_strdup_printf(" damier %sb ", longest);
    g_auto(LexiconHits) hits = {0};
    lexicon_look(&hits, lexicon, line, TRUE);
    assert_false(lexicon_set_has(hits.near, strict));
    assert_false(lexicon_set_has(hits.exact, last));
    assert_true(lexicon_set_has(hits.near, last));
    assert_false(lexicon_set_has(hits.near, LEXICON_NONE));
    assert_true(lexicon_resembles(lexicon, "dammier"));
    assert_true(lexicon_resembles(lexicon, "daumier"));
    assert_false(lexicon_resembles(lexicon, "daumie"));
    assert_false(lexicon_resembles(lexicon, ""));
}

static char *
random_text(GRand *chance, const char *const *letters, gint32 longest)
{
    GString *text = g_string_new(NULL);
    gint32 length = g_rand_int_range(chance, 0, longest);
    for (gint32 i = 0; i < length; i++)
        g_string_append(
            text, letters[g_rand_int_range(
                      chance, 0, (gint32)g_strv_length((char **)letters))]);
    return g_string_free(text, FALSE);
}

/* Few letters, so that much is found and more is nearly found. */
static void
test_random(void **state)
{
    (void)state;
    static const char *const plain[] = {"a", "b", "c", "d", "s", " ", NULL};
    static const char *const mixed[] = {"a", "s", "3", "η",
                                        "ж", "b", " ", NULL};
    g_autoptr(GRand) chance = g_rand_new_with_seed(2026);
    for (gint32 i = 0; i < 3000; i++) {
        const char *const *letters = i % 4 == 0 ? mixed : plain;
        char *keywords[9] = {NULL};
        for (guint k = 0; k < 8; k++)
            keywords[k] = random_text(chance, letters, 4 + i % 25);
        g_autofree char *text = random_text(chance, letters, 80);
        g_autofree char *line = words_line(text);
        check(keywords, line);
        for (guint k = 0; k < 8; k++)
            g_free(keywords[k]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms),
                                       cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
