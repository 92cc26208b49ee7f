#include "dossier/dossier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
test_prefixes(void **state)
{
    static const struct {
        const char *campaign, *prefix;
    } cases[] = {
        {"micro-structure-rs2026", "MSRS26"},
        {"mlds-2024", "MLDS24"},
        {"mlds-meuse-2023", "MLDSM23"},
        {"mlds-2026-marseille-madrague", "MLDS26MM"},
        {"micro-ecole-carpentras", "MEC"},
        {"a", "A"},
        {"...", "D"},
        {"2026", "26"},
        {"one-two-three-four-five-six-seven-eight-nine", "ONETTFFS"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *prefix = dossier_reference_prefix(cases[i].campaign);
        assert_string_equal(prefix, cases[i].prefix);
    }
}

static void
test_a_reference_is_found_again(void **state)
{
    (void)state;
    for (gint64 number = 1; number < 30000; number += 997) {
        g_autofree char *reference = dossier_reference("MSRS26", number);
        g_autofree char *text =
            g_strdup_printf("RE : dossier %s, pièce", reference);
        g_auto(GStrv) found = dossier_find_references(text);
        assert_int_equal(g_strv_length(found), 1);
        assert_string_equal(found[0], reference);
    }
}

static void
test_a_slip_of_the_pen_is_refused(void **state)
{
    (void)state;
    g_autofree char *reference = dossier_reference("MSRS26", 4217);
    gsize digits = strlen("MSRS26-");
    for (gsize i = digits; i < digits + 4; i++)
        for (char digit = '0'; digit <= '9'; digit++) {
            g_autofree char *wrong = g_strdup(reference);
            wrong[i] = digit;
            g_auto(GStrv) found = dossier_find_references(wrong);
            assert_int_equal(g_strv_length(found),
                             digit == reference[i] ? 1 : 0);
        }
    for (gsize i = digits; i < digits + 3; i++) {
        g_autofree char *swapped = g_strdup(reference);
        swapped[i] = reference[i + 1];
        swapped[i + 1] = reference[i];
        g_auto(GStrv) found = dossier_find_references(swapped);
        assert_int_equal(g_strv_length(found), 0);
    }
}

static void
test_lower_case_references_count(void **state)
{
    (void)state;
    g_autofree char *reference = dossier_reference("MLDS24", 7);
    g_autofree char *lower = g_ascii_strdown(reference, -1);
    g_auto(GStrv) found = dossier_find_references(lower);
    assert_string_equal(found[0], reference);
    g_auto(GStrv) none = dossier_find_references(NULL);
    assert_null(none[0]);
}

static void
test_folders(void **state)
{
    static const struct {
        const char *family, *given;
        gint64 number;
        const char *folder;
    } cases[] = {
        {"DUPONT", "Marie", 1, "DUPONT Marie"},
        {"DUPONT", "Marie", 2, "DUPONT Marie (2)"},
        {"DUPONT", NULL, 1, "DUPONT"},
        {NULL, NULL, 1, "_"},
        {"DUPONT (2)", NULL, 1, "DUPONT -2-"},
        {"../..", "x", 1, NULL},
        {"CON", NULL, 1, NULL},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *folder =
            dossier_folder(cases[i].family, cases[i].given, cases[i].number);
        if (cases[i].folder)
            assert_string_equal(folder, cases[i].folder);
        assert_null(strchr(folder, '/'));
        assert_false(g_str_equal(folder, "CON"));
        assert_int_not_equal(folder[0], '.');
    }
}

static void
test_folder_keys_know_no_case(void **state)
{
    (void)state;
    g_autofree char *a = dossier_folder_key("LÉGER", "Zoé");
    g_autofree char *b = dossier_folder_key("Leger", "ZOE");
    assert_string_equal(a, b);
}

static void
test_document_names(void **state)
{
    const char *const sha = "0123456789abcdef0123";
    static const struct {
        const char *kinds[3];
        const char *type, *name;
    } cases[] = {
        {{"cv"}, "application/pdf", "cv 0123456789ab.pdf"},
        {{"letter", "cv"}, "IMAGE/JPEG", "letter+cv 0123456789ab.jpg"},
        {{NULL}, "application/x-msdownload", "document 0123456789ab.bin"},
        {{"../x"}, NULL, "-x 0123456789ab.bin"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name =
            dossier_document_name(cases[i].kinds, sha, cases[i].type);
        assert_string_equal(name, cases[i].name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_a_reference_is_found_again),
        cmocka_unit_test(test_a_slip_of_the_pen_is_refused),
        cmocka_unit_test(test_lower_case_references_count),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_folder_keys_know_no_case),
        cmocka_unit_test(test_document_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
