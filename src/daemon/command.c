#include "daemon/command.h"

#include "daemon/command_private.h"
#include "dossier/custody.h"
#include "dossier/custody_register.h"

#include <string.h>
#include <sysexits.h>

/* One row of the table: the words that name a command and its function, which
 * gets the arguments after them. */
typedef struct {
    const char *name, *verb; /* verb NULL: none */
    int (*run)(const Services *services, const char *const *arguments,
               const char *user, GString *output);
} Command;

/* What is not there or does not allow it is the person's business; a busy or
 * full disk passes; the rest is ours. */
static int
exit_code(const GError *error)
{
    if (error->domain == CUSTODY_ERROR || error->domain == OUTBOX_ERROR)
        return EX_DATAERR;
    if (g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_BUSY) ||
        g_error_matches(error, DATABASE_ERROR, DATABASE_ERROR_FULL))
        return EX_TEMPFAIL;
    return EX_SOFTWARE;
}

int
command_fail(GString *output, const GError *error)
{
    g_string_append_printf(output, "%s\n", error->message);
    return exit_code(error);
}

gboolean
command_option(const char *const **at, const char *name, const char **value)
{
    if (strcmp((*at)[0], name) != 0 || !(*at)[1])
        return FALSE;
    *value = (*at)[1];
    *at += 2;
    return TRUE;
}

/* NULL if there is none or one is not a number above 0. */
static GArray *
parse_ids(const char *const *arguments, GString *output)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (gsize i = 0; arguments[i]; i++) {
        guint64 id = 0;
        if (!g_ascii_string_to_unsigned(arguments[i], 10, 1, G_MAXINT64, &id,
                                        NULL)) {
            g_string_append_printf(output,
                                   "not the number of an outgoing mail: %s\n",
                                   arguments[i]);
            return NULL;
        }
        gint64 value = (gint64)id;
        g_array_append_val(ids, value);
    }
    if (ids->len == 0) {
        g_string_append(output, "which outgoing mails? give their numbers, "
                                "see dossierctl outbox\n");
        return NULL;
    }
    return g_steal_pointer(&ids);
}

typedef gboolean (*OutboxChange)(Outbox *outbox, const gint64 *ids, gsize n,
                                 GError **error);

static int
change_outbox(const Services *services, const char *const *arguments,
              const char *verb, const char *user, GString *output,
              OutboxChange change)
{
    g_autoptr(GArray) ids = parse_ids(arguments, output);
    if (!ids)
        return EX_USAGE;
    g_autoptr(GError) error = NULL;
    g_autofree char *list = g_strjoinv(" ", (char **)(gpointer)arguments);
    if (!change(services->outbox, (const gint64 *)(gconstpointer)ids->data,
                ids->len, &error) ||
        !custody_register_add(services->database, user, verb, "outbox", list,
                              &error))
        return command_fail(output, error);
    return EX_OK;
}

static int
run_release(const Services *services, const char *const *arguments,
            const char *user, GString *output)
{
    g_autoptr(GError) error = NULL;
    if (g_strcmp0(arguments[0], "all") != 0 || arguments[1])
        return change_outbox(services, arguments, "release", user, output,
                             outbox_release);
    if (!outbox_release_all(services->outbox, &error) ||
        !custody_register_add(services->database, user, "release", "outbox",
                              "all", &error))
        return command_fail(output, error);
    return EX_OK;
}

static int
run_retry(const Services *services, const char *const *arguments,
          const char *user, GString *output)
{
    return change_outbox(services, arguments, "retry", user, output,
                         outbox_retry);
}

static int
run_cancel(const Services *services, const char *const *arguments,
           const char *user, GString *output)
{
    return change_outbox(services, arguments, "cancel", user, output,
                         outbox_cancel);
}

static int
run_resume(const Services *services, const char *const *arguments,
           const char *user, GString *output)
{
    g_autoptr(GError) error = NULL;
    if (arguments[0]) {
        g_string_append(output, "outbox resume takes no words\n");
        return EX_USAGE;
    }
    if (!outbox_resume(services->outbox, &error) ||
        !custody_register_add(services->database, user, "resume", "outbox", "",
                              &error))
        return command_fail(output, error);
    return EX_OK;
}

static const Command commands[] = {
    {"outbox", "release", run_release}, {"outbox", "retry", run_retry},
    {"outbox", "cancel", run_cancel},   {"outbox", "resume", run_resume},
    {"file", NULL, command_file},       {"withdraw", NULL, command_withdraw},
    {"erase", NULL, command_erase},     {"purge", NULL, command_purge},
};

int
command_run(const Services *services, const char *const *arguments,
            const char *user, GString *output)
{
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        const Command *command = &commands[i];
        if (g_strcmp0(arguments[0], command->name) != 0)
            continue;
        if (!command->verb)
            return command->run(services, arguments + 1, user, output);
        if (g_strcmp0(arguments[1], command->verb) == 0)
            return command->run(services, arguments + 2, user, output);
    }
    g_string_append_printf(output, "unknown command: %s\n",
                           arguments[0] ? arguments[0] : "");
    return EX_USAGE;
}
