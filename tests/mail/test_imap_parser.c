#include "mail/imap_parser.h"

#include "mail/imap_response.h"
#include "mail/imap_structure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* What the parser hands out, written down so that tables can hold it. */
typedef struct {
    GString *seen;
    gsize streamed;
} Record;

static void
write_nodes(GString *out, const ImapNode *nodes, guint32 from, guint32 to)
{
    for (guint32 i = from; i < to; i = nodes[i].next) {
        if (i > from)
            g_string_append_c(out, ' ');
        switch (nodes[i].kind) {
        case IMAP_ATOM:
            g_string_append(out, nodes[i].text);
            break;
        case IMAP_STRING:
            g_string_append_printf(out, "'%s'", nodes[i].text);
            break;
        case IMAP_NIL:
            g_string_append(out, "NIL");
            break;
        case IMAP_LIST:
            g_string_append_c(out, '(');
            write_nodes(out, nodes, i + 1, nodes[i].next);
            g_string_append_c(out, ')');
            break;
        case IMAP_STREAMED:
            g_string_append_printf(out, "<%zu>", nodes[i].length);
        }
    }
}

static gboolean
record_begin(gpointer data, guint64 size, GError **error)
{
    Record *record = data;

    (void)error;
    record->streamed = 0;
    g_string_append_printf(record->seen, "begin %" G_GUINT64_FORMAT "|", size);
    return TRUE;
}

static gboolean
record_stream(gpointer data, const char *bytes, gsize length, GError **error)
{
    Record *record = data;

    (void)bytes;
    (void)error;
    record->streamed += length;
    return TRUE;
}

static gboolean
record_response(gpointer data, const ImapResponse *response, GError **error)
{
    static const char *const words[] = {"",    "OK",      "NO", "BAD",
                                        "BYE", "PREAUTH", ""};
    Record *record = data;
    GString *out = record->seen;

    (void)error;
    g_string_append_printf(out, "%s %s%s", response->tag,
                           words[response->status], response->name);
    if (response->number > 0)
        g_string_append_printf(out, " #%u", response->number);
    if (response->code != NULL)
        g_string_append_printf(out, " [%s:%s]", response->code,
                               response->code_text);
    if (response->text[0] != '\0')
        g_string_append_printf(out, " {%s}", response->text);
    if (response->n_nodes > 0) {
        g_string_append_c(out, ' ');
        write_nodes(out, response->nodes, 0, (guint32)response->n_nodes);
    }
    g_string_append(out, response->cut ? "!|" : "|");
    return TRUE;
}

/* Feeds `bytes` in pieces of `piece`; gives what was seen, or the error. */
static char *
parse(const char *bytes, gsize length, gsize piece)
{
    Record record = {.seen = g_string_new(NULL)};
    ImapParserHandler handler = {&record, record_begin, record_stream,
                                 record_response};
    g_autoptr(ImapParser) parser = imap_parser_new(&handler);
    g_autoptr(GError) error = NULL;

    for (gsize at = 0; at < length && error == NULL; at += piece) {
        /* A copy, so that the sanitizers see a read beyond the piece. */
        gsize size = MIN(piece, length - at);
        g_autofree char *copy = g_memdup2(bytes + at, size);

        imap_parser_feed(parser, copy, size, &error);
    }
    if (error != NULL)
        g_string_append_printf(record.seen, "error: %s", error->message);
    return g_string_free(record.seen, FALSE);
}

static void
check(const char *given, gsize length, const char *expected)
{
    static const gsize pieces[] = {1, 2, 3, 7, 64, 100000};

    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autofree char *seen = parse(given, length, pieces[i]);

        if (strcmp(seen, expected) != 0)
            fail_msg("%s\nin pieces of %zu: got %s\nexpected %s", given,
                     pieces[i], seen, expected);
    }
}

typedef struct {
    const char *given, *expected;
} Case;

static void
check_all(const Case *cases, gsize n)
{
    for (gsize i = 0; i < n; i++)
        check(cases[i].given, strlen(cases[i].given), cases[i].expected);
}

static void
test_status(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"* OK hello\r\n", "* OK {hello}|"},
        {"* ok\r\n", "* OK|"},
        {"* PREAUTH hi\r\n", "* PREAUTH {hi}|"},
        {"* BYE [UNAVAILABLE] down\r\n", "* BYE [UNAVAILABLE:] {down}|"},
        {"* OK [UIDVALIDITY 3857529045] UIDs valid\r\n",
         "* OK [UIDVALIDITY:3857529045] {UIDs valid}|"},
        {"* OK [uidnext 44] x\r\n", "* OK [UIDNEXT:44] {x}|"},
        {"* OK [PERMANENTFLAGS ()] x\r\n", "* OK [PERMANENTFLAGS:()] {x}|"},
        {"* OK [CAPABILITY IMAP4rev1 IDLE] x\r\n",
         "* OK [CAPABILITY:IMAP4rev1 IDLE] {x}|"},
        {"* OK [unclosed x\r\n", "* OK {[unclosed x}|"},
        {"D1 OK done\r\n", "D1 OK {done}|"},
        {"D1 NO [TRYCREATE] no such\r\n", "D1 NO [TRYCREATE:] {no such}|"},
        {"D12 BAD what\r\n", "D12 BAD {what}|"},
        {"D2 OK [APPENDUID 38505 3955] ok\r\n",
         "D2 OK [APPENDUID:38505 3955] {ok}|"},
        {"D2 OK [COPYUID 38505 304,319:320 3956:3958] ok\r\n",
         "D2 OK [COPYUID:38505 304,319:320 3956:3958] {ok}|"},
        /* Words for people announce no literal and open no list. */
        {"* OK at ( \"5 {17}\r\n* OK x\r\n", "* OK {at ( \"5 {17}}|* OK {x}|"},
        {"+ idling\r\n+\r\n", "+  {idling}|+ |"},
        {"\r\n* OK x\r\n", "* OK {x}|"},
    };

    check_all(cases, G_N_ELEMENTS(cases));
}

static void
test_data(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"* 23 EXISTS\r\n* 5 RECENT\r\n* 44 EXPUNGE\r\n",
         "* EXISTS #23|* RECENT #5|* EXPUNGE #44|"},
        {"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
         "* CAPABILITY IMAP4rev1 AUTH=PLAIN|"},
        {"* FLAGS (\\Seen \\* $x)\r\n", "* FLAGS (\\Seen \\* $x)|"},
        {"* LIST (\\HasNoChildren) \"/\" \"a \\\"b\\\" \\\\\"\r\n",
         "* LIST (\\HasNoChildren) '/' 'a \"b\" \\'|"},
        {"* LIST () NIL [Gmail]/x\r\n", "* LIST () NIL [Gmail]/x|"},
        {"* LIST () \".\" {5}\r\nA B\r\n\r\n", "* LIST () '.' 'A B\r\n'|"},
        {"* SEARCH\r\n* SEARCH 2 84 882\r\n", "* SEARCH|* SEARCH {2 84 882}|"},
        {"* ESEARCH (TAG \"D5\") UID ALL 1:5,9\r\n",
         "* ESEARCH {(TAG \"D5\") UID ALL 1:5,9}|"},
        {"* search 1\r\n", "* SEARCH {1}|"},
        {"* XYZZY nothing (we (know)) of\r\n",
         "* XYZZY nothing (we (know)) of|"},
        {"* 1 FETCH (FLAGS (\\Seen) UID 4)\r\n",
         "* FETCH #1 (FLAGS (\\Seen) UID 4)|"},
        {"* 1 FETCH (UID 4 BODY[HEADER.FIELDS (FROM \"TO\")] {4}\r\nab\r\n)"
         "\r\n",
         "* FETCH #1 (UID 4 BODY[HEADER.FIELDS (FROM \"TO\")] 'ab\r\n')|"},
        {"* 1 FETCH (BODY[1.2]<0> \"x\" UID 4)\r\n",
         "* FETCH #1 (BODY[1.2]<0> 'x' UID 4)|"},
        {"* 1 FETCH (X NIL Y nil Z \"NIL\")\r\n",
         "* FETCH #1 (X NIL Y NIL Z 'NIL')|"},
        {"* 1 FETCH (X {0}\r\n)\r\n", "* FETCH #1 (X '')|"},
        {"* 1 FETCH (X {2+}\r\nab Y ~{1}\r\nc)\r\n",
         "* FETCH #1 (X 'ab' Y 'c')|"},
        {"* 1 FETCH (X((1)(2))Y\"z\")\r\n", "* FETCH #1 (X ((1) (2)) Y 'z')|"},
    };

    check_all(cases, G_N_ELEMENTS(cases));
}

static void
test_bodies(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"* 1 FETCH (UID 4 BODY[] {3}\r\nabc)\r\n",
         "begin 3|* FETCH #1 (UID 4 BODY[] <3>)|"},
        {"* 1 FETCH (BODY[] {3}\r\nabc UID 4)\r\n",
         "begin 3|* FETCH #1 (BODY[] <3> UID 4)|"},
        {"* 1 FETCH (UID 4 body[] {0}\r\n)\r\n",
         "begin 0|* FETCH #1 (UID 4 body[] <0>)|"},
        {"* 1 FETCH (UID 4 BODY[] NIL)\r\n", "* FETCH #1 (UID 4 BODY[] NIL)|"},
        {"* 1 FETCH (UID 4 BODY[] \"\")\r\n", "* FETCH #1 (UID 4 BODY[] '')|"},
        /* Nothing inside a literal is a response. */
        {"* 1 FETCH (BODY[] {29}\r\n)\r\nD1 OK x\r\n* BYE forged!\r\n\r\n"
         "UID 4)\r\n",
         "begin 29|* FETCH #1 (BODY[] <29> UID 4)|"},
        /* Nothing but a FETCH item of the first level is a body. */
        {"* 1 FETCH (X (BODY[] {1}\r\na))\r\n", "* FETCH #1 (X (BODY[] 'a'))|"},
        {"* 1 FETCH (X \"BODY[]\" {1}\r\na)\r\n",
         "* FETCH #1 (X 'BODY[]' 'a')|"},
        {"* XFETCH (BODY[] {1}\r\na)\r\n", "* XFETCH (BODY[] 'a')|"},
    };

    check_all(cases, G_N_ELEMENTS(cases));
}

static void
test_faults(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"* 1 FETCH (UID 4\r\n", "error: a parenthesis that is not closed"},
        {"* 1 FETCH (UID 4))\r\n", "error: a parenthesis too many"},
        {"* LIST \"open\r\n", "error: a quoted string without end"},
        {"* LIST \"open\\\r\n", "error: a quoted string without end"},
        {"* 1 FETCH (X {}\r\n", "error: a literal without size"},
        {"* 1 FETCH (X {-1}\r\n", "error: a literal without size"},
        {"* 1 FETCH (X {1x}\r\n",
         "error: a literal that does not end its line"},
        {"* 1 FETCH (X {1} Y)\r\n",
         "error: a literal that does not end its line"},
        {"* 1 FETCH (X {99999999999999999999999}\r\n",
         "error: a literal of absurd size"},
        {"* 1 FETCH (X {18446744073709551617}\r\n",
         "error: a literal of absurd size"},
        {"* 1 FETCH (X {2147483649}\r\n", "error: a literal of absurd size"},
        /* 2^32 + 4 */
        {"* 1 FETCH (X {4294967300}\r\n", "error: a literal of absurd size"},
        {"* 4294967296 EXISTS\r\n", "error: a number beyond 32 bits"},
        {"D1 FETCH (UID 4)\r\n", "error: a tag without OK, NO or BAD"},
        {"HTTP/1.1 400 Bad Request\r\n", "error: a tag without OK, NO or BAD"},
        /* A lone LF ends nothing. */
        {"* OK a\n* BYE b\r\n", "* OK {a\n* BYE b}|"},
    };

    check_all(cases, G_N_ELEMENTS(cases));
    check("* OK a\0b\r\n", 10, "error: a NUL outside of a literal");
    check("* X {3}\r\na\0b\r\n", 14, "* X 'a'|");
}

static void
test_line_cap(void **state)
{
    (void)state;
    gsize length = IMAP_PARSER_MAX_LINE + 10;
    g_autofree char *line = g_strnfill(length, 'x');
    g_autofree char *seen = parse(line, length, 65536);

    assert_string_equal(seen, "error: a line of absurd length");
}

/* `n` times `word` between `before` and `after`. */
static char *
repeat(const char *before, const char *word, gsize n, const char *after)
{
    GString *text = g_string_new(before);

    for (gsize i = 0; i < n; i++)
        g_string_append(text, word);
    g_string_append(text, after);
    return g_string_free(text, FALSE);
}

/* What a sender can inflate is cut; the response after it is whole. */
static void
test_cuts(void **state)
{
    (void)state;
    g_autofree char *closing = repeat("", ")", 5000, ")\r\n* OK x\r\n");
    g_autofree char *deep = repeat("* 1 FETCH (UID 4 X ", "(", 5000, closing);
    g_autofree char *wide =
        repeat("* 1 FETCH (UID 4 X (", "a ", 100000, "))\r\n* OK x\r\n");
    g_autofree char *literals =
        repeat("* 1 FETCH (UID 4 X (", "{2}\r\n)) ", 70000,
               ") BODY[] {1}\r\nx)\r\n* OK x\r\n");
    g_autofree char *long_text = g_strnfill(200000, 'n');
    g_autofree char *longer = g_strdup_printf(
        "* 1 FETCH (UID 4 X {200000}\r\n%s)\r\n* OK x\r\n", long_text);
    const char *all[] = {deep, wide, literals, longer};

    for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autofree char *seen = parse(all[i], strlen(all[i]), 4000);

        assert_true(g_str_has_prefix(seen, "* FETCH #1 (UID 4 X "));
        assert_true(g_str_has_suffix(seen, ")!|* OK {x}|"));
        assert_in_range(strlen(seen), 200, 450000);
    }
}

static gboolean
refuse(gpointer data, guint64 size, GError **error)
{
    (void)data;
    (void)size;
    g_set_error_literal(error, IMAP_PARSER_ERROR, 77, "disk full");
    return FALSE;
}

static void
test_callback_error(void **state)
{
    (void)state;
    Record record = {.seen = g_string_new(NULL)};
    ImapParserHandler handler = {&record, refuse, record_stream,
                                 record_response};
    g_autoptr(ImapParser) parser = imap_parser_new(&handler);
    g_autoptr(GError) error = NULL;
    static const char bytes[] = "* 1 FETCH (BODY[] {3}\r\nabc)\r\n";

    assert_false(imap_parser_feed(parser, bytes, sizeof bytes - 1, &error));
    assert_int_equal(error->code, 77);
    assert_int_equal(record.seen->len, 0);
    g_string_free(record.seen, TRUE);
}

/* Gives what `line`'s BODYSTRUCTURE holds as "type disposition name size". */
static gboolean
write_structure(gpointer data, const ImapResponse *response, GError **error)
{
    Record *record = data;
    const ImapNode *node = imap_response_item(response, "BODYSTRUCTURE");

    (void)error;
    assert_non_null(node);
    g_autoptr(GPtrArray) parts = imap_structure_parse(response->nodes, node);

    for (guint i = 0; i < parts->len; i++) {
        const ImapPart *part = parts->pdata[i];

        g_string_append_printf(
            record->seen, "%u %s %s %s %" G_GINT64_FORMAT "%s|", part->depth,
            part->type, part->disposition ? part->disposition : "-",
            part->name ? part->name : "-", part->size,
            imap_part_is_attachment(part) ? "" : " text");
    }
    return TRUE;
}

#define PDF(parameters, disposition)                                           \
    "(\"APPLICATION\" \"PDF\" " parameters                                     \
    " NIL NIL \"BASE64\" 99 NIL " disposition " NIL NIL)"
#define TEXT                                                                   \
    "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 12 1 NIL "   \
    "NIL NIL NIL)"

static void
test_structures(void **state)
{
    (void)state;
    static const Case cases[] = {
        {TEXT, "0 text/plain - - 12 text|"},
        {"(" TEXT PDF(
             "(\"NAME\" \"a.pdf\")",
             "(\"ATTACHMENT\" NIL)") " \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL NIL)",
         "1 text/plain - - 12 text|1 application/pdf attachment a.pdf 99|"},
        {PDF("(\"NAME\" \"a.pdf\")",
             "(\"inline\" (\"FILENAME\" \"=?utf-8?Q?CV_=C3=A9?=\"))"),
         "0 application/pdf inline CV é 99|"},
        {PDF("NIL", "(\"attachment\" (\"FILENAME*\" \"UTF-8''CV%20%C3%A9\"))"),
         "0 application/pdf attachment CV é 99|"},
        {"(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 500 "
         "(NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) "
         "(" TEXT PDF(
             "(\"NAME\" \"in.pdf\")",
             "NIL") " \"MIXED\") 20 NIL (\"attachment\" (\"filename\" \"m.eml\")))",
         "0 message/rfc822 attachment m.eml 500|2 text/plain - - 12 text|"
         "2 application/pdf - in.pdf 99|"},
        {"(\"TEXT\" \"PLAIN\" (\"NAME\" \"n.txt\") NIL NIL \"7BIT\" 12 1)",
         "0 text/plain - n.txt 12|"},
        {"NIL", ""},
        {"()", ""},
        {"(())", ""},
        {"(\"TEXT\")", ""},
        {"((\"TEXT\" NIL) \"MIXED\")", ""},
        {"(\"A\" \"B\")", "0 a/b - - 0|"},
        {"(\"A\" \"B\" (\"NAME\") NIL NIL NIL x)", "0 a/b - - 0|"},
        {"(\"A\" \"B\" (\"NAME\" (\"x\")) NIL NIL NIL 7)", "0 a/b - - 7|"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Record record = {.seen = g_string_new(NULL)};
        ImapParserHandler handler = {&record, record_begin, record_stream,
                                     write_structure};
        g_autoptr(ImapParser) parser = imap_parser_new(&handler);
        g_autofree char *line = g_strdup_printf(
            "* 1 FETCH (UID 4 BODYSTRUCTURE %s)\r\n", cases[i].given);

        assert_true(imap_parser_feed(parser, line, strlen(line), NULL));
        if (strcmp(record.seen->str, cases[i].expected) != 0)
            fail_msg("%s: got %s", cases[i].given, record.seen->str);
        g_string_free(record.seen, TRUE);
    }
}

static ImapNode
text_node(const char *text)
{
    return (ImapNode){
        .kind = IMAP_STRING, .next = 1, .text = text, .length = strlen(text)};
}

static void
test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gint64 time;
    } cases[] = {
        {"17-Jul-1996 02:44:25 -0700", 837596665},
        {" 1-Jan-1970 00:00:01 +0000", 1},
        {"1-Jan-1970 00:00:01 +0000", 1},
        {"12-may-2026 10:12:00 +0200", 1778573520},
        {"31-Feb-2026 10:12:00 +0200", 0},
        {"12-Mai-2026 10:12:00 +0200", 0},
        {"12-May-2026 25:12:00 +0200", 0},
        {"12-May-2026", 0},
        {"", 0},
        {"12-May-2026 10:12:00 +02x0", 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        ImapNode node = text_node(cases[i].text);

        if (imap_node_date(&node) != cases[i].time)
            fail_msg("%s: got %" G_GINT64_FORMAT, cases[i].text,
                     imap_node_date(&node));
    }
    g_autofree char *day = imap_format_day(1778573520);

    assert_string_equal(day, "12-May-2026");
}

static void
test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        guint32 number;
    } cases[] = {{"1", 1},          {"4294967295", G_MAXUINT32},
                 {"4294967296", 0}, {"-1", 0},
                 {"+1", 0},         {" 1", 0},
                 {"1 ", 0},         {"", 0}};

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(imap_parse_number(cases[i].text), cases[i].number);
    gint64 size = 0;
    ImapNode node = text_node("9223372036854775807");

    assert_true(imap_node_size(&node, &size));
    assert_true(size == G_MAXINT64);
    node = text_node("9223372036854775808");
    assert_false(imap_node_size(&node, &size));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_data),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_line_cap),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_structures),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_callback_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
