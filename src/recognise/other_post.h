/* Is the mail about another post than ours, or from somebody who wants a place
 * in the school? Pure. */
#pragma once

#include "recognise/mail_case.h"

/* Whatever else the subject says: "Candidature AESH micro-lycée Artaud". What
 * the writer is ("…, professeure de lettres", "CPE") is no other post. */
gboolean other_post_in_subject(const char *subject_line);

/* A sentence of the body that speaks of an application names one.
 * `mentioned`: the mail speaks of the campaign, so that only what cannot be
 * meant beside it counts. */
gboolean other_post_in_text(const MailCase *mail, gboolean mentioned);

/* A pupil, a family or those who care for a pupil apply for a place. */
gboolean other_post_is_pupil(const MailCase *mail);

/* Words of the subject that nothing explains: neither those of any
 * application, nor a name of the author. */
guint other_post_count_unknown(const MailCase *mail, const char *rest);
