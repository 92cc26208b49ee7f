/* dossierctl init: questions and answers. */
#include "base/file.h"
#include "ctl/init.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define ANSWER_BYTES 1000

char *
init_phrase(const InitAsker *asker, const char *key, const char *value)
{
    return phrases_get(asker->phrases, "init", key, value);
}

static const char *
given_value(const InitAsker *asker, const char *option, guint index)
{
    char **values = g_hash_table_lookup(asker->given, option);
    return values && index < g_strv_length(values) ? values[index] : NULL;
}

/* A line that was typed, without its end; FALSE at the end of all input. */
static gboolean
read_line(char *line, gsize size)
{
    fflush(stdout);
    if (!fgets(line, (int)size, stdin))
        return FALSE;
    line[strcspn(line, "\r\n")] = '\0';
    return TRUE;
}

static void
print_question(const InitAsker *asker, const char *wording, const char *value,
               const char *fallback)
{
    g_autofree char *question = init_phrase(asker, wording, value);
    if (fallback && *fallback)
        printf("%s [%s] : ", question, fallback);
    else
        printf("%s : ", question);
}

static void
say_wrong(const InitAsker *asker, const char *option, const char *text,
          const char *wrong)
{
    g_autofree char *words = init_phrase(asker, wrong, NULL);
    if (asker->interactive)
        printf("  → %s\n", words);
    else
        g_printerr("dossierctl: --%s %s: %s\n", option, text, words);
}

/* An answer is one line of a configuration, whatever was pasted. */
static char *
take(const char *text, InitConvert convert, const char **wrong)
{
    g_autofree char *line = g_strdup(text);
    for (char *p = line; *p; p++)
        if (g_ascii_iscntrl(*p))
            *p = ' ';
    g_strstrip(line);
    if (!g_utf8_validate(line, -1, NULL)) {
        *wrong = "wrong-name";
        return NULL;
    }
    return convert ? convert(line, wrong) : g_steal_pointer(&line);
}

static gboolean
ask_person(const InitAsker *asker, const char *wording, const char *fallback,
           InitConvert convert, char **answer)
{
    char line[ANSWER_BYTES];
    for (;;) {
        const char *wrong = "wrong-empty";
        print_question(asker, wording, NULL, fallback);
        if (!read_line(line, sizeof line)) {
            g_printerr("\ndossierctl: the input ended before the questions "
                       "did; nothing was written\n");
            return FALSE;
        }
        const char *text = *line ? line : fallback;
        char *good = text ? take(text, convert, &wrong) : NULL;
        if (good) {
            *answer = good;
            return TRUE;
        }
        say_wrong(asker, wording, text, wrong);
    }
}

gboolean
init_ask(const InitAsker *asker, const char *option, guint index,
         const char *wording, const char *fallback, InitConvert convert,
         char **answer)
{
    const char *text = given_value(asker, option, index);
    if (!text && asker->interactive)
        return ask_person(asker, wording, fallback, convert, answer);
    if (!text)
        text = fallback;
    if (!text) {
        g_printerr("dossierctl: --%s is missing; give it, or run this on a "
                   "terminal to be asked\n",
                   option);
        return FALSE;
    }
    const char *wrong = "wrong-empty";
    *answer = take(text, convert, &wrong);
    if (!*answer)
        say_wrong(asker, option, text, wrong);
    return *answer != NULL;
}

gboolean
init_ask_again(const InitAsker *asker)
{
    if (!asker->interactive)
        return FALSE;
    char line[ANSWER_BYTES];
    g_autofree char *no = init_phrase(asker, "no", NULL);
    print_question(asker, "again", NULL, NULL);
    return read_line(line, sizeof line) &&
           g_ascii_strncasecmp(line, no, strlen(no)) != 0;
}

/* Types without an echo. Signals wait meanwhile: a terminal that stays mute
 * after Ctrl-C is worse than a Ctrl-C that acts on Enter. */
static gboolean
read_unseen(char *line, gsize size)
{
    struct termios before, mute;
    sigset_t waiting, old;
    sigfillset(&waiting);
    gboolean is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    pthread_sigmask(SIG_BLOCK, &waiting, &old);
    if (is_terminal) {
        mute = before;
        mute.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &mute);
    }
    gboolean good = read_line(line, size);
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        printf("\n");
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return good;
}

static gboolean
keep_secret(const char *secret, InitServer *server)
{
    int fd = memfd_create("secret", MFD_CLOEXEC);
    if (fd < 0 || fchmod(fd, 0600) != 0 ||
        !file_write_all(fd, secret, strlen(secret), NULL)) {
        g_printerr("dossierctl: the password cannot be kept in memory: %s\n",
                   g_strerror(errno));
        return FALSE;
    }
    if (server->secret_fd >= 0)
        close(server->secret_fd);
    g_free(server->secret);
    server->secret_fd = fd;
    server->secret = g_strdup_printf("/proc/self/fd/%d", fd);
    return TRUE;
}

static gboolean
copy_secret(const char *path, InitServer *server)
{
    g_autoptr(GError) error = NULL;
    char *secret = file_read_secret(path, &error);
    if (!secret) {
        g_printerr("dossierctl: %s\n", error->message);
        return FALSE;
    }
    gboolean good = keep_secret(secret, server);
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
    return good;
}

static gboolean
type_secret(const InitAsker *asker, const char *wording, const char *value,
            gboolean may_be_empty, InitServer *server, gboolean *empty)
{
    char line[ANSWER_BYTES];
    for (;;) {
        print_question(asker, wording, value, NULL);
        if (!read_unseen(line, sizeof line))
            return FALSE;
        *empty = *line == '\0';
        if (!*empty || may_be_empty)
            break;
        say_wrong(asker, wording, "", "wrong-empty");
    }
    gboolean good = *empty || keep_secret(line, server);
    explicit_bzero(line, sizeof line);
    return good;
}

gboolean
init_ask_secret(const InitAsker *asker, const char *option, guint index,
                const char *wording, const char *value,
                const InitServer *same_as, InitServer *server)
{
    const char *path = given_value(asker, option, index);
    gboolean empty = TRUE;
    if (path)
        return copy_secret(path, server);
    if (asker->interactive &&
        !type_secret(asker, wording, value, same_as != NULL, server, &empty))
        return FALSE;
    if (!empty)
        return TRUE;
    if (same_as && same_as->secret)
        return copy_secret(same_as->secret, server);
    g_printerr("dossierctl: --%s is missing; give the file that holds the "
               "password, or run this on a terminal\n",
               option);
    return FALSE;
}
