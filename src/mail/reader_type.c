#include "mail/reader_type.h"

#include <string.h>

typedef struct {
    gsize offset;
    const char *bytes;
    gsize length;
    const char *type;
} Magic;

#define MAGIC(offset, bytes, type)                                             \
    {                                                                          \
        offset, bytes, sizeof(bytes) - 1, type                                 \
    }

/* The more telling ones first. */
static const Magic magics[] = {
    MAGIC(0, "\x89PNG\r\n\x1A\n", "image/png"),
    MAGIC(0, "\xFF\xD8\xFF", "image/jpeg"),
    MAGIC(0, "GIF87a", "image/gif"),
    MAGIC(0, "GIF89a", "image/gif"),
    MAGIC(0, "II*\0", "image/tiff"),
    MAGIC(0, "MM\0*", "image/tiff"),
    MAGIC(8, "WEBP", "image/webp"),
    MAGIC(4, "ftypheic", "image/heic"),
    MAGIC(4, "ftypheix", "image/heic"),
    MAGIC(4, "ftypmif1", "image/heif"),
    MAGIC(4, "ftypavif", "image/avif"),
    MAGIC(0, "PK\x03\x04", "application/zip"),
    MAGIC(0, "PK\x05\x06", "application/zip"),
    MAGIC(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/x-ole-storage"),
    MAGIC(0, "{\\rtf", "application/rtf"),
    MAGIC(0, "\x78\x9F\x3E\x22", "application/vnd.ms-tnef"),
    MAGIC(0, "7z\xBC\xAF\x27\x1C", "application/x-7z-compressed"),
    MAGIC(0, "Rar!\x1A\x07", "application/vnd.rar"),
    MAGIC(0, "\x1F\x8B", "application/gzip"),
    MAGIC(0, "BZh", "application/x-bzip2"),
    MAGIC(0,
          "\xFD"
          "7zXZ",
          "application/x-xz"),
    MAGIC(0, "MSCF", "application/vnd.ms-cab-compressed"),
    MAGIC(257, "ustar", "application/x-tar"),
    MAGIC(0, "MZ", "application/x-dosexec"),
    MAGIC(0,
          "\x7F"
          "ELF",
          "application/x-executable"),
    MAGIC(0, "\xCA\xFE\xBA\xBE", "application/java-vm"),
    MAGIC(0, "\xCF\xFA\xED\xFE", "application/x-mach-binary"),
    MAGIC(0, "L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    MAGIC(0, "#!", "application/x-shellscript"),
    MAGIC(0, "-----BEGIN PGP MESSAGE", "application/pgp-encrypted"),
    MAGIC(0, "BEGIN:VCARD", "text/vcard"),
    MAGIC(0, "BEGIN:VCALENDAR", "text/calendar"),
    MAGIC(0, "%!PS", "application/postscript"),
};

static const char *const refused_extensions[] = {
    "ace",    "apk",  "app",   "appref-ms", "bat",   "cab",  "chm",     "cmd",
    "com",    "cpl",  "deb",   "dll",       "dmg",   "docm", "dotm",    "exe",
    "gadget", "hta",  "htm",   "html",      "img",   "inf",  "iso",     "jar",
    "js",     "jse",  "lnk",   "mht",       "mhtml", "msc",  "msi",     "msp",
    "one",    "php",  "pif",   "pl",        "potm",  "ppam", "ppsm",    "pptm",
    "ps1",    "psm1", "py",    "rar",       "reg",   "rpm",  "scf",     "scr",
    "sct",    "sh",   "shtml", "sldm",      "svg",   "sys",  "tar",     "tgz",
    "url",    "vb",   "vbe",   "vbs",       "vhd",   "vhdx", "website", "wsc",
    "wsf",    "wsh",  "xhtml", "xlam",      "xll",   "xlsb", "xlsm",    "xltm",
    "7z",     "bz2",  "gz",    "xz",        "z",
};

static const char *const refused_types[] = {
    "application/x-dosexec",
    "application/x-executable",
    "application/x-msdownload",
    "application/x-msdos-program",
    "application/java-vm",
    "application/java-archive",
    "application/x-java-archive",
    "application/x-mach-binary",
    "application/x-ms-shortcut",
    "application/x-shellscript",
    "application/x-sh",
    "application/x-csh",
    "application/x-bat",
    "application/hta",
    "application/javascript",
    "application/x-javascript",
    "text/javascript",
    "text/vbscript",
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "application/x-7z-compressed",
    "application/vnd.rar",
    "application/x-rar-compressed",
    "application/gzip",
    "application/x-bzip2",
    "application/x-xz",
    "application/x-tar",
    "application/vnd.ms-cab-compressed",
    "application/vnd.android.package-archive",
};

static gboolean
starts_html(const char *bytes, gsize length)
{
    static const char *const starts[] = {"<!doctype html", "<html", "<script",
                                         "<head",          "<body", "<svg"};
    while (length > 0 && g_ascii_isspace(*bytes)) {
        bytes++;
        length--;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
        gsize n = strlen(starts[i]);
        if (length >= n && g_ascii_strncasecmp(bytes, starts[i], n) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean
looks_like_text(const char *bytes, gsize length)
{
    static const char spacing[] = {'\t', '\n', '\r', '\f', '\x1B'};
    for (gsize i = 0; i < length; i++)
        if ((guint8)bytes[i] < ' ' &&
            memchr(spacing, bytes[i], sizeof spacing) == NULL)
            return FALSE;
    return length > 0;
}

const char *
reader_type_detect(const char *bytes, gsize length)
{
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(magics); i++) {
        const Magic *magic = &magics[i];
        if (length >= magic->offset + magic->length &&
            memcmp(bytes + magic->offset, magic->bytes, magic->length) == 0)
            return magic->type;
    }
    if (starts_html(bytes, length))
        return "text/html";
    /* Readers accept a PDF header within the first kilobyte (ISO 32000-1,
     * annex H.3), but a ZIP may hold one there too. */
    if (memmem(bytes, MIN(length, 1024), "%PDF-", 5) != NULL)
        return "application/pdf";
    return looks_like_text(bytes, MIN(length, 4096)) ? "text/plain" : NULL;
}

gboolean
reader_type_has_extension(const char *label, const char *const *extensions,
                          gsize n)
{
    g_autofree char *name = g_ascii_strdown(label == NULL ? "" : label, -1);
    /* Windows drops dots and blanks at the end of a name. */
    for (gsize end = strlen(name); end > 0 && strchr(". ", name[end - 1]);)
        name[--end] = '\0';
    const char *dot = strrchr(name, '.');
    if (dot == NULL)
        return FALSE;
    for (gsize i = 0; i < n; i++)
        if (strcmp(dot + 1, extensions[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_refused_type(const char *type)
{
    if (type == NULL)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(refused_types); i++)
        if (strcmp(type, refused_types[i]) == 0)
            return TRUE;
    return strstr(type, "macroenabled") != NULL;
}

/* A name or declared type that promises content with a form of its own. */
static gboolean
promises_form(const char *label, const char *type)
{
    static const char *const extensions[] = {
        "pdf", "docx", "odt", "xlsx", "ods", "pptx",
        "odp", "zip",  "jpg", "jpeg", "png", "gif",
    };
    return reader_type_has_extension(label, extensions,
                                     G_N_ELEMENTS(extensions)) ||
           g_strcmp0(type, "application/pdf") == 0;
}

PartState
reader_type_judge(const char *label, const char *type, const char *detected)
{
    if (reader_type_has_extension(label, refused_extensions,
                                  G_N_ELEMENTS(refused_extensions)) ||
        is_refused_type(type) || is_refused_type(detected))
        return PART_REFUSED;
    if (g_strcmp0(type, "application/pkcs7-mime") == 0 ||
        g_strcmp0(type, "application/x-pkcs7-mime") == 0 ||
        g_strcmp0(detected, "application/pgp-encrypted") == 0)
        return PART_ENCRYPTED;
    if ((detected == NULL || strcmp(detected, "text/plain") == 0) &&
        promises_form(label, type))
        return PART_DAMAGED;
    return PART_READABLE;
}
