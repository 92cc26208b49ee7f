/* dossierctl init: a real connection to each server, told in French. */
#include "base/text.h"
#include "ctl/init.h"
#include "mail/imap_client.h"
#include "mail/smtp_client.h"
#include "report/words.h"

#include <stdio.h>

/* A person waits: shorter than the daemon's patience. */
#define CONNECT_SECONDS 20
#define REPLY_SECONDS 20
#define WORDS_CHARS 200

static const char *
fault_key(ConnectionFault fault)
{
    switch (fault) {
    case CONNECTION_FAULT_NAME:
        return "fault-name";
    case CONNECTION_FAULT_PORT:
        return "fault-port";
    case CONNECTION_FAULT_TIMEOUT:
        return "fault-timeout";
    case CONNECTION_FAULT_TLS:
        return "fault-tls";
    case CONNECTION_FAULT_STARTTLS:
        return "fault-starttls";
    case CONNECTION_FAULT_CA_FILE:
        return "fault-ca-file";
    case CONNECTION_FAULT_CERTIFICATE_HOST:
        return "fault-certificate-host";
    case CONNECTION_FAULT_CERTIFICATE_DATE:
        return "fault-certificate-date";
    case CONNECTION_FAULT_CERTIFICATE_ISSUER:
        return "fault-certificate-issuer";
    case CONNECTION_FAULT_LOGIN:
        return "fault-login";
    case CONNECTION_FAULT_OTHER:
        break;
    }
    return "fault-other";
}

/* "host:port"; the name alone where that is what is wrong. */
static char *
subject_of(const InitServer *server, ConnectionFault fault)
{
    g_autoptr(GUri) uri = g_uri_parse(server->url, G_URI_FLAGS_NONE, NULL);
    if (fault == CONNECTION_FAULT_LOGIN)
        return g_strdup(server->user);
    if (fault == CONNECTION_FAULT_NAME || g_uri_get_port(uri) < 0)
        return g_strdup(g_uri_get_host(uri));
    return g_strdup_printf("%s:%d", g_uri_get_host(uri), g_uri_get_port(uri));
}

static gboolean
say_fault(const InitAsker *asker, const InitServer *server, const char *key,
          ConnectionFault fault, const GError *error)
{
    g_autofree char *subject = subject_of(server, fault);
    g_autofree char *words = init_phrase(asker, key, subject);
    g_autofree char *label = text_label(error->message, WORDS_CHARS);
    g_autofree char *said = init_phrase(asker, "words", label);
    printf("%s\n", words);
    if (fault == CONNECTION_FAULT_OTHER || fault == CONNECTION_FAULT_LOGIN)
        printf("  %s\n", said);
    return FALSE;
}

static void
print_title(const InitAsker *asker, const char *key, const char *value)
{
    g_autofree char *title = init_phrase(asker, key, value);
    printf("%s : ", title);
    fflush(stdout);
}

static void
print_capability(const InitAsker *asker, const ImapClient *client,
                 const char *name)
{
    g_autofree char *key = g_strdup_printf(
        "%s-%s", imap_client_has(client, name) ? "yes" : "no", name);
    g_autofree char *words = init_phrase(asker, key, NULL);
    printf(", %s", words);
}

gboolean
init_try_mailbox(const InitAsker *asker, const InitMailbox *mailbox,
                 const char *ca_file)
{
    const InitServer *server = &mailbox->server;
    const ConfigMailbox config = {
        .name = mailbox->name,
        .address = mailbox->address,
        .url = server->url,
        .folder = "INBOX",
        .user = server->user,
        .password_file = server->secret,
        .tls = init_server_tls(server),
        .ca_file = *ca_file ? ca_file : NULL,
    };
    ConnectionFault fault = CONNECTION_FAULT_OTHER;
    g_autoptr(GError) error = NULL;
    print_title(asker, "try-mailbox", mailbox->address);
    g_autoptr(ImapClient) client = imap_client_try(&config, &fault, &error);
    if (!client)
        return say_fault(asker, server, fault_key(fault), fault, error);
    if (!imap_client_examine(client, "INBOX", &error))
        return say_fault(asker, server, "fault-folder", CONNECTION_FAULT_OTHER,
                         error);
    g_autofree char *good = init_phrase(asker, "good-mailbox", NULL);
    g_autofree char *count = words_count(asker->phrases, "init", "messages",
                                         imap_client_folder(client)->exists);
    printf("%s, %s", good, count);
    print_capability(asker, client, "IDLE");
    print_capability(asker, client, "UIDPLUS");
    printf("\n");
    imap_client_logout(client);
    return TRUE;
}

gboolean
init_try_smtp(const InitAsker *asker, const InitAnswers *answers)
{
    const InitServer *server = &answers->smtp;
    const ConfigSmtp config = {
        .url = server->url,
        .tls = init_server_tls(server),
        .user = server->user,
        .password_file = server->secret,
        .from = answers->from,
        .bounce_address = "",
        .ca_file = *answers->ca_file ? answers->ca_file : NULL,
    };
    ConnectionFault fault = CONNECTION_FAULT_OTHER;
    g_autoptr(GError) error = NULL;
    g_autoptr(SmtpClient) client = smtp_client_new(&config);
    smtp_client_set_timeouts(client, CONNECT_SECONDS, REPLY_SECONDS);
    print_title(asker, "try-smtp", server->url);
    if (!smtp_client_try(client, &fault, &error))
        return say_fault(asker, server, fault_key(fault), fault, error);
    g_autofree char *good = init_phrase(asker, "good-smtp", NULL);
    g_autofree char *login = init_phrase(asker, "good-login", NULL);
    printf("%s%s%s\n", good, server->user ? ", " : "",
           server->user ? login : "");
    return TRUE;
}
