#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef char *(*TextFunction)(const char *text);

typedef struct {
    const char *given;
    const char *expected; /* NULL: nothing */
} TextCase;

static void
check_all(TextFunction function, const TextCase *cases, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        g_autofree char *result = function(cases[i].given);
        if (g_strcmp0(result, cases[i].expected) != 0)
            fail_msg("\"%s\": got \"%s\", expected \"%s\"", cases[i].given,
                     result, cases[i].expected);
    }
}

static void
test_from_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        gssize length;
        const char *expected;
    } cases[] = {
        {"", -1, ""},
        {NULL, -1, ""},
        {"été", -1, "été"},
        {"\xE9t\xE9", -1, "été"},
        {"l\x92"
         "avis \x80",
         -1, "l’avis €"},
        {"déj\xE0 \xC3", -1, "déjà Ã"},
        {"a\0b", 3,
         "a\xEF\xBF\xBD"
         "b"},
        {"\x81", -1, "\xEF\xBF\xBD"},
        {"\xED\xA0\x80", -1, "í\u00A0€"}, /* a surrogate is no UTF-8 */
        {"caf\xC3\xA9s", 5, "café"},
        {"caf\xC3\xA9s", 4, "cafÃ"}, /* cut inside a character */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            text_from_bytes(cases[i].bytes, cases[i].length);
        assert_string_equal(text, cases[i].expected);
        assert_true(g_utf8_validate(text, -1, NULL));
    }
}

static void
test_fold(void **state)
{
    (void)state;
    static const TextCase cases[] = {
        {"", ""},
        {NULL, ""},
        {"  Élève\t\n Zoë ", "eleve zoe"},
        {"E\xCC\x81le\xCC\x80ve", "eleve"},
        {"ŒUVRE Cœur Ægidius", "oeuvre coeur aegidius"},
        {"micro–structure — RS2026 − ‑x", "micro-structure - rs2026 - -x"},
        {"D’ALMEIDA N´GUESSAN ʼ`", "d'almeida n'guessan ''"},
        {"a\u00A0\u202F\u2009b\u2028c", "a b c"},
        {"zero\u200Bwidth\u00ADsoft\u202Ertl", "zerowidthsoftrtl"},
        {"ﬁche Ｍicro ²", "fiche micro 2"},
        {"STRASSE straße", "strasse strasse"},
        {"Łukasz Đorđe Øst ı", "lukasz dorde ost i"},
        {"\xC9t\xE9", "ete"},
        {"İstanbul", "istanbul"},
    };
    check_all(text_fold, cases, G_N_ELEMENTS(cases));
}

static void
test_fold_is_stable(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Candidature micro-structure RS2026 – D’ALMEIDA Inès",
        "℡ ㎏ Ⅷ ﷺ ½ ŉ ſ",
        "\xFF\xFE ﬀ ẞ ǆ",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *once = text_fold(texts[i]);
        g_autofree char *twice = text_fold(once);
        assert_string_equal(once, twice);
    }
}

static char *
join_words(const char *text)
{
    g_auto(GStrv) words = text_words(text);
    return g_strjoinv("|", words);
}

static void
test_words(void **state)
{
    (void)state;
    static const TextCase cases[] = {
        {"", ""},
        {" - , ", ""},
        {"L'avis du n°2 : micro-lycée_Artaud.", "l|avis|du|n|2|micro|lycee|"
                                                "artaud"},
        {"été", "ete"},
        {"RS2026", "rs2026"},
        {"mo\x01tivation\x7F", "motivation"},
    };
    check_all(join_words, cases, G_N_ELEMENTS(cases));
}

static void
test_words_line(void **state)
{
    (void)state;
    static const TextCase cases[] = {
        {"", " "},
        {" - , ", " "},
        {"L’avis,  daté !", " l avis date "},
        {"mo\x01tivation", " motivation "},
        {"Œuvre", " oeuvre "},
        {"日本 A", " 日本 a "},
    };
    check_all(text_words_line, cases, G_N_ELEMENTS(cases));
}

static void
test_phrases(void **state)
{
    (void)state;
    static const struct {
        const char *text, *phrase;
        gboolean expected;
    } cases[] = {
        {"Poste au Micro-Lycée Artaud", "micro lycee artaud", TRUE},
        {"Poste au Micro-Lycée d'Artaud", "micro lycee artaud", FALSE},
        {"microlycée", "lycée", FALSE},
        {"le cv", "CV", TRUE},
        {"", "cv", FALSE},
        {"cv", "", FALSE},
        {"cv", " - ", FALSE},
        {"avis avis favorable", "avis favorable", TRUE},
        {"a", "a b", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (text_has_phrase(cases[i].text, cases[i].phrase) !=
            cases[i].expected)
            fail_msg("\"%s\" in \"%s\"", cases[i].phrase, cases[i].text);
    }
}

static void
test_similarity(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        float expected;
    } cases[] = {
        {"", "", 1.0},
        {"a", "", 0.0},
        {"Élan", "elan", 1.0},
        {"abcd", "abce", 0.75},
        {"abcd", "abdc", 0.75}, /* a swap is one */
        {"structure", "structrue", 1.0F - 1.0F / 9.0F},
        {"abcd", "xyzw", 0.0},
        {"candidature", "candidatue", 1.0F - 1.0F / 11.0F},
        {"ca", "abc", 0.0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_float_equal((float)text_similarity(cases[i].a, cases[i].b),
                           cases[i].expected, 1e-6F);
        assert_float_equal((float)text_similarity(cases[i].b, cases[i].a),
                           cases[i].expected, 1e-6F);
    }
}

static void
test_similarity_of_long_texts(void **state)
{
    (void)state;
    g_autofree char *a = g_strnfill(100000, 'a');
    g_autofree char *b = g_strnfill(100000, 'b');
    assert_float_equal((float)text_similarity(a, b), 0.0F, 1e-6F);
    assert_float_equal((float)text_similarity(a, a), 1.0F, 1e-6F);
}

static char *
random_word(GRand *chance, gint32 longest)
{
    char *word = g_malloc0(80);
    gint32 length = g_rand_int_range(chance, 0, longest);
    for (gint32 i = 0; i < length; i++)
        word[i] = (char)('a' + g_rand_int_range(chance, 0, 4));
    return word;
}

/* Plain words are compared in another way than capitals; all agree. */
static void
test_similarity_of_plain_words(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(2026);
    for (gint32 i = 0; i < 20000; i++) {
        gint32 longest = 4 + i % 70;
        g_autofree char *a = random_word(chance, longest);
        g_autofree char *b = random_word(chance, longest);
        g_autofree char *capitals = g_ascii_strup(a, -1);
        if (text_similarity(a, b) != text_similarity(capitals, b))
            fail_msg("%s and %s", a, b);
    }
}

/* 200 kB of marks took minutes before they were bounded. */
static void
test_towers_of_marks(void **state)
{
    (void)state;
    GString *tower = g_string_new("e");
    for (int i = 0; i < 50000; i++)
        g_string_append(tower, "\u0301\u0316");
    gint64 start = g_get_monotonic_time();
    g_autofree char *folded = text_fold(tower->str);
    g_autofree char *label = text_label(tower->str, 100);
    assert_string_equal(folded, "e");
    assert_true(g_utf8_strlen(label, -1) <= 5);
    assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
    g_string_free(tower, TRUE);
}

static char *
label_of_8(const char *text)
{
    return text_label(text, 8);
}

static void
test_label(void **state)
{
    (void)state;
    static const TextCase cases[] = {
        {"CV.pdf", "CV.pdf"},
        {"", NULL},
        {NULL, NULL},
        {" \u200B\x07 ", NULL},
        {"a\r\nb", "a b"},
        {"e\xCC\x81t\xC3\xA9", "été"},
        {"fdp.\u202Ecod", "fdp.cod"},
        {"\u2066x\u2069\uFEFF\u200Fy", "xy"},
        {"12345678", "12345678"},
        {"123456789", "1234567…"},
        {"éééééééééé", "ééééééé…"},
        {"123456 89", "123456…"},
        {"\xE9t\xE9", "été"},
    };
    check_all(label_of_8, cases, G_N_ELEMENTS(cases));
}

static char *
file_name_of_12(const char *text)
{
    return text_file_name(text, 12);
}

static void
test_file_name(void **state)
{
    (void)state;
    static const TextCase cases[] = {
        {"", "_"},
        {NULL, "_"},
        {"...", "_"},
        {"..", "_"},
        {" . ", "_"},
        {"../../etc", "-..-etc"},
        {"a/b\\c:d", "a-b-c-d"},
        {"*?\"<>|", "------"},
        {".bashrc", "bashrc"},
        {"CON", "_CON"},
        {"prn.pdf", "_prn.pdf"},
        {"Aux", "_Aux"},
        {"CONIN$", "_CONIN$"},
        {"conout$.x", "_conout$.x"},
        {"CLOCK$", "_CLOCK$"},
        {"LPT9.x", "_LPT9.x"},
        {"com\u00B2", "_com\u00B2"},
        {"LPT\u00B3", "_LPT\u00B3"},
        {"con.txt", "_con.txt"},
        {"NUL .x", "_NUL .x"},
        {"com1", "_com1"},
        {"LPT¹", "_LPT¹"},
        {"COM10", "COM10"},
        {"CONSEIL", "CONSEIL"},
        {"DUPONT Marie", "DUPONT Marie"},
        {"DUPONT MariÉ", "DUPONT Mari"},
        {"DUPONT Mar. x", "DUPONT Mar"},
        {"a\nb\x01\u202E", "a b"},
        {"CON\u200B", "_CON"},
        {"name. . ", "name"},
    };
    check_all(file_name_of_12, cases, G_N_ELEMENTS(cases));
    for (gsize n = 0; n < 6; n++) {
        g_autofree char *name = text_file_name("CON.é", n);
        assert_true(strlen(name) <= MAX(n, 1) && name[0] != '\0');
    }
}

static void
test_escape(void **state)
{
    (void)state;
    static const TextCase cases[] = {
        {NULL, ""},
        {"été ok", "été ok"},
        {"a\r\nb\x1B[31m", "a\\x0D\\x0Ab\\x1B[31m"},
        {"\x7F\xC2\x9B", "\\x7F\\u{009B}"},
        {"\u202Ex\u2028", "\\u{202E}x\\u{2028}"},
        {"\xFFz\xC3", "\\xFFz\\xC3"},
    };
    check_all(text_escape, cases, G_N_ELEMENTS(cases));
}

static void
test_addresses(void **state)
{
    (void)state;
    static const char *const good[] = {
        "a@b.example",
        "marie.dupont+x@ecole.example",
        "o'neil@x-y.example",
        "root@localhost",
        "ce.0132733A@AC-AIX-MARSEILLE.test",
    };
    static const char *const bad[] = {
        "",
        "a",
        "@b.example",
        "a@",
        "a@b@c.example",
        ".a@b.example",
        "a.@b.example",
        "a..b@c.example",
        "a b@c.example",
        "a@b.example\r\nRCPT TO:<x@y.example>",
        "\"a\"@b.example",
        "<a@b.example>",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@b..example",
        "a@-b.example",
        "a@b-.example",
        "a@b_c.example",
        "a@b.example.",
        "é@b.example",
        "a@é.example",
        "@relay.example:a@b.example",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        assert_true(text_is_address(good[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        if (text_is_address(bad[i]))
            fail_msg("taken for an address: %s", bad[i]);
    }
    assert_false(text_is_address(NULL));
}

static void
test_address_lengths(void **state)
{
    (void)state;
    g_autofree char *local = g_strnfill(64, 'a');
    g_autofree char *label = g_strnfill(63, 'b');
    g_autofree char *good = g_strdup_printf("%s@%s.example", local, label);
    g_autofree char *local_too_long = g_strconcat("a", good, NULL);
    g_autofree char *label_too_long = g_strdup_printf("a@b%s.example", label);
    g_autofree char *too_long =
        g_strdup_printf("a@%s.%s.%s.%s.example", label, label, label, label);
    assert_true(text_is_address(good));
    assert_false(text_is_address(local_too_long));
    assert_false(text_is_address(label_too_long));
    assert_false(text_is_address(too_long));
}

static void
test_address_equal(void **state)
{
    (void)state;
    assert_true(text_address_equal("A@B.example", "a@b.EXAMPLE"));
    assert_false(text_address_equal("a@b.example", "a@c.example"));
    assert_false(text_address_equal(NULL, NULL));
    assert_false(text_address_equal("a@b.example", NULL));
}

static void
test_uai(void **state)
{
    (void)state;
    assert_true(text_is_uai("0132733A"));
    assert_true(text_is_uai("0132733a"));
    assert_false(text_is_uai("132733A"));
    assert_false(text_is_uai("01327333"));
    assert_false(text_is_uai("0132733AA"));
    assert_false(text_is_uai("0132733é"));
    assert_false(text_is_uai(""));
    assert_false(text_is_uai(NULL));
}

/* A Greek letter takes the whole text the long way: both ways must agree on
 * every character. */
static void
test_fold_ways(void **state)
{
    (void)state;
    for (gunichar c = 1; c < 0x2200; c++) {
        char text[32] = "a";
        int n = 1 + g_unichar_to_utf8(c, text + 1);
        n += g_unichar_to_utf8(c, text + n);
        text[n++] = 'b';
        text[n] = '\0';
        g_autofree char *longer = g_strconcat(text, "Ω", NULL);
        g_autofree char *folded = text_fold(text);
        g_autofree char *expected = g_strconcat(folded, "ω", NULL);
        g_autofree char *slow = text_fold(longer);
        if (strcmp(slow, expected) != 0)
            fail_msg("U+%04X: \"%s\", not \"%s\"", c, expected, slow);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fold_ways),
        cmocka_unit_test(test_from_bytes),
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_is_stable),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_line),
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_similarity),
        cmocka_unit_test(test_similarity_of_long_texts),
        cmocka_unit_test(test_similarity_of_plain_words),
        cmocka_unit_test(test_towers_of_marks),
        cmocka_unit_test(test_label),
        cmocka_unit_test(test_file_name),
        cmocka_unit_test(test_escape),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_address_lengths),
        cmocka_unit_test(test_address_equal),
        cmocka_unit_test(test_uai),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
