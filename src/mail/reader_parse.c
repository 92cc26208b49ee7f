#include "mail/reader_parse.h"

#include "base/text.h"
#include "mail/reader.h"
#include "mail/reader_body.h"
#include "mail/reader_charset.h"
#include "mail/reader_fields.h"
#include "mail/reader_report.h"
#include "mail/reader_scan.h"
#include "mail/reader_stream.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK_BYTES (64 * 1024)
#define NAME_CHARS 5000
/* Mails within mails that had to be decoded before they could be parsed. */
#define MAX_ENCODED_LEVELS 5

/* The walk through one mail; attached mails get one of their own. */
typedef struct {
    ReaderTask *task;
    Message *mail;
    guint index;         /* 0, or which of Message.inner */
    guint encoded_level; /* see MAX_ENCODED_LEVELS */
    guint level;
    GHashTable *by_cid; /* char* → MessagePart*, owned elsewhere */
} Walk;

static void walk_object(Walk *walk, GMimeObject *object, ReaderBody *body);
static void read_message(Walk *walk, GMimeMessage *message);

/* Decoded runs of a MIME part. */
typedef struct {
    GMimeStream *stream;
    GMimeFilter *filter;
    gboolean is_over;
    char block[BLOCK_BYTES];
} PartBytes;

static gboolean
next_bytes(gpointer data, const char **bytes, gsize *length)
{
    PartBytes *part = data;
    char *out;
    gsize prespace;
    if (part->is_over)
        return FALSE;
    ssize_t got =
        g_mime_stream_read(part->stream, part->block, sizeof part->block);
    part->is_over = got <= 0;
    if (part->is_over)
        g_mime_filter_complete(part->filter, NULL, 0, 0, &out, length,
                               &prespace);
    else
        g_mime_filter_filter(part->filter, part->block, (gsize)got, 0, &out,
                             length, &prespace);
    *bytes = out;
    return TRUE;
}

/* NULL for a part without content. */
static PartBytes *
open_bytes(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL)
        return NULL;
    PartBytes *bytes = g_new(PartBytes, 1);
    bytes->stream = g_mime_data_wrapper_get_stream(content);
    bytes->filter =
        reader_gmime_decoder(g_mime_data_wrapper_get_encoding(content));
    bytes->is_over = FALSE;
    g_mime_stream_reset(bytes->stream);
    return bytes;
}

static void
close_bytes(PartBytes *bytes)
{
    g_object_unref(bytes->filter);
    g_free(bytes);
}

static char *
media_type(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    g_autofree char *name = g_mime_content_type_get_mime_type(type);
    g_autofree char *utf8 = text_from_bytes(name, -1);
    return g_ascii_strdown(utf8, -1);
}

/* The sender's name for the piece, cleaned, not yet shortened. */
static char *
part_name(GMimePart *part)
{
    const char *raw = g_mime_part_get_filename(part);
    if (raw == NULL)
        return NULL;
    g_autofree char *decoded = strstr(raw, "=?") != NULL
                                   ? reader_words_decode(raw)
                                   : text_from_bytes(raw, -1);
    decoded = reader_charset_repair(decoded);
    return text_label(decoded, NAME_CHARS);
}

static MessagePart *
describe_part(const Walk *walk, GMimePart *part)
{
    MessagePart *result = message_part_new();
    GMimeObject *object = GMIME_OBJECT(part);
    const char *disposition = g_mime_object_get_disposition(object);
    result->label = part_name(part);
    result->type = media_type(object);
    result->message = walk->index;
    result->is_inline =
        disposition != NULL && g_ascii_strcasecmp(disposition, "inline") == 0;
    result->has_content_id = g_mime_object_get_content_id(object) != NULL;
    if (walk->index > 0) {
        g_free(result->container);
        result->container = g_strdup("message");
    }
    return result;
}

static void
add_piece(Walk *walk, GMimePart *part)
{
    MessagePart *piece = describe_part(walk, part);
    const char *cid = g_mime_object_get_content_id(GMIME_OBJECT(part));
    PartBytes *bytes = open_bytes(part);
    if (bytes == NULL) {
        piece->state = PART_EMPTY;
    } else {
        reader_task_store(walk->task, piece, (ReaderSource){next_bytes, bytes});
        close_bytes(bytes);
    }
    if (reader_task_insert_part(walk->task, piece,
                                walk->task->message->parts->len) &&
        cid != NULL)
        g_hash_table_insert(walk->by_cid, g_strdup(cid), piece);
}

/* An attached mail that GMime hands out as a leaf, because it is encoded or
 * declared as something else. */
static gboolean
is_encoded_mail(GMimePart *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char *name = g_mime_part_get_filename(part);
    gsize length = name == NULL ? 0 : strlen(name);
    return g_mime_content_type_is_type(type, "message", "rfc822") ||
           g_mime_content_type_is_type(type, "message", "global") ||
           (length > 4 && g_ascii_strcasecmp(name + length - 4, ".eml") == 0);
}

/* Decodes to a file in memory. FALSE if the caps do not allow it. */
static gboolean
decode_to(ReaderTask *task, GMimePart *part, int fd)
{
    PartBytes *source = open_bytes(part);
    const char *bytes;
    gsize length;
    gboolean good = source != NULL;
    while (good && next_bytes(source, &bytes, &length)) {
        task->bytes_left -= (gint64)length;
        good = task->bytes_left >= 0 &&
               write(fd, bytes, length) == (ssize_t)length;
    }
    if (source != NULL)
        close_bytes(source);
    return good;
}

static GMimeMessage *
parse_stream(int fd)
{
    int copy = dup(fd);
    if (copy < 0)
        return NULL;
    g_autoptr(GMimeStream) stream = reader_stream_new(copy);
    g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
    return g_mime_parser_construct_message(parser, NULL);
}

/* FALSE if it is no mail after all: then it is a piece like others. */
static gboolean
add_encoded_mail(Walk *walk, GMimePart *part)
{
    if (walk->encoded_level >= MAX_ENCODED_LEVELS)
        return FALSE;
    int fd = memfd_create("mail", MFD_CLOEXEC);
    if (fd < 0)
        return FALSE;
    g_autoptr(GMimeMessage) message = NULL;
    gint64 size = 0;
    if (decode_to(walk->task, part, fd) &&
        reader_parse_prescan(fd, &size) == READER_CAP_NONE)
        message = parse_stream(fd);
    close(fd);
    if (message == NULL ||
        g_mime_header_list_get_count(
            g_mime_object_get_header_list(GMIME_OBJECT(message))) == 0)
        return FALSE;
    walk->encoded_level++;
    read_message(walk, message);
    walk->encoded_level--;
    return TRUE;
}

static void
walk_part(Walk *walk, GMimePart *part, ReaderBody *body)
{
    if (reader_body_is_text(part))
        reader_body_add_part(body, part);
    else if (!is_encoded_mail(part) || !add_encoded_mail(walk, part))
        add_piece(walk, part);
}

static void
walk_alternatives(Walk *walk, GMimeMultipart *multipart, ReaderBody *body)
{
    g_autoptr(GPtrArray) choice =
        g_ptr_array_new_with_free_func((GDestroyNotify)reader_body_free);
    int n = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < n; i++) {
        ReaderBody *one = reader_body_new(body);
        g_ptr_array_add(choice, one);
        walk_object(walk, g_mime_multipart_get_part(multipart, i), one);
    }
    reader_body_add_choice(body, choice);
}

static void
walk_multipart(Walk *walk, GMimeMultipart *multipart, ReaderBody *body)
{
    GMimeContentType *type =
        g_mime_object_get_content_type(GMIME_OBJECT(multipart));
    if (g_mime_content_type_is_type(type, "multipart", "alternative")) {
        walk_alternatives(walk, multipart, body);
        return;
    }
    int n = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < n; i++)
        walk_object(walk, g_mime_multipart_get_part(multipart, i), body);
    /* Where the boundary never comes, all of it stands before the first. */
    const char *prologue = g_mime_multipart_get_prologue(multipart);
    if (n == 0 && prologue != NULL)
        reader_body_add_raw(body, prologue);
}

static void
walk_object(Walk *walk, GMimeObject *object, ReaderBody *body)
{
    if (walk->level >= READER_MAX_LEVELS)
        return;
    walk->level++;
    if (GMIME_IS_MULTIPART(object))
        walk_multipart(walk, GMIME_MULTIPART(object), body);
    else if (GMIME_IS_MESSAGE_PART(object))
        read_message(
            walk, g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)));
    else if (GMIME_IS_PART(object))
        walk_part(walk, GMIME_PART(object), body);
    walk->level--;
}

static void
finish_body(Walk *walk, ReaderBody *body)
{
    for (guint i = 0; i < body->cids->len; i++) {
        MessagePart *part =
            g_hash_table_lookup(walk->by_cid, body->cids->pdata[i]);
        if (part != NULL)
            part->is_inline = TRUE;
    }
    g_free(walk->mail->text);
    walk->mail->text = g_strdup(body->text->str);
    g_strfreev(walk->mail->links);
    g_ptr_array_add(body->links, NULL);
    walk->mail->links = (char **)g_ptr_array_steal(body->links, NULL);
}

static void
read_tree(Walk *walk, GMimeMessage *message)
{
    reader_fields_read(walk->mail, message);
    GMimeObject *top = g_mime_message_get_mime_part(message);
    g_autoptr(ReaderBody) body = reader_body_new(NULL);
    if (top != NULL && walk->mail->machine.is_report && GMIME_IS_MULTIPART(top))
        reader_report_read(walk->mail, GMIME_MULTIPART(top), body);
    else if (top != NULL)
        walk_object(walk, top, body);
    finish_body(walk, body);
    if (!walk->mail->machine.is_report)
        reader_report_guess(walk->mail);
}

/* An attached mail, at any depth: its facts stand in Message.inner. */
static void
read_message(Walk *walk, GMimeMessage *message)
{
    ReaderTask *task = walk->task;
    if (message == NULL || task->message->inner->len >= READER_MAX_INNER)
        return;
    Message *mail = message_new();
    g_ptr_array_add(task->message->inner, mail);
    g_autoptr(GHashTable) by_cid =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Walk inner = {.task = task,
                  .mail = mail,
                  .index = task->message->inner->len,
                  .encoded_level = walk->encoded_level,
                  .level = walk->level,
                  .by_cid = by_cid};
    read_tree(&inner, message);
    /* Together the texts of attached mails weigh no more than one. */
    gsize length = strlen(mail->text);
    if (length > task->body_left) {
        g_autofree char *cut = g_strndup(mail->text, task->body_left);
        g_free(mail->text);
        mail->text = g_utf8_make_valid(cut, -1);
        length = task->body_left;
    }
    task->body_left -= length;
}

/* What has no header is all text, if anything. */
static void
read_bare_text(Message *message, int fd)
{
    g_autofree char *bytes = g_malloc(READER_MAX_BODY_TEXT);
    ssize_t got = pread(fd, bytes, READER_MAX_BODY_TEXT, 0);
    if (got <= 0)
        return;
    g_free(message->text);
    message->text = text_from_bytes(bytes, got);
}

void
reader_parse_mail(ReaderTask *task, int fd)
{
    g_autoptr(GMimeMessage) message = parse_stream(fd);
    if (message == NULL) {
        read_bare_text(task->message, fd);
        return;
    }
    g_autoptr(GHashTable) by_cid =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Walk walk = {.task = task, .mail = task->message, .by_cid = by_cid};
    read_tree(&walk, message);
}

ReaderCap
reader_parse_prescan(int fd, gint64 *size)
{
    g_autoptr(ReaderScan) scan = reader_scan_new();
    g_autofree char *block = g_malloc(BLOCK_BYTES);
    ReaderCap cap = READER_CAP_NONE;
    gint64 at = 0;
    ssize_t got;
    while (cap == READER_CAP_NONE &&
           (got = pread(fd, block, BLOCK_BYTES, at)) > 0) {
        cap = reader_scan_add(scan, block, (gsize)got);
        at += got;
    }
    if (cap == READER_CAP_NONE)
        cap = reader_scan_finish(scan);
    *size = at;
    return cap;
}
