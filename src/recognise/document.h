/* Which piece each attachment is, by its name and by its text. Pure. */
#pragma once

#include "recognise/mail_case.h"

/* RecogniseDocument* for every part, in order, and for a letter that is the
 * body of the mail; new array that owns them. Reasons are French. */
GPtrArray *document_find(const MailCase *mail, const CampaignWords *words,
                         const Phrases *phrases);

/* const ConfigDocument*: required and not accepted in `documents`. */
GPtrArray *document_missing(const ConfigCampaign *campaign,
                            const GPtrArray *documents);

/* How many different accepted kinds there are. */
guint document_count_kinds(const GPtrArray *documents);
gboolean document_has(const GPtrArray *documents, const char *id);

/* TRUE if a file name alone tells a piece of some campaign; for the screen. */
gboolean document_name_tells(const Recogniser *recogniser, const char *name);

/* Cloud links that hold pieces we cannot fetch; new NULL-terminated array. */
char **document_cloud_links(const Message *message);

void recognise_document_free(RecogniseDocument *document);
