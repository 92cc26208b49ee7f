/* Office documents before 2007: compound files (MS-CFB), judged without being
 * parsed. Child side. */
#pragma once

#include "mail/message.h"

/* Sets type and state of the part, a compound file in `fd`: encrypted, with
 * macros (refused), or readable. No text is drawn of it. */
void reader_ole_read(MessagePart *part, int fd);
