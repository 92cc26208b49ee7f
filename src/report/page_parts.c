#include "report/page.h"

#include "report/words.h"

#include <string.h>

#define GROUP "page"

/* Ids are safe by the configuration; a reference is safe by the store. What
 * belongs to no campaign stands at the top. */
static char *
name_below(const ReportSummary *summary, const char *kind, const char *id,
           guint number)
{
    g_autofree char *stem = g_strconcat(kind, id, NULL);
    g_autofree char *folder =
        summary != NULL && summary->campaign != NULL
            ? g_strconcat(summary->campaign->id, "/", NULL)
            : g_strdup("");
    if (number <= 1)
        return g_strconcat(folder, stem, ".html", NULL);
    return g_strdup_printf("%s%s-page-%u.html", folder, stem, number);
}

char *
page_name_campaign(const ReportSummary *summary)
{
    return name_below(summary, "index", NULL, 1);
}

char *
page_name_position(const ReportSummary *summary, const char *id, guint number)
{
    return name_below(summary, "poste-", id, number);
}

char *
page_name_dossier(const ReportSummary *summary, const char *ref)
{
    g_autofree char *safe = g_uri_escape_string(ref, NULL, FALSE);
    g_strdelimit(safe, "%", '_');
    return name_below(summary, "dossiers/", safe, 1);
}

char *
page_name_review(const ReportSummary *summary, guint number)
{
    return name_below(summary, "a-verifier", NULL, number);
}

char *
page_name_mails(const ReportSummary *summary, guint number)
{
    return name_below(summary, "envois", NULL, number);
}

/* French sets a blank before these marks, at which no line may break. */
char *
page_phrase(const Page *page, const char *key, const char *value)
{
    static const char *const marks[][2] = {
        {" :", "\u00A0:"}, {" ;", "\u00A0;"}, {" ?", "\u00A0?"},
        {" !", "\u00A0!"}, {"« ", "«\u00A0"}, {" »", "\u00A0»"}};
    g_autofree char *plain =
        phrases_get(page->site->phrases, GROUP, key, value);
    g_autoptr(GString) text = g_string_new(plain);
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        g_string_replace(text, marks[i][0], marks[i][1], 0);
    return g_strdup(text->str);
}

void
page_words(const Page *page, const char *tag, const char *key)
{
    g_autofree char *text = page_phrase(page, key, NULL);
    html_element(page->html, tag, text, NULL);
}

void
page_link(const Page *page, const char *target, const char *text)
{
    GString *url = g_string_new(NULL);
    for (const char *at = page->name; (at = strchr(at, '/')) != NULL; at++)
        g_string_append(url, "../");
    g_string_append(url, target);
    html_element(page->html, "a", text, "href", url->str, NULL);
    g_string_free(url, TRUE);
}

void
page_file_link(const Page *page, const char *file, const char *text)
{
    g_autofree char *url =
        report_folder_link(page->site->folder, page->name, file);
    g_autofree char *name = g_path_get_basename(file);
    html_element(page->html, "a", text != NULL ? text : name, "href", url,
                 NULL);
}

static GTimeZone *
page_zone(const Page *page)
{
    if (page->summary != NULL)
        return g_time_zone_ref(page->summary->zone);
    GTimeZone *zone = g_time_zone_new_identifier(page->site->config->timezone);
    return zone != NULL ? zone : g_time_zone_new_utc();
}

void
page_instant(const Page *page, gint64 instant)
{
    if (instant == 0) {
        html_text(page->html, "—");
        return;
    }
    g_autoptr(GTimeZone) zone = page_zone(page);
    g_autofree char *iso = words_iso(instant, zone);
    g_autofree char *plain = words_instant(instant, zone);
    /* A narrow column may break it before the time, not within. */
    g_autoptr(GString) text = g_string_new(plain);
    g_string_replace(text, "à ", "à\u00A0", 0);
    g_string_replace(text, " h ", "\u00A0h\u00A0", 0);
    html_element(page->html, "time", text->str, "datetime", iso, NULL);
}

void
page_open_term(const Page *page, const char *key)
{
    html_open(page->html, "div", NULL);
    page_words(page, "dt", key);
    html_open(page->html, "dd", NULL);
}

void
page_close_term(const Page *page)
{
    html_close(page->html);
    html_close(page->html);
}

void
page_term(const Page *page, const char *key, const char *text)
{
    page_open_term(page, key);
    html_text(page->html, text);
    page_close_term(page);
}

void
page_open_table(const Page *page, const char *caption,
                const char *const *columns, gboolean sortable)
{
    Html *html = page->html;
    html_open(html, "div", "class", "scroll", "role", "region", "tabindex", "0",
              "aria-label", caption, NULL);
    html_open(html, "table", "class", sortable ? "sortable" : NULL, NULL);
    html_element(html, "caption", caption, NULL);
    html_open(html, "thead", NULL);
    html_open(html, "tr", NULL);
    for (gsize i = 0; columns[i] != NULL; i++) {
        g_autofree char *text = page_phrase(page, columns[i], NULL);
        html_element(html, "th", text, "scope", "col", NULL);
    }
    html_close(html);
    html_close(html);
    html_open(html, "tbody", NULL);
}

void
page_close_table(const Page *page)
{
    html_close(page->html);
    html_close(page->html);
    html_close(page->html);
}

void
page_cell(const Page *page, const char *text)
{
    html_element(page->html, "td", text != NULL ? text : "—", NULL);
}

void
page_number_cell(const Page *page, guint number)
{
    g_autofree char *text = words_number(number);
    html_element(page->html, "td", text, "class", "number", NULL);
}

void
page_badge(const Page *page, const char *key)
{
    g_autofree char *name = g_strconcat("status-", key, NULL);
    g_autofree char *text = page_phrase(page, name, NULL);
    g_autofree char *class_name = g_strconcat("badge ", key, NULL);
    html_element(page->html, "span", text, "class", class_name, NULL);
}
