/* Whom a superior's mail is about: a name that follows words such as
 * "candidature de" or "concernant", in the mail or in the opinion itself. Pure.
 */
#pragma once

#include "recognise/mail_case.h"

/* The one person cited. FALSE where nobody is, or several are. In the subject
 * a civility is enough ("Avis – Mme Dupont Marie"); in running text it is not:
 * letters name those to whom they are sent, too. */
gboolean cited_person(PersonName *name, const MailCase *mail);
