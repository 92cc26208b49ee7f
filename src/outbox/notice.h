/* Mail that nobody asked for: reminders, alerts, closing summaries, digests.
 *
 * Each function works off one event of daemon/schedule.h: the mails of all its
 * recipients and the mark that the event is done are one transaction, so that
 * it is done once, wherever the program is cut off. A mail's own key
 * ("alert:<event>:<address>") is unique in the outbox besides.
 *
 * What is read streams through; a mail names NOTICE_MAX_NAMES people at most
 * and says how many more there are.
 */
#pragma once

#include "outbox/outbox.h"

#define NOTICE_MAX_NAMES 200

typedef struct Notices Notices;

/* Loads the templates (an error names file and line). All outlive it. */
Notices *notices_new(const Config *config, const Phrases *phrases,
                     const char *texts_folder, Database *database,
                     DossierStore *store, Outbox *outbox, GError **error);
void notices_free(Notices *notices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notices, notices_free)

/* For `dossierd --check`: loads phrases and every template. */
gboolean notices_check_texts(const Config *config, const char *texts_folder,
                             GError **error);

/* An event that is due; `key` as schedule.h makes it. */
typedef struct {
    const ConfigCampaign *campaign;
    const char *key;
    gint64 now;
} NoticeEvent;

/* To each candidate with an incomplete dossier, one mail for all of them; not
 * to addresses that bounced, are ours or take no answers. */
gboolean notices_remind(Notices *notices, const NoticeEvent *event,
                        GError **error);

/* To the referent about everything, and to each position's addresses about
 * that position alone. */
gboolean notices_alert(Notices *notices, const NoticeEvent *event,
                       GError **error);
/* Reminders and alerts that have not left by then are cancelled. */
gboolean notices_close(Notices *notices, const NoticeEvent *event,
                       GError **error);

/* Tells the referent, once, which dossiers and mails a purge takes from two
 * weeks on, together with those of the weeks after. */
gboolean notices_announce_purge(Notices *notices,
                                const ConfigCampaign *campaign, gint64 now,
                                GError **error);

/* One digest as report/digest.h made it. */
typedef struct {
    const char *recipient;
    const char *subject, *text, *html;
    GBytes *chart_png, *csv; /* or NULL */
    const char *csv_name;
} NoticeDigest;

/* `n` may be 0: nothing happened, and that was it for this week. */
gboolean notices_digest(Notices *notices, const NoticeEvent *event,
                        const NoticeDigest *digests, gsize n, GError **error);

/* The end of the period of the last one, 0 if there was none. */
gboolean notices_last_digest(Notices *notices, const ConfigCampaign *campaign,
                             gint64 *at, GError **error);

/* When the event `key` was worked off, 0 if it was not. FALSE where that
 * cannot be told. */
gboolean notices_is_done(Notices *notices, const char *key, gint64 *at,
                         GError **error);

/* Every mail with sample data, for people to read: a new text. */
char *notices_preview(const Phrases *phrases, const char *texts_folder,
                      GError **error);
