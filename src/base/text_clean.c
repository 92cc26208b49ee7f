/* Texts of strangers made safe: labels, file names, log lines, addresses. */
#include "base/text.h"

#include <string.h>

#define ADDRESS_BYTES 254
#define LOCAL_PART_BYTES 64
#define HOST_LABEL_BYTES 63
#define MARKS 4

static gboolean
is_unseen(gunichar c)
{
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean
is_space(gunichar c)
{
    return g_unichar_isspace(c) || c == '\v' || c == 0x85;
}

static void
append_seen(GString *out, gunichar c, guint *marks)
{
    if (is_space(c)) {
        *marks = 0;
        g_string_append_c(out, ' ');
    } else if (!is_unseen(c)) {
        *marks = g_unichar_ismark(c) ? *marks + 1 : 0;
        if (*marks <= MARKS)
            g_string_append_unichar(out, c);
    }
}

static char *
collapse_spaces(char *text)
{
    char *end = text;
    for (const char *p = text; *p; p++) {
        if (*p != ' ' || (end > text && end[-1] != ' '))
            *end++ = *p;
    }
    *end = '\0';
    return g_strchomp(text);
}

/* The label without a limit of length, maybe empty. What is not seen goes
 * before the rest is composed, or composing again would change it. At most
 * MARKS marks in a row stay: no language stacks more, a tower of them covers
 * other lines, and GLib sorts them in quadratic time. */
static char *
clean(const char *text)
{
    g_autofree char *valid = text_from_bytes(text, -1);
    g_autoptr(GString) seen = g_string_sized_new(strlen(valid));
    guint marks = 0;
    for (const char *p = valid; *p; p = g_utf8_next_char(p))
        append_seen(seen, g_utf8_get_char(p), &marks);
    return collapse_spaces(g_utf8_normalize(seen->str, -1, G_NORMALIZE_NFC));
}

char *
text_label(const char *text, gsize max_chars)
{
    g_autofree char *label = clean(text);
    if (label[0] == '\0' || max_chars == 0)
        return NULL;
    if ((gsize)g_utf8_strlen(label, -1) <= max_chars)
        return g_steal_pointer(&label);
    *g_utf8_offset_to_pointer(label, (glong)max_chars - 1) = '\0';
    return g_strconcat(g_strchomp(label), "…", NULL);
}

/* "CON", "nul.txt", "COM1": devices on Windows with any extension. */
static gboolean
is_reserved(const char *name)
{
    static const char *const devices[] = {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
    };
    g_autofree char *stem = g_strndup(name, strcspn(name, "."));
    g_strchomp(stem);
    for (gsize i = 0; i < G_N_ELEMENTS(devices); i++) {
        if (g_ascii_strcasecmp(stem, devices[i]) == 0)
            return TRUE;
    }
    if (g_ascii_strncasecmp(stem, "COM", 3) != 0 &&
        g_ascii_strncasecmp(stem, "LPT", 3) != 0)
        return FALSE;
    const char *port = stem + 3;
    return (g_ascii_isdigit(port[0]) && port[1] == '\0') ||
           g_str_equal(port, "¹") || g_str_equal(port, "²") ||
           g_str_equal(port, "³");
}

/* Cuts on a character, then what the cut has laid open at the end. */
static void
cut_name(char *name, gsize max_bytes)
{
    gsize length = strlen(name);
    if (length > max_bytes) {
        while (max_bytes > 0 && ((guchar)name[max_bytes] & 0xC0) == 0x80)
            max_bytes--;
        name[max_bytes] = '\0';
        length = max_bytes;
    }
    while (length > 0 && strchr(". ", name[length - 1]))
        name[--length] = '\0';
}

char *
text_file_name(const char *text, gsize max_bytes)
{
    g_autofree char *label = clean(text);
    g_strdelimit(label, "/\\:*?\"<>|", '-');
    char *name = label + strspn(label, ". ");
    cut_name(name, max_bytes);
    if (is_reserved(name)) {
        g_autofree char *marked = g_strconcat("_", name, NULL);
        cut_name(marked, max_bytes);
        return g_steal_pointer(&marked);
    }
    return g_strdup(name[0] != '\0' ? name : "_");
}

char *
text_escape(const char *text)
{
    if (!text)
        return g_strdup("");
    GString *out = g_string_sized_new(strlen(text));
    while (*text) {
        gunichar c = g_utf8_get_char_validated(text, -1);
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append_printf(out, "\\x%02X", (guchar)*text++);
            continue;
        }
        if (c < 0x20 || c == 0x7F)
            g_string_append_printf(out, "\\x%02X", c);
        else if (is_unseen(c) || c == 0x2028 || c == 0x2029)
            g_string_append_printf(out, "\\u{%04X}", c);
        else
            g_string_append_unichar(out, c);
        text = g_utf8_next_char(text);
    }
    return g_string_free(out, FALSE);
}

/* RFC 5322 section 3.2.3. */
static gboolean
is_dot_atom(const char *text, gsize length)
{
    if (length == 0 || text[0] == '.' || text[length - 1] == '.')
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '.' && text[i + 1] == '.')
            return FALSE;
        if (!g_ascii_isalnum(text[i]) &&
            !strchr(".!#$%&'*+-/=?^_`{|}~", text[i]))
            return FALSE;
    }
    return TRUE;
}

static gboolean
is_host_label(const char *label)
{
    gsize length = strlen(label);
    if (length == 0 || length > HOST_LABEL_BYTES || label[0] == '-' ||
        label[length - 1] == '-')
        return FALSE;
    for (; *label; label++) {
        if (!g_ascii_isalnum(*label) && *label != '-')
            return FALSE;
    }
    return TRUE;
}

/* A last label of digits alone would be an address of IPv4, not a name. */
gboolean
text_is_host_name(const char *host)
{
    g_auto(GStrv) labels = g_strsplit(host, ".", -1);
    const char *last = "";
    for (gsize i = 0; labels[i]; i++) {
        if (!is_host_label(labels[i]))
            return FALSE;
        last = labels[i];
    }
    return last[strspn(last, "0123456789")] != '\0';
}

gboolean
text_is_address(const char *address)
{
    if (!address || strlen(address) > ADDRESS_BYTES)
        return FALSE;
    const char *at = strchr(address, '@');
    if (!at || at - address > LOCAL_PART_BYTES)
        return FALSE;
    return is_dot_atom(address, (gsize)(at - address)) &&
           text_is_host_name(at + 1);
}

gboolean
text_address_equal(const char *a, const char *b)
{
    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

gboolean
text_is_uai(const char *word)
{
    return word && strspn(word, "0123456789") == 7 &&
           g_ascii_isalpha(word[7]) && word[8] == '\0';
}
