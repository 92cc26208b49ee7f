/* dossierctl preview: every mail that the program writes, with sample data. */
#include "base/clock.h"
#include "base/file.h"
#include "base/phrase.h"
#include "ctl/ctl.h"
#include "daemon/trouble.h"
#include "outbox/answer.h"
#include "outbox/notice.h"

#include <stdio.h>
#include <sysexits.h>

/* Each trouble and its end, as the operator is written to. */
static void
print_troubles(const Config *config, const Phrases *phrases,
               const Answers *answers)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    for (guint i = 0; i < 2 * N_TROUBLE_KINDS; i++) {
        gboolean over = i % 2 == 1;
        const TroubleFacts facts = {
            .state = {.kind = i / 2, .since = clock_now()},
            .subject = "exemple",
            .detail = over ? NULL : "…"};
        g_autofree char *title = NULL;
        g_autofree char *text = NULL;
        g_autofree char *subject = NULL;
        g_autofree char *body = NULL;
        trouble_compose(phrases, zone, &facts, over, &title, &text);
        answers_compose_operator(answers, title, text, &subject, &body);
        printf("\n===== (operator)\nSubject: %s\n\n%s", subject, body);
    }
}

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
        /* NOLINTNEXTLINE(*-core.NullDereference): NULL came with an error */
        return ctl_fail(EX_CONFIG, "%s", error->message);
    g_autoptr(Answers) own = answers_load(config, phrases, texts, &error);
    if (!own)
        return ctl_fail(EX_CONFIG, "%s", error->message);
    printf("%s\n%s", answers, notices);
    print_troubles(config, phrases, own);
    return EX_OK;
}
