/* What dossierd.conf as a whole must keep; the schema knows single keys. */
#include "base/config_private.h"

#include "base/config_convert.h"
#include "base/file.h"

/* Decides how a connection is protected; a password never travels plain. */
static void
check_protection(ConfigLoader *loader, const char *const *url, ConfigTls *tls)
{
    if (!*url)
        return;
    g_autofree char *scheme = g_uri_parse_scheme(*url);
    gboolean implicit = g_str_has_suffix(scheme, "s");
    if (implicit && *tls == CONFIG_TLS_STARTTLS) {
        config_fault(loader, tls,
                     "starttls does not go with %s://, which is TLS from the "
                     "first byte; leave starttls out",
                     scheme);
    } else if (implicit) {
        *tls = CONFIG_TLS_IMPLICIT;
    } else if (*tls == CONFIG_TLS_NONE && !config_url_is_loopback(*url)) {
        config_fault(loader, url,
                     "%s:// to another machine would send the password in the "
                     "clear; write %ss://, or add starttls = \"required\";",
                     scheme, scheme);
    }
}

static void
check_secret(ConfigLoader *loader, const char *const *path)
{
    g_autoptr(GError) error = NULL;
    if (!*path || loader->skip_secrets || file_check_secret(*path, &error))
        return;
    if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
        !g_path_is_absolute(*path))
        config_fault(loader, path, "password_file %s", error->message);
    else
        config_fault(loader, path,
                     "password_file %s is missing; create it with "
                     "install -m 600 /dev/null %s and write the password in "
                     "its first line",
                     *path, *path);
}

static void
check_ca_file(ConfigLoader *loader, const char *const *path)
{
    if (!*path || loader->skip_secrets)
        return;
    if (!g_file_test(*path, G_FILE_TEST_IS_REGULAR))
        config_fault(loader, path,
                     "ca_file %s is missing; write the path of a PEM file, or "
                     "leave ca_file out to use the system's",
                     *path);
}

static void
check_smtp(ConfigLoader *loader, ConfigSmtp *smtp)
{
    check_protection(loader, &smtp->url, &smtp->tls);
    check_ca_file(loader, &smtp->ca_file);
    check_secret(loader, &smtp->password_file);
    if (smtp->user && !config_was_given(loader, &smtp->password_file))
        config_fault(loader, &smtp->user,
                     "user without password_file; add password_file = "
                     "\"smtp.password\";, or leave user out where the server "
                     "asks for no login");
    if (smtp->password_file && !config_was_given(loader, &smtp->user))
        config_fault(loader, &smtp->password_file,
                     "password_file without user; add user = \"…\";");
}

static gboolean
is_same_inbox(const ConfigMailbox *a, const ConfigMailbox *b)
{
    return g_strcmp0(a->url, b->url) == 0 && g_strcmp0(a->user, b->user) == 0 &&
           g_strcmp0(a->folder, b->folder) == 0;
}

static void
compare_mailboxes(ConfigLoader *loader, const ConfigMailbox *first,
                  const ConfigMailbox *second)
{
    if (!first->name || !second->name)
        return;
    if (g_str_equal(first->name, second->name))
        config_fault(loader, &second->name,
                     "a second mailbox is named \"%s\"; give each mailbox a "
                     "name of its own",
                     second->name);
    else if (first->url && first->user && is_same_inbox(first, second))
        config_fault(loader, second,
                     "mailbox \"%s\" is the folder that \"%s\" watches "
                     "already (same url, user and folder); remove one",
                     second->name, first->name);
}

static void
check_mailbox(ConfigLoader *loader, ConfigMailbox *mailboxes, gsize i)
{
    ConfigMailbox *mailbox = &mailboxes[i];
    check_protection(loader, &mailbox->url, &mailbox->tls);
    check_ca_file(loader, &mailbox->ca_file);
    check_secret(loader, &mailbox->password_file);
    for (gsize j = 0; j < i; j++)
        compare_mailboxes(loader, &mailboxes[j], mailbox);
}

static void
check_texts(ConfigLoader *loader, const char *const *folder)
{
    if (*folder && !g_file_test(*folder, G_FILE_TEST_IS_DIR))
        config_fault(loader, folder,
                     "templates %s is no folder; write the path of a copy of "
                     "the texts, or leave templates out",
                     *folder);
}

void
config_check(ConfigLoader *loader)
{
    Config *config = &loader->owner->config;
    check_smtp(loader, &config->smtp);
    check_texts(loader, &config->texts_dir);
    /* The loader has made them and nobody reads them yet. */
    ConfigMailbox *mailboxes = (ConfigMailbox *)config->mailboxes;
    for (gsize i = 0; i < config->n_mailboxes; i++)
        check_mailbox(loader, mailboxes, i);
}
