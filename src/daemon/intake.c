#include "daemon/intake.h"

#include "base/log.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

void
intake_mail_free(IntakeMail *mail)
{
    if (!mail)
        return;
    if (mail->message)
        reader_discard(mail->message);
    g_clear_pointer(&mail->message, message_free);
    g_clear_pointer(&mail->mail, mailbox_mail_free);
    g_clear_error(&mail->fault);
    g_free(mail->sha256);
    g_free(mail);
}

static void
read_raw(const Services *services, IntakeMail *mail, int fd)
{
    mail->sha256 = reader_hash(fd, NULL, &mail->fault);
    if (!mail->sha256 || mail->mail->objection != MAILBOX_SOUND)
        return;
    const char *spool = dossier_store_spool(services->store);
    mail->message = reader_read(services->reader, fd, spool, &mail->fault);
    if (g_error_matches(mail->fault, READER_ERROR, READER_ERROR_DIED)) {
        /* Another mail may have taken the process down: once more. */
        g_clear_error(&mail->fault);
        mail->message = reader_read(services->reader, fd, spool, &mail->fault);
    }
}

void
intake_parse(const Services *services, IntakeMail *mail)
{
    /* Not fetched: too large, or the server does not give it. */
    if (!mail->mail->file)
        return;
    int fd = g_open(mail->mail->file, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) {
        g_set_error(&mail->fault, READER_ERROR, READER_ERROR_STORAGE,
                    "cannot open %s: %s", mail->mail->file, g_strerror(errno));
        return;
    }
    read_raw(services, mail, fd);
    close(fd);
}

/* What the header fields alone tell of a mail that has no Message. */
static Message *
read_header_alone(const Services *services, const MailboxMail *mail)
{
    g_autoptr(GPtrArray) headers =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (mail->header)
        g_ptr_array_add(headers, g_bytes_ref(mail->header));
    g_autoptr(GPtrArray) read =
        reader_read_headers(services->reader, headers, NULL);
    if (!read || read->len == 0)
        return NULL;
    return g_steal_pointer(&g_ptr_array_index(read, 0));
}

static const char *
why_unread(const MailboxMail *mail)
{
    switch (mail->objection) {
    case MAILBOX_INFECTED:
        return "infected";
    case MAILBOX_UNSCANNED:
        return "unscanned";
    case MAILBOX_SOUND:
        break;
    }
    return mail->too_large ? "too_large" : "unreadable";
}

static Recognition *
recognise_mail(const Services *services, const IntakeMail *mail,
               const Message *header)
{
    RecogniseInput input = {
        .recogniser = services->recogniser,
        .phrases = services->phrases,
        .message = mail->message,
        .mailbox = mail->mail->mailbox->name,
        .received_at = mail->mail->internal_date,
        .known = dossier_store_known(services->store),
    };
    if (mail->message)
        return recognise(&input);
    input.message = header;
    return recognise_unreadable(&input, why_unread(mail->mail));
}

struct IntakeAnswer {
    const IntakeMail *mail;
    Message *header; /* what is known of a mail that was not parsed */
    Recognition *recognition;
    StoreResult *result;
};

void
intake_answer_free(IntakeAnswer *answer)
{
    if (!answer)
        return;
    g_clear_pointer(&answer->header, message_free);
    g_clear_pointer(&answer->recognition, recognition_free);
    g_clear_pointer(&answer->result, store_result_free);
    g_free(answer);
}

static GPtrArray *
load_dossiers(const Services *services, const StoreResult *result,
              GError **error)
{
    g_autoptr(GPtrArray) dossiers =
        g_ptr_array_new_with_free_func((GDestroyNotify)dossier_free);
    for (guint i = 0; i < result->dossiers->len; i++) {
        gint64 id = g_array_index(result->dossiers, gint64, i);
        Dossier *dossier = dossier_store_get(services->store, id, error);
        if (!dossier)
            return NULL;
        g_ptr_array_add(dossiers, dossier);
    }
    return g_steal_pointer(&dossiers);
}

static gboolean
queue_answer(const Services *services, const IntakeAnswer *answer,
             GError **error)
{
    const IntakeMail *mail = answer->mail;
    if (answer->recognition->verdict == VERDICT_AUTOMATIC)
        return outbox_note_bounce(services->outbox, answer->recognition, error);
    if (answer->recognition->verdict == VERDICT_QUARANTINED)
        return outbox_queue_quarantine(services->outbox, mail->mail->mailbox,
                                       answer->recognition->campaign,
                                       mail->message ? mail->message
                                                     : answer->header,
                                       mail->mail->internal_date, error);
    g_autoptr(GPtrArray) dossiers =
        load_dossiers(services, answer->result, error);
    if (!dossiers)
        return FALSE;
    return outbox_queue_answer(services->outbox,
                               mail->message ? mail->message : answer->header,
                               answer->recognition, answer->result, dossiers,
                               mail->mail->internal_date, error);
}

/* A copy that added a dossier is answered with its first. */
static gboolean
merge_answer(GPtrArray *answers, const IntakeAnswer *copy)
{
    for (guint i = 0; i < answers->len; i++) {
        IntakeAnswer *answer = g_ptr_array_index(answers, i);
        if (answer->result->message != copy->result->message)
            continue;
        g_array_append_vals(answer->result->dossiers,
                            copy->result->dossiers->data,
                            copy->result->dossiers->len);
        answer->result->created |= copy->result->created;
        answer->result->late |= copy->result->late;
        return TRUE;
    }
    return FALSE;
}

/* TRUE for faults of the machine, which pass; FALSE for one that this mail
 * would meet again for ever. */
static gboolean
is_passing(const GError *fault)
{
    return fault->domain == DATABASE_ERROR &&
           fault->code != DATABASE_ERROR_STATEMENT;
}

gboolean
intake_answer(const Services *services, GPtrArray *answers, GError **error)
{
    for (guint i = 0; i < answers->len; i++) {
        const IntakeAnswer *answer = g_ptr_array_index(answers, i);
        g_autoptr(GError) fault = NULL;
        if (queue_answer(services, answer, &fault))
            continue;
        if (is_passing(fault)) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return FALSE;
        }
        /* Filed, unanswered and said so is better than never filed. */
        log_error("%s uid %u: filed, but not answered: %s",
                  answer->mail->mail->mailbox->name, answer->mail->mail->uid,
                  fault->message);
    }
    return TRUE;
}

static void
log_verdict(const IntakeMail *mail, const Recognition *recognition)
{
    log_info("%s uid %u: %s, %u reasons", mail->mail->mailbox->name,
             mail->mail->uid, verdict_name(recognition->verdict),
             recognition->reasons->len);
}

/* A mail that was never fetched has no bytes to hash: its Message-ID and its
 * size tell its copies apart from other mails. */
static void
identify_unfetched(IntakeMail *mail, const Message *header)
{
    const char *id = header ? header->message_id : NULL;
    g_autofree char *identity = g_strdup_printf(
        "not fetched:%" G_GINT64_FORMAT ":%s:%u", mail->mail->size,
        id ? id : mail->mail->mailbox->name, id ? 0 : mail->mail->uid);
    mail->sha256 =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, identity, -1);
}

/* Files what is not known yet; `result` stays NULL where nothing is to be
 * kept. */
static gboolean
file_new(const Services *services, IntakeMail *mail,
         const Recognition *recognition, StoreResult **result, GError **error)
{
    log_verdict(mail, recognition);
    if (recognition->verdict == VERDICT_UNRELATED)
        return TRUE;
    return dossier_store_add(services->store, mail->mail, mail->sha256,
                             mail->message, recognition, result, error);
}

gboolean
intake_file(const Services *services, IntakeMail *mail, GPtrArray *answers,
            GError **error)
{
    g_autoptr(IntakeAnswer) answer = g_new0(IntakeAnswer, 1);
    answer->mail = mail;
    /* For a mail that could not be parsed, its header fields may still tell
     * to whom it was sent, and which of its copies are one. */
    if (!mail->message)
        answer->header = read_header_alone(services, mail->mail);
    const Message *facts = mail->message ? mail->message : answer->header;
    if (!mail->sha256)
        identify_unfetched(mail, answer->header);

    g_autoptr(GError) fault = NULL;
    gboolean known = dossier_store_note_copy(
        services->store, mail->mail, mail->sha256,
        facts ? facts->message_id : NULL, &answer->result, &fault);
    if (fault) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return FALSE;
    }
    if (known && !answer->result->created)
        return TRUE;
    answer->recognition = recognise_mail(services, mail, answer->header);
    if (!known &&
        !file_new(services, mail, answer->recognition, &answer->result, error))
        return FALSE;
    if (answer->result && !merge_answer(answers, answer))
        g_ptr_array_add(answers, g_steal_pointer(&answer));
    return TRUE;
}

gboolean
intake_settle(const Services *services, IntakeMail *mail,
              const Recognition *recognition, StoreResult **result,
              GError **error)
{
    g_autoptr(StoreResult) filed = NULL;
    if (!dossier_store_add(services->store, mail->mail, mail->sha256,
                           mail->message, recognition, &filed, error))
        return FALSE;
    const IntakeAnswer answer = {.mail = mail,
                                 .recognition = (Recognition *)recognition,
                                 .result = filed};
    if (!queue_answer(services, &answer, error))
        return FALSE;
    *result = g_steal_pointer(&filed);
    return TRUE;
}
