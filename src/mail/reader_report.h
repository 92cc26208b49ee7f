/* Reports by machines: bounces (RFC 3464) and receipts (RFC 8098). Child
 * side. */
#pragma once

#include "mail/message.h"
#include "mail/reader_body.h"

/* Reads the parts of a multipart/report (RFC 6522): which mail it is about,
 * which addresses failed, and the text for people. What is sent back with it
 * is looked at for its Message-ID alone, it is nobody's application. */
void reader_report_read(Message *message, GMimeMultipart *report,
                        ReaderBody *body);

/* For a mail that is no such report but says otherwise that it is about one
 * that failed (null reverse-path or X-Failed-Recipients): the Message-ID of
 * the copy in its text, where there is one. */
void reader_report_guess(Message *message);
