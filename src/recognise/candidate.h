/* Who applies. Pure. */
#pragma once

#include "recognise/campaign.h"

/* Where the name was found. */
typedef enum {
    CANDIDATE_NOWHERE,
    CANDIDATE_SUBJECT,
    CANDIDATE_DISPLAY, /* display name of the author */
    CANDIDATE_ADDRESS, /* "given.family@" */
    CANDIDATE_TEXT,    /* "Je soussigné(e) …", a signature */
    CANDIDATE_CITED,   /* whom a superior's opinion is about */
    CANDIDATE_FILES,   /* "CV DUPONT Marie.pdf" */
} CandidateSource;

typedef struct {
    PersonName name;
    CandidateSource source;
    char *email;      /* NULL: not known */
    gboolean certain; /* both names are known, and one person is meant */
    gboolean several; /* several people apply in one mail */
    gboolean forwarded;
    char *forwarder; /* address of the one who sends on */
} CandidateFinding;

CandidateFinding *candidate_find(const MailCase *mail,
                                 const CampaignEvidence *evidence);
void candidate_finding_free(CandidateFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CandidateFinding, candidate_finding_free)

/* The name in a file's label ("cv_dupont_marie.pdf"), FALSE if there is none
 * of two words. */
gboolean candidate_read_label(PersonName *name, const char *label,
                              const CampaignWords *words,
                              const SenderName *hint);
