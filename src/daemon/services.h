/* Everything one instance works with, opened in the right order.
 *
 * The daemon holds one for as long as a configuration is in force; dossierctl
 * opens one to change something while no daemon runs. All members outlive
 * every user; the order of closing is services_close()'s business.
 */
#pragma once

#include "base/config.h"
#include "base/phrase.h"
#include "dossier/dossier_store.h"
#include "dossier/instance.h"
#include "mail/reader.h"
#include "outbox/outbox.h"
#include "recognise/recognise.h"

typedef struct {
    const Config *config; /* the caller's */
    char *texts;          /* folder of templates and phrases */
    Phrases *phrases;
    Recogniser *recogniser;
    Instance *instance; /* the lock on state_dir */
    Database *database;
    DossierStore *store;
    Outbox *outbox;
    Reader *reader;
} Services;

/* `shadow` holds all outgoing mail whatever the configuration says. An error
 * of INSTANCE_ERROR means that another instance has the state folder. */
Services *services_open(const Config *config, gboolean shadow, GError **error);
void services_close(Services *services);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Services, services_close)
