/* Positions that sentences name: in the body, in letters and other texts of
 * attachments. Pure. */
#pragma once

#include "recognise/mail_case.h"

void position_add(GPtrArray *positions, const ConfigPosition *position);

/* The keyword, code or town of the position that a line holds, NULL if none;
 * never one that is part of the candidate's own name (person_words). With
 * typing errors where `hits`, those of the line, have them. */
const KeywordWords *position_keyword(const char *line, const LexiconHits *hits,
                                     const CampaignWords *words,
                                     const PositionWords *position,
                                     char **name);

/* A keyword of the campaign that stands in the line and in the title of this
 * position only names it: "micro-collège" where the others are micro-lycées.
 * NULL if none. */
const KeywordWords *position_own_kind(const LexiconHits *hits,
                                      const CampaignWords *words,
                                      const PositionWords *position);

/* Adds to `found` what the texts apply for; where somebody works or has
 * worked is not it. */
void position_read_texts(GPtrArray *found, const MailCase *mail,
                         const CampaignWords *words, char **name);
