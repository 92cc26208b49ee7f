#include "mail/imap_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
test_decode(void **state)
{
    (void)state;
    static const struct {
        const char *given, *expected;
    } cases[] = {
        {"", ""},
        {"CV.pdf", "CV.pdf"},
        {"=?utf-8?Q?CV_=C3=A9?=", "CV é"},
        {"=?UTF-8?B?Q1Ygw6k=?=", "CV é"},
        {"=?utf-8*fr?q?=C3=A9?=", "é"},
        {"=?iso-8859-1?Q?=E9?= =?iso-8859-1?Q?t=E9?=", "été"},
        {"=?iso-8859-1?Q?=E9?=\r\n =?utf-8?Q?t=C3=A9?=", "été"},
        /* Cut inside a character. */
        {"=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"},
        {"=?utf-8?B?ww==?= =?utf-8?B?qQ==?=.pdf", "é.pdf"},
        {"a =?utf-8?Q?b?= c", "a b c"},
        {"=?utf-8?Q?b?=c", "bc"},
        {"=?nonsense?Q?=E9?=", "é"},
        {"=?../../x?Q?=E9?=", "é"},
        {"=?utf-8?Q?=E9?=", "é"}, /* not UTF-8 after all */
        {"=?windows-1252?Q?=80?=", "€"},
        {"=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
        {"=?utf-8?Q?abc", "=?utf-8?Q?abc"},
        {"=?", "=?"},
        {"=?=?=?", "=?=?=?"},
        {"=?utf-8?Q?\?=", ""},
        {"=?utf-8?Q?=4?=", "=4"},
        {"=?utf-8?B?%%%?=", ""},
        {"\xe9t\xe9", "été"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *decoded = imap_words_decode(cases[i].given);

        if (strcmp(decoded, cases[i].expected) != 0)
            fail_msg("%s: got %s", cases[i].given, decoded);
    }
}

#define MAX_WORDS 20

/* The words as the parser gives them: a list and its strings. */
static guint32
make_list(ImapNode *nodes, const char *const *words)
{
    guint32 n = 0;

    for (; words[n] != NULL; n++)
        nodes[n + 1] = (ImapNode){.kind = IMAP_STRING,
                                  .next = n + 2,
                                  .text = words[n],
                                  .length = strlen(words[n])};
    nodes[0] = (ImapNode){.kind = IMAP_LIST, .next = n + 1, .text = ""};
    return 0;
}

static void
test_parameter(void **state)
{
    (void)state;
    static const struct {
        const char *words[MAX_WORDS];
        const char *expected;
    } cases[] = {
        {{NULL}, NULL},
        {{"charset", "x", NULL}, NULL},
        {{"NAME", "a.pdf", NULL}, "a.pdf"},
        {{"name", "=?utf-8?Q?=C3=A9?=", NULL}, "é"},
        {{"name*", "UTF-8'fr'%C3%A9 b", NULL}, "é b"},
        {{"name*", "iso-8859-1''%E9", NULL}, "é"},
        {{"name*", "%C3%A9", NULL}, "é"},
        {{"name*0", "a", "name*1", "b.pdf", NULL}, "ab.pdf"},
        {{"name*1", "b.pdf", "name*0", "a", NULL}, "ab.pdf"},
        {{"name*0*", "UTF-8''%C3", "name*1*", "%A9", "name*2", "%41", NULL},
         "é%41"},
        {{"name*0", "a", "name*2", "c", NULL}, "a"},
        {{"name*1", "b", NULL}, NULL},
        {{"name*99999999999999999999", "b", NULL}, NULL},
        {{"name", "old", "name*", "UTF-8''new", NULL}, "new"},
        {{"names", "x", NULL}, NULL},
        {{"name", NULL}, NULL},
        {{"name*", "UTF-8''..%2F..%2Fx%0d%0a", NULL}, "../../x\r\n"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ImapNode nodes[MAX_WORDS + 1];
        guint32 list = make_list(nodes, cases[i].words);
        g_autofree char *value = imap_words_parameter(nodes, list, "name");

        if (g_strcmp0(value, cases[i].expected) != 0)
            fail_msg("case %zu: got %s", i, value);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_parameter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
