#include "report/pages_private.h"

#include "report/words.h"

static void
write_facts(const Page *page, const ReportDossier *dossier)
{
    Html *html = page->html;
    html_open(html, "dl", "class", "facts", NULL);
    page_open_term(page, "term-status");
    page_badge(page, report_dossier_status(dossier));
    if (dossier->late)
        page_badge(page, "late");
    page_close_term(page);
    page_term(page, "term-reference", dossier->ref);
    const ConfigPosition *position =
        config_find_position(page->summary->campaign, dossier->position);
    g_autofree char *target =
        page_name_position(page->summary, dossier->position, 1);
    page_open_term(page, "term-position");
    page_link(page, target,
              position != NULL ? position->title : dossier->position);
    page_close_term(page);
    page_open_term(page, "term-received");
    page_instant(page, dossier->received_at);
    page_close_term(page);
    if (dossier->email != NULL) {
        g_autofree char *escaped =
            g_uri_escape_string(dossier->email, "@", FALSE);
        g_autofree char *url = g_strconcat("mailto:", escaped, NULL);
        page_open_term(page, "term-email");
        html_element(html, "a", dossier->email, "href", url, NULL);
        page_close_term(page);
    }
    html_close(html);
}

static const char *
document_note_key(const ReportDocument *document)
{
    if (!document->accepted)
        return "document-refused";
    return document->to_check ? "document-check" : "document-accepted";
}

static void
document_row(const Page *page, const ReportDocument *document)
{
    Html *html = page->html;
    html_open(html, "tr", NULL);
    g_autofree char *titles =
        document->kinds != NULL
            ? report_document_titles(page->summary->campaign, document->kinds)
            : g_strdup("");
    g_autofree char *other = page_phrase(page, "document-other", NULL);
    html_element(html, "th", *titles != '\0' ? titles : other, "scope", "row",
                 NULL);
    html_open(html, "td", NULL);
    if (document->file != NULL)
        page_file_link(page, document->file, document->name);
    else
        html_text(html, document->name != NULL ? document->name : "—");
    html_close(html);
    html_open(html, "td", NULL);
    page_instant(page, document->received_at);
    html_close(html);
    html_open(html, "td", NULL);
    page_words(page, "span", document_note_key(document));
    if (document->reason != NULL) {
        html_text(html, " ");
        html_element(html, "span", document->reason, "class", "reason", NULL);
    }
    html_close(html);
    html_close(html);
}

static void
missing_row(const Page *page, const char *id)
{
    html_open(page->html, "tr", "class", "missing", NULL);
    html_element(page->html, "th",
                 report_document_title(page->summary->campaign, id), "scope",
                 "row", NULL);
    page_cell(page, NULL);
    page_cell(page, NULL);
    html_open(page->html, "td", NULL);
    page_badge(page, "missing");
    html_close(page->html);
    html_close(page->html);
}

static void
write_documents(const Page *page, const ReportDossier *dossier)
{
    static const char *const columns[] = {"column-document", "column-file",
                                          "column-received", "column-note",
                                          NULL};
    g_autofree char *title = page_phrase(page, "documents", NULL);
    html_element(page->html, "h2", title, NULL);
    page_open_table(page, title, columns, FALSE);
    for (gsize i = 0; i < dossier->n_documents; i++)
        document_row(page, &dossier->documents[i]);
    for (gsize i = 0; dossier->missing != NULL && dossier->missing[i]; i++)
        missing_row(page, dossier->missing[i]);
    page_close_table(page);
}

static void
message_row(const Page *page, const ReportMessage *message)
{
    Html *html = page->html;
    html_open(html, "tr", NULL);
    html_open(html, "td", NULL);
    page_instant(page, message->received_at);
    if (message->late)
        page_badge(page, "late");
    html_close(html);
    html_open(html, "td", NULL);
    page_instant(page, message->sent_at);
    html_close(html);
    page_cell(page, message->sender);
    html_open(html, "td", NULL);
    g_autofree char *untitled = page_phrase(page, "no-subject", NULL);
    const char *subject = message->subject != NULL && *message->subject != '\0'
                              ? message->subject
                              : untitled;
    if (message->file != NULL)
        page_file_link(page, message->file, subject);
    else
        html_text(html, subject);
    if (message->forwarded) {
        html_text(html, " ");
        page_badge(page, "forwarded");
    }
    html_close(html);
    g_autofree char *mailboxes =
        message->mailboxes != NULL
            ? g_strjoinv(", ", (char **)message->mailboxes)
            : NULL;
    page_cell(page, mailboxes);
    html_close(html);
}

static void
write_messages(const Page *page, const ReportDossier *dossier)
{
    static const char *const columns[] = {"column-received",  "column-sent",
                                          "column-sender",    "column-subject",
                                          "column-mailboxes", NULL};
    g_autofree char *title = page_phrase(page, "messages", NULL);
    html_element(page->html, "h2", title, NULL);
    page_open_table(page, title, columns, FALSE);
    for (gsize i = 0; i < dossier->n_messages; i++)
        message_row(page, &dossier->messages[i]);
    page_close_table(page);
}

static void
write_mails(const Page *page, const ReportDossier *dossier)
{
    g_autofree char *title = page_phrase(page, "dossier-mails", NULL);
    html_element(page->html, "h2", title, NULL);
    if (dossier->n_mails == 0) {
        page_words(page, "p", "mails-none");
        return;
    }
    page_open_table(page, title, page_mail_columns, FALSE);
    for (gsize i = 0; i < dossier->n_mails; i++)
        page_mail_row(page, &dossier->mails[i]);
    page_close_table(page);
}

static void
write_history(const Page *page, const ReportDossier *dossier)
{
    if (dossier->n_events == 0)
        return;
    page_words(page, "h2", "history");
    html_open(page->html, "ol", "class", "history", NULL);
    for (gsize i = 0; i < dossier->n_events; i++) {
        const ReportEvent *event = &dossier->events[i];
        g_autofree char *text = report_event_text(event, page->site->phrases);
        html_open(page->html, "li", NULL);
        page_instant(page, event->at);
        g_autofree char *line = g_strconcat("\u00A0: ", text, NULL);
        html_text(page->html, line);
        if (event->actor != NULL) {
            g_autofree char *actor =
                page_phrase(page, "history-actor", event->actor);
            html_text(page->html, " ");
            html_text(page->html, actor);
        }
        html_close(page->html);
    }
    html_close(page->html);
}

gboolean
page_dossier(const PageSite *site, const ReportSummary *summary,
             const ReportDossier *dossier, GError **error)
{
    g_autofree char *name = page_name_dossier(summary, dossier->ref);
    g_autofree char *title = report_dossier_name(dossier);
    g_autoptr(Page) page = page_new(site, summary, name, title);
    write_facts(page, dossier);
    write_documents(page, dossier);
    write_messages(page, dossier);
    write_mails(page, dossier);
    write_history(page, dossier);
    return page_write(page, error);
}
