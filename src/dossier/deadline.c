#include "dossier/deadline.h"

gboolean
deadline_closing_day(const ConfigCampaign *campaign, GDate *day)
{
    const ConfigDeadline *deadline = &campaign->deadline;
    switch (deadline->kind) {
    case CONFIG_DEADLINE_DATE:
        *day = deadline->date;
        if (!deadline->inclusive)
            g_date_subtract_days(day, 1);
        return TRUE;
    case CONFIG_DEADLINE_DAYS:
        *day = campaign->published;
        g_date_add_days(day, deadline->days);
        return TRUE;
    case CONFIG_DEADLINE_NONE:
        break;
    }
    return FALSE;
}

/* `local` counts seconds as if the civil time were UTC. */
static gint64
instant_of(gint64 local, GTimeType preferred, GTimeZone *zone)
{
    int interval = g_time_zone_adjust_time(zone, preferred, &local);
    return local - g_time_zone_get_offset(zone, interval);
}

/* Summer time is not the first of both everywhere (Ireland counts its winter
 * as the exception): ask for either and take the earlier. */
static gint64
first_instant(gint64 local, GTimeZone *zone)
{
    return MIN(instant_of(local, G_TIME_TYPE_DAYLIGHT, zone),
               instant_of(local, G_TIME_TYPE_STANDARD, zone));
}

gint64
deadline_days_before(const GDate *day, guint days, guint hour, guint minute,
                     GTimeZone *zone)
{
    GDate date = *day;
    g_date_subtract_days(&date, days);
    g_autoptr(GDateTime) civil = g_date_time_new_utc(
        g_date_get_year(&date), (gint)g_date_get_month(&date),
        g_date_get_day(&date), (gint)hour, (gint)minute, 0);
    return first_instant(g_date_time_to_unix(civil), zone);
}

gint64
deadline_closing_instant(const ConfigCampaign *campaign, GTimeZone *zone)
{
    GDate day;
    if (!deadline_closing_day(campaign, &day))
        return G_MAXINT64;
    g_date_add_days(&day, 1);
    return deadline_days_before(&day, 0, 0, 0, zone);
}

static char *
name_zone(GTimeZone *zone, const Phrases *phrases)
{
    const char *name = g_time_zone_get_identifier(zone);
    if (!phrases_has(phrases, "zone", name))
        return g_strdup(name);
    return phrases_get(phrases, "zone", name, NULL);
}

static char *
get_numbered(const Phrases *phrases, const char *group, int number)
{
    g_autofree char *key = g_strdup_printf("%d", number);
    return phrases_get(phrases, group, key, NULL);
}

static char *
name_day(const Phrases *phrases, int day)
{
    return day == 1 ? phrases_get(phrases, "date", "first", NULL)
                    : g_strdup_printf("%d", day);
}

static char *
format_civil_day(GDateTime *civil, const Phrases *phrases)
{
    g_autofree char *weekday =
        get_numbered(phrases, "weekday", g_date_time_get_day_of_week(civil));
    g_autofree char *day =
        name_day(phrases, g_date_time_get_day_of_month(civil));
    g_autofree char *month =
        get_numbered(phrases, "month", g_date_time_get_month(civil));
    return g_strdup_printf("%s %s %s %d", weekday, day, month,
                           g_date_time_get_year(civil));
}

char *
deadline_format_day(gint64 instant, GTimeZone *zone, const Phrases *phrases)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) civil =
        utc ? g_date_time_to_timezone(utc, zone) : NULL;
    return civil ? format_civil_day(civil, phrases) : g_strdup("");
}

char *
deadline_format(gint64 instant, GTimeZone *zone, const Phrases *phrases)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    g_autoptr(GDateTime) civil =
        utc ? g_date_time_to_timezone(utc, zone) : NULL;
    if (!civil)
        return g_strdup("");
    g_autofree char *day = format_civil_day(civil, phrases);
    g_autofree char *digits =
        g_strdup_printf("%d", g_date_time_get_hour(civil));
    g_autofree char *at = phrases_get(phrases, "date", "hour", digits);
    g_autofree char *place = name_zone(zone, phrases);
    return g_strdup_printf("%s %s %02d (%s)", day, at,
                           g_date_time_get_minute(civil), place);
}

char *
deadline_format_closing(gint64 closing, GTimeZone *zone, const Phrases *phrases)
{
    return deadline_format(closing - 60, zone, phrases);
}
