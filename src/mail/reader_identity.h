/* The identity of a mail: SHA-256 of what lies below its trace fields.
 *
 * A mail that reaches two mailboxes differs in what each server wrote above
 * it; all else is the same bytes. Left out, wherever they stand in the outer
 * header:
 *   - trace fields (RFC 5321 section 4.4): Return-Path, Received, and what
 *     names the delivery: Delivered-To, X-Original-To, Envelope-To…;
 *   - verdicts of the receiving side: Authentication-Results, Received-SPF,
 *     ARC-*, X-Spam-*, X-Virus-*, X-MS-Exchange-*…;
 *   - the state of a mailbox: Status, X-UID, X-Keywords…, an mbox "From " line.
 * DKIM-Signature stays: it is the sender's. CRLF counts as LF, because a
 * server may hand out either. The body counts in full.
 * Plain bytes and lines, no MIME: safe in any process.
 */
#pragma once

#include <glib.h>

typedef struct ReaderIdentity ReaderIdentity;

ReaderIdentity *reader_identity_new(void);
void reader_identity_free(ReaderIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderIdentity, reader_identity_free)

void reader_identity_add(ReaderIdentity *identity, const char *bytes,
                         gsize length);

/* The digest in hex (g_free); nothing may be added after it. */
char *reader_identity_finish(ReaderIdentity *identity);
