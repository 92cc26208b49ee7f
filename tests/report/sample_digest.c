/* Writes the digest of a made-up campaign, to be looked at:
 * sample_digest FOLDER DOSSIERS gives mail.txt, mail.html, chart.png and
 * candidatures.csv. Run from the top folder. */
#include "report/digest.h"
#include "report/sample.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

static void
save(const char *folder, const char *name, gconstpointer data, gsize length)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_assert_true(file_make_folder(folder, NULL));
    g_assert_true(file_replace(path, data, length, NULL));
}

int
main(int argc, char **argv)
{
    if (argc != 3)
        return 64;
    guint n = (guint)strtoul(argv[2], NULL, 10);
    g_autoptr(Sample) sample = sample_new(n, n / 8);
    g_autoptr(GError) error = NULL;
    g_autoptr(Phrases) phrases = phrases_load("conf", &error);
    g_assert_no_error(error);
    DigestInput input = {.config = &sample->config,
                         .phrases = phrases,
                         .source = &sample->source,
                         .campaign = &sample->campaign,
                         .since = SAMPLE_PUBLISHED + 7 * SAMPLE_DAY,
                         .until =
                             SAMPLE_PUBLISHED + 14 * SAMPLE_DAY + 8 * 3600};
    g_autoptr(Digest) digest = digest_build(&input, &error);
    if (digest == NULL) {
        fprintf(stderr, "%s\n", error->message);
        return 70;
    }
    /* A browser has no cid: addresses. */
    g_auto(GStrv) pieces = g_strsplit(digest->html, "cid:chart", -1);
    g_autofree char *html = g_strjoinv("chart.png", pieces);
    save(argv[1], "mail.txt", digest->text, strlen(digest->text));
    save(argv[1], "mail.html", html, strlen(html));
    gsize length;
    if (digest->png != NULL) {
        gconstpointer png = g_bytes_get_data(digest->png, &length);
        save(argv[1], "chart.png", png, length);
    }
    if (digest->csv != NULL) {
        gconstpointer csv = g_bytes_get_data(digest->csv, &length);
        save(argv[1], digest->csv_name, csv, length);
    }
    printf("%s%s\n", digest->subject, digest->is_empty ? " (empty)" : "");
    return 0;
}
