#include "mail/reader_scan.h"

#include "mail/reader.h"
#include "mail/reader_gmime.h"

#include <string.h>

/* A group within a group is no address list (RFC 5322 section 3.4), but two
 * or three colons happen in display names without quotes. */
#define MAX_GROUPS 16
#define MAX_LINE_START 1024

struct ReaderScan {
    ReaderCap cap;
    gboolean in_header;
    gboolean line_is_long; /* its start was dealt with */
    GString *line;         /* the start of the line under way */
    GString *header;       /* the header block under way */
    GPtrArray *levels;     /* boundaries of the multiparts we are in; "" for
                              an attached mail */
    guint parts;
};

ReaderScan *
reader_scan_new(void)
{
    ReaderScan *scan = g_new0(ReaderScan, 1);
    scan->cap = READER_CAP_NONE;
    scan->in_header = TRUE;
    scan->line = g_string_new(NULL);
    scan->header = g_string_new(NULL);
    scan->levels = g_ptr_array_new_with_free_func(g_free);
    return scan;
}

void
reader_scan_free(ReaderScan *scan)
{
    if (scan == NULL)
        return;
    g_string_free(scan->line, TRUE);
    g_string_free(scan->header, TRUE);
    g_ptr_array_unref(scan->levels);
    g_free(scan);
}

static void
add_level(ReaderScan *scan, const char *boundary)
{
    g_ptr_array_add(scan->levels, g_strdup(boundary));
    if (scan->levels->len > READER_MAX_LEVELS)
        scan->cap = READER_CAP_LEVELS;
}

static guint
count_outside_quotes(const char *value, gsize length, char wanted)
{
    guint count = 0;
    gboolean quoted = FALSE;
    for (gsize i = 0; i < length; i++) {
        if (value[i] == '\\')
            i++;
        else if (value[i] == '"')
            quoted = !quoted;
        else if (value[i] == wanted && !quoted)
            count++;
    }
    return count;
}

/* GMime's own parser tells the boundary: ours could be led to another. The
 * number of parameters is known to be small. */
static void
enter_type(ReaderScan *scan, const char *value, gsize length)
{
    g_autofree char *text = g_strndup(value, length);
    g_autoptr(GMimeContentType) type = g_mime_content_type_parse(NULL, text);
    const char *boundary = g_mime_content_type_get_parameter(type, "boundary");
    if (g_mime_content_type_is_type(type, "multipart", "*") && boundary != NULL)
        add_level(scan, boundary);
    else if (g_mime_content_type_is_type(type, "message", "rfc822")) {
        add_level(scan, "");
        scan->in_header = TRUE;
    }
}

static gboolean
is_address_field(const char *name, gsize length)
{
    static const char *const names[] = {"from", "sender", "reply-to",    "to",
                                        "cc",   "bcc",    "delivered-to"};
    if (length > 7 && g_ascii_strncasecmp(name, "resent-", 7) == 0) {
        name += 7;
        length -= 7;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strlen(names[i]) == length &&
            g_ascii_strncasecmp(name, names[i], length) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_field(const char *name, gsize length, const char *wanted)
{
    return strlen(wanted) == length &&
           g_ascii_strncasecmp(name, wanted, length) == 0;
}

static void
check_field(ReaderScan *scan, const char *field, gsize length)
{
    const char *colon = memchr(field, ':', length);
    if (colon == NULL)
        return;
    const char *value = colon + 1;
    gsize name_length = (gsize)(colon - field);
    gsize value_length = length - name_length - 1;
    while (name_length > 0 && g_ascii_isspace(field[name_length - 1]))
        name_length--;
    gboolean is_type = is_field(field, name_length, "content-type");
    if ((is_type || is_field(field, name_length, "content-disposition")) &&
        count_outside_quotes(value, value_length, ';') > READER_MAX_PARAMETERS)
        scan->cap = READER_CAP_PARAMETERS;
    else if (is_type)
        enter_type(scan, value, value_length);
    else if (is_address_field(field, name_length) &&
             count_outside_quotes(value, value_length, ':') > MAX_GROUPS)
        scan->cap = READER_CAP_GROUPS;
}

/* Cuts the block into fields: a line that starts with a blank goes on. */
static void
end_header(ReaderScan *scan)
{
    scan->in_header = FALSE;
    const char *field = scan->header->str;
    const char *end = field + scan->header->len;
    while (field < end && scan->cap == READER_CAP_NONE) {
        const char *next = field;
        do {
            next = memchr(next, '\n', (gsize)(end - next));
            next = next == NULL ? end : next + 1;
        } while (next < end && (*next == ' ' || *next == '\t'));
        check_field(scan, field, (gsize)(next - field));
        field = next;
    }
    g_string_truncate(scan->header, 0);
}

/* A boundary line opens a part or closes the level (RFC 2046 section 5.1). */
static void
check_boundary(ReaderScan *scan)
{
    g_strchomp(scan->line->str);
    const char *text = scan->line->str + 2;
    for (guint i = scan->levels->len; i > 0; i--) {
        const char *boundary = scan->levels->pdata[i - 1];
        gsize length = strlen(boundary);
        if (length == 0 || strncmp(text, boundary, length) != 0)
            continue;
        gboolean closes = strcmp(text + length, "--") == 0;
        if (text[length] != '\0' && !closes)
            continue;
        g_ptr_array_set_size(scan->levels, (int)(closes ? i - 1 : i));
        scan->in_header = !closes;
        if (!closes && ++scan->parts > READER_MAX_PARTS)
            scan->cap = READER_CAP_PARTS;
        return;
    }
}

/* A line is whole, or its start is long enough to judge it. */
static void
end_line(ReaderScan *scan)
{
    const char *line = scan->line->str;
    gsize length = scan->line->len;
    if (scan->in_header) {
        gboolean is_empty = line[strspn(line, "\r\n")] == '\0';
        if (is_empty)
            end_header(scan);
        else
            g_string_append_len(scan->header, line, (gssize)length);
        if (scan->header->len > READER_MAX_HEADER_BYTES)
            scan->cap = READER_CAP_HEADER_BYTES;
    } else if (length > 2 && line[0] == '-' && line[1] == '-') {
        check_boundary(scan);
    }
    g_string_truncate(scan->line, 0);
}

/* A mail that does not begin with a field has no header at all; what GMime
 * does not take for one is not to be measured as one. */
static gboolean
begins_without_header(const ReaderScan *scan)
{
    if (!scan->in_header || scan->header->len > 0 || scan->parts > 0 ||
        scan->levels->len > 0 || scan->line->str[0] == '\0')
        return FALSE;
    gsize name = strcspn(scan->line->str, ": \t\r\n");
    const char *next = scan->line->str + name;
    next += strspn(next, " \t");
    return *next != ':' && strncmp(scan->line->str, "From ", 5) != 0 &&
           (*next != '\0' || name > MAX_LINE_START);
}

/* One piece of a line, maybe with its end. */
static void
add_piece(ReaderScan *scan, const char *bytes, gsize length, gboolean is_whole)
{
    if (!scan->line_is_long || scan->in_header) {
        gsize room = scan->in_header
                         ? length
                         : MIN(length, MAX_LINE_START - scan->line->len);
        g_string_append_len(scan->line, bytes, (gssize)room);
    }
    if (begins_without_header(scan))
        scan->in_header = FALSE;
    if (scan->in_header &&
        scan->line->len + scan->header->len > READER_MAX_HEADER_BYTES)
        scan->cap = READER_CAP_HEADER_BYTES;
    else if (is_whole)
        end_line(scan);
    scan->line_is_long = !is_whole && scan->line->len >= MAX_LINE_START;
}

/* In a body only lines that may be a boundary are of interest. */
static gboolean
can_skip(const ReaderScan *scan, const char *bytes)
{
    return !scan->in_header && scan->line->len == 0 && !scan->line_is_long &&
           bytes[0] != '-';
}

ReaderCap
reader_scan_add(ReaderScan *scan, const char *bytes, gsize length)
{
    while (length > 0 && scan->cap == READER_CAP_NONE) {
        const char *newline = memchr(bytes, '\n', length);
        gsize piece = newline == NULL ? length : (gsize)(newline - bytes) + 1;
        if (newline == NULL || !can_skip(scan, bytes))
            add_piece(scan, bytes, piece, newline != NULL);
        bytes += piece;
        length -= piece;
    }
    return scan->cap;
}

ReaderCap
reader_scan_finish(ReaderScan *scan)
{
    if (scan->cap == READER_CAP_NONE)
        end_line(scan);
    if (scan->cap == READER_CAP_NONE && scan->in_header)
        end_header(scan);
    return scan->cap;
}
