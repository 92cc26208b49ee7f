/* What to take of a mailbox before bodies are fetched. Pure but for `known`. */
#pragma once

#include "recognise/recognise.h"

/* By header facts alone (first pass), then with attachment names (second pass;
 * NULL-terminated). PASS only where recognise() could come to nothing but
 * `unrelated`; what cannot be told goes on to the next look. Machine mail
 * about our own mails (bounces) is taken. */
typedef enum { SCREEN_PASS, SCREEN_STRUCTURE, SCREEN_TAKE } ScreenChoice;
ScreenChoice recognise_screen_header(const Recogniser *recogniser,
                                     const char *mailbox, const Message *header,
                                     const KnownLookup *known);
ScreenChoice
recognise_screen_structure(const Recogniser *recogniser, const char *mailbox,
                           const Message *header, const char *const *file_names,
                           guint n_attachments, const KnownLookup *known);
