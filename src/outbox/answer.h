/* The words of an answer: from what was recognised and filed to the subject
 * and body of a French mail.
 *
 * Templates are loaded once and then shared between threads; composing is
 * pure.
 */
#pragma once

#include "base/config.h"
#include "base/phrase.h"
#include "dossier/dossier_store.h"
#include "recognise/recognise.h"

typedef struct Answers Answers;

/* An error names file and line of the template. All outlive it. */
Answers *answers_load(const Config *config, const Phrases *phrases,
                      const char *texts_folder, GError **error);
void answers_free(Answers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answers, answers_free)

typedef struct {
    const Recognition *recognition;
    const GPtrArray *dossiers; /* Dossier*, empty for a receipt */
    const char *recipient;
    const char *reply_address; /* the watched mailbox that answers go to */
    gint64 received_at;
    gboolean too_large; /* not fetched */
} AnswerFacts;

/* The kind, as the contract names it: "acknowledgement" (application and
 * supplement) or "receipt" (review). Subject and body are new strings. */
const char *answers_compose(const Answers *answers, const AnswerFacts *facts,
                            char **subject, char **body);

/* The reminder to a candidate about dossiers that are incomplete now, all of
 * one campaign. */
void answers_compose_reminder(const Answers *answers, const GPtrArray *dossiers,
                              const char *recipient, const char *reply_address,
                              gint64 now, char **subject, char **body);

/* A mail that could not be read safely, as the referent is told of it. Sender
 * and title are what the header fields say, or NULL. */
typedef struct {
    const ConfigCampaign *campaign;
    const char *mailbox; /* its address */
    const char *sender, *title;
    gint64 received_at;
} AnswerQuarantine;
void answers_compose_quarantine(const Answers *answers,
                                const AnswerQuarantine *facts, char **subject,
                                char **body);

/* The mail to the operator; `body` may have several lines. */
void answers_compose_operator(const Answers *answers, const char *title,
                              const char *text, char **subject, char **body);

/* Every mail with sample data, for people to read: a new text. Independent of
 * the campaigns that are configured. */
char *answers_preview(const Phrases *phrases, const char *texts_folder,
                      GError **error);
