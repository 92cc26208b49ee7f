#include "mail/reader_charset.h"

#include "base/text.h"

#include <string.h>

static const char *const preloaded[] = {
    "UTF-8",        "UTF-16",       "UTF-16LE",     "UTF-16BE",
    "UTF-32",       "UTF-32LE",     "UTF-32BE",     "UTF-7",
    "US-ASCII",     "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-3",
    "ISO-8859-4",   "ISO-8859-5",   "ISO-8859-6",   "ISO-8859-7",
    "ISO-8859-8",   "ISO-8859-9",   "ISO-8859-10",  "ISO-8859-13",
    "ISO-8859-14",  "ISO-8859-15",  "ISO-8859-16",  "WINDOWS-1250",
    "WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254",
    "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258",
    "KOI8-R",       "KOI8-U",       "MACINTOSH",    "CP437",
    "CP850",        "CP858",        "GB2312",       "GBK",
    "GB18030",      "BIG5",         "BIG5-HKSCS",   "SHIFT_JIS",
    "EUC-JP",       "ISO-2022-JP",  "EUC-KR",       "ISO-2022-KR",
    "CP949",        "CP932",        "TIS-620",      "CP874",
};

void
reader_charset_preload(void)
{
    /* Kept open on purpose: closing the last converter unloads it. */
    for (gsize i = 0; i < G_N_ELEMENTS(preloaded); i++) {
        g_iconv_open("UTF-8", preloaded[i]);
        g_iconv_open(preloaded[i], "UTF-8");
    }
}

static gboolean
has_prefix(const char *charset, const char *prefix)
{
    return g_ascii_strncasecmp(charset, prefix, strlen(prefix)) == 0;
}

static gboolean
is_utf8_name(const char *charset)
{
    return g_ascii_strcasecmp(charset, "utf-8") == 0 ||
           g_ascii_strcasecmp(charset, "utf8") == 0;
}

/* Charsets in which every byte is a character. */
static gboolean
is_single_byte(const char *charset)
{
    return (has_prefix(charset, "iso-8859-") ||
            has_prefix(charset, "iso8859-") ||
            has_prefix(charset, "windows-125") ||
            has_prefix(charset, "cp125") || has_prefix(charset, "latin"));
}

/* Declared ISO-8859-1 means windows-1252 to everybody who writes it. */
static gboolean
means_windows_1252(const char *charset)
{
    static const char *const names[] = {
        "us-ascii",       "ascii",
        "iso-8859-1",     "iso8859-1",
        "latin1",         "iso-8859-1-windows-3.1-latin-1",
        "windows-1252",   "cp1252",
        "ansi_x3.4-1968", "unknown-8bit",
        "x-unknown",      "default",
        "8bit",           "7bit",
        "binary",         "",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(charset, names[i]) == 0)
            return TRUE;
    return FALSE;
}

static char *
without_nul(const char *text, gsize length)
{
    GString *clean = g_string_sized_new(length);
    while (length > 0) {
        gsize run = strnlen(text, length);
        g_string_append_len(clean, text, (gssize)run);
        text += run;
        length -= run;
        if (length > 0) {
            g_string_append(clean, "\xEF\xBF\xBD");
            text++;
            length--;
        }
    }
    return g_string_free(clean, FALSE);
}

/* TRUE if a character of more than one byte stands anywhere. */
static gboolean
has_multibyte(const char *bytes, gsize length)
{
    for (gsize i = 0; i + 1 < length; i++) {
        gunichar c = g_utf8_get_char_validated(bytes + i, (gssize)(length - i));
        if ((guint8)bytes[i] >= 0xC2 && c < 0x110000)
            return TRUE;
    }
    return FALSE;
}

/* Declared UTF-8 and not valid: cut or damaged where most of it is UTF-8,
 * else windows-1252 under a wrong name. */
static char *
decode_utf8(const char *bytes, gsize length)
{
    if (g_utf8_validate(bytes, (gssize)length, NULL) ||
        !has_multibyte(bytes, length))
        return text_from_bytes(bytes, (gssize)length);
    g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)length);
    return without_nul(valid, strlen(valid));
}

static char *
convert(const char *charset, const char *bytes, gsize length)
{
    gsize written = 0;
    g_autofree char *text =
        g_convert_with_fallback(bytes, (gssize)length, "UTF-8", charset,
                                "\xEF\xBF\xBD", NULL, &written, NULL);
    if (text == NULL || !g_utf8_validate(text, (gssize)written, NULL)) {
        gsize read = 0;
        g_free(text);
        /* What stands before the first bad byte may still be the text. */
        text = g_convert(bytes, (gssize)length, "UTF-8", charset, &read,
                         &written, NULL);
    }
    return text == NULL ? NULL : without_nul(text, written);
}

char *
reader_charset_decode(const char *charset, const char *bytes, gsize length)
{
    if (charset == NULL || means_windows_1252(charset))
        return text_from_bytes(bytes, (gssize)length);
    if (is_utf8_name(charset))
        return decode_utf8(bytes, length);
    if (is_single_byte(charset) && g_utf8_validate(bytes, (gssize)length, NULL))
        return text_from_bytes(bytes, (gssize)length);
    char *text = convert(charset, bytes, length);
    return text != NULL ? text : text_from_bytes(bytes, (gssize)length);
}

char *
reader_charset_repair(char *text)
{
    if (text == NULL ||
        (strstr(text, "\xC3\x83") == NULL && strstr(text, "\xC3\x82") == NULL))
        return text;
    gsize length = 0;
    g_autofree char *bytes =
        g_convert(text, -1, "WINDOWS-1252", "UTF-8", NULL, &length, NULL);
    if (bytes == NULL || !g_utf8_validate(bytes, (gssize)length, NULL))
        return text;
    g_free(text);
    return g_steal_pointer(&bytes);
}
