/* What a decoded document holds: its text, its entries, whether it can be
 * read. Child side. */
#pragma once

#include "mail/reader_task.h"

/* Examines the parts from `index` on, those added on the way included, and
 * tells the daemon of each one. FALSE if the daemon is gone. */
gboolean reader_examine_parts(ReaderTask *task, guint index);
