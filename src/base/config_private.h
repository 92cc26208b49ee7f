/* Between the files of base/config*.c: the loader and its faults. */
#pragma once

#include "base/config_schema.h"

/* What config_load() returns the first field of. */
typedef struct {
    Config config;
    GPtrArray *owned; /* every block of memory that the fields point to */
} ConfigOwner;

typedef struct {
    guint file; /* index into files */
    int line;
    guint number; /* keeps the order within a line */
    char *text;   /* "file:line: …" */
} ConfigFault;

typedef struct {
    ConfigOwner *owner;
    gboolean skip_secrets;
    GArray *faults;      /* ConfigFault */
    GHashTable *origins; /* address of a field → ConfigOrigin */
    GPtrArray *files;    /* paths in the order they were read */
} ConfigLoader;

/* Reports a fault where `field`, or the struct of that address, was given. */
void config_fault(ConfigLoader *loader, gconstpointer field, const char *format,
                  ...) G_GNUC_PRINTF(3, 4);
/* Reports a fault in a line of the file being read. */
void config_fault_at(ConfigLoader *loader, int line, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* All faults in the order of files and lines; TRUE where there is none. */
gboolean config_report_faults(ConfigLoader *loader, GError **error);

/* Notes that `field` was given in `line` of the file being read. */
void config_note(ConfigLoader *loader, gconstpointer field, int line);
/* Whether it was given. A struct shares its address with its first field. */
gboolean config_was_given(const ConfigLoader *loader, gconstpointer field);

/* Hands memory of g_malloc() over to the configuration; returns it. */
gpointer config_keep(ConfigLoader *loader, gpointer memory);

/* The path of the file being read. */
const char *config_current_file(const ConfigLoader *loader);

/* The text of a file that libconfig can parse; NULL, with the fault noted. */
char *config_load_text(ConfigLoader *loader, const char *path);

/* Parses a file and fills `target` by its keys; FALSE where it could not be
 * parsed (the fault is noted). */
gboolean config_read_file_into(ConfigLoader *loader, const char *path,
                               const ConfigKey *keys, gpointer target);

/* What no single key can tell: config_check.c, config_check_campaign.c. */
void config_check(ConfigLoader *loader);
void config_check_campaign(ConfigLoader *loader, ConfigCampaign *campaign);
