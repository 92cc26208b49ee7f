#include "report/words.h"

#include "outbox/outbox_reason.h"

#include <string.h>

#define NARROW_SPACE "\u202F"

char *
words_number(guint number)
{
    g_autofree char *digits = g_strdup_printf("%u", number);
    GString *words = g_string_new(NULL);
    gsize length = strlen(digits);
    for (gsize i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            g_string_append(words, NARROW_SPACE);
        g_string_append_c(words, digits[i]);
    }
    return g_string_free(words, FALSE);
}

char *
words_count(const Phrases *phrases, const char *group, const char *key,
            guint number)
{
    const char *form = number == 0 ? "0" : number == 1 ? "1" : "n";
    g_autofree char *name = g_strdup_printf("%s-%s", key, form);
    g_autofree char *value = words_number(number);
    return phrases_get(phrases, group, name, value);
}

/* "550 5.1.1 …": a reply (RFC 5321 section 4.2). */
static gboolean
is_reply(const char *error)
{
    return g_ascii_isdigit(error[0]) && g_ascii_isdigit(error[1]) &&
           g_ascii_isdigit(error[2]);
}

static char *
say_refusal(const Phrases *phrases, const char *state, const char *error)
{
    g_autofree char *reply_key = g_strconcat(state, "-reply", NULL);
    if (is_reply(error) && phrases_has(phrases, "outcome", reply_key))
        return phrases_get(phrases, "outcome", reply_key, error);
    return phrases_get(phrases, "outcome", state, NULL);
}

char *
words_outcome(const Phrases *phrases, const char *state, const char *error)
{
    static const struct {
        const char *error, *key;
    } known[] = {
        {OUTBOX_CAP_SENDER, "cap-sender"},
        {OUTBOX_CAP_HOUR, "cap-hour"},
        {OUTBOX_CAP_DAY, "cap-day"},
        {OUTBOX_RETURNED, "returned"},
        {OUTBOX_BOUNCED_BEFORE, "bounced-before"},
        {OUTBOX_INTERRUPTED, "interrupted"},
    };
    for (gsize i = 0; error != NULL && i < G_N_ELEMENTS(known); i++)
        if (strcmp(error, known[i].error) == 0)
            return phrases_get(phrases, "outcome", known[i].key, NULL);
    if (strcmp(state, "held") == 0)
        return phrases_get(phrases, "outcome", "held", NULL);
    if (error == NULL || !phrases_has(phrases, "outcome", state))
        return NULL;
    return say_refusal(phrases, state, error);
}

static char *
format_instant(gint64 instant, GTimeZone *zone, const char *format)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    if (utc == NULL)
        return g_strdup_printf("%" G_GINT64_FORMAT, instant);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    return g_date_time_format(local, format);
}

char *
words_day(gint64 instant, GTimeZone *zone)
{
    return format_instant(instant, zone, "%d/%m/%Y");
}

char *
words_instant(gint64 instant, GTimeZone *zone)
{
    return format_instant(instant, zone, "%d/%m/%Y à %-H h %M");
}

char *
words_iso(gint64 instant, GTimeZone *zone)
{
    return format_instant(instant, zone, "%Y-%m-%dT%H:%M:%S%:z");
}

guint32
words_julian(gint64 instant, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
    if (utc == NULL)
        return 1;
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    int year, month, day;
    g_date_time_get_ymd(local, &year, &month, &day);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return g_date_get_julian(&date);
}

guint
words_days_between(gint64 since, gint64 now, GTimeZone *zone)
{
    guint32 from = words_julian(since, zone);
    guint32 to = words_julian(now, zone);
    return to > from ? to - from : 0;
}
