#include "base/config_schema.h"

#include "base/config_convert.h"

#define DEFAULT_MESSAGE_BYTES (50 * 1024 * 1024)
#define DAY_MAXIMUM 3650

static const ConfigChoice sends[] = {
    {"shadow", CONFIG_SEND_SHADOW}, {"live", CONFIG_SEND_LIVE}, {NULL, 0}};
static const ConfigChoice auths[] = {{"password", CONFIG_AUTH_PASSWORD},
                                     {"oauth2", CONFIG_AUTH_OAUTH2},
                                     {NULL, 0}};
static const ConfigChoice starttls[] = {{"required", CONFIG_TLS_STARTTLS},
                                        {NULL, 0}};
static const ConfigChoice readers[] = {
    {"owner", 0600}, {"group", 0640}, {"all", 0644}, {NULL, 0}};
/* Not "all": nothing asks for a password before the store. */
static const ConfigChoice store_readers[] = {
    {"owner", 0600}, {"group", 0640}, {NULL, 0}};
static const ConfigChoice weekdays[] = {
    {"monday", 1}, {"tuesday", 2},  {"wednesday", 3}, {"thursday", 4},
    {"friday", 5}, {"saturday", 6}, {"sunday", 7},    {NULL, 0}};

static const char *const no_texts[] = {NULL};

static void
preset_mailbox(gpointer element)
{
    ConfigMailbox *mailbox = element;
    mailbox->folder = "INBOX";
}

static void
preset_smtp(gpointer element)
{
    ConfigSmtp *smtp = element;
    smtp->from_name = "";
    smtp->bounce_address = "";
}

static void
preset_limits(gpointer element)
{
    ConfigLimits *limits = element;
    limits->answers_per_sender_per_day = 10;
    limits->sends_per_hour = 1000;
    limits->sends_per_day = 10000;
    limits->message_bytes = DEFAULT_MESSAGE_BYTES;
}

static void
preset_position(gpointer element)
{
    ConfigPosition *position = element;
    position->addresses = no_texts;
    position->keywords = no_texts;
}

static void
preset_document(gpointer element)
{
    ConfigDocument *document = element;
    document->required = TRUE;
    document->keywords = no_texts;
}

static void
preset_deadline(gpointer element)
{
    ConfigDeadline *deadline = element;
    deadline->inclusive = TRUE;
}

static void
preset_campaign(gpointer element)
{
    ConfigCampaign *campaign = element;
    campaign->keywords = no_texts;
    campaign->mailboxes = no_texts;
    campaign->copies = no_texts;
    campaign->retention_days = 730;
}

#define AT(struct_, field) .offset = offsetof(struct_, field)
#define TEXT(struct_, field) .type = CONFIG_TEXT, AT(struct_, field)
#define LIST(struct_, field) .type = CONFIG_TEXTS, AT(struct_, field)
#define FLAG(struct_, field)                                                   \
    .type = CONFIG_BOOLEAN, AT(struct_, field), .example = "true"
#define CHOICE(struct_, field, words)                                          \
    .type = CONFIG_CHOICE, AT(struct_, field), .choices = words
#define RANGE(low, high) .minimum = low, .maximum = high
#define ARRAY(struct_, field, count)                                           \
    AT(struct_, field), .count_offset = offsetof(struct_, count)

static const ConfigKey smtp_keys[] = {
    {"url", TEXT(ConfigSmtp, url), .convert = config_convert_smtp_url,
     .required = TRUE, .example = "\"smtps://smtp.example.org:465\""},
    {"starttls", CHOICE(ConfigSmtp, tls, starttls), .example = "\"required\""},
    {"user", TEXT(ConfigSmtp, user), .convert = config_convert_line,
     .example = "\"dossierd\""},
    {"password_file", TEXT(ConfigSmtp, password_file),
     .convert = config_convert_secret, .example = "\"smtp.password\""},
    {"auth", CHOICE(ConfigSmtp, auth, auths), .example = "\"password\""},
    {"from", TEXT(ConfigSmtp, from), .convert = config_convert_address,
     .required = TRUE, .example = "\"candidatures@example.org\""},
    {"from_name", TEXT(ConfigSmtp, from_name), .convert = config_convert_line,
     .example = "\"Candidatures\""},
    {"bounce_address", TEXT(ConfigSmtp, bounce_address),
     .convert = config_convert_reverse_path, .example = "\"\""},
    {"ca_file", TEXT(ConfigSmtp, ca_file), .convert = config_convert_path,
     .example = "\"ca.pem\""},
    {.name = NULL},
};

static const ConfigKey mailbox_keys[] = {
    {"name", TEXT(ConfigMailbox, name), .convert = config_convert_name,
     .required = TRUE, .example = "\"referent\""},
    {"address", TEXT(ConfigMailbox, address), .convert = config_convert_address,
     .required = TRUE, .example = "\"referent@example.org\""},
    {"url", TEXT(ConfigMailbox, url), .convert = config_convert_imap_url,
     .required = TRUE, .example = "\"imaps://imap.example.org:993\""},
    {"starttls", CHOICE(ConfigMailbox, tls, starttls),
     .example = "\"required\""},
    {"folder", TEXT(ConfigMailbox, folder),
     .convert = config_convert_mail_folder, .example = "\"INBOX\""},
    {"user", TEXT(ConfigMailbox, user), .convert = config_convert_line,
     .required = TRUE, .example = "\"referent\""},
    {"password_file", TEXT(ConfigMailbox, password_file),
     .convert = config_convert_secret, .required = TRUE,
     .example = "\"referent.password\""},
    {"auth", CHOICE(ConfigMailbox, auth, auths), .example = "\"password\""},
    {"ca_file", TEXT(ConfigMailbox, ca_file), .convert = config_convert_path,
     .example = "\"ca.pem\""},
    {"filed_folder", TEXT(ConfigMailbox, filed_folder),
     .convert = config_convert_mail_folder,
     .example = "\"Candidatures/{campaign}\""},
    {"sent_folder", TEXT(ConfigMailbox, sent_folder),
     .convert = config_convert_mail_folder, .example = "\"Sent\""},
    {"return_path", FLAG(ConfigMailbox, return_path)},
    {.name = NULL},
};

static const ConfigKey limit_keys[] = {
    {"answers_per_sender_per_day", .type = CONFIG_NUMBER,
     AT(ConfigLimits, answers_per_sender_per_day), RANGE(1, 1000),
     .example = "10"},
    {"sends_per_hour", .type = CONFIG_NUMBER, AT(ConfigLimits, sends_per_hour),
     RANGE(1, 1000000), .example = "1000"},
    {"sends_per_day", .type = CONFIG_NUMBER, AT(ConfigLimits, sends_per_day),
     RANGE(1, 10000000), .example = "10000"},
    {"message_bytes", .type = CONFIG_SIZE, AT(ConfigLimits, message_bytes),
     RANGE(1024, G_GINT64_CONSTANT(4294967296)), .example = "52428800"},
    {.name = NULL},
};

/* The folder of campaigns has no field: what stands in it is loaded. */
const ConfigKey config_file_keys[] = {
    {"state_dir", TEXT(Config, state_dir), .convert = config_convert_path,
     .required = TRUE, .example = "\"/var/lib/dossierd\""},
    {"campaigns", TEXT(Config, campaigns_dir), .convert = config_convert_path,
     .required = TRUE, .example = "\"campaigns\""},
    {"timezone", TEXT(Config, timezone), .convert = config_convert_zone,
     .example = "\"Europe/Paris\""},
    {"send", CHOICE(Config, send, sends), .example = "\"shadow\""},
    {"poll_seconds", .type = CONFIG_NUMBER, AT(Config, poll_seconds),
     RANGE(1, 86400), .example = "60"},
    {"certificate_days", .type = CONFIG_NUMBER, AT(Config, certificate_days),
     RANGE(0, 365), .example = "21"},
    {"smtp", .type = CONFIG_GROUP, AT(Config, smtp), .keys = smtp_keys,
     .required = TRUE, .preset = preset_smtp,
     .example = "{ url = \"smtps://…\"; from = \"…\"; }"},
    {"operator", TEXT(Config, operator_address),
     .convert = config_convert_address, .required = TRUE,
     .example = "\"admin@example.org\""},
    {"store_readers", CHOICE(Config, store_mode, store_readers),
     .example = "\"group\""},
    {"report_dir", TEXT(Config, report_dir), .convert = config_convert_path,
     .example = "\"/var/lib/dossierd/pages\""},
    {"report_readers", CHOICE(Config, report_mode, readers),
     .example = "\"group\""},
    {"clamd_socket", TEXT(Config, clamd_socket), .convert = config_convert_path,
     .example = "\"/run/clamav/clamd.ctl\""},
    {"metrics_file", TEXT(Config, metrics_file), .convert = config_convert_path,
     .example = "\"/var/lib/prometheus/node-exporter/dossierd.prom\""},
    {"templates", TEXT(Config, texts_dir), .convert = config_convert_path,
     .example = "\"/etc/dossierd/texts\""},
    {"limits", .type = CONFIG_GROUP, AT(Config, limits), .keys = limit_keys,
     .preset = preset_limits, .example = "{ sends_per_hour = 1000; }"},
    {"mailboxes", .type = CONFIG_GROUPS, ARRAY(Config, mailboxes, n_mailboxes),
     .keys = mailbox_keys, .size = sizeof(ConfigMailbox), .required = TRUE,
     .preset = preset_mailbox,
     .example = "( { name = \"referent\"; address = \"…\"; url = \"…\"; … } )"},
    {.name = NULL},
};

static const ConfigKey deadline_keys[] = {
    {"days_after_publication", .type = CONFIG_NUMBER, AT(ConfigDeadline, days),
     RANGE(0, DAY_MAXIMUM), .example = "15"},
    {"date", .type = CONFIG_DATE, AT(ConfigDeadline, date),
     .example = "\"2026-03-13\""},
    {"inclusive", FLAG(ConfigDeadline, inclusive)},
    {.name = NULL},
};

static const ConfigKey person_keys[] = {
    {"name", TEXT(ConfigPerson, name), .convert = config_convert_line,
     .example = "\"Mme Martin\""},
    {"address", TEXT(ConfigPerson, address), .convert = config_convert_address,
     .required = TRUE, .example = "\"referent@example.org\""},
    {.name = NULL},
};

static const ConfigKey position_keys[] = {
    {"id", TEXT(ConfigPosition, id), .convert = config_convert_position_id,
     .required = TRUE, .example = "\"0132733A\""},
    {"title", TEXT(ConfigPosition, title), .convert = config_convert_line,
     .required = TRUE, .example = "\"Micro-lycée …\""},
    {"addresses", LIST(ConfigPosition, addresses),
     .convert = config_convert_address,
     .example = "[ \"school@example.org\" ]"},
    {"keywords", LIST(ConfigPosition, keywords),
     .convert = config_convert_keyword, .filled = TRUE,
     .example = "[ \"Artaud\" ]"},
    {.name = NULL},
};

static const ConfigKey document_keys[] = {
    {"id", TEXT(ConfigDocument, id), .convert = config_convert_id,
     .required = TRUE, .example = "\"cv\""},
    {"title", TEXT(ConfigDocument, title), .convert = config_convert_line,
     .required = TRUE, .example = "\"Curriculum vitae\""},
    {"required", FLAG(ConfigDocument, required)},
    {"keywords", LIST(ConfigDocument, keywords),
     .convert = config_convert_keyword, .required = TRUE,
     .example = "[ \"cv\", \"curriculum\" ]"},
    {.name = NULL},
};

static const ConfigKey reminder_keys[] = {
    {"days_before", .type = CONFIG_DAYS,
     ARRAY(ConfigCampaign, reminder_days, n_reminder_days),
     RANGE(0, DAY_MAXIMUM), .required = TRUE, .example = "[ 7, 2 ]"},
    {.name = NULL},
};

static const ConfigKey alert_keys[] = {
    {"days_before", .type = CONFIG_DAYS,
     ARRAY(ConfigCampaign, alert_days, n_alert_days), RANGE(0, DAY_MAXIMUM),
     .required = TRUE, .example = "[ 7, 1 ]"},
    {.name = NULL},
};

static const ConfigKey digest_keys[] = {
    {"day", CHOICE(ConfigDigest, weekday, weekdays), .required = TRUE,
     .example = "\"monday\""},
    {"time", .type = CONFIG_TIME, AT(ConfigDigest, hour), .required = TRUE,
     .example = "\"08:00\""},
    {"when_empty", FLAG(ConfigDigest, when_empty)},
    {"positions", FLAG(ConfigDigest, positions_too)},
    {.name = NULL},
};

static const ConfigKey campaign_keys[] = {
    {"id", TEXT(ConfigCampaign, id), .convert = config_convert_id,
     .required = TRUE, .example = "\"micro-structure-rs2026\""},
    {"title", TEXT(ConfigCampaign, title), .convert = config_convert_line,
     .required = TRUE, .example = "\"Coordonnateur micro-structure\""},
    {"subject", TEXT(ConfigCampaign, subject),
     .convert = config_convert_subject,
     .example = "\"Candidature … – {family_name} {given_name}\""},
    {"subject_required", FLAG(ConfigCampaign, subject_required)},
    {"keywords", LIST(ConfigCampaign, keywords),
     .convert = config_convert_keyword, .required = TRUE,
     .example = "[ \"micro-structure\", \"micro-lycée\" ]"},
    {"published", .type = CONFIG_DATE, AT(ConfigCampaign, published),
     .example = "\"2026-05-04\""},
    {"deadline", .type = CONFIG_GROUP, AT(ConfigCampaign, deadline),
     .keys = deadline_keys, .preset = preset_deadline,
     .example = "{ date = \"2026-03-13\"; inclusive = false; }"},
    {"strict_deadline", FLAG(ConfigCampaign, deadline.strict)},
    {"mailboxes", LIST(ConfigCampaign, mailboxes),
     .convert = config_convert_line, .example = "[ \"referent\" ]"},
    {"referent", .type = CONFIG_GROUP, AT(ConfigCampaign, referent),
     .keys = person_keys, .required = TRUE,
     .example = "{ name = \"…\"; address = \"referent@example.org\"; }"},
    {"contact", TEXT(ConfigCampaign, contact), .convert = config_convert_line,
     .example = "\"Mme Martin, 04 00 00 00 00\""},
    {"copies", LIST(ConfigCampaign, copies), .convert = config_convert_address,
     .example = "[ \"inspector@example.org\" ]"},
    {"positions", .type = CONFIG_GROUPS,
     ARRAY(ConfigCampaign, positions, n_positions), .keys = position_keys,
     .size = sizeof(ConfigPosition), .required = TRUE,
     .preset = preset_position,
     .example = "( { id = \"0132733A\"; title = \"…\"; … } )"},
    {"documents", .type = CONFIG_GROUPS,
     ARRAY(ConfigCampaign, documents, n_documents), .keys = document_keys,
     .size = sizeof(ConfigDocument), .required = TRUE,
     .preset = preset_document,
     .example = "( { id = \"cv\"; title = \"…\"; keywords = [ \"cv\" ]; } )"},
    {"reminders", .type = CONFIG_GROUP, .keys = reminder_keys,
     .example = "{ days_before = [ 7, 2 ]; }"},
    {"alerts", .type = CONFIG_GROUP, .keys = alert_keys,
     .example = "{ days_before = [ 7, 1 ]; }"},
    {"digest", .type = CONFIG_GROUP, AT(ConfigCampaign, digest),
     .keys = digest_keys, .example = "{ day = \"monday\"; time = \"08:00\"; }"},
    {"retention_days", .type = CONFIG_NUMBER,
     AT(ConfigCampaign, retention_days), RANGE(1, 36500), .example = "730"},
    {.name = NULL},
};

const ConfigKey config_campaign_file_keys[] = {
    {"campaign", .type = CONFIG_GROUP, .keys = campaign_keys, .required = TRUE,
     .preset = preset_campaign, .example = "{ id = \"…\"; title = \"…\"; … }"},
    {.name = NULL},
};
