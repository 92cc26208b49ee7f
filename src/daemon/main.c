/* dossierd: the daemon's command line. See dossierd(8). */
#include "base/log.h"
#include "daemon/daemon.h"

#include <locale.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>

#define DEFAULT_CONFIG_FILE "/etc/dossierd/dossierd.conf"

typedef struct {
    char *config_file;
    gboolean once, check, shadow, verbose, version;
} Arguments;

/* FALSE with a message on stderr for a command line that cannot be meant. */
static gboolean
parse_arguments(int argc, char **argv, Arguments *arguments)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &arguments->config_file,
         "Configuration (/etc/dossierd/dossierd.conf)", "FILE"},
        {"once", 0, 0, G_OPTION_ARG_NONE, &arguments->once,
         "Collect, file, send what is due, exit", NULL},
        {"check", 0, 0, G_OPTION_ARG_NONE, &arguments->check,
         "Check the configuration, exit", NULL},
        {"shadow", 0, 0, G_OPTION_ARG_NONE, &arguments->shadow,
         "Hold all outgoing mail", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &arguments->verbose, "Log more",
         NULL},
        {"version", 'V', 0, G_OPTION_ARG_NONE, &arguments->version,
         "Print the version, exit", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_summary(
        context, "Takes in e-mailed applications, files and answers them.");
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    gboolean good = g_option_context_parse(context, &argc, &argv, &error);
    if (!good)
        g_printerr("dossierd: %s; see dossierd --help\n", error->message);
    else if (argc > 1)
        g_printerr("dossierd: unexpected argument %s; see dossierd --help\n",
                   argv[1]);
    return good && argc == 1;
}

/* Passwords and people's mail pass through this process: it leaves no core
 * dump and nobody but root traces it; its files are its own. */
static void
protect_process(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    umask(077);
}

int
main(int argc, char **argv)
{
    /* GOption and strerror() in the system's encoding; messages of ours stay
     * as they are. */
    setlocale(LC_CTYPE, "");
    Arguments arguments = {0};
    gboolean good = parse_arguments(argc, argv, &arguments);
    g_autofree char *given_file = arguments.config_file;
    if (!good)
        return EX_USAGE;
    if (arguments.version) {
        printf("dossierd %s\n", VERSION);
        return EX_OK;
    }
    if (arguments.verbose)
        log_set_level(LOG_LEVEL_DEBUG);
    protect_process();
    daemon_block_signals();
    DaemonOptions options = {
        .config_file = given_file ? given_file : DEFAULT_CONFIG_FILE,
        .shadow = arguments.shadow,
    };
    if (arguments.check)
        return daemon_check(&options);
    return arguments.once ? daemon_once(&options) : daemon_run(&options);
}
