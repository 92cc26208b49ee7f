#include "recognise/glance.h"

#include "recognise/glance_header.h"
#include "recognise/intent.h"
#include "recognise/recogniser.h"
#include "recognise/words.h"

#include <string.h>

/* Of the letters of a subject; longer ones are left to the reader. */
#define MAX_LINE_BYTES 300
/* As screen.c has them: a subject of few words may hide anything, one that is
 * nothing but the sender's name as well. */
#define NEUTRAL_WORDS 3
#define NAME_WORDS 4
/* Longer words of the sender's name are looked for in what he is called. */
#define NAME_LETTERS 2

/* Speaks of a campaign, or of an application, or nearly so; "Candidature
 * service civique" speaks of an application, but of none of ours, as the
 * screen tells by the same words. */
static gboolean
may_be_meant(const Recogniser *recogniser, const char *line,
             const SubjectCore *core)
{
    if (recogniser_is_mentioned(recogniser, line))
        return TRUE;
    gboolean applies = intent_has_application_word(line) ||
                       words_find(line, WORDS_OPINION) ||
                       words_find(line, WORDS_WITHDRAWAL);
    return applies && (!intent_is_foreign_subject(line) ||
                       recogniser_is_meant(recogniser, core));
}

static gboolean
is_common_word(const char *word)
{
    return words_is(word, WORDS_FILLER) || words_is(word, WORDS_CIVILITY) ||
           words_is(word, WORDS_PARTICLE);
}

/* words_squeeze() by way of words_line(), which is quick with plain text. */
static char *
squeeze(const char *text)
{
    char *line = words_line(text), *end = line;
    for (const char *p = line; *p; p++)
        if (*p != ' ')
            *end++ = *p;
    *end = '\0';
    return line;
}

/* A word that is no part of what the sender is called. */
static gboolean
has_strange_word(char *const *words, guint n, const GlanceHeader *header)
{
    g_autofree char *name = squeeze(header->name);
    g_autofree char *address = squeeze(header->address);
    for (guint i = 0; i < n; i++)
        if (strlen(words[i]) > NAME_LETTERS && !strstr(name, words[i]) &&
            !strstr(address, words[i]))
            return TRUE;
    return FALSE;
}

/* FALSE only if the subject has words that are neither common nor the
 * sender's name, and enough of them. */
static gboolean
may_be_neutral(const char *line, const GlanceHeader *header)
{
    g_auto(GStrv) words = g_strsplit(line + 1, " ", -1);
    char *foreign[NAME_WORDS];
    guint count = 0, n = 0;
    for (char **word = words; *word && **word; word++, count++) {
        if (is_common_word(*word))
            continue;
        if (n == NAME_WORDS)
            return FALSE;
        foreign[n++] = *word;
    }
    if (n == 0 || (count <= NEUTRAL_WORDS && n <= 1))
        return TRUE;
    return !has_strange_word(foreign, n, header);
}

static gboolean
is_daemon(const GlanceHeader *header)
{
    return strstr(header->address, "daemon") ||
           strstr(header->address, "postmaster");
}

/* Somebody whose dossier there is, or who answers a mail about one. */
static gboolean
is_known(const GlanceHeader *header, const KnownLookup *known)
{
    for (char **id = header->ids; *id; id++)
        if (strstr(*id, ".dossierd@"))
            return TRUE;
    if (!known)
        return FALSE;
    if (header->ids[0]) {
        g_autoptr(GPtrArray) cited = known->by_message_ids(
            known->data, (const char *const *)header->ids);
        if (cited->len > 0)
            return TRUE;
    }
    return known->has_address(known->data, header->address);
}

gboolean
glance_passes(const Recogniser *recogniser, const char *bytes, gsize length,
              const KnownLookup *known)
{
    g_auto(GlanceHeader) header = {0};
    if (!glance_header_read(&header, bytes, length) || is_daemon(&header))
        return FALSE;
    g_auto(SubjectCore) core = {0};
    subject_strip(&core, header.subject);
    g_autofree char *line = words_line(core.text);
    return strlen(line) <= MAX_LINE_BYTES && !may_be_neutral(line, &header) &&
           !may_be_meant(recogniser, line, &core) && !is_known(&header, known);
}
