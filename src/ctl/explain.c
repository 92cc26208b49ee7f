/* dossierctl explain: what the daemon would do with a mail, and why. */
#include "base/json.h"
#include "base/text.h"
#include "ctl/ctl.h"
#include "mail/reader.h"
#include "recognise/recognise.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

typedef struct {
    Recogniser *recogniser;
    Phrases *phrases;
    Reader *reader;
} Explainer;

/* The header block alone, for a mail that cannot be read as a whole. */
static Message *
read_header(const Explainer *explainer, int fd)
{
    g_autofree char *bytes = g_malloc(READER_MAX_HEADER_BYTES);
    ssize_t got = pread(fd, bytes, READER_MAX_HEADER_BYTES, 0);
    if (got < 0)
        return NULL;
    g_autoptr(GPtrArray) blocks =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(blocks, g_bytes_new(bytes, (gsize)got));
    g_autoptr(GPtrArray) read =
        reader_read_headers(explainer->reader, blocks, NULL);
    if (!read || read->len == 0)
        return NULL;
    return g_steal_pointer(&g_ptr_array_index(read, 0));
}

static Recognition *
explain_file(const Explainer *explainer, int fd)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Message) message =
        fd < 0 ? NULL : reader_read(explainer->reader, fd, NULL, &error);
    RecogniseInput input = {
        .recogniser = explainer->recogniser,
        .phrases = explainer->phrases,
        .message = message,
        .received_at = message ? message->received : 0,
    };
    if (message)
        return recognise(&input);
    g_autoptr(Message) header = fd < 0 ? NULL : read_header(explainer, fd);
    input.message = header;
    return recognise_unreadable(&input, "unreadable");
}

static void
add_string(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    if (value)
        json_builder_add_string_value(builder, value);
    else
        json_builder_add_null_value(builder);
}

static void
add_candidate(JsonBuilder *builder, const Recognition *recognition)
{
    json_builder_set_member_name(builder, "candidate");
    if (!recognition->family_name && !recognition->given_name &&
        !recognition->email) {
        json_builder_add_null_value(builder);
        return;
    }
    json_builder_begin_object(builder);
    add_string(builder, "family_name", recognition->family_name);
    add_string(builder, "given_name", recognition->given_name);
    add_string(builder, "email", recognition->email);
    json_builder_end_object(builder);
}

static void
add_subject(JsonBuilder *builder, const Recognition *recognition)
{
    json_builder_set_member_name(builder, "subject");
    json_builder_begin_object(builder);
    add_string(builder, "text", recognition->subject);
    add_string(builder, "conformity",
               recognition->conformity == SUBJECT_NONE
                   ? NULL
                   : subject_conformity_name(recognition->conformity));
    json_builder_end_object(builder);
}

/* An array of the strings found at `offset` in each element of `array`. */
static void
add_ids(JsonBuilder *builder, const char *name, const GPtrArray *array,
        gsize offset)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint i = 0; array && i < array->len; i++) {
        const char *element = g_ptr_array_index(array, i);
        json_builder_add_string_value(
            builder, *(const char *const *)(gconstpointer)(element + offset));
    }
    json_builder_end_array(builder);
}

static void
add_documents(JsonBuilder *builder, const Recognition *recognition)
{
    json_builder_set_member_name(builder, "documents");
    json_builder_begin_array(builder);
    for (guint i = 0; i < recognition->documents->len; i++) {
        const RecogniseDocument *document =
            g_ptr_array_index(recognition->documents, i);
        json_builder_begin_object(builder);
        add_string(builder, "name", document->name);
        add_ids(builder, "kinds", document->kinds,
                G_STRUCT_OFFSET(ConfigDocument, id));
        json_builder_set_member_name(builder, "accepted");
        json_builder_add_boolean_value(builder, document->accepted);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
add_reasons(JsonBuilder *builder, const Recognition *recognition)
{
    json_builder_set_member_name(builder, "reasons");
    json_builder_begin_array(builder);
    for (guint i = 0; i < recognition->reasons->len; i++)
        json_builder_add_string_value(
            builder, g_ptr_array_index(recognition->reasons, i));
    json_builder_end_array(builder);
}

static void
print_json(const char *file, const Recognition *recognition)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    add_string(builder, "file", file);
    add_string(builder, "verdict", verdict_name(recognition->verdict));
    add_string(builder, "campaign",
               recognition->campaign ? recognition->campaign->id : NULL);
    add_ids(builder, "positions", recognition->positions,
            G_STRUCT_OFFSET(ConfigPosition, id));
    add_candidate(builder, recognition);
    add_subject(builder, recognition);
    add_string(builder, "channel",
               recognition->forwarded ? "forwarded" : "direct");
    add_documents(builder, recognition);
    add_ids(builder, "missing", recognition->missing,
            G_STRUCT_OFFSET(ConfigDocument, id));
    add_string(builder, "reply_to", recognition->reply_to);
    add_reasons(builder, recognition);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *line = json_line(root);
    printf("%s\n", line);
}

static void
print_line(const Explainer *explainer, const char *key, const char *value)
{
    g_autofree char *label =
        phrases_get(explainer->phrases, "explain", key, NULL);
    g_autofree char *safe = text_escape(value);
    /* printf pads bytes, people see characters. */
    gsize width = (gsize)g_utf8_strlen(label, -1);
    gsize pad = width < 14 ? 14 - width : 0;
    printf("  %s%*s : %s\n", label, (int)pad, "", safe);
}

static char *
join_titles(const GPtrArray *array, gsize offset)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < array->len; i++) {
        const char *element = g_ptr_array_index(array, i);
        if (i > 0)
            g_string_append(joined, ", ");
        g_string_append(
            joined, *(const char *const *)(gconstpointer)(element + offset));
    }
    return g_string_free(joined, FALSE);
}

static void
print_documents(const Explainer *explainer, const Recognition *recognition)
{
    for (guint i = 0; i < recognition->documents->len; i++) {
        const RecogniseDocument *document =
            g_ptr_array_index(recognition->documents, i);
        g_autofree char *body =
            phrases_get(explainer->phrases, "explain", "body", NULL);
        g_autofree char *kinds = join_titles(
            document->kinds, G_STRUCT_OFFSET(ConfigDocument, title));
        g_autofree char *line = g_strdup_printf(
            "%s%s%s%s%s", document->name ? document->name : body,
            *kinds ? " = " : "", kinds, document->reason ? " — " : "",
            document->reason ? document->reason : "");
        print_line(explainer,
                   document->accepted ? "document" : "document-refused", line);
    }
}

static void
print_candidate(const Explainer *explainer, const Recognition *recognition)
{
    const char *parts[] = {recognition->family_name, recognition->given_name};
    g_autoptr(GString) name = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i])
            g_string_append_printf(name, "%s%s", name->len ? " " : "",
                                   parts[i]);
    if (recognition->email)
        g_string_append_printf(name, " <%s>", recognition->email);
    if (name->len > 0)
        print_line(explainer, "candidate", name->str);
}

static void
print_page(const Explainer *explainer, const char *file,
           const Recognition *recognition)
{
    g_autofree char *verdict =
        phrases_get(explainer->phrases, "verdict",
                    verdict_name(recognition->verdict), NULL);
    printf("%s\n", file);
    print_line(explainer, "verdict", verdict);
    if (recognition->campaign)
        print_line(explainer, "campaign", recognition->campaign->title);
    g_autofree char *positions = join_titles(
        recognition->positions, G_STRUCT_OFFSET(ConfigPosition, title));
    if (*positions)
        print_line(explainer, "position", positions);
    print_candidate(explainer, recognition);
    if (recognition->subject)
        print_line(explainer, "subject", recognition->subject);
    print_documents(explainer, recognition);
    g_autofree char *missing = join_titles(
        recognition->missing, G_STRUCT_OFFSET(ConfigDocument, title));
    if (*missing)
        print_line(explainer, "missing", missing);
    g_autofree char *nobody =
        phrases_get(explainer->phrases, "explain", "nobody", NULL);
    print_line(explainer, "reply-to",
               recognition->reply_to ? recognition->reply_to : nobody);
    for (guint i = 0; i < recognition->reasons->len; i++)
        print_line(explainer, "reason",
                   g_ptr_array_index(recognition->reasons, i));
    printf("\n");
}

static int
explain_path(const Explainer *explainer, const char *path, gboolean json)
{
    int code = EX_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        code = ctl_fail(EX_NOINPUT, "%s: %s", path, g_strerror(errno));
    g_autoptr(Recognition) recognition = explain_file(explainer, fd);
    if (fd >= 0)
        close(fd);
    if (json)
        print_json(path, recognition);
    else
        print_page(explainer, path, recognition);
    return code;
}

int
ctl_explain(const CtlContext *context)
{
    if (!context->arguments[0])
        return ctl_fail(EX_USAGE, "explain what? give the files of mails");
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load(context->config_file, TRUE, &error);
    if (!config)
        return ctl_fail(EX_CONFIG, "%s", error->message);
    g_autofree char *texts = config_texts_folder(config, &error);
    g_autoptr(Phrases) phrases = texts ? phrases_load(texts, &error) : NULL;
    g_autoptr(Reader) reader = phrases ? reader_new(&error) : NULL;
    if (!reader)
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    g_autoptr(Recogniser) recogniser = recogniser_new(config);
    const Explainer explainer = {recogniser, phrases, reader};
    int code = EX_OK;
    for (gsize i = 0; context->arguments[i]; i++) {
        int path_code =
            explain_path(&explainer, context->arguments[i], context->json);
        code = code == EX_OK ? path_code : code;
    }
    return code;
}
