/* The bodies of mail_fixture.h; each test program includes them once. */
#include "recognise/mail_fixture.h"

#include "mail/message.h"

#include <stdio.h>
#include <string.h>

#define FIXTURE_TIME 1778140800 /* 2026-05-07 */

static void
fixture_free_row(gpointer row)
{
    g_strfreev(row);
}

static char **
fixture_split_row(const char *line)
{
    char **cells = g_strsplit(line, "\t", -1);
    for (char **cell = cells; *cell; cell++) {
        char *text = g_strcompress(*cell);
        g_free(*cell);
        *cell = text;
    }
    return cells;
}

GPtrArray *
fixture_rows(const char *file, guint columns)
{
    g_autofree char *path =
        g_build_filename("tests/data/recognise", file, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error))
        g_error("%s", error->message);
    GPtrArray *rows = g_ptr_array_new_with_free_func(fixture_free_row);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (**line == '\0' || **line == '#')
            continue;
        char **row = fixture_split_row(*line);
        if (g_strv_length(row) != columns)
            g_error("%s: not %u cells: %s", path, columns, *line);
        g_ptr_array_add(rows, row);
    }
    if (rows->len == 0)
        g_error("%s: no rows", path);
    return rows;
}

static const char *
fixture_cell(const char *cell)
{
    return *cell ? cell : NULL;
}

FixtureMail
fixture_mail(char **row)
{
    return (FixtureMail){.name = fixture_cell(row[0]),
                         .from = fixture_cell(row[1]),
                         .to = fixture_cell(row[2]),
                         .subject = fixture_cell(row[3]),
                         .files = fixture_cell(row[4]),
                         .text = fixture_cell(row[5]),
                         .header = fixture_cell(row[6]),
                         .inner = fixture_cell(row[7])};
}

static void
fixture_free_address(gpointer data)
{
    MessageAddress *address = data;
    g_free(address->name);
    g_free(address->address);
    g_free(address);
}

static void
fixture_free_part(gpointer data)
{
    MessagePart *part = data;
    g_free(part->label);
    g_free(part->type);
    g_strfreev(part->pages);
    g_free(part);
}

static void
fixture_free_message(gpointer data)
{
    fixture_message_free(data);
}

static Message *
fixture_empty(void)
{
    Message *message = g_new0(Message, 1);
    GPtrArray **lists[] = {&message->from,        &message->sender,
                           &message->reply_to,    &message->to,
                           &message->cc,          &message->delivered_to,
                           &message->original_to, &message->resent_to};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        *lists[i] = g_ptr_array_new_with_free_func(fixture_free_address);
    message->references = g_new0(char *, 1);
    message->links = g_new0(char *, 1);
    message->parts = g_ptr_array_new_with_free_func(fixture_free_part);
    message->inner = g_ptr_array_new_with_free_func(fixture_free_message);
    message->text = g_strdup("");
    return message;
}

void
fixture_message_free(Message *message)
{
    GPtrArray *lists[] = {message->from,        message->sender,
                          message->reply_to,    message->to,
                          message->cc,          message->delivered_to,
                          message->original_to, message->resent_to,
                          message->parts,       message->inner};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        g_ptr_array_unref(lists[i]);
    g_strfreev(message->references);
    g_strfreev(message->links);
    g_strfreev(message->machine.failed);
    g_free(message->machine.auto_submitted);
    g_free(message->machine.precedence);
    g_free(message->machine.auto_response_suppress);
    g_free(message->machine.return_path);
    g_free(message->machine.report_type);
    g_free(message->machine.dossierd);
    g_free(message->message_id);
    g_free(message->in_reply_to);
    g_free(message->subject);
    g_free(message->text);
    g_free(message);
}

static void
fixture_add(GPtrArray *list, const char *name, const char *words)
{
    g_auto(GStrv) parts = g_strsplit(words ? words : "", " ", -1);
    for (char **part = parts; *part; part++) {
        if (!**part)
            continue;
        MessageAddress *address = g_new0(MessageAddress, 1);
        address->name = g_strdup(name);
        gsize n = strlen(*part);
        address->address = (*part)[n - 1] == '@'
                               ? g_strconcat(*part, "example.org", NULL)
                               : g_strdup(*part);
        g_ptr_array_add(list, address);
    }
}

static void
fixture_set_state(MessagePart *part, char state)
{
    static const char letters[] = " edrl0";
    const char *at = strchr(letters, state);
    if (at && state != ' ')
        part->state = (PartState)(at - letters);
    if (state == 'i') {
        part->is_inline = TRUE;
        part->has_content_id = TRUE;
    }
}

static const char *
fixture_type(const char *name)
{
    static const char *const types[][2] = {
        {".pdf", "application/pdf"}, {".png", "image/png"},
        {".jpg", "image/jpeg"},      {".jpeg", "image/jpeg"},
        {".gif", "image/gif"},       {".vcf", "text/vcard"},
        {".ics", "text/calendar"},   {".p7s", "application/pkcs7-signature"},
        {".txt", "text/plain"}};
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        if (g_str_has_suffix(name, types[i][0]))
            return types[i][1];
    }
    return "application/octet-stream";
}

static void
fixture_add_file(Message *message, const char *spec)
{
    MessagePart *part = g_new0(MessagePart, 1);
    g_autofree char *text = g_strstrip(g_strdup(spec));
    char *bytes = strchr(text, '#');
    if (bytes)
        *bytes++ = '\0';
    char *state = strchr(text, '!');
    if (state)
        *state++ = '\0';
    char *pages = strchr(text, '=');
    if (pages)
        *pages++ = '\0';
    part->label = *text ? g_strdup(text) : NULL;
    g_autofree char *lower = g_ascii_strdown(text, -1);
    part->type = g_strdup(fixture_type(lower));
    part->size = bytes ? g_ascii_strtoll(bytes, NULL, 10) : 200000;
    part->pages = pages ? g_strsplit(pages, "|", -1) : NULL;
    for (; state && *state; state++)
        fixture_set_state(part, *state);
    g_ptr_array_add(message->parts, part);
}

static void
fixture_set_header(Message *message, const char *key, const char *value)
{
    MessageMachine *machine = &message->machine;
    if (strcmp(key, "rt") == 0)
        fixture_add(message->reply_to, NULL, value);
    else if (strcmp(key, "cc") == 0)
        fixture_add(message->cc, NULL, value);
    else if (strcmp(key, "dt") == 0)
        fixture_add(message->delivered_to, NULL, value);
    else if (strcmp(key, "sender") == 0)
        fixture_add(message->sender, NULL, value);
    else if (strcmp(key, "from2") == 0)
        fixture_add(message->from, NULL, value);
    else if (strcmp(key, "irt") == 0)
        message->in_reply_to = g_strdup(value);
    else if (strcmp(key, "id") == 0)
        message->message_id = g_strdup(value);
    else if (strcmp(key, "as") == 0)
        machine->auto_submitted = g_strdup(value);
    else if (strcmp(key, "list") == 0)
        machine->has_list_field = TRUE;
    else if (strcmp(key, "prec") == 0)
        machine->precedence = g_strdup(value);
    else if (strcmp(key, "sup") == 0)
        machine->auto_response_suppress = g_strdup(value);
    else if (strcmp(key, "autoreply") == 0)
        machine->has_autoreply = TRUE;
    else if (strcmp(key, "autorespond") == 0)
        machine->has_autorespond = TRUE;
    else if (strcmp(key, "own") == 0)
        machine->dossierd = g_strdup(value);
    else if (strcmp(key, "xfailed") == 0)
        machine->has_failed_recipients = TRUE;
    else if (strcmp(key, "report") == 0) {
        machine->is_report = TRUE;
        machine->report_type = g_strdup(value);
    } else if (strcmp(key, "rp") == 0) {
        machine->has_return_path = TRUE;
        machine->null_return_path = strcmp(value, "<>") == 0;
        machine->return_path = g_strdup(value);
    } else if (strcmp(key, "at") != 0) {
        g_error("fixture: unknown header \"%s\"", key);
    }
}

static void
fixture_add_inner(Message *message, const char *spec)
{
    g_auto(GStrv) f = g_strsplit(spec, "|", 5);
    Message *inner = fixture_empty();
    fixture_add(inner->from, *f[0] ? f[0] : NULL, f[1]);
    fixture_add(inner->to, NULL, f[2]);
    inner->subject = g_strdup(f[3]);
    g_free(inner->text);
    inner->text = g_strdup(f[4]);
    g_ptr_array_add(message->inner, inner);
}

Message *
fixture_message(const FixtureMail *mail)
{
    Message *message = fixture_empty();
    fixture_add(message->from, mail->name, mail->from);
    fixture_add(message->to, NULL, mail->to);
    message->subject = g_strdup(mail->subject);
    if (mail->text) {
        g_free(message->text);
        message->text = g_strdup(mail->text);
    }
    g_auto(GStrv) files = g_strsplit(mail->files ? mail->files : "", ";", -1);
    for (char **file = files; *file; file++) {
        if (**file)
            fixture_add_file(message, *file);
    }
    g_auto(GStrv) fields =
        g_strsplit(mail->header ? mail->header : "", ";", -1);
    for (char **field = fields; *field; field++) {
        char *value = strchr(*field, '=');
        if (!value)
            continue;
        *value++ = '\0';
        fixture_set_header(message, *field, value);
    }
    if (mail->inner)
        fixture_add_inner(message, mail->inner);
    return message;
}

gint64
fixture_time(const FixtureMail *mail)
{
    const char *at = mail->header ? strstr(mail->header, "at=") : NULL;
    if (!at)
        return FIXTURE_TIME;
    int year, month, day;
    if (sscanf(at, "at=%d-%d-%d", &year, &month, &day) != 3)
        g_error("fixture: at=YYYY-MM-DD");
    g_autoptr(GDateTime) time = g_date_time_new_utc(year, month, day, 12, 0, 0);
    return g_date_time_to_unix(time);
}

Config *
fixture_config(void)
{
    g_autoptr(GError) error = NULL;
    Config *config =
        config_load("tests/data/recognise/dossierd.conf", TRUE, &error);
    if (!config)
        g_error("%s", error->message);
    return config;
}

Phrases *
fixture_phrases(void)
{
    g_autoptr(GError) error = NULL;
    Phrases *phrases = phrases_load("conf", &error);
    if (!phrases)
        g_error("%s", error->message);
    return phrases;
}

static void
fixture_append_documents(GString *out, const Recognition *recognition)
{
    for (guint i = 0; i < recognition->documents->len; i++) {
        const RecogniseDocument *document = recognition->documents->pdata[i];
        g_string_append(out, i > 0 ? "," : "");
        for (guint k = 0; k < document->kinds->len; k++) {
            const ConfigDocument *kind = document->kinds->pdata[k];
            g_string_append_printf(out, "%s%s", k > 0 ? "+" : "", kind->id);
        }
        if (document->kinds->len == 0)
            g_string_append(out, document->to_check ? "?" : "-");
        if (!document->accepted)
            g_string_append_c(out, '!');
        if (!document->part)
            g_string_append_c(out, '*');
    }
}

char *
fixture_summary(const Recognition *recognition)
{
    GString *out = g_string_new(verdict_name(recognition->verdict));
    const char *conformity = subject_conformity_name(recognition->conformity);
    g_string_append_printf(out, " | %s | ",
                           recognition->campaign ? recognition->campaign->id
                                                 : "-");
    for (guint i = 0; i < recognition->positions->len; i++) {
        const ConfigPosition *position = recognition->positions->pdata[i];
        g_string_append_printf(out, "%s%s", i > 0 ? "+" : "", position->id);
    }
    g_string_append_printf(
        out, " | %s/%s/%s | %s%s | ",
        recognition->family_name ? recognition->family_name : "",
        recognition->given_name ? recognition->given_name : "",
        recognition->email ? recognition->email : "",
        conformity ? conformity : "null",
        recognition->forwarded ? " forwarded" : "");
    fixture_append_documents(out, recognition);
    g_string_append(out, " | ");
    for (guint i = 0; i < recognition->missing->len; i++) {
        const ConfigDocument *kind = recognition->missing->pdata[i];
        g_string_append_printf(out, "%s%s", i > 0 ? "," : "", kind->id);
    }
    g_string_append_printf(out, " | %s",
                           recognition->reply_to ? recognition->reply_to : "-");
    return g_string_free(out, FALSE);
}
