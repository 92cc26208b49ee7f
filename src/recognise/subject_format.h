/* The pieces of a subject format and where a subject agrees with them; made
 * ready with the words of its campaign, subject.c alone asks it. */
#pragma once

#include <glib.h>

/* "Candidature RS2026 – {family_name} {given_name}" */
typedef struct {
    char *before;  /* fixed text up to the first field */
    char *between; /* fixed text between the two fields */
    char *after;   /* fixed text behind the last field */
    char *letters; /* of the fixed words that a subject is compared with */
    gboolean given_first;
    gboolean one_field; /* the second field is not asked for */
} SubjectFormat;

void subject_format_clear(SubjectFormat *format);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SubjectFormat, subject_format_clear)
void subject_format_read(SubjectFormat *format, const char *text);

/* Where the name stands in a subject. */
typedef struct {
    char *zone;     /* new string: what stands in the place of the names */
    gboolean exact; /* fixed text character for character */
    gboolean loose; /* fixed text but for dashes, spaces, case, accents */
} SubjectZone;

/* FALSE where the fixed text is not there, or something else stands for its
 * separators. */
gboolean subject_format_locate(const SubjectFormat *format, const char *subject,
                               SubjectZone *zone);

/* The best place of the fixed words in a subject that has them not quite:
 * returns the similarity, and the bytes [*from, *to) they take. */
double subject_format_resemble(const SubjectFormat *format, const char *subject,
                               gsize *from, gsize *to);
