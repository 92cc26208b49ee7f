/* A raw mail to a Message: GMime streams from the descriptor, nothing of the
 * mail is held in memory but its header fields. Child side. */
#pragma once

#include "mail/reader_task.h"

/* Parses the mail in `fd` into task->message; its pieces are decoded, but not
 * yet examined. Even a mail without header or body gives a message. */
void reader_parse_mail(ReaderTask *task, int fd);

/* Scans the raw bytes of `fd` first. READER_CAP_NONE if the mail is within all
 * caps; `size`, its bytes, is set then. */
ReaderCap reader_parse_prescan(int fd, gint64 *size);
