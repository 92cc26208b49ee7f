/* What mail programs and filters put around a subject. */
#include "base/text.h"
#include "recognise/subject.h"

#include <string.h>

#define PREFIX_CHARS 24
#define MAX_PREFIXES 20

void
subject_core_clear(SubjectCore *core)
{
    g_free(core->text);
    memset(core, 0, sizeof *core);
}

/* "Re", "RE :", "Re[2]:", "Rép. :", "TR :", "Fwd:"; folded, without what
 * follows the letters. */
static gboolean
is_reply_word(const char *word)
{
    static const char *const words[] = {"re",   "rep", "reponse", "aw", "sv",
                                        "antw", "ref", "r",       NULL};
    return g_strv_contains(words, word);
}

static gboolean
is_forward_word(const char *word)
{
    static const char *const words[] = {
        "tr",        "fw", "fwd", "wg", "transf", "transfert",
        "transfere", "rv", "i",   "vs", "doorst", NULL};
    return g_strv_contains(words, word);
}

static gboolean
is_tag_word(const char *word)
{
    static const char *const words[] = {
        "spam",    "externe",       "external",           "ext", "urgent",
        "suspect", "probable spam", "expediteur externe", NULL};
    return g_strv_contains(words, word);
}

/* The folded words before the colon at `colon`, counters left out. */
static char *
prefix_word(const char *text, const char *colon)
{
    g_autofree char *part = g_strndup(text, (gsize)(colon - text));
    g_autofree char *folded = text_fold(part);
    gsize n = strcspn(folded, "[(0123456789");
    folded[n] = '\0';
    g_auto(GStrv) words = text_words(folded);
    return g_strjoinv(" ", words);
}

static const char *
take_prefix(SubjectCore *core, const char *text)
{
    const char *colon = text;
    for (guint i = 0; i < PREFIX_CHARS && *colon; i++) {
        gunichar c = g_utf8_get_char(colon);
        if (c == ':' || c == 0xFF1A)
            break;
        colon = g_utf8_next_char(colon);
    }
    gunichar c = g_utf8_get_char(colon);
    if (c != ':' && c != 0xFF1A)
        return NULL;
    g_autofree char *word = prefix_word(text, colon);
    if (is_reply_word(word))
        core->reply = TRUE;
    else if (is_forward_word(word))
        core->forward = TRUE;
    else if (is_tag_word(word))
        core->tag = TRUE;
    else
        return NULL;
    return g_utf8_next_char(colon);
}

/* "[anything]", "(EXTERNE)", "***SPAM***", "{Spam?}" at the beginning. */
static const char *
take_tag(SubjectCore *core, const char *text)
{
    static const char *const pairs[] = {"[]", "()", "{}", "**", NULL};
    for (guint i = 0; pairs[i]; i++) {
        if (*text != pairs[i][0])
            continue;
        const char *body = text + strspn(text, "*([{");
        const char *end = strchr(body, pairs[i][1]);
        if (!end)
            return NULL;
        g_autofree char *inner = g_strndup(body, (gsize)(end - body));
        g_auto(GStrv) words = text_words(inner);
        g_autofree char *word = g_strjoinv(" ", words);
        if (*text != '[' && !is_tag_word(word))
            return NULL;
        core->tag = TRUE;
        return end + strspn(end, "*)]}");
    }
    return NULL;
}

/* "… [EXTERNE]" at the end */
static void
drop_last_tag(SubjectCore *core)
{
    g_strchomp(core->text);
    gsize n = strlen(core->text);
    char *open = strrchr(core->text, '[');
    if (n == 0 || core->text[n - 1] != ']' || !open || open == core->text)
        return;
    *open = '\0';
    core->tag = TRUE;
    g_strchomp(core->text);
}

static const char *
skip_blank(const char *text)
{
    while (*text) {
        gunichar c = g_utf8_get_char(text);
        if (!g_unichar_isspace(c) && g_unichar_type(c) != G_UNICODE_FORMAT)
            break;
        text = g_utf8_next_char(text);
    }
    return text;
}

void
subject_strip(SubjectCore *core, const char *subject)
{
    memset(core, 0, sizeof *core);
    const char *rest = skip_blank(subject ? subject : "");
    for (guint i = 0; i < MAX_PREFIXES; i++) {
        const char *next = take_prefix(core, rest);
        if (!next)
            next = take_tag(core, rest);
        if (!next)
            break;
        rest = skip_blank(next);
    }
    core->text = g_strdup(rest);
    drop_last_tag(core);
}
