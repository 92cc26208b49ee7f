/* Broken configurations, and what is said about each. */
#include "base/config.h"
#include "base/config_schema.h"

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

typedef struct {
    const char *from, *to; /* what is replaced in the good file */
    int line;
    const char *words; /* of the one fault that is said */
} FaultCase;

static void
check_fault(const char *file, const char *text, const FaultCase *fault)
{
    g_autoptr(Files) files = files_new();
    g_autofree char *path = g_build_filename(files->folder, file, NULL);
    g_autofree char *broken = replace(text, fault->from, fault->to);
    write_file(path, broken);
    g_auto(GStrv) lines = faults_of(files);
    if (!lines)
        fail_msg("taken: %s", fault->to);
    g_autofree char *prefix = g_strdup_printf("%s:%d: ", path, fault->line);
    if (!g_str_has_prefix(lines[0], prefix) || !strstr(lines[0], fault->words))
        fail_msg("expected \"%s…%s\", got \"%s\"", prefix, fault->words,
                 lines[0]);
    if (lines[1] && g_str_has_prefix(lines[1], path))
        fail_msg("a second fault for one: \"%s\" and \"%s\"", lines[0],
                 lines[1]);
    /* What is wrong; what to write instead. */
    if (!strstr(lines[0], "; ") && !strstr(lines[0], ": "))
        fail_msg("no advice: %s", lines[0]);
}

static void
test_faults_of_the_main_file(void **state)
{
    (void)state;
    static const FaultCase cases[] = {
        {"state_dir = \"state\";\n", "\n", 1, "state_dir is missing; add "},
        {"\"state\"", "\"\"", 1, "state_dir is empty; write state_dir = "},
        {"\"state\"", "3", 1, "state_dir must be a text in quotes"},
        {"poll_seconds", "pol_second", 5, "did you mean poll_seconds?"},
        {"poll_seconds", "zzz", 5, "the keys here are state_dir, campaigns"},
        {"= 60", "= 0", 5, "poll_seconds must be 1 to 86400; write"},
        {"= 60", "= 60.5", 5, "must be a whole number"},
        {"= 60", "= \"60\"", 5, "must be a whole number"},
        {"= 60", "= 99999999999L", 5, "must be 1 to 86400"},
        {"= 60;", "= 60;\npoll_seconds = 61;", 6, "duplicate"},
        {"= 60;", "= ;", 5, "syntax error"},
        {"poll_seconds", "@include \"/dev/zero\"\npoll_seconds", 5,
         "@include is not taken"},
        {"\"C\"", "\"\xE9\"", 9, "save the file as UTF-8"},
        {"Europe/Paris", "Europe/Pariss", 3, "is not a time zone"},
        {"Europe/Paris", "../../etc/passwd", 3, "is not a time zone"},
        {"Europe/Paris", "+02:00", 3, "is not a time zone"},
        {"\"shadow\"", "\"dry-run\"", 4,
         "send must be \"shadow\" or \"live\"; write"},
        {"\"shadow\"", "true", 4, "must be \"shadow\" or \"live\""},
        {"smtps://", "smtp://", 7, "starttls = \"required\";"},
        {"smtps://", "http://", 7, "has the wrong scheme; write url = "},
        {":465", ":99999", 7, "port of 1 to 65535"},
        {":465", ":0", 7, "no valid host or port"},
        {":465", "/path", 7, "more than scheme, host and port"},
        {"smtps://", "smtps://user:word@", 7, "more than scheme"},
        {"smtp.example.org", "smtp_.example.org", 7, "no valid host"},
        {"smtp.example.org:465\"", "smtp.example.org\"; starttls = \"must\"", 7,
         "starttls must be \"required\"; write"},
        {"smtp.example.org:465\"",
         "smtp.example.org\"; starttls = \"required\"", 7,
         "starttls does not go with smtps://"},
        {"password_file = \"secret\"", "password = \"secret\"", 8,
         "must not stand in the configuration; write password_file"},
        {"user = \"dossierd\"; ", "", 8, "password_file without user"},
        {" password_file = \"secret\";\n  from", "\n  from", 8,
         "user without password_file"},
        {"Candidatures@", "Candidatures ", 9, "is not a plain mail address"},
        {"Candidatures@example.org", "a@b.example\\r\\nBcc: c@d.example", 9,
         "\\x0D\\x0A"},
        {"\"C\"", "\"C\\nBcc: x\"", 9, "holds a line break"},
        {"ca_file = \"\"", "ca_file = \"none.pem\"", 10, "none.pem is missing"},
        {"password_file = \"secret\";\n  from", "password_file = \"\";\n  from",
         8, "user without password_file"},
        {"operator = \"admin@example.org\";", "", 1, "operator is missing"},
        {"  { name = \"referent\"; ", "  { ", 14, "name is missing; add"},
        {"\"referent\"; address", "\"Référent\"; address", 14,
         "must be made of a-z"},
        {"name = \"artaud\"", "name = \"referent\"", 17,
         "a second mailbox is named \"referent\""},
        {"imap://127.0.0.1:1143\";\n    user = \"artaud\"",
         "imaps://imap.example.org:993\";\n    user = \"referent\"", 17,
         "is the folder that \"referent\" watches already"},
        {"imap://127.0.0.1", "imap://192.168.0.1", 18, "in the clear"},
        {"imap://127.0.0.1", "imap://localhost.example.org", 18,
         "in the clear"},
        {"imap://127.0.0.1", "imap://127.0.0.1.example.org", 18,
         "in the clear"},
        {"imap://127.0.0.1:1143", "imap://[2001:db8::1]:143", 18,
         "in the clear"},
        {"imap://127.0.0.1:1143", "imap://127.1", 18, "no valid host"},
        {"secret\"; }\n", "none\"; }\n", 19,
         "none is missing; create it with install -m 600 /dev/null "},
        {"secret\"; }\n", "credential:x\"; }\n", 19, "LoadCredential="},
        {"secret\"; }\n", "secret\"; auth = \"oauth\"; }\n", 19,
         "auth must be \"password\" or \"oauth2\""},
        {"secret\"; }\n", "secret\"; filed_folder = \"{year}\"; }\n", 19,
         "a field other than {campaign}"},
        {"secret\"; }\n", "secret\"; folder = 5; }\n", 19,
         "folder must be a text"},
        {"operator", "limits = { sends_per_hour = -1; };\noperator", 12,
         "sends_per_hour must be 1 to "},
        {"operator", "templates = \"/none\";\noperator", 12, "is no folder"},
        {"\"campaigns\"", "\"camp\"", 2, "camp"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check_fault("dossierd.conf", main_text, &cases[i]);
}

static void
test_faults_of_a_campaign(void **state)
{
    (void)state;
    static const FaultCase cases[] = {
        {"campaign = {", "campain = {", 1, "did you mean campaign?"},
        {"id = \"rs2026\"; ", "", 1, "id is missing; add id = "},
        {"\"rs2026\"", "\"RS/2026\"", 2, "must be made of a-z"},
        {"\"rs2026\"", "\"..\"", 2, "must be made of a-z"},
        {"\"rs2026\"", "\"con\"", 2, "no reserved name"},
        {" title = \"Coordonnateur\";", "", 1, "title is missing"},
        {"{family_name} {given_name}", "{family_name}", 3,
         "must hold {family_name} and {given_name}"},
        {"{given_name}", "{given_name} {x}", 3, "a field other than"},
        {"Candidature – ", "", 3, "no words beside the names"},
        {"[ \"micro-lycée\" ]", "[ ]", 4, "keywords is empty; write"},
        {"[ \"micro-lycée\" ]", "[ \"–\" ]", 4, "neither letter nor digit"},
        {"[ \"micro-lycée\" ]", "\"micro-lycée\"", 4, "a list of texts"},
        {"[ \"micro-lycée\" ]", "[ 1, 2 ]", 4, "must hold texts only"},
        {"[ \"micro-lycée\" ]", "[ \"a\", 2 ]", 4, ""},
        {"2026-05-04", "2026-02-30", 5, "\"2026-02-30\" is no day"},
        {"2026-05-04", "2026-13-01", 5, "is no day of the calendar"},
        {"2026-05-04", "2023-02-29", 5, "is no day of the calendar"},
        {"2026-05-04", "04/05/2026", 5, "as \"YYYY-MM-DD\"; write"},
        {"\"2026-05-04\"", "20260504", 5, "as \"YYYY-MM-DD\""},
        {"  published = \"2026-05-04\";\n", "", 5, "without published; add"},
        {"days_after_publication = 15", "date = \"2026-05-03\"", 6,
         "before the day of publication"},
        {"= 15;", "= 15; date = \"2026-05-20\";", 6, "has both date and"},
        {"= 15;", "= 15; inclusive = false;", 6, "goes with date only"},
        {"days_after_publication = 15;", "", 6, "the deadline has no day"},
        {"days_after_publication", "days_after_publicaton", 6, "did you mean"},
        {"deadline = { days_after_publication = 15; };",
         "strict_deadline = true;", 6, "strict_deadline without deadline"},
        {"= 15;", "= -1;", 6, "days_after_publication must be 0 to"},
        {"subject = \"Candidature – {family_name} {given_name}\"",
         "subject_required = true", 3, "subject_required without subject"},
        {"[ \"referent\", \"artaud\" ]", "[ ]", 7, "would not be heard"},
        {"  mailboxes = [ \"referent\", \"artaud\" ];\n", "", 2,
         "would not be heard"},
        {"\"artaud\" ]", "\"artud\" ]", 7, "write \"artaud\""},
        {"\"artaud\" ]", "\"referent\" ]", 7, "is listed twice"},
        {" address = \"referent@example.org\";", "", 8, "address is missing"},
        {"\"0132733a\"", "\"duby\"", 13,
         "a second position has the id \"duby\""},
        {"\"0132733a\"", "\"Duby\"", 13, "a second position has the id"},
        {"\"duby@example.org\"",
         "\"x@y.example\",\n\"ce.0132733A@example.org\"", 15,
         "claimed by position \"0132733A\" already"},
        {"\"duby@example.org\"", "\"duby\"", 14, "not a plain mail address"},
        {"[ \"Artaud\" ]", "[ ]", 12, "keywords is empty"},
        {"\"avis\"; title", "\"cv\"; title", 18,
         "a second document has the id \"cv\""},
        {"[ \"cv\" ]", "[ ]", 17, "keywords is empty"},
        {"required = true", "required = 1", 16, "must be true or false"},
        {"[ 2, 7, 2 ]", "[ -2 ]", 20, "days_before must be 0 to"},
        {"[ 2, 7, 2 ]", "7", 20, "a list of numbers"},
        {"\"sunday\"", "\"dimanche\"", 21, "day must be \"monday\" or"},
        {"\"18:30\"", "\"24:00\"", 21, "time must be a time as \"HH:MM\""},
        {"\"18:30\"", "\"8:30\"", 21, "as \"HH:MM\""},
        {" time = \"18:30\";", "", 21, "time is missing; add"},
        {"digest", "retention_days = 0;\ndigest", 21, "retention_days must"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check_fault("campaigns/rs2026.conf", campaign_text, &cases[i]);
}

static void
test_all_faults_in_one_run(void **state)
{
    (void)state;
    g_autoptr(Files) files = files_new();
    g_autofree char *one = replace(main_text, "= 60", "= \"x\"");
    g_autofree char *two = replace(one, "admin@", "admin ");
    g_autofree char *three = replace(campaign_text, "\"18:30\"", "5");
    g_autofree char *four = replace(three, "\"rs2026\"", "\"\"");
    write_file(files->main_file, two);
    write_file(files->campaign_file, four);
    g_auto(GStrv) lines = faults_of(files);
    assert_int_equal(g_strv_length(lines), 4);
    static const char *const places[] = {
        "dossierd.conf:5: ", "dossierd.conf:12: ", "rs2026.conf:2: ",
        "rs2026.conf:21: "};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
        assert_non_null(strstr(lines[i], places[i]));
}

static void
test_two_campaigns_of_one_id(void **state)
{
    (void)state;
    g_autoptr(Files) files = files_new();
    g_autofree char *copy = g_build_filename(files->campaigns, "zz.conf", NULL);
    g_autofree char *hidden =
        g_build_filename(files->campaigns, ".#x.conf", NULL);
    write_file(copy, campaign_text);
    write_file(hidden, "not read");
    g_auto(GStrv) lines = faults_of(files);
    g_unlink(copy);
    g_unlink(hidden);
    assert_non_null(strstr(lines[0], "zz.conf:2: the campaign of "));
    assert_null(lines[1]);
}

static void
test_files_that_are_none(void **state)
{
    (void)state;
    g_autoptr(Files) files = files_new();
    g_unlink(files->campaign_file);
    g_auto(GStrv) empty = faults_of(files);
    assert_non_null(strstr(empty[0], "dossierd.conf:2: "));
    assert_non_null(strstr(empty[0], "holds no *.conf"));
    g_unlink(files->main_file);
    g_auto(GStrv) absent = faults_of(files);
    assert_non_null(strstr(absent[0], "dossierd.conf:1: "));
    assert_int_equal(g_mkdir(files->main_file, 0700), 0);
    g_auto(GStrv) folder = faults_of(files);
    assert_non_null(strstr(folder[0], "dossierd.conf:1: "));
    g_rmdir(files->main_file);
}

static void
test_secrets_that_others_can_read(void **state)
{
    (void)state;
    g_autoptr(Files) files = files_new();
    assert_int_equal(g_chmod(files->secret, 0640), 0);
    g_auto(GStrv) lines = faults_of(files);
    assert_int_equal(g_strv_length(lines), 3);
    static const char *const places[] = {":8: ", ":16: ", ":19: "};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        assert_non_null(strstr(lines[i], places[i]));
        assert_non_null(strstr(lines[i], "chmod 600 "));
    }
    g_autoptr(Config) skipped = config_load(files->main_file, TRUE, NULL);
    assert_non_null(skipped);
}

static void
test_good_urls(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        ConfigTls tls;
    } cases[] = {
        {"imaps://imap.example.org", CONFIG_TLS_IMPLICIT},
        {"imaps://imap.example.org/", CONFIG_TLS_IMPLICIT},
        {"imap://imap.example.org\"; starttls = \"required",
         CONFIG_TLS_STARTTLS},
        {"imap://localhost:143", CONFIG_TLS_NONE},
        {"imap://LOCALHOST", CONFIG_TLS_NONE},
        {"imap://127.8.9.10", CONFIG_TLS_NONE},
        {"imap://[::1]:1143", CONFIG_TLS_NONE},
        {"imap://127.0.0.1\"; starttls = \"required", CONFIG_TLS_STARTTLS},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Files) files = files_new();
        g_autofree char *text =
            replace(main_text, "imap://127.0.0.1:1143", cases[i].url);
        write_file(files->main_file, text);
        g_autoptr(GError) error = NULL;
        g_autoptr(Config) config = config_load(files->main_file, FALSE, &error);
        if (!config)
            fail_msg("%s", error->message);
        assert_int_equal(config->mailboxes[1].tls, cases[i].tls);
    }
}

static void
check_main(const Config *config, const char *folder)
{
    g_autofree char *state_dir = g_build_filename(folder, "state", NULL);
    assert_string_equal(config->state_dir, state_dir);
    assert_string_equal(config->timezone, "Europe/Paris");
    assert_int_equal(config->send, CONFIG_SEND_SHADOW);
    assert_int_equal(config->limits.sends_per_hour, 1000);
    assert_int_equal(config->limits.answers_per_sender_per_day, 10);
    assert_int_equal(config->limits.message_bytes, 50 * 1024 * 1024);
    assert_string_equal(config->smtp.from, "candidatures@example.org");
    assert_string_equal(config->smtp.bounce_address, "");
    assert_null(config->smtp.ca_file);
    assert_int_equal(config->n_mailboxes, 2);
    const ConfigMailbox *mailbox = config_find_mailbox(config, "referent");
    assert_string_equal(mailbox->address, "referent@example.org");
    assert_string_equal(mailbox->folder, "INBOX");
    assert_null(mailbox->filed_folder);
    assert_true(g_path_is_absolute(mailbox->password_file));
    assert_null(config_find_mailbox(config, "x"));
    assert_null(config_find_campaign(config, "x"));
}

static void
check_campaign(const ConfigCampaign *campaign)
{
    assert_int_equal(campaign->deadline.kind, CONFIG_DEADLINE_DAYS);
    assert_int_equal(campaign->n_reminder_days, 2);
    assert_int_equal(campaign->reminder_days[0], 7);
    assert_int_equal(campaign->reminder_days[1], 2);
    assert_int_equal(campaign->n_alert_days, 0);
    assert_true(campaign->digest.enabled);
    assert_int_equal(campaign->digest.weekday, 7);
    assert_int_equal(campaign->digest.hour, 18);
    assert_int_equal(campaign->digest.minute, 30);
    assert_int_equal(campaign->retention_days, 730);
    assert_string_equal(campaign->contact, "R, referent@example.org");
    assert_null(campaign->copies[0]);
    const ConfigPosition *position = config_find_position(campaign, "0132733A");
    assert_string_equal(position->addresses[0], "ce.0132733a@example.org");
    assert_null(campaign->positions[1].keywords[0]);
    assert_null(config_find_position(campaign, "x"));
    assert_null(config_find_document(campaign, "x"));
}

static void
test_good_files(void **state)
{
    (void)state;
    g_autoptr(Files) files = files_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load(files->main_file, FALSE, &error);
    if (!config)
        fail_msg("%s", error->message);
    check_main(config, files->folder);
    check_campaign(config_find_campaign(config, "rs2026"));
    static const char *const own[] = {
        "CANDIDATURES@example.org", "admin@example.org", "artaud@example.org",
        "referent@example.org",     "duby@example.org",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
        assert_true(config_is_own_address(config, own[i]));
    assert_false(config_is_own_address(config, "marie@example.org"));
    assert_false(config_is_own_address(config, NULL));
    assert_false(config_is_own_address(config, ""));
}

/* Windows editors write a mark at the start and end lines with CR LF. */
static void
test_windows_editors(void **state)
{
    (void)state;
    g_autoptr(Files) files = files_new();
    g_autoptr(GString) text = g_string_new(main_text);
    g_string_replace(text, "\n", "\r\n", 0);
    g_string_prepend(text, "\uFEFF");
    write_file(files->main_file, text->str);
    g_auto(GStrv) lines = faults_of(files);
    if (lines)
        fail_msg("%s", lines[0]);
}

static void
check_keys(const ConfigKey *keys, const char *page)
{
    for (; keys->name; keys++) {
        g_autofree char *item = g_strdup_printf("\n.It Ic %s\n", keys->name);
        if (!strstr(page, item))
            fail_msg("dossierd.conf(5) does not explain %s", keys->name);
        if (keys->keys)
            check_keys(keys->keys, page);
    }
}

static void
test_man_page(void **state)
{
    (void)state;
    g_autofree char *page = NULL;
    assert_true(g_file_get_contents("src/dossierd.conf.5", &page, NULL, NULL));
    check_keys(config_file_keys, page);
    check_keys(config_campaign_file_keys, page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_files),
        cmocka_unit_test(test_faults_of_the_main_file),
        cmocka_unit_test(test_faults_of_a_campaign),
        cmocka_unit_test(test_all_faults_in_one_run),
        cmocka_unit_test(test_two_campaigns_of_one_id),
        cmocka_unit_test(test_files_that_are_none),
        cmocka_unit_test(test_secrets_that_others_can_read),
        cmocka_unit_test(test_good_urls),
        cmocka_unit_test(test_windows_editors),
        cmocka_unit_test(test_man_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
