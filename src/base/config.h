/* The configuration as const structs: dossierd.conf and the campaigns.
 *
 * config_load() reads everything, checks everything and reports every fault
 * in one run as "file:line: what is wrong, and what to write instead". What it
 * returns is complete, read-only and may be shared between threads; all
 * strings belong to it. Paths are absolute. The contract of keys and defaults
 * is dossierd.conf(5).
 */
#pragma once

#include "base/config_campaign.h"

#include <glib.h>

typedef enum { CONFIG_SEND_SHADOW, CONFIG_SEND_LIVE } ConfigSend;
typedef enum { CONFIG_AUTH_PASSWORD, CONFIG_AUTH_OAUTH2 } ConfigAuth;

/* How the connection is protected. NONE is accepted for loopback only. */
typedef enum {
    CONFIG_TLS_NONE,
    CONFIG_TLS_STARTTLS, /* required: no fall back to plain */
    CONFIG_TLS_IMPLICIT,
} ConfigTls;

typedef struct {
    const char *name;    /* unique, [a-z0-9_-]+ */
    const char *address; /* the mailbox's own address, lower case */
    const char *url;     /* imap://host[:port] or imaps://host[:port] */
    const char *folder;  /* UTF-8, "INBOX" */
    const char *user;
    const char *password_file; /* path, or "credential:NAME" */
    ConfigAuth auth;
    ConfigTls tls;
    const char *ca_file;      /* NULL: the system's */
    const char *filed_folder; /* NULL: nothing is moved; {campaign},
                                 {position} are expanded by the caller */
    const char *sent_folder;  /* NULL: nothing is appended; same fields */
    gboolean return_path;     /* its server writes Return-Path into each mail */
} ConfigMailbox;

typedef struct {
    const char *url;
    ConfigTls tls;
    const char *user; /* NULL: no login */
    const char *password_file;
    ConfigAuth auth;
    const char *from;           /* plain address */
    const char *from_name;      /* "" where the key is absent */
    const char *bounce_address; /* "" is the null reverse-path */
    const char *ca_file;
} ConfigSmtp;

typedef struct {
    guint answers_per_sender_per_day; /* default 10 */
    guint sends_per_hour;             /* default 1,000 */
    guint sends_per_day;              /* default 10,000 */
    gint64 message_bytes;             /* larger is not fetched; default 50 MB */
} ConfigLimits;

typedef struct Config {
    const char *file;
    const char *state_dir;
    const char *campaigns_dir;
    const char *texts_dir; /* NULL: file_texts_folder() */
    const char *timezone;  /* IANA name, checked */
    ConfigSend send;
    guint poll_seconds;
    guint certificate_days; /* told so long before one ends; 0: never */
    ConfigSmtp smtp;
    const char *operator_address;
    const char *report_dir;   /* NULL: no pages */
    guint store_mode;         /* of a dossier's file; 0: its owner's alone */
    guint report_mode;        /* of a page's file; 0: its owner's alone */
    const char *clamd_socket; /* NULL: no scan */
    const char *metrics_file; /* NULL: none */
    ConfigLimits limits;
    const ConfigMailbox *mailboxes;
    gsize n_mailboxes;
    const ConfigCampaign *campaigns;
    gsize n_campaigns;
} Config;

#define CONFIG_ERROR (config_error_quark())
GQuark config_error_quark(void);
typedef enum { CONFIG_ERROR_FAULTS } ConfigError;

/* Reads `path` and the campaigns it names. On failure returns NULL and sets
 * `error`; its message holds one line a fault, in the order of the files.
 * Secrets are checked (file_check_secret) but not read, unless
 * `skip_secrets` (explain needs no mailbox). */
Config *config_load(const char *path, gboolean skip_secrets, GError **error);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* Look-ups; NULL where there is none. */
const ConfigMailbox *config_find_mailbox(const Config *config,
                                         const char *name);
const ConfigCampaign *config_find_campaign(const Config *config,
                                           const char *id);
const ConfigPosition *config_find_position(const ConfigCampaign *campaign,
                                           const char *id);
const ConfigDocument *config_find_document(const ConfigCampaign *campaign,
                                           const char *id);

/* The folder with templates and phrases: the key `templates`, else
 * file_texts_folder(). g_free(). */
char *config_texts_folder(const Config *config, GError **error);

/* TRUE for an address that is ours: a mailbox, the sender of our mail, the
 * operator, a referent, a position's address. */
gboolean config_is_own_address(const Config *config, const char *address);
