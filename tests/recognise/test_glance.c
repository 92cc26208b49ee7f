/* A glance never passes over what the full screen would look at, and passes
 * over most of what a school gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "mail/reader_fields.h"
#include "mail/reader_gmime.h"
#include "recognise/glance.h"
#include "recognise/mail_fixture_bodies.h"
#include "recognise/screen.h"

#define KNOWN_ID "known@courriel.example"
#define KNOWN_ADDRESS "connue@courriel.example"

static GPtrArray *
by_message_ids(gpointer data, const char *const *ids)
{
    (void)data;
    GPtrArray *found = g_ptr_array_new();
    if (g_strv_contains(ids, KNOWN_ID))
        g_ptr_array_add(found, found);
    return found;
}

static gboolean
has_address(gpointer data, const char *address)
{
    (void)data;
    return g_ascii_strcasecmp(address, KNOWN_ADDRESS) == 0;
}

static const KnownLookup known = {.by_message_ids = by_message_ids,
                                  .has_address = has_address};

/* As an encoded word where it must be. */
static char *
encode(const char *text)
{
    if (g_str_is_ascii(text))
        return g_strdup(text);
    g_autofree char *base64 =
        g_base64_encode((const guchar *)text, strlen(text));
    return g_strdup_printf("=?UTF-8?B?%s?=", base64);
}

/* The screen's answer on the parsed form of the same bytes. */
static ScreenChoice
screen(const Recogniser *recogniser, const char *header)
{
    Message *message = reader_fields_parse(header, strlen(header));
    ScreenChoice choice =
        recognise_screen_header(recogniser, NULL, message, &known);
    message_free(message);
    return choice;
}

/* Every subject of the screen's and the recognition's tables. */
static void
test_tables(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        guint columns;
    } tables[] = {{"screens.tsv", 10}};
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    guint passed = 0, wrong = 0;
    for (gsize t = 0; t < G_N_ELEMENTS(tables); t++) {
        g_autoptr(GPtrArray) rows =
            fixture_rows(tables[t].file, tables[t].columns);
        for (guint i = 0; i < rows->len; i++) {
            char **row = rows->pdata[i];
            g_autofree char *name = encode(row[0]);
            g_autofree char *subject = encode(row[3]);
            g_autofree char *header = g_strdup_printf(
                "From: %s <m@perso.test>\r\nSubject: %s\r\n\r\n", name,
                subject);
            gboolean passes =
                glance_passes(recogniser, header, strlen(header), &known);
            passed += passes ? 1 : 0;
            if (!passes || screen(recogniser, header) == SCREEN_PASS)
                continue;
            wrong++;
            print_message("passed over: %s\n", row[3]);
        }
    }
    assert_int_equal(wrong, 0);
    assert_true(passed > 0);
}

#define FROM "From: Marie Dupont <m.dupont@famille.example>\r\n"
#define LONG "Subject: Planning des surveillances du brevet blanc de juin\r\n"

static void
test_headers(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        gboolean passes;
    } cases[] = {
        {FROM LONG, TRUE},
        {LONG FROM "\r\n", TRUE},
        {"from : m.dupont@famille.example\n" LONG, FALSE},
        {"From: m.dupont@famille.example\n" LONG, TRUE},
        {"From: \"Dupont, Marie\" <m.dupont@famille.example>\n" LONG, TRUE},
        {FROM "Subject: RE: [EXTERNE] salle informatique du lundi matin\n",
         TRUE},
        {FROM "Subject: =?utf-8?b?U29ydGllIGF1IHRow6nDonRyZQ==?= des\n"
              " =?iso-8859-1?Q?=E9l=E8ves_de_quatri=E8me?=\n",
         TRUE},
        /* Words within a character, of an unknown charset, of no base64. */
        {FROM "Subject: =?utf-8?b?U29ydGllIGF1IHRow6k=?= "
              "=?utf-8?b?w6I=?=tre des classes de troisieme\n",
         TRUE},
        {FROM "Subject: =?utf-8?Q?Sortie_au_th=C3?= =?utf-8?Q?=A9atre?=\n",
         FALSE},
        {FROM "Subject: =?koi8-r?B?U29ydGllIGF1IA==?= planning du brevet\n",
         FALSE},
        {FROM "Subject: =?utf-8?b?U29ydGllI?= planning du brevet blanc\n",
         FALSE},
        {FROM "Subject: Planning \xE9t\xE9 des surveillances du brevet\n",
         FALSE},
        /* What the screen is for. */
        {FROM "Subject: Candidature micro-structure RS2026 - DUPONT M\n",
         FALSE},
        {FROM "Subject: Candidatue micro structrue RS 2026 Dupont Marie\n",
         FALSE},
        {FROM "Subject: micro lycee Artaud, poste de la rentree prochaine\n",
         FALSE},
        {FROM "Subject: avis du chef d'etablissement concernant Mme Martin\n",
         FALSE},
        /* Of applications those that are not ours, or nearly ours. */
        {FROM "Subject: Candidature service civique\n", TRUE},
        {FROM "Subject: Candidature AED pour la rentree de septembre\n", TRUE},
        {FROM "Subject: Candidature service civique micro-lycee Artaud\n",
         FALSE},
        {FROM "Subject: Candidature micro-structure RS2026 apprentissage\n",
         FALSE},
        {FROM "Subject: Ma candidature au poste que vous proposez\n", FALSE},
        {"From: Connue <Connue@Courriel.example>\n"
         "Subject: Candidature service civique\n",
         FALSE},
        {FROM "Subject: Candidature service civique\n"
              "References: <" KNOWN_ID ">\n",
         FALSE},
        {FROM "Subject: Documents\n", FALSE},
        {FROM "Subject: Marie Dupont\n", FALSE},
        {FROM "Subject:\n", FALSE},
        {FROM, FALSE},
        {LONG, FALSE},
        {FROM FROM LONG, FALSE},
        /* Bounces, answers, people we know. */
        {"From: MAILER-DAEMON@mx.example\n" LONG, FALSE},
        {FROM LONG "Content-Type: multipart/report; boundary=a\n", FALSE},
        {FROM LONG "X-Failed-Recipients: a@b.test\n", FALSE},
        {FROM LONG "In-Reply-To: <1.dossierd@ac-test.example>\n", FALSE},
        {FROM LONG "In-Reply-To: <other@courriel.example>\n", TRUE},
        {FROM LONG "References: <other@courriel.example>\n"
                   " <" KNOWN_ID ">\n",
         FALSE},
        {FROM LONG "References: other@courriel.example\n", FALSE},
        {"From: Connue <Connue@Courriel.example>\n" LONG, FALSE},
        {"From: m@famille.example, n@famille.example\n" LONG, FALSE},
        {"From: groupe: m@famille.example;\n" LONG, FALSE},
        {"From: a <m@famille.example> <n@famille.example>\n" LONG, FALSE},
        {"no field\n" FROM LONG, FALSE},
        {FROM "\rX: y\n" LONG, FALSE},
        {FROM "X : y\n" LONG, FALSE},
    };
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *header = cases[i].header;
        gboolean passes =
            glance_passes(recogniser, header, strlen(header), &known);
        if (passes != cases[i].passes)
            fail_msg("case %zu: %s", i, header);
        if (passes)
            assert_int_equal(screen(recogniser, header), SCREEN_PASS);
    }
}

static void
test_nul_and_length(void **state)
{
    (void)state;
    g_autoptr(Config) config = fixture_config();
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    static const char nul[] = FROM LONG "X: a\0b\r\n";
    assert_true(glance_passes(recogniser, nul, strlen(nul), &known));
    assert_false(glance_passes(recogniser, nul, sizeof nul - 1, &known));
    g_autofree char *filler = g_strnfill(20000, 'x');
    g_autofree char *longer = g_strconcat(FROM LONG "X: ", filler, "\n", NULL);
    assert_false(glance_passes(recogniser, longer, strlen(longer), &known));
}

int
main(void)
{
    reader_gmime_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_nul_and_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
