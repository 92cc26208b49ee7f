/* All keywords of a configuration, looked for in a line at once.
 *
 * A keyword is found however it is joined: "micro-structure", "micro
 * structure", "microstructures" (words_has_keyword). What a walk over a line
 * costs does not grow with the keywords, but where mistyped ones are looked
 * for, too.
 *
 * Filled once, then sealed; from then on it never changes and any thread may
 * read it. Pure.
 */
#pragma once

#include <glib.h>

typedef struct Lexicon Lexicon;

Lexicon *lexicon_new(void);
void lexicon_free(Lexicon *lexicon);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lexicon, lexicon_free)

/* The number of the keyword, the same for texts that are found in the same
 * lines; LEXICON_NONE for one without a letter or with too many, which is
 * never found. `near`: it is found mistyped, too. */
#define LEXICON_NONE G_MAXUINT
guint lexicon_add(Lexicon *lexicon, const char *text, gboolean near);
void lexicon_seal(Lexicon *lexicon);
guint lexicon_size(const Lexicon *lexicon);

/* Sets of keywords: a bit for each number. */
typedef struct {
    guint64 *exact;
    guint64 *near; /* as written or mistyped; NULL: not looked for */
} LexiconHits;

/* What stands in `line` (words_line). Release with lexicon_hits_clear(); may
 * be called again with the same `hits`. */
void lexicon_look(LexiconHits *hits, const Lexicon *lexicon, const char *line,
                  gboolean near);
/* Adds the mistyped ones to what lexicon_look() found without them. */
void lexicon_look_near(LexiconHits *hits, const Lexicon *lexicon,
                       const char *line);
void lexicon_hits_clear(LexiconHits *hits);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LexiconHits, lexicon_hits_clear)

/* TRUE if the word is a keyword, or mistyped (words_similar). */
gboolean lexicon_resembles(const Lexicon *lexicon, const char *folded_word);

/* ---- sets ---- */

static inline guint
lexicon_set_words(const Lexicon *lexicon)
{
    return lexicon_size(lexicon) / 64 + 1;
}

static inline guint64 *
lexicon_set_new(const Lexicon *lexicon)
{
    return g_new0(guint64, lexicon_set_words(lexicon));
}

static inline void
lexicon_set_add(guint64 *set, guint number)
{
    if (number != LEXICON_NONE)
        set[number / 64] |= G_GUINT64_CONSTANT(1) << number % 64;
}

static inline gboolean
lexicon_set_has(const guint64 *set, guint number)
{
    return number != LEXICON_NONE && (set[number / 64] >> number % 64 & 1) != 0;
}

static inline gboolean
lexicon_sets_meet(const Lexicon *lexicon, const guint64 *a, const guint64 *b)
{
    for (guint i = 0; i < lexicon_set_words(lexicon); i++) {
        if (a[i] & b[i])
            return TRUE;
    }
    return FALSE;
}
