#include "mail/imap_utf7.h"

static gboolean
is_direct(gunichar2 unit)
{
    return unit >= 0x20 && unit <= 0x7e;
}

/* One run of UTF-16 units as base64 without padding, ',' in place of '/'. */
static void
append_shifted(GString *out, const gunichar2 *units, gsize n)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "abcdefghijklmnopqrstuvwxyz0123456789+,";
    guint32 bits = 0;
    guint held = 0;

    g_string_append_c(out, '&');
    for (gsize i = 0; i < n; i++) {
        bits = bits << 16 | units[i];
        for (held += 16; held >= 6; held -= 6)
            g_string_append_c(out, alphabet[bits >> (held - 6) & 63]);
    }
    if (held > 0)
        g_string_append_c(out, alphabet[bits << (6 - held) & 63]);
    g_string_append_c(out, '-');
}

char *
imap_utf7_encode(const char *name)
{
    glong n = 0;
    g_autofree gunichar2 *units = g_utf8_to_utf16(name, -1, NULL, &n, NULL);

    if (units == NULL)
        return NULL;
    GString *out = g_string_new(NULL);

    for (glong i = 0; i < n;) {
        glong end = i;

        while (end < n && !is_direct(units[end]))
            end++;
        if (end > i) {
            append_shifted(out, units + i, (gsize)(end - i));
            i = end;
        } else if (units[i] == '&') {
            g_string_append(out, "&-");
            i++;
        } else {
            g_string_append_c(out, (char)units[i++]);
        }
    }
    return g_string_free(out, FALSE);
}
