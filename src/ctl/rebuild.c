/* dossierctl rebuild: the index anew from the store, while no daemon runs. */
#include "dossier/rebuild.h"
#include "ctl/source.h"
#include "dossier/instance.h"

#include "base/text.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

static void
say(const Phrases *phrases, const char *key, const char *value)
{
    g_autofree char *text = phrases_get(phrases, "rebuild", key, value);
    printf("%s\n", text);
}

static void
say_number(const Phrases *phrases, const char *key, guint number)
{
    g_autofree char *value = g_strdup_printf("%u", number);
    say(phrases, key, value);
}

static void
print_result(const Phrases *phrases, const RebuildResult *result)
{
    say_number(phrases, "dossiers", result->dossiers);
    say_number(phrases, "messages", result->messages);
    if (result->missing > 0)
        say_number(phrases, "missing", result->missing);
    for (guint i = 0; i < result->damaged->len; i++) {
        g_autofree char *plain =
            text_escape(g_ptr_array_index(result->damaged, i));
        say(phrases, "damaged", plain);
    }
    if (result->unknown > 0)
        say_number(phrases, "unknown", result->unknown);
    if (result->kept_old)
        say(phrases, "old", NULL);
    say(phrases, "next", NULL);
}

static void
print_json(const RebuildResult *result)
{
    printf("{\"dossiers\":%u,\"messages\":%u,\"missing\":%u,\"damaged\":%u,"
           "\"unknown\":%u}\n",
           result->dossiers, result->messages, result->missing,
           result->damaged->len, result->unknown);
}

static int
fail(const GError *error)
{
    if (g_error_matches(error, INSTANCE_ERROR, INSTANCE_ERROR_RUNNING))
        return ctl_fail(EX_TEMPFAIL, "%s: stop it first", error->message);
    return ctl_fail(g_error_matches(error, REBUILD_ERROR, REBUILD_ERROR_NOTHING)
                        ? EX_NOINPUT
                        : EX_SOFTWARE,
                    "%s", error->message);
}

int
ctl_rebuild(const CtlContext *context)
{
    if (context->arguments[0])
        return ctl_fail(EX_USAGE, "rebuild takes no words");
    g_auto(CtlSource) source = {.shows_progress = isatty(STDERR_FILENO)};
    source.config = ctl_load_config(context);
    if (!source.config)
        return EX_CONFIG;
    g_autoptr(GError) error = NULL;
    source.texts_folder = config_texts_folder(source.config, &error);
    if (source.texts_folder)
        source.phrases = phrases_load(source.texts_folder, &error);
    if (!source.phrases)
        return fail(error);
    const char *state_dir = source.config->state_dir;
    g_autoptr(Instance) instance = instance_lock(state_dir, &error);
    g_autoptr(RebuildResult) result =
        instance ? rebuild_index(state_dir, ctl_user_name(),
                                 ctl_source_progress, &source, &error)
                 : NULL;
    if (!result)
        return fail(error);
    if (context->json)
        print_json(result);
    else
        print_result(source.phrases, result);
    return result->missing > 0 || result->damaged->len > 0 ? EX_DATAERR : EX_OK;
}
