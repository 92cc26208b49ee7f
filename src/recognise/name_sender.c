/* What a display name and an address tell of their owner. */
#include "base/text.h"
#include "recognise/name.h"
#include "recognise/words.h"

#include <string.h>

void
sender_name_clear(SenderName *sender)
{
    person_name_clear(&sender->display);
    person_name_clear(&sender->local);
    g_free(sender->line);
    memset(sender, 0, sizeof *sender);
}

/* "ce.0132733a", "proviseur.daumier", "secretariat2": no person. */
static gboolean
is_function(char **parts)
{
    for (char **part = parts; *part; part++) {
        if (text_is_uai(*part))
            return TRUE;
    }
    return parts[0] && words_is(parts[0], WORDS_FUNCTION);
}

/* Letters of the local part in words, digits at the ends gone; a hyphen holds
 * a compound together only where a dot separates ("jean-pierre.le-goff"). */
static char **
split_local_part(const char *address)
{
    const char *at = strrchr(address, '@');
    g_autofree char *local =
        at ? g_strndup(address, (gsize)(at - address)) : g_strdup(address);
    char *plus = strchr(local, '+');
    if (plus)
        *plus = '\0';
    gboolean dotted = strpbrk(local, "._") != NULL;
    g_strdelimit(local, dotted ? "._" : "-", '.');
    g_auto(GStrv) raw = g_strsplit(local, ".", -1);
    GPtrArray *parts = g_ptr_array_new();
    for (char **part = raw; *part; part++) {
        gsize n = strlen(*part);
        if (!text_is_uai(*part)) {
            while (n > 0 && g_ascii_isdigit((*part)[n - 1]))
                n--;
        }
        if (n > 0)
            g_ptr_array_add(parts, g_ascii_strdown(*part, (gssize)n));
    }
    g_ptr_array_add(parts, NULL);
    return (char **)g_ptr_array_free(parts, FALSE);
}

static void
read_local_part(SenderName *sender, const char *address)
{
    g_auto(GStrv) parts = split_local_part(address);
    sender->function = is_function(parts);
    if (sender->function || !parts[0] || !parts[1])
        return;
    for (char **part = parts; *part; part++) {
        if (strpbrk(*part, "0123456789"))
            return;
    }
    g_autofree char *family = g_strjoinv(" ", parts + 1);
    sender->local.given = person_name_given_form(parts[0]);
    sender->local.family = person_name_family_form(family);
    sender->local.given_first = TRUE;
}

/* "Marie Dupont (Collège X)", "DUPONT Marie - Professeure", "'Marie Dupont'
 * via Contact": what follows the name is cut. */
static char *
cut_display(const char *display)
{
    char *name = g_strdup(display);
    static const char *const ends[] = {"(",     "[",   "<",   " - ", " – ",
                                       " via ", " | ", " / ", ";",   NULL};
    for (guint i = 0; ends[i]; i++) {
        char *end = strstr(name, ends[i]);
        if (end && end > name)
            *end = '\0';
    }
    return name;
}

static gboolean
names_office(const char *display)
{
    g_autofree char *line = words_line(display);
    static const char *const offices[] = {
        " lycee ",     " college ",    " ecole ",        " secretariat ",
        " principal ", " principale ", " proviseur ",    " proviseure ",
        " rectorat ",  " dsden ",      " inspection ",   " ien ",
        " direction ", " service ",    " clg ",          " lgt ",
        " lpo ",       " mission ",    " vie scolaire ", NULL};
    for (guint i = 0; offices[i]; i++) {
        if (strstr(line, offices[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_given(const char *name)
{
    g_auto(GStrv) words = text_words(name);
    return words[0] && words_is(words[0], WORDS_GIVEN);
}

static void
turn_round(PersonName *name)
{
    g_autofree char *family = name->family;
    g_autofree char *given = name->given;
    name->family = person_name_family_form(given);
    name->given = person_name_given_form(family);
    name->given_first = !name->given_first;
}

/* "boulanger.ines@" is turned round: one of both words is a given name, the
 * other is none. */
static void
settle_order(PersonName *local)
{
    if (local->family && is_given(local->family) && !is_given(local->given))
        turn_round(local);
}

/* "Famille Roche", "famille.roche@", "M. et Mme Roche": the mailbox of a
 * house. Its words, one of them a family name; NULL if it is none. */
static char *
household_words(const char *display, const char *address)
{
    const char *at = address ? strrchr(address, '@') : NULL;
    g_autofree char *local =
        at ? g_strndup(address, (gsize)(at - address)) : g_strdup("");
    g_autofree char *line = words_line(display);
    g_autofree char *box = words_line(local);
    if (strstr(line, " et ") || strstr(line, " famille "))
        return g_steal_pointer(&line);
    return g_str_has_prefix(box, " famille ") ? g_steal_pointer(&box) : NULL;
}

void
sender_name_read(SenderName *sender, const char *display, const char *address)
{
    sender_name_clear(sender);
    g_autofree char *house = household_words(display, address);
    if (house) {
        sender->line = g_steal_pointer(&house);
        return;
    }
    if (address)
        read_local_part(sender, address);
    settle_order(&sender->local);
    if (display && !strchr(display, '@')) {
        g_autofree char *name = cut_display(display);
        PersonName found = {0};
        if (!names_office(name) &&
            person_name_parse(&found, name, sender, TRUE) && found.family &&
            found.given)
            sender->display = found;
        else
            person_name_clear(&found);
        if (!sender->display.family && names_office(display))
            sender->function = TRUE;
    }
    const char *texts[] = {sender->display.family ? sender->display.family : "",
                           sender->display.given ? sender->display.given : "",
                           sender->local.family ? sender->local.family : "",
                           sender->local.given ? sender->local.given : "",
                           NULL};
    sender->line = words_line_join(texts);
}
