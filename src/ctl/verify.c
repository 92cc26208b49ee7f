/* dossierctl verify, backup: is all there, and a copy of the index. */
#include "base/json.h"
#include "base/text.h"
#include "ctl/source.h"
#include "dossier/custody_register.h"
#include "dossier/custody_verify.h"

#include <stdio.h>
#include <sysexits.h>

#define PROGRESS_FILES 100

typedef struct {
    CtlSource *source;
    gboolean json;
    guint64 files;
    guint faults;
} Verification;

static void
print_fault(Verification *run, const char *fault, const char *object)
{
    run->faults++;
    if (run->json) {
        g_autoptr(JsonNode) text = json_node_new(JSON_NODE_VALUE);
        json_node_set_string(text, object);
        g_autofree char *quoted = json_line(text);
        printf("{\"fault\":\"%s\",\"object\":%s}\n", fault, quoted);
        return;
    }
    g_autofree char *word =
        phrases_get(run->source->phrases, "custody", fault, NULL);
    g_autofree char *plain = text_escape(object);
    printf("%s : %s\n", word, plain);
}

static void
on_fault(gpointer run, CustodyFault fault, const char *file)
{
    static const char *const names[] = {"missing", "changed", "unknown",
                                        "record", "mode"};
    print_fault(run, names[fault], file);
}

static void
on_file(gpointer run_pointer, guint64 files)
{
    Verification *run = run_pointer;
    run->files = files;
    if (!run->source->shows_progress || files % PROGRESS_FILES != 0)
        return;
    run->source->progress_shown = TRUE;
    fprintf(stderr, "\r%" G_GUINT64_FORMAT, files);
}

static gboolean
verify_register(Verification *run, GError **error)
{
    gint64 rows = 0, broken = 0;
    g_autofree char *last = NULL;
    if (!custody_register_verify(run->source->database, &rows, &broken, &last,
                                 error))
        return FALSE;
    g_autofree char *row = g_strdup_printf("%" G_GINT64_FORMAT, broken);
    if (broken)
        print_fault(run, "register", row);
    else if (run->json)
        printf("{\"register\":%" G_GINT64_FORMAT ",\"hash\":\"%s\"}\n", rows,
               last ? last : "");
    else
        printf("register: %" G_GINT64_FORMAT " %s\n", rows, last ? last : "");
    return TRUE;
}

int
ctl_verify(const CtlContext *context)
{
    if (context->arguments[0])
        return ctl_fail(EX_USAGE, "verify takes no words");
    g_auto(CtlSource) source = {0};
    int code = ctl_source_open(context, &source);
    if (code != EX_OK)
        return code;
    /* Its view of one moment would hide what the daemon files meanwhile. */
    g_clear_pointer(&source.reader, report_database_close);
    Verification run = {.source = &source, .json = context->json};
    const CustodyVerifier verifier = {&run, on_fault, on_file};
    g_autoptr(GError) error = NULL;
    if (!custody_verify(source.database, source.config, &verifier, &error) ||
        !verify_register(&run, &error))
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    g_autofree char *count = g_strdup_printf("%" G_GUINT64_FORMAT, run.files);
    g_autofree char *summary =
        phrases_get(source.phrases, "custody", "verified", count);
    if (!context->json)
        printf("%s\n", summary);
    return run.faults > 0 ? EX_DATAERR : EX_OK;
}

static void
on_pages(gpointer source, int done, int pages)
{
    ctl_source_progress(source, (guint)done, (guint)pages);
}

int
ctl_backup(const CtlContext *context)
{
    const char *file = context->arguments[0];
    if (!file || context->arguments[1])
        return ctl_fail(EX_USAGE, "back up to which file? give one path");
    g_auto(CtlSource) source = {0};
    int code = ctl_source_open(context, &source);
    if (code != EX_OK)
        return code;
    g_autoptr(GError) error = NULL;
    if (!database_backup(source.database, file, on_pages, &source, &error))
        return ctl_fail(EX_CANTCREAT, "%s", error->message);
    return EX_OK;
}
