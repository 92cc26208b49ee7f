/* French mails as text files with named fields (in conf/templates/).
 *
 * A template is UTF-8 text: "Subject: …" line, empty line, body. Fields are
 * {name}; a block {#name}…{/name} is repeated for each item of a list and
 * dropped for an empty one; {^name}…{/name} stands only where the list or
 * text is empty. A line that holds only a block tag leaves no line behind.
 * "{{" is a brace. Which fields a template may use is checked at load against
 * the fields its mail has: an unknown field, an open block or a missing
 * subject is reported as file:line, with the names allowed.
 */
#pragma once

#include <glib.h>

typedef struct Template Template;

#define TEMPLATE_ERROR (template_error_quark())
GQuark template_error_quark(void);
typedef enum { TEMPLATE_ERROR_SYNTAX, TEMPLATE_ERROR_FIELD } TemplateError;

/* Values of the fields: a tree of texts and lists. */
typedef struct TemplateData TemplateData;
TemplateData *template_data_new(void);
void template_data_free(TemplateData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateData, template_data_free)
/* Copies; NULL is the empty text. */
void template_data_set(TemplateData *data, const char *name,
                       const char *value);
/* Appends an item to the list `name` and returns it (owned by data). */
TemplateData *template_data_add(TemplateData *data, const char *name);

/* `fields` are the names allowed, NULL-terminated: "candidate",
 * "missing[]" for a list, "missing[].title" for a field of its items. */
Template *template_load(const char *path, const char *const *fields,
                        GError **error);
void template_free(Template *template_);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* Renders subject and body; the subject is one line, the body ends in one
 * newline, paragraphs are not wrapped (format=flowed is the sender's). */
void template_render(const Template *template_, const TemplateData *data,
                     char **subject, char **body);
