#include "recognise/machine.h"

#include "base/text.h"
#include "recognise/words.h"

#include <string.h>

/* An automatic answer says what it is at once; a person quotes ours below. */
#define ABSENCE_TEXT_CHARS 240

gboolean
machine_is_no_answer(const char *address)
{
    if (!address)
        return FALSE;
    const char *at = strrchr(address, '@');
    g_autofree char *local =
        at ? g_strndup(address, (gsize)(at - address)) : g_strdup(address);
    g_autofree char *line = words_line(local);
    g_autofree char *lower = g_ascii_strdown(local, -1);
    if (g_str_has_prefix(lower, "owner-") || g_str_has_prefix(lower, "bounce"))
        return TRUE;
    if (g_str_has_suffix(lower, "-request") ||
        g_str_has_suffix(lower, "-owner"))
        return TRUE;
    return words_find(line, WORDS_NO_ANSWER) != NULL;
}

static gboolean
any_no_answer(const GPtrArray *addresses)
{
    for (guint i = 0; i < addresses->len; i++) {
        const MessageAddress *address = addresses->pdata[i];
        if (machine_is_no_answer(address->address))
            return TRUE;
    }
    return FALSE;
}

/* "All", "OOF" or "AutoReply" in a list of keywords. */
static gboolean
suppresses_answers(const char *value)
{
    g_autofree char *line = words_line(value);
    return strstr(line, " all ") || strstr(line, " oof ") ||
           strstr(line, " autoreply ");
}

static gboolean
is_bulk_precedence(const char *value)
{
    static const char *const values[] = {"bulk",       "list",       "junk",
                                         "auto_reply", "auto-reply", NULL};
    return value && g_strv_contains(values, value);
}

static gboolean
is_own_message_id(const Config *config, const char *id)
{
    const char *at = id ? strrchr(id, '@') : NULL;
    const char *domain = strrchr(config->smtp.from, '@');
    return at && domain && g_str_has_suffix(id, domain) && at - id >= 9 &&
           strncmp(at - 9, ".dossierd", 9) == 0;
}

/* Subjects of automatic answers, whatever the header says: Zimbra and old
 * Exchange servers send them without Auto-Submitted. */
static gboolean
has_absence_subject(const Message *message)
{
    const char *subject = message->subject ? message->subject : "";
    g_autofree char *line = words_line(subject);
    const char *found = words_begins(line, WORDS_ABSENCE);
    if (!found)
        return FALSE;
    /* "Absence de M. Martin" is a colleague's mail: short words need a colon,
     * "Lu :", "Absence :". */
    if (strchr(found, ' '))
        return TRUE;
    g_autofree char *folded = text_fold(subject);
    const char *rest = folded + strlen(found);
    return g_str_has_prefix(folded, found) &&
           (*rest == ':' || strncmp(rest, " :", 2) == 0);
}

/* The answer of a machine that says so in its text alone, as old Zimbra and
 * webmail servers send it: in a thread, with nothing attached. */
static gboolean
has_absence_text(const Message *message)
{
    if ((!message->in_reply_to && !message->references[0]) || !message->text ||
        message->parts->len > 0)
        return FALSE;
    g_autofree char *start = g_utf8_substring(
        message->text, 0,
        MIN(g_utf8_strlen(message->text, -1), ABSENCE_TEXT_CHARS));
    g_autofree char *line = words_line(start);
    return words_find(line, WORDS_ABSENCE_TEXT) != NULL;
}

static MachineKind
report_kind(const MessageMachine *machine)
{
    if (machine->report_type &&
        strcmp(machine->report_type, "disposition-notification") == 0)
        return MACHINE_RECEIPT;
    return MACHINE_BOUNCE;
}

static gboolean
is_daemon(const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++) {
        const MessageAddress *address = from->pdata[i];
        g_autofree char *line = words_line(address->address);
        if (words_begins(line, WORDS_NO_ANSWER) &&
            (strstr(line, " mailer daemon ") || strstr(line, " postmaster ") ||
             strstr(line, " mailerdaemon ")))
            return TRUE;
    }
    return FALSE;
}

/* Signs of a header field that say "bulk", in the order of RULES. */
static const char *
bulk_sign(const Message *message)
{
    const MessageMachine *machine = &message->machine;
    if (machine->has_list_field)
        return "machine_list";
    if (is_bulk_precedence(machine->precedence))
        return "machine_precedence";
    if (machine->auto_submitted && strcmp(machine->auto_submitted, "no") != 0)
        return "machine_auto_submitted";
    if (suppresses_answers(machine->auto_response_suppress))
        return "machine_suppress";
    if (any_no_answer(message->from) || any_no_answer(message->sender) ||
        machine_is_no_answer(machine->return_path))
        return "machine_no_answer";
    if (machine->has_return_path && machine->null_return_path)
        return "machine_null_path";
    return NULL;
}

Machine
machine_look(const Config *config, const Message *message)
{
    const MessageMachine *machine = &message->machine;
    if (machine->dossierd || is_own_message_id(config, message->message_id))
        return (Machine){MACHINE_OWN, "machine_own"};
    if (machine->is_report)
        return (Machine){report_kind(machine), "machine_report"};
    if (machine->has_failed_recipients)
        return (Machine){MACHINE_BOUNCE, "machine_failed"};
    if (is_daemon(message->from))
        return (Machine){MACHINE_BOUNCE, "machine_daemon"};
    gboolean replied = machine->auto_submitted &&
                       strcmp(machine->auto_submitted, "auto-replied") == 0;
    if (replied || machine->has_autoreply || machine->has_autorespond)
        return (Machine){MACHINE_ABSENCE, "machine_auto_reply"};
    if (has_absence_subject(message))
        return (Machine){MACHINE_ABSENCE, "machine_absence_subject"};
    if (has_absence_text(message))
        return (Machine){MACHINE_ABSENCE, "machine_absence_text"};
    const char *sign = bulk_sign(message);
    return (Machine){sign ? MACHINE_BULK : MACHINE_NONE, sign};
}

gboolean
machine_forbids_answer(const Config *config, const Message *message)
{
    return machine_look(config, message).kind != MACHINE_NONE;
}
