/* What libconfig may be shown of a file. */
#include "base/config_private.h"

#include "base/file.h"

#include <string.h>

#define FILE_BYTES (1024 * 1024)

static int
line_at(const char *text, const char *end)
{
    int line = 1;
    for (; text < end; text++) {
        if (*text == '\n')
            line++;
    }
    return line;
}

/* libconfig's scanner ends the program on an @include that it cannot read. */
static gboolean
has_include(ConfigLoader *loader, const char *text)
{
    int line = 1;
    for (const char *p = text; p; line++) {
        p += strspn(p, " \t");
        if (g_str_has_prefix(p, "@include")) {
            config_fault_at(loader, line,
                            "@include is not taken; write the keys here");
            return TRUE;
        }
        p = strchr(p, '\n');
        if (p)
            p++;
    }
    return FALSE;
}

char *
config_load_text(ConfigLoader *loader, const char *path)
{
    g_autoptr(GError) error = NULL;
    gsize length;
    g_autofree char *text = file_read(path, FILE_BYTES, &length, &error);
    if (!text) {
        config_fault_at(loader, 1, "%s", error->message);
        return NULL;
    }
    const char *bad;
    if (!g_utf8_validate_len(text, length, &bad)) {
        config_fault_at(loader, line_at(text, bad),
                        "holds bytes that are no UTF-8; save the file as "
                        "UTF-8");
        return NULL;
    }
    /* Editors on Windows put a mark before the first byte. */
    if (g_str_has_prefix(text, "\uFEFF"))
        memset(text, ' ', strlen("\uFEFF"));
    return has_include(loader, text) ? NULL : g_steal_pointer(&text);
}
