#include "recognise/position_role.h"

#include "recognise/words.h"

#include <string.h>

/* For each role of the campaign whether a word of the line is of it;
 * "formateur" and "formatrice", "coordonnateur" and "coordonnatrice" begin
 * alike. New array. */
static gboolean *
find_roles(const char *line, const CampaignWords *words)
{
    gboolean *named = g_new0(gboolean, words->n_positions);
    for (const char *p = strchr(line, ' '); p && p[1]; p = strchr(p + 1, ' ')) {
        char stem[CAMPAIGN_STEM_BYTES];
        g_strlcpy(stem, p + 1, sizeof stem);
        gpointer role;
        if (g_hash_table_lookup_extended(words->roles, stem, NULL, &role))
            named[GPOINTER_TO_UINT(role)] = TRUE;
    }
    return named;
}

static gboolean
is_of_role(const PositionWords *position, const gboolean *named)
{
    return position->tells_role && named[position->role];
}

/* TRUE if a role that the line names, and one of the positions has, is another
 * than that of `position`. */
static gboolean
names_other_role(const PositionWords *position, const char *first,
                 const char *second)
{
    return second || (first && strcmp(first, position->stem) != 0);
}

void
position_drop_roles(GPtrArray *found, const CampaignWords *words,
                    const char *line)
{
    g_autofree gboolean *named = find_roles(line, words);
    const char *first = NULL, *second = NULL;
    for (guint i = 0; i < found->len; i++) {
        const PositionWords *position =
            campaign_words_of(words, found->pdata[i]);
        if (!is_of_role(position, named))
            continue;
        if (!first)
            first = position->stem;
        else if (strcmp(first, position->stem) != 0)
            second = position->stem;
    }
    for (guint i = found->len; i-- > 0;) {
        const PositionWords *position =
            campaign_words_of(words, found->pdata[i]);
        if (!is_of_role(position, named) &&
            names_other_role(position, first, second))
            g_ptr_array_remove_index(found, i);
    }
}

static gboolean
names_role(const char *line, const CampaignWords *words)
{
    g_autofree gboolean *named = find_roles(line, words);
    for (gsize i = 0; i < words->n_positions; i++) {
        if (is_of_role(&words->positions[i], named))
            return TRUE;
    }
    return FALSE;
}

/* "au poste de formateur MLDS": what stands behind such words. */
static char *
wanted_roles(const char *line)
{
    static const char *const before[] = {
        " poste de ",    " postes de ",  " fonctions de ",   " fonction de ",
        " missions de ", " mission de ", " candidature de ", NULL};
    GString *out = g_string_new(" ");
    for (guint i = 0; before[i]; i++) {
        const char *p = line;
        while ((p = strstr(p, before[i]))) {
            p += strlen(before[i]);
            g_string_append_len(out, p, (gssize)strcspn(p, " "));
            g_string_append_c(out, ' ');
            p--;
        }
    }
    return g_string_free(out, FALSE);
}

char *
position_role_line(const MailCase *mail, const CampaignWords *words,
                   const char *subject)
{
    if (names_role(subject, words))
        return g_strdup(subject);
    if (names_role(mail->text_line, words))
        return g_strdup(mail->text_line);
    return wanted_roles(mail->pages_line);
}
