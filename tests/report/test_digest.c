#include "report/digest.h"
#include "report/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int
load_phrases(void **state)
{
    *state = phrases_load("conf", NULL);
    return *state != NULL ? 0 : -1;
}

static int
free_phrases(void **state)
{
    phrases_free(*state);
    return 0;
}

static DigestInput
make_input(const Phrases *phrases, Sample *sample)
{
    return (DigestInput){.config = &sample->config,
                         .phrases = phrases,
                         .source = &sample->source,
                         .campaign = &sample->campaign,
                         .since = SAMPLE_PUBLISHED + 7 * SAMPLE_DAY,
                         .until = SAMPLE_PUBLISHED + 14 * SAMPLE_DAY + 28800};
}

static Digest *
build(const DigestInput *input)
{
    GError *error = NULL;
    Digest *digest = digest_build(input, &error);
    assert_null(error);
    assert_non_null(digest);
    /* A phrase that is not in phrases.ini shows as "digest.key: …". */
    assert_null(strstr(digest->text, "digest."));
    assert_null(strstr(digest->html, "digest."));
    return digest;
}

static void
assert_says(const char *text, const char *words)
{
    if (strstr(text, words) == NULL)
        fail_msg("\"%s\" is not in:\n%s", words, text);
}

static void
test_nothing_happened(void **state)
{
    g_autoptr(Sample) sample = sample_new(0, 0);
    DigestInput input = make_input(*state, sample);
    g_autoptr(Digest) digest = build(&input);
    assert_true(digest->is_empty);
    assert_null(digest->png);
    assert_non_null(digest->csv);
    assert_string_equal(digest->subject,
                        "Bilan hebdomadaire du 11/05/2026 au 18/05/2026 – "
                        "Coordonnateur micro-structure RS2026");
    assert_says(digest->text, "Aucune candidature nouvelle");
    assert_says(digest->text, "Aucun message n'attend de vérification.");
    assert_null(strstr(digest->text, "ENVOIS EN ÉCHEC"));
    assert_null(strstr(digest->text, "AVIS"));
}

static void
test_forty_dossiers(void **state)
{
    g_autoptr(Sample) sample = sample_new(40, 5);
    static const guint days[] = {7, 1};
    sample->campaign.alert_days = days;
    sample->campaign.n_alert_days = G_N_ELEMENTS(days);
    DigestInput input = make_input(*state, sample);
    g_autoptr(Digest) digest = build(&input);
    assert_false(digest->is_empty);
    static const char *const said[] = {
        "Situation arrêtée au lundi 18 mai 2026 à 8 h 00 (heure de Paris).",
        "10 candidatures nouvelles depuis le dernier bilan",
        "- ÉLUARD Marie3 (RS26-00003), Micro-lycée Antonin Artaud, Marseille"
        "\u00A0: dossier incomplet, pièce manquante\u00A0: Avis du supérieur "
        "hiérarchique\n",
        "- Micro-lycée Antonin Artaud, Marseille\u00A0: 10 dossiers (9 "
        "complets, 1 incomplet)\n",
        "- Ensemble des postes\u00A0: 40 dossiers (34 complets, 6 incomplets)",
        "- 34 dossiers complets\n",
        "5 messages attendent votre vérification",
        "refusé par le serveur de messagerie («\u00A0550 5.1.1 adresse "
        "inconnue\u00A0»)",
        "1 adresse ne reçoit pas nos messages",
        "6 dossiers n'attendent plus que l'avis",
        "- 09/05\u00A0: 2 dossiers (",
        "- Clôture des candidatures\u00A0: mardi 19 mai 2026 à 23 h 59 (heure de Paris)\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
        assert_says(digest->text, said[i]);
    assert_null(strstr(digest->text, "Message d'alerte")); /* past: 8 h */
    gsize length;
    const guint8 *png = g_bytes_get_data(digest->png, &length);
    assert_memory_equal(png, "\x89PNG", 4);
    assert_says(digest->html, "src=\"cid:chart\"");
    assert_null(strstr(digest->html, "http"));
}

/* What came too late, with both instants where the sender says otherwise. */
static void
test_after_closing(void **state)
{
    g_autoptr(Sample) sample = sample_new(800, 0);
    DigestInput input = make_input(*state, sample);
    g_autoptr(Digest) before = build(&input);
    assert_null(strstr(before->text, "APRÈS LA CLÔTURE"));
    input.since = SAMPLE_CLOSING - SAMPLE_DAY;
    input.until = SAMPLE_CLOSING + 5 * SAMPLE_DAY;
    g_autoptr(Digest) digest = build(&input);
    assert_says(digest->text, "REÇU APRÈS LA CLÔTURE\n\n- ");
    assert_says(digest->text,
                ", hors délai, message daté du 19/05/2026 à 23 h 50 par son "
                "expéditeur\n");
    assert_says(digest->text, ", hors délai\n");
    assert_says(digest->text, "\u00A0: dossier complété après la clôture, le "
                              "20/05/2026 à 1 h 00\n");
    assert_says(digest->text, "Seuls les premiers dossiers");
    assert_says(digest->text, " – dossier transmis par principal@example.org");
}

static void
test_long_lists_are_cut(void **state)
{
    g_autoptr(Sample) sample = sample_new(2000, 250);
    DigestInput input = make_input(*state, sample);
    g_autoptr(Digest) digest = build(&input);
    assert_says(digest->text, "- et 230 autres\n");
    assert_says(digest->text, " autres candidatures figurent dans la liste");
    assert_in_range(strlen(digest->text), 1000, 20000);
    assert_in_range(strlen(digest->html), 1000, 60000);
}

static void
test_a_school_sees_its_own(void **state)
{
    g_autoptr(Sample) sample = sample_new(40, 5);
    DigestInput input = make_input(*state, sample);
    input.position = &sample_positions[1];
    g_autoptr(Digest) digest = build(&input);
    assert_says(digest->text, "Honoré Daumier");
    assert_null(strstr(digest->text, "Artaud"));
    assert_null(strstr(digest->html, "Artaud"));
    assert_null(strstr(digest->text, "paul.martin"));
    assert_null(strstr(digest->text, "lea.absente"));
    gsize length;
    const char *csv = g_bytes_get_data(digest->csv, &length);
    assert_null(g_strstr_len(csv, (gssize)length, "Artaud"));
    assert_non_null(g_strstr_len(csv, (gssize)length, "Daumier"));
}

static void
test_what_strangers_write_is_text(void **state)
{
    g_autoptr(Sample) sample = sample_new(40, 5);
    sample->hostile = TRUE;
    DigestInput input = make_input(*state, sample);
    g_autoptr(Digest) digest = build(&input);
    assert_null(strstr(digest->html, "<script"));
    assert_says(digest->html, "&lt;script&gt;");
}

static void
test_too_long_for_a_mail(void **state)
{
    g_autoptr(Sample) sample = sample_new(20001, 0);
    DigestInput input = make_input(*state, sample);
    g_autoptr(Digest) digest = build(&input);
    assert_null(digest->csv);
    assert_says(digest->text, "trop longue pour être jointe");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_happened),
        cmocka_unit_test(test_forty_dossiers),
        cmocka_unit_test(test_after_closing),
        cmocka_unit_test(test_long_lists_are_cut),
        cmocka_unit_test(test_a_school_sees_its_own),
        cmocka_unit_test(test_what_strangers_write_is_text),
        cmocka_unit_test(test_too_long_for_a_mail),
    };
    return cmocka_run_group_tests(tests, load_phrases, free_phrases);
}
