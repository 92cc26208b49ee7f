/* The keys of the configuration as tables: name, type, rules, target.
 *
 * Private to base/config*.c and their tests. A table ends with a NULL name.
 * A new key is one line in config_schema.c, one in dossierd.conf(5), and a
 * field of base/config.h.
 */
#pragma once

#include "base/config.h"

typedef enum {
    CONFIG_TEXT,    /* const char *, through `convert` */
    CONFIG_TEXTS,   /* const char *const *, each through `convert` */
    CONFIG_BOOLEAN, /* gboolean */
    CONFIG_NUMBER,  /* guint, minimum … maximum */
    CONFIG_SIZE,    /* gint64, minimum … maximum */
    CONFIG_DATE,    /* GDate, "2026-05-04" */
    CONFIG_TIME,    /* two guint, hour and minute, "08:00" */
    CONFIG_CHOICE,  /* an enum or guint out of `choices` */
    CONFIG_DAYS,    /* const guint *, descending; count at count_offset */
    CONFIG_GROUP,   /* a struct by `keys` */
    CONFIG_GROUPS,  /* array of `size` bytes each by `keys`, count as above */
} ConfigType;

/* Checks a text and returns it as it is kept (new string), or NULL with
 * `wrong` set to what is wrong, as in "is not an address". `folder` is the
 * one that the file stands in. */
typedef char *(*ConfigConvert)(const char *text, const char *folder,
                               const char **wrong);

typedef struct {
    const char *word; /* NULL ends the table */
    guint value;
} ConfigChoice;

typedef struct ConfigKey {
    const char *name;
    ConfigType type;
    gsize offset;        /* of the target in the struct of the group */
    const char *example; /* what to write, as it stands in the file */
    gboolean required;   /* also: must not be empty */
    gboolean filled;     /* optional, but not empty where it stands */
    ConfigConvert convert;
    gint64 minimum, maximum;
    const ConfigChoice *choices;
    const struct ConfigKey *keys;
    gsize size, count_offset;
    void (*preset)(gpointer element); /* defaults of a new struct */
} ConfigKey;

/* dossierd.conf, targets in Config; the file of a campaign, ConfigCampaign. */
extern const ConfigKey config_file_keys[];
extern const ConfigKey config_campaign_file_keys[];
