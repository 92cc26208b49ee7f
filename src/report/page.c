#include "report/page.h"

#include "base/file.h"
#include "report/words.h"

#include <string.h>

#define MAX_ASSET_BYTES (256 * 1024)
#define MAX_MENU_POSITIONS 8

static char *
read_asset(const char *texts_folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(texts_folder, "pages", name, NULL);
    return file_read(path, MAX_ASSET_BYTES, NULL, error);
}

static char *
hash_source(const char *text)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &length);
    return g_base64_encode(digest, length);
}

PageSite *
page_site_new(const Config *config, const Phrases *phrases,
              const char *texts_folder, ReportFolder *folder, GError **error)
{
    g_autoptr(PageSite) site = g_new0(PageSite, 1);
    site->config = config;
    site->phrases = phrases;
    site->folder = folder;
    site->style = read_asset(texts_folder, "style.css", error);
    if (site->style == NULL)
        return NULL;
    site->script = read_asset(texts_folder, "table.js", error);
    if (site->script == NULL)
        return NULL;
    g_autofree char *style_hash = hash_source(site->style);
    g_autofree char *script_hash = hash_source(site->script);
    /* Nothing but our own sheet and script runs, whatever slipped through. */
    site->policy = g_strdup_printf(
        "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; "
        "base-uri 'none'; form-action 'none'",
        style_hash, script_hash);
    return g_steal_pointer(&site);
}

void
page_site_free(PageSite *site)
{
    if (site == NULL)
        return;
    g_free(site->style);
    g_free(site->script);
    g_free(site->policy);
    g_free(site);
}

static const ConfigCampaign *
page_owner(const Page *page)
{
    return page->summary != NULL ? page->summary->campaign : NULL;
}

static void
write_head(const Page *page, const char *title)
{
    Html *html = page->html;
    const PageSite *site = page->site;
    html_open(html, "html", "lang", "fr", NULL);
    html_open(html, "head", NULL);
    html_void(html, "meta", "charset", "utf-8", NULL);
    html_void(html, "meta", "name", "generator", "content", "dossierd", NULL);
    html_void(html, "meta", "http-equiv", "Content-Security-Policy", "content",
              site->policy, NULL);
    html_void(html, "meta", "name", "viewport", "content",
              "width=device-width, initial-scale=1", NULL);
    html_void(html, "meta", "name", "robots", "content", "noindex, nofollow",
              NULL);
    html_void(html, "meta", "name", "referrer", "content", "no-referrer", NULL);
    const ConfigCampaign *owner = page_owner(page);
    const char *campaign = owner != NULL ? owner->title : NULL;
    g_autofree char *full = campaign != NULL && strcmp(campaign, title) != 0
                                ? g_strdup_printf("%s – %s", title, campaign)
                                : g_strdup(title);
    html_element(html, "title", full, NULL);
    html_open(html, "style", NULL);
    html_raw(html, site->style);
    html_close(html);
    html_close(html);
}

static void
menu_entry(const Page *page, const char *target, const char *text)
{
    html_open(page->html, "li", NULL);
    if (strcmp(target, page->name) == 0)
        html_element(page->html, "strong", text, "aria-current", "page", NULL);
    else
        page_link(page, target, text);
    html_close(page->html);
}

/* The positions while they are few. */
static void
write_positions_menu(const Page *page, const ReportSummary *summary)
{
    if (summary->n_positions < 2 || summary->n_positions > MAX_MENU_POSITIONS)
        return;
    html_open(page->html, "ul", "class", "positions", NULL);
    for (gsize i = 0; i < summary->n_positions; i++) {
        const ReportPosition *position = &summary->positions[i];
        g_autofree char *name = page_name_position(summary, position->id, 1);
        menu_entry(page, name, position->title);
    }
    html_close(page->html);
}

static void
write_mails_menu(const Page *page, const ReportSummary *summary)
{
    html_open(page->html, "ul", NULL);
    g_autofree char *review = page_name_review(summary, 1);
    g_autofree char *value = words_number(summary->review);
    g_autofree char *waiting = page_phrase(page, "menu-review", value);
    menu_entry(page, review, waiting);
    g_autofree char *mails = page_name_mails(summary, 1);
    g_autofree char *text = page_phrase(page, "menu-mails", NULL);
    menu_entry(page, mails, text);
    html_close(page->html);
}

static void
write_menu(const Page *page)
{
    g_autofree char *label = page_phrase(page, "menu", NULL);
    const ConfigCampaign *owner = page_owner(page);
    html_open(page->html, "nav", "aria-label", label, NULL);
    html_open(page->html, "ul", "class", "trail", NULL);
    g_autofree char *all = page_phrase(page, "menu-campaigns", NULL);
    menu_entry(page, "index.html", all);
    if (owner != NULL) {
        g_autofree char *campaign = page_name_campaign(page->summary);
        menu_entry(page, campaign, owner->title);
    }
    html_close(page->html);
    if (owner != NULL) {
        write_positions_menu(page, page->summary);
        write_mails_menu(page, page->summary);
    }
    html_close(page->html);
}

Page *
page_new(const PageSite *site, const ReportSummary *summary, const char *name,
         const char *title)
{
    Page *page = g_new0(Page, 1);
    page->site = site;
    page->summary = summary;
    page->name = g_strdup(name);
    page->html = html_new(TRUE);
    write_head(page, title);
    html_open(page->html, "body", NULL);
    g_autofree char *skip = page_phrase(page, "skip", NULL);
    html_element(page->html, "a", skip, "class", "skip", "href", "#contenu",
                 NULL);
    html_open(page->html, "header", NULL);
    write_menu(page);
    html_close(page->html);
    html_open(page->html, "main", "id", "contenu", "tabindex", "-1", NULL);
    /* The menu is not printed: a sheet of paper says what it belongs to. */
    const ConfigCampaign *owner = page_owner(page);
    if (owner != NULL && strcmp(owner->title, title) != 0)
        html_element(page->html, "p", owner->title, "class", "over", NULL);
    html_element(page->html, "h1", title, NULL);
    return page;
}

void
page_free(Page *page)
{
    if (page == NULL)
        return;
    html_free(page->html);
    g_free(page->name);
    g_free(page);
}

gboolean
page_write(Page *page, GError **error)
{
    /* Down to <html><body>. */
    html_close_to(page->html, 2);
    html_open(page->html, "footer", NULL);
    page_words(page, "p", "footer");
    html_close(page->html);
    html_open(page->html, "script", NULL);
    html_raw(page->html, page->site->script);
    html_close(page->html);
    g_autoptr(GBytes) content = html_finish(page->html);
    return report_folder_write(page->site->folder, page->name, content, error);
}
