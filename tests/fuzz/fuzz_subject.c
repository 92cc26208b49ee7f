/* Subjects and names under any bytes: input is the subject, the display name
 * and the address, a line each, as they come out of the reader. What is found
 * is UTF-8 of one line, and the subject's core is stripped once and for all. */
#include "base/text.h"
#include "recognise/recogniser.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const char *text)
{
    if (text)
        g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void
check_name(const PersonName *name)
{
    check_text(name->family);
    check_text(name->given);
    if (name->family)
        g_assert_true(person_name_agrees(name->family, name->given,
                                         name->family, name->given));
}

static void
check_core(const char *subject)
{
    g_auto(SubjectCore) once = {0};
    g_auto(SubjectCore) twice = {0};
    subject_strip(&once, subject);
    check_text(once.text);
    subject_strip(&twice, once.text);
    g_assert_cmpstr(once.text, ==, twice.text);
}

static const ConfigCampaign campaigns[] = {
    {.id = "a",
     .title = "Poste RS2026",
     .subject = "Candidature RS2026 – {family_name} {given_name}"},
    {.id = "b",
     .title = "Poste RS2026",
     .subject = "{given_name} {family_name} / Candidature"},
    {.id = "c", .title = "Poste RS2026"},
};

static void
check_match(const CampaignWords *words, const char *subject,
            const SenderName *sender)
{
    g_auto(SubjectMatch) match = {0};
    subject_match(&match, words, subject, sender);
    check_text(match.rest);
    check_name(&match.name);
    g_assert_true(match.similarity >= 0.0 && match.similarity <= 1.0);
    g_assert_true(words->format || match.conformity == SUBJECT_NONE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Config config = {.campaigns = campaigns,
                                  .n_campaigns = G_N_ELEMENTS(campaigns)};
    static Recogniser *recogniser;
    if (!recogniser)
        recogniser = recogniser_new(&config);
    g_autofree char *text = text_from_bytes((const char *)data, (gssize)size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 3);
    if (!lines[0])
        return 0;
    const char *display = lines[1];
    const char *address = display ? lines[2] : NULL;
    g_auto(SenderName) sender = {0};
    sender_name_read(&sender, display, address);
    check_name(&sender.display);
    check_name(&sender.local);
    check_core(lines[0]);
    for (gsize i = 0; i < G_N_ELEMENTS(campaigns); i++)
        check_match(recogniser_words(recogniser, &campaigns[i]), lines[0],
                    &sender);
    return 0;
}
