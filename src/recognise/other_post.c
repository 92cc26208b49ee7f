#include "recognise/other_post.h"

#include "base/text.h"
#include "recognise/intent.h"
#include "recognise/words.h"

#include <string.h>

static gboolean
has_any(const char *line, const char *const *phrases)
{
    for (; *phrases; phrases++) {
        if (words_line_has(line, *phrases))
            return TRUE;
    }
    return FALSE;
}

/* The roles that the calls are about. */
static gboolean
names_role(const char *line)
{
    static const char *const stems[] = {" coordonna", " coordina",   " coordo ",
                                        " formateur", " formatrice", NULL};
    for (guint i = 0; stems[i]; i++) {
        if (strstr(line, stems[i]))
            return TRUE;
    }
    return FALSE;
}

/* Never meant beside a post of ours. */
static const char *const always[] = {"service civique",
                                     "aed",
                                     "aesh",
                                     "stage",
                                     "alternance",
                                     "apprentissage",
                                     "assistant d education",
                                     "assistante d education",
                                     "surveillant",
                                     "surveillante",
                                     "vacataire",
                                     "vacations",
                                     NULL};

static const char *const pupils[] = {
    "mon fils",    "ma fille",      "mon enfant",       "notre fils",
    "notre fille", "ma niece",      "mon neveu",        "d un jeune",
    "d une jeune", "de nos jeunes", "d un eleve",       "d une eleve",
    "de l eleve",  "comme eleve",   "jeune decrocheur", NULL};

/* "Candidature professeur d'anglais", but not "…, professeur d'anglais". */
static gboolean
applies_as_teacher(const char *line)
{
    static const char *const before[] = {" candidature ",
                                         " candidature au poste de ",
                                         " candidature poste de ",
                                         " candidature poste ",
                                         " candidature pour le poste de ",
                                         " candidature de ",
                                         " candidature comme ",
                                         " poste de ",
                                         " recrutement ",
                                         " candidature en tant que ",
                                         NULL};
    static const char *const professions[] = {"professeur ",
                                              "professeure ",
                                              "prof ",
                                              "enseignant ",
                                              "enseignante ",
                                              "cpe ",
                                              "professeur documentaliste ",
                                              NULL};
    for (guint i = 0; before[i]; i++) {
        for (guint k = 0; professions[k]; k++) {
            g_autofree char *phrase =
                g_strconcat(before[i], professions[k], NULL);
            if (strstr(line, phrase))
                return TRUE;
        }
    }
    return FALSE;
}

gboolean
other_post_in_subject(const char *line)
{
    if (has_any(line, always) || has_any(line, pupils))
        return TRUE;
    return !names_role(line) &&
           (words_find(line, WORDS_OTHER_POST) || applies_as_teacher(line));
}

gboolean
other_post_in_text(const MailCase *mail, gboolean mentioned)
{
    g_auto(GStrv) sentences =
        g_strsplit_set(mail->text ? mail->text : "", ".!?\n", -1);
    for (char **sentence = sentences; *sentence; sentence++) {
        g_autofree char *line = words_line(*sentence);
        if (intent_has_application_word(line) &&
            (has_any(line, always) ||
             (!mentioned && words_find(line, WORDS_OTHER_WORK))))
            return TRUE;
    }
    return FALSE;
}

/* "j'ai 17 ans" */
static gboolean
tells_young_age(const char *line)
{
    const char *p = strstr(line, " j ai 1");
    return p && g_ascii_isdigit(p[7]) && g_str_has_prefix(p + 8, " ans ");
}

gboolean
other_post_is_pupil(const MailCase *mail)
{
    static const char *const own[] = {"reprendre mes etudes",
                                      "reprendre ma scolarite",
                                      "passer mon bac",
                                      "passer le bac",
                                      "preparer mon bac",
                                      "avoir mon bac",
                                      NULL};
    if (names_role(mail->subject_line) || names_role(mail->text_line))
        return FALSE;
    if (has_any(mail->text_line, own) || tells_young_age(mail->text_line))
        return TRUE;
    g_auto(GStrv) sentences =
        g_strsplit_set(mail->text ? mail->text : "", ".!?", -1);
    for (char **sentence = sentences; *sentence; sentence++) {
        g_autofree char *line = words_line(*sentence);
        if ((intent_has_application_word(line) ||
             words_line_has(line, "dossier")) &&
            !strstr(line, " ma candid") && has_any(line, pupils))
            return TRUE;
    }
    return FALSE;
}

guint
other_post_count_unknown(const MailCase *mail, const char *rest)
{
    const SenderName *author = mail_case_author(mail);
    g_auto(GStrv) words = text_words(rest ? rest : "");
    guint unknown = 0;
    for (char **word = words; *word; word++) {
        if (strpbrk(*word, "0123456789") || strlen(*word) < 3 ||
            words_is(*word, WORDS_FILLER) || words_is(*word, WORDS_PARTICLE) ||
            words_is(*word, WORDS_CIVILITY) || words_is(*word, WORDS_JOB) ||
            words_is(*word, WORDS_APPLICATION) ||
            words_line_has(author->line, *word))
            continue;
        unknown++;
    }
    return unknown;
}
