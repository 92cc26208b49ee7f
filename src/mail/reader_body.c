#include "mail/reader_body.h"

#include "mail/reader_charset.h"
#include "mail/reader_html.h"
#include "mail/reader_task.h"

#include <string.h>

#define MAX_HTML_BYTES (1024 * 1024)
#define POOR_CHARS 10
#define NOTICE_CHARS 200

ReaderBody *
reader_body_new(ReaderBody *parent)
{
    ReaderBody *body = g_new0(ReaderBody, 1);
    body->text = g_string_new(NULL);
    body->links = parent != NULL ? g_ptr_array_ref(parent->links)
                                 : g_ptr_array_new_with_free_func(g_free);
    body->cids = parent != NULL ? g_ptr_array_ref(parent->cids)
                                : g_ptr_array_new_with_free_func(g_free);
    return body;
}

void
reader_body_free(ReaderBody *body)
{
    if (body == NULL)
        return;
    g_string_free(body->text, TRUE);
    g_ptr_array_unref(body->links);
    g_ptr_array_unref(body->cids);
    g_free(body);
}

gboolean
reader_body_is_text(GMimePart *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char *disposition = g_mime_object_get_disposition(GMIME_OBJECT(part));
    return (g_mime_content_type_is_type(type, "text", "plain") ||
            g_mime_content_type_is_type(type, "text", "html")) &&
           (disposition == NULL ||
            g_ascii_strcasecmp(disposition, "attachment") != 0) &&
           g_mime_part_get_filename(part) == NULL;
}

char *
reader_body_decode(GMimePart *part, gsize limit, gsize *length)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GString *bytes = g_string_new(NULL);
    if (content != NULL) {
        GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
        g_autoptr(GMimeFilter) filter =
            reader_gmime_decoder(g_mime_data_wrapper_get_encoding(content));
        char block[8192], *out;
        gsize n, prespace;
        ssize_t got;
        g_mime_stream_reset(stream);
        while (bytes->len < limit &&
               (got = g_mime_stream_read(stream, block, sizeof block)) > 0) {
            g_mime_filter_filter(filter, block, (gsize)got, 0, &out, &n,
                                 &prespace);
            g_string_append_len(bytes, out, (gssize)n);
        }
        g_mime_filter_complete(filter, NULL, 0, 0, &out, &n, &prespace);
        g_string_append_len(bytes, out, (gssize)n);
    }
    *length = MIN(bytes->len, limit);
    return g_string_free(bytes, FALSE);
}

/* Paragraphs of several parts are set apart by an empty line. */
static void
add_text(ReaderBody *body, const char *text)
{
    gsize room =
        READER_MAX_BODY_TEXT - MIN(body->text->len, READER_MAX_BODY_TEXT);
    if (*text == '\0' || room < 3)
        return;
    if (body->text->len > 0)
        g_string_append(body->text, "\n\n");
    g_autofree char *cut = g_strndup(text, MIN(strlen(text), room - 2));
    g_autofree char *valid = g_utf8_make_valid(cut, -1);
    g_string_append(body->text, g_strchomp(valid));
}

static char *
normalise_line_ends(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++)
        if (from[0] != '\r' || from[1] != '\n')
            *to++ = *from;
    *to = '\0';
    return text;
}

static void
add_html(ReaderBody *body, const char *html)
{
    g_autoptr(GString) text = g_string_new(NULL);
    ReaderHtml result = {.text = text,
                         .limit = READER_MAX_BODY_TEXT,
                         .links = body->links,
                         .cids = body->cids};
    reader_html_read(html, strlen(html), &result);
    body->is_html = TRUE;
    add_text(body, text->str);
}

void
reader_body_add_part(ReaderBody *body, GMimePart *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    gboolean is_html = g_mime_content_type_is_type(type, "text", "html");
    gsize length = 0;
    g_autofree char *bytes = reader_body_decode(
        part, is_html ? MAX_HTML_BYTES : READER_MAX_BODY_TEXT, &length);
    g_autofree char *text = reader_charset_decode(
        g_mime_content_type_get_parameter(type, "charset"), bytes, length);
    if (is_html) {
        add_html(body, text);
        return;
    }
    normalise_line_ends(text);
    reader_html_find_links(text, body->links);
    add_text(body, text);
}

void
reader_body_add_raw(ReaderBody *body, const char *bytes)
{
    gsize length = strnlen(bytes, READER_MAX_BODY_TEXT);
    g_autofree char *text = reader_charset_decode(NULL, bytes, length);
    normalise_line_ends(text);
    reader_html_find_links(text, body->links);
    add_text(body, text);
}

static gsize
count_chars(const char *text)
{
    gsize count = 0;
    for (; *text != '\0'; text++)
        count += !g_ascii_isspace(*text) && (*text & 0xC0) != 0x80;
    return count;
}

/* "Your mail program does not show HTML" is no text of the sender's. */
static gboolean
says_enough(const ReaderBody *plain, const ReaderBody *html)
{
    gsize own = count_chars(plain->text->str);
    gsize other = html == NULL ? 0 : count_chars(html->text->str);
    return own >= other ||
           (own >= POOR_CHARS && (own >= NOTICE_CHARS || own * 4 >= other));
}

void
reader_body_add_choice(ReaderBody *body, GPtrArray *alternatives)
{
    const ReaderBody *plain = NULL, *html = NULL;
    for (guint i = 0; i < alternatives->len; i++) {
        const ReaderBody *one = alternatives->pdata[i];
        if (one->text->len == 0)
            continue;
        if (one->is_html)
            html = one;
        else if (plain == NULL)
            plain = one;
    }
    const ReaderBody *chosen =
        plain != NULL && says_enough(plain, html) ? plain : html;
    if (chosen == NULL)
        return;
    body->is_html = chosen->is_html;
    add_text(body, chosen->text->str);
}
