#include "mail/smtp_client.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "mail/imap_client_certificate.h"
#include "mail/imap_client_fault.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECT_SECONDS 30
#define REPLY_SECONDS 600
#define MAIL_SECONDS (2 * REPLY_SECONDS)
#define ERROR_BYTES 200
/* How long a stop waits for the reply after the final dot. */
#define STOP_MICROSECONDS (20 * G_USEC_PER_SEC)
#define CODE_CLOSING 421
#define CODE_LOGIN_REQUIRED 530

G_DEFINE_QUARK(smtp_client_error, smtp_client_error)

struct SmtpClient {
    const ConfigSmtp *config;
    CURL *curl;
    guint connect_seconds, reply_seconds;
    gint stopped;
    gint64 certificate_end;
};

/* One attempt at one mail. */
typedef struct {
    SmtpClient *client;
    const char *data;
    gsize length, offset;
    gboolean in_transaction; /* MAIL FROM went out */
    GString *reply;          /* the lines of the last reply… */
    gboolean next_reply;     /* …unless another command went out since */
    gboolean quitting;       /* what comes now is not about the mail */
    gint64 stop_seen;        /* clock_monotonic(), 0 before */
} Attempt;

SmtpClient *
smtp_client_new(const ConfigSmtp *config)
{
    SmtpClient *client = g_new0(SmtpClient, 1);
    client->config = config;
    client->connect_seconds = CONNECT_SECONDS;
    client->reply_seconds = REPLY_SECONDS;
    return client;
}

void
smtp_client_free(SmtpClient *client)
{
    if (client == NULL)
        return;
    curl_easy_cleanup(client->curl);
    g_free(client);
}

void
smtp_client_set_timeouts(SmtpClient *client, guint connect_seconds,
                         guint reply_seconds)
{
    client->connect_seconds = connect_seconds;
    client->reply_seconds = reply_seconds;
}

gint64
smtp_client_certificate_end(const SmtpClient *client)
{
    return client->certificate_end;
}

void
smtp_client_stop(SmtpClient *client)
{
    g_atomic_int_set(&client->stopped, 1);
}

/* curl sends the final dot once it has had the last byte. */
static gboolean
may_be_complete(const Attempt *attempt)
{
    return attempt->offset == attempt->length;
}

static size_t
on_read(char *buffer, size_t size, size_t n, void *data)
{
    Attempt *attempt = data;
    gsize part = MIN(size * n, attempt->length - attempt->offset);
    memcpy(buffer, attempt->data + attempt->offset, part);
    attempt->offset += part;
    return part;
}

/* curl hands over each line that the server says. */
static size_t
on_reply(char *line, size_t size, size_t n, void *data)
{
    Attempt *attempt = data;
    if (attempt->next_reply)
        g_string_truncate(attempt->reply, 0);
    attempt->next_reply = FALSE;
    if (!attempt->quitting && attempt->reply->len < ERROR_BYTES)
        g_string_append_len(attempt->reply, line, (gssize)(size * n));
    return size * n;
}

static gboolean
is_command(const char *bytes, size_t size, const char *verb)
{
    return size >= strlen(verb) && memcmp(bytes, verb, strlen(verb)) == 0;
}

/* Each command that curl says. Credentials pass here: nothing is kept. */
static int
on_debug(CURL *curl, curl_infotype type, char *bytes, size_t size, void *data)
{
    Attempt *attempt = data;
    (void)curl;
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    if (is_command(bytes, size, "QUIT"))
        attempt->quitting = TRUE;
    else
        attempt->next_reply = TRUE;
    if (is_command(bytes, size, "MAIL FROM:"))
        attempt->in_transaction = TRUE;
    return 0;
}

static int
on_progress(void *data, curl_off_t down_total, curl_off_t down,
            curl_off_t up_total, curl_off_t up)
{
    Attempt *attempt = data;
    (void)down_total, (void)down, (void)up_total, (void)up;
    if (!g_atomic_int_get(&attempt->client->stopped))
        return 0;
    gint64 now = clock_monotonic();
    if (attempt->stop_seen == 0)
        attempt->stop_seen = now;
    return !may_be_complete(attempt) ||
           now - attempt->stop_seen > STOP_MICROSECONDS;
}

static void
set_protection(CURL *curl, const ConfigSmtp *config)
{
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     config->tls == CONFIG_TLS_NONE ? (long)CURLUSESSL_NONE
                                                    : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
    if (config->ca_file != NULL && *config->ca_file != '\0')
        curl_easy_setopt(curl, CURLOPT_CAINFO, config->ca_file);
}

static void
set_connection(CURL *curl, const SmtpClient *client)
{
    curl_easy_setopt(curl, CURLOPT_URL, client->config->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    /* Nothing of the environment's: no proxy, no signals in threads. */
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
                     (long)client->connect_seconds);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     (long)client->reply_seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MAIL_SECONDS);
    set_protection(curl, client->config);
}

/* curl keeps a copy of its own, to tell whether a connection that is still
 * open was made with the same login. */
static gboolean
set_login(CURL *curl, const ConfigSmtp *config, GError **error)
{
    if (config->user == NULL)
        return TRUE;
    char *secret = file_read_secret(config->password_file, error);
    if (secret == NULL)
        return FALSE;
    curl_easy_setopt(curl, CURLOPT_USERNAME, config->user);
    curl_easy_setopt(curl,
                     config->auth == CONFIG_AUTH_OAUTH2 ? CURLOPT_XOAUTH2_BEARER
                                                        : CURLOPT_PASSWORD,
                     secret);
    curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L);
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
    return TRUE;
}

/* Options of the last attempt go, connections stay. */
static gboolean
prepare(SmtpClient *client, GError **error)
{
    if (client->curl == NULL)
        client->curl = curl_easy_init();
    curl_easy_reset(client->curl);
    if (!set_login(client->curl, client->config, error))
        return FALSE;
    set_connection(client->curl, client);
    return TRUE;
}

/* For the last reply of the server and the last command of ours. */
static void
set_listeners(CURL *curl, Attempt *attempt)
{
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, attempt);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, attempt);
}

static void
set_mail(CURL *curl, Attempt *attempt)
{
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE,
                     (curl_off_t)attempt->length);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
                     attempt->client->config->bounce_address);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, attempt);
    set_listeners(curl, attempt);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, attempt);
}

/* A bare LF before a dot is not stuffed by curl, and servers differ in what
 * they take for a line end. */
static gboolean
is_canonical(const char *data, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        gboolean is_crlf =
            data[i] == '\r' && i + 1 < length && data[i + 1] == '\n';
        if (is_crlf)
            i++;
        else if (data[i] == '\r' || data[i] == '\n')
            return FALSE;
    }
    return length >= 2 && data[length - 1] == '\n';
}

static gboolean
check_mail(const SmtpClient *client, const char *recipient, GBytes *mail,
           GError **error)
{
    const char *from = client->config->bounce_address;
    const char *wrong = NULL;
    gsize length = 0;
    const char *data = g_bytes_get_data(mail, &length);
    if (!text_is_address(recipient))
        wrong = "the recipient is not a plain address";
    else if (*from != '\0' && !text_is_address(from))
        wrong = "the reverse-path is not a plain address";
    else if (!is_canonical(data, length))
        wrong = "the mail has line ends other than CR LF";
    if (wrong != NULL)
        g_set_error_literal(error, SMTP_CLIENT_ERROR, SMTP_CLIENT_ERROR_MAIL,
                            wrong);
    return wrong == NULL;
}

static SmtpClientError
error_code(CURLcode result, long code)
{
    if (code == CODE_LOGIN_REQUIRED)
        return SMTP_CLIENT_ERROR_LOGIN;
    switch (result) {
    case CURLE_LOGIN_DENIED:
        return SMTP_CLIENT_ERROR_LOGIN;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
        return SMTP_CLIENT_ERROR_TLS;
    case CURLE_ABORTED_BY_CALLBACK:
        return SMTP_CLIENT_ERROR_STOPPED;
    default:
        return code >= 400 ? SMTP_CLIENT_ERROR_REPLY
                           : SMTP_CLIENT_ERROR_UNREACHABLE;
    }
}

static void
set_failure(GError **error, CURLcode result, long code, const Attempt *attempt)
{
    g_autofree char *raw =
        text_from_bytes(attempt->reply->str, (gssize)attempt->reply->len);
    g_autofree char *said = code >= 400 ? text_label(raw, ERROR_BYTES) : NULL;
    const char *words = said != NULL ? said : curl_easy_strerror(result);
    gsize bytes = MIN(strlen(words), ERROR_BYTES);
    if (words[bytes] != '\0')
        bytes = (gsize)(g_utf8_find_prev_char(words, words + bytes) - words);
    g_set_error(error, SMTP_CLIENT_ERROR, (gint)error_code(result, code),
                "%.*s", (int)bytes, words);
}

/* Before the transaction a refusal is about us, not about the mail; so is 421
 * (closing) and 530 (login required) within it. */
static gboolean
is_server_fault(CURLcode result, long code, const Attempt *attempt)
{
    gboolean stopped_before_the_dot =
        result == CURLE_ABORTED_BY_CALLBACK && !may_be_complete(attempt);
    return !attempt->in_transaction || stopped_before_the_dot ||
           code == CODE_CLOSING || code == CODE_LOGIN_REQUIRED ||
           result == CURLE_LOGIN_DENIED;
}

/* A reply code decides where there is one; where the connection ended without
 * it, the code is that of the step before. */
static SmtpOutcome
outcome_of(CURLcode result, long code, const Attempt *attempt)
{
    gboolean stopped = result == CURLE_ABORTED_BY_CALLBACK;
    if (result == CURLE_OK)
        return SMTP_SENT;
    if (is_server_fault(result, code, attempt))
        return SMTP_RETRY;
    if (code >= 400 && !stopped)
        return code < 500 ? SMTP_RETRY : SMTP_REJECTED;
    if (!may_be_complete(attempt))
        return SMTP_RETRY;
    /* Another positive reply than 250 is as good. */
    return code >= 200 && code < 300 ? SMTP_SENT : SMTP_UNKNOWN;
}

static void
start_attempt(Attempt *attempt, SmtpClient *client, GBytes *mail)
{
    *attempt = (Attempt){.client = client, .reply = attempt->reply};
    attempt->data = g_bytes_get_data(mail, &attempt->length);
    g_string_truncate(attempt->reply, 0);
}

/* A connection that was kept tells of none: what it told at first stands. */
static void
note_certificate(SmtpClient *client)
{
    gint64 end = mail_certificate_end(client->curl);
    if (end != 0)
        client->certificate_end = end;
}

static gboolean
perform(Attempt *attempt, const char *recipient, gboolean fresh,
        CURLcode *result, GError **error)
{
    SmtpClient *client = attempt->client;
    if (!prepare(client, error))
        return FALSE;
    set_mail(client->curl, attempt);
    curl_easy_setopt(client->curl, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    curl_easy_setopt(client->curl, CURLOPT_MAIL_RCPT, recipients);
    *result = curl_easy_perform(client->curl);
    curl_slist_free_all(recipients);
    note_certificate(client);
    return TRUE;
}

/* The server may have hung up on a connection that was kept from an earlier
 * mail, with or without a word (421): that is no failure of this one. Neither
 * is a refusal that may answer to what was said before; nothing of the mail
 * went out yet, so that a fresh connection may tell. */
static gboolean
is_stale(CURL *curl, CURLcode result, long code, const Attempt *attempt)
{
    long new_connections = 0;
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &new_connections);
    return new_connections == 0 && attempt->offset == 0 &&
           (code < 400 || code == CODE_CLOSING || code >= 500) &&
           result != CURLE_OK && result != CURLE_OPERATION_TIMEDOUT &&
           result != CURLE_ABORTED_BY_CALLBACK;
}

static gboolean
perform_afresh(Attempt *attempt, const char *recipient, GBytes *mail,
               CURLcode *result, long *code, GError **error)
{
    SmtpClient *client = attempt->client;
    for (guint i = 0; i < 2; i++) {
        start_attempt(attempt, client, mail);
        if (!perform(attempt, recipient, i > 0, result, error))
            return FALSE;
        curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, code);
        if (!is_stale(client->curl, *result, *code, attempt))
            break;
    }
    return TRUE;
}

/* A connection that broke off without a refusal may stand in the middle of a
 * mail: curl would keep it and say the next mail's commands into that one.
 * Closed like this, it is found dead and made anew. */
static void
hang_up(CURL *curl, CURLcode result, long code)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    if (result == CURLE_OK || (code >= 400 && code != CODE_CLOSING))
        return;
    curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &fd);
    if (fd != CURL_SOCKET_BAD)
        shutdown(fd, SHUT_RDWR);
}

SmtpOutcome
smtp_client_send(SmtpClient *client, const char *recipient, GBytes *mail,
                 gboolean *connection_fault, GError **error)
{
    g_autoptr(GString) reply = g_string_new(NULL);
    Attempt attempt = {.client = client, .reply = reply};
    CURLcode result = CURLE_OK;
    long code = 0;
    if (connection_fault != NULL)
        *connection_fault = FALSE;
    if (!check_mail(client, recipient, mail, error))
        return SMTP_REJECTED;
    if (!perform_afresh(&attempt, recipient, mail, &result, &code, error)) {
        if (connection_fault != NULL)
            *connection_fault = TRUE;
        return SMTP_RETRY;
    }
    hang_up(client->curl, result, code);
    SmtpOutcome outcome = outcome_of(result, code, &attempt);
    if (outcome == SMTP_SENT)
        return outcome;
    if (connection_fault != NULL)
        *connection_fault = is_server_fault(result, code, &attempt);
    set_failure(error, result, code, &attempt);
    return outcome;
}

/* Without a recipient libcurl gives the command that it is told. */
static void
set_question(CURL *curl, Attempt *attempt)
{
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    set_listeners(curl, attempt);
}

gboolean
smtp_client_try(SmtpClient *client, ConnectionFault *fault, GError **error)
{
    g_autoptr(GString) reply = g_string_new(NULL);
    Attempt attempt = {.client = client, .reply = reply};
    *fault = CONNECTION_FAULT_OTHER;
    if (!prepare(client, error))
        return FALSE;
    set_question(client->curl, &attempt);
    CURLcode result = curl_easy_perform(client->curl);
    if (result == CURLE_OK)
        return TRUE;
    long code = 0;
    curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &code);
    *fault = connection_fault_of(client->curl, result);
    if (error_code(result, code) == SMTP_CLIENT_ERROR_LOGIN)
        *fault = CONNECTION_FAULT_LOGIN;
    set_failure(error, result, code, &attempt);
    return FALSE;
}
