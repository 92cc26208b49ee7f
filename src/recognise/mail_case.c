#include "recognise/mail_case.h"

#include "base/text.h"
#include "recognise/machine.h"
#include "recognise/words.h"

#include <string.h>

/* Texts of attachments beyond this are not looked at for words. */
#define PAGES_BYTES (256 * 1024)

static void
add_recipient(GPtrArray *recipients, const char *address)
{
    if (!address || !*address)
        return;
    g_autofree char *lower = g_ascii_strdown(address, -1);
    if (!g_ptr_array_find_with_equal_func(recipients, lower, g_str_equal, NULL))
        g_ptr_array_add(recipients, g_steal_pointer(&lower));
}

static void
add_recipients(GPtrArray *recipients, const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++) {
        const MessageAddress *address = addresses->pdata[i];
        add_recipient(recipients, address->address);
    }
}

static void
collect_recipients(MailCase *mail)
{
    const Message *message = mail->message;
    add_recipients(mail->recipients, message->to);
    add_recipients(mail->recipients, message->cc);
    add_recipients(mail->recipients, message->delivered_to);
    add_recipients(mail->recipients, message->original_to);
    add_recipients(mail->recipients, message->resent_to);
    const ConfigMailbox *mailbox =
        mail->mailbox ? config_find_mailbox(mail->config, mail->mailbox) : NULL;
    if (mailbox)
        add_recipient(mail->recipients, mailbox->address);
    for (guint i = 0; mail->origin && i < mail->origin->to->len; i++)
        add_recipient(mail->recipients, mail->origin->to->pdata[i]);
}

/* Somebody else than the sender, and a person who may apply. */
static gboolean
is_eligible(const MailCase *mail, const ChannelMail *inner)
{
    if (inner->address &&
        (config_is_own_address(mail->config, inner->address) ||
         machine_is_no_answer(inner->address)))
        return FALSE;
    if (mail->from && text_address_equal(mail->from->address, inner->address))
        return FALSE;
    const PersonName *a = &mail->sender.display, *b = &inner->sender.display;
    return !person_name_agrees(a->family, a->given, b->family, b->given);
}

static gboolean
names_sender(const char *line, const SenderName *sender)
{
    return person_name_touches(line, sender->display.family, NULL) ||
           person_name_touches(line, sender->local.family, NULL);
}

/* The mail sent on that is the candidate's: whom the subject names, else the
 * first that is a person's. */
static const ChannelMail *
choose_origin(MailCase *mail)
{
    const ChannelMail *first = NULL, *named = NULL;
    guint people = 0;
    for (guint i = 0; i < mail->inner->len; i++) {
        const ChannelMail *inner = mail->inner->pdata[i];
        if (!is_eligible(mail, inner))
            continue;
        if (!named && names_sender(mail->subject_line, &inner->sender))
            named = inner;
        if (!first || (first->sender.function && !inner->sender.function))
            first = inner;
        people += inner->message > 0 && !inner->sender.function ? 1 : 0;
    }
    mail->several_origins = people > 1 && !named;
    return named ? named : first;
}

/* Is this a mail sent on? A sender whom the subject names applies for
 * themselves, whatever hangs on the mail. */
static void
find_origin(MailCase *mail)
{
    const ChannelMail *origin = choose_origin(mail);
    gboolean office = mail->from_own || mail->sender.function;
    if (!origin)
        return;
    if (!office && names_sender(mail->subject_line, &mail->sender))
        return;
    gboolean named = names_sender(mail->subject_line, &origin->sender);
    gboolean sent_on = mail->subject.forward || origin->message > 0 || office ||
                       words_find(mail->note_line, WORDS_TRANSMITTAL);
    if (mail->subject.reply && !mail->subject.forward)
        sent_on = named;
    /* Our people's answer goes to the candidate: nothing is sent on. */
    if (mail->from_own && origin->address &&
        mail_case_is_to(mail, origin->address))
        sent_on = FALSE;
    if (sent_on || named)
        mail->origin = origin;
}

static char *
join_labels(const Message *message)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new();
    for (guint i = 0; i < message->parts->len; i++) {
        const MessagePart *part = message->parts->pdata[i];
        if (part->label)
            g_ptr_array_add(labels, part->label);
    }
    g_ptr_array_add(labels, NULL);
    return words_line_join((const char *const *)labels->pdata);
}

static char **
fold_pages(const MessagePart *part)
{
    GPtrArray *lines = g_ptr_array_new();
    for (char **page = part->pages; page && *page; page++)
        g_ptr_array_add(lines, words_line(*page));
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

static void
read_pages(MailCase *mail)
{
    const Message *message = mail->message;
    GString *joined = g_string_new(" ");
    gsize bytes = 0;
    for (guint i = 0; i < message->parts->len; i++) {
        const MessagePart *part = message->parts->pdata[i];
        char **lines = fold_pages(part);
        g_ptr_array_add(mail->page_lines, lines);
        for (guint k = 0; lines[k]; k++) {
            bytes += strlen(part->pages[k]);
            if (bytes > PAGES_BYTES)
                break;
            g_string_append(joined, lines[k] + 1);
        }
    }
    mail->pages_line = g_string_free(joined, FALSE);
}

static void
prepare_texts(MailCase *mail)
{
    const Message *message = mail->message;
    g_autofree char *note = NULL;
    g_autoptr(GPtrArray) quoted = channel_read_inline(message->text, &note);
    g_autofree char *own = channel_drop_quote(message->text);
    mail->note_line = words_line(quoted->len > 0 ? note : own);
    find_origin(mail);
    mail->text = mail->origin ? channel_drop_quote(mail->origin->text)
                              : g_steal_pointer(&own);
    mail->text_line = words_line(mail->text);
    mail->names_line = join_labels(message);
    read_pages(mail);
    mail->inner_line = words_line(mail->origin ? mail->origin->subject : NULL);
}

static void
look_for_keywords(MailCase *mail)
{
    const Lexicon *lexicon = mail->recogniser->lexicon;
    lexicon_look(&mail->subject_hits, lexicon, mail->subject_line, TRUE);
    lexicon_look(&mail->inner_hits, lexicon, mail->inner_line, TRUE);
    lexicon_look(&mail->names_hits, lexicon, mail->names_line, TRUE);
    lexicon_look(&mail->text_hits, lexicon, mail->text_line, FALSE);
    lexicon_look(&mail->pages_hits, lexicon, mail->pages_line, FALSE);
}

MailCase *
mail_case_new(const RecogniseInput *input)
{
    MailCase *mail = g_new0(MailCase, 1);
    const Message *message = input->message;
    mail->recogniser = input->recogniser;
    mail->config = input->recogniser->config;
    mail->message = message;
    mail->mailbox = input->mailbox;
    mail->received_at = input->received_at;
    mail->recipients = g_ptr_array_new_with_free_func(g_free);
    mail->page_lines =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    if (message->from->len > 0)
        mail->from = message->from->pdata[0];
    sender_name_read(&mail->sender, mail->from ? mail->from->name : NULL,
                     mail->from ? mail->from->address : NULL);
    mail->from_own = mail->from && mail->from->address &&
                     config_is_own_address(mail->config, mail->from->address);
    subject_strip(&mail->subject, message->subject);
    mail->subject_line = words_line(mail->subject.text);
    mail->inner = channel_inner_mails(message);
    collect_recipients(mail);
    prepare_texts(mail);
    look_for_keywords(mail);
    collect_recipients(mail);
    return mail;
}

void
mail_case_free(MailCase *mail)
{
    if (!mail)
        return;
    sender_name_clear(&mail->sender);
    subject_core_clear(&mail->subject);
    g_free(mail->subject_line);
    g_ptr_array_unref(mail->inner);
    g_free(mail->text);
    g_free(mail->text_line);
    g_free(mail->note_line);
    g_free(mail->names_line);
    g_ptr_array_unref(mail->page_lines);
    g_free(mail->pages_line);
    g_free(mail->inner_line);
    lexicon_hits_clear(&mail->subject_hits);
    lexicon_hits_clear(&mail->inner_hits);
    lexicon_hits_clear(&mail->text_hits);
    lexicon_hits_clear(&mail->names_hits);
    lexicon_hits_clear(&mail->pages_hits);
    g_ptr_array_unref(mail->recipients);
    g_free(mail);
}

const SenderName *
mail_case_author(const MailCase *mail)
{
    return mail->origin ? &mail->origin->sender : &mail->sender;
}

const char *
mail_case_author_address(const MailCase *mail)
{
    if (mail->origin)
        return mail->origin->address;
    return mail->from ? mail->from->address : NULL;
}

gboolean
mail_case_is_to(const MailCase *mail, const char *address)
{
    for (guint i = 0; i < mail->recipients->len; i++) {
        if (text_address_equal(mail->recipients->pdata[i], address))
            return TRUE;
    }
    return FALSE;
}
