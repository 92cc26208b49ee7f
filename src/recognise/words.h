/* The vocabulary of the rules: French and English words that people use in
 * mail about applications. Pure.
 *
 * A "line" is a text as its folded words (text_words) with one space around
 * each, " je vous adresse ma candidature ", so that a phrase is found as whole
 * words by one search.
 */
#pragma once

#include <glib.h>

typedef enum {
    WORDS_APPLICATION,    /* says that somebody applies */
    WORDS_OTHER_POST,     /* another kind of application: internship, AED… */
    WORDS_OTHER_WORK,     /* a post of another kind, where nothing names ours */
    WORDS_ADMINISTRATION, /* colleagues talk about applications */
    WORDS_QUESTION,
    WORDS_WITHDRAWAL,
    WORDS_OPINION,      /* a superior's opinion, in a subject */
    WORDS_TRANSMITTAL,  /* somebody sends on what is another's */
    WORDS_ABSENCE,      /* subjects of automatic answers and receipts */
    WORDS_ABSENCE_TEXT, /* their texts */
    WORDS_FUNCTION,     /* local parts that are an office, not a person */
    WORDS_NO_ANSWER,    /* local parts that must not be answered */
    WORDS_CIVILITY,
    WORDS_PARTICLE,   /* before a family name */
    WORDS_GIVEN,      /* given names that are seldom family names */
    WORDS_JOB,        /* in a signature: what somebody is, not who */
    WORDS_FILLER,     /* words around the facts: "pour", "poste", "lycée" */
    WORDS_SCHOOL,     /* behind it a school's name may be mistyped */
    WORDS_ABOUT_POST, /* before a school: the post applied for is there */
    WORDS_ABOUT_WORK, /* before a school: somebody works there */
    WORDS_PAST,       /* before "coordonnateur": somebody was it once */
    WORDS_N_LISTS,
} WordsList;

/* New string. At most 64 kB of text are looked at. */
char *words_line(const char *text);
/* The same from the words of several texts. */
char *words_line_join(const char *const *texts);
/* TRUE if the words of `phrase`, folded, one space between, stand in it. */
gboolean words_line_has(const char *line, const char *phrase);

/* The folded letters and digits alone; NULL is the empty text. New string. */
char *words_squeeze(const char *text);

/* A file name without its extension, with spaces where people leave them out:
 * "LettreMotivation", "CV2026". New string. */
char *words_split_label(const char *label);

/* A phrase of the list that stands in the line, the first in the line; NULL if
 * none. */
const char *words_find(const char *line, WordsList list);
gboolean words_is(const char *folded_word, WordsList list);

/* A phrase of the list that begins the line, NULL if none. */
const char *words_begins(const char *line, WordsList list);

/* A keyword, however it is joined: "micro-structure", "micro structure",
 * "microstructures". Of many keywords a Lexicon finds all at once. */
gboolean words_has_keyword(const char *line, const char *keyword);

/* At or above this text_similarity a word is taken for another: one error in
 * six letters; "daumier" and "damier" are the same, "puget" and "budget" are
 * not. Shorter words must be equal. */
#define WORDS_SIMILARITY 0.83
#define WORDS_SIMILAR_CHARS 6
gboolean words_similar(const char *folded_a, const char *folded_b);
