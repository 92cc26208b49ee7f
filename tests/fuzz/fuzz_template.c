/* Any bytes as a template: refused with a message, or rendered. */
#include "outbox/template.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const fields[] = {"name",
                                     "none",
                                     "empty[]",
                                     "list[]",
                                     "list[].title",
                                     "list[].inner[]",
                                     "list[].inner[].title",
                                     NULL};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *value = g_strndup((const char *)data, MIN(size, 50));
    g_autoptr(TemplateData) values = template_data_new();
    template_data_set(values, "name", value);
    template_data_set_lines(values, "none", value);
    TemplateData *item = template_data_add(values, "list");
    template_data_set(item, "title", value);
    template_data_set(template_data_add(item, "inner"), "title", "x");
    template_data_add(values, "list");
    /* A folder that is not there: nothing is included. */
    g_autoptr(Template) template_ = template_parse(
        "/nonexistent/x.txt", (const char *)data, size, fields, &error);
    g_assert((template_ == NULL) == (error != NULL));
    if (template_ == NULL)
        return 0;
    g_autofree char *subject = NULL;
    g_autofree char *body = NULL;
    template_render(template_, values, &subject, &body);
    g_assert(g_utf8_validate(subject, -1, NULL));
    g_assert(g_utf8_validate(body, -1, NULL));
    g_assert(strpbrk(subject, "\r\n") == NULL);
    g_assert(g_str_has_suffix(body, "\n"));
    return 0;
}
