/* When a campaign closes. Pure; civil dates in the campaign's time zone.
 *
 * The closing instant is the first second at which a mail is late: the start
 * of the day after an inclusive closing day, the start of the day itself for
 * "avant le". Printed, it is the minute before ("à 23 h 59").
 */
#pragma once

#include "base/config.h"
#include "base/phrase.h"

/* The last day on which to send, in `day`: the inclusive date, or the day
 * before an exclusive one. FALSE where the campaign has no deadline. */
gboolean deadline_closing_day(const ConfigCampaign *campaign, GDate *day);

/* Seconds since 1970 of the closing instant, G_MAXINT64 without a deadline. */
gint64 deadline_closing_instant(const ConfigCampaign *campaign,
                                GTimeZone *zone);

/* The instant of `hour`:`minute` civil time, `days` before `day`. Where the
 * clock skips that time, the first instant after; where it repeats, the first
 * of both. */
gint64 deadline_days_before(const GDate *day, guint days, guint hour,
                            guint minute, GTimeZone *zone);

/* "mardi 19 mai 2026 à 23 h 59 (heure de Paris)"; day, month and zone names
 * are phrases, an instant that no calendar has is "". New string. */
char *deadline_format(gint64 instant, GTimeZone *zone, const Phrases *phrases);
/* The day alone: "mardi 19 mai 2026". */
char *deadline_format_day(gint64 instant, GTimeZone *zone,
                          const Phrases *phrases);
/* As deadline_format for a closing instant: the minute before it. */
char *deadline_format_closing(gint64 closing, GTimeZone *zone,
                              const Phrases *phrases);
