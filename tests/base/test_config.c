/* Configurations as a whole: what is loaded, and what is said of several
 * faults and files. */
#include "base/config_files.h"
#include "base/config_schema.h"

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
test_readers_of_the_store(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        guint mode;
    } cases[] = {
        {"", 0},
        {"store_readers = \"owner\";\n", 0600},
        {"store_readers = \"group\";\n", 0640},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Files) files = files_new();
        g_autofree char *text = g_strconcat(cases[i].line, main_text, NULL);
        write_file(files->main_file, text);
        g_autoptr(Config) config = config_load(files->main_file, FALSE, NULL);
        assert_non_null(config);
        assert_int_equal(config->store_mode, cases[i].mode);
    }
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
        cmocka_unit_test(test_all_faults_in_one_run),
        cmocka_unit_test(test_two_campaigns_of_one_id),
        cmocka_unit_test(test_files_that_are_none),
        cmocka_unit_test(test_secrets_that_others_can_read),
        cmocka_unit_test(test_readers_of_the_store),
        cmocka_unit_test(test_good_urls),
        cmocka_unit_test(test_windows_editors),
        cmocka_unit_test(test_man_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
