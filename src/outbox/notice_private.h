/* Between the files of outbox/notice*.c. */
#pragma once

#include "outbox/notice.h"
#include "outbox/outbox_private.h"
#include "outbox/template.h"

/* A dossier in a list. */
typedef struct {
    const ConfigPosition *position;
    char *ref;
    char *name;     /* "DUPONT Marie", the address, or the reference */
    char **missing; /* document ids */
    char *superior; /* who sent the application on; may be NULL */
    gboolean complete, withdrawn, late;
    gint64 received_at;
    gint64 sent_at; /* of a late one: before closing, says its sender; or 0 */
    gboolean unreachable; /* no address, or mail to it came back */
} NoticeEntry;
void notice_entry_free(NoticeEntry *entry);

typedef struct {
    const ConfigPosition *position;
    guint complete, withdrawn, late;
    guint incomplete; /* without those that lack the opinion alone */
    guint opinion;    /* these */
} NoticeCount;

/* Which dossiers a list holds. */
typedef enum {
    NOTICE_ALL,
    NOTICE_INCOMPLETE,
    NOTICE_OPINION,
    N_NOTICE_LISTS,
} NoticeList;

/* What an alert or a summary says. */
typedef struct {
    const ConfigCampaign *campaign;
    const ConfigPosition *position; /* NULL: the whole campaign */
    gint64 now;
    NoticeCount *counts; /* one each, in the order of the configuration */
    gsize n_counts;
    GPtrArray *lists[N_NOTICE_LISTS]; /* NoticeEntry*, in the same order */
    guint review;                     /* mails that wait for a person */
    gint64 review_since;
} NoticeState;
void notice_state_clear(NoticeState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NoticeState, notice_state_clear)

typedef enum { NOTICE_ALERT, NOTICE_CLOSING, N_NOTICE_KINDS } NoticeKind;

/* The texts of alerts and summaries; composing is pure. */
typedef struct NoticeTexts NoticeTexts;
NoticeTexts *notice_texts_load(const Config *config, const Phrases *phrases,
                               const char *texts_folder, GError **error);
void notice_texts_free(NoticeTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NoticeTexts, notice_texts_free)
void notice_compose(const NoticeTexts *texts, NoticeKind kind,
                    const NoticeState *state, char **subject, char **body);

/* Reads what a mail of that kind says from the index; `state` has its first
 * three members set. */
gboolean notice_state_read(Database *database, NoticeKind kind,
                           NoticeState *state, GError **error);

/* What has been kept nearly as long as its campaign says. */
typedef struct {
    char *ref, *name;
    gint64 last_contact;
} RetentionEntry;
void retention_entry_free(RetentionEntry *entry);
typedef struct {
    const ConfigCampaign *campaign;
    GPtrArray *entries; /* RetentionEntry*, the first NOTICE_MAX_NAMES */
    guint dossiers;
    guint asides; /* messages in no dossier */
    gint64 first_contact;
} RetentionState;
void retention_state_clear(RetentionState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RetentionState, retention_state_clear)
typedef struct RetentionTexts RetentionTexts;
RetentionTexts *retention_texts_load(const Config *config,
                                     const Phrases *phrases,
                                     const char *texts_folder, GError **error);
void retention_texts_free(RetentionTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RetentionTexts, retention_texts_free)
void retention_compose(const RetentionTexts *texts, const RetentionState *state,
                       char **subject, char **body);

struct Notices {
    const Config *config;
    Database *database;
    DossierStore *store;
    Outbox *outbox;
    NoticeTexts *texts;
    RetentionTexts *retention;
};

/* Within a transaction: one mail for each candidate. */
gboolean notice_queue_reminders(Notices *notices, const NoticeEvent *event,
                                GError **error);
