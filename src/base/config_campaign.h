/* One campaign as its file describes it: part of base/config.h, which says who
 * owns it. */
#pragma once

#include <glib.h>

typedef struct {
    const char *id; /* an UAI code in upper case, or any [A-Za-z0-9._-]+ */
    const char *title;
    const char *const
        *addresses; /* NULL-terminated, lower case, may be empty */
    const char *const *keywords;
} ConfigPosition;

typedef struct {
    const char *id;
    const char *title;
    gboolean required;
    const char *const *keywords;
} ConfigDocument;

typedef struct {
    const char *name; /* may be NULL */
    const char *address;
} ConfigPerson;

typedef enum {
    CONFIG_DEADLINE_NONE,
    CONFIG_DEADLINE_DAYS, /* days after `published`, that day included */
    CONFIG_DEADLINE_DATE,
} ConfigDeadlineKind;

typedef struct {
    ConfigDeadlineKind kind;
    guint days;
    GDate date;         /* with _DATE */
    gboolean inclusive; /* FALSE: "avant le": closes as that day begins */
    gboolean strict;    /* "délai de rigueur" */
} ConfigDeadline;

typedef struct {
    gboolean enabled;
    guint weekday; /* 1 Monday … 7 Sunday (ISO 8601) */
    guint hour, minute;
    gboolean when_empty;    /* default FALSE: nothing happened, no digest */
    gboolean positions_too; /* each school gets its own; default FALSE */
} ConfigDigest;

typedef struct {
    const char *file; /* where it was read from */
    const char *id;   /* [a-z0-9._-]+ */
    const char *title;
    const char *subject; /* NULL: no format was asked for */
    gboolean subject_required;
    const char *const *keywords;
    GDate published; /* invalid (g_date_valid) where the key is absent */
    ConfigDeadline deadline;
    const char *const *mailboxes; /* names of ConfigMailbox */
    ConfigPerson referent;
    const ConfigPosition *positions; /* n_positions >= 1 */
    gsize n_positions;
    const ConfigDocument *documents;
    gsize n_documents;
    const guint *reminder_days; /* n_reminder_days, descending */
    gsize n_reminder_days;
    const guint *alert_days;
    gsize n_alert_days;
    ConfigDigest digest;
    guint retention_days;      /* default 730 */
    const char *contact;       /* printed in mails; default: the referent */
    const char *const *copies; /* addresses that legitimately get a copy:
                                  an inspector, a second address */
} ConfigCampaign;
