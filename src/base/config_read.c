/* Settings of libconfig into structs, by the tables of config_schema.h. */
#include "base/config_private.h"

#include "base/text.h"

#include <libconfig.h>
#include <string.h>

/* Of the names of keys: below it no suggestion is made. */
#define SUGGESTION_SIMILARITY 0.6

/* Reads one setting into `target`, or notes a fault. */
typedef void (*ReadSetting)(ConfigLoader *loader, const ConfigKey *key,
                            const config_setting_t *setting, gpointer target);

static void read_group(ConfigLoader *loader, const ConfigKey *keys,
                       const config_setting_t *group, gpointer target);

static int
line_of(const config_setting_t *setting)
{
    return (int)config_setting_source_line(setting);
}

static void
fault_of_value(ConfigLoader *loader, const ConfigKey *key,
               const config_setting_t *setting, const char *what)
{
    config_fault_at(loader, line_of(setting), "%s %s; write %s = %s;",
                    key->name, what, key->name, key->example);
}

static char *
convert(ConfigLoader *loader, const ConfigKey *key,
        const config_setting_t *setting)
{
    const char *text = config_setting_get_string(setting);
    g_autofree char *folder = g_path_get_dirname(config_current_file(loader));
    const char *wrong = NULL;
    char *value = key->convert(text, folder, &wrong);
    if (value)
        return config_keep(loader, value);
    g_autofree char *shown = text_escape(text);
    g_autofree char *what = g_strdup_printf("\"%.100s\" %s", shown, wrong);
    fault_of_value(loader, key, setting, what);
    return NULL;
}

static void
read_text(ConfigLoader *loader, const ConfigKey *key,
          const config_setting_t *setting, gpointer target)
{
    const char *text = config_setting_get_string(setting);
    if (!text) {
        fault_of_value(loader, key, setting, "must be a text in quotes");
        return;
    }
    if (text[0] == '\0') {
        fault_of_value(loader, key, setting, "is empty");
        return;
    }
    char *value = convert(loader, key, setting);
    if (value)
        *(const char **)target = value;
}

static gboolean
is_sequence(const config_setting_t *setting)
{
    return config_setting_type(setting) == CONFIG_TYPE_ARRAY ||
           config_setting_type(setting) == CONFIG_TYPE_LIST;
}

static void
read_texts(ConfigLoader *loader, const ConfigKey *key,
           const config_setting_t *setting, gpointer target)
{
    if (!is_sequence(setting)) {
        fault_of_value(loader, key, setting, "must be a list of texts");
        return;
    }
    guint n = (guint)config_setting_length(setting);
    if (n == 0 && (key->required || key->filled))
        fault_of_value(loader, key, setting, "is empty");
    const char **texts = config_keep(loader, g_new0(const char *, n + 1));
    guint kept = 0;
    for (guint i = 0; i < n; i++) {
        const config_setting_t *element = config_setting_get_elem(setting, i);
        if (config_setting_type(element) != CONFIG_TYPE_STRING) {
            fault_of_value(loader, key, element, "must hold texts only");
            break;
        }
        const char *text = convert(loader, key, element);
        if (!text)
            continue;
        config_note(loader, &texts[kept], line_of(element));
        texts[kept++] = text;
    }
    *(const char *const **)target = texts;
}

static void
read_boolean(ConfigLoader *loader, const ConfigKey *key,
             const config_setting_t *setting, gpointer target)
{
    if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
        *(gboolean *)target = config_setting_get_bool(setting);
    else
        fault_of_value(loader, key, setting, "must be true or false");
}

/* FALSE, with the fault noted, for what is no whole number within limits. */
static gboolean
get_number(ConfigLoader *loader, const ConfigKey *key,
           const config_setting_t *setting, gint64 *number)
{
    int type = config_setting_type(setting);
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
        fault_of_value(loader, key, setting, "must be a whole number");
        return FALSE;
    }
    *number = type == CONFIG_TYPE_INT ? config_setting_get_int(setting)
                                      : config_setting_get_int64(setting);
    if (*number >= key->minimum && *number <= key->maximum)
        return TRUE;
    g_autofree char *what =
        g_strdup_printf("must be %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                        key->minimum, key->maximum);
    fault_of_value(loader, key, setting, what);
    return FALSE;
}

static void
read_number(ConfigLoader *loader, const ConfigKey *key,
            const config_setting_t *setting, gpointer target)
{
    gint64 number;
    if (get_number(loader, key, setting, &number))
        *(guint *)target = (guint)number;
}

static void
read_size(ConfigLoader *loader, const ConfigKey *key,
          const config_setting_t *setting, gpointer target)
{
    gint64 number;
    if (get_number(loader, key, setting, &number))
        *(gint64 *)target = number;
}

/* TRUE where `text` has the form, '0' standing for any digit. */
static gboolean
has_form(const char *text, const char *form)
{
    for (; *form; text++, form++) {
        if (*form == '0' ? !g_ascii_isdigit(*text) : *text != *form)
            return FALSE;
    }
    return *text == '\0';
}

static guint
digits(const char *text)
{
    return (guint)g_ascii_strtoull(text, NULL, 10);
}

static void
read_date(ConfigLoader *loader, const ConfigKey *key,
          const config_setting_t *setting, gpointer target)
{
    const char *text = config_setting_get_string(setting);
    if (!text || !has_form(text, "0000-00-00")) {
        fault_of_value(loader, key, setting,
                       "must be a date as \"YYYY-MM-DD\"");
        return;
    }
    GDateDay day = (GDateDay)digits(text + 8);
    GDateMonth month = (GDateMonth)digits(text + 5);
    GDateYear year = (GDateYear)digits(text);
    if (year >= 1970 && g_date_valid_dmy(day, month, year)) {
        g_date_set_dmy(target, day, month, year);
        return;
    }
    g_autofree char *what =
        g_strdup_printf("\"%s\" is no day of the calendar", text);
    fault_of_value(loader, key, setting, what);
}

static void
read_time(ConfigLoader *loader, const ConfigKey *key,
          const config_setting_t *setting, gpointer target)
{
    const char *text = config_setting_get_string(setting);
    if (!text || !has_form(text, "00:00") || digits(text) > 23 ||
        digits(text + 3) > 59) {
        fault_of_value(loader, key, setting, "must be a time as \"HH:MM\"");
        return;
    }
    guint *hour_and_minute = target;
    hour_and_minute[0] = digits(text);
    hour_and_minute[1] = digits(text + 3);
}

static void
read_choice(ConfigLoader *loader, const ConfigKey *key,
            const config_setting_t *setting, gpointer target)
{
    const char *text = config_setting_get_string(setting);
    g_autoptr(GString) words = g_string_new("must be");
    for (const ConfigChoice *choice = key->choices; choice->word; choice++) {
        if (text && g_str_equal(text, choice->word)) {
            *(guint *)target = choice->value;
            return;
        }
        g_string_append_printf(words, "%s \"%s\"",
                               choice == key->choices ? "" : " or",
                               choice->word);
    }
    fault_of_value(loader, key, setting, words->str);
}

static int
descending(gconstpointer a, gconstpointer b)
{
    guint one = *(const guint *)a, other = *(const guint *)b;
    return one == other ? 0 : one < other ? 1 : -1;
}

static void
read_days(ConfigLoader *loader, const ConfigKey *key,
          const config_setting_t *setting, gpointer target)
{
    if (!is_sequence(setting)) {
        fault_of_value(loader, key, setting, "must be a list of numbers");
        return;
    }
    guint n = (guint)config_setting_length(setting);
    guint *days = config_keep(loader, g_new0(guint, n + 1));
    gsize kept = 0;
    for (guint i = 0; i < n; i++) {
        gint64 number;
        if (get_number(loader, key, config_setting_get_elem(setting, i),
                       &number))
            days[kept++] = (guint)number;
    }
    qsort(days, kept, sizeof *days, descending);
    gsize distinct = 0;
    for (gsize i = 0; i < kept; i++) {
        if (distinct == 0 || days[distinct - 1] != days[i])
            days[distinct++] = days[i];
    }
    *(const guint **)target = days;
    *(gsize *)((char *)target - key->offset + key->count_offset) = distinct;
}

static void
read_subgroup(ConfigLoader *loader, const ConfigKey *key,
              const config_setting_t *setting, gpointer target)
{
    if (config_setting_is_group(setting))
        read_group(loader, key->keys, setting, target);
    else
        fault_of_value(loader, key, setting, "must be a group in braces");
}

static void
read_groups(ConfigLoader *loader, const ConfigKey *key,
            const config_setting_t *setting, gpointer target)
{
    if (config_setting_type(setting) != CONFIG_TYPE_LIST) {
        fault_of_value(loader, key, setting,
                       "must be a list of groups in round brackets");
        return;
    }
    guint n = (guint)config_setting_length(setting);
    if (n == 0)
        fault_of_value(loader, key, setting, "is empty");
    char *elements = config_keep(loader, g_malloc0_n(n + 1, key->size));
    for (guint i = 0; i < n; i++) {
        char *element = elements + i * key->size;
        const config_setting_t *group = config_setting_get_elem(setting, i);
        key->preset(element);
        config_note(loader, element, line_of(group));
        if (config_setting_is_group(group))
            read_group(loader, key->keys, group, element);
        else
            fault_of_value(loader, key, group, "must hold groups in braces");
    }
    *(gpointer *)target = elements;
    *(gsize *)((char *)target - key->offset + key->count_offset) = n;
}

static const ReadSetting readers[] = {
    [CONFIG_TEXT] = read_text,       [CONFIG_TEXTS] = read_texts,
    [CONFIG_BOOLEAN] = read_boolean, [CONFIG_NUMBER] = read_number,
    [CONFIG_SIZE] = read_size,       [CONFIG_DATE] = read_date,
    [CONFIG_TIME] = read_time,       [CONFIG_CHOICE] = read_choice,
    [CONFIG_DAYS] = read_days,       [CONFIG_GROUP] = read_subgroup,
    [CONFIG_GROUPS] = read_groups,
};

static const ConfigKey *
find_key(const ConfigKey *keys, const char *name)
{
    for (; keys->name; keys++) {
        if (g_str_equal(name, keys->name))
            return keys;
    }
    return NULL;
}

/* The key that a misspelt name means, NULL where none is near. */
static const ConfigKey *
nearest_key(const ConfigKey *keys, const char *name)
{
    const ConfigKey *nearest = NULL;
    double best = SUGGESTION_SIMILARITY;
    for (; keys->name; keys++) {
        double similarity = text_similarity(name, keys->name);
        if (similarity < best)
            continue;
        best = similarity;
        nearest = keys;
    }
    return nearest;
}

static char *
suggest(const ConfigKey *keys, const char *name)
{
    const ConfigKey *nearest = nearest_key(keys, name);
    if (nearest)
        return g_strdup_printf("did you mean %s?", nearest->name);
    GString *names = g_string_new("the keys here are ");
    for (const ConfigKey *key = keys; key->name; key++)
        g_string_append_printf(names, "%s%s", key == keys ? "" : ", ",
                               key->name);
    return g_string_free(names, FALSE);
}

static gboolean
is_password(const char *name)
{
    return g_ascii_strcasecmp(name, "password") == 0;
}

static void
check_name(ConfigLoader *loader, const ConfigKey *keys,
           const config_setting_t *setting)
{
    const char *name = config_setting_name(setting);
    if (find_key(keys, name))
        return;
    if (is_password(name)) {
        config_fault_at(loader, line_of(setting),
                        "a password must not stand in the configuration; "
                        "write password_file = \"NAME.password\"; and put it "
                        "in that file, made with install -m 600");
        return;
    }
    g_autofree char *advice = suggest(keys, name);
    config_fault_at(loader, line_of(setting), "unknown key %s; %s", name,
                    advice);
}

/* The setting that is this key misspelt: one fault is enough for it. */
static const config_setting_t *
find_misspelt(const ConfigKey *keys, const ConfigKey *key,
              const config_setting_t *group)
{
    guint n = (guint)config_setting_length(group);
    for (guint i = 0; i < n; i++) {
        const config_setting_t *setting = config_setting_get_elem(group, i);
        const char *name = config_setting_name(setting);
        if (!find_key(keys, name) && nearest_key(keys, name) == key)
            return setting;
    }
    return NULL;
}

static void
read_absent(ConfigLoader *loader, const ConfigKey *keys, const ConfigKey *key,
            const config_setting_t *group, gpointer target)
{
    const config_setting_t *misspelt = find_misspelt(keys, key, group);
    if (misspelt)
        config_note(loader, target, line_of(misspelt));
    else if (key->required)
        config_fault_at(loader, line_of(group), "%s is missing; add %s = %s;",
                        key->name, key->name, key->example);
}

/* "" is how a sample shows an optional key: the same as leaving it out. */
static gboolean
is_left_out(const ConfigKey *key, const config_setting_t *setting)
{
    return !key->required &&
           config_setting_type(setting) == CONFIG_TYPE_STRING &&
           config_setting_get_string(setting)[0] == '\0' &&
           (key->type == CONFIG_TEXT || key->type == CONFIG_CHOICE);
}

static void
read_key(ConfigLoader *loader, const ConfigKey *key,
         const config_setting_t *setting, gpointer target)
{
    if (is_left_out(key, setting))
        return;
    /* A group that shares its parent's struct is not the parent. */
    if (key->type != CONFIG_GROUP || key->offset != 0)
        config_note(loader, target, line_of(setting));
    readers[key->type](loader, key, setting, target);
}

static void
read_group(ConfigLoader *loader, const ConfigKey *keys,
           const config_setting_t *group, gpointer target)
{
    guint n = (guint)config_setting_length(group);
    for (guint i = 0; i < n; i++)
        check_name(loader, keys, config_setting_get_elem(group, i));
    for (const ConfigKey *key = keys; key->name; key++) {
        const config_setting_t *setting =
            config_setting_get_member(group, key->name);
        gpointer field = (char *)target + key->offset;
        if (key->type == CONFIG_GROUP && key->preset)
            key->preset(field);
        if (setting)
            read_key(loader, key, setting, field);
        else
            read_absent(loader, keys, key, group, field);
    }
}

gboolean
config_read_file_into(ConfigLoader *loader, const char *path,
                      const ConfigKey *keys, gpointer target)
{
    g_ptr_array_add(loader->files, config_keep(loader, g_strdup(path)));
    g_autofree char *text = config_load_text(loader, path);
    if (!text)
        return FALSE;
    config_t parsed;
    config_init(&parsed);
    gboolean good = config_read_string(&parsed, text) == CONFIG_TRUE;
    if (good)
        read_group(loader, keys, config_root_setting(&parsed), target);
    else
        config_fault_at(loader, config_error_line(&parsed),
                        "%s; each key is written name = value; and texts "
                        "stand in quotes",
                        config_error_text(&parsed));
    config_destroy(&parsed);
    return good;
}
