/* Inside of Reader, for the files that make up mail/reader.h. */
#pragma once

#include "mail/reader.h"
#include "mail/reader_process.h"

struct Reader {
    ReaderProcess *process;
};
