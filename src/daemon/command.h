/* What dossierctl changes: one implementation for both places it can run in,
 * the daemon (through daemon/control.h) and dossierctl itself while no daemon
 * holds the state folder.
 */
#pragma once

#include "daemon/services.h"

/* Runs one command: `arguments` are NULL-terminated, the command's name first
 * ("outbox", "release", "12"). `user` is who asks, for the register. Appends
 * what the person should read to `output` and returns an exit code of
 * sysexits(3). A command is all or nothing. */
int command_run(const Services *services, const char *const *arguments,
                const char *user, GString *output);
