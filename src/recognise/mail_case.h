/* One mail as the rules look at it: who wrote it, to whom, and its texts
 * prepared once (words_line). Built by mail_case_new(), then read-only. */
#pragma once

#include "recognise/channel.h"
#include "recognise/recogniser.h"

typedef struct {
    const Recogniser *recogniser;
    const Config *config;
    const Message *message;
    const char *mailbox; /* name, NULL: not known */
    gint64 received_at;
    const MessageAddress *from; /* NULL: no From; the first of several */
    SenderName sender;
    gboolean from_own; /* one of our people */
    SubjectCore subject;
    char *subject_line; /* words of the subject without prefixes */

    GPtrArray *inner;          /* ChannelMail* */
    const ChannelMail *origin; /* the candidate's mail where it was sent on */
    gboolean several_origins;  /* mails of several people are sent on */

    char *text; /* what the candidate wrote, without quotes */
    char *text_line;
    char *note_line;       /* what the one who sends on wrote above */
    char *names_line;      /* labels of the attachments */
    GPtrArray *page_lines; /* GStrv of each part: of its pages, each */
    char *pages_line;      /* texts of the attachments */
    char *inner_line;      /* subject of the origin */

    /* The keywords of all campaigns in these lines; mistyped ones, too, in
     * subjects and labels. */
    LexiconHits subject_hits, inner_hits, text_hits, names_hits, pages_hits;

    GPtrArray
        *recipients; /* char*, lower case: To, Cc, Delivered-To, X-Original-To,
                        Resent-To, the mailbox, those of the origin */
} MailCase;

MailCase *mail_case_new(const RecogniseInput *input);
void mail_case_free(MailCase *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailCase, mail_case_free)

/* The presumed candidate: the origin's sender, else the mail's. */
const SenderName *mail_case_author(const MailCase *mail);
const char *mail_case_author_address(const MailCase *mail);

gboolean mail_case_is_to(const MailCase *mail, const char *address);
