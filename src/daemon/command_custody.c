/* withdraw REF, erase REF, purge: what ends the keeping of a dossier. */
#include "daemon/command_private.h"
#include "daemon/wall_clock.h"
#include "dossier/custody.h"
#include "dossier/deadline.h"
#include "dossier/setting.h"

#include "base/clock.h"

#include <string.h>
#include <sysexits.h>

/* More than this at once is more likely a wrong clock or a slip in a
 * campaign's file than a year's dossiers. */
#define PURGE_MAX 500

/* The only word of the command line; NULL where it is not one. */
static const char *
only_word(const char *const *arguments, const char *usage, GString *output)
{
    if (arguments[0] && arguments[0][0] != '-' && !arguments[1])
        return arguments[0];
    g_string_append_printf(output, "write: %s\n", usage);
    return NULL;
}

int
command_withdraw(const Services *services, const char *const *arguments,
                 const char *user, GString *output)
{
    const char *ref = only_word(arguments, "withdraw REF", output);
    if (!ref)
        return EX_USAGE;
    g_autoptr(GError) error = NULL;
    if (!custody_withdraw(services->store, ref, user, &error))
        return command_fail(output, error);
    return EX_OK;
}

static void
say(const Services *services, GString *output, const char *key,
    const char *value)
{
    g_autofree char *text =
        phrases_get(services->phrases, "custody", key, value);
    g_string_append_printf(output, "%s\n", text);
}

static char *
instant(const Services *services, gint64 at)
{
    g_autoptr(GTimeZone) zone =
        g_time_zone_new_identifier(services->config->timezone);
    return deadline_format(at, zone, services->phrases);
}

/* "  referent, INBOX, UID 12, reçu le mardi 5 mai 2026 à 10 h 12 (…)" */
static void
say_remnant(const Services *services, const CustodyRemnant *remnant,
            GString *output)
{
    g_autofree char *received = instant(services, remnant->received_at);
    g_autofree char *when =
        phrases_get(services->phrases, "custody", "received", received);
    g_string_append_printf(output, "  %s, %s, ", remnant->mailbox,
                           remnant->folder ? remnant->folder : "?");
    if (remnant->uid)
        g_string_append_printf(output, "UID %u, ", remnant->uid);
    g_string_append_printf(output, "%s\n", when);
}

static void
say_remnants(const Services *services, const CustodyErasure *erasure,
             GString *output)
{
    if (erasure->remnants->len > 0)
        say(services, output, "remnants", NULL);
    for (guint i = 0; i < erasure->remnants->len; i++)
        say_remnant(services, g_ptr_array_index(erasure->remnants, i), output);
}

int
command_erase(const Services *services, const char *const *arguments,
              const char *user, GString *output)
{
    const char *ref = only_word(arguments, "erase REF", output);
    if (!ref)
        return EX_USAGE;
    g_autoptr(GError) error = NULL;
    g_autoptr(CustodyErasure) erasure =
        custody_erase(services->store, ref, user, "erase", &error);
    if (!erasure)
        return command_fail(output, error);
    g_autofree char *upper = g_ascii_strup(ref, -1);
    say(services, output, "erased", upper);
    say_remnants(services, erasure, output);
    return EX_OK;
}

typedef struct {
    gboolean dry_run;
    guint64 max;
} PurgeRequest;

static gboolean
parse_purge(const char *const *words, PurgeRequest *request, GString *output)
{
    request->max = PURGE_MAX;
    while (*words) {
        const char *number = NULL;
        if (strcmp(*words, "--dry-run") == 0) {
            request->dry_run = TRUE;
            words++;
        } else if (!command_option(&words, "--max", &number) ||
                   !g_ascii_string_to_unsigned(number, 10, 1, 1000000,
                                               &request->max, NULL)) {
            g_string_append(output, "write: purge [--dry-run] [--max N]\n");
            return FALSE;
        }
    }
    return TRUE;
}

/* What cannot be undone waits until the daemon trusts the clock. */
static gboolean
is_clock_credible(const Services *services, gint64 now, GError **error)
{
    WallClock clock = {0};
    Database *database = services->database;
    if (!setting_get(database, "last_run", &clock.last_run, error) ||
        !setting_get(database, "clock_doubted_since", &clock.doubted_since,
                     error) ||
        !setting_get(database, "clock_doubted_last", &clock.doubted_last,
                     error))
        return FALSE;
    if (wall_clock_read(&clock, now))
        return TRUE;
    g_autofree char *last = instant(services, clock.last_run);
    g_set_error(error, CUSTODY_ERROR, CUSTODY_ERROR_CLOCK,
                "the clock is far from the daemon's last run (%s): nothing is "
                "purged until it has run for a day",
                last);
    return FALSE;
}

static void
say_due(const Services *services, const GPtrArray *due, GString *output)
{
    for (guint i = 0; i < due->len; i++) {
        const CustodyDue *one = g_ptr_array_index(due, i);
        g_autofree char *number =
            g_strdup_printf("%" G_GINT64_FORMAT, one->message);
        g_autofree char *what =
            one->ref
                ? g_strdup(one->ref)
                : phrases_get(services->phrases, "custody", "message", number);
        g_autofree char *when = instant(services, one->last_contact);
        g_autofree char *contact =
            phrases_get(services->phrases, "custody", "last-contact", when);
        g_string_append_printf(output, "%s, %s\n", what, contact);
    }
}

/* One group each: what is interrupted goes on where it stopped. */
static gboolean
purge(const Services *services, const GPtrArray *due, const char *user,
      GString *output, GError **error)
{
    g_autoptr(CustodyErasure) all = NULL;
    for (guint i = 0; i < due->len; i++) {
        const CustodyDue *one = g_ptr_array_index(due, i);
        g_autoptr(CustodyErasure) erasure =
            one->ref
                ? custody_erase(services->store, one->ref, user, "purge", error)
                : custody_erase_message(services->store, one->message, user,
                                        "purge", error);
        if (!erasure)
            return FALSE;
        if (!all)
            all = g_steal_pointer(&erasure);
        else
            g_ptr_array_extend_and_steal(all->remnants,
                                         g_steal_pointer(&erasure->remnants));
    }
    if (all)
        say_remnants(services, all, output);
    return TRUE;
}

int
command_purge(const Services *services, const char *const *arguments,
              const char *user, GString *output)
{
    PurgeRequest request = {0};
    if (!parse_purge(arguments, &request, output))
        return EX_USAGE;
    g_autoptr(GError) error = NULL;
    gint64 now = clock_now();
    g_autoptr(GPtrArray) due =
        custody_list_due(services->store, now, (guint)request.max + 1, &error);
    if (!due)
        return command_fail(output, error);
    if (!request.dry_run && due->len > request.max) {
        g_string_append_printf(output,
                               "more than %" G_GUINT64_FORMAT " are due: look "
                               "at purge --dry-run, then add --max N\n",
                               request.max);
        return EX_DATAERR;
    }
    if (!request.dry_run && !is_clock_credible(services, now, &error))
        return command_fail(output, error);
    say_due(services, due, output);
    g_autofree char *count = g_strdup_printf("%u", due->len);
    if (request.dry_run) {
        say(services, output, "due", count);
        return EX_OK;
    }
    if (!purge(services, due, user, output, &error))
        return command_fail(output, error);
    say(services, output, "purged", count);
    return EX_OK;
}
