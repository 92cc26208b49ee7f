/* Who wrote the application: the sender, or somebody whose mail the sender
 * sends on, as an attachment or quoted in the body. Pure. */
#pragma once

#include "base/config.h"
#include "mail/message.h"
#include "recognise/name.h"

/* A mail inside the mail. */
typedef struct {
    char *name;    /* display name, NULL */
    char *address; /* NULL: Outlook names colleagues without it */
    char *subject;
    char *text;
    GPtrArray *to; /* char* addresses */
    SenderName sender;
    guint message; /* as MessagePart.message; 0: quoted in a body */
} ChannelMail;
void channel_mail_free(ChannelMail *mail);

/* The mails whose header lines stand in a body, outermost first: Outlook,
 * Thunderbird, Zimbra, Gmail, Apple and Roundcube, French and English. New
 * array that owns its ChannelMail*. `own` (may be NULL) receives what the
 * writer put above the first of them. */
GPtrArray *channel_read_inline(const char *text, char **own);

/* The text of an answer without what it quotes. */
char *channel_drop_quote(const char *text);

/* Every mail inside the message, attached ones first. */
GPtrArray *channel_inner_mails(const Message *message);
