/* Numbers, counts and instants as French prints them. New strings; pure. */
#pragma once

#include "base/phrase.h"

/* "10 000", with narrow no-break spaces. */
char *words_number(guint number);

/* The phrase `key`-0, `key`-1 or `key`-n with the number filled in: "aucune
 * pièce", "1 pièce", "2 pièces". */
char *words_count(const Phrases *phrases, const char *group, const char *key,
                  guint number);

/* Why a mail of ours waits, was not sent or may not have been, in French: a
 * server's own words are cited. `state` and `error` as the index has them;
 * NULL where there is nothing to say. */
char *words_outcome(const Phrases *phrases, const char *state,
                    const char *error);

/* "19/05/2026", "19/05/2026 à 23 h 59", "2026-05-19T23:59:00+02:00". */
char *words_day(gint64 instant, GTimeZone *zone);
char *words_instant(gint64 instant, GTimeZone *zone);
char *words_iso(gint64 instant, GTimeZone *zone);

/* Civil days from `since` to `now`, 0 where the clock went back. */
guint words_days_between(gint64 since, gint64 now, GTimeZone *zone);

/* The civil day of an instant as g_date_get_julian() counts. */
guint32 words_julian(gint64 instant, GTimeZone *zone);
