#include "mail/imap_set.h"

ImapSet *
imap_set_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(ImapRange));
}

void
imap_set_free(ImapSet *set)
{
    if (set != NULL)
        g_array_unref(set);
}

static ImapRange *
range_at(const ImapSet *set, guint index)
{
    return &g_array_index(set, ImapRange, index);
}

static void
add_range(ImapSet *set, guint32 first, guint32 last)
{
    ImapRange range = {first, last};

    if (set->len > 0) {
        ImapRange *end = range_at(set, set->len - 1);

        if (first <= end->last || first == end->last + 1) {
            end->last = MAX(end->last, last);
            return;
        }
    }
    g_array_append_val(set, range);
}

void
imap_set_add(ImapSet *set, guint32 uid)
{
    if (uid == 0 || (set->len > 0 && uid <= range_at(set, set->len - 1)->last))
        return;
    add_range(set, uid, uid);
}

static gboolean
parse_uid(const char **text, guint32 *uid)
{
    char *end;
    guint64 value = g_ascii_strtoull(*text, &end, 10);

    if (!g_ascii_isdigit(**text) || value == 0 || value > G_MAXUINT32)
        return FALSE;
    *text = end;
    *uid = (guint32)value;
    return TRUE;
}

static gint
compare_ranges(gconstpointer a, gconstpointer b)
{
    guint32 left = ((const ImapRange *)a)->first;
    guint32 right = ((const ImapRange *)b)->first;

    return (left > right) - (left < right);
}

/* Servers may list UIDs in any order and twice. */
static void
normalise(ImapSet *set)
{
    g_autoptr(GArray) sorted = g_array_copy(set);

    g_array_sort(sorted, compare_ranges);
    g_array_set_size(set, 0);
    for (guint i = 0; i < sorted->len; i++)
        add_range(set, range_at(sorted, i)->first, range_at(sorted, i)->last);
}

static void
parse_range(ImapSet *set, guint32 first, guint32 last, gboolean *ordered)
{
    ImapRange range = {MIN(first, last), MAX(first, last)};

    if (set->len > 0 && range.first <= range_at(set, set->len - 1)->last) {
        *ordered = FALSE;
        g_array_append_val(set, range);
    } else {
        add_range(set, range.first, range.last);
    }
}

gboolean
imap_set_parse(ImapSet *set, const char *text)
{
    gboolean ordered = TRUE;

    while (*text != '\0') {
        guint32 first, last;

        if (*text == ' ' || *text == ',') {
            text++;
            continue;
        }
        if (!parse_uid(&text, &first))
            return FALSE;
        last = first;
        if (*text == ':') {
            text++;
            if (!parse_uid(&text, &last))
                return FALSE;
        }
        if (*text != '\0' && *text != ' ' && *text != ',')
            return FALSE;
        parse_range(set, first, last, &ordered);
    }
    if (!ordered)
        normalise(set);
    return TRUE;
}

gboolean
imap_set_has(const ImapSet *set, guint32 uid)
{
    guint low = 0, high = set->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (range_at(set, middle)->last < uid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set->len && range_at(set, low)->first <= uid;
}

guint64
imap_set_count(const ImapSet *set)
{
    guint64 count = 0;

    for (guint i = 0; i < set->len; i++)
        count += (guint64)range_at(set, i)->last - range_at(set, i)->first + 1;
    return count;
}

char *
imap_set_format(const ImapSet *set)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < set->len; i++) {
        const ImapRange *range = range_at(set, i);

        g_string_append_printf(text, "%s%u", i > 0 ? "," : "", range->first);
        if (range->last != range->first)
            g_string_append_printf(text, ":%u", range->last);
    }
    return g_string_free(text, FALSE);
}

ImapSet *
imap_set_take(ImapSet *set, guint32 n)
{
    ImapSet *taken = imap_set_new();
    guint whole = 0;

    while (whole < set->len && n > 0 && taken->len < IMAP_SET_MAX_RANGES) {
        ImapRange *range = range_at(set, whole);
        guint32 more = range->last - range->first;

        if (more >= n) {
            add_range(taken, range->first, range->first + n - 1);
            range->first += n;
            break;
        }
        add_range(taken, range->first, range->last);
        n -= more + 1;
        whole++;
    }
    if (whole > 0)
        g_array_remove_range(set, 0, whole);
    return taken;
}

void
imap_set_drop_below(ImapSet *set, guint32 uid)
{
    guint whole = 0;

    while (whole < set->len && range_at(set, whole)->last < uid)
        whole++;
    if (whole > 0)
        g_array_remove_range(set, 0, whole);
    if (set->len > 0 && range_at(set, 0)->first < uid)
        range_at(set, 0)->first = uid;
}

ImapSet *
imap_set_subtract(const ImapSet *set, const ImapSet *without)
{
    ImapSet *rest = imap_set_new();
    guint at = 0;

    for (guint i = 0; i < set->len; i++) {
        guint64 next = range_at(set, i)->first, last = range_at(set, i)->last;

        while (at < without->len && range_at(without, at)->last < next)
            at++;
        for (guint k = at; k < without->len && next <= last; k++) {
            const ImapRange *hole = range_at(without, k);

            if (hole->first > last)
                break;
            if (hole->first > next)
                add_range(rest, (guint32)next, hole->first - 1);
            next = (guint64)hole->last + 1;
        }
        if (next <= last)
            add_range(rest, (guint32)next, (guint32)last);
    }
    return rest;
}
