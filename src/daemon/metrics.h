/* The state of an instance in the text format of Prometheus, for the textfile
 * collector of its node exporter. Counts and instants only: nothing of a
 * candidate.
 */
#pragma once

#include "daemon/health.h"

/* Reads `status` (the object of query_status()); "" where that is no such
 * object. g_free() */
char *metrics_format(const char *status, const GPtrArray *faults,
                     const Config *config, gint64 now);

/* Collects, but for the faults, through a reading connection of its own and
 * replaces config->metrics_file at once, readable by all. Nothing to do where
 * none is set. */
gboolean metrics_write(const Config *config, const GPtrArray *faults,
                       gint64 now, GError **error);
