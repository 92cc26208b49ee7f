#include "mail/imap_response.h"

#include <string.h>

static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

const ImapNode *
imap_response_item(const ImapResponse *response, const char *name)
{
    const ImapNode *nodes = response->nodes;

    if (response->n_nodes == 0 || nodes[0].kind != IMAP_LIST)
        return NULL;
    for (guint32 i = 1; i < nodes[0].next;) {
        guint32 value = nodes[i].next;

        if (value >= nodes[0].next)
            return NULL;
        if (nodes[i].kind == IMAP_ATOM &&
            g_ascii_strncasecmp(nodes[i].text, name, strlen(name)) == 0)
            return &nodes[value];
        i = nodes[value].next;
    }
    return NULL;
}

static gboolean
parse_up_to(const char *text, guint64 max, guint64 *value)
{
    return g_ascii_string_to_unsigned(text, 10, 0, max, value, NULL);
}

gboolean
imap_node_number(const ImapNode *node, guint32 *number)
{
    guint64 value;

    if (node == NULL || !parse_up_to(node->text, G_MAXUINT32, &value))
        return FALSE;
    *number = (guint32)value;
    return TRUE;
}

gboolean
imap_node_size(const ImapNode *node, gint64 *size)
{
    guint64 value;

    if (node == NULL || !parse_up_to(node->text, G_MAXINT64, &value))
        return FALSE;
    *size = (gint64)value;
    return TRUE;
}

guint32
imap_parse_number(const char *text)
{
    guint64 value;

    return parse_up_to(text, G_MAXUINT32, &value) ? (guint32)value : 0;
}

/* `length` digits at `text`, -1 if they are not all digits; a blank counts as
 * nought, since the day may be padded with one. */
static int
digits(const char *text, gsize length)
{
    int value = 0;

    for (gsize i = 0; i < length; i++) {
        if (text[i] == ' ' && i == 0)
            continue;
        if (!g_ascii_isdigit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int
month_of(const char *text)
{
    for (int i = 0; i < 12; i++)
        if (g_ascii_strncasecmp(text, months[i], 3) == 0)
            return i + 1;
    return -1;
}

gint64
imap_node_date(const ImapNode *node)
{
    if (node == NULL)
        return 0;
    g_autofree char *padded = node->length == 25
                                  ? g_strconcat(" ", node->text, NULL)
                                  : g_strdup(node->text);

    if (strlen(padded) != 26 || (padded[21] != '+' && padded[21] != '-'))
        return 0;
    int hours = digits(padded + 22, 2), minutes = digits(padded + 24, 2);
    g_autoptr(GDateTime) date = g_date_time_new_utc(
        digits(padded + 7, 4), month_of(padded + 3), digits(padded, 2),
        digits(padded + 12, 2), digits(padded + 15, 2), digits(padded + 18, 2));

    if (date == NULL || hours < 0 || minutes < 0)
        return 0;
    gint64 offset = hours * 3600 + minutes * 60;

    return g_date_time_to_unix(date) + (padded[21] == '-' ? offset : -offset);
}

char *
imap_format_day(gint64 time)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time);

    if (date == NULL)
        return g_strdup("1-Jan-1970");
    /* Not "%b": it follows the locale. */
    return g_strdup_printf("%d-%s-%04d", g_date_time_get_day_of_month(date),
                           months[g_date_time_get_month(date) - 1],
                           g_date_time_get_year(date));
}
