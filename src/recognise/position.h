/* For which positions of a campaign a mail applies. Pure. */
#pragma once

#include "recognise/campaign.h"

/* Where a position was found; a stronger source comes first. */
typedef enum {
    POSITION_ADDRESS,
    POSITION_SUBJECT,
    POSITION_FILES,
    POSITION_TEXT,
    POSITION_N_SOURCES,
} PositionSource;

typedef struct {
    GPtrArray *found[POSITION_N_SOURCES]; /* const ConfigPosition* */
    GPtrArray *positions;   /* the result: const ConfigPosition* */
    gboolean certain;       /* the result may be filed */
    gboolean contradiction; /* sources name different positions */
    gboolean ambiguous;     /* one word stands for several positions */
    gboolean single;        /* the campaign has one position only */
} PositionFinding;

PositionFinding *position_find(const MailCase *mail,
                               const CampaignEvidence *evidence);
void position_finding_free(PositionFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PositionFinding, position_finding_free)
