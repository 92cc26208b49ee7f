#include "ctl/init_convert.h"

#include "base/config_convert.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define SLUG_CHARS 40

/* The words of base/config_convert.c are for the log, in English: only whether
 * they were there counts. */
static char *
with_phrase(char *converted, const char *phrase, const char **wrong)
{
    if (!converted)
        *wrong = phrase;
    return converted;
}

char *
init_convert_text(const char *text, const char **wrong)
{
    return with_phrase(*text ? g_strdup(text) : NULL, "wrong-empty", wrong);
}

char *
init_convert_address(const char *text, const char **wrong)
{
    const char *detail;
    return with_phrase(config_convert_address(text, NULL, &detail),
                       "wrong-address", wrong);
}

char *
init_convert_optional_address(const char *text, const char **wrong)
{
    return *text ? init_convert_address(text, wrong) : g_strdup("");
}

static char *
complete_url(const char *text, const char *scheme, guint port)
{
    if (strstr(text, "://"))
        return g_strdup(text);
    return strchr(text, ':')
               ? g_strdup_printf("%s://%s", scheme, text)
               : g_strdup_printf("%s://%s:%u", scheme, text, port);
}

char *
init_convert_imap(const char *text, const char **wrong)
{
    const char *detail;
    g_autofree char *url = complete_url(text, "imaps", 993);
    return with_phrase(config_convert_imap_url(url, NULL, &detail), "wrong-url",
                       wrong);
}

char *
init_convert_smtp(const char *text, const char **wrong)
{
    const char *detail;
    g_autofree char *url = complete_url(text, "smtps", 465);
    return with_phrase(config_convert_smtp_url(url, NULL, &detail), "wrong-url",
                       wrong);
}

char *
init_convert_name(const char *text, const char **wrong)
{
    const char *detail;
    return with_phrase(*text ? config_convert_name(text, NULL, &detail) : NULL,
                       "wrong-name", wrong);
}

char *
init_convert_position_id(const char *text, const char **wrong)
{
    const char *detail;
    return with_phrase(*text ? config_convert_position_id(text, NULL, &detail)
                             : NULL,
                       "wrong-name", wrong);
}

char *
init_convert_date(const char *text, const char **wrong)
{
    int day, month, year, end = 0;
    if (*text == '\0')
        return g_strdup("");
    /* NOLINTBEGIN(cert-err34-c): the digits are limited, the rest is judged */
    if (sscanf(text, "%2d/%2d/%4d%n", &day, &month, &year, &end) != 3)
        sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end);
    /* NOLINTEND(cert-err34-c) */
    gboolean good =
        end > 0 && text[end] == '\0' && day > 0 && month > 0 && year >= 2000 &&
        g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return with_phrase(
        good ? g_strdup_printf("%04d-%02d-%02d", year, month, day) : NULL,
        "wrong-date", wrong);
}

char *
init_convert_subject(const char *text, const char **wrong)
{
    static const struct {
        const char *typed, *field;
    } names[] = {
        {"NOM", "{family_name}"},   {"Prénom", "{given_name}"},
        {"PRÉNOM", "{given_name}"}, {"Prenom", "{given_name}"},
        {"PRENOM", "{given_name}"},
    };
    if (*text == '\0')
        return g_strdup("");
    /* "PRÉNOM" ends in "NOM": the longer words first. */
    g_autoptr(GString) subject = g_string_new(text);
    for (gsize i = G_N_ELEMENTS(names); i-- > 0;)
        g_string_replace(subject, names[i].typed, names[i].field, 0);
    const char *detail;
    return with_phrase(config_convert_subject(subject->str, NULL, &detail),
                       "wrong-subject", wrong);
}

char *
init_convert_keywords(const char *text, const char **wrong)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    g_autoptr(GString) list = g_string_new(NULL);
    for (gsize i = 0; words[i]; i++) {
        const char *detail;
        g_autofree char *word = config_convert_keyword(words[i], NULL, &detail);
        if (word)
            g_string_append_printf(list, "%s%s", list->len ? ", " : "", word);
    }
    return with_phrase(list->len ? g_strdup(list->str) : NULL, "wrong-keywords",
                       wrong);
}

char *
init_slug(const char *title)
{
    g_auto(GStrv) words = text_words(title);
    g_autofree char *joined = g_strjoinv("-", words);
    g_autoptr(GString) slug = g_string_new(NULL);
    for (const char *p = joined; *p && slug->len < SLUG_CHARS; p++)
        if (g_ascii_isalnum(*p) || *p == '-')
            g_string_append_c(slug, g_ascii_tolower(*p));
    return g_strdup(slug->len ? slug->str : "appel");
}
