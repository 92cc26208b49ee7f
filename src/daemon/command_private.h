/* Between daemon/command*.c: the commands of the table. Each gets the words
 * after its name, who asks, and where to say what the person should read; each
 * returns an exit code of sysexits(3). */
#pragma once

#include "daemon/services.h"

int command_file(const Services *services, const char *const *arguments,
                 const char *user, GString *output);
int command_withdraw(const Services *services, const char *const *arguments,
                     const char *user, GString *output);
int command_erase(const Services *services, const char *const *arguments,
                  const char *user, GString *output);
int command_purge(const Services *services, const char *const *arguments,
                  const char *user, GString *output);

/* Says why and tells which exit code that is. */
int command_fail(GString *output, const GError *error);

/* An option with a value, "--name VALUE", at `*at`: moves past it and sets
 * `value`. FALSE where another word stands there, or no value follows. */
gboolean command_option(const char *const **at, const char *name,
                        const char **value);
