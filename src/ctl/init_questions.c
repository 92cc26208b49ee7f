/* dossierctl init: what is asked, in which order, with which defaults. */
#include "base/config_convert.h"
#include "ctl/init.h"
#include "ctl/init_convert.h"

#include <string.h>
#include <unistd.h>

#define SYSTEM_STATE "/var/lib/dossierd"

static void
clear_server(InitServer *server)
{
    if (server->secret_fd >= 0)
        close(server->secret_fd);
    g_free(server->url);
    g_free(server->user);
    g_free(server->secret);
}

static void
mailbox_free(gpointer data)
{
    InitMailbox *mailbox = data;
    clear_server(&mailbox->server);
    g_free(mailbox->name);
    g_free(mailbox->address);
    g_free(mailbox);
}

static void
position_free(gpointer data)
{
    InitPosition *position = data;
    g_free(position->id);
    g_free(position->title);
    g_free(position->address);
    g_free(position->keywords);
    g_free(position);
}

InitAnswers *
init_answers_new(void)
{
    InitAnswers *answers = g_new0(InitAnswers, 1);
    answers->mailboxes = g_ptr_array_new_with_free_func(mailbox_free);
    answers->positions = g_ptr_array_new_with_free_func(position_free);
    answers->smtp.secret_fd = -1;
    return answers;
}

void
init_answers_free(InitAnswers *answers)
{
    char *texts[] = {answers->from,      answers->from_name,
                     answers->ca_file,   answers->operator_address,
                     answers->state_dir, answers->id,
                     answers->title,     answers->keywords,
                     answers->subject,   answers->published,
                     answers->deadline,  answers->referent_name,
                     answers->referent};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    clear_server(&answers->smtp);
    g_ptr_array_unref(answers->mailboxes);
    g_ptr_array_unref(answers->positions);
    g_free(answers);
}

ConfigTls
init_server_tls(const InitServer *server)
{
    g_autofree char *scheme = g_uri_parse_scheme(server->url);
    if (g_str_has_suffix(scheme, "s"))
        return CONFIG_TLS_IMPLICIT;
    return config_url_is_loopback(server->url) ? CONFIG_TLS_NONE
                                               : CONFIG_TLS_STARTTLS;
}

static const char *
domain_of(const char *address)
{
    return strchr(address, '@') + 1;
}

/* The part before the "@"; a second mailbox of that name gets a number. */
static char *
name_for(const InitAnswers *answers, const char *address)
{
    g_autofree char *local = g_strndup(address, strcspn(address, "@"));
    g_autofree char *slug = init_slug(local);
    for (guint i = 0; i < answers->mailboxes->len; i++) {
        const InitMailbox *other = g_ptr_array_index(answers->mailboxes, i);
        if (strcmp(other->name, slug) == 0)
            return g_strdup_printf("%s-%u", slug, i + 1);
    }
    return g_steal_pointer(&slug);
}

/* What the first mailbox was told is what the next ones are offered. */
static char *
imap_default(const InitAnswers *answers, const char *address)
{
    if (answers->mailboxes->len == 0)
        return g_strdup_printf("imaps://imap.%s:993", domain_of(address));
    const InitMailbox *first = g_ptr_array_index(answers->mailboxes, 0);
    return g_strdup(first->server.url);
}

/* Asked again, the question proposes the answer of before. */
static gboolean
ask_server(const InitAsker *asker, const char *option, guint index,
           const char *fallback, InitConvert convert, char **answer)
{
    g_autofree char *before = g_steal_pointer(answer);
    return init_ask(asker, option, index, option, before ? before : fallback,
                    convert, answer);
}

static gboolean
ask_mailbox(const InitAsker *asker, const InitAnswers *answers, guint index,
            InitMailbox *mailbox)
{
    g_autofree char *url = imap_default(answers, mailbox->address);
    return ask_server(asker, "imap", index, url, init_convert_imap,
                      &mailbox->server.url) &&
           ask_server(asker, "user", index, mailbox->address, init_convert_text,
                      &mailbox->server.user) &&
           init_ask_secret(asker, "password-file", index, "password", NULL,
                           NULL, &mailbox->server);
}

/* Until it works, or the person wants to go on with what does not. */
static gboolean
take_mailbox(const InitAsker *asker, InitAnswers *answers, guint index,
             gboolean untried, char *address, gboolean *works)
{
    InitMailbox *mailbox = g_new0(InitMailbox, 1);
    mailbox->server.secret_fd = -1;
    mailbox->address = address;
    mailbox->name = name_for(answers, address);
    gboolean answered, tried;
    do {
        answered = ask_mailbox(asker, answers, index, mailbox);
        tried = answered &&
                (untried || init_try_mailbox(asker, mailbox, answers->ca_file));
    } while (answered && !tried && init_ask_again(asker));
    *works = *works && tried;
    g_ptr_array_add(answers->mailboxes, mailbox);
    return answered;
}

/* Item `index` of a list: the first is required; more are asked for where the
 * command line named none. */
static gboolean
ask_item(const InitAsker *asker, const char *option, guint index,
         InitConvert first, InitConvert more, char **answer)
{
    if (index == 0)
        return init_ask(asker, option, 0, option, NULL, first, answer);
    char **given = g_hash_table_lookup(asker->given, option);
    if (given && index >= g_strv_length(given)) {
        *answer = g_strdup("");
        return TRUE;
    }
    g_autofree char *wording = g_strdup_printf("%s-more", option);
    return init_ask(asker, option, index, wording, "", more, answer);
}

static gboolean
ask_mailboxes(const InitAsker *asker, InitAnswers *answers, gboolean untried,
              gboolean *works)
{
    for (guint index = 0;; index++) {
        char *address = NULL;
        if (!ask_item(asker, "mailbox", index, init_convert_address,
                      init_convert_optional_address, &address))
            return FALSE;
        if (*address == '\0') {
            g_free(address);
            return TRUE;
        }
        if (!take_mailbox(asker, answers, index, untried, address, works))
            return FALSE;
    }
}

static gboolean
ask_smtp(const InitAsker *asker, InitAnswers *answers)
{
    const InitMailbox *first = g_ptr_array_index(answers->mailboxes, 0);
    InitServer *smtp = &answers->smtp;
    g_autofree char *url =
        g_strdup_printf("smtps://smtp.%s:465", domain_of(first->address));
    if (!ask_server(asker, "smtp", 0, url, init_convert_smtp, &smtp->url) ||
        !ask_server(asker, "smtp-user", 0, first->server.user, NULL,
                    &smtp->user))
        return FALSE;
    if (strcmp(smtp->user, "-") != 0 && *smtp->user)
        return init_ask_secret(asker, "smtp-password-file", 0, "smtp-password",
                               first->address, &first->server, smtp);
    g_clear_pointer(&smtp->user, g_free);
    return TRUE;
}

static gboolean
take_smtp(const InitAsker *asker, InitAnswers *answers, gboolean untried,
          gboolean *works)
{
    const InitMailbox *first = g_ptr_array_index(answers->mailboxes, 0);
    gboolean answered, tried;
    do {
        answered = ask_smtp(asker, answers);
        tried = answered && (untried || init_try_smtp(asker, answers));
    } while (answered && !tried && init_ask_again(asker));
    *works = *works && tried;
    return answered &&
           init_ask(asker, "from", 0, "from", first->address,
                    init_convert_address, &answers->from) &&
           init_ask(asker, "from-name", 0, "from-name", "Candidatures", NULL,
                    &answers->from_name) &&
           init_ask(asker, "operator", 0, "operator", first->address,
                    init_convert_address, &answers->operator_address);
}

static gboolean
ask_position(const InitAsker *asker, guint index, InitPosition *position)
{
    g_autofree char *slug = init_slug(position->title);
    return init_ask(asker, "position-id", index, "position-id", slug,
                    init_convert_position_id, &position->id) &&
           init_ask(asker, "position-address", index, "position-address", "",
                    init_convert_optional_address, &position->address) &&
           init_ask(asker, "position-keywords", index, "position-keywords",
                    position->title, init_convert_keywords,
                    &position->keywords);
}

static gboolean
ask_positions(const InitAsker *asker, InitAnswers *answers)
{
    for (guint index = 0;; index++) {
        char *title = NULL;
        if (!ask_item(asker, "position", index, init_convert_text, NULL,
                      &title))
            return FALSE;
        if (*title == '\0') {
            g_free(title);
            return TRUE;
        }
        InitPosition *position = g_new0(InitPosition, 1);
        position->title = title;
        g_ptr_array_add(answers->positions, position);
        if (!ask_position(asker, index, position))
            return FALSE;
    }
}

static gboolean
ask_campaign(const InitAsker *asker, InitAnswers *answers)
{
    const InitMailbox *first = g_ptr_array_index(answers->mailboxes, 0);
    if (!init_ask(asker, "title", 0, "title", NULL, init_convert_text,
                  &answers->title))
        return FALSE;
    g_autofree char *slug = init_slug(answers->title);
    return init_ask(asker, "id", 0, "id", slug, init_convert_name,
                    &answers->id) &&
           init_ask(asker, "keywords", 0, "keywords", answers->title,
                    init_convert_keywords, &answers->keywords) &&
           init_ask(asker, "subject", 0, "subject", "", init_convert_subject,
                    &answers->subject) &&
           init_ask(asker, "published", 0, "published", "", init_convert_date,
                    &answers->published) &&
           init_ask(asker, "deadline", 0, "deadline", "", init_convert_date,
                    &answers->deadline) &&
           init_ask(asker, "referent-name", 0, "referent-name", NULL,
                    init_convert_text, &answers->referent_name) &&
           init_ask(asker, "referent", 0, "referent", first->address,
                    init_convert_address, &answers->referent) &&
           ask_positions(asker, answers);
}

/* The folder of the package, of an instance of it, or one beside. */
static char *
state_default(const char *folder)
{
    if (strcmp(folder, INIT_SYSTEM_FOLDER) == 0)
        return g_strdup(SYSTEM_STATE);
    if (g_str_has_prefix(folder, INIT_SYSTEM_FOLDER "/"))
        return g_strconcat(SYSTEM_STATE, folder + strlen(INIT_SYSTEM_FOLDER),
                           NULL);
    return g_build_filename(folder, "state", NULL);
}

static char *
absolute(const char *path)
{
    return *path ? g_canonicalize_filename(path, NULL) : g_strdup("");
}

gboolean
init_ask_all(const InitAsker *asker, const char *folder, gboolean untried,
             InitAnswers *answers, gboolean *works)
{
    g_autofree char *state = state_default(folder);
    g_autofree char *ca_file = NULL;
    /* Of use to few: an option, and no question. */
    const InitAsker quiet = {asker->phrases, FALSE, asker->given};
    if (!init_ask(&quiet, "ca-file", 0, "ca-file", "", NULL, &ca_file))
        return FALSE;
    answers->ca_file = absolute(ca_file);
    return ask_mailboxes(asker, answers, untried, works) &&
           take_smtp(asker, answers, untried, works) &&
           ask_campaign(asker, answers) &&
           init_ask(asker, "state-dir", 0, "state-dir", state,
                    init_convert_text, &answers->state_dir);
}
