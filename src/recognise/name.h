/* Names of people as they are written in France: family name in capitals or
 * not, first or last, with particles, civilities and hyphens. Pure.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *family;         /* "DE LA FONTAINE", "LEFÈVRE"; NULL: not known */
    char *given;          /* "Jean-Pierre"; NULL: not known */
    gboolean given_first; /* written in this order */
    gboolean certain;     /* capitals, a particle or the sender tell which is
                             which; else the usual order was assumed */
    gboolean civility;    /* "Mme" stood before it */
} PersonName;

void person_name_clear(PersonName *name);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PersonName, person_name_clear)

/* What an address tells of its owner. */
typedef struct {
    PersonName display; /* from the display name */
    PersonName local;   /* from "given.family@" */
    char *line;         /* all their folded words (words_line) */
    gboolean function;  /* an office: "proviseur@", "ce.0132733a@" */
} SenderName;

void sender_name_clear(SenderName *sender);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SenderName, sender_name_clear)

/* Either may be NULL. */
void sender_name_read(SenderName *sender, const char *display,
                      const char *address);

/* Reads a text that holds nothing but a name. `hint` (may be NULL) settles
 * what capitals do not; without it `given_first` is the order assumed. FALSE
 * where the text is no name (digits, nothing, more than 8 words). A single
 * word gives `family` alone, or `given` where the hint says so. */
gboolean person_name_parse(PersonName *name, const char *text,
                           const SenderName *hint, gboolean given_first);

/* The forms in which names are filed. */
char *person_name_family_form(const char *text);
char *person_name_given_form(const char *text);

/* TRUE if both name the same person as far as they tell: no part contradicts
 * and the family names agree. Accents, case, hyphens make no difference. */
gboolean person_name_agrees(const char *family_a, const char *given_a,
                            const char *family_b, const char *given_b);

/* The folded words of a name but for particles and initials, a space on either
 * side; g_strfreev(). */
char **person_words(const char *family, const char *given);
/* TRUE if one of them stands in the line. */
gboolean person_words_touch(const char *line, char **words);

/* The same of a name that is asked for once. */
gboolean person_name_touches(const char *line, const char *family,
                             const char *given);
