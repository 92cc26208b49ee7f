/* dossierctl: the administrator's and the referent's tool. See dossierctl(1).
 */
#include "ctl/ctl.h"

#include "daemon/command.h"
#include "daemon/control.h"

#include <locale.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define DEFAULT_CONFIG_FILE "/etc/dossierd/dossierd.conf"
#define USAGE_COLUMNS 80

static const struct {
    const char *name;
    int (*run)(const CtlContext *context);
    const char *arguments, *help;
} commands[] = {
    {"init", ctl_init,
     "DIR [--owner USER] [--batch] [--untried] [--mailbox ADDRESS]"
     " [--imap URL] [--user NAME] [--password-file FILE] [--smtp URL]"
     " [--smtp-user NAME] [--smtp-password-file FILE] [--from ADDRESS]"
     " [--from-name NAME] [--operator ADDRESS] [--ca-file FILE]"
     " [--state-dir DIR] [--title TEXT] [--id NAME] [--subject TEXT]"
     " [--keywords WORDS] [--published DATE] [--deadline DATE]"
     " [--referent ADDRESS] [--referent-name NAME] [--position TEXT]"
     " [--position-id ID] [--position-address ADDRESS]"
     " [--position-keywords WORDS]",
     "write a first configuration from a few questions"},
    {"explain", ctl_explain, "FILE.eml...",
     "what the daemon would do with a mail, and why"},
    {"list", ctl_list,
     "[--campaign ID] [--position ID] [--status STATE] [--since DATE]",
     "the dossiers"},
    {"show", ctl_show, "REF", "one dossier"},
    {"messages", ctl_messages,
     "[--campaign ID] [--position ID] [--status VERDICT] [--since DATE]",
     "every message taken or put aside, with its reasons"},
    {"outbox", ctl_outbox, "[release|retry|cancel ID... | resume]",
     "outgoing mail and its state"},
    {"file", ctl_file,
     "MESSAGE --position ID... [--family-name NAME --given-name NAME]"
     " [--campaign ID] | --dossier REF",
     "settle a message that waits for review"},
    {"withdraw", ctl_withdraw, "REF", "note that a candidate withdrew"},
    {"erase", ctl_erase, "REF",
     "erase a dossier, and say what remains in the mailboxes"},
    {"purge", ctl_purge, "[--dry-run] [--max N]",
     "erase what was kept as long as its campaign says"},
    {"verify", ctl_verify, "", "check every file, and the register"},
    {"backup", ctl_backup, "FILE", "copy the index while the daemon runs"},
    {"rebuild", ctl_rebuild, "",
     "make a lost index anew from the store, while no daemon runs"},
    {"status", ctl_status, "", "mailboxes, queues, what comes next"},
    {"health", ctl_health, "", "what is wrong, for monitoring (exit 0 to 3)"},
    {"digest", ctl_digest, "[--at TIME] [--campaign ID]",
     "the weekly mail as it would be sent"},
    {"report", ctl_report, "DIR", "write the static pages"},
    {"export", ctl_export,
     "[--campaign ID] --csv FILE | --zip FILE [--person ADDRESS]",
     "the spreadsheet, the dossiers, what is held about a person"},
    {"preview", ctl_preview, "", "every mail with sample data, to be read"},
};

int
ctl_fail(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_printerr("dossierctl: %s\n", g_strchomp(message));
    return code;
}

Config *
ctl_load_config(const CtlContext *context)
{
    g_autoptr(GError) error = NULL;
    Config *config = config_load(context->config_file, TRUE, &error);
    if (!config)
        ctl_fail(EX_CONFIG, "%s", error->message);
    return config;
}

const char *
ctl_user_name(void)
{
    const struct passwd *entry = getpwuid(getuid());
    return entry ? entry->pw_name : "?";
}

int
ctl_change(const CtlContext *context, const char *const *arguments)
{
    g_autoptr(Config) config = ctl_load_config(context);
    if (!config)
        return EX_CONFIG;
    int code = EX_OK;
    g_autoptr(GString) output = g_string_new(NULL);
    if (!control_ask(config->state_dir, arguments, &code, output)) {
        g_autoptr(GError) error = NULL;
        gboolean shadow = config->send == CONFIG_SEND_SHADOW;
        g_autoptr(Services) services = services_open(config, shadow, &error);
        if (!services)
            return ctl_fail(
                g_error_matches(error, INSTANCE_ERROR, INSTANCE_ERROR_RUNNING)
                    ? EX_TEMPFAIL
                    : EX_SOFTWARE,
                "%s", error->message);
        code = command_run(services, arguments, ctl_user_name(), output);
    }
    if (code != EX_OK)
        return ctl_fail(code, "%s", output->str);
    printf("%s", output->str);
    return EX_OK;
}

int
ctl_change_named(const CtlContext *context, const char *name)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_ptr_array_add(words, (gpointer)name);
    for (gsize i = 0; context->arguments[i]; i++)
        g_ptr_array_add(words, (gpointer)context->arguments[i]);
    g_ptr_array_add(words, NULL);
    return ctl_change(context, (const char *const *)words->pdata);
}

/* Breaks before an option, never between an option and its value. */
static void
print_arguments(FILE *stream, const char *name, const char *arguments)
{
    g_auto(GStrv) parts = g_strsplit(arguments, " [", -1);
    gsize column = strlen(name) + 2;
    fprintf(stream, "  %s", name);
    for (gsize i = 0; parts[i]; i++) {
        const char *sign = i > 0 ? " [" : " ";
        gsize width = strlen(sign) + strlen(parts[i]);
        if (i > 0 && column + width >= USAGE_COLUMNS) {
            fprintf(stream, "\n       ");
            column = 7;
        }
        fprintf(stream, "%s%s", sign, parts[i]);
        column += width;
    }
    fprintf(stream, "\n");
}

static void
print_usage(FILE *stream)
{
    fprintf(stream, "Usage: dossierctl [-c FILE] [--json] COMMAND ...\n\n");
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        print_arguments(stream, commands[i].name, commands[i].arguments);
        fprintf(stream, "      %s\n", commands[i].help);
    }
    fprintf(stream, "\nThe default configuration is " DEFAULT_CONFIG_FILE
                    ". See dossierctl(1).\n");
}

/* Takes the general options, which may stand anywhere, out of the command
 * line; the rest keeps its order. */
static gboolean
take_options(int argc, char **argv, CtlContext *context, GPtrArray *rest,
             gboolean *help)
{
    gboolean verbatim = FALSE;
    for (int i = 1; i < argc; i++) {
        if (verbatim)
            g_ptr_array_add(rest, argv[i]);
        else if (strcmp(argv[i], "--") == 0)
            verbatim = TRUE;
        else if (strcmp(argv[i], "--json") == 0)
            context->json = TRUE;
        else if (strcmp(argv[i], "--help") == 0)
            *help = TRUE;
        else if (strcmp(argv[i], "-c") == 0 ||
                 strcmp(argv[i], "--config") == 0) {
            if (++i == argc)
                return FALSE;
            context->config_file = argv[i];
        } else
            g_ptr_array_add(rest, argv[i]);
    }
    g_ptr_array_add(rest, NULL);
    return TRUE;
}

int
main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    umask(077);
    CtlContext context = {.config_file = DEFAULT_CONFIG_FILE};
    gboolean help = FALSE;
    g_autoptr(GPtrArray) rest = g_ptr_array_new();
    if (!take_options(argc, argv, &context, rest, &help))
        return ctl_fail(EX_USAGE, "-c needs a file");
    const char *name = g_ptr_array_index(rest, 0);
    if (help || (name && strcmp(name, "help") == 0)) {
        print_usage(stdout);
        return EX_OK;
    }
    if (name && strcmp(name, "--version") == 0) {
        printf("dossierctl %s\n", VERSION);
        return EX_OK;
    }
    for (gsize i = 0; name && i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(name, commands[i].name) != 0)
            continue;
        context.arguments = (const char *const *)rest->pdata + 1;
        return commands[i].run(&context);
    }
    if (name)
        return ctl_fail(EX_USAGE, "unknown command %s; see dossierctl --help",
                        name);
    print_usage(stderr);
    return EX_USAGE;
}
