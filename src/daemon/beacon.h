/* What others see of a running daemon without asking it: the line of
 * `systemctl status`, and the metrics.
 */
#pragma once

#include "daemon/services.h"

/* How often, besides after what is news. */
#define BEACON_SECONDS 60

/* `live`: answers go out. Any thread; logs what fails. */
void beacon_show(const Services *services, gboolean live);
