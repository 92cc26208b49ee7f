/* GMime's file stream with a buffer. Child side. */
#pragma once

#include "mail/reader_gmime.h"

/* GMime's parser reads 4 kB at a time and seeks before each: twice as many
 * system calls as all the rest of reading a mail. This one reads 32 kB without
 * a seek. Takes ownership of `fd`; the stream begins at its first byte. */
GMimeStream *reader_stream_new(int fd);
