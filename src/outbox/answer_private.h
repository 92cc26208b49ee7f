/* Between the files of outbox/answer*.c. */
#pragma once

#include "outbox/answer.h"
#include "outbox/template.h"

typedef struct {
    const Config *config;
    const Phrases *phrases;
    GTimeZone *zone;
    const ConfigCampaign *campaign; /* may be NULL */
    const AnswerFacts *facts;
    TemplateData *data;
} AnswerContext;

/* NULL-terminated: the fields of acknowledgement.txt and supplement.txt, and
 * those of receipt.txt. */
extern const char *const answer_dossier_fields[];
extern const char *const answer_receipt_fields[];

/* For previews: one campaign with two positions and three pieces. */
extern const Config answer_sample_config;

/* What all answers have: campaign, deadline, contact, pieces of this mail. */
void answer_fill_common(const AnswerContext *context);
/* The dossiers and what they have and lack. */
void answer_fill_dossiers(const AnswerContext *context);
/* What to send again, and how. */
void answer_fill_receipt(const AnswerContext *context);

/* A field for {?name}…{/name} alone. */
void answer_set_flag(const AnswerContext *context, const char *name,
                     gboolean value);
/* The phrase `key` of [mail]; new string. */
char *answer_phrase(const AnswerContext *context, const char *key,
                    const char *value);
