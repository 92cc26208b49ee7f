/* dossierctl report DIR: the static pages. */
#include "base/clock.h"
#include "ctl/source.h"
#include "report/pages.h"

#include <stdio.h>
#include <sysexits.h>

int
ctl_report(const CtlContext *context)
{
    const char *folder = context->arguments[0];
    if (!folder || context->arguments[1])
        return ctl_fail(EX_USAGE, "report needs one folder");
    g_auto(CtlSource) source = {0};
    int code = ctl_source_open(context, &source);
    if (code != EX_OK)
        return code;
    PagesInput input = {.config = source.config,
                        .phrases = source.phrases,
                        .texts_folder = source.texts_folder,
                        .source = source.source,
                        .now = clock_now(),
                        .progress = ctl_source_progress,
                        .progress_data = &source};
    PagesResult result = {0};
    g_autoptr(GError) error = NULL;
    if (!pages_write(&input, folder, &result, &error))
        return ctl_fail(EX_CANTCREAT, "%s", error->message);
    if (context->json)
        printf("{\"written\":%u,\"removed\":%u}\n", result.written,
               result.removed);
    else
        printf("%s/index.html: %u pages written, %u removed\n", folder,
               result.written, result.removed);
    return EX_OK;
}
