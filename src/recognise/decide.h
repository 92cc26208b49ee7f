/* The recognition of a mail that a person settles. Pure. */
#pragma once

#include "recognise/recognise.h"

/* What a person decided about a mail under review. Names that are NULL are
 * taken from the mail. */
typedef struct {
    const ConfigCampaign *campaign;
    GPtrArray *positions; /* const ConfigPosition*, at least one */
    GPtrArray *dossiers;  /* KnownDossier* that it completes; NULL: an
                             application of its own */
    const char *family_name, *given_name;
} RecogniseDecision;

/* An application or a supplement, as decided; pieces, address and answer by the
 * ordinary rules. Never NULL; a name that neither the person nor the mail gives
 * is. */
Recognition *recognise_decided(const RecogniseInput *input,
                               const RecogniseDecision *decision);
