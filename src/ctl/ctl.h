/* dossierctl's commands: one file each, one row each in the table of main.c.
 *
 * A command writes its result to stdout, says what is wrong in one line on
 * stderr, and returns an exit code of sysexits(3).
 */
#pragma once

#include "base/config.h"

typedef struct {
    const char *program;     /* "dossierctl" */
    const char *config_file; /* -c, or the default */
    gboolean json;           /* --json */
    /* What follows the command's name, NULL-terminated. */
    const char *const *arguments;
} CtlContext;

int ctl_explain(const CtlContext *context);
int ctl_list(const CtlContext *context);
int ctl_show(const CtlContext *context);
int ctl_messages(const CtlContext *context);
int ctl_outbox(const CtlContext *context);
int ctl_status(const CtlContext *context);
int ctl_health(const CtlContext *context);
int ctl_report(const CtlContext *context);
int ctl_export(const CtlContext *context);
int ctl_digest(const CtlContext *context);
int ctl_preview(const CtlContext *context);
int ctl_init(const CtlContext *context);
int ctl_file(const CtlContext *context);
int ctl_withdraw(const CtlContext *context);
int ctl_erase(const CtlContext *context);
int ctl_purge(const CtlContext *context);
int ctl_verify(const CtlContext *context);
int ctl_backup(const CtlContext *context);
int ctl_rebuild(const CtlContext *context);

/* Shared by the commands. */

/* The configuration, or NULL with its faults on stderr: EX_CONFIG. */
Config *ctl_load_config(const CtlContext *context);

/* Who runs the command, for the register. */
const char *ctl_user_name(void);

/* Says "dossierctl: …" on stderr; returns `code`. */
int ctl_fail(int code, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Runs a changing command in the daemon, or here while none runs. */
int ctl_change(const CtlContext *context, const char *const *arguments);
/* The same for a command's name and the words that follow it. */
int ctl_change_named(const CtlContext *context, const char *name);
