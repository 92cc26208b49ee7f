#include "report/html.h"

#include <string.h>

struct Html {
    GString *buffer;
    GPtrArray *open; /* const char*: names of the open elements */
    gboolean in_tag; /* the last start tag still takes attributes */
};

Html *
html_new(gboolean document)
{
    Html *html = g_new0(Html, 1);
    html->buffer = g_string_new(document ? "<!DOCTYPE html>\n" : NULL);
    html->open = g_ptr_array_new();
    return html;
}

void
html_free(Html *html)
{
    if (html == NULL)
        return;
    g_string_free(html->buffer, TRUE);
    g_ptr_array_unref(html->open);
    g_free(html);
}

static void
end_tag(Html *html)
{
    if (html->in_tag)
        g_string_append_c(html->buffer, '>');
    html->in_tag = FALSE;
}

static void
append_escaped(GString *buffer, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == '&')
            g_string_append(buffer, "&amp;");
        else if (c == '<')
            g_string_append(buffer, "&lt;");
        else if (c == '>')
            g_string_append(buffer, "&gt;");
        else if (c == '"')
            g_string_append(buffer, "&quot;");
        else if (c == '\'')
            g_string_append(buffer, "&#39;");
        else if (c < 0x20 ? c != '\n' && c != '\t' : g_unichar_iscntrl(c))
            g_string_append(buffer, "\uFFFD");
        else
            g_string_append_unichar(buffer, c);
    }
}

void
html_attribute(Html *html, const char *name, const char *value)
{
    if (value == NULL)
        return;
    g_assert(html->in_tag);
    g_string_append_c(html->buffer, ' ');
    g_string_append(html->buffer, name);
    if (*value == '\0')
        return;
    g_string_append(html->buffer, "=\"");
    append_escaped(html->buffer, value);
    g_string_append_c(html->buffer, '"');
}

static void
start_tag(Html *html, const char *tag, va_list attributes)
{
    end_tag(html);
    g_string_append_c(html->buffer, '<');
    g_string_append(html->buffer, tag);
    html->in_tag = TRUE;
    const char *name;
    while ((name = va_arg(attributes, const char *)) != NULL)
        html_attribute(html, name, va_arg(attributes, const char *));
}

void
html_open(Html *html, const char *tag, ...)
{
    va_list attributes;
    va_start(attributes, tag);
    start_tag(html, tag, attributes);
    va_end(attributes);
    g_ptr_array_add(html->open, (gpointer)tag);
}

void
html_close(Html *html)
{
    g_assert(html->open->len > 0);
    end_tag(html);
    const char *tag = g_ptr_array_steal_index(html->open, html->open->len - 1);
    g_string_append_printf(html->buffer, "</%s>", tag);
    /* A line for each row and block keeps the source readable and diffable
     * without a space where inline text would show it. */
    static const char *const blocks[] = {
        "p",  "tr",  "li",   "table", "thead", "tbody",   "tfoot", "ul",
        "h1", "h2",  "h3",   "div",   "head",  "section", "nav",   "header",
        "dl", "svg", "main", "dd",    "style", "script",  "title", NULL};
    if (g_strv_contains(blocks, tag))
        g_string_append_c(html->buffer, '\n');
}

guint
html_depth(const Html *html)
{
    return html->open->len;
}

void
html_close_to(Html *html, guint depth)
{
    while (html->open->len > depth)
        html_close(html);
}

void
html_text(Html *html, const char *text)
{
    end_tag(html);
    if (text != NULL)
        append_escaped(html->buffer, text);
}

void
html_element(Html *html, const char *tag, const char *text, ...)
{
    va_list attributes;
    va_start(attributes, text);
    start_tag(html, tag, attributes);
    va_end(attributes);
    g_ptr_array_add(html->open, (gpointer)tag);
    html_text(html, text);
    html_close(html);
}

void
html_void(Html *html, const char *tag, ...)
{
    va_list attributes;
    va_start(attributes, tag);
    start_tag(html, tag, attributes);
    va_end(attributes);
    end_tag(html);
}

void
html_raw(Html *html, const char *trusted)
{
    end_tag(html);
    g_string_append(html->buffer, trusted);
}

GBytes *
html_finish(Html *html)
{
    html_close_to(html, 0);
    GString *done = g_steal_pointer(&html->buffer);
    html->buffer = g_string_new(NULL);
    return g_string_free_to_bytes(done);
}
