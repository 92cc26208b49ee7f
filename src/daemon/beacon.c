#include "daemon/beacon.h"

#include "base/clock.h"
#include "base/log.h"
#include "daemon/metrics.h"

#include <systemd/sd-daemon.h>

void
beacon_show(const Services *services, gboolean live)
{
    const Config *config = services->config;
    gint64 now = clock_now();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) faults =
        health_read(config, services->database, now, &error);
    g_autofree char *note = faults ? health_note(faults, config) : NULL;
    sd_notifyf(0, "STATUS=%s%swatching %zu mailboxes, %s", note ? note : "",
               note && *note ? "; " : "", config->n_mailboxes,
               live ? "answering" : "shadow: answers are held");
    if (!faults)
        log_warning("troubles are not known: %s", error->message);
    else if (!metrics_write(config, faults, now, &error))
        log_warning("metrics_file: %s", error->message);
}
