#include "recognise/document.h"

#include "base/text.h"
#include "recognise/document_kind.h"
#include "recognise/letter.h"
#include "recognise/words.h"

#include <string.h>

/* A picture of a page is larger than a logo. */
#define SCAN_BYTES (60 * 1024)
#define MAX_PAGES 100

void
recognise_document_free(RecogniseDocument *document)
{
    if (!document)
        return;
    g_free(document->name);
    g_free(document->reason);
    g_ptr_array_unref(document->kinds);
    g_free(document);
}

static void
free_document(gpointer document)
{
    recognise_document_free(document);
}

static RecogniseDocument *
document_new(const MessagePart *part)
{
    RecogniseDocument *document = g_new0(RecogniseDocument, 1);
    document->part = part;
    document->name = part ? g_strdup(part->label) : NULL;
    document->kinds = g_ptr_array_new();
    return document;
}

static const char *
part_type(const MessagePart *part)
{
    const char *type = part->detected ? part->detected : part->type;
    return type ? type : "";
}

/* vCards, calendars, signatures, the text of the mail as an attachment. */
static gboolean
is_ancillary(const MessagePart *part)
{
    static const char *const types[] = {"text/vcard",
                                        "text/x-vcard",
                                        "text/directory",
                                        "text/calendar",
                                        "application/ics",
                                        "application/pkcs7-signature",
                                        "application/x-pkcs7-signature",
                                        "application/pgp-signature",
                                        "application/pgp-keys",
                                        NULL};
    static const char *const suffixes[] = {".vcf", ".ics", ".p7s",
                                           ".asc", ".sig", NULL};
    if (part->type && g_strv_contains(types, part->type))
        return TRUE;
    g_autofree char *lower = g_utf8_strdown(part->label ? part->label : "", -1);
    for (guint i = 0; suffixes[i]; i++) {
        if (g_str_has_suffix(lower, suffixes[i]))
            return TRUE;
    }
    return FALSE;
}

static gboolean
is_image(const MessagePart *part)
{
    return g_str_has_prefix(part_type(part), "image/") ||
           (part->type && g_str_has_prefix(part->type, "image/"));
}

/* "image001.png", "logo académie.jpg": pictures of a signature. */
static gboolean
is_decoration(const MessagePart *part, const char *line)
{
    static const char *const words[] = {
        " logo ",     " signature ", " banniere ", " bandeau ",
        " icone ",    " icon ",      " facebook ", " twitter ",
        " linkedin ", " outlook ",   " marianne ", " pastedgraphic ",
        " emoji ",    NULL};
    if (!is_image(part))
        return FALSE;
    for (guint i = 0; words[i]; i++) {
        if (strstr(line, words[i]))
            return TRUE;
    }
    if (part->has_content_id && part->size < 2 * SCAN_BYTES)
        return TRUE;
    return part->size < SCAN_BYTES && part->size > 0 &&
           (part->is_inline || strstr(line, " image "));
}

static void
kinds_by_name(GPtrArray *kinds, const CampaignWords *words,
              const DocumentLabel *label)
{
    for (gsize i = 0; i < words->n_documents; i++) {
        if (document_kind_in_name(&words->documents[i], label))
            g_ptr_array_add(kinds, (gpointer)words->documents[i].config);
    }
}

/* What each document of the campaign scores on a page. A page that is an
 * opinion or a report is no letter, though it is written as one. */
static void
score_page(int *score, const CampaignWords *words, const DocumentPage *page)
{
    gboolean other = FALSE;
    for (gsize i = 0; i < words->n_documents; i++) {
        const DocumentWords *document = &words->documents[i];
        score[i] = document_kind_in_page(document, page);
        other |=
            score[i] >= DOCUMENT_SURE && !document_kind_is_letter(document);
    }
    gboolean mine = strstr(page->line, " ma candidature ") != NULL ||
                    strstr(page->line, " lettre de motivation ") != NULL;
    for (gsize i = 0; i < words->n_documents; i++) {
        if (other && !mine && document_kind_is_letter(&words->documents[i]))
            score[i] = G_MININT;
    }
}

/* The highest score of each kind over the pages. */
static void
score_pages(int *scores, const CampaignWords *words, char **pages, char **lines)
{
    g_autofree int *score = g_new0(int, words->n_documents);
    for (guint p = 0; pages[p] && p < MAX_PAGES; p++) {
        g_auto(DocumentPage) page = {0};
        document_page_init(&page, pages[p], lines[p]);
        score_page(score, words, &page);
        for (gsize i = 0; i < words->n_documents; i++)
            scores[i] = MAX(scores[i], score[i]);
    }
}

static gboolean
has_text(char **lines)
{
    for (; *lines; lines++) {
        if (strlen(*lines) > 20)
            return TRUE;
    }
    return FALSE;
}

/* Names lead; the text adds what it is sure of, and overrules the name of a
 * letter or CV of which it shows no trace. */
static void
kinds_by_text(RecogniseDocument *document, const CampaignWords *words,
              char **lines)
{
    const ConfigCampaign *campaign = words->config;
    g_autofree int *scores = g_new0(int, campaign->n_documents);
    score_pages(scores, words, document->part->pages, lines);
    g_autoptr(GPtrArray) sure = g_ptr_array_new();
    gboolean named_seen = document->kinds->len == 0;
    for (gsize i = 0; i < campaign->n_documents; i++) {
        const ConfigDocument *kind = &campaign->documents[i];
        gboolean named = g_ptr_array_find(document->kinds, kind, NULL);
        if (scores[i] >= DOCUMENT_SURE)
            g_ptr_array_add(sure, (gpointer)kind);
        named_seen |= named && scores[i] > 0;
    }
    if (sure->len == 0)
        return;
    if (!named_seen)
        g_ptr_array_set_size(document->kinds, 0);
    g_autoptr(GPtrArray) kinds = g_ptr_array_new();
    for (gsize i = 0; i < campaign->n_documents; i++) {
        gpointer kind = (gpointer)&campaign->documents[i];
        if (g_ptr_array_find(sure, kind, NULL) ||
            g_ptr_array_find(document->kinds, kind, NULL))
            g_ptr_array_add(kinds, kind);
    }
    g_ptr_array_set_size(document->kinds, 0);
    g_ptr_array_extend(document->kinds, kinds, NULL, NULL);
}

static const char *
state_reason(PartState state)
{
    static const char *const keys[] = {NULL,
                                       "document_encrypted",
                                       "document_damaged",
                                       "document_refused",
                                       "document_too_large",
                                       "document_empty"};
    return keys[state];
}

/* A ZIP or winmail.dat that was opened: its entries are listed themselves. */
static gboolean
is_opened_archive(const GPtrArray *parts, const MessagePart *part)
{
    const char *type = part->detected ? part->detected : part->type;
    gboolean zip = g_strcmp0(type, "application/zip") == 0;
    gboolean tnef = type && g_str_has_suffix(type, "ms-tnef");
    if ((!zip && !tnef) || part->state != PART_READABLE)
        return FALSE;
    for (guint i = 0; i < parts->len; i++) {
        const MessagePart *entry = parts->pdata[i];
        if (g_strcmp0(entry->container, zip ? "zip" : "winmail") == 0 &&
            entry->message == part->message)
            return TRUE;
    }
    return FALSE;
}

static RecogniseDocument *
read_part(const MessagePart *part, char **lines, const CampaignWords *words,
          const Phrases *phrases)
{
    RecogniseDocument *document = document_new(part);
    const char *reason = state_reason(part->state);
    document->accepted = reason == NULL;
    if (is_ancillary(part)) {
        document->reason =
            phrases_get(phrases, "reason", "document_ancillary", part->label);
        return document;
    }
    g_auto(DocumentLabel) label = {0};
    document_label_init(&label, part->label ? part->label : "", words->labels);
    kinds_by_name(document->kinds, words, &label);
    gboolean named = document->kinds->len > 0;
    if (!named && is_decoration(part, label.line)) {
        reason = "document_decoration";
    } else if (part->state == PART_READABLE && has_text(lines)) {
        kinds_by_text(document, words, lines);
        if (!reason)
            reason = document->kinds->len == 0 ? "document_other"
                     : named                   ? "document_by_name"
                                               : "document_by_text";
    } else if (!reason) {
        document->to_check = !named;
        reason = named ? "document_by_name" : "document_to_check";
    }
    document->reason = phrases_get(phrases, "reason", reason, part->label);
    return document;
}

static void
add_body_letter(GPtrArray *documents, const MailCase *mail,
                const CampaignWords *words, const Phrases *phrases)
{
    for (gsize i = 0; i < words->n_documents; i++) {
        const ConfigDocument *kind = words->documents[i].config;
        if (!document_kind_is_letter(&words->documents[i]) ||
            document_has(documents, kind->id) || !letter_is_letter(mail->text))
            continue;
        RecogniseDocument *document = document_new(NULL);
        document->accepted = TRUE;
        document->reason =
            phrases_get(phrases, "reason", "document_body_letter", NULL);
        g_ptr_array_add(document->kinds, (gpointer)kind);
        g_ptr_array_add(documents, document);
        return;
    }
}

GPtrArray *
document_find(const MailCase *mail, const CampaignWords *words,
              const Phrases *phrases)
{
    GPtrArray *documents = g_ptr_array_new_with_free_func(free_document);
    const GPtrArray *parts = mail->message->parts;
    for (guint i = 0; i < parts->len; i++) {
        if (!is_opened_archive(parts, parts->pdata[i]))
            g_ptr_array_add(documents, read_part(parts->pdata[i],
                                                 mail->page_lines->pdata[i],
                                                 words, phrases));
    }
    add_body_letter(documents, mail, words, phrases);
    return documents;
}

gboolean
document_has(const GPtrArray *documents, const char *id)
{
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = documents->pdata[i];
        for (guint k = 0; document->accepted && k < document->kinds->len; k++) {
            const ConfigDocument *kind = document->kinds->pdata[k];
            if (strcmp(kind->id, id) == 0)
                return TRUE;
        }
    }
    return FALSE;
}

GPtrArray *
document_missing(const ConfigCampaign *campaign, const GPtrArray *documents)
{
    GPtrArray *missing = g_ptr_array_new();
    for (gsize i = 0; i < campaign->n_documents; i++) {
        const ConfigDocument *kind = &campaign->documents[i];
        if (kind->required && !document_has(documents, kind->id))
            g_ptr_array_add(missing, (gpointer)kind);
    }
    return missing;
}

guint
document_count_kinds(const GPtrArray *documents)
{
    g_autoptr(GPtrArray) kinds = g_ptr_array_new();
    for (guint i = 0; i < documents->len; i++) {
        const RecogniseDocument *document = documents->pdata[i];
        for (guint k = 0; k < document->kinds->len; k++) {
            if (!g_ptr_array_find(kinds, document->kinds->pdata[k], NULL))
                g_ptr_array_add(kinds, document->kinds->pdata[k]);
        }
    }
    return kinds->len;
}

gboolean
document_name_tells(const Recogniser *recogniser, const char *name)
{
    g_auto(DocumentLabel) label = {0};
    document_label_init(&label, name, recogniser->labels);
    for (gsize c = 0; c < recogniser->config->n_campaigns; c++) {
        const CampaignWords *words = &recogniser->campaigns[c];
        for (gsize i = 0; i < words->n_documents; i++) {
            if (document_kind_in_name(&words->documents[i], &label))
                return TRUE;
        }
    }
    return FALSE;
}
