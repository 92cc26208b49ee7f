#include "mail/imap_client_stream.h"

#include "base/clock.h"
#include "base/file.h"
#include "mail/imap_client.h"
#include "mail/imap_client_certificate.h"
#include "mail/imap_client_fault.h"

#include <curl/curl.h>
#include <poll.h>
#include <string.h>

#define MAX_LINE 4000
#define MAX_REFUSAL 400
#define CONNECT_BUFFER_BYTES 4096
#define READ_BYTES (256 * 1024)

struct ImapStream {
    CURLM *multi; /* holds the connection as long as the stream lives */
    CURL *easy;
    curl_socket_t socket;
    int stop_fd;
    gint64 certificate_end;
    char *capabilities; /* NULL: not told */
};

/* What is of use only while the connection is made. */
typedef struct {
    const ConfigMailbox *config;
    char curl_error[CURL_ERROR_SIZE];
    char refusal[MAX_REFUSAL]; /* the server's last tagged NO or BAD, or BYE */
    char **capabilities;       /* told with the answer to the last command */
    gboolean listed;           /* since the last answer */
} Attempt;

static void
initialise_curl(void)
{
    static gsize done = 0;

    if (g_once_init_enter(&done)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&done, 1);
    }
}

static size_t
discard(char *bytes, size_t size, size_t n, void *data)
{
    (void)bytes;
    (void)data;
    return size * n;
}

static void
set_capabilities(Attempt *attempt, const char *list, gsize length)
{
    g_free(*attempt->capabilities);
    *attempt->capabilities = g_strndup(list, length);
}

/* "* CAPABILITY IMAP4rev1 IDLE" and "A002 OK done", or in one: "A002 OK
 * [CAPABILITY IMAP4rev1 IDLE] done" (RFC 3501 section 7.1). What came before
 * the answer to libcurl's last command, the login, does not count after it. */
static void
keep_capabilities(Attempt *attempt, const char *line)
{
    static const char untagged[] = "* CAPABILITY ",
                      coded[] = " OK [CAPABILITY ";
    const char *answer = strchr(line, ' ');

    if (g_str_has_prefix(line, untagged)) {
        const char *list = line + strlen(untagged);

        set_capabilities(attempt, list, strlen(list));
        attempt->listed = TRUE;
    } else if (line[0] == 'A' && answer != NULL) {
        if (g_str_has_prefix(answer, coded) && strchr(answer, ']') != NULL)
            set_capabilities(attempt, answer + strlen(coded),
                             strcspn(answer + strlen(coded), "]"));
        else if (!attempt->listed)
            g_clear_pointer(attempt->capabilities, g_free);
        attempt->listed = FALSE;
    }
}

/* libcurl gives each line of the server's here, but reports a refused login
 * without the server's words. Its own tags are "A001" and so on. */
static size_t
keep_answer(char *bytes, size_t size, size_t n, void *data)
{
    Attempt *attempt = data;
    g_autofree char *line = g_strndup(bytes, MIN(size * n, MAX_LINE - 1));
    const char *word = strchr(line, ' ');

    g_strchomp(line);
    keep_capabilities(attempt, line);
    if (word == NULL)
        return size * n;
    gboolean refused = g_ascii_strncasecmp(word, " NO ", 4) == 0 ||
                       g_ascii_strncasecmp(word, " BAD ", 5) == 0;

    if (g_ascii_strncasecmp(line, "* BYE", 5) == 0 ||
        (line[0] == 'A' && refused))
        g_strlcpy(attempt->refusal, word + 1, sizeof attempt->refusal);
    return size * n;
}

static ImapClientError
code_of_login(const Attempt *attempt)
{
    /* RFC 5530: not the account's fault, so no long back-off. */
    static const char *const passing[] = {"[UNAVAILABLE]", "[INUSE]", "[LIMIT]",
                                          "[SERVERBUG]", "BYE"};

    for (gsize i = 0; i < G_N_ELEMENTS(passing); i++)
        if (strstr(attempt->refusal, passing[i]) != NULL)
            return IMAP_CLIENT_ERROR_CONNECT;
    return IMAP_CLIENT_ERROR_LOGIN;
}

static ImapClientError
code_of(CURLcode result, const Attempt *attempt)
{
    switch (result) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED:
        return IMAP_CLIENT_ERROR_CERTIFICATE;
    case CURLE_LOGIN_DENIED:
    case CURLE_AUTH_ERROR:
        return code_of_login(attempt);
    case CURLE_OPERATION_TIMEDOUT:
        return IMAP_CLIENT_ERROR_TIMEOUT;
    case CURLE_WEIRD_SERVER_REPLY:
        return IMAP_CLIENT_ERROR_PROTOCOL;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
        return IMAP_CLIENT_ERROR_CLOSED;
    default:
        return IMAP_CLIENT_ERROR_CONNECT;
    }
}

static const char *
advice_for(ImapClientError code, CURLcode result)
{
    if (result == CURLE_USE_SSL_FAILED)
        return "the server offers no STARTTLS: use imaps:// or have it "
               "offered";
    if (result == CURLE_SSL_CACERT_BADFILE)
        return "ca_file cannot be read: mend it";
    switch (code) {
    case IMAP_CLIENT_ERROR_CERTIFICATE:
        return "certificate refused, no password was sent: have the server's "
               "certificate mended, or set ca_file";
    case IMAP_CLIENT_ERROR_LOGIN:
        return "login refused: check user, password_file and auth";
    case IMAP_CLIENT_ERROR_TIMEOUT:
        return "no answer in time while connecting";
    default:
        return "no session: check url and the server";
    }
}

static void
set_failure(const Attempt *attempt, CURLcode result, GError **error)
{
    ImapClientError code = code_of(result, attempt);
    const char *why = attempt->curl_error;

    if (attempt->refusal[0] != '\0')
        why = attempt->refusal;
    else if (why[0] == '\0')
        why = curl_easy_strerror(result);
    g_set_error(error, IMAP_CLIENT_ERROR, (gint)code, "%s: %s (%.200s)",
                attempt->config->url, advice_for(code, result), why);
}

static void
protect(CURL *easy, const ConfigMailbox *config)
{
    gboolean starttls = config->tls == CONFIG_TLS_STARTTLS;

    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     (long)(starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (config->ca_file != NULL && config->ca_file[0] != '\0') {
        curl_easy_setopt(easy, CURLOPT_CAINFO, config->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    } else {
        /* The folder is searched for what is needed, while the bundle would
         * be loaded whole for each connection: 1,000 times a megabyte. */
        curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
        curl_easy_setopt(easy, CURLOPT_CAPATH, "/etc/ssl/certs");
    }
}

static void
wipe(char *secret)
{
    if (secret == NULL)
        return;
    explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

/* `methods` are CURLOPT_LOGIN_OPTIONS; NULL: any, or the LOGIN command where
 * the server names none (libcurl 7.88 has no word for that command alone). */
static gboolean
authenticate(CURL *easy, const ConfigMailbox *config, const char *methods,
             GError **error)
{
    char *secret = file_read_secret(config->password_file, error);

    if (secret == NULL)
        return FALSE;
    curl_easy_setopt(easy, CURLOPT_USERNAME, config->user);
    curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, methods);
    curl_easy_setopt(easy,
                     config->auth == CONFIG_AUTH_OAUTH2 ? CURLOPT_XOAUTH2_BEARER
                                                        : CURLOPT_PASSWORD,
                     secret);
    wipe(secret);
    return TRUE;
}

static void
forget_secrets(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_PASSWORD, NULL);
    curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, NULL);
}

static void
prepare(CURL *easy, Attempt *attempt, guint seconds)
{
    curl_easy_setopt(easy, CURLOPT_URL, attempt->config->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)CONNECT_BUFFER_BYTES);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)seconds * 1000L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)seconds * 1000L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, attempt->curl_error);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, keep_answer);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, attempt);
    protect(easy, attempt->config);
}

static gboolean
is_readable(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

    return fd >= 0 && poll(&poll_fd, 1, 0) > 0;
}

static gboolean
set_stopped(GError **error)
{
    g_set_error_literal(error, IMAP_CLIENT_ERROR, IMAP_CLIENT_ERROR_STOPPED,
                        "stopped");
    return FALSE;
}

/* Sets `result` unless stopped. libcurl's own timeout does not cover a TLS
 * handshake that hangs in every version, so there is one of ours. */
static gboolean
drive(ImapStream *stream, gint64 deadline, CURLcode *result, GError **error)
{
    int running = 1, queued;

    while (running > 0) {
        struct curl_waitfd stop = {.fd = stream->stop_fd,
                                   .events = CURL_WAIT_POLLIN};
        gint64 left = deadline - clock_monotonic();

        if (curl_multi_perform(stream->multi, &running) != CURLM_OK)
            break;
        if (running == 0)
            break;
        if (is_readable(stream->stop_fd))
            return set_stopped(error);
        *result = CURLE_OPERATION_TIMEDOUT;
        if (left <= 0)
            return TRUE;
        curl_multi_poll(stream->multi, &stop, stream->stop_fd >= 0 ? 1 : 0,
                        (int)MIN(left / 1000 + 1, 1000), NULL);
    }
    CURLMsg *message = curl_multi_info_read(stream->multi, &queued);

    *result = message != NULL ? message->data.result : CURLE_FAILED_INIT;
    return TRUE;
}

static gboolean
connect_with(ImapStream *stream, Attempt *attempt, const char *methods,
             guint seconds, CURLcode *result, GError **error)
{
    gint64 deadline = clock_monotonic() + (gint64)seconds * G_USEC_PER_SEC;

    stream->multi = curl_multi_init();
    stream->easy = curl_easy_init();
    if (stream->multi == NULL || stream->easy == NULL)
        g_error("libcurl gives no handle");
    prepare(stream->easy, attempt, seconds);
    if (!authenticate(stream->easy, attempt->config, methods, error))
        return FALSE;
    curl_multi_add_handle(stream->multi, stream->easy);
    gboolean finished = drive(stream, deadline, result, error);

    forget_secrets(stream->easy);
    if (!finished || *result != CURLE_OK)
        return finished;
    stream->certificate_end = mail_certificate_end(stream->easy);
    /* It bounds what one curl_easy_recv() gives; nothing is allocated by it
     * any more. */
    curl_easy_setopt(stream->easy, CURLOPT_BUFFERSIZE, (long)READ_BYTES);
    /* The attempt ends with this call, the handle does not. */
    curl_easy_setopt(stream->easy, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(stream->easy, CURLOPT_HEADERDATA, NULL);
    return curl_easy_getinfo(stream->easy, CURLINFO_ACTIVESOCKET,
                             &stream->socket) == CURLE_OK;
}

static void
close_handles(ImapStream *stream)
{
    if (stream->multi != NULL && stream->easy != NULL)
        curl_multi_remove_handle(stream->multi, stream->easy);
    curl_easy_cleanup(stream->easy);
    curl_multi_cleanup(stream->multi);
    stream->easy = NULL;
    stream->multi = NULL;
}

/* A server that is closed for the moment refuses the login with words. */
static ConnectionFault
fault_of(const ImapStream *stream, const Attempt *attempt, CURLcode result)
{
    ConnectionFault fault = connection_fault_of(stream->easy, result);
    gboolean passing = fault == CONNECTION_FAULT_LOGIN &&
                       code_of(result, attempt) != IMAP_CLIENT_ERROR_LOGIN;

    return passing ? CONNECTION_FAULT_OTHER : fault;
}

ImapStream *
imap_stream_open(const ConfigMailbox *config, int stop_fd, guint seconds,
                 ConnectionFault *fault, GError **error)
{
    g_autoptr(ImapStream) stream = g_new0(ImapStream, 1);
    Attempt attempt = {.config = config, .capabilities = &stream->capabilities};
    gboolean token = config->auth == CONFIG_AUTH_OAUTH2;
    CURLcode result = CURLE_OK;

    initialise_curl();
    stream->stop_fd = stop_fd;
    if (!connect_with(stream, &attempt,
                      token ? "AUTH=OAUTHBEARER;AUTH=XOAUTH2"
                            : "AUTH=PLAIN;AUTH=LOGIN",
                      seconds, &result, error))
        return NULL;
    /* Nothing was refused: the server has no such mechanism, so no password
     * was sent. Some know the LOGIN command only. */
    if (result == CURLE_LOGIN_DENIED && !token && attempt.refusal[0] == '\0') {
        close_handles(stream);
        if (!connect_with(stream, &attempt, NULL, seconds, &result, error))
            return NULL;
    }
    if (result == CURLE_OK)
        return g_steal_pointer(&stream);
    if (fault != NULL)
        *fault = fault_of(stream, &attempt, result);
    set_failure(&attempt, result, error);
    return NULL;
}

void
imap_stream_free(ImapStream *stream)
{
    if (stream == NULL)
        return;
    close_handles(stream);
    g_free(stream->capabilities);
    g_free(stream);
}

const char *
imap_stream_capabilities(const ImapStream *stream)
{
    return stream->capabilities;
}

gint64
imap_stream_certificate_end(const ImapStream *stream)
{
    return stream->certificate_end;
}

static gboolean
set_closed(const char *why, GError **error)
{
    g_set_error(error, IMAP_CLIENT_ERROR, IMAP_CLIENT_ERROR_CLOSED,
                "the connection broke off (%s)", why);
    return FALSE;
}

gssize
imap_stream_read(ImapStream *stream, char *buffer, gsize size, GError **error)
{
    size_t n = 0;
    CURLcode result = curl_easy_recv(stream->easy, buffer, size, &n);

    if (result == CURLE_AGAIN)
        return 0;
    if (result == CURLE_OK && n > 0)
        return (gssize)n;
    set_closed(result == CURLE_OK ? "closed by the server"
                                  : curl_easy_strerror(result),
               error);
    return -1;
}

gboolean
imap_stream_write(ImapStream *stream, const char *bytes, gsize length,
                  guint seconds, GError **error)
{
    while (length > 0) {
        size_t n = 0;
        CURLcode result = curl_easy_send(stream->easy, bytes, length, &n);

        if (result == CURLE_OK) {
            bytes += n;
            length -= n;
            continue;
        }
        if (result != CURLE_AGAIN)
            return set_closed(curl_easy_strerror(result), error);
        ImapStreamWait wait = imap_stream_wait(
            stream, POLLOUT, -1, (gint64)seconds * G_USEC_PER_SEC, error);

        if (wait == IMAP_STREAM_LATE)
            g_set_error_literal(error, IMAP_CLIENT_ERROR,
                                IMAP_CLIENT_ERROR_TIMEOUT,
                                "the server takes no more commands");
        if (wait != IMAP_STREAM_READY)
            return FALSE;
    }
    return TRUE;
}

ImapStreamWait
imap_stream_wait(ImapStream *stream, short events, int wake_fd,
                 gint64 microseconds, GError **error)
{
    /* poll(2) passes over negative descriptors. */
    struct pollfd fds[] = {
        {.fd = stream->socket, .events = events},
        {.fd = stream->stop_fd, .events = POLLIN},
        {.fd = wake_fd, .events = POLLIN},
    };
    gint64 deadline = clock_monotonic() + microseconds;

    for (;;) {
        gint64 left = MAX(deadline - clock_monotonic(), 0);
        int n = poll(fds, G_N_ELEMENTS(fds),
                     (int)MIN(left / 1000 + (left > 0), G_MAXINT));

        if (n == 0)
            return IMAP_STREAM_LATE;
        if (n < 0)
            continue; /* EINTR; anything else cannot be here */
        if (fds[1].revents != 0) {
            set_stopped(error);
            return IMAP_STREAM_FAILED;
        }
        return fds[0].revents != 0 ? IMAP_STREAM_READY : IMAP_STREAM_WOKEN;
    }
}
