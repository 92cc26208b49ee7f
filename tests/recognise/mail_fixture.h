/* Mails for the tests of src/recognise, built from one line each. */
#pragma once

#include "recognise/recognise.h"

/* A row says what its mail has, and nothing of what it has not. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* What a mail is. Addresses are separated by blanks: "marie.dupont@ artaud@"
 * (a missing domain is example.org). Files by ";", each
 * "name[=page[|page]][!state][#bytes]", state one letter: e(ncrypted),
 * d(amaged), r(efused), l(arge), 0 (empty), i(nline with a Content-ID). */
typedef struct {
    const char *name; /* display name of From */
    const char *from;
    const char *to;
    const char *subject;
    const char *files;
    const char *text;
    const char *header; /* "name=value;…": rt (Reply-To), cc, dt (Delivered-To),
                           irt (In-Reply-To), as (Auto-Submitted), list, prec,
                           sup, report, failed, rp (Return-Path), at (time) */
    const char *inner; /* attached mail: "name|from|to|subject|text" */
} FixtureMail;

/* The rows of tests/data/recognise/<file>: tab-separated cells, "\\n" a line
 * break, empty cells for what a mail has not, lines with '#' left out; fails
 * unless each has `columns` cells. Array of GStrv, owned. */
GPtrArray *fixture_rows(const char *file, guint columns);
/* The eight first cells of a row as a mail; borrows from it. */
FixtureMail fixture_mail(char **row);

Message *fixture_message(const FixtureMail *mail);
gint64 fixture_time(const FixtureMail *mail);
void fixture_message_free(Message *message);
/* From tests/data/recognise and conf. */
Config *fixture_config(void);
Phrases *fixture_phrases(void);

/* "verdict campaign positions FAMILY Given email conformity channel kinds
 * missing reply": one text to compare, fields separated by " | ". */
char *fixture_summary(const Recognition *recognition);
