/* winmail.dat: pieces packed by Outlook (MS-OXTNEF), over libytnef. Child
 * side. */
#pragma once

#include "mail/reader_zip.h"

/* Gives the attachments in `fd` to `add`; damaged where it cannot be read. */
void reader_winmail_read(ReaderTask *task, MessagePart *part, int fd,
                         ReaderAddPart add, gpointer data);
