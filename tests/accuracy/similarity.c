/* What the thresholds cost at each value: what is meant and would be lost, what
 * is not and would be taken for it.
 *
 *     make similarity
 *
 * First the threshold of whole subjects (SUBJECT_SIMILARITY).
 * Meant: the format with one to five typing errors (a letter left out, doubled,
 * swapped with the next, replaced), 400 of each, always the same, and the rows
 * of meant.txt. Not meant: the rows of other.txt, subjects of the same offices.
 *
 * Then the threshold of single words (WORDS_SIMILARITY): the words that rules
 * look for, mistyped, and the other words of the texts given as third and later
 * files, which are running French.
 */
#include "base/text.h"
#include "recognise/subject.h"
#include "recognise/subject_format.h"
#include "recognise/words.h"

#include <stdio.h>
#include <string.h>

#define FORMAT "Candidature micro-structure RS2026 – {family_name} {given_name}"
#define FIXED "Candidature micro-structure RS2026"
#define MAX_ERRORS 5
#define SUBJECTS_EACH 400

static double
measure(const char *subject)
{
    g_auto(SubjectCore) core = {0};
    g_auto(SubjectFormat) format = {0};
    gsize from, to;
    subject_strip(&core, subject);
    subject_format_read(&format, FORMAT);
    return subject_format_resemble(&format, core.text, &from, &to);
}

static void
make_error(GString *text, GRand *random)
{
    gsize at = (gsize)g_rand_int_range(random, 0, (gint32)text->len - 1);
    char here = text->str[at];
    switch (g_rand_int_range(random, 0, 4)) {
    case 0:
        g_string_erase(text, (gssize)at, 1);
        break;
    case 1:
        g_string_insert_c(text, (gssize)at, here);
        break;
    case 2:
        text->str[at] = text->str[at + 1];
        text->str[at + 1] = here;
        break;
    default:
        text->str[at] = (char)g_rand_int_range(random, 'a', 'z' + 1);
        break;
    }
}

static void
add_mistyped(GArray *values, guint errors, GRand *random)
{
    for (guint i = 0; i < SUBJECTS_EACH; i++) {
        g_autoptr(GString) text = g_string_new(FIXED);
        for (guint j = 0; j < errors; j++)
            make_error(text, random);
        g_string_append(text, " – MOREL Anne");
        double value = measure(text->str);
        g_array_append_val(values, value);
    }
}

static gboolean
add_file(GArray *values, const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return FALSE;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (**line == '\0' || **line == '#')
            continue;
        double value = measure(*line);
        g_array_append_val(values, value);
    }
    return TRUE;
}

static guint
count_below(const GArray *values, double threshold)
{
    guint count = 0;
    for (guint i = 0; i < values->len; i++)
        count += g_array_index(values, double, i) < threshold ? 1 : 0;
    return count;
}

static double
percent(guint part, guint whole)
{
    return whole > 0 ? 100.0 * part / whole : 0;
}

static void
print_table(GArray *const *mistyped, const GArray *meant, const GArray *other)
{
    printf("threshold");
    for (guint errors = 1; errors <= MAX_ERRORS; errors++)
        printf("  lost:%u error%s", errors, errors > 1 ? "s" : " ");
    printf("  lost:rows  taken:others\n");
    for (int step = 60; step <= 95; step += 5) {
        double threshold = step / 100.0;
        printf("%9.2f", threshold);
        for (guint errors = 0; errors < MAX_ERRORS; errors++)
            printf("%13.1f %%",
                   percent(count_below(mistyped[errors], threshold),
                           mistyped[errors]->len));
        printf("%6u of %-2u", count_below(meant, threshold), meant->len);
        printf("%7u of %u\n", other->len - count_below(other, threshold),
               other->len);
    }
}

/* ---- single words ---- */

static const char *const keys[] = {
    "candidature", "structure",    "coordonnateur", "coordonnatrice",
    "motivation",  "curriculum",   "inspection",    "formateur",
    "formatrice",  "hierarchique",
};

static GArray *
similarities_of_mistyped(guint errors, GRand *random)
{
    GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
    for (gsize k = 0; k < G_N_ELEMENTS(keys); k++)
        for (guint i = 0; i < SUBJECTS_EACH / 10; i++) {
            g_autoptr(GString) word = g_string_new(keys[k]);
            for (guint j = 0; j < errors; j++)
                make_error(word, random);
            double value = text_similarity(word->str, keys[k]);
            g_array_append_val(values, value);
        }
    return values;
}

/* The plural, the other gender and the like are the key itself. */
static gboolean
is_form_of(const char *word, const char *key)
{
    return strncmp(word, key, strlen(key) - 3) == 0;
}

static double
nearest_key(const char *word)
{
    double best = 0;
    for (gsize k = 0; k < G_N_ELEMENTS(keys); k++)
        if (!is_form_of(word, keys[k]))
            best = MAX(best, text_similarity(word, keys[k]));
        else
            return -1;
    return best;
}

static gboolean
add_words(GHashTable *seen, GArray *values, const char *path)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return FALSE;
    g_auto(GStrv) words = text_words(text);
    for (char **word = words; *word; word++) {
        double value =
            strlen(*word) < WORDS_SIMILAR_CHARS ? -1 : nearest_key(*word);
        if (value >= 0 && g_hash_table_add(seen, g_strdup(*word)))
            g_array_append_val(values, value);
    }
    return TRUE;
}

static gboolean
print_words(char **paths, GRand *random)
{
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(double));
    for (; *paths; paths++)
        if (!add_words(seen, others, *paths))
            return FALSE;
    g_autoptr(GArray) one = similarities_of_mistyped(1, random);
    g_autoptr(GArray) two = similarities_of_mistyped(2, random);
    printf("\nthreshold  lost:1 error   lost:2 errors  taken:other words\n");
    for (int step = 65; step <= 95; step += 3) {
        double threshold = step / 100.0;
        printf("%9.2f%13.1f %%%13.1f %%%19u\n", threshold,
               percent(count_below(one, threshold), one->len),
               percent(count_below(two, threshold), two->len),
               others->len - count_below(others, threshold));
    }
    return TRUE;
}

int
main(int argc, char **argv)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(2026);
    GArray *mistyped[MAX_ERRORS];
    for (guint errors = 0; errors < MAX_ERRORS; errors++) {
        mistyped[errors] = g_array_new(FALSE, FALSE, sizeof(double));
        add_mistyped(mistyped[errors], errors + 1, random);
    }
    g_autoptr(GArray) meant = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) other = g_array_new(FALSE, FALSE, sizeof(double));
    gboolean good =
        argc > 3 && add_file(meant, argv[1]) && add_file(other, argv[2]);
    if (good) {
        print_table(mistyped, meant, other);
        good = print_words(argv + 3, random);
    }
    for (guint errors = 0; errors < MAX_ERRORS; errors++)
        g_array_unref(mistyped[errors]);
    return good ? 0 : 1;
}
