#include "recognise/position_role.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

/* "Formateur" and "formatrice", "coordonnateur" and "coordonnatrice" begin
 * alike. */
static gboolean
has_role_of(const char *line, const ConfigPosition *position)
{
    g_auto(GStrv) words = text_words(position->title ? position->title : "");
    if (!words[0] || strlen(words[0]) < 6)
        return FALSE;
    g_autofree char *stem = g_strdup_printf(" %.5s", words[0]);
    return strstr(line, stem) != NULL;
}

static gboolean
same_role(const ConfigPosition *a, const ConfigPosition *b)
{
    g_auto(GStrv) x = text_words(a->title ? a->title : "");
    g_auto(GStrv) y = text_words(b->title ? b->title : "");
    return x[0] && y[0] && strncmp(x[0], y[0], 5) == 0;
}

void
position_drop_roles(GPtrArray *found, const char *line)
{
    for (guint i = found->len; i-- > 0;) {
        const ConfigPosition *position = found->pdata[i];
        gboolean other = FALSE;
        for (guint k = 0; k < found->len; k++) {
            const ConfigPosition *rival = found->pdata[k];
            other |= !same_role(position, rival) && has_role_of(line, rival);
        }
        if (other && !has_role_of(line, position))
            g_ptr_array_remove_index(found, i);
    }
}

static gboolean
names_role(const char *line, const ConfigCampaign *campaign)
{
    for (gsize i = 0; i < campaign->n_positions; i++) {
        if (has_role_of(line, &campaign->positions[i]))
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
position_role_line(const MailCase *mail, const ConfigCampaign *campaign,
                   const char *subject)
{
    if (names_role(subject, campaign))
        return g_strdup(subject);
    if (names_role(mail->text_line, campaign))
        return g_strdup(mail->text_line);
    return wanted_roles(mail->pages_line);
}
