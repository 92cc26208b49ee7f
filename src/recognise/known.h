/* Which dossiers a mail belongs to, from what earlier mails left. Pure: asks
 * the caller's KnownLookup only. */
#pragma once

#include "recognise/candidate.h"
#include "recognise/position.h"

typedef enum {
    KNOWN_NOTHING,
    KNOWN_THREAD,    /* answers a mail of a dossier, or ours about it */
    KNOWN_REFERENCE, /* names the dossier's reference */
    KNOWN_CANDIDATE, /* the same candidate in the same campaign */
    KNOWN_NAMESAKE,  /* the same name from another address: to be reviewed */
} KnownLink;

typedef struct {
    KnownLink link;
    GPtrArray *dossiers; /* KnownDossier*, owned */
} KnownFinding;

/* By thread and reference alone; needs no campaign. */
KnownFinding *known_by_thread(const MailCase *mail, const KnownLookup *known);
/* By address, then by names. */
KnownFinding *known_by_candidate(const MailCase *mail,
                                 const ConfigCampaign *campaign,
                                 const CandidateFinding *candidate,
                                 const KnownLookup *known);
void known_finding_free(KnownFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownFinding, known_finding_free)

/* TRUE if some dossier is for this position. */
gboolean known_has_position(const KnownFinding *finding, const char *position);
