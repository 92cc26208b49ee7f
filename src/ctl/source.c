#include "ctl/source.h"

#include "base/file.h"
#include "dossier/instance.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

/* A terminal shows no more than this often. */
#define PROGRESS_STEP 100

static gboolean
open_index(CtlSource *source, GError **error)
{
    const Config *config = source->config;
    source->texts_folder = config->texts_dir ? g_strdup(config->texts_dir)
                                             : file_texts_folder(error);
    if (!source->texts_folder)
        return FALSE;
    source->phrases = phrases_load(source->texts_folder, error);
    if (!source->phrases || !instance_check_folder(config->state_dir, error))
        return FALSE;
    source->database =
        database_open(config->state_dir, DATABASE_READ_ONLY, error);
    if (!source->database)
        return FALSE;
    source->reader = report_database_open(config, source->database, error);
    if (!source->reader)
        return FALSE;
    source->source = report_database_source(source->reader);
    return TRUE;
}

int
ctl_source_open(const CtlContext *context, CtlSource *source)
{
    *source = (CtlSource){.shows_progress = isatty(STDERR_FILENO)};
    source->config = ctl_load_config(context);
    if (!source->config)
        return EX_CONFIG;
    g_autoptr(GError) error = NULL;
    if (open_index(source, &error))
        return EX_OK;
    /* NOLINTNEXTLINE(*-core.NullDereference): FALSE came with an error */
    return ctl_fail(EX_NOINPUT, "%s (has dossierd run yet?)", error->message);
}

void
ctl_source_clear(CtlSource *source)
{
    if (source->progress_shown)
        fprintf(stderr, "\r\033[K");
    g_clear_pointer(&source->reader, report_database_close);
    g_clear_pointer(&source->database, database_close);
    g_clear_pointer(&source->phrases, phrases_free);
    g_clear_pointer(&source->texts_folder, g_free);
    g_clear_pointer(&source->config, config_free);
}

void
ctl_source_progress(gpointer data, guint done, guint total)
{
    CtlSource *source = data;
    if (!source->shows_progress || (done % PROGRESS_STEP != 0 && done != total))
        return;
    source->progress_shown = TRUE;
    fprintf(stderr, "\r%u / %u", done, total);
}

int
ctl_parse_options(const CtlContext *context, const GOptionEntry *entries,
                  char ***rest)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_strv_builder_add(words, "dossierctl");
    for (gsize i = 0; context->arguments[i]; i++)
        g_strv_builder_add(words, context->arguments[i]);
    char **arguments = g_strv_builder_end(words);
    g_autoptr(GOptionContext) options = g_option_context_new(NULL);
    g_option_context_add_main_entries(options, entries, NULL);
    g_option_context_set_help_enabled(options, FALSE);
    g_autoptr(GError) error = NULL;
    gboolean good = g_option_context_parse_strv(options, &arguments, &error);
    g_auto(GStrv) parsed = arguments;
    if (!good)
        return ctl_fail(EX_USAGE, "%s", error->message);
    *rest = g_strdupv(parsed + 1);
    return EX_OK;
}
