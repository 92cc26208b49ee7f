/* dossierctl preview: every mail that the program writes, with sample data. */
#include "base/file.h"
#include "base/phrase.h"
#include "ctl/ctl.h"
#include "outbox/answer.h"
#include "outbox/notice.h"

#include <stdio.h>
#include <sysexits.h>

int
ctl_preview(const CtlContext *context)
{
    g_autoptr(GError) error = NULL;
    if (context->arguments[0])
        return ctl_fail(EX_USAGE, "preview takes no argument");
    g_autoptr(Config) config = ctl_load_config(context);
    if (!config)
        return EX_CONFIG;
    g_autofree char *texts = config->texts_dir ? g_strdup(config->texts_dir)
                                               : file_texts_folder(&error);
    g_autoptr(Phrases) phrases = texts ? phrases_load(texts, &error) : NULL;
    g_autofree char *answers =
        phrases ? answers_preview(phrases, texts, &error) : NULL;
    g_autofree char *notices =
        answers ? notices_preview(phrases, texts, &error) : NULL;
    if (!notices)
        return ctl_fail(EX_CONFIG, "%s", error->message);
    printf("%s\n%s", answers, notices);
    return EX_OK;
}
