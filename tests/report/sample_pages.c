/* Writes the pages of a made-up campaign, for a browser to look at:
 * sample_pages FOLDER DOSSIERS. Run from the top folder. */
#include "report/pages.h"
#include "report/sample.h"

#include <stdio.h>
#include <stdlib.h>

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
    sample->config.state_dir = "/tmp";
    PagesInput input = {.config = &sample->config,
                        .phrases = phrases,
                        .texts_folder = "conf",
                        .source = &sample->source,
                        .now = SAMPLE_CLOSING};
    PagesResult result;
    if (!pages_write(&input, argv[1], &result, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 70;
    }
    printf("%u pages written, %u removed\n", result.written, result.removed);
    return 0;
}
