/* Header fields to the facts of a Message (RFC 5322, 3834, 2919). Child side.
 */
#pragma once

#include "mail/message.h"
#include "mail/reader_gmime.h"

/* Fills addresses, ids, dates, subject and machine facts. The limits of
 * reader.h hold: a surplus of addresses is left out. */
void reader_fields_read(Message *message, GMimeMessage *source);

/* The same of a header block alone, without GMime's parser and its objects: a
 * first pass reads one for every mail of a mailbox. Never NULL. */
Message *reader_fields_parse(const char *bytes, gsize length);

/* The id within "<…>", or the bare word of old clients; NULL if none. */
char *reader_fields_id(const char *value);
