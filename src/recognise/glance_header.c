#include "recognise/glance_header.h"

#include <string.h>

/* What is longer is no common mail. */
#define MAX_BYTES 16384
#define MAX_VALUE_BYTES 2000
#define MAX_IDS 50

typedef enum { NO_FIELD, SUBJECT, FROM, IDS, TYPE, N_FIELDS } Field;

typedef struct {
    GString *values[N_FIELDS];
    guint counts[N_FIELDS];
    Field current;
} Fields;

void
glance_header_clear(GlanceHeader *header)
{
    g_free(header->subject);
    g_free(header->name);
    g_free(header->address);
    g_strfreev(header->ids);
    memset(header, 0, sizeof *header);
}

static gboolean
is_name(const char *name, gsize length, const char *wanted)
{
    return strlen(wanted) == length &&
           g_ascii_strncasecmp(name, wanted, length) == 0;
}

/* FALSE for a field that says that this is more than a common mail. */
static gboolean
begin_field(Fields *fields, const char *name, gsize length)
{
    static const struct {
        const char *name;
        Field field;
    } known[] = {{"subject", SUBJECT},
                 {"from", FROM},
                 {"in-reply-to", IDS},
                 {"references", IDS},
                 {"content-type", TYPE}};
    fields->current = NO_FIELD;
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (is_name(name, length, known[i].name))
            fields->current = known[i].field;
    fields->counts[fields->current]++;
    return !is_name(name, length, "x-failed-recipients") &&
           !is_name(name, length, "x-dossierd");
}

/* RFC 5322 section 2.2; a parser takes some other line for the end of the
 * header. */
static gboolean
is_field_name(const char *name, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isgraph(name[i]))
            return FALSE;
    }
    return length > 0;
}

/* One line without its end. */
static gboolean
add_line(Fields *fields, const char *line, gsize length)
{
    gboolean goes_on = line[0] == ' ' || line[0] == '\t';
    if (!goes_on) {
        const char *colon = memchr(line, ':', length);
        gsize name = colon ? (gsize)(colon - line) : 0;
        if (!is_field_name(line, name) || !begin_field(fields, line, name))
            return FALSE;
        line += name + 1;
        length -= name + 1;
    }
    GString *value = fields->values[fields->current];
    if (fields->current == NO_FIELD)
        return TRUE;
    /* A field name is followed by what belongs to the value already. */
    g_string_append_len(value, line, (gssize)length);
    return value->len <= MAX_VALUE_BYTES;
}

static gboolean
read_fields(Fields *fields, const char *bytes, gsize length)
{
    const char *end = bytes + length;
    if (length > MAX_BYTES || memchr(bytes, '\0', length))
        return FALSE;
    while (bytes < end) {
        const char *newline = memchr(bytes, '\n', (gsize)(end - bytes));
        const char *next = newline ? newline + 1 : end;
        const char *stop = newline ? newline : end;
        if (stop > bytes && stop[-1] == '\r')
            stop--;
        if (stop == bytes)
            return TRUE;
        if (!add_line(fields, bytes, (gsize)(stop - bytes)))
            return FALSE;
        bytes = next;
    }
    return TRUE;
}

/* ---- encoded words (RFC 2047 section 2) ---- */

static gboolean
append_quoted(GString *bytes, const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (text[i] != '=') {
            g_string_append_c(bytes, text[i] == '_' ? ' ' : text[i]);
            continue;
        }
        if (i + 2 >= length || !g_ascii_isxdigit(text[i + 1]) ||
            !g_ascii_isxdigit(text[i + 2]))
            return FALSE;
        g_string_append_c(bytes, (char)(g_ascii_xdigit_value(text[i + 1]) * 16 +
                                        g_ascii_xdigit_value(text[i + 2])));
        i += 2;
    }
    return TRUE;
}

static gboolean
append_base64(GString *bytes, const char *text, gsize length)
{
    if (length % 4 != 0)
        return FALSE;
    gsize start = bytes->len;
    gint state = 0;
    guint save = 0;
    g_string_set_size(bytes, start + length);
    gsize n = g_base64_decode_step(text, length, (guchar *)bytes->str + start,
                                   &state, &save);
    g_string_set_size(bytes, start + n);
    return TRUE;
}

/* Latin 1 above its control characters. ISO-8859-15 and windows-1252 agree
 * with it there but for a few signs, which no regular text needs here. */
static gboolean
append_latin_1(GString *text, const GString *bytes, gboolean is_latin_9)
{
    for (gsize i = 0; i < bytes->len; i++) {
        guchar byte = (guchar)bytes->str[i];
        if ((byte >= 0x80 && byte < 0xA0) ||
            (is_latin_9 && byte > 0xA0 && byte < 0xC0))
            return FALSE;
        g_string_append_unichar(text, byte);
    }
    return TRUE;
}

static gboolean
append_charset(GString *text, const char *charset, gsize length,
               const GString *bytes)
{
    if (is_name(charset, length, "utf-8") ||
        is_name(charset, length, "us-ascii")) {
        g_string_append_len(text, bytes->str, (gssize)bytes->len);
        return g_utf8_validate_len(bytes->str, bytes->len, NULL);
    }
    gboolean is_latin_9 = is_name(charset, length, "iso-8859-15");
    return (is_latin_9 || is_name(charset, length, "iso-8859-1") ||
            is_name(charset, length, "windows-1252")) &&
           append_latin_1(text, bytes, is_latin_9);
}

/* Decodes the word at `*at`, which is moved behind it. */
static gboolean
append_word(GString *text, const char **at)
{
    const char *charset = *at + 2;
    gsize length = strcspn(charset, "? \t*");
    const char *mark = charset + length;
    if (mark[0] != '?' || !mark[1] || mark[2] != '?')
        return FALSE;
    const char *start = mark + 3;
    const char *end = strstr(start, "?=");
    if (!end || strcspn(start, "? \t") != (gsize)(end - start))
        return FALSE;
    g_autoptr(GString) bytes = g_string_new(NULL);
    gboolean is_base64 = g_ascii_toupper(mark[1]) == 'B';
    if (!is_base64 && g_ascii_toupper(mark[1]) != 'Q')
        return FALSE;
    *at = end + 2;
    return (is_base64 ? append_base64 : append_quoted)(bytes, start,
                                                       (gsize)(end - start)) &&
           append_charset(text, charset, length, bytes);
}

/* Text that was decoded with the wrong charset is mended by the reader. */
static gboolean
may_be_garbled(const char *text)
{
    for (const char *p = text; (p = strpbrk(p, "\xC2\xC3\xE2\xEF")); p++) {
        guchar first = (guchar)p[0], second = (guchar)p[1];
        if ((first == 0xC3 && (second == 0x82 || second == 0x83)) ||
            (first == 0xC2 && second < 0xA0) ||
            (first == 0xC3 && second == 0xA2 && (guchar)p[2] >= 0xC2) ||
            (first == 0xEF && second == 0xBF))
            return TRUE;
    }
    return FALSE;
}

/* NULL where it is not regular. */
static char *
decode(const char *value)
{
    g_autoptr(GString) text = g_string_sized_new(strlen(value));
    gboolean after_word = FALSE;
    while (*value) {
        const char *word = value + strspn(value, " \t");
        if (after_word && g_str_has_prefix(word, "=?"))
            value = word;
        after_word = g_str_has_prefix(value, "=?");
        if (after_word) {
            if (!append_word(text, &value))
                return NULL;
            continue;
        }
        if ((guchar)*value >= 0x80)
            return NULL;
        g_string_append_c(text, *value++);
    }
    if (may_be_garbled(text->str))
        return NULL;
    return g_strstrip(g_string_free(g_steal_pointer(&text), FALSE));
}

/* ---- addresses and ids ---- */

static gboolean
is_plain_address(const char *address)
{
    const char *at = strchr(address, '@');
    return at && at > address && at[1] && !strchr(at + 1, '@') &&
           !strpbrk(address, " \t\"(),:;<>[]\\") && g_str_is_ascii(address) &&
           !strstr(address, "=?");
}

/* "Name <address>", with or without quotes, or the address alone. */
static gboolean
read_from(GlanceHeader *header, const char *value)
{
    g_autofree char *text = g_strstrip(g_strdup(value));
    gsize length = strlen(text);
    char *open = strchr(text, '<');
    if (open) {
        if (text[length - 1] != '>')
            return FALSE;
        text[length - 1] = '\0';
        *open = '\0';
    }
    header->address = g_ascii_strdown(open ? open + 1 : text, -1);
    char *name = open ? g_strstrip(text) : (char *)"";
    gsize n = strlen(name);
    if (n >= 2 && name[0] == '"' && name[n - 1] == '"') {
        name[n - 1] = '\0';
        name++;
    } else if (strpbrk(name, ",:;()@")) {
        return FALSE;
    }
    if (!is_plain_address(header->address) || strpbrk(name, "\"\\"))
        return FALSE;
    header->name = decode(name);
    return header->name != NULL;
}

static gboolean
read_ids(GlanceHeader *header, const char *value)
{
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    guint n = 0;
    for (;;) {
        value += strspn(value, " \t");
        if (!*value)
            break;
        const char *end = strchr(value, '>');
        if (*value != '<' || !end || n++ == MAX_IDS ||
            strcspn(value + 1, "< \t\"()") < (gsize)(end - value - 1))
            return FALSE;
        g_autofree char *id = g_strndup(value + 1, (gsize)(end - value - 1));
        g_strv_builder_add(ids, id);
        value = end + 1;
    }
    header->ids = g_strv_builder_end(ids);
    return TRUE;
}

static gboolean
is_report(const char *type)
{
    g_autofree char *lower = g_ascii_strdown(type, -1);
    return strstr(lower, "report") || strstr(lower, "delivery") ||
           strstr(lower, "disposition");
}

static gboolean
take_fields(GlanceHeader *header, const Fields *fields)
{
    if (fields->counts[SUBJECT] != 1 || fields->counts[FROM] != 1 ||
        fields->counts[TYPE] > 1 || is_report(fields->values[TYPE]->str))
        return FALSE;
    header->subject = decode(fields->values[SUBJECT]->str);
    return header->subject && read_from(header, fields->values[FROM]->str) &&
           read_ids(header, fields->values[IDS]->str);
}

gboolean
glance_header_read(GlanceHeader *header, const char *bytes, gsize length)
{
    Fields fields = {0};
    for (guint i = 0; i < N_FIELDS; i++)
        fields.values[i] = g_string_new(NULL);
    gboolean good =
        read_fields(&fields, bytes, length) && take_fields(header, &fields);
    for (guint i = 0; i < N_FIELDS; i++)
        g_string_free(fields.values[i], TRUE);
    return good;
}
