/* Checks of single texts of the configuration: see ConfigConvert. */
#pragma once

#include "base/config_schema.h"

char *config_convert_line(const char *text, const char *folder,
                          const char **wrong);
char *config_convert_address(const char *text, const char *folder,
                             const char **wrong);
char *config_convert_reverse_path(const char *text, const char *folder,
                                  const char **wrong);
char *config_convert_path(const char *text, const char *folder,
                          const char **wrong);
char *config_convert_secret(const char *text, const char *folder,
                            const char **wrong);
char *config_convert_name(const char *text, const char *folder,
                          const char **wrong);
char *config_convert_id(const char *text, const char *folder,
                        const char **wrong);
char *config_convert_position_id(const char *text, const char *folder,
                                 const char **wrong);
char *config_convert_keyword(const char *text, const char *folder,
                             const char **wrong);
char *config_convert_zone(const char *text, const char *folder,
                          const char **wrong);
char *config_convert_subject(const char *text, const char *folder,
                             const char **wrong);
char *config_convert_mail_folder(const char *text, const char *folder,
                                 const char **wrong);
char *config_convert_imap_url(const char *text, const char *folder,
                              const char **wrong);
char *config_convert_smtp_url(const char *text, const char *folder,
                              const char **wrong);

/* TRUE where a URL that was converted leads to this machine: 127.0.0.0/8, ::1
 * or localhost. */
gboolean config_url_is_loopback(const char *url);
