/* Faults with file and line, and where each field was given. */
#include "base/config_private.h"

typedef struct {
    guint file; /* index into files */
    int line;
} ConfigOrigin;

void
config_note(ConfigLoader *loader, gconstpointer field, int line)
{
    ConfigOrigin *origin = g_new(ConfigOrigin, 1);
    origin->file = loader->files->len - 1;
    origin->line = line;
    g_hash_table_insert(loader->origins, (gpointer)field, origin);
}

gboolean
config_was_given(const ConfigLoader *loader, gconstpointer field)
{
    return g_hash_table_contains(loader->origins, field);
}

static void G_GNUC_PRINTF(3, 0)
    add_fault(ConfigLoader *loader, ConfigOrigin origin, const char *format,
              va_list arguments)
{
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    ConfigFault fault = {
        .file = origin.file,
        .line = MAX(origin.line, 1),
        .number = loader->faults->len,
    };
    fault.text = g_strdup_printf(
        "%s:%d: %s", (char *)g_ptr_array_index(loader->files, origin.file),
        fault.line, what);
    g_array_append_val(loader->faults, fault);
}

void
config_fault(ConfigLoader *loader, gconstpointer field, const char *format, ...)
{
    const ConfigOrigin *found = g_hash_table_lookup(loader->origins, field);
    ConfigOrigin origin = {.file = loader->files->len - 1, .line = 1};
    va_list arguments;
    va_start(arguments, format);
    add_fault(loader, found ? *found : origin, format, arguments);
    va_end(arguments);
}

void
config_fault_at(ConfigLoader *loader, int line, const char *format, ...)
{
    ConfigOrigin origin = {.file = loader->files->len - 1, .line = line};
    va_list arguments;
    va_start(arguments, format);
    add_fault(loader, origin, format, arguments);
    va_end(arguments);
}

gpointer
config_keep(ConfigLoader *loader, gpointer memory)
{
    g_ptr_array_add(loader->owner->owned, memory);
    return memory;
}

const char *
config_current_file(const ConfigLoader *loader)
{
    return g_ptr_array_index(loader->files, loader->files->len - 1);
}

static int
compare_faults(gconstpointer a, gconstpointer b)
{
    const ConfigFault *one = a, *other = b;
    if (one->file != other->file)
        return one->file < other->file ? -1 : 1;
    if (one->line != other->line)
        return one->line < other->line ? -1 : 1;
    return one->number < other->number ? -1 : 1;
}

gboolean
config_report_faults(ConfigLoader *loader, GError **error)
{
    if (loader->faults->len == 0)
        return TRUE;
    g_array_sort(loader->faults, compare_faults);
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < loader->faults->len; i++) {
        const ConfigFault *fault =
            &g_array_index(loader->faults, ConfigFault, i);
        g_string_append_printf(all, "%s%s", i > 0 ? "\n" : "", fault->text);
    }
    g_set_error_literal(error, CONFIG_ERROR, CONFIG_ERROR_FAULTS, all->str);
    g_string_free(all, TRUE);
    return FALSE;
}
