/* What a mail is: the verdict on one message, with the reasons.
 *
 * Pure: reads the configuration, made ready by recogniser_new(), the parsed
 * mail and what the caller knows of earlier dossiers; no I/O, any thread. Each
 * rule stands in a file of its own (subject, position, candidate, document,
 * machine, channel, screen); this one combines them. The meaning of every
 * verdict and field is the contract's.
 */
#pragma once

#include "base/config.h"
#include "base/phrase.h"
#include "mail/message.h"
#include "recognise/subject.h"

typedef enum {
    VERDICT_APPLICATION,
    VERDICT_SUPPLEMENT,
    VERDICT_REVIEW,
    VERDICT_AUTOMATIC,
    VERDICT_QUARANTINED,
    VERDICT_UNRELATED,
} Verdict;

const char *verdict_name(Verdict verdict); /* "application"… */

/* A dossier that exists already, as far as the rules need it. */
typedef struct {
    gint64 id;
    const char *ref;
    const char *campaign;
    const char *position;
    const char *family_name, *given_name, *email;
} KnownDossier;

/* What earlier mails left behind; each call returns KnownDossier* in an array
 * that owns its elements (never NULL, maybe empty). NULL lookup: nothing is
 * known (explain). */
typedef struct {
    gpointer data;
    /* Dossiers that the given Message-IDs (received or sent by us) belong to,
     * NULL-terminated. */
    GPtrArray *(*by_message_ids)(gpointer data, const char *const *ids);
    GPtrArray *(*by_reference)(gpointer data, const char *ref);
    GPtrArray *(*by_address)(gpointer data, const char *campaign,
                             const char *address);
    /* TRUE if by_address() finds something in any campaign. */
    gboolean (*has_address)(gpointer data, const char *address);
    /* Folded names (text_fold), either may be NULL. */
    GPtrArray *(*by_name)(gpointer data, const char *campaign,
                          const char *family_name, const char *given_name);
} KnownLookup;

/* A configuration made ready for the rules: its words are folded, split and
 * ordered once. Read-only, any thread. `config` must outlive it. */
typedef struct Recogniser Recogniser;
Recogniser *recogniser_new(const Config *config);
void recogniser_free(Recogniser *recogniser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recogniser, recogniser_free)

typedef struct {
    const Recogniser *recogniser;
    const Phrases *phrases; /* the reasons' French words */
    const Message *message;
    const char *mailbox;      /* name of the mailbox it came from, NULL: not
                                 known, the header says */
    gint64 received_at;       /* INTERNALDATE, or the topmost Received */
    const KnownLookup *known; /* may be NULL */
} RecogniseInput;

typedef struct {
    const MessagePart *part; /* NULL: the body of the mail */
    char *name;              /* the cleaned label, NULL if none */
    GPtrArray *kinds;        /* const ConfigDocument*, maybe empty */
    gboolean accepted;
    gboolean to_check; /* kind not certain: no text, no telling name */
    char *reason;      /* French, why this kind or why refused */
} RecogniseDocument;

typedef struct {
    Verdict verdict;
    const ConfigCampaign *campaign; /* NULL: not known */
    GPtrArray *positions;           /* const ConfigPosition* */
    char *family_name, *given_name; /* as filed: FAMILY in capitals as far as
                                       the mail tells, Given capitalised */
    char *email;                    /* the candidate's, NULL if not known */
    char *subject;                  /* decoded text */
    SubjectConformity conformity;
    gboolean forwarded;       /* channel: sent on by a superior */
    char *forwarder;          /* address of the superior, NULL if direct */
    gboolean withdrawal;      /* the candidate writes that they withdraw */
    gboolean referent_absent; /* the school got it, the referent did not */
    GPtrArray *documents;     /* RecogniseDocument* */
    GPtrArray *missing;  /* const ConfigDocument*: required, not accepted in
                            this mail (and none known) */
    char **links;        /* cloud links that hold no piece for us */
    char *reply_to;      /* whom an answer would go to; NULL: never answered */
    char *reported_id;   /* automatic: Message-ID of ours that bounced */
    char **failed;       /* automatic: addresses that bounced, or NULL */
    GPtrArray *dossiers; /* KnownDossier*: supplement: where it belongs */
    GPtrArray *reasons;  /* char*, French, in the order of the rules */
} Recognition;

void recognition_free(Recognition *recognition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recognition, recognition_free)

/* Never NULL. */
Recognition *recognise(const RecogniseInput *input);

/* For a mail that could not be parsed (or is too large): quarantined resp.
 * review, with the reason; `header` (may be NULL) is what the header fields
 * gave, for addressee and campaign. */
Recognition *recognise_unreadable(const RecogniseInput *header,
                                  const char *reason_key);
