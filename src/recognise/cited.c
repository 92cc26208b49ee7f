#include "recognise/cited.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

/* Lines looked at in each text; an opinion names its subject at the top. */
#define MAX_LINES 60
#define MAX_NAME_WORDS 5

/* Folded; the name follows at once, or behind a civility. */
static const char *const cues[] = {
    "candidature de", "candidate",           "candidat",
    "candidat(e)",    "concernant",          "avis sur",
    "nom et prenom",  "nom prenom",          "nom, prenom",
    "prenom et nom",  "nom de l'agent",      "agent concerne",
    "interesse(e)",   "enseignant concerne", "en faveur de",
    "demande de",     "dossier de",
};

static gboolean
is_name_word(const char *word)
{
    return g_unichar_isupper(g_utf8_get_char(word));
}

/* The words of a line; a no-break space parts them, too. */
static char **
split_words(const char *line)
{
    g_autoptr(GString) plain = g_string_new(line);
    g_string_replace(plain, "\u00a0", " ", 0);
    return g_strsplit_set(plain->str, " \t:", -1);
}

/* The run of capitalised words that begins `text`, behind punctuation and
 * civilities. NULL if it is shorter than two words. */
static char *
leading_name(const char *text, gboolean *civility)
{
    g_auto(GStrv) words = split_words(text);
    g_autoptr(GString) name = g_string_new(NULL);
    guint count = 0;
    for (char **word = words; *word && count < MAX_NAME_WORDS; word++) {
        g_auto(GStrv) folded = text_words(*word);
        if (!folded[0])
            continue;
        if (count == 0 && words_is(folded[0], WORDS_CIVILITY)) {
            *civility = TRUE;
            continue;
        }
        if (!is_name_word(*word) && !words_is(folded[0], WORDS_PARTICLE))
            break;
        g_string_append_printf(name, "%s%s", count > 0 ? " " : "", *word);
        count++;
        if (strchr(",.;)", (*word)[strlen(*word) - 1]))
            break;
    }
    return count < 2 ? NULL : g_string_free(g_steal_pointer(&name), FALSE);
}

/* What stands in `line` behind the first `count` characters of its folded
 * form: folding keeps the number of words, so words are counted instead. */
static const char *
behind_words(const char *line, guint n_words)
{
    const char *at = line;
    while (*at && n_words > 0) {
        while (*at && g_unichar_isspace(g_utf8_get_char(at)))
            at = g_utf8_next_char(at);
        while (*at && !g_unichar_isspace(g_utf8_get_char(at)))
            at = g_utf8_next_char(at);
        n_words--;
    }
    return at;
}

static guint
count_blanks(const char *text, gsize length)
{
    guint n = 0;
    for (gsize i = 0; i < length; i++)
        n += text[i] == ' ' ? 1 : 0;
    return n;
}

/* The text behind a cue in the line, NULL where there is none. */
static const char *
behind_cue(const char *line)
{
    g_autofree char *folded = text_fold(line);
    for (gsize i = 0; i < G_N_ELEMENTS(cues); i++) {
        const char *at = strstr(folded, cues[i]);
        gsize length = strlen(cues[i]);
        if (!at || (at > folded && g_ascii_isalnum(at[-1])) ||
            g_ascii_isalnum(at[length]))
            continue;
        const char *rest = at + length;
        guint words = count_blanks(folded, (gsize)(rest - folded)) + 1;
        g_autofree char *trimmed = g_strstrip(g_strdup(line));
        return behind_words(strstr(line, trimmed), words);
    }
    return NULL;
}

/* FALSE if `found` is another person than the one in `name`. */
static gboolean
accept(PersonName *name, PersonName *found)
{
    if (name->family) {
        gboolean same = person_name_agrees(name->family, name->given,
                                           found->family, found->given);
        person_name_clear(found);
        return same;
    }
    *name = *found;
    memset(found, 0, sizeof *found);
    return TRUE;
}

static gboolean
read_text(PersonName *name, const char *text, const SenderName *hint)
{
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", MAX_LINES + 1);
    for (guint i = 0; lines[i] && i < MAX_LINES; i++) {
        const char *rest = behind_cue(lines[i]);
        gboolean civility = FALSE;
        g_autofree char *run = rest ? leading_name(rest, &civility) : NULL;
        g_auto(PersonName) found = {0};
        if (!run || !person_name_parse(&found, run, hint, FALSE) ||
            !found.family || !found.given)
            continue;
        if (!accept(name, &found))
            return FALSE;
    }
    return TRUE;
}

/* "… – Mme Dupont Marie": what follows the first civility. */
static void
read_subject(PersonName *name, const char *subject, const SenderName *hint)
{
    g_auto(GStrv) words = split_words(subject ? subject : "");
    for (char **word = words; *word; word++) {
        g_auto(GStrv) folded = text_words(*word);
        if (!folded[0] || !words_is(folded[0], WORDS_CIVILITY))
            continue;
        gboolean civility = FALSE;
        g_autofree char *rest = g_strjoinv(" ", word);
        g_autofree char *run = leading_name(rest, &civility);
        g_auto(PersonName) found = {0};
        if (run && person_name_parse(&found, run, hint, FALSE) &&
            found.family && found.given)
            accept(name, &found);
        return;
    }
}

gboolean
cited_person(PersonName *name, const MailCase *mail)
{
    const SenderName *hint = mail_case_author(mail);
    read_subject(name, mail->message->subject, hint);
    gboolean one = read_text(name, mail->message->subject, hint) &&
                   read_text(name, mail->message->text, hint);
    for (guint i = 0; one && i < mail->message->parts->len; i++) {
        const MessagePart *part = mail->message->parts->pdata[i];
        if (part->pages && part->pages[0])
            one = read_text(name, part->pages[0], hint);
    }
    if (one && name->family && name->given)
        return TRUE;
    person_name_clear(name);
    return FALSE;
}
