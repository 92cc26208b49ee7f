#include "mail/reader_office.h"

#include "mail/reader_text.h"

#include <libxml/parser.h>
#include <string.h>

#define MAX_XML_BYTES (32 * 1024 * 1024)
#define MAX_MIMETYPE_BYTES 100

typedef struct {
    const char *entry;
    ReaderOfficeKind kind;
    const char *type;
} OfficeMark;

#define OOXML "application/vnd.openxmlformats-officedocument."
#define ODF "application/vnd.oasis.opendocument."

static const OfficeMark marks[] = {
    {"word/document.xml", READER_OFFICE_DOCX,
     OOXML "wordprocessingml.document"},
    {"xl/workbook.xml", READER_OFFICE_OTHER, OOXML "spreadsheetml.sheet"},
    {"ppt/presentation.xml", READER_OFFICE_OTHER,
     OOXML "presentationml.presentation"},
};

static const OfficeMark odf_types[] = {
    {ODF "text", READER_OFFICE_ODT, ODF "text"},
    {ODF "spreadsheet", READER_OFFICE_OTHER, ODF "spreadsheet"},
    {ODF "presentation", READER_OFFICE_OTHER, ODF "presentation"},
    {ODF "graphics", READER_OFFICE_OTHER, ODF "graphics"},
};

static void
set_mark(ReaderOffice *office, const char *name, const OfficeMark *known,
         gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (strcmp(name, known[i].entry) == 0) {
            office->kind = known[i].kind;
            office->type = known[i].type;
        }
}

/* OpenDocument says what it is in a first, stored entry "mimetype". */
static void
read_mimetype(ReaderOffice *office, ReaderArchive *archive)
{
    ReaderSource source = reader_archive_source(archive);
    const char *bytes;
    gsize length;
    if (!source.next(source.data, &bytes, &length) ||
        length > MAX_MIMETYPE_BYTES)
        return;
    g_autofree char *type = g_strchomp(g_strndup(bytes, length));
    set_mark(office, type, odf_types, G_N_ELEMENTS(odf_types));
}

static gboolean
is_macro_entry(const char *name)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    return strstr(lower, "vbaproject") != NULL ||
           strstr(lower, "vbadata") != NULL ||
           g_str_has_prefix(lower, "basic/") ||
           g_str_has_prefix(lower, "scripts/") ||
           strstr(lower, "/macrosheets/") != NULL ||
           strstr(lower, "/activex") != NULL;
}

ReaderOffice
reader_office_look(int fd)
{
    ReaderOffice office = {0};
    g_autoptr(ReaderArchive) archive = reader_archive_open(fd);
    while (reader_archive_next(archive)) {
        const char *name = reader_archive_name(archive);
        office.is_encrypted |= reader_archive_is_encrypted(archive);
        office.has_macros |= is_macro_entry(name);
        if (strcmp(name, "mimetype") == 0)
            read_mimetype(&office, archive);
        else
            set_mark(&office, name, marks, G_N_ELEMENTS(marks));
    }
    office.is_broken = reader_archive_is_broken(archive);
    return office;
}

/* The text of a document under way. */
typedef struct {
    GString *text;
    gboolean is_docx;
    guint in_text;    /* open w:t (DOCX), office:text (ODT) */
    guint in_skipped; /* open elements that repeat or hide text */
} OfficeText;

static gboolean
is_skipped(const char *name)
{
    /* A fallback repeats the text box it stands for. */
    static const char *const names[] = {"Fallback", "tracked-changes",
                                        "instrText", "delText", "annotation"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(name, names[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
holds_text(const OfficeText *state, const char *name)
{
    return strcmp(name, state->is_docx ? "t" : "text") == 0;
}

static void
start_element(void *data, const xmlChar *local, const xmlChar *prefix,
              const xmlChar *uri, int n_namespaces, const xmlChar **namespaces,
              int n_attributes, int n_defaulted, const xmlChar **attributes)
{
    (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces;
    (void)n_attributes, (void)n_defaulted, (void)attributes;
    OfficeText *state = data;
    const char *name = (const char *)local;
    if (is_skipped(name))
        state->in_skipped++;
    else if (holds_text(state, name))
        state->in_text++;
    else if (strcmp(name, "tab") == 0)
        g_string_append_c(state->text, '\t');
    else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0 ||
             strcmp(name, "line-break") == 0)
        g_string_append_c(state->text, '\n');
    else if (strcmp(name, "s") == 0 && !state->is_docx)
        g_string_append_c(state->text, ' ');
}

static void
end_element(void *data, const xmlChar *local, const xmlChar *prefix,
            const xmlChar *uri)
{
    (void)prefix, (void)uri;
    OfficeText *state = data;
    const char *name = (const char *)local;
    if (is_skipped(name))
        state->in_skipped -= state->in_skipped > 0;
    else if (holds_text(state, name))
        state->in_text -= state->in_text > 0;
    else if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0)
        g_string_append_c(state->text, '\n');
}

static void
characters(void *data, const xmlChar *text, int length)
{
    OfficeText *state = data;
    if (state->in_text > 0 && state->in_skipped == 0 && length > 0)
        g_string_append_len(state->text, (const char *)text, length);
}

/* Streams an entry through the parser. No DTD handler is set: entities that a
 * document declares stay unknown. FALSE if it is not well-formed. */
static gboolean
parse_xml(ReaderTask *task, ReaderArchive *archive, OfficeText *state)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = start_element,
                             .endElementNs = end_element,
                             .characters = characters,
                             .ignorableWhitespace = characters,
                             .cdataBlock = characters};
    xmlParserCtxtPtr parser =
        xmlCreatePushParserCtxt(&handler, state, NULL, 0, NULL);
    if (parser == NULL)
        return FALSE;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR |
                                  XML_PARSE_NOWARNING);
    ReaderSource source = reader_archive_source(archive);
    const char *bytes;
    gsize length, total = 0;
    while (state->text->len < READER_MAX_PAGES_TEXT && total < MAX_XML_BYTES &&
           task->bytes_left > 0 && parser->wellFormed &&
           source.next(source.data, &bytes, &length)) {
        xmlParseChunk(parser, bytes, (int)length, 0);
        total += length;
        task->bytes_left -= (gint64)length;
    }
    gboolean good = parser->wellFormed && !reader_archive_is_broken(archive);
    xmlFreeParserCtxt(parser);
    return good;
}

void
reader_office_read(ReaderTask *task, MessagePart *part, int fd,
                   ReaderOfficeKind kind)
{
    gboolean is_docx = kind == READER_OFFICE_DOCX;
    const char *wanted = is_docx ? "word/document.xml" : "content.xml";
    g_autoptr(ReaderArchive) archive = reader_archive_open(fd);
    while (reader_archive_next(archive)) {
        if (strcmp(reader_archive_name(archive), wanted) != 0)
            continue;
        g_autoptr(GString) text = g_string_new(NULL);
        OfficeText state = {.text = text, .is_docx = is_docx};
        if (!parse_xml(task, archive, &state))
            part->state = PART_DAMAGED;
        g_autoptr(ReaderPages) pages = reader_pages_new(task);
        reader_pages_add(pages, text->str);
        reader_pages_finish(pages, part);
        return;
    }
    part->state = PART_DAMAGED;
}
