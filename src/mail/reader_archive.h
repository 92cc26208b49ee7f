/* ZIP files as a run of entries, over libarchive. Child side. */
#pragma once

#include "mail/reader_task.h"

typedef struct ReaderArchive ReaderArchive;

/* Opens the ZIP in `fd` from its start; never NULL, a damaged one has no
 * entries. */
ReaderArchive *reader_archive_open(int fd);
void reader_archive_close(ReaderArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderArchive, reader_archive_close)

/* Goes to the next regular file. FALSE at the end, or where it is broken. */
gboolean reader_archive_next(ReaderArchive *archive);
gboolean reader_archive_is_broken(const ReaderArchive *archive);

/* Of the entry at hand. The name is its path, UTF-8 (else read as CP850, as
 * Windows writes it); it lives until the next entry. */
const char *reader_archive_name(const ReaderArchive *archive);
gboolean reader_archive_is_encrypted(const ReaderArchive *archive);

/* The bytes of the entry at hand, in runs. */
ReaderSource reader_archive_source(ReaderArchive *archive);
