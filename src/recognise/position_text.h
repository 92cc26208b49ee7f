/* Positions that sentences name: in the body, in letters and other texts of
 * attachments. Pure. */
#pragma once

#include "recognise/mail_case.h"

void position_add(GPtrArray *positions, const ConfigPosition *position);

/* The keyword or code of the position that a line holds, NULL if none; never
 * one that is part of the candidate's own `name`. `fuzzy`: with typing errors,
 * for short texts. */
const char *position_keyword(const char *line, const ConfigPosition *position,
                             const PersonName *name, gboolean fuzzy);

/* Adds to `found` what the texts apply for; where somebody works or has
 * worked is not it. */
void position_read_texts(GPtrArray *found, const MailCase *mail,
                         const ConfigCampaign *campaign,
                         const PersonName *name);
