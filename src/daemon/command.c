#include "daemon/command.h"

#include <sysexits.h>

/* One row of the table: the words that name a command and its function, which
 * gets the arguments after them. */
typedef struct {
    const char *name, *verb; /* verb NULL: none */
    int (*run)(const Services *services, const char *const *arguments,
               const char *user, GString *output);
} Command;

static int
fail(GString *output, int code, const GError *error)
{
    g_string_append_printf(output, "%s\n", error->message);
    return code;
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
              GString *output, OutboxChange change)
{
    g_autoptr(GArray) ids = parse_ids(arguments, output);
    if (!ids)
        return EX_USAGE;
    g_autoptr(GError) error = NULL;
    if (!change(services->outbox, (const gint64 *)(gconstpointer)ids->data,
                ids->len, &error))
        return fail(output, EX_DATAERR, error);
    return EX_OK;
}

static int
run_release(const Services *services, const char *const *arguments,
            const char *user, GString *output)
{
    (void)user;
    return change_outbox(services, arguments, output, outbox_release);
}

static int
run_retry(const Services *services, const char *const *arguments,
          const char *user, GString *output)
{
    (void)user;
    return change_outbox(services, arguments, output, outbox_retry);
}

static int
run_cancel(const Services *services, const char *const *arguments,
           const char *user, GString *output)
{
    (void)user;
    return change_outbox(services, arguments, output, outbox_cancel);
}

static const Command commands[] = {
    {"outbox", "release", run_release},
    {"outbox", "retry", run_retry},
    {"outbox", "cancel", run_cancel},
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
