/* When the index is lost or damaged nothing can be queued; yet the operator is
 * to be told. So this one mail goes straight to the SMTP server. */
#pragma once

#include "base/config.h"

/* Once a day; nothing where `error` is of another kind, in shadow mode, or
 * where there is no operator. Logs what fails. */
void distress_tell(const Config *config, gboolean shadow, const GError *error);
