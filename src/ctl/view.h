/* Rows of JSON as a person reads them: a table, or one row as a list.
 *
 * The reading commands get each row as one JSON object (the contract's
 * --json); this prints it as it is, or picks the columns out of it. Titles and
 * the words for states are phrases: [column] and [value].
 */
#pragma once

#include "base/phrase.h"

/* `path` names members, outer.inner; several, joined by '+', are one cell. A
 * list becomes "a, b". */
typedef struct {
    const char *title; /* key in [column] */
    const char *path;
} ViewColumn;

typedef struct View View;

/* `json`: rows are printed at once, columns do not matter. The rest outlives
 * the view. */
View *view_new(const Phrases *phrases, const ViewColumn *columns,
               gsize n_columns, gboolean json);
void view_free(View *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(View, view_free)

/* One row; `view_pointer` is the View (a query's callback). */
void view_add(gpointer view_pointer, const char *json);

guint view_count(const View *view);

/* The table, or for `as_list` each row as lines "title : cell". */
void view_print(const View *view, gboolean as_list);
