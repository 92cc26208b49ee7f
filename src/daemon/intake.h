/* The whole way of one mail, from its raw bytes to the queued answer.
 *
 *   known already?  → note the copy
 *   recognise       → verdict with reasons
 *   unrelated       → nothing is kept
 *   file            → dossiers, review, quarantine
 *   answer          → acknowledgement or receipt in the outbox, one for each
 *                     message, when all of the group is filed
 *
 * Everything happens in the group that is open in the store: durable only when
 * the caller commits it. Called by the pipeline's intake thread, and for one
 * mail that a person settles.
 */
#pragma once

#include "daemon/services.h"

/* One raw mail and what the reader made of it. */
typedef struct {
    MailboxMail *mail;
    char *sha256;     /* identity; NULL for a mail that is too large */
    Message *message; /* NULL: not parsed, `fault` says why */
    GError *fault;
} IntakeMail;

void intake_mail_free(IntakeMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakeMail, intake_mail_free)

/* Fills in sha256 and message or fault. Any thread: this is the part that
 * several mails go through at once. A disk that fails is a fault with
 * READER_ERROR_STORAGE: the mail must then be brought again. */
void intake_parse(const Services *services, IntakeMail *mail);

/* An answer to be queued when all of the group is filed: a copy of the mail in
 * another school's mailbox may add a position to it. */
typedef struct IntakeAnswer IntakeAnswer;
void intake_answer_free(IntakeAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IntakeAnswer, intake_answer_free)

/* Files one parsed mail in the open group; what is to be answered is added to
 * `answers` (IntakeAnswer*), which may not outlive `mail`. FALSE: the group is
 * lost. */
gboolean intake_file(const Services *services, IntakeMail *mail,
                     GPtrArray *answers, GError **error);

/* Queues the answers of the group, one for each message. FALSE: the group is
 * lost. */
gboolean intake_answer(const Services *services, GPtrArray *answers,
                       GError **error);

/* For a command of dossierctl, in a group of its own: files a parsed mail as a
 * person decided and queues the ordinary answer. */
gboolean intake_settle(const Services *services, IntakeMail *mail,
                       const Recognition *recognition, StoreResult **result,
                       GError **error);
