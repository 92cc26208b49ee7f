/* The pages of report_dir, written again when something changed.
 *
 * A thread of low priority with a connection of its own: filing never waits
 * for it. Changes that come close together are one; after each run it rests
 * many times as long as that took, so that a large campaign costs the machine
 * a few percent at most.
 */
#pragma once

#include "daemon/services.h"

typedef struct Publisher Publisher;

/* `services` outlive it. NULL where no report_dir is set. The pages are first
 * written soon after the start: the configuration may have changed. */
Publisher *publisher_new(const Services *services);
/* Gives up what is being written; each page is whole all the same. */
void publisher_free(Publisher *publisher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Publisher, publisher_free)

/* Any thread: something changed. */
void publisher_wake(Publisher *publisher);

/* Writes the pages now, for --once; logs what fails. Nothing is done where no
 * report_dir is set. `stop`, an atomic flag, ends it early; may be NULL. FALSE
 * where the pages are not all as they should be. */
gboolean publisher_write(const Services *services, const gint *stop);
