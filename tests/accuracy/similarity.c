/* What the threshold of subjects costs at each value: subjects that are meant
 * for the format and would be lost, others that would be taken for it.
 *
 *     make similarity
 *
 * Meant: the format with one to five typing errors (a letter left out, doubled,
 * swapped with the next, replaced), 400 of each, always the same, and the rows
 * of meant.txt. Not meant: the rows of other.txt, subjects of the same offices.
 */
#include "recognise/subject.h"

#include <stdio.h>
#include <string.h>

#define FORMAT "Candidature micro-structure RS2026 – {family_name} {given_name}"
#define FIXED "Candidature micro-structure RS2026"
#define MAX_ERRORS 5
#define SUBJECTS_EACH 400

static const ConfigCampaign campaign = {.id = "rs", .subject = FORMAT};

static double
measure(const char *subject)
{
    g_auto(SubjectCore) core = {0};
    subject_strip(&core, subject);
    return subject_similarity(&campaign, &core);
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
        argc == 3 && add_file(meant, argv[1]) && add_file(other, argv[2]);
    if (good)
        print_table(mistyped, meant, other);
    for (guint errors = 0; errors < MAX_ERRORS; errors++)
        g_array_unref(mistyped[errors]);
    return good ? 0 : 1;
}
