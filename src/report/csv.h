/* CSV as French Excel and LibreOffice open it: UTF-8 with a byte order mark,
 * semicolons, CRLF, fields quoted after RFC 4180.
 *
 * A cell that begins with = + - @ TAB or CR gets a leading apostrophe, or a
 * spreadsheet would run it as a formula. Line breaks within a cell become
 * spaces, so that a line is a row.
 */
#pragma once

#include <glib.h>

#define CSV_BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Appends one cell; NULL is empty. Cells of a row are set apart by the
 * caller's csv_append() calls: a semicolon stands before all but the first. */
void csv_append(GString *row, const char *text);
void csv_end_row(GString *row);
