/* Broken configurations, and what is said about each. */
#include "base/config_files.h"

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
        {"= 60;", "= 60;\nstore_readers = \"all\";", 6,
         "store_readers must be \"owner\" or \"group\"; write"},
        {"= 60;", "= 60;\nstore_readers = 640;", 6,
         "must be \"owner\" or \"group\""},
        {"= 60;", "= 60;\nstore_reader = \"group\";", 6,
         "did you mean store_readers?"},
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
        {"operator", "certificate_days = 366;\noperator", 12,
         "certificate_days must be 0 to 365"},
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults_of_the_main_file),
        cmocka_unit_test(test_faults_of_a_campaign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
