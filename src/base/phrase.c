#include "base/phrase.h"

G_DEFINE_QUARK(phrase - error - quark, phrase_error)

#define FIELD "{value}"

struct Phrases {
    GHashTable *texts; /* "group.key" to text */
};

static gboolean
take_group(Phrases *phrases, GKeyFile *file, const char *group, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, error);
    if (!keys)
        return FALSE;
    for (gsize i = 0; keys[i]; i++) {
        char *text = g_key_file_get_string(file, group, keys[i], error);
        if (!text)
            return FALSE;
        g_hash_table_insert(phrases->texts,
                            g_strconcat(group, ".", keys[i], NULL), text);
    }
    return TRUE;
}

static gboolean
take_all(Phrases *phrases, const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, error))
        return FALSE;
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (gsize i = 0; groups[i]; i++) {
        if (!take_group(phrases, file, groups[i], error))
            return FALSE;
    }
    return TRUE;
}

Phrases *
phrases_load(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "phrases.ini", NULL);
    g_autoptr(Phrases) phrases = g_new0(Phrases, 1);
    phrases->texts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) cause = NULL;
    if (take_all(phrases, path, &cause))
        return g_steal_pointer(&phrases);
    g_set_error(error, PHRASE_ERROR, PHRASE_ERROR_SYNTAX, "%s: %s", path,
                cause->message);
    return NULL;
}

void
phrases_free(Phrases *phrases)
{
    if (!phrases)
        return;
    g_hash_table_unref(phrases->texts);
    g_free(phrases);
}

char *
phrases_get(const Phrases *phrases, const char *group, const char *key,
            const char *value)
{
    g_autofree char *name = g_strconcat(group, ".", key, NULL);
    const char *text = g_hash_table_lookup(phrases->texts, name);
    if (!text)
        return g_strconcat(name, ": ", value ? value : "", NULL);
    /* Split, not replaced: a value may hold "{value}" itself. */
    g_auto(GStrv) pieces = g_strsplit(text, FIELD, -1);
    return g_strjoinv(value ? value : "", pieces);
}

gboolean
phrases_has(const Phrases *phrases, const char *group, const char *key)
{
    g_autofree char *name = g_strconcat(group, ".", key, NULL);
    return g_hash_table_contains(phrases->texts, name);
}
