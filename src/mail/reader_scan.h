/* A look at the raw bytes before any MIME parser sees them: the caps of
 * reader.h. Called in the reading child.
 *
 * A plain scanner of lines that follows header blocks and the boundaries they
 * declare. It need not agree with the parser on every broken mail: what slips
 * by meets the limits of the sandbox.
 */
#pragma once

#include "mail/reader_wire.h"

typedef struct ReaderScan ReaderScan;

ReaderScan *reader_scan_new(void);
void reader_scan_free(ReaderScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderScan, reader_scan_free)

/* The cap the mail is beyond as far as it was added, READER_CAP_NONE while it
 * is within all of them. */
ReaderCap reader_scan_add(ReaderScan *scan, const char *bytes, gsize length);

/* At the end of the mail: a header block that no empty line ended counts. */
ReaderCap reader_scan_finish(ReaderScan *scan);
