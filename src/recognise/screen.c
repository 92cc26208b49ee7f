/* The screen before a body is fetched: what header fields alone can tell. */
#include "recognise/screen.h"

#include "base/text.h"
#include "recognise/campaign.h"
#include "recognise/document.h"
#include "recognise/intent.h"
#include "recognise/machine.h"
#include "recognise/recogniser.h"
#include "recognise/words.h"

#include <string.h>

/* A subject of at most so many words may hide anything. */
#define NEUTRAL_WORDS 3
/* A sender's name has at most so many words. */
#define NAME_WORDS 4

typedef struct {
    SubjectCore subject;
    char *line;
    gboolean meant, mentioned, applies, foreign, neutral;
} Look;

static void
look_clear(Look *look)
{
    subject_core_clear(&look->subject);
    g_free(look->line);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

/* Nothing but words that go with anything: "Documents", "Bonjour", "CV et
 * lettre", the sender's own name, nothing at all. */
static gboolean
is_neutral(const char *line, const Message *header)
{
    g_auto(GStrv) words = g_strsplit(line + 1, " ", -1);
    g_autoptr(GPtrArray) foreign = g_ptr_array_new();
    guint count = 0;
    for (char **word = words; *word && **word; word++, count++) {
        if (!words_is(*word, WORDS_FILLER) &&
            !words_is(*word, WORDS_CIVILITY) &&
            !words_is(*word, WORDS_PARTICLE))
            g_ptr_array_add(foreign, *word);
    }
    if (foreign->len == 0 || (count <= NEUTRAL_WORDS && foreign->len <= 1))
        return TRUE;
    if (foreign->len > NAME_WORDS || header->from->len == 0)
        return FALSE;
    const MessageAddress *from = header->from->pdata[0];
    g_auto(SenderName) sender = {0};
    sender_name_read(&sender, from->name, from->address);
    guint other = 0;
    for (guint i = 0; i < foreign->len; i++) {
        g_autofree char *padded =
            g_strdup_printf(" %s ", (char *)foreign->pdata[i]);
        other += strstr(sender.line, padded) ? 0 : 1;
    }
    return other == 0;
}

static void
look_at(Look *look, const Recogniser *recogniser, const Message *header)
{
    subject_strip(&look->subject, header->subject);
    look->line = words_line(look->subject.text);
    look->applies = intent_has_application_word(look->line) ||
                    words_find(look->line, WORDS_OPINION) ||
                    words_find(look->line, WORDS_WITHDRAWAL);
    look->foreign = intent_is_foreign_subject(look->line);
    look->mentioned = recogniser_is_mentioned(recogniser, look->line);
    /* The comparison costs; it matters only where words have not decided, and
     * a subject without any of the words cannot come near. */
    if (look->mentioned != look->applies || look->foreign) {
        look->meant = (look->mentioned || look->applies) &&
                      recogniser_is_meant(recogniser, &look->subject);
    }
    look->neutral = is_neutral(look->line, header);
}

static gboolean
answers_us(const Message *header, const KnownLookup *known)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    if (header->in_reply_to)
        g_ptr_array_add(ids, header->in_reply_to);
    for (char **id = header->references; id && *id; id++)
        g_ptr_array_add(ids, *id);
    if (ids->len == 0)
        return FALSE;
    for (guint i = 0; i < ids->len; i++) {
        if (strstr(ids->pdata[i], ".dossierd@"))
            return TRUE;
    }
    g_ptr_array_add(ids, NULL);
    if (!known)
        return FALSE;
    g_autoptr(GPtrArray) dossiers =
        known->by_message_ids(known->data, (const char *const *)ids->pdata);
    return dossiers->len > 0;
}

/* A candidate who writes again may call the mail whatever they like. */
static gboolean
is_known_sender(const Message *header, const KnownLookup *known)
{
    if (!known || header->from->len == 0)
        return FALSE;
    const MessageAddress *from = header->from->pdata[0];
    return from->address && known->has_address(known->data, from->address);
}

static ScreenChoice
screen_machine(const Recogniser *recogniser, const Message *header,
               const KnownLookup *known)
{
    Machine machine = machine_look(recogniser->config, header);
    if (machine.kind == MACHINE_BOUNCE)
        return SCREEN_TAKE;
    if (machine.kind == MACHINE_OWN)
        return SCREEN_PASS;
    return answers_us(header, known) ? SCREEN_TAKE : SCREEN_PASS;
}

ScreenChoice
recognise_screen_header(const Recogniser *recogniser, const char *mailbox,
                        const Message *header, const KnownLookup *known)
{
    (void)mailbox;
    Machine machine = machine_look(recogniser->config, header);
    if (machine.kind != MACHINE_NONE && machine.kind != MACHINE_BULK)
        return screen_machine(recogniser, header, known);
    if (answers_us(header, known) || is_known_sender(header, known))
        return SCREEN_TAKE;
    g_auto(Look) look = {0};
    look_at(&look, recogniser, header);
    if (look.meant || (look.applies && look.mentioned && !look.foreign))
        return SCREEN_TAKE;
    if (machine.kind == MACHINE_BULK)
        return look.applies && look.mentioned ? SCREEN_STRUCTURE : SCREEN_PASS;
    if (look.mentioned)
        return SCREEN_STRUCTURE;
    if (look.foreign)
        return SCREEN_PASS;
    if (look.applies || look.neutral)
        return SCREEN_STRUCTURE;
    return SCREEN_PASS;
}

/* A file that may hold anything: a document, a scan, an archive, a mail. */
static gboolean
may_be_piece(const Recogniser *recogniser, const char *name)
{
    static const char *const suffixes[] = {
        ".pdf",   ".doc", ".docx", ".odt", ".rtf",  ".zip", ".eml",
        ".msg",   ".jpg", ".jpeg", ".png", ".heic", ".tif", ".tiff",
        ".pages", ".7z",  ".rar",  ".dat", ".txt",  NULL};
    g_autofree char *lower = g_utf8_strdown(name, -1);
    for (guint i = 0; suffixes[i]; i++) {
        if (g_str_has_suffix(lower, suffixes[i]))
            return TRUE;
    }
    return document_name_tells(recogniser, name);
}

ScreenChoice
recognise_screen_structure(const Recogniser *recogniser, const char *mailbox,
                           const Message *header, const char *const *file_names,
                           guint n_attachments, const KnownLookup *known)
{
    ScreenChoice choice =
        recognise_screen_header(recogniser, mailbox, header, known);
    if (choice != SCREEN_STRUCTURE || n_attachments == 0)
        return choice == SCREEN_TAKE ? SCREEN_TAKE : SCREEN_PASS;
    guint names = 0, pieces = 0;
    for (; file_names && *file_names; file_names++, names++)
        pieces += may_be_piece(recogniser, *file_names) ? 1 : 0;
    /* Parts without a name: inline mails, scans of copying machines. */
    return pieces > 0 || names < n_attachments ? SCREEN_TAKE : SCREEN_PASS;
}
