/* Templates: what they render to, and what is found wrong when they load. */
#include "outbox/template.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const FIELDS[] = {"name",
                                     "words",
                                     "none",
                                     "empty[]",
                                     "missing[]",
                                     "missing[].title",
                                     "one[]",
                                     "one[].title",
                                     "missing[].why[]",
                                     "missing[].why[].text",
                                     NULL};

static TemplateData *
sample(void)
{
    TemplateData *data = template_data_new();
    template_data_set(data, "name", "Zoé N'GUESSAN");
    template_data_set(data, "words", "{name} {{ {#missing}");
    template_data_set(data, "none", NULL);
    template_data_set(template_data_add(data, "one"), "title", "seule");
    TemplateData *first = template_data_add(data, "missing");
    template_data_set(first, "title", "CV");
    template_data_set(template_data_add(first, "why"), "text", "illisible");
    template_data_set(template_data_add(first, "why"), "text", "vide");
    template_data_set(template_data_add(data, "missing"), "title", "Avis");
    return data;
}

static const struct {
    const char *text, *subject, *body;
} RENDERED[] = {
    {"Subject: Bonjour {name}\n\nCorps\n", "Bonjour Zoé N'GUESSAN", "Corps\n"},
    {"# un commentaire\n# {rien}\nSubject: S\n\n# corps\n", "S", "# corps\n"},
    {"Subject: S\n", "S", "\n"},
    {"Subject: {none}\r\n\r\nCRLF {name}\r\n", "", "CRLF Zoé N'GUESSAN\n"},
    {"Subject: S\n\n{words}", "S", "{name} {{ {#missing}\n"},
    {"Subject: S\n\n{{name} {{{{ }", "S", "{name} {{ }\n"},
    {"Subject: S\n\n{#missing}\n- {title}\n{/missing}\nfin", "S",
     "- CV\n- Avis\nfin\n"},
    {"Subject: S\n\n{#missing}{title}, {/missing}fin", "S", "CV, Avis, fin\n"},
    {"Subject: S\n\na\n\n{#empty}\nx\n{/empty}\n\n{^empty}\nrien\n{/empty}\nb",
     "S", "a\n\nrien\nb\n"},
    {"Subject: S\n\n{?empty}\ntitre\n{/empty}\n{?missing}\noui\n{/missing}",
     "S", "oui\n"},
    {"Subject: S\n\n{?none}A{/none}{^none}B{/none}{?name}C{/name}"
     "{^name}D{/name}",
     "S", "BC\n"},
    {"Subject: S\n\n{1missing}une{/missing}{+missing}des{/missing} "
     "{1one}une{/one}{+one}des{/one}{1empty}x{/empty}{+empty}y{/empty}",
     "S", "des une\n"},
    {"Subject: S\n\n{#missing}\n{title} de {name}{?why} :{/why}\n"
     "  {#why} {?text}\n  * {text} ({title})\n {/text} {/why}\n{/missing}",
     "S",
     "CV de Zoé N'GUESSAN :\n  * illisible (CV)\n  * vide (CV)\n"
     "Avis de Zoé N'GUESSAN\n"},
    {"Subject: {1one}Une{/one} pièce\n\n{#one}{?missing}{name}{/missing}"
     "{/one}",
     "Une pièce", "Zoé N'GUESSAN\n"},
};

static void
test_renders(void **state)
{
    (void)state;
    g_autoptr(TemplateData) data = sample();
    for (gsize i = 0; i < G_N_ELEMENTS(RENDERED); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *subject = NULL;
        g_autofree char *body = NULL;
        g_autoptr(Template) template_ =
            template_parse("x.txt", RENDERED[i].text, strlen(RENDERED[i].text),
                           FIELDS, &error);
        if (template_ == NULL)
            fail_msg("%zu: %s", i, error->message);
        template_render(template_, data, &subject, &body);
        assert_string_equal(subject, RENDERED[i].subject);
        assert_string_equal(body, RENDERED[i].body);
    }
}

static const struct {
    const char *text;
    TemplateError code;
    const char *message; /* a part */
} FAULTS[] = {
    {"", TEMPLATE_ERROR_SYNTAX, "x.txt:1: \"Subject: …\" is due"},
    {"# c\nBonjour\n", TEMPLATE_ERROR_SYNTAX, "x.txt:2: \"Subject: …\""},
    {"Subject: S\nBody\n", TEMPLATE_ERROR_SYNTAX, "x.txt:2: an empty line"},
    {"Subject: S\n\na\n{nom}\n", TEMPLATE_ERROR_FIELD,
     "x.txt:4: unknown field {nom}; this mail has: name, words"},
    {"# c\nSubject: {nom}\n\n", TEMPLATE_ERROR_FIELD, "x.txt:2: unknown"},
    {"Subject: S\n\n{missing}", TEMPLATE_ERROR_FIELD, "x.txt:3: unknown"},
    {"Subject: S\n\n{title}", TEMPLATE_ERROR_FIELD, "unknown field {title}"},
    {"Subject: S\n\n{#name}{/name}", TEMPLATE_ERROR_FIELD,
     "unknown list {name}"},
    {"Subject: S\n\n{1name}{/name}", TEMPLATE_ERROR_FIELD, "unknown list"},
    {"Subject: S\n\n{#one}{why}{/one}", TEMPLATE_ERROR_FIELD, "{why}"},
    {"Subject: S\n\n{#one}{#missing}{/missing}{/one}", TEMPLATE_ERROR_FIELD,
     "does not belong to the items"},
    {"Subject: S\n\n\n{#one}\na\n", TEMPLATE_ERROR_SYNTAX,
     "x.txt:4: the block of {one} is never closed by {/one}"},
    {"Subject: {#one}\n\n{/one}\n", TEMPLATE_ERROR_SYNTAX,
     "x.txt:1: a block of the subject"},
    {"Subject: S\n\n{/one}", TEMPLATE_ERROR_SYNTAX, "{/one} closes nothing"},
    {"Subject: S\n\n{#one}\n{/missing}", TEMPLATE_ERROR_SYNTAX,
     "x.txt:4: {/missing} where {/one} is due (opened in line 3)"},
    {"Subject: S\n\n{name", TEMPLATE_ERROR_SYNTAX, "\"{\" without \"}\""},
    {"Subject: S\n\n{}", TEMPLATE_ERROR_SYNTAX, "\"{}\" is not a field"},
    {"Subject: S\n\n{Name}", TEMPLATE_ERROR_SYNTAX, "is not a field"},
    {"Subject: S\n\n{>../etc}", TEMPLATE_ERROR_SYNTAX, "is not the name of"},
    {"Subject: S\n\n{>absent}", TEMPLATE_ERROR_SYNTAX, "x.txt:3: {>absent}: "},
    {"Subject: S\n\n\xff", TEMPLATE_ERROR_SYNTAX, "is not UTF-8"},
    {"Subject: S\n\n{?a}{?a}{?a}{?a}{?a}{?a}{?a}{?a}{?a}", TEMPLATE_ERROR_FIELD,
     "unknown field {a}"},
    {"Subject: S\n\n{?one}{?one}{?one}{?one}{?one}{?one}{?one}{?one}{?one}",
     TEMPLATE_ERROR_SYNTAX, "more than 8 blocks"},
};

static void
test_faults(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Template) template_ = template_parse(
            "x.txt", FAULTS[i].text, strlen(FAULTS[i].text), FIELDS, &error);
        assert_null(template_);
        if (error->code != (gint)FAULTS[i].code ||
            strstr(error->message, FAULTS[i].message) == NULL)
            fail_msg("%s: %s", FAULTS[i].text, error->message);
    }
}

static void
test_nul_byte(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(template_parse("x", "Subject: S\n\n\0{", 14, FIELDS, &error));
    assert_non_null(error);
}

/* Whatever a sender put into a value, it cannot forge a line. */
static void
test_values_are_data(void **state)
{
    (void)state;
    static const char text[] = "Subject: {name}\n\n{name}|{words}\n";
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    g_autoptr(TemplateData) data = template_data_new();
    g_autoptr(Template) template_ =
        template_parse("x", text, strlen(text), FIELDS, NULL);
    template_data_set(data, "name", "a\r\nBcc: x\x07\xe2\x80\xa8y\xff");
    template_data_set_lines(data, "words", "1\r\n2\r3\n4\x1b");
    template_render(template_, data, &subject, &body);
    assert_string_equal(subject, "a  Bcc: x  y\xef\xbf\xbd");
    assert_string_equal(body, "a  Bcc: x  y\xef\xbf\xbd|1\n2\n3\n4\n");
}

static void
write_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
check_file(const char *folder, const char *name, const char *body,
           const char *message)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *subject = NULL;
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(TemplateData) data = sample();
    g_autoptr(Template) template_ = template_load(path, FIELDS, &error);
    if (message != NULL) {
        assert_null(template_);
        assert_non_null(strstr(error->message, message));
        return;
    }
    assert_non_null(template_);
    template_render(template_, data, &subject, &text);
    assert_string_equal(text, body);
}

static void
test_included_files(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("dossierd-template-XXXXXX", NULL);
    write_file(folder, "notice.txt", "# commentaire\nPour {name}\n");
    write_file(folder, "loop.txt", "{>loop}\n");
    write_file(folder, "wrong.txt", "un\n{deux}\n");
    write_file(folder, "close.txt", "{/one}\n{#one}\n");
    write_file(folder, "a.txt", "Subject: S\n\n1\n{>notice}\n2\n");
    write_file(folder, "b.txt", "Subject: S\n\n{>loop}\n");
    write_file(folder, "c.txt", "Subject: S\n\n{>wrong}\n");
    write_file(folder, "d.txt", "Subject: S\n\n{#one}\n{>close}\n{/one}\n");
    check_file(folder, "a.txt", "1\nPour Zoé N'GUESSAN\n2\n", NULL);
    check_file(folder, "b.txt", NULL, "more than 8 files");
    check_file(folder, "c.txt", NULL, "wrong.txt:2: unknown field {deux}");
    check_file(folder, "d.txt", NULL, "close.txt:1: {/one} closes nothing");
    check_file(folder, "e.txt", NULL, "e.txt");
    for (const char *const *name =
             (const char *const[]){"notice.txt", "loop.txt", "wrong.txt",
                                   "close.txt", "a.txt", "b.txt", "c.txt",
                                   "d.txt", NULL};
         *name != NULL; name++) {
        g_autofree char *path = g_build_filename(folder, *name, NULL);
        g_unlink(path);
    }
    assert_int_equal(g_rmdir(folder), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_renders),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_nul_byte),
        cmocka_unit_test(test_values_are_data),
        cmocka_unit_test(test_included_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
