/* To whom an answer goes, if any (RFC 3834 section 4, RFC 5230). Pure. */
#pragma once

#include "recognise/mail_case.h"

/* The address of an answer to the sender: From, or a Reply-To of the same
 * domain. New string; NULL where no answer may be sent. */
char *answer_to_sender(const MailCase *mail);

/* What a superior sends on is answered to the candidate where `candidate` is
 * known, else to the one who sent it. */
char *answer_to_candidate(const MailCase *mail, const char *candidate);

/* TRUE for an address that may be written to at all: a plain one, not ours,
 * not a machine's. */
gboolean answer_is_allowed(const Config *config, const char *address);
