/* The cage a mail is read in: rlimits, an alarm and a seccomp filter.
 *
 * The filter is compiled once, in the process that forks, because compiling
 * takes longer than reading a mail. Used by the reading process alone.
 */
#pragma once

#include <glib.h>

/* Prepared once; lives as long as the process. */
typedef struct {
    gpointer program; /* compiled filter: struct sock_filter[] */
    gsize length;     /* instructions */
    guint64 memory;   /* limit on private memory, bytes */
    guint cpu;        /* limit on CPU time, seconds */
} ReaderSandbox;

/* Memory beyond what the process had mapped privately when it prepared. */
#define READER_MEMORY_BYTES (40 * 1024 * 1024)
/* For the life of a process; one that used READER_WORN_SECONDS takes no
 * further mail. */
#define READER_CPU_SECONDS 20
#define READER_WORN_SECONDS 2
#define READER_LIFE_SECONDS 300

/* FALSE with a reason in `error` if the kernel or libseccomp cannot. */
gboolean reader_sandbox_prepare(ReaderSandbox *sandbox, GError **error);

/* Enters the cage for good: no new privileges, no core dump, not traceable,
 * limits on memory, CPU, time, file size and descriptors, then the filter. No
 * file can be opened and no socket made afterwards: attempts to open fail
 * with EPERM (libraries probe), all else that is not needed kills. FALSE if
 * any step fails: the caller must end at once. */
gboolean reader_sandbox_enter(const ReaderSandbox *sandbox);
