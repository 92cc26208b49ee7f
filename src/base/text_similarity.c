/* How near two texts are. */
#include "base/text.h"

#include <string.h>

/* Longer texts are cut before the quadratic comparison. */
#define SIMILARITY_CHARS 200
/* Plain texts of at most so many bytes are compared a column at a time. */
#define COLUMN_BITS 64

/* Letters and digits that text_fold() would leave as they are. */
static gboolean
is_plain(const char *text, gsize *length)
{
    const char *p = text;
    while (g_ascii_islower(*p) || g_ascii_isdigit(*p))
        p++;
    *length = (gsize)(p - text);
    return *p == '\0';
}

/* The same distance as edit_distance(), a column of its table in the bits of
 * one word: H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and
 * Damerau Edit Distances", 2003. `n` from 1 to COLUMN_BITS. */
static glong
column_distance(const char *a, gsize n, const char *b, gsize m)
{
    guint64 places[128] = {0}; /* of each letter in `a` */
    for (gsize i = 0; i < n; i++)
        places[(guchar)a[i]] |= G_GUINT64_CONSTANT(1) << i;
    const guint64 bottom = G_GUINT64_CONSTANT(1) << (n - 1);
    guint64 plus = ~G_GUINT64_CONSTANT(0), minus = 0; /* down the column */
    guint64 same = 0, last = 0;
    glong distance = (glong)n;
    for (gsize j = 0; j < m; j++) {
        guint64 here = places[(guchar)b[j]];
        guint64 swapped = ((~same & here) << 1) & last;
        same = (((here & plus) + plus) ^ plus) | here | minus | swapped;
        guint64 right_plus = minus | ~(same | plus);
        guint64 right_minus = same & plus;
        distance += (right_plus & bottom) != 0;
        distance -= (right_minus & bottom) != 0;
        right_plus = (right_plus << 1) | 1;
        right_minus <<= 1;
        plus = right_minus | ~(same | right_plus);
        minus = right_plus & same;
        last = here;
    }
    return distance;
}

/* Optimal string alignment: a transposition counts one, as people see it. */
static glong
edit_distance(const gunichar *a, glong n, const gunichar *b, glong m)
{
    glong rows[3][SIMILARITY_CHARS + 1];
    glong *before = rows[0], *last = rows[1], *row = rows[2];
    for (glong j = 0; j <= m; j++)
        last[j] = j;
    for (glong i = 1; i <= n; i++) {
        row[0] = i;
        for (glong j = 1; j <= m; j++) {
            glong best = last[j - 1] + (a[i - 1] != b[j - 1]);
            best = MIN(best, MIN(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = MIN(best, before[j - 2] + 1);
            row[j] = best;
        }
        glong *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[m];
}

static double
similarity_of(glong distance, glong n, glong m)
{
    return 1.0 - (double)distance / (double)MAX(n, m);
}

double
text_similarity(const char *a, const char *b)
{
    gsize plain_n, plain_m;
    if (a && b && is_plain(a, &plain_n) && is_plain(b, &plain_m) &&
        plain_n > 0 && plain_n <= COLUMN_BITS && plain_m <= COLUMN_BITS)
        return similarity_of(column_distance(a, plain_n, b, plain_m),
                             (glong)plain_n, (glong)plain_m);
    g_autofree char *folded_a = text_fold(a);
    g_autofree char *folded_b = text_fold(b);
    glong n, m;
    g_autofree gunichar *chars_a = g_utf8_to_ucs4_fast(folded_a, -1, &n);
    g_autofree gunichar *chars_b = g_utf8_to_ucs4_fast(folded_b, -1, &m);
    n = MIN(n, SIMILARITY_CHARS);
    m = MIN(m, SIMILARITY_CHARS);
    if (n == 0 && m == 0)
        return 1.0;
    return similarity_of(edit_distance(chars_a, n, chars_b, m), n, m);
}
