/* file MESSAGE --position ID… or --dossier REF: a person settles what waits
 * for review. */
#include "daemon/command_private.h"
#include "daemon/intake.h"
#include "dossier/custody.h"
#include "dossier/custody_register.h"
#include "recognise/decide.h"

#include "base/file.h"
#include "base/text.h"

#include <string.h>
#include <sysexits.h>

#define NAME_CHARS 100

/* The command line. */
typedef struct {
    const char *message;
    const char *campaign;
    const char *family_name, *given_name;
    const char *dossier;  /* NULL: an application of its own */
    GPtrArray *positions; /* char* */
} Request;

static void
request_clear(Request *request)
{
    g_clear_pointer(&request->positions, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Request, request_clear)

static gboolean
is_name(const char *text)
{
    return !text || (*text && g_utf8_validate(text, -1, NULL) &&
                     g_utf8_strlen(text, -1) <= NAME_CHARS);
}

static gboolean
parse_request(const char *const *words, Request *request, GString *output)
{
    request->positions = g_ptr_array_new();
    while (*words) {
        const char *position = NULL;
        if (command_option(&words, "--position", &position))
            g_ptr_array_add(request->positions, (gpointer)position);
        else if (command_option(&words, "--campaign", &request->campaign) ||
                 command_option(&words, "--dossier", &request->dossier) ||
                 command_option(&words, "--family-name",
                                &request->family_name) ||
                 command_option(&words, "--given-name", &request->given_name))
            continue;
        else if (**words != '-' && !request->message)
            request->message = *words++;
        else {
            g_string_append_printf(output, "unknown word, or no value: %s\n",
                                   *words);
            return FALSE;
        }
    }
    gboolean to_dossier = request->dossier != NULL;
    if (request->message && to_dossier != (request->positions->len > 0) &&
        is_name(request->family_name) && is_name(request->given_name))
        return TRUE;
    g_string_append(output, "write: file MESSAGE --position ID [--position "
                            "ID...] [--family-name NAME --given-name NAME] "
                            "[--campaign ID], or file MESSAGE --dossier REF; "
                            "see dossierctl messages\n");
    return FALSE;
}

static gboolean
has_positions(const ConfigCampaign *campaign, const GPtrArray *ids)
{
    for (guint i = 0; i < ids->len; i++)
        if (!config_find_position(campaign, ids->pdata[i]))
            return FALSE;
    return TRUE;
}

static char *
join_ids(const GPtrArray *ids)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < ids->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
                               (const char *)ids->pdata[i]);
    return g_string_free(text, FALSE);
}

/* The campaign that was named, or the message's, or the only one that has all
 * of the positions; NULL with what is wrong in `output`. */
static const ConfigCampaign *
choose_campaign(const Config *config, const char *known, const Request *request,
                GString *output)
{
    const ConfigCampaign *found = known && !request->campaign
                                      ? config_find_campaign(config, known)
                                      : NULL;
    if (found && has_positions(found, request->positions))
        return found;
    found = NULL;
    for (gsize i = 0; i < config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &config->campaigns[i];
        if ((request->campaign &&
             !g_str_equal(request->campaign, campaign->id)) ||
            !has_positions(campaign, request->positions))
            continue;
        if (found) {
            g_string_append_printf(output,
                                   "the campaigns %s and %s both have that "
                                   "position: add --campaign ID\n",
                                   found->id, campaign->id);
            return NULL;
        }
        found = campaign;
    }
    if (!found) {
        g_autofree char *ids = join_ids(request->positions);
        g_string_append_printf(output, "no campaign%s%s has the position %s\n",
                               request->campaign ? " " : "",
                               request->campaign ? request->campaign : "", ids);
    }
    return found;
}

static GPtrArray *
find_positions(const ConfigCampaign *campaign, const GPtrArray *ids)
{
    GPtrArray *positions = g_ptr_array_new();
    for (guint i = 0; i < ids->len; i++) {
        gpointer position =
            (gpointer)config_find_position(campaign, ids->pdata[i]);
        if (position && !g_ptr_array_find(positions, position, NULL))
            g_ptr_array_add(positions, position);
    }
    return positions;
}

/* The raw mail as if it came in once more. A link in the spool: the file in
 * the review lane stays until all is committed. */
static IntakeMail *
bring_again(const Services *services, const CustodyWaiting *waiting,
            const ConfigMailbox *mailbox, GError **error)
{
    g_autofree char *name = g_strconcat(waiting->sha256, ".filed", NULL);
    g_autofree char *spooled =
        g_build_filename(dossier_store_spool(services->store), name, NULL);
    if (!file_link(waiting->file, spooled, error))
        return NULL;
    g_autoptr(IntakeMail) mail = g_new0(IntakeMail, 1);
    mail->mail = g_new0(MailboxMail, 1);
    mail->mail->mailbox = mailbox;
    mail->mail->uidvalidity = waiting->uidvalidity;
    mail->mail->uid = waiting->uid;
    mail->mail->internal_date = waiting->received_at;
    mail->mail->size = waiting->size;
    mail->mail->file = g_steal_pointer(&spooled);
    intake_parse(services, mail);
    if (mail->message)
        return g_steal_pointer(&mail);
    g_propagate_prefixed_error(error, g_steal_pointer(&mail->fault),
                               "%s: cannot be read: ", waiting->file);
    return NULL;
}

static gboolean
note(const Services *services, const StoreResult *result, const char *user,
     GString *output, GError **error)
{
    for (guint i = 0; i < result->dossiers->len; i++) {
        g_autoptr(Dossier) dossier = dossier_store_get(
            services->store, g_array_index(result->dossiers, gint64, i), error);
        g_autofree char *detail =
            g_strdup_printf("message %" G_GINT64_FORMAT, result->message);
        if (!dossier || !custody_register_add(services->database, user, "file",
                                              dossier->ref, detail, error))
            return FALSE;
        g_string_append_printf(output, "%s\n", dossier->ref);
    }
    return TRUE;
}

/* Within a group: the message may have been settled since it was read. */
static gboolean
settle(const Services *services, const CustodyWaiting *waiting,
       IntakeMail *mail, const Recognition *recognition, const char *user,
       GString *output, GError **error)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, waiting->id);
    g_autoptr(CustodyWaiting) still =
        custody_find_waiting(services->store, id, error);
    g_autoptr(StoreResult) result = NULL;
    return still &&
           intake_settle(services, mail, recognition, &result, error) &&
           note(services, result, user, output, error);
}

static int
file_decided(const Services *services, const CustodyWaiting *waiting,
             IntakeMail *mail, const Recognition *recognition, const char *user,
             GString *output)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) said = g_string_new(NULL);
    if (!dossier_store_begin(services->store, &error))
        return command_fail(output, error);
    if (!settle(services, waiting, mail, recognition, user, said, &error)) {
        dossier_store_rollback(services->store);
        return command_fail(output, error);
    }
    if (!dossier_store_commit(services->store, &error))
        return command_fail(output, error);
    g_string_append(output, said->str);
    return EX_OK;
}

static Recognition *
decide(const Services *services, const IntakeMail *mail,
       const RecogniseDecision *decision)
{
    const RecogniseInput input = {
        .recogniser = services->recogniser,
        .phrases = services->phrases,
        .message = mail->message,
        .mailbox = mail->mail->mailbox->name,
        .received_at = mail->mail->internal_date,
    };
    return recognise_decided(&input, decision);
}

/* The decision as the configuration and the index have it; an exit code with
 * what is wrong in `output`. What is in `decision` is borrowed, but for its
 * arrays. */
static int
make_decision(const Services *services, const Request *request,
              const char *campaign, RecogniseDecision *decision,
              GString *output)
{
    decision->family_name = request->family_name;
    decision->given_name = request->given_name;
    if (!request->dossier) {
        decision->campaign =
            choose_campaign(services->config, campaign, request, output);
        if (decision->campaign)
            decision->positions =
                find_positions(decision->campaign, request->positions);
        return decision->campaign ? EX_OK : EX_DATAERR;
    }
    const KnownLookup *known = dossier_store_known(services->store);
    decision->dossiers = known->by_reference(known->data, request->dossier);
    const KnownDossier *dossier =
        decision->dossiers->len == 1 ? decision->dossiers->pdata[0] : NULL;
    decision->campaign =
        dossier ? config_find_campaign(services->config, dossier->campaign)
                : NULL;
    if (!decision->campaign) {
        g_string_append_printf(output, "no dossier %s; see dossierctl list\n",
                               request->dossier);
        return EX_DATAERR;
    }
    g_autoptr(GPtrArray) position = g_ptr_array_new();
    g_ptr_array_add(position, (gpointer)dossier->position);
    decision->positions = find_positions(decision->campaign, position);
    decision->family_name = dossier->family_name;
    decision->given_name = dossier->given_name;
    return EX_OK;
}

static void
decision_clear(RecogniseDecision *decision)
{
    g_clear_pointer(&decision->positions, g_ptr_array_unref);
    g_clear_pointer(&decision->dossiers, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RecogniseDecision, decision_clear)

int
command_file(const Services *services, const char *const *arguments,
             const char *user, GString *output)
{
    g_auto(Request) request = {0};
    g_autoptr(GError) error = NULL;
    if (!parse_request(arguments, &request, output))
        return EX_USAGE;
    g_autoptr(CustodyWaiting) waiting =
        custody_find_waiting(services->store, request.message, &error);
    if (!waiting)
        return command_fail(output, error);
    g_auto(RecogniseDecision) decision = {0};
    int code =
        make_decision(services, &request, waiting->campaign, &decision, output);
    if (code != EX_OK)
        return code;
    /* One that is no longer watched has no folder to move the mail to. */
    const ConfigMailbox gone = {.name = waiting->mailbox, .address = ""};
    const ConfigMailbox *mailbox =
        config_find_mailbox(services->config, waiting->mailbox);
    g_autoptr(IntakeMail) mail =
        bring_again(services, waiting, mailbox ? mailbox : &gone, &error);
    if (!mail)
        return command_fail(output, error);
    g_autoptr(Recognition) recognition = decide(services, mail, &decision);
    if (recognition->family_name && recognition->given_name)
        return file_decided(services, waiting, mail, recognition, user, output);
    g_string_append(output, "the candidate's name is not certain: add "
                            "--family-name NAME --given-name NAME\n");
    return EX_USAGE;
}
