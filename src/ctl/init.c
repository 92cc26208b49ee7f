/* dossierctl init: a first configuration out of a few questions. */
#include "ctl/init.h"

#include "base/file.h"
#include "ctl/source.h"

#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define ACCOUNT "dossierd"

/* Each question can be answered by an option; those of a list as often as it
 * has items. */
static const struct {
    const char *name, *value;
} questions[] = {
    {"mailbox", "ADDRESS"},
    {"imap", "URL"},
    {"user", "NAME"},
    {"password-file", "FILE"},
    {"smtp", "URL"},
    {"smtp-user", "NAME"},
    {"smtp-password-file", "FILE"},
    {"from", "ADDRESS"},
    {"from-name", "NAME"},
    {"operator", "ADDRESS"},
    {"ca-file", "FILE"},
    {"state-dir", "DIR"},
    {"title", "TEXT"},
    {"id", "NAME"},
    {"subject", "TEXT"},
    {"keywords", "WORDS"},
    {"published", "DATE"},
    {"deadline", "DATE"},
    {"referent", "ADDRESS"},
    {"referent-name", "NAME"},
    {"position", "TEXT"},
    {"position-id", "ID"},
    {"position-address", "ADDRESS"},
    {"position-keywords", "WORDS"},
};

static void
say_next_line(const InitAsker *asker, const char *key, const char *value)
{
    g_autofree char *line = init_phrase(asker, key, value);
    printf("  %s\n", line);
}

/* The service that reads this folder; NULL: none, it is run by hand. */
static char *
service_of(const char *folder)
{
    if (strcmp(folder, INIT_SYSTEM_FOLDER) == 0)
        return g_strdup("dossierd");
    return g_str_has_prefix(folder, INIT_SYSTEM_FOLDER "/")
               ? g_strconcat("dossierd@",
                             folder + strlen(INIT_SYSTEM_FOLDER "/"), NULL)
               : NULL;
}

static void
say_next(const InitAsker *asker, const char *folder)
{
    gboolean is_default = strcmp(folder, INIT_SYSTEM_FOLDER) == 0;
    g_autofree char *service = service_of(folder);
    g_autofree char *file = g_build_filename(folder, "dossierd.conf", NULL);
    g_autofree char *options =
        is_default ? g_strdup("") : g_strconcat(" -c ", file, NULL);
    const char *account = service ? "runuser -u " ACCOUNT " -- " : "";
    g_autofree char *check =
        g_strdup_printf("%sdossierd%s --check", account, options);
    g_autofree char *start =
        service ? g_strconcat("systemctl start ", service, NULL)
                : g_strconcat("dossierd", options, NULL);
    g_autofree char *look =
        g_strdup_printf("%sdossierctl%s outbox", account, options);
    g_autofree char *next = init_phrase(asker, "next", NULL);
    printf("\n%s\n", next);
    say_next_line(asker, "next-read", file);
    say_next_line(asker, "next-check", check);
    say_next_line(asker, "next-start", start);
    say_next_line(asker, "next-look", look);
    say_next_line(asker, "next-live", file);
}

typedef struct {
    char *folder; /* absolute */
    char *owner;
    gboolean batch, untried;
} InitOptions;

static void
init_options_clear(InitOptions *options)
{
    g_free(options->folder);
    g_free(options->owner);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(InitOptions, init_options_clear)

static int
run(const InitAsker *asker, const InitOptions *options, const char *texts)
{
    g_autoptr(InitAnswers) answers = init_answers_new();
    gboolean works = TRUE;
    if (asker->interactive) {
        g_autofree char *intro = init_phrase(asker, "intro", options->folder);
        printf("%s\n\n", intro);
    }
    if (!init_ask_all(asker, options->folder, options->untried, answers,
                      &works))
        return EX_USAGE;
    if (!works && !asker->interactive)
        return ctl_fail(EX_TEMPFAIL,
                        "nothing was written; mend what is told above, or "
                        "give --untried to write nevertheless");
    int code =
        init_write(asker, options->folder, options->owner, texts, answers);
    if (code == EX_OK)
        say_next(asker, options->folder);
    return code;
}

static int
parse(const CtlContext *context, GHashTable *given, InitOptions *options)
{
    GOptionEntry entries[G_N_ELEMENTS(questions) + 4] = {
        {"owner", 0, 0, G_OPTION_ARG_STRING, &options->owner, NULL, "USER"},
        {"batch", 0, 0, G_OPTION_ARG_NONE, &options->batch, NULL, NULL},
        {"untried", 0, 0, G_OPTION_ARG_NONE, &options->untried, NULL, NULL},
    };
    char **values[G_N_ELEMENTS(questions)] = {0};
    for (gsize i = 0; i < G_N_ELEMENTS(questions); i++)
        entries[3 + i] =
            (GOptionEntry){questions[i].name,         0,          0,
                           G_OPTION_ARG_STRING_ARRAY, &values[i], NULL,
                           questions[i].value};
    g_auto(GStrv) rest = NULL;
    int code = ctl_parse_options(context, entries, &rest);
    for (gsize i = 0; i < G_N_ELEMENTS(questions); i++)
        if (values[i])
            g_hash_table_insert(given, (gpointer)questions[i].name, values[i]);
    if (code != EX_OK)
        return code;
    if (!rest[0] || rest[1])
        return ctl_fail(
            EX_USAGE,
            "init where? give one folder, such as " INIT_SYSTEM_FOLDER);
    options->folder = g_canonicalize_filename(rest[0], NULL);
    return EX_OK;
}

int
ctl_init(const CtlContext *context)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) given = g_hash_table_new_full(
        g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_strfreev);
    g_auto(InitOptions) options = {0};
    int code = parse(context, given, &options);
    if (code == EX_OK)
        code = init_check_target(options.folder);
    if (code != EX_OK)
        return code;
    g_autofree char *texts = file_texts_folder(&error);
    g_autoptr(Phrases) phrases = texts ? phrases_load(texts, &error) : NULL;
    if (!phrases)
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    if (!options.owner && getuid() == 0 && getpwnam(ACCOUNT))
        options.owner = g_strdup(ACCOUNT);
    /* TLS writes to connections that a server may have closed. */
    signal(SIGPIPE, SIG_IGN);
    const InitAsker asker = {phrases, !options.batch && isatty(STDIN_FILENO),
                             given};
    return run(&asker, &options, texts);
}
