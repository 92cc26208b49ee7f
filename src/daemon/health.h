/* What is wrong now, and since when, for everybody who looks from outside: the
 * marks that daemon/trouble.h keeps in the index, read anew each time.
 */
#pragma once

#include "base/phrase.h"
#include "daemon/trouble.h"

/* The values are the exit codes of monitoring plugins (Nagios). */
typedef enum {
    HEALTH_OK,
    HEALTH_WARNING,  /* somebody should look, no mail waits for it yet */
    HEALTH_CRITICAL, /* mail waits, or is not answered */
    HEALTH_UNKNOWN,
} HealthLevel;

typedef struct {
    TroubleKind kind;
    HealthLevel level;
    char *subject;
    gint64 since;
} HealthFault;

/* HealthFault*, the oldest first; troubles of mailboxes and servers that are
 * no longer configured are left out. NULL with a DATABASE_ERROR. */
GPtrArray *health_read(const Config *config, Database *database, gint64 now,
                       GError **error);

/* The worst of them. */
HealthLevel health_level(const GPtrArray *faults);
/* "ok", "warning", "critical", "unknown" */
const char *health_level_name(HealthLevel level);

/* One line in French; for no fault how many mailboxes are watched. g_free() */
char *health_line(const GPtrArray *faults, const Config *config,
                  const Phrases *phrases);

/* "reach artaud since 2026-05-06 10:12; …", "" for no fault. g_free() */
char *health_note(const GPtrArray *faults, const Config *config);
