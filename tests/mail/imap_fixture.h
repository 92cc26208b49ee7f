/* A private Dovecot for the tests of src/mail/imap_client*, mailbox*. */
#pragma once

#include "base/config.h"
#include "base/file.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    char *folder;
    char *secret; /* path of the password file */
    char *spool;
    char *url, *tls_url; /* imap://…, imaps://… */
    char *ca_file;
    guint16 port;
} Fixture;

static inline guint16
free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
    getsockname(fd, (struct sockaddr *)&address, &length);
    close(fd);
    return ntohs(address.sin_port);
}

static inline void
run_command(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *command = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (system(command) != 0)
        fail_msg("failed: %s", command);
}

static inline char *
write_file(const char *folder, const char *name, const char *text)
{
    char *path = g_build_filename(folder, name, NULL);

    assert_true(file_replace(path, text, strlen(text), NULL));
    return path;
}

static inline Fixture *
fixture_new(void)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->folder = g_dir_make_tmp("dossierd-test-XXXXXX", NULL);
    assert_int_equal(g_chmod(fixture->folder, 0755), 0);
    fixture->secret = write_file(fixture->folder, "secret", "secret\n");
    fixture->spool = g_build_filename(fixture->folder, "spool", NULL);
    g_mkdir(fixture->spool, 0700);
    fixture->ca_file = g_build_filename(fixture->folder, "ca.pem", NULL);
    return fixture;
}

static inline void
start_dovecot(Fixture *fixture)
{
    guint16 tls_port = free_port();

    fixture->port = free_port();
    run_command("tests/e2e/dovecot.sh start %s %u %u", fixture->folder,
                fixture->port, tls_port);
    fixture->url = g_strdup_printf("imap://localhost:%u", fixture->port);
    fixture->tls_url = g_strdup_printf("imaps://localhost:%u", tls_port);
}

static inline void
fixture_free(Fixture *fixture)
{
    run_command("tests/e2e/dovecot.sh stop %s && rm -rf %s", fixture->folder,
                fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->secret);
    g_free(fixture->spool);
    g_free(fixture->url);
    g_free(fixture->tls_url);
    g_free(fixture->ca_file);
    g_free(fixture);
}

static inline int
set_up(void **state)
{
    Fixture *fixture = fixture_new();

    start_dovecot(fixture);
    *state = fixture;
    return 0;
}

static inline int
tear_down(void **state)
{
    fixture_free(*state);
    return 0;
}

/* Each test has a user, and so a mailbox, of its own. */
static inline ConfigMailbox
make_config(const Fixture *fixture, const char *user)
{
    return (ConfigMailbox){
        .name = user,
        .address = "ref@example.org",
        .url = fixture->url,
        .folder = "INBOX",
        .user = user,
        .password_file = fixture->secret,
        .ca_file = fixture->ca_file,
    };
}

static inline void
deliver_bytes(const Fixture *fixture, const char *user, const char *bytes,
              gsize length)
{
    g_autofree char *command = g_strdup_printf(
        "tests/e2e/dovecot.sh deliver %s %s", fixture->folder, user);
    FILE *pipe = popen(command, "w");

    assert_int_equal(fwrite(bytes, 1, length, pipe), length);
    assert_int_equal(pclose(pipe), 0);
}

static inline char *
make_mail(const char *subject, gsize body_bytes)
{
    g_autofree char *body = g_strnfill(body_bytes, 'x');

    for (gsize i = 76; i < body_bytes; i += 77)
        body[i] = '\n';
    return g_strdup_printf("From: Marie <marie@example.org>\n"
                           "Message-ID: <%s@example.org>\n"
                           "Subject: %s\n\n%s\n",
                           subject, subject, body);
}

static inline void
deliver_mail(const Fixture *fixture, const char *user, const char *subject,
             gsize body_bytes)
{
    g_autofree char *mail = make_mail(subject, body_bytes);

    deliver_bytes(fixture, user, mail, strlen(mail));
}

/* What doveadm prints, without the last newline. Unlike IMAP SELECT, a look
 * through doveadm fetch leaves \Recent alone. */
static inline char *
ask_doveadm(const Fixture *fixture, const char *arguments)
{
    g_autofree char *command = g_strdup_printf("doveadm -c %s/dovecot.conf %s",
                                               fixture->folder, arguments);
    char *output = NULL;

    assert_true(g_spawn_command_line_sync(command, &output, NULL, NULL, NULL));
    return g_strchomp(output);
}
