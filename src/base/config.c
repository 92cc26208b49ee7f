#include "base/config.h"

#include "base/config_private.h"
#include "base/file.h"
#include "base/text.h"

#include <string.h>

G_DEFINE_QUARK(config - error - quark, config_error)

static void
owner_free(ConfigOwner *owner)
{
    g_ptr_array_unref(owner->owned);
    g_free(owner);
}

static ConfigOwner *
owner_new(void)
{
    ConfigOwner *owner = g_new0(ConfigOwner, 1);
    owner->owned = g_ptr_array_new_with_free_func(g_free);
    owner->config.timezone = "Europe/Paris";
    owner->config.poll_seconds = 60;
    owner->config.certificate_days = 21;
    return owner;
}

static void
fault_clear(gpointer fault)
{
    g_free(((ConfigFault *)fault)->text);
}

static void
loader_init(ConfigLoader *loader, gboolean skip_secrets)
{
    loader->owner = owner_new();
    loader->skip_secrets = skip_secrets;
    loader->faults = g_array_new(FALSE, FALSE, sizeof(ConfigFault));
    g_array_set_clear_func(loader->faults, fault_clear);
    loader->origins = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    loader->files = g_ptr_array_new();
}

/* All but the configuration itself. */
static void
loader_clear(ConfigLoader *loader)
{
    g_array_unref(loader->faults);
    g_hash_table_unref(loader->origins);
    g_ptr_array_unref(loader->files);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The paths of the campaigns, sorted; editors' hidden copies are left out. */
static GPtrArray *
list_campaigns(ConfigLoader *loader, const char *const *path)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) folder = g_dir_open(*path, 0, &error);
    if (!folder) {
        config_fault(loader, path,
                     "%s; write the folder that holds the campaigns' files",
                     error->message);
        return files;
    }
    const char *name;
    while ((name = g_dir_read_name(folder))) {
        if (name[0] != '.' && g_str_has_suffix(name, ".conf"))
            g_ptr_array_add(files, g_build_filename(*path, name, NULL));
    }
    g_ptr_array_sort(files, compare_names);
    if (files->len == 0)
        config_fault(loader, path,
                     "%s holds no *.conf; put the file of a campaign there",
                     *path);
    return files;
}

static void
check_campaign_ids(ConfigLoader *loader, const ConfigCampaign *campaigns,
                   gsize i)
{
    const ConfigCampaign *second = &campaigns[i];
    for (gsize j = 0; j < i; j++) {
        const ConfigCampaign *first = &campaigns[j];
        if (first->id && g_strcmp0(first->id, second->id) == 0)
            config_fault(loader, &second->id,
                         "the campaign of %s has the id \"%s\" already; give "
                         "each campaign an id of its own",
                         first->file, second->id);
    }
}

/* A file without its one group has nothing more that could be checked. */
static gboolean
is_begun(const ConfigCampaign *campaign)
{
    return campaign->id || campaign->title || campaign->n_positions > 0;
}

static void
load_campaigns(ConfigLoader *loader)
{
    Config *config = &loader->owner->config;
    if (!config->campaigns_dir)
        return;
    g_autoptr(GPtrArray) files = list_campaigns(loader, &config->campaigns_dir);
    ConfigCampaign *campaigns =
        config_keep(loader, g_new0(ConfigCampaign, files->len + 1));
    config->campaigns = campaigns;
    for (guint i = 0; i < files->len; i++) {
        const char *path = g_ptr_array_index(files, i);
        if (!config_read_file_into(loader, path, config_campaign_file_keys,
                                   &campaigns[i]))
            continue;
        campaigns[i].file = config_current_file(loader);
        check_campaign_ids(loader, campaigns, i);
        if (is_begun(&campaigns[i]))
            config_check_campaign(loader, &campaigns[i]);
    }
    config->n_campaigns = files->len;
}

Config *
config_load(const char *path, gboolean skip_secrets, GError **error)
{
    ConfigLoader loader;
    loader_init(&loader, skip_secrets);
    Config *config = &loader.owner->config;
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    if (config_read_file_into(&loader, absolute, config_file_keys, config)) {
        config->file = config_current_file(&loader);
        config_check(&loader);
        load_campaigns(&loader);
    }
    gboolean good = config_report_faults(&loader, error);
    loader_clear(&loader);
    if (good)
        return config;
    config_free(config);
    return NULL;
}

void
config_free(Config *config)
{
    if (config)
        owner_free((ConfigOwner *)config);
}

const ConfigMailbox *
config_find_mailbox(const Config *config, const char *name)
{
    for (gsize i = 0; i < config->n_mailboxes; i++) {
        if (g_strcmp0(config->mailboxes[i].name, name) == 0)
            return &config->mailboxes[i];
    }
    return NULL;
}

const ConfigCampaign *
config_find_campaign(const Config *config, const char *id)
{
    for (gsize i = 0; i < config->n_campaigns; i++) {
        if (g_strcmp0(config->campaigns[i].id, id) == 0)
            return &config->campaigns[i];
    }
    return NULL;
}

const ConfigPosition *
config_find_position(const ConfigCampaign *campaign, const char *id)
{
    for (gsize i = 0; i < campaign->n_positions; i++) {
        if (g_strcmp0(campaign->positions[i].id, id) == 0)
            return &campaign->positions[i];
    }
    return NULL;
}

const ConfigDocument *
config_find_document(const ConfigCampaign *campaign, const char *id)
{
    for (gsize i = 0; i < campaign->n_documents; i++) {
        if (g_strcmp0(campaign->documents[i].id, id) == 0)
            return &campaign->documents[i];
    }
    return NULL;
}

static gboolean
is_address_of_campaign(const ConfigCampaign *campaign, const char *address)
{
    if (text_address_equal(campaign->referent.address, address))
        return TRUE;
    for (gsize i = 0; i < campaign->n_positions; i++) {
        const char *const *own = campaign->positions[i].addresses;
        for (; *own; own++) {
            if (text_address_equal(*own, address))
                return TRUE;
        }
    }
    return FALSE;
}

gboolean
config_is_own_address(const Config *config, const char *address)
{
    /* "" is the null reverse-path, nobody's address. */
    if (!address || address[0] == '\0')
        return FALSE;
    if (text_address_equal(config->smtp.from, address) ||
        text_address_equal(config->smtp.bounce_address, address) ||
        text_address_equal(config->operator_address, address))
        return TRUE;
    for (gsize i = 0; i < config->n_mailboxes; i++) {
        if (text_address_equal(config->mailboxes[i].address, address))
            return TRUE;
    }
    for (gsize i = 0; i < config->n_campaigns; i++) {
        if (is_address_of_campaign(&config->campaigns[i], address))
            return TRUE;
    }
    return FALSE;
}

char *
config_texts_folder(const Config *config, GError **error)
{
    return config->texts_dir ? g_strdup(config->texts_dir)
                             : file_texts_folder(error);
}
