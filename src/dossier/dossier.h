/* What a dossier is, without disk or database: its facts, its reference, the
 * names of its folder and files. Pure; new strings are the caller's. */
#pragma once

#include "base/config.h"

/* One dossier as rows say, for mails and pages. Strings belong to it. */
typedef struct {
    gint64 id;
    char *ref;
    char *campaign, *position;
    char *family_name, *given_name, *email;
    gboolean late, withdrawn;
    gint64 received_at;
    char **received; /* ids of documents accepted so far */
    char **missing;  /* ids of required documents not yet there */
} Dossier;
void dossier_free(Dossier *dossier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dossier, dossier_free)

/* What a campaign's references begin with, made of its id:
 * "micro-structure-rs2026" → "MSRS26". One to eight of A-Z and 0-9; two
 * campaigns may share it and then share the numbers. */
char *dossier_reference_prefix(const char *campaign);

/* "MSRS26-0042-K": the last letter is a check over the rest, so that a
 * reference noted down wrongly is refused instead of naming another person's
 * dossier. No letter that reads like a digit. */
char *dossier_reference(const char *prefix, gint64 number);

/* The well-formed references in a text, in capitals; g_strfreev(). */
char **dossier_find_references(const char *text);

/* "FAMILY Given" as one path component; "(n)" is added for n > 1. Parentheses
 * of the names themselves are replaced, so that no two folders collide. */
char *dossier_folder(const char *family_name, const char *given_name,
                     gint64 number);

/* The form in which folders that must differ are compared: Windows knows no
 * letter case and people no accents. */
char *dossier_folder_key(const char *family_name, const char *given_name);

/* "mail <sha12>.eml". */
char *dossier_mail_name(const char *sha256);

/* "letter+cv <sha12>.pdf": kinds in front ("document" for none), the ending by
 * type, never the sender's own words. */
char *dossier_document_name(const char *const *kinds, const char *sha256,
                            const char *type);
