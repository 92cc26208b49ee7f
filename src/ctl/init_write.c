/* dossierctl init: the files, all of them or none. */
#include "base/file.h"
#include "ctl/ctl.h"
#include "ctl/init.h"
#include "outbox/template.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define MAIN_FILE "dossierd.conf"
#define SECRETS "secrets"

/* What was made, to be taken back if the rest fails. */
typedef struct {
    const InitAsker *asker;
    const char *folder;
    const struct passwd *owner; /* NULL: whoever runs this */
    GPtrArray *made;
} Writer;

int
init_check_target(const char *folder)
{
    static const char *const names[] = {MAIN_FILE, SECRETS};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS))
            return ctl_fail(EX_CANTCREAT,
                            "%s is there already and is not overwritten; give "
                            "another folder, or move it away",
                            path);
    }
    return EX_OK;
}

static gboolean
fail(const char *path, GError **error)
{
    int reason = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason),
                "%s: %s", path, g_strerror(reason));
    return FALSE;
}

/* The configuration is root's and the service may read it; passwords are the
 * service's alone. */
static gboolean
give_away(const Writer *writer, const char *path, mode_t mode, GError **error)
{
    gboolean is_private = (mode & 077) == 0;
    uid_t uid = (uid_t)-1;
    gid_t gid = (gid_t)-1;
    if (writer->owner) {
        uid = is_private ? writer->owner->pw_uid : uid;
        gid = writer->owner->pw_gid;
    }
    if (lchown(path, uid, gid) != 0 || chmod(path, mode) != 0)
        return fail(path, error);
    return TRUE;
}

/* A folder that is there already stays as it is. */
static gboolean
make_folder(const Writer *writer, const char *name, mode_t mode, GError **error)
{
    g_autofree char *path = g_build_filename(writer->folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return TRUE;
    if (!file_make_folder(path, error) || !give_away(writer, path, mode, error))
        return FALSE;
    g_ptr_array_add(writer->made, g_steal_pointer(&path));
    return TRUE;
}

static gboolean
write_new(const Writer *writer, const char *name, const char *text, mode_t mode,
          GError **error)
{
    char *path = g_build_filename(writer->folder, name, NULL);
    int fd =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        fail(path, error);
        g_free(path);
        return FALSE;
    }
    g_ptr_array_add(writer->made, path);
    gboolean good = file_write_all(fd, text, strlen(text), error) &&
                    file_sync(fd, path, error) &&
                    give_away(writer, path, mode, error);
    close(fd);
    return good;
}

static gboolean
write_secret(const Writer *writer, const char *name, const InitServer *server,
             GError **error)
{
    g_autofree char *file = g_strdup_printf(SECRETS "/%s.password", name);
    char *secret = file_read_secret(server->secret, error);
    if (!secret)
        return FALSE;
    g_autofree char *line = g_strconcat(secret, "\n", NULL);
    gboolean good = write_new(writer, file, line, 0600, error);
    explicit_bzero(line, strlen(line));
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
    return good;
}

static gboolean
write_secrets(const Writer *writer, const InitAnswers *answers, GError **error)
{
    for (guint i = 0; i < answers->mailboxes->len; i++) {
        const InitMailbox *mailbox = g_ptr_array_index(answers->mailboxes, i);
        if (!write_secret(writer, mailbox->name, &mailbox->server, error))
            return FALSE;
    }
    return !answers->smtp.user ||
           write_secret(writer, "smtp", &answers->smtp, error);
}

/* Within the quotes of libconfig. */
static void
set(TemplateData *data, const char *name, const char *value)
{
    g_autoptr(GString) text = g_string_new(value);
    g_string_replace(text, "\\", "\\\\", 0);
    g_string_replace(text, "\"", "\\\"", 0);
    template_data_set(data, name, text->str);
}

/* "a, b" as [ "a", "b" ] holds it. */
static void
set_list(TemplateData *data, const char *name, const char *words)
{
    g_autoptr(GString) text = g_string_new(words);
    g_string_replace(text, "\\", "\\\\", 0);
    g_string_replace(text, "\"", "\\\"", 0);
    g_string_replace(text, ", ", "\", \"", 0);
    g_autofree char *list = g_strdup_printf("\"%s\"", text->str);
    template_data_set(data, name, list);
}

static void
set_starttls(TemplateData *data, const char *name, const InitServer *server)
{
    gboolean wanted = init_server_tls(server) == CONFIG_TLS_STARTTLS;
    template_data_set(data, name, wanted ? "required" : "");
}

static TemplateData *
main_data(const InitAnswers *answers)
{
    TemplateData *data = template_data_new();
    set(data, "state_dir", answers->state_dir);
    set(data, "operator", answers->operator_address);
    set(data, "smtp_url", answers->smtp.url);
    set_starttls(data, "smtp_starttls", &answers->smtp);
    set(data, "smtp_user", answers->smtp.user ? answers->smtp.user : "");
    set(data, "from", answers->from);
    set(data, "from_name", answers->from_name);
    set(data, "ca_file", answers->ca_file);
    for (guint i = 0; i < answers->mailboxes->len; i++) {
        const InitMailbox *mailbox = g_ptr_array_index(answers->mailboxes, i);
        TemplateData *item = template_data_add(data, "mailboxes");
        set(item, "name", mailbox->name);
        set(item, "address", mailbox->address);
        set(item, "url", mailbox->server.url);
        set(item, "user", mailbox->server.user);
        set_starttls(item, "starttls", &mailbox->server);
        set(item, "separator", i + 1 < answers->mailboxes->len ? "," : "");
    }
    return data;
}

static TemplateData *
campaign_data(const InitAnswers *answers)
{
    TemplateData *data = template_data_new();
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < answers->mailboxes->len; i++) {
        const InitMailbox *mailbox = g_ptr_array_index(answers->mailboxes, i);
        g_string_append_printf(names, "%s%s", i ? ", " : "", mailbox->name);
    }
    set(data, "id", answers->id);
    set(data, "title", answers->title);
    set(data, "subject", answers->subject);
    set_list(data, "keywords", answers->keywords);
    set(data, "published", answers->published);
    set(data, "deadline", answers->deadline);
    set_list(data, "mailboxes", names->str);
    set(data, "referent_name", answers->referent_name);
    set(data, "referent", answers->referent);
    for (guint i = 0; i < answers->positions->len; i++) {
        const InitPosition *position = g_ptr_array_index(answers->positions, i);
        TemplateData *item = template_data_add(data, "positions");
        set(item, "id", position->id);
        set(item, "title", position->title);
        set(item, "address", position->address);
        set_list(item, "keywords", position->keywords);
        set(item, "separator", i + 1 < answers->positions->len ? "," : "");
    }
    return data;
}

/* The template's subject is the name of the file. */
static gboolean
write_template(const Writer *writer, const char *texts, const char *name,
               const char *const *fields, const TemplateData *data,
               GError **error)
{
    g_autofree char *path = g_build_filename(texts, "init", name, NULL);
    g_autoptr(Template) template_ = template_load(path, fields, error);
    if (!template_)
        return FALSE;
    g_autofree char *file = NULL, *text = NULL;
    template_render(template_, data, &file, &text);
    return write_new(writer, file, text, 0640, error);
}

static gboolean
write_all(const Writer *writer, const char *texts, const InitAnswers *answers,
          GError **error)
{
    static const char *const main_fields[] = {"state_dir",
                                              "operator",
                                              "smtp_url",
                                              "smtp_starttls",
                                              "smtp_user",
                                              "from",
                                              "from_name",
                                              "ca_file",
                                              "mailboxes[]",
                                              "mailboxes[].name",
                                              "mailboxes[].address",
                                              "mailboxes[].url",
                                              "mailboxes[].user",
                                              "mailboxes[].starttls",
                                              "mailboxes[].separator",
                                              NULL};
    static const char *const campaign_fields[] = {"id",
                                                  "title",
                                                  "subject",
                                                  "keywords",
                                                  "published",
                                                  "deadline",
                                                  "mailboxes",
                                                  "referent_name",
                                                  "referent",
                                                  "positions[]",
                                                  "positions[].id",
                                                  "positions[].title",
                                                  "positions[].address",
                                                  "positions[].keywords",
                                                  "positions[].separator",
                                                  NULL};
    g_autoptr(TemplateData) main = main_data(answers);
    g_autoptr(TemplateData) campaign = campaign_data(answers);
    return make_folder(writer, "", 0750, error) &&
           make_folder(writer, "campaigns", 0750, error) &&
           make_folder(writer, SECRETS, 0700, error) &&
           write_secrets(writer, answers, error) &&
           write_template(writer, texts, "campaign.conf.in", campaign_fields,
                          campaign, error) &&
           /* Last: the service waits for it. */
           write_template(writer, texts, "dossierd.conf.in", main_fields, main,
                          error);
}

static void
take_back(const Writer *writer)
{
    for (guint i = writer->made->len; i-- > 0;)
        remove(g_ptr_array_index(writer->made, i));
}

static int
find_owner(const char *name, Writer *writer)
{
    writer->owner = name ? getpwnam(name) : NULL;
    return !name || writer->owner
               ? EX_OK
               : ctl_fail(EX_NOUSER, "there is no account %s", name);
}

int
init_write(const InitAsker *asker, const char *folder, const char *owner,
           const char *texts, const InitAnswers *answers)
{
    g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
    Writer writer = {.asker = asker, .folder = folder, .made = made};
    int code = find_owner(owner, &writer);
    if (code != EX_OK)
        return code;
    g_autoptr(GError) error = NULL;
    if (!write_all(&writer, texts, answers, &error)) {
        take_back(&writer);
        return ctl_fail(EX_CANTCREAT, "%s; nothing was written",
                        error->message);
    }
    printf("\n");
    for (guint i = 0; i < made->len; i++) {
        g_autofree char *line =
            init_phrase(asker, "written", g_ptr_array_index(made, i));
        printf("%s\n", line);
    }
    g_autofree char *file = g_build_filename(folder, MAIN_FILE, NULL);
    g_autoptr(Config) config = config_load(file, FALSE, &error);
    return config ? EX_OK : ctl_fail(EX_CONFIG, "%s", error->message);
}
