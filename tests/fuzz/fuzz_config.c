/* The configuration under any bytes: input is dossierd.conf, a line of "%%",
 * and the file of a campaign. Whatever it is, it loads or is reported with
 * file and line. */
#include "base/config.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SEPARATOR "\n%%\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libconfig loses the text of a string that the end of the file cuts. */
const char *
__lsan_default_suppressions(void)
{
    return "leak:libconfig";
}

typedef struct {
    char *main_file, *campaign_file;
} Files;

/* One folder for all runs of the process. */
static const Files *
get_files(void)
{
    static Files files;
    if (files.main_file)
        return &files;
    g_autofree char *folder = g_dir_make_tmp("fuzz-config-XXXXXX", NULL);
    g_autofree char *campaigns = g_build_filename(folder, "campaigns", NULL);
    g_mkdir(campaigns, 0700);
    files.main_file = g_build_filename(folder, "dossierd.conf", NULL);
    files.campaign_file = g_build_filename(campaigns, "one.conf", NULL);
    return &files;
}

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    g_assert_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void
check_faults(const char *message)
{
    g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
    g_assert_nonnull(lines[0]);
    for (gsize i = 0; lines[i]; i++)
        g_assert_nonnull(strstr(lines[i], ".conf:"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Files *files = get_files();
    g_autofree char *text = g_strndup((const char *)data, size);
    char *campaign = strstr(text, SEPARATOR);
    if (campaign) {
        *campaign = '\0';
        campaign += strlen(SEPARATOR);
    }
    write_file(files->main_file, text);
    write_file(files->campaign_file, campaign ? campaign : "");
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load(files->main_file, FALSE, &error);
    if (!config)
        check_faults(error->message);
    return 0;
}
