/* French mails as text files with named fields (in conf/templates/).
 *
 * A template is UTF-8 text: lines of comment ("# …"), "Subject: …", an empty
 * line, the body. In subject and body:
 *   {name}              the field's value
 *   {#name}…{/name}     once for each item of a list
 *   {?name}…{/name}     once where the list or text is not empty
 *   {^name}…{/name}     once where it is empty
 *   {1name}…{/name}     once where the list has exactly one item
 *   {+name}…{/name}     once where it has more: singular and plural are two
 *                       texts, so that no mail says "1 pièces"
 *   {>name}             on a line of its own: the file name.txt beside it
 *   {{                  a brace
 * Within {#name} the fields of the item come before those around it. A line
 * that holds only block tags leaves no line behind, and of several empty lines
 * one is left. What is wrong with a template is found when it is loaded:
 * a field that its mail does not have, an open block or a missing subject are
 * errors "file:line: …" that name what is allowed.
 *
 * Values are data: never read as a template, control characters (and so line
 * ends) in them become blanks.
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
void template_data_set(TemplateData *data, const char *name, const char *value);
/* The same for a value of several lines, whose line ends are kept (in the
 * body; a subject is always one line). */
void template_data_set_lines(TemplateData *data, const char *name,
                             const char *value);
/* Appends an item to the list `name` and returns it (owned by data). */
TemplateData *template_data_add(TemplateData *data, const char *name);

/* `fields` are the names allowed, NULL-terminated: "candidate",
 * "missing[]" for a list, "missing[].title" for a field of its items. */
Template *template_load(const char *path, const char *const *fields,
                        GError **error);
/* The same from memory; `path` stands in errors, included files are looked
 * for in its folder. */
Template *template_parse(const char *path, const char *text, gsize length,
                         const char *const *fields, GError **error);
void template_free(Template *template_);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* Renders subject and body; the subject is one line, the body ends in one
 * newline, paragraphs are not wrapped (format=flowed is the sender's). Pure,
 * any thread. */
void template_render(const Template *template_, const TemplateData *data,
                     char **subject, char **body);
