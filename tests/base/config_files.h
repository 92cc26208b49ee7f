/* A good dossierd.conf and a good campaign in a scratch folder, for the tests
 * of the configuration to break. */
#pragma once

#include "base/config.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Line numbers in the cases count in these two texts. */
static const char main_text[] =
    "state_dir = \"state\";\n"
    "campaigns = \"campaigns\";\n"
    "timezone = \"Europe/Paris\";\n"
    "send = \"shadow\";\n"
    "poll_seconds = 60;\n" /* 5 */
    "smtp = {\n"
    "  url = \"smtps://smtp.example.org:465\";\n"
    "  user = \"dossierd\"; password_file = \"secret\";\n"
    "  from = \"Candidatures@example.org\"; from_name = \"C\";\n"
    "  bounce_address = \"\"; ca_file = \"\";\n" /* 10 */
    "};\n"
    "operator = \"admin@example.org\";\n"
    "mailboxes = (\n"
    "  { name = \"referent\"; address = \"Referent@example.org\";\n"
    "    url = \"imaps://imap.example.org:993\";\n" /* 15 */
    "    user = \"referent\"; password_file = \"secret\"; },\n"
    "  { name = \"artaud\"; address = \"artaud@example.org\";\n"
    "    url = \"imap://127.0.0.1:1143\";\n"
    "    user = \"artaud\"; password_file = \"secret\"; }\n"
    ");\n"; /* 20 */

static const char campaign_text[] =
    "campaign = {\n"
    "  id = \"rs2026\"; title = \"Coordonnateur\";\n"
    "  subject = \"Candidature – {family_name} {given_name}\";\n"
    "  keywords = [ \"micro-lycée\" ];\n"
    "  published = \"2026-05-04\";\n" /* 5 */
    "  deadline = { days_after_publication = 15; };\n"
    "  mailboxes = [ \"referent\", \"artaud\" ];\n"
    "  referent = { name = \"R\"; address = \"referent@example.org\"; };\n"
    "  positions = (\n"
    "    { id = \"0132733a\"; title = \"Artaud\";\n" /* 10 */
    "      addresses = [ \"CE.0132733a@example.org\" ];\n"
    "      keywords = [ \"Artaud\" ]; },\n"
    "    { id = \"duby\"; title = \"Duby\";\n"
    "      addresses = [ \"duby@example.org\" ]; } );\n"
    "  documents = (\n" /* 15 */
    "    { id = \"cv\"; title = \"CV\"; required = true;\n"
    "      keywords = [ \"cv\" ]; },\n"
    "    { id = \"avis\"; title = \"Avis\"; required = false;\n"
    "      keywords = [ \"avis\" ]; } );\n"
    "  reminders = { days_before = [ 2, 7, 2 ]; };\n" /* 20 */
    "  digest = { day = \"sunday\"; time = \"18:30\"; };\n"
    "};\n";

typedef struct {
    char *folder, *campaigns;
    char *main_file, *campaign_file, *secret;
} Files;

static char *
replace(const char *text, const char *from, const char *to)
{
    g_autoptr(GString) result = g_string_new(text);
    if (from && g_string_replace(result, from, to, 1) != 1)
        fail_msg("the case replaces nothing: %s", from);
    return g_string_free(g_steal_pointer(&result), FALSE);
}

static void
write_file(const char *path, const char *text)
{
    assert_true(g_file_set_contents_full(
        path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static Files *
files_new(void)
{
    Files *files = g_new0(Files, 1);
    files->folder = g_dir_make_tmp("config-XXXXXX", NULL);
    files->campaigns = g_build_filename(files->folder, "campaigns", NULL);
    files->main_file = g_build_filename(files->folder, "dossierd.conf", NULL);
    files->campaign_file =
        g_build_filename(files->campaigns, "rs2026.conf", NULL);
    files->secret = g_build_filename(files->folder, "secret", NULL);
    assert_int_equal(g_mkdir(files->campaigns, 0700), 0);
    write_file(files->main_file, main_text);
    write_file(files->campaign_file, campaign_text);
    write_file(files->secret, "word\n");
    return files;
}

static void
files_free(Files *files)
{
    g_unlink(files->main_file);
    g_unlink(files->campaign_file);
    g_unlink(files->secret);
    g_rmdir(files->campaigns);
    g_rmdir(files->folder);
    g_free(files->folder);
    g_free(files->campaigns);
    g_free(files->main_file);
    g_free(files->campaign_file);
    g_free(files->secret);
    g_free(files);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Files, files_free)

/* The lines said about the files, NULL where they are good. */
static char **
faults_of(const Files *files)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load(files->main_file, FALSE, &error);
    if (config)
        return NULL;
    assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_FAULTS));
    return g_strsplit(error->message, "\n", -1);
}
