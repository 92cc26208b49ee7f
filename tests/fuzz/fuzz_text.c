/* base/text.h under any bytes: valid UTF-8 comes out, and what is safe stays
 * safe when it is cleaned again. */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

#define LABEL_CHARS 40
#define NAME_BYTES 30

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_utf8(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void
check_fold(const char *text)
{
    g_autofree char *once = text_fold(text);
    g_autofree char *twice = text_fold(once);
    check_utf8(once);
    g_assert_cmpstr(once, ==, twice);
}

static void
check_names(const char *text)
{
    g_autofree char *label = text_label(text, LABEL_CHARS);
    if (label) {
        check_utf8(label);
        g_assert_cmpint(g_utf8_strlen(label, -1), <=, LABEL_CHARS);
    }
    g_autofree char *name = text_file_name(text, NAME_BYTES);
    check_utf8(name);
    g_assert_cmpuint(strlen(name), <=, NAME_BYTES);
    g_assert_true(name[0] != '\0' && name[0] != '.');
    g_assert_null(strpbrk(name, "/\\:*?\"<>|\r\n"));
    g_autofree char *again = text_file_name(name, NAME_BYTES);
    g_assert_cmpstr(name, ==, again);
}

static void
check_escape(const char *text)
{
    g_autofree char *escaped = text_escape(text);
    check_utf8(escaped);
    for (const char *p = escaped; *p; p++)
        g_assert_false(g_ascii_iscntrl(*p));
}

/* The first line and the rest, as two texts. */
static void
check_pair(const char *text)
{
    g_auto(GStrv) halves = g_strsplit(text, "\n", 2);
    if (!halves[0] || !halves[1])
        return;
    double similarity = text_similarity(halves[0], halves[1]);
    g_assert_true(similarity >= 0.0 && similarity <= 1.0);
    g_assert_true(similarity == text_similarity(halves[1], halves[0]));
    text_has_phrase(halves[0], halves[1]);
    if (text_is_address(halves[0]))
        g_assert_null(strpbrk(halves[0], " <>\r\n\""));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = text_from_bytes((const char *)data, (gssize)size);
    check_utf8(text);
    g_autofree char *raw = g_strndup((const char *)data, size);
    check_fold(raw);
    check_names(raw);
    check_escape(raw);
    check_pair(raw);
    return 0;
}
