/* dossierctl export: the spreadsheet, the dossiers, a person's data. */
#include "report/export.h"
#include "ctl/source.h"

#include <stdio.h>
#include <sysexits.h>

typedef struct {
    char *campaign, *csv, *zip, *person;
} Options;

static void
options_clear(Options *options)
{
    g_free(options->campaign);
    g_free(options->csv);
    g_free(options->zip);
    g_free(options->person);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static int
parse_options(const CtlContext *context, Options *options)
{
    const GOptionEntry entries[] = {
        {"campaign", 0, 0, G_OPTION_ARG_STRING, &options->campaign, NULL, "ID"},
        {"csv", 0, 0, G_OPTION_ARG_FILENAME, &options->csv, NULL, "FILE"},
        {"zip", 0, 0, G_OPTION_ARG_FILENAME, &options->zip, NULL, "FILE"},
        {"person", 0, 0, G_OPTION_ARG_STRING, &options->person, NULL,
         "ADDRESS"},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) rest = NULL;
    int code = ctl_parse_options(context, entries, &rest);
    if (code != EX_OK)
        return code;
    if (rest[0])
        return ctl_fail(EX_USAGE, "export: %s is not understood", rest[0]);
    if (!options->csv && !options->zip)
        return ctl_fail(EX_USAGE, "export needs --csv FILE or --zip FILE");
    if (options->person && (options->csv || options->campaign))
        return ctl_fail(EX_USAGE, "--person goes with --zip FILE alone");
    return EX_OK;
}

static void
say_result(const CtlContext *context, const char *file,
           const ExportResult *result)
{
    if (context->json)
        printf("{\"dossiers\":%u,\"files\":%u,\"missing\":%u}\n",
               result->dossiers, result->files, result->missing);
    else
        printf("%s: %u dossiers, %u files\n", file, result->dossiers,
               result->files);
}

static int
export_archive(const CtlContext *context, const ExportInput *input,
               const Options *options)
{
    ExportResult result = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *address =
        options->person ? g_ascii_strdown(options->person, -1) : NULL;
    gboolean done =
        address ? export_person(input, address, options->zip, &result, &error)
                : export_zip(input, options->zip, &result, &error);
    if (g_error_matches(error, EXPORT_ERROR, EXPORT_ERROR_NOTHING))
        return ctl_fail(EX_NOINPUT, "%s", error->message);
    if (!done)
        return ctl_fail(EX_CANTCREAT, "%s", error->message);
    say_result(context, options->zip, &result);
    if (result.missing > 0)
        return ctl_fail(EX_NOINPUT, "%u files of the store cannot be read",
                        result.missing);
    return EX_OK;
}

int
ctl_export(const CtlContext *context)
{
    g_auto(Options) options = {0};
    g_auto(CtlSource) source = {0};
    int code = parse_options(context, &options);
    if (code == EX_OK)
        code = ctl_source_open(context, &source);
    if (code != EX_OK)
        return code;
    if (options.campaign &&
        !config_find_campaign(source.config, options.campaign))
        return ctl_fail(EX_USAGE, "there is no campaign %s", options.campaign);
    ExportInput input = {.config = source.config,
                         .phrases = source.phrases,
                         .source = source.source,
                         .campaign = options.campaign,
                         .progress = ctl_source_progress,
                         .progress_data = &source};
    g_autoptr(GError) error = NULL;
    if (options.csv && !export_csv(&input, options.csv, &error))
        return ctl_fail(EX_CANTCREAT, "%s", error->message);
    return options.zip ? export_archive(context, &input, &options) : EX_OK;
}
