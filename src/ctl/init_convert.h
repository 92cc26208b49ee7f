/* What people type, in the form of the configuration (InitConvert): new
 * strings, or NULL with the key of a phrase. Pure. */
#pragma once

#include <glib.h>

char *init_convert_text(const char *text, const char **wrong);
char *init_convert_address(const char *text, const char **wrong);
char *init_convert_optional_address(const char *text, const char **wrong);
/* A bare name of a host will do. */
char *init_convert_imap(const char *text, const char **wrong);
char *init_convert_smtp(const char *text, const char **wrong);
char *init_convert_name(const char *text, const char **wrong);
char *init_convert_position_id(const char *text, const char **wrong);
/* 04/05/2026 or 2026-05-04 → 2026-05-04; "" stays. */
char *init_convert_date(const char *text, const char **wrong);
/* NOM and Prénom become the fields; "" stays. */
char *init_convert_subject(const char *text, const char **wrong);
/* A list with commas; each word is checked. */
char *init_convert_keywords(const char *text, const char **wrong);

/* A name for files out of a title: "appel-micro-lycee". */
char *init_slug(const char *title);
