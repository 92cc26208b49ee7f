/* Is the body of a mail a letter of motivation, or a word that goes with the
 * attachments? Pure. */
#pragma once

#include <glib.h>

/* At least this many words: a covering word seldom has more. */
#define LETTER_WORDS 75

gboolean letter_is_letter(const char *text);
