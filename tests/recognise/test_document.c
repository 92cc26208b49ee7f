/* Pieces by their names and by their text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recognise/document_kind.h"
#include "recognise/letter.h"
#include "recognise/mail_fixture_bodies.h"
#include "recognise/recogniser.h"
#include "recognise/words.h"

static char *
join_kinds(const CampaignWords *words, const char *text, gboolean page)
{
    GString *out = g_string_new(NULL);
    g_auto(DocumentLabel) label = {0};
    document_label_init(&label, text, words->labels);
    g_autofree char *line = words_line(text);
    g_auto(DocumentPage) read = {0};
    document_page_init(&read, text, line);
    for (gsize i = 0; i < words->n_documents; i++) {
        const DocumentWords *kind = &words->documents[i];
        gboolean has = page
                           ? document_kind_in_page(kind, &read) >= DOCUMENT_SURE
                           : document_kind_in_name(kind, &label);
        if (has)
            g_string_append_printf(out, "%s%s", out->len > 0 ? "+" : "",
                                   kind->config->id);
    }
    return g_string_free(out, FALSE);
}

static void
check_rows(const char *file, gboolean page)
{
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    const CampaignWords *words = recogniser_words(
        recogniser, config_find_campaign(config, "micro-structure-rs2026"));
    g_autoptr(GPtrArray) rows = fixture_rows(file, 2);
    guint failed = 0;
    for (guint i = 0; i < rows->len; i++) {
        char **row = rows->pdata[i];
        g_autofree char *found = join_kinds(words, row[0], page);
        if (strcmp(found, row[1]) == 0)
            continue;
        failed++;
        print_message("%s\n  expected %s\n  found    %s\n", row[0], row[1],
                      found);
    }
    assert_int_equal(failed, 0);
}

static void
test_names(void **state)
{
    (void)state;
    check_rows("labels.tsv", FALSE);
}

static void
test_texts(void **state)
{
    (void)state;
    check_rows("pages.tsv", TRUE);
}

static void
test_body_letter(void **state)
{
    (void)state;
    assert_false(letter_is_letter(
        "Bonjour,\nveuillez trouver ci-joint ma candidature : lettre de "
        "motivation, CV et avis de mon chef d'établissement.\nJe reste à votre "
        "disposition pour un entretien.\nCordialement,\nMarie Dupont"));
    assert_true(letter_is_letter(
        "Madame, Monsieur,\n\nactuellement professeure de lettres au collège "
        "Jean Moulin, je souhaite vous faire part de ma candidature au poste "
        "de coordonnatrice du micro-lycée Artaud. Depuis quinze ans, "
        "j'accompagne des élèves fragiles et j'ai construit avec mes "
        "collègues un projet de prévention du décrochage. Cette expérience "
        "m'a appris à travailler en équipe, à écouter les familles et à "
        "adapter mes cours aux besoins de chacun. J'ai animé pendant trois "
        "ans le groupe de prévention du décrochage de mon établissement et "
        "suivi plusieurs formations sur le sujet. Ma motivation est entière "
        "et mes compétences sont au service des jeunes que la structure "
        "accueille. Je serais heureuse de vous exposer mon projet lors d'un "
        "entretien.\n\nJe vous prie d'agréer, Madame, Monsieur, l'expression "
        "de mes salutations distinguées.\n\nMarie Dupont"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names),
                                       cmocka_unit_test(test_texts),
                                       cmocka_unit_test(test_body_letter)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
