/* Positions that share a place and differ by the role: the trainer of a
 * network and its coordinator. Pure. */
#pragma once

#include "recognise/mail_case.h"

/* The words that say for which role somebody applies: `subject` if it names
 * one of the campaign's roles, else the body, else what stands behind "poste
 * de" in the attachments; a CV names the roles of a whole life. New string. */
char *position_role_line(const MailCase *mail, const CampaignWords *words,
                         const char *subject);

/* A role in the line rules out positions of another role: "formateur
 * Camargue" is not the coordinator whose area has Camargue, too. */
void position_drop_roles(GPtrArray *positions, const CampaignWords *words,
                         const char *line);
