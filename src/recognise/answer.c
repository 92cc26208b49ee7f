#include "recognise/answer.h"

#include "base/text.h"
#include "recognise/machine.h"

#include <string.h>

gboolean
answer_is_allowed(const Config *config, const char *address)
{
    return address && text_is_address(address) &&
           !config_is_own_address(config, address) &&
           !machine_is_no_answer(address);
}

static gboolean
same_domain(const char *a, const char *b)
{
    const char *x = strrchr(a, '@'), *y = strrchr(b, '@');
    return x && y && g_ascii_strcasecmp(x, y) == 0;
}

/* RFC 5230 section 4.6: no reverse-path is as good as the null one, where the
 * server is known to write it down. */
static gboolean
lacks_return_path(const MailCase *mail)
{
    const ConfigMailbox *mailbox =
        mail->mailbox ? config_find_mailbox(mail->config, mail->mailbox) : NULL;
    return mailbox && mailbox->return_path &&
           !mail->message->machine.has_return_path;
}

static gboolean
is_unanswered(const MailCase *mail)
{
    return mail->message->from->len != 1 || lacks_return_path(mail) ||
           machine_forbids_answer(mail->config, mail->message);
}

char *
answer_to_sender(const MailCase *mail)
{
    const Message *message = mail->message;
    if (is_unanswered(mail))
        return NULL;
    const char *from = mail->from->address;
    if (!answer_is_allowed(mail->config, from))
        return NULL;
    if (message->reply_to->len == 1) {
        const MessageAddress *reply_to = message->reply_to->pdata[0];
        if (answer_is_allowed(mail->config, reply_to->address) &&
            same_domain(reply_to->address, from))
            return g_strdup(reply_to->address);
    }
    return g_strdup(from);
}

char *
answer_to_candidate(const MailCase *mail, const char *candidate)
{
    if (is_unanswered(mail))
        return NULL;
    if (answer_is_allowed(mail->config, candidate))
        return g_strdup(candidate);
    return answer_to_sender(mail);
}
