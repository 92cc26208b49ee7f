#include "mail/reader_html.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define MAX_LINKS 50
#define MAX_LINK_BYTES 2048
#define CHUNK_BYTES 16384

typedef struct {
    ReaderHtml *result;
    guint hidden; /* open elements whose text is not shown */
    gboolean in_pre;
    gboolean has_space; /* white space is due before the next word */
} HtmlState;

static const char *const hidden_elements[] = {"script", "style",    "head",
                                              "title",  "noscript", "object"};
static const char *const block_elements[] = {
    "p",  "div",     "br",      "tr",     "table",      "li",
    "ul", "ol",      "h1",      "h2",     "h3",         "h4",
    "h5", "h6",      "hr",      "pre",    "blockquote", "dt",
    "dd", "section", "article", "header", "footer",     "center",
};

static gboolean
is_one_of(const xmlChar *name, const char *const *names, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (strcmp((const char *)name, names[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_full(const HtmlState *state)
{
    return state->result->text->len >= state->result->limit;
}

/* One line end for any number of blocks that end here, an empty line at most
 * after a paragraph. */
static void
break_line(HtmlState *state, gboolean paragraph)
{
    GString *text = state->result->text;
    state->has_space = FALSE;
    if (is_full(state) || text->len == 0)
        return;
    if (text->str[text->len - 1] != '\n')
        g_string_append_c(text, '\n');
    if (paragraph && text->len > 1 && text->str[text->len - 2] != '\n')
        g_string_append_c(text, '\n');
}

static void
add_link(GPtrArray *links, const char *url, gsize length)
{
    if (links->len >= MAX_LINKS || length > MAX_LINK_BYTES)
        return;
    g_autofree char *link = g_strndup(url, length);
    if (!g_utf8_validate(link, -1, NULL) ||
        g_ptr_array_find_with_equal_func(links, link, g_str_equal, NULL))
        return;
    g_ptr_array_add(links, g_steal_pointer(&link));
}

static gboolean
is_web_link(const char *url)
{
    return g_ascii_strncasecmp(url, "http://", 7) == 0 ||
           g_ascii_strncasecmp(url, "https://", 8) == 0;
}

static void
take_attributes(HtmlState *state, const xmlChar **attributes)
{
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
        const char *name = (const char *)attributes[0];
        const char *value = (const char *)attributes[1];
        if (value == NULL)
            continue;
        value += strspn(value, " \t\r\n");
        if (strcmp(name, "href") == 0 && is_web_link(value))
            add_link(state->result->links, value, strlen(value));
        else if (g_ascii_strncasecmp(value, "cid:", 4) == 0 &&
                 state->result->cids->len < MAX_LINKS)
            g_ptr_array_add(state->result->cids, g_strdup(value + 4));
    }
}

static void
start_element(void *data, const xmlChar *name, const xmlChar **attributes)
{
    HtmlState *state = data;
    take_attributes(state, attributes);
    if (is_one_of(name, hidden_elements, G_N_ELEMENTS(hidden_elements)))
        state->hidden++;
    else if (strcmp((const char *)name, "td") == 0 ||
             strcmp((const char *)name, "th") == 0)
        state->has_space = TRUE;
    else if (strcmp((const char *)name, "br") == 0 && !is_full(state))
        g_string_append_c(state->result->text, '\n');
    else if (is_one_of(name, block_elements, G_N_ELEMENTS(block_elements)))
        break_line(state, strcmp((const char *)name, "p") == 0);
    if (strcmp((const char *)name, "pre") == 0)
        state->in_pre = TRUE;
}

static void
end_element(void *data, const xmlChar *name)
{
    HtmlState *state = data;
    if (is_one_of(name, hidden_elements, G_N_ELEMENTS(hidden_elements))) {
        state->hidden -= state->hidden > 0;
        return;
    }
    if (strcmp((const char *)name, "pre") == 0)
        state->in_pre = FALSE;
    if (strcmp((const char *)name, "br") != 0 &&
        is_one_of(name, block_elements, G_N_ELEMENTS(block_elements)))
        break_line(state, strcmp((const char *)name, "p") == 0);
}

static void
add_words(HtmlState *state, const char *text, gsize length)
{
    GString *out = state->result->text;
    for (gsize i = 0; i < length; i++) {
        if (g_ascii_isspace(text[i])) {
            state->has_space = TRUE;
            continue;
        }
        if (state->has_space && out->len > 0 && out->str[out->len - 1] != '\n')
            g_string_append_c(out, ' ');
        state->has_space = FALSE;
        g_string_append_c(out, text[i]);
    }
}

static void
characters(void *data, const xmlChar *text, int length)
{
    HtmlState *state = data;
    if (state->hidden > 0 || is_full(state) || length <= 0)
        return;
    if (state->in_pre)
        g_string_append_len(state->result->text, (const char *)text, length);
    else
        add_words(state, (const char *)text, (gsize)length);
}

void
reader_html_read(const char *html, gsize length, ReaderHtml *result)
{
    HtmlState state = {.result = result};
    htmlSAXHandler handler = {
        .startElement = start_element,
        .endElement = end_element,
        .characters = characters,
        .ignorableWhitespace = characters,
        .cdataBlock = NULL,
    };
    htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(
        &handler, &state, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (parser == NULL)
        return;
    /* What a <meta> says of the charset no longer holds. */
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                   HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                   HTML_PARSE_IGNORE_ENC);
    for (gsize at = 0; at < length && !is_full(&state); at += CHUNK_BYTES)
        htmlParseChunk(parser, html + at, (int)MIN(CHUNK_BYTES, length - at),
                       0);
    htmlParseChunk(parser, NULL, 0, 1);
    htmlFreeParserCtxt(parser);
}

void
reader_html_find_links(const char *text, GPtrArray *links)
{
    for (const char *at = text; links->len < MAX_LINKS; at++) {
        at = strcasestr(at, "http");
        if (at == NULL)
            return;
        if (!is_web_link(at))
            continue;
        gsize length = strcspn(at, " \t\r\n<>\"'|");
        const char *end = at + length;
        while (length > 8 && strchr(".,;:!?)]}", at[length - 1]) != NULL)
            length--;
        add_link(links, at, length);
        at = end - 1;
    }
}
