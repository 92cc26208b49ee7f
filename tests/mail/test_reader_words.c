#include "mail/reader_charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Subjects as they come: given, and what a person should see. */
static const struct {
    const char *given, *expected;
} words[] = {
    {"", ""},
    {"Plain  text", "Plain  text"},
    {" =?utf-8?Q?lyc=C3=A9e?=", "lycée"},
    {"=?UTF-8?b?bHljw6ll?=", "lycée"},
    /* cut inside a character */
    {"=?utf-8?Q?lyc=C3?= =?utf-8?Q?=A9e?=", "lycée"},
    {"=?utf-8?B?w?=\r\n =?UTF-8?B?6k=?=", "é"},
    {"=?utf-8?B?bHljww==?= =?utf-8?Q?=A9e?=", "lycée"},
    {"=?utf-8?Q?lyc=C3=A9e?=\r\n =?utf-8?Q?_Artaud?=", "lycée Artaud"},
    /* blanks where none may be, and none where one must be */
    {"=?utf-8?Q?un deux trois?=", "un deux trois"},
    {"a=?utf-8?Q?=C3=A9?=b", "aéb"},
    {"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"},
    {"=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"},
    /* wrong, unknown or missing charset */
    {"=?utf-8?Q?lyc=E9e?=", "lycée"},
    {"=?iso-8859-1?Q?lyc=C3=A9e?=", "lycée"},
    {"=?us-ascii?Q?lyc=C3=A9e?=", "lycée"},
    {"=?klingon?Q?lyc=E9e?=", "lycée"},
    {"=?unknown-8bit?Q?lyc=E9e?=", "lycée"},
    {"=?windows-1252?Q?=96_=80?=", "– €"},
    {"=?iso-8859-1?Q?=96?=", "–"},
    {"=?iso-8859-15?Q?=A4?=", "€"},
    {"=?utf-8*fr?Q?=C3=A9?=", "é"},
    {"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"},
    {"=?gb2312?B?xOO6ww==?=", "你好"},
    {"=?koi8-r?B?0NLJ18XU?=", "привет"},
    {"=?utf-8?Q?=C3=A9t=C3?=", "ét\xEF\xBF\xBD"},
    /* raw bytes */
    {"lyc\xC3\xA9"
     "e",
     "lycée"},
    {"lyc\xE9"
     "e =?utf-8?Q?=C3=A9?=",
     "lycée é"},
    /* folds */
    {"one\r\n two\n\tthree", "one two three"},
    {"tab\tin", "tab in"},
    /* no encoded words */
    {"=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
    {"=?utf-8?Q?open", "=?utf-8?Q?open"},
    {"=?", "=?"},
    {"a =? b ?= c", "a =? b ?= c"},
};

static void
test_words(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autofree char *text = reader_words_decode(words[i].given);
        if (strcmp(text, words[i].expected) != 0)
            fail_msg("\"%s\": got \"%s\", expected \"%s\"", words[i].given,
                     text, words[i].expected);
    }
}

static void
test_repair(void **state)
{
    (void)state;
    static const struct {
        const char *given, *expected;
    } cases[] = {
        {"lycÃ©e Ã\u00A0 cÃ´tÃ©", "lycée à côté"},
        {"lycée", "lycée"},
        {"SÃO Paulo", "SÃO Paulo"},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = reader_charset_repair(g_strdup(cases[i].given));
        assert_string_equal(text, cases[i].expected);
    }
    assert_null(reader_charset_repair(NULL));
}

static void
test_decode(void **state)
{
    (void)state;
    static const struct {
        const char *charset, *bytes;
        gsize length;
        const char *expected;
    } cases[] = {
        {"utf-16le", "a\0b\0", 4, "ab"},
        {"utf-16", "\xFF\xFE\xE9\0", 4, "é"},
        {"utf-8", "a\0b", 3,
         "a\xEF\xBF\xBD"
         "b"},
        {"iso-8859-2", "\xE8", 1, "č"},
        {"utf-7", "+AOk-", 5, "é"},
        {NULL, "\xE9", 1, "é"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = reader_charset_decode(
            cases[i].charset, cases[i].bytes, cases[i].length);
        assert_string_equal(text, cases[i].expected);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_decode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
