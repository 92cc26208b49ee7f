/* dossierctl init: what its files share. init_questions.c knows what
 * is asked, init_ask.c the terminal, init_try.c tries the servers,
 * init_write.c writes.
 */
#pragma once

#include "base/config.h"
#include "base/phrase.h"

/* Where the service of the package looks. */
#define INIT_SYSTEM_FOLDER "/etc/dossierd"

/* Where answers come from: options, a person at a terminal, defaults. */
typedef struct {
    const Phrases *phrases;
    gboolean interactive;
    GHashTable *given; /* option → GStrv of its values, in order */
} InitAsker;

/* A server; `secret` is NULL where it wants no login. The password stands in a
 * file without a name (memfd_create) until it is written: `secret` is a path
 * by which it can be read as long as `secret_fd` is open. */
typedef struct {
    char *url, *user, *secret;
    int secret_fd;
} InitServer;

/* By the scheme of its URL, as `dossierd --check` wants it. */
ConfigTls init_server_tls(const InitServer *server);

typedef struct {
    char *name, *address;
    InitServer server;
} InitMailbox;

typedef struct {
    char *id, *title, *address, *keywords; /* address: "" if none */
} InitPosition;

typedef struct {
    GPtrArray *mailboxes; /* InitMailbox* */
    InitServer smtp;
    char *from, *from_name, *operator_address, *ca_file, *state_dir;
    char *id, *title, *keywords;
    char *subject, *published, *deadline; /* "" if none */
    char *referent_name, *referent;
    GPtrArray *positions; /* InitPosition* */
} InitAnswers;

InitAnswers *init_answers_new(void);
void init_answers_free(InitAnswers *answers); /* closes the passwords */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InitAnswers, init_answers_free)

/* The form in which an answer is kept; NULL with the key of a phrase that says
 * what is wrong. */
typedef char *(*InitConvert)(const char *text, const char **wrong);

/* The answer number `index` to the question `option`: given on the command
 * line, typed (a wrong one is asked again), or `fallback` (NULL: there must be
 * one; "" is an answer). `wording` is the phrase of the question. FALSE after
 * saying what is missing or wrong: EX_USAGE. */
gboolean init_ask(const InitAsker *asker, const char *option, guint index,
                  const char *wording, const char *fallback,
                  InitConvert convert, char **answer);

/* The same for a password: from --<option> FILE, or typed unseen. With
 * `same_as`, none at all means the password of that server. */
gboolean init_ask_secret(const InitAsker *asker, const char *option,
                         guint index, const char *wording, const char *value,
                         const InitServer *same_as, InitServer *server);

/* Whether the person wants to answer again; FALSE without a person. */
gboolean init_ask_again(const InitAsker *asker);

/* The phrase `key` of [init]; new string. */
char *init_phrase(const InitAsker *asker, const char *key, const char *value);

/* Connects and prints what was found, in French. */
gboolean init_try_mailbox(const InitAsker *asker, const InitMailbox *mailbox,
                          const char *ca_file);
gboolean init_try_smtp(const InitAsker *asker, const InitAnswers *answers);

/* All questions, with a connection to each server unless `untried`; `works`
 * becomes FALSE where one could not be used. FALSE as init_ask(). */
gboolean init_ask_all(const InitAsker *asker, const char *folder,
                      gboolean untried, InitAnswers *answers, gboolean *works);

/* Writes all files below `folder`, for the account `owner` (NULL: whoever
 * runs this), or none: what is there already is never overwritten. Prints
 * each path. Returns the exit code. */
int init_write(const InitAsker *asker, const char *folder, const char *owner,
               const char *texts, const InitAnswers *answers);

/* EX_OK if nothing that would be written is there already; says what is. */
int init_check_target(const char *folder);
