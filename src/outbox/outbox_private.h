/* Between the files of outbox/outbox*.c and notice*.c. */
#pragma once

#include "dossier/database_sqlite.h"
#include "outbox/answer.h"
#include "outbox/outbox.h"
#include "outbox/outbox_reason.h"
#include "outbox/reply.h"

/* A row that was taken to be sent, and what became of it. */
typedef struct {
    gint64 id; /* 0: none */
    char *recipient;
    gint64 attempts; /* this one included */
    gint64 first_tried_at;
    GBytes *mail;
    char *before_closing; /* campaign after whose closing it is of no use */
    SmtpOutcome outcome;
    gboolean server_fault;
    char *error;
} OutboxShipment;

struct Outbox {
    const Config *config;
    const Phrases *phrases;
    Database *database;
    Answers *answers;
    gboolean shadow;
    OutboxServerFunc heard; /* may be NULL */
    gpointer heard_data;
    /* For the sending thread: an outcome that the database did not take yet. */
    OutboxShipment shipment;
    GMutex lock;       /* of what follows */
    gboolean hold;     /* all but the operator's mail */
    gboolean rebuilt;  /* what is queued is held until somebody looked */
    gint64 rest_until; /* clock_monotonic(): the server is left alone */
    guint rests;       /* in a row */
};

/* A mail to be queued, before it has bytes. */
typedef struct {
    ReplyMail mail; /* but message_id and date, which are set here */
    const char *event;
    const ConfigCampaign *campaign; /* may be NULL */
    const char *position;           /* for {position} of sent_folder, or NULL */
    const ConfigMailbox *mailbox;   /* whose sent_folder, may be NULL */
    gint64 message;                 /* row id, 0: none */
    const gint64 *dossiers;
    gsize n_dossiers;
} OutboxDraft;

/* Builds the mail and adds its row, held where a cap or shadow mode says so.
 * TRUE without a row where the event has one or the address bounced. */
gboolean outbox_add(Outbox *outbox, const OutboxDraft *draft, GError **error);

/* FALSE with `error` set where that cannot be told. */
gboolean outbox_is_bounced(Outbox *outbox, const char *address,
                           gboolean *bounced, GError **error);

gboolean outbox_is_on_hold(Outbox *outbox);

/* New mail is held: shadow mode, or the index was rebuilt. */
gboolean outbox_is_held_back(Outbox *outbox);

/* Notes the present state of the row beside the index
 * (dossier/outcome_log.h). */
void outbox_note_outcome(Outbox *outbox, gint64 id);

/* The phrase `key` of [mail]; new string. */
char *outbox_phrase(const Outbox *outbox, const char *key, const char *value);
