/* An aligned table on a terminal: columns as wide as their widest cell. */
#pragma once

#include <glib.h>

typedef struct Table Table;

/* `titles` is NULL-terminated; they are the columns. */
Table *table_new(const char *const *titles);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* A row with one cell a column; NULL is an empty cell. Copied, and escaped
 * (text_escape): what a sender wrote does not drive the terminal. */
void table_add(Table *table, const char *const *cells);

/* Writes the table to stdout; titles in bold on a terminal, unless NO_COLOR
 * is set (https://no-color.org). Nothing for a table without rows. */
void table_print(const Table *table);
