/* dossierctl digest: the weekly mail as it would be sent. */
#include "report/digest.h"
#include "base/clock.h"
#include "base/json.h"
#include "ctl/source.h"
#include "dossier/setting.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define WEEK (7 * 24 * 3600)

typedef struct {
    char *campaign, *at;
} Options;

static void
options_clear(Options *options)
{
    g_free(options->campaign);
    g_free(options->at);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* "2026-05-18", or with a time "2026-05-18T08:00" in the configured zone or
 * with an offset. */
static gboolean
parse_instant(const char *text, const Config *config, gint64 *instant)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(config->timezone);
    gsize length = strlen(text);
    g_autofree char *full =
        length == strlen("2026-05-18") ? g_strdup_printf("%sT00:00:00", text)
        : length == strlen("2026-05-18T08:00") ? g_strdup_printf("%s:00", text)
                                               : g_strdup(text);
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(full, zone);
    if (!time)
        return FALSE;
    *instant = g_date_time_to_unix(time);
    return TRUE;
}

static void
print_json(const ConfigCampaign *campaign, const Digest *digest)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    const struct {
        const char *name, *text;
    } members[] = {
        {"campaign", campaign->id},   {"to", campaign->referent.address},
        {"subject", digest->subject}, {"text", digest->text},
        {"html", digest->html},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        json_builder_set_member_name(builder, members[i].name);
        json_builder_add_string_value(builder, members[i].text);
    }
    json_builder_set_member_name(builder, "attachment");
    json_builder_add_string_value(builder,
                                  digest->csv ? digest->csv_name : NULL);
    json_builder_set_member_name(builder, "empty");
    json_builder_add_boolean_value(builder, digest->is_empty);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) node = json_builder_get_root(builder);
    g_autofree char *line = json_line(node);
    printf("%s\n", line);
}

static void
print_mail(const ConfigCampaign *campaign, const Digest *digest)
{
    printf("To: %s\nSubject: %s\n\n%s\n", campaign->referent.address,
           digest->subject, digest->text);
    if (digest->is_empty && !campaign->digest.when_empty)
        fprintf(stderr,
                "dossierctl: nothing happened in %s: this would not "
                "be sent\n",
                campaign->id);
}

/* Since the last one, as the daemon counts; a week where there was none, or
 * where what is asked for lies before it. */
static gboolean
find_since(const CtlSource *source, const ConfigCampaign *campaign, gint64 at,
           gint64 *since, GError **error)
{
    g_autofree char *name = g_strconcat("digest:", campaign->id, NULL);
    gint64 last = 0;
    if (!setting_get(source->database, name, &last, error))
        return FALSE;
    *since = last > 0 && last < at ? last : at - WEEK;
    return TRUE;
}

static int
show_digest(const CtlContext *context, const CtlSource *source,
            const ConfigCampaign *campaign, gint64 at)
{
    g_autoptr(GError) error = NULL;
    gint64 since = 0;
    if (!find_since(source, campaign, at, &since, &error))
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    DigestInput input = {.config = source->config,
                         .phrases = source->phrases,
                         .source = source->source,
                         .campaign = campaign,
                         .since = since,
                         .until = at};
    g_autoptr(Digest) digest = digest_build(&input, &error);
    if (!digest)
        return ctl_fail(EX_SOFTWARE, "%s", error->message);
    if (context->json)
        print_json(campaign, digest);
    else
        print_mail(campaign, digest);
    return EX_OK;
}

static int
parse_options(const CtlContext *context, Options *options)
{
    const GOptionEntry entries[] = {
        {"campaign", 0, 0, G_OPTION_ARG_STRING, &options->campaign, NULL, "ID"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &options->at, NULL, "TIME"},
        G_OPTION_ENTRY_NULL};
    g_auto(GStrv) rest = NULL;
    int code = ctl_parse_options(context, entries, &rest);
    if (code == EX_OK && rest[0])
        return ctl_fail(EX_USAGE, "digest: %s is not understood", rest[0]);
    return code;
}

int
ctl_digest(const CtlContext *context)
{
    g_auto(Options) options = {0};
    g_auto(CtlSource) source = {0};
    int code = parse_options(context, &options);
    if (code == EX_OK)
        code = ctl_source_open(context, &source);
    if (code != EX_OK)
        return code;
    const Config *config = source.config;
    gint64 at = clock_now();
    if (options.at && !parse_instant(options.at, config, &at))
        return ctl_fail(EX_USAGE, "--at wants 2026-05-18 or 2026-05-18T08:00");
    if (options.campaign && !config_find_campaign(config, options.campaign))
        return ctl_fail(EX_USAGE, "there is no campaign %s", options.campaign);
    for (gsize i = 0; code == EX_OK && i < config->n_campaigns; i++) {
        const ConfigCampaign *campaign = &config->campaigns[i];
        if (!options.campaign || g_str_equal(campaign->id, options.campaign))
            code = show_digest(context, &source, campaign, at);
    }
    return code;
}
