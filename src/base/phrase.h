/* Short French texts (reasons, statuses, words for dates) kept in
 * conf/phrases.ini, so that an administrator can change words without C.
 *
 * The file is a GKeyFile; phrases hold fields in braces: "{value}". Loaded
 * once, then read-only and shared between threads.
 */
#pragma once

#include <glib.h>

typedef struct Phrases Phrases;

#define PHRASE_ERROR (phrase_error_quark())
GQuark phrase_error_quark(void);
typedef enum { PHRASE_ERROR_SYNTAX } PhraseError;

/* Loads phrases.ini from `folder` (file_texts_folder()). */
Phrases *phrases_load(const char *folder, GError **error);
void phrases_free(Phrases *phrases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Phrases, phrases_free)

/* The phrase `key` of [group] with {value} replaced by `value` (NULL: no
 * field). New string. An unknown key gives "group.key: value", so that a
 * missing phrase is seen and loses nothing; a test checks that none is. */
char *phrases_get(const Phrases *phrases, const char *group, const char *key,
                  const char *value);

/* TRUE where the file has that phrase. */
gboolean phrases_has(const Phrases *phrases, const char *group,
                     const char *key);
