/* The wire form of a single part, beside that of the whole message in
 * message.h. Called by the reader, on both sides of its socket. */
#pragma once

#include "mail/message.h"

GBytes *message_part_to_bytes(const MessagePart *part);

/* Trusts nothing, as message_from_bytes(); `message` is not checked against
 * the mails there are. */
MessagePart *message_part_from_bytes(GBytes *bytes, GError **error);
